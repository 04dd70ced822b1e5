"""Rows of text from the files publishers hand out: CSV, Excel workbooks, JSON; plain, gzipped or in a ZIP file."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import math
import re
import zipfile
import zlib
from contextlib import contextmanager
from itertools import chain
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import python_calamine

from screener.errors import InputError, join_problems, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

LARGEST_STREAM, LARGEST_WHOLE = 8 * 2**30, 2**30
"""Bytes that a packed file may unpack to: one that is read row by row (the golden copy of legal entities has three
million rows of 300 columns), and one that must be in memory whole (workbooks, JSON)."""

Row = dict[str, str]
"""One row of a publisher's table: heading → text, stripped; an empty cell is an empty text."""

_WORKBOOKS = {".xlsx", ".xlsb", ".xlsm", ".xls"}
_HEADER_WITHIN = 40
"""Publishers put titles and notes above the header; never more than this many lines of them."""
_UNREADABLE = (
    *(OSError, EOFError, ValueError, KeyError, csv.Error),
    *(zipfile.BadZipFile, zlib.error, python_calamine.CalamineError),
)


class File(NamedTuple):
    """One file, or one member of a ZIP file; its stream is open until the next one is asked for."""

    where: str
    suffix: str
    stream: IO[bytes] | gzip.GzipFile


def find_rows(paths: Sequence[Path], columns: Sequence[str], *, sheet: str | None = None) -> list[Row]:
    """Return the rows of the first table, in any of the files or their sheets, whose header has all these columns.

    Parameters
    ----------
    paths : sequence of Path
        Files as the publisher hands them out.
    columns : sequence of str
        Headings that must all be there; lines above the header are skipped, and other columns are kept.
    sheet : str, optional
        Only this sheet of a workbook.

    Raises
    ------
    InputError
        A file cannot be read, or no table has the columns; the message names the nearest table's missing columns.
    """
    search = _Search(columns, sheet=sheet)
    for where, lines in _tables(paths, sheet):
        if header := search.header(where, lines):
            return list(_picked(lines, {name: i for i, name in enumerate(header) if name}))
    raise search.failed(paths)


def stream_rows(
    paths: Sequence[Path],
    *layouts: Mapping[str, str],
    sheet: str | None = None,
    spelled: Callable[[str], str] = str,
) -> Iterator[Row]:
    """Yield the rows of every table that has a layout's columns, those columns alone, one row in memory at a time.

    Parameters
    ----------
    paths : sequence of Path
        Files as the publisher hands them out.
    *layouts : mapping of str to str
        Our name → publisher's heading. The first layout that any table has is the one that is read.
    sheet : str, optional
        Only this sheet of a workbook.
    spelled : callable, optional
        Heading as the publisher writes it → as the layouts have it, where its spelling changes between years.

    Raises
    ------
    InputError
        A file cannot be read, or no table has a layout; the message is about the first layout, the current one.
    """
    searches = [_Search(list(layout.values()), spelled, sheet) for layout in layouts]
    for layout, search in zip(layouts, searches, strict=True):
        for where, lines in _tables(paths, sheet):
            if header := search.header(where, lines):
                yield from _picked(lines, {name: header.index(heading) for name, heading in layout.items()})
        if search.is_found:
            return
    raise searches[0].failed(paths)


def read_lines(paths: Sequence[Path]) -> Iterator[str]:
    """Yield the lines of text files, without their line ends."""
    for file in open_files(paths):
        with _reading(file.where), _text_of(file.stream) as text:
            for line in text:
                yield line.rstrip("\r\n")


def json_documents(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """Yield every JSON document among the files."""
    for file in open_files(paths):
        if file.suffix == ".json":
            with _reading(file.where):
                document = json.loads(_whole(file))
            if not isinstance(document, dict):
                raise InputError("the JSON document is not an object", where=file.where)
            yield document


def open_files(paths: Sequence[Path]) -> Iterator[File]:
    """Yield each file open for reading, gzip undone; the members of a ZIP file as if they were files."""
    for path in paths:
        with _reading(str(path)):
            if path.suffix.lower() == ".zip":
                with zipfile.ZipFile(path) as archive:
                    for member in archive.infolist():
                        if not member.is_dir():
                            # The archive states the size, and no more than that is ever unpacked.
                            _refuse_size(member.file_size, LARGEST_STREAM)
                            with archive.open(member) as stream:
                                yield File(f"{path}: {member.filename}", _suffix(member.filename), stream)
            elif path.suffix.lower() == ".gz":
                with _Gzip(path) as stream:
                    yield File(str(path), _suffix(path.stem), stream)
            else:
                with path.open("rb") as stream:
                    yield File(str(path), _suffix(path.name), stream)


class _Gzip(gzip.GzipFile):
    """A gzipped file that stops where it unpacks to more than anything a publisher hands out."""

    def read1(self, size: int = -1) -> bytes:
        data = super().read1(size)
        _refuse_size(self.tell(), LARGEST_STREAM)
        return data


def _whole(file: File) -> bytes:
    """Return the content of a file that has to be in memory at once."""
    content = file.stream.read(LARGEST_WHOLE + 1)
    _refuse_size(len(content), LARGEST_WHOLE)
    return content


def _refuse_size(size: int, largest: int) -> None:
    if size > largest:
        raise ValueError(f"it unpacks to more than {largest:,} bytes, which no file of a publisher here does")


def number(text: str) -> float | None:
    """Return a number, or None where the cell is empty or the publisher withholds the value.

    Examples
    --------
    >>> number("1,234.5"), number(""), number("confidential"), number("NaN")
    (1234.5, None, None, None)
    """
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def postal_code(text: str) -> str | None:
    """Return the five digits of a US ZIP code, with the leading zeros that spreadsheets lose, or None.

    Examples
    --------
    >>> postal_code("15212-5858"), postal_code("6360"), postal_code("K1A 0B1")
    ('15212', '06360', None)
    """
    match = re.fullmatch(r"(\d{3,5})(-?\d{4})?", text.strip())
    return match.group(1).zfill(5) if match else None


class _Search:
    """A search for the table that has some columns, and how near it came."""

    def __init__(self, columns: Sequence[str], spelled: Callable[[str], str] = str, sheet: str | None = None) -> None:
        self.columns = columns
        self._table = f"sheet {sheet!r}" if sheet else "table"
        self._spelled = spelled
        self.is_found = False
        self._closest: tuple[int, str, list[str]] = (-1, "", [])

    def header(self, where: str, lines: Iterator[list[str]]) -> list[str] | None:
        """Return the header if the table has one with these columns; the lines up to it are then used up."""
        for _, line in zip(range(_HEADER_WITHIN), lines, strict=False):
            # Publishers break long headings and pad short ones: "2022 NAICS US   Code".
            header = [self._spelled(" ".join(cell.split())) for cell in line]
            found = sum(column in header for column in self.columns)
            if found == len(self.columns):
                self.is_found = True
                return header
            if found > self._closest[0]:
                self._closest = (found, where, header)
        return None

    def failed(self, paths: Sequence[Path]) -> InputError:
        """Return what to tell a person: the missing columns of the nearest table."""
        _, where, header = self._closest
        problems = [f"column {column!r}{nearest(column, header)}" for column in self.columns if column not in header]
        return InputError(
            join_problems(problems, f"no {self._table} here has the columns expected of this publisher; missing:"),
            where=where or ", ".join(map(str, paths)) or "no file",
            hint="give the publisher's own file, unedited; if its layout changed, the loader must follow",
        )


def _picked(lines: Iterator[list[str]], places: Mapping[str, int]) -> Iterator[Row]:
    """Yield lines as dictionaries; a short line has empty cells at its end, and an empty line is no row."""
    for values in lines:
        row = {name: values[i].strip() if i < len(values) else "" for name, i in places.items()}
        if any(row.values()):
            yield row


def _tables(paths: Sequence[Path], sheet: str | None) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """Yield each table of the files: where it is, and its lines."""
    for file in open_files(paths):
        with _reading(file.where):
            if file.suffix in _WORKBOOKS:
                book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(_whole(file)))
                for name in (name for name in book.sheet_names if sheet in {None, name}):
                    lines = book.get_sheet_by_name(name).to_python()
                    yield f"{file.where} sheet {name!r}", ([_text(cell) for cell in line] for line in lines)
            elif file.suffix == ".json":
                yield file.where, iter(_edgar_json(json.loads(_whole(file))))
            else:
                yield file.where, _csv_lines(file)


def _csv_lines(file: File) -> Iterator[list[str]]:
    """Yield the lines of a CSV file; the Census Bureau's text files are set apart by tabs, lately by bars."""
    with _reading(file.where), _text_of(file.stream, newline="") as text:
        first = text.readline()
        mark = max(",\t|", key=first.count) if file.suffix == ".txt" else ","
        yield from csv.reader(chain([first], text), delimiter=mark)


@contextmanager
def _reading(where: str) -> Iterator[None]:
    """Say which file it is that cannot be read."""
    try:
        yield
    except InputError:
        raise
    except _UNREADABLE as error:
        raise InputError(f"this file cannot be read: {error}", where=where) from error


def _text_of(stream: IO[bytes] | gzip.GzipFile, newline: str | None = None) -> IO[str]:
    """Return a text file's content: UTF-8, and what is none in the Windows code page of older US-government files."""
    return io.TextIOWrapper(stream, encoding="utf-8-sig", errors="cp1252", newline=newline)


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as the Windows code page; what is neither becomes a mark."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("cp1252", _as_cp1252)


def _suffix(name: str) -> str:
    return PurePath(name).suffix.lower()


def _edgar_json(document: object) -> list[list[str]]:
    """Return EDGAR's ``{"fields": […], "data": [[…], …]}`` as lines; a document of another shape has no table."""
    fields, data = (document.get(key) for key in ("fields", "data")) if isinstance(document, dict) else (None, None)
    if not (isinstance(fields, list) and isinstance(data, list) and all(isinstance(row, list) for row in data)):
        raise ValueError("the JSON document is not the table expected: an object with 'fields' and rows in 'data'")
    return [[str(field) for field in fields], *([_text(cell) for cell in row] for row in data)]


def _text(cell: object) -> str:
    """Return a cell as text; a whole number, which Excel keeps as a float, without its decimal point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
