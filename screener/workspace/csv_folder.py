"""Folders of CSV files that a person keeps by hand: every line with its number, every fault of every file."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, NamedTuple

from screener.errors import InputError, join_problems, nearest
from screener.workspace.manifest import sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


class Line(NamedTuple):
    """One line of a file: where it stands, and its cells by heading, trimmed; a heading that is left out is empty."""

    file: str
    number: int
    cells: dict[str, str]

    @property
    def where(self) -> str:
        """The place as ``file:line``."""
        return f"{self.file}:{self.number}"


class CsvFolder(NamedTuple):
    """What a folder holds."""

    lines: list[Line]
    files: dict[str, str]
    """File relative to the portfolio's folder → SHA-256."""
    problems: list[str]
    """Everything that is no CSV file, and every header that is wrong."""


def read_csv_folder(portfolio: Path, name: str, columns: Sequence[str], required: Sequence[str]) -> CsvFolder:
    """Return the lines of every CSV file in one of a portfolio's folders; a folder that is not there has none.

    Parameters
    ----------
    portfolio : Path
        The portfolio's folder.
    name : str
        Folder inside it.
    columns, required : sequence of str
        The headings there may be, and those that must be.
    """
    folder = portfolio / name
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    given = [file for file in found if not file.name.startswith(".") and file.stem.upper() != "README"]
    files = [file for file in given if file.is_file() and file.suffix.lower() == ".csv"]
    problems = [
        f"{name}/{file.name}: only CSV files are read here; save it as CSV, or move it elsewhere"
        for file in given
        if file not in files
    ]
    lines: list[Line] = []
    for file in files:
        lines += read_csv_lines(file, f"{name}/{file.name}", columns, required, problems)
    return CsvFolder(lines, {f"{name}/{file.name}": sha256_of(file) for file in files}, problems)


def read_csv_lines(
    file: Path, name: str, columns: Sequence[str], required: Sequence[str], problems: list[str]
) -> Iterator[Line]:
    """Yield each line of a file that is not empty; a header or text that is wrong is a problem, and yields none.

    Parameters
    ----------
    file : Path
    name : str
        The file as messages call it.
    columns, required : sequence of str
        The headings there may be, and those that must be.
    problems : list of str
        What is wrong is added here.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problems.append(f"{name}: this is no UTF-8 text; save it as CSV UTF-8")
        return
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="", strict=True)
    try:
        yield from _lines(reader, name, columns, required, problems)
    except csv.Error as error:
        line = reader.line_num + 1  # after the last record that could be read
        problems.append(f"{name}:{line}: this is no CSV: {error}; is a quotation mark left open?")


def _lines(
    reader: csv.DictReader[str], name: str, columns: Sequence[str], required: Sequence[str], problems: list[str]
) -> Iterator[Line]:
    """Yield each line that is not empty, if the header is right."""
    header = [heading.strip() for heading in reader.fieldnames or []]
    reader.fieldnames = header
    if len(header) == 1 and (found := re.search("[;\t]", header[0])):
        sign = "semicolons" if found[0] == ";" else "tabs"
        problems.append(f"{name}:1: the cells are separated by {sign}; save it as CSV with commas between them")
        return
    known = list(columns)
    strange = [f"no such column {heading!r}{_meant(heading, known)}" for heading in header if heading not in known]
    missing = [f"column {heading!r} is missing" for heading in required if heading not in header]
    twice = [f"column {heading!r} stands twice" for heading in columns if header.count(heading) > 1]
    problems += [f"{name}:1: {fault}" for fault in (*strange, *missing, *twice)]
    if strange or missing or twice:
        return
    for row in reader:
        # Of a record whose quoted cells have line breaks the first line is meant.
        number = reader.line_num - "".join(map(str, row.values())).count("\n")
        if "" in row:
            problems.append(f"{name}:{number}: more cells than the header has columns; quote text with commas")
        elif any(row.values()):
            yield Line(name, number, {heading: row.get(heading, "").strip() for heading in columns})


def _meant(heading: str, known: list[str]) -> str:
    """Return the column that a heading may stand for: a date is the ``as_of``, not the state it is spelled like."""
    if heading.casefold() == "date":
        return "; did you mean 'as_of'?" if "as_of" in known else ""
    return nearest(heading, known)


def refusal(problems: Sequence[str], what: str, *, where: Path, hint: str) -> InputError:
    """Return one error that lists every problem with such files, file by file and line by line.

    Parameters
    ----------
    problems : sequence of str
        Each begins with its file, or ``file:line``.
    what : str
        What they are in, such as "the portfolio's attestations".
    where : Path
        The folder.
    hint : str
    """
    count = f"{len(problems)} fault{'s' if len(problems) > 1 else ''}"
    return InputError(join_problems(sorted(problems, key=_place), f"{count} in {what}"), where=str(where), hint=hint)


def _place(problem: str) -> tuple[str, int]:
    """Return the file and line that a problem begins with."""
    place = re.match(r"(.+?)(?::(\d+))?: ", problem)
    return (place[1], int(place[2] or 0)) if place else ("", 0)
