"""Rows of text from the files publishers hand out: CSV (plain or gzipped), Excel workbooks, and EDGAR's JSON."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from typing import TYPE_CHECKING

import python_calamine

from screener.errors import InputError, join_problems, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Row = dict[str, str]
"""One row of a publisher's table: heading → text, stripped; an empty cell is an empty text."""

_WORKBOOKS = {".xlsx", ".xlsb", ".xlsm", ".xls"}
_HEADER_WITHIN = 40
"""Publishers put titles and notes above the header; never more than this many lines of them."""


def find_rows(paths: Sequence[Path], columns: Sequence[str], *, sheet: str | None = None) -> list[Row]:
    """Return the rows of the first table, in any of the files or their sheets, whose header has all these columns.

    Parameters
    ----------
    paths : sequence of Path
        Files as the publisher hands them out.
    columns : sequence of str
        Headings that must all be there; lines above the header are skipped.
    sheet : str, optional
        Only this sheet of a workbook.

    Raises
    ------
    InputError
        A file cannot be read, or no table has the columns; the message names the nearest table's missing columns.
    """
    closest: tuple[int, str, list[str]] = (-1, "", [])
    for path in paths:
        for name, lines in _tables(path, sheet):
            for number, line in enumerate(lines[:_HEADER_WITHIN]):
                found = sum(column in line for column in columns)
                if found == len(columns):
                    return [_row(line, values) for values in lines[number + 1 :] if any(values)]
                if found > closest[0]:
                    closest = (found, f"{path}{f' sheet {name!r}' if name else ''}", line)
    _, where, header = closest
    problems = [f"column {column!r}{nearest(column, header)}" for column in columns if column not in header]
    raise InputError(
        join_problems(problems, "no table here has the columns expected of this publisher; missing:"),
        where=where or ", ".join(map(str, paths)) or "no file",
        hint="give the publisher's own file, unedited; if its layout changed, the loader must follow",
    )


def number(text: str) -> float | None:
    """Return a number, or None where the cell is empty or the publisher withholds the value.

    Examples
    --------
    >>> number("1,234.5"), number(""), number("confidential")
    (1234.5, None, None)
    """
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return None


def postal_code(text: str) -> str | None:
    """Return the five digits of a US ZIP code, with the leading zeros that spreadsheets lose, or None.

    Examples
    --------
    >>> postal_code("15212-5858"), postal_code("6360"), postal_code("K1A 0B1")
    ('15212', '06360', None)
    """
    match = re.fullmatch(r"(\d{3,5})(-?\d{4})?", text.strip())
    return match.group(1).zfill(5) if match else None


def _row(header: list[str], values: list[str]) -> Row:
    """Return one row as a dictionary; a short line has empty cells at its end."""
    return {name: values[i] if i < len(values) else "" for i, name in enumerate(header) if name}


def _tables(path: Path, sheet: str | None) -> Iterator[tuple[str, list[list[str]]]]:
    """Yield each table of a file: its sheet's name and its lines."""
    try:
        if path.suffix in _WORKBOOKS:
            book = python_calamine.CalamineWorkbook.from_path(path)
            for name in [sheet] if sheet else book.sheet_names:
                yield name, [[_text(cell) for cell in line] for line in book.get_sheet_by_name(name).to_python()]
        elif path.suffix == ".json":
            yield "", _edgar_json(json.loads(path.read_bytes()))
        else:
            yield "", [[cell.strip() for cell in line] for line in csv.reader(io.StringIO(_decode(path)))]
    except (OSError, EOFError, ValueError, KeyError, python_calamine.CalamineError) as error:
        raise InputError(f"this file cannot be read: {error}", where=str(path)) from error


def _decode(path: Path) -> str:
    """Return a text file's content: UTF-8, else the Windows code page of older US-government files."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _edgar_json(document: dict[str, list[list[object]]]) -> list[list[str]]:
    """Return EDGAR's ``{"fields": […], "data": [[…], …]}`` as lines."""
    return [[str(field) for field in document["fields"]], *([_text(cell) for cell in row] for row in document["data"])]


def _text(cell: object) -> str:
    """Return a cell as text; a whole number, which Excel keeps as a float, without its decimal point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
