"""``inputs/<as_of>/corrections.csv``: cells that a person repaired. The delivered file itself is never edited.

``quarantine.csv`` of a run is its template: fill in ``corrected``, add columns such as ``by``, ``date`` and ``reason``
as you like, and save it under that name.
"""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screener.errors import InputError
from screener.findings import Finding, Severity
from screener.ingest.locate import CORRECTIONS, is_inside
from screener.ingest.readers import DELIMITERS, join_cells, read_text, split_records
from screener.workspace import DeliveredFile, sha256_of

if TYPE_CHECKING:
    from datetime import date

    from screener.ingest.delivered import Delivered, Malformed
    from screener.workspace import Portfolio

LINE = "(line)"
"""Stands for the whole line in the column ``column``."""
EMPTY = "(empty)"
"""Stands for an empty cell in the column ``corrected``; a blank one means that nobody has decided yet."""

_NEEDED = ("source_file", "source_row", "column", "delivered", "corrected")


@dataclass(frozen=True, slots=True)
class Correction:
    """One cell as it was delivered, and as it should have been."""

    where: str
    source_file: str
    source_row: int
    column: str
    delivered: str
    corrected: str
    note: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrections on file for a date, and the file they stand in."""

    entries: list[Correction]
    file: DeliveredFile | None


def read_corrections(portfolio: Portfolio, as_of: date) -> Corrections:
    """Return the corrections on file for a date; none where there is no such file.

    Raises
    ------
    InputError
        A column is missing, or a source row is no number.
    """
    name = f"inputs/{as_of.isoformat()}/{CORRECTIONS}"
    path = portfolio.folder / name
    if path.is_dir():
        raise InputError("this is a folder", where=name, hint="save the corrections as a file of that name")
    if not path.is_file():
        return Corrections([], None)
    if not is_inside(portfolio.folder, path):
        raise InputError("the corrections lie outside of the portfolio's folder", where=name)
    text, _ = read_text(path, name)
    records = [(line, cells) for line, cells in split_records(text, _delimiter(text), name) if any(cells)]
    heading = [cell.strip() for cell in records[0][1]] if records else []
    missing = [column for column in _NEEDED if column not in heading]
    if missing:
        raise InputError(f"the corrections lack the columns {', '.join(missing)}", where=f"{name}:1")
    entries = []
    for line, cells in records[1:]:
        if any(cell.strip() for cell in cells[len(heading) :]):
            # One cell too many shifts all after it: a value would land in another column.
            said = f"the line has {len(cells)} cells, the header {len(heading)}"
            raise InputError(said, where=f"{name}:{line}", hint="quote cells that hold the delimiter")
        row = dict(zip(heading, cells, strict=False))
        if row.get("corrected", "").strip():
            entries.append(_correction(row, f"{name}:{line}"))
    digest = sha256_of(path)
    label = "cells of delivered files repaired by hand"
    return Corrections(
        entries, DeliveredFile("corrections", label, name, digest, "", None, "corrections", as_of, 0, None, None)
    )


def _delimiter(text: str) -> str:
    """Return what separates the cells of the header: a spreadsheet writes semicolons in much of the world."""
    header = text.partition("\n")[0]
    return max(DELIMITERS, key=header.count)


def _correction(row: dict[str, str], where: str) -> Correction:
    number = row["source_row"].strip()
    if not re.fullmatch(r"[0-9]{1,9}", number):
        raise InputError(f"source_row {number!r} is no line number", where=where)
    noted = [f"{key} {row[key].strip()}" for key in ("by", "date", "reason") if row.get(key, "").strip()]
    corrected = _unguarded(row["corrected"])
    return Correction(
        where,
        row["source_file"].strip(),
        int(number),
        row["column"].strip(),
        _unguarded(row["delivered"]),
        "" if corrected == EMPTY else corrected,
        "; ".join(noted),
    )


def _unguarded(text: str) -> str:
    """Return a cell without the quote that keeps a spreadsheet from taking it for a formula."""
    return text.removeprefix("'").strip()


def apply_corrections(corrections: Corrections, delivered: list[Delivered]) -> list[Finding]:
    """Replace the cells that still are as the corrections say they were delivered; return a finding for each."""
    by_file = {file.source.file: file for file in delivered}
    findings = []
    for correction in corrections.entries:
        file = by_file.get(correction.source_file)
        reason = "no such file is delivered" if file is None else _apply(correction, file)
        findings.append(_finding(correction, reason))
    return findings


def _apply(correction: Correction, file: Delivered) -> str:
    """Correct a cell or a whole line; return why that was not possible, or an empty text."""
    if correction.column == LINE:
        return _apply_line(correction, file)
    if correction.column not in file.headings:
        return f"the file has no column {correction.column!r}"
    place = bisect_left(file.source_rows, correction.source_row)
    if place == len(file.source_rows) or file.source_rows[place] != correction.source_row:
        return f"line {correction.source_row} is no holding"
    position = file.headings.index(correction.column)
    cell = file.rows[place][position]
    if cell.strip() != correction.delivered:
        return f"the cell now reads {cell!r}"
    file.rows[place][position] = correction.corrected
    return ""


def _apply_line(correction: Correction, file: Delivered) -> str:
    """Put a repaired line among the well-formed ones."""
    lines: dict[int, Malformed] = {line.source_row: line for line in file.malformed}
    line = lines.get(correction.source_row)
    if line is None:
        return f"line {correction.source_row} is none that needs to be replaced as a whole"
    if join_cells(line.cells, file.delimiter).strip() != correction.delivered:
        return "the line now reads differently"
    cells = next(csv.reader(io.StringIO(correction.corrected), delimiter=file.delimiter or ","), [])
    if len(cells) != len(file.headings):
        return f"the corrected line has {len(cells)} cells, the header {len(file.headings)}"
    file.malformed.remove(line)
    place = bisect_left(file.source_rows, line.source_row)
    file.source_rows.insert(place, line.source_row)
    file.rows.insert(place, cells)
    return ""


def _finding(correction: Correction, reason: str) -> Finding:
    code = "correction-stale" if reason else "corrected"
    done = (
        f"The correction in {correction.where} was not applied: {reason}."
        if reason
        else f"Replaced by {correction.corrected!r} as {correction.where} says."
    )
    return Finding(
        code,
        Severity.WARNING if reason else Severity.INFO,
        f"{done[:-1]} ({correction.note})." if correction.note else done,
        where=f"{correction.source_file}:{correction.source_row}",
        column=correction.column,
        value=correction.delivered,
        hint="look at the line again, and correct or remove the entry" if reason else "",
    )
