"""A CSV, XLSX or Parquet file → its rows with their lines; what is too large is refused before it is unpacked."""

from __future__ import annotations

import csv
import re
import zipfile
import zlib
from itertools import chain
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from screener.errors import InputError, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    Where = Callable[[int], str]
    """Line → where it is, as messages call it; 0 is the whole file."""

Row = tuple[int, list[Any]]
"""Line (1 = first) and its cells: text from CSV, typed from the others."""

MAX_BYTES = 1 << 26
"""A larger file, or a workbook that unpacks to more, is refused: a hundred years of days take a hundredth of it."""
MAX_ROWS = 100_000
MAX_COLUMNS = 300
SUFFIXES = (".csv", ".xlsx", ".parquet")
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_BROKEN = (
    *(CalamineError, etree.XMLSyntaxError, zipfile.BadZipFile, zlib.error),
    *(KeyError, IndexError, EOFError, NotImplementedError, RuntimeError),  # as the reader of archives says it
)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="e"[^>]*>(?:<f[^>]*/>|<f.*?</f>)?<v>([^<]*)</v>', re.DOTALL)
_FILLED_CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r=["']([A-Za-z]{1,3})(\d{1,7})["'][^>]*(?<!/)>(?!\s*</)""")


def read_grid(path: Path, where: Where, sheet: str | None = None) -> list[Row]:
    """Return every row of a file.

    Parameters
    ----------
    path : Path
        A file ending in .csv, .xlsx or .parquet.
    where : callable
        Line → where it is, in messages.
    sheet : str, optional
        Sheet of a workbook; the first by default.

    Raises
    ------
    InputError
        The file cannot be read, or is no table of a decision by its size.
    """
    suffix = path.suffix.lower()
    try:
        if path.is_dir():
            raise InputError("this is a folder", where=where(0), hint="name a file in it")
        if path.stat().st_size > MAX_BYTES:
            raise InputError(f"the file has more than {MAX_BYTES:,} bytes", where=where(0), hint=_SMALLER)
        with path.open("rb") as opened:
            is_old = opened.read(4) == _OLD_FORMAT
        if suffix == ".xls" or (suffix == ".xlsx" and is_old):
            raise InputError(
                "the workbook is protected by a password, or an old .xls",
                where=where(0),
                hint="save it as .xlsx without a password",
            )
        if suffix == ".csv":
            return _read_csv(path, where)
        if suffix == ".xlsx":
            return _read_workbook(path, where, sheet)
        if suffix == ".parquet":
            return _read_parquet(path, where)
    except OSError as error:
        raise InputError(f"the file cannot be opened: {error.strerror or error}", where=where(0)) from error
    raise InputError(
        f"a file ending in {suffix or 'nothing'} is not read", where=where(0), hint=f"save it as {', '.join(SUFFIXES)}"
    )


_SMALLER = "give a file with the table alone"


def _refuse_size(rows: int, columns: int, where: str, because: str = "") -> None:
    """Refuse a table that no decision has; messages count to the limit where nobody counted further."""
    if rows > MAX_ROWS:
        raise InputError(f"more than {MAX_ROWS:,} rows{because}", where=where, hint=_SMALLER)
    if columns > MAX_COLUMNS:
        raise InputError(f"more than {MAX_COLUMNS} columns{because}", where=where, hint=_SMALLER)


def _read_csv(path: Path, where: Where) -> list[Row]:
    rows: list[Row] = []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        try:
            for cells in reader:
                rows.append((reader.line_num, cells))
                _refuse_size(len(rows), len(cells), where(reader.line_num))
        except UnicodeDecodeError as error:
            raise InputError("this is no UTF-8 text", where=where(0), hint="save it as CSV UTF-8") from error
        except csv.Error as error:
            raise InputError(
                f"this is no CSV: {error}", where=where(reader.line_num), hint="close every quotation mark"
            ) from error
    return rows


def _read_workbook(path: Path, where: Where, sheet: str | None) -> list[Row]:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > MAX_BYTES:
                said = f"the workbook unpacks to {size:,} bytes, over the limit of {MAX_BYTES:,}"
                raise InputError(said, where=where(0), hint=_SMALLER)
            with CalamineWorkbook.from_path(str(path)) as book:
                names = book.sheet_names
                if sheet is not None and sheet not in names:
                    known = f"; it has {', '.join(names)}{nearest(sheet, names)}"
                    raise InputError(f"the workbook has no sheet {sheet!r}{known}", where=where(0))
                wanted = sheet or names[0]
                data = _sheet_xml(archive, names.index(wanted))
                _refuse_far_cells(data, where(0))
                rows = book.get_sheet_by_name(wanted).to_python(skip_empty_area=False)
    except _BROKEN as error:
        raise InputError("this is no .xlsx workbook that can be read", where=where(0), hint="save it again") from error
    grid: list[list[Any]] = [list(cells) for cells in rows]
    for letters, row, said in _ERROR_CELL.findall(data):  # the reader gives "#REF!" as empty, which would be a gap
        at, column = int(row) - 1, _column(letters) - 1
        if at < len(grid) and column < len(grid[at]):
            grid[at][column] = said.decode()
    return list(enumerate(grid, start=1))


def _sheet_xml(archive: zipfile.ZipFile, position: int) -> bytes:
    """Return the XML of a sheet."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    sheet = etree.fromstring(archive.read("xl/workbook.xml"), parser).findall(".//{*}sheet")[position]
    links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    target = {link.get("Id"): link.get("Target") or "" for link in links}[sheet.get(_RELATION)]
    return archive.read(target.lstrip("/") if target.startswith("/") else f"xl/{target}")


def _refuse_far_cells(data: bytes, where: str) -> None:
    """Refuse a sheet whose filled cells span a grid that no memory holds: one stray cell in the last corner does."""
    for found in _FILLED_CELL.finditer(data):
        row, column = int(found[2]), _column(found[1])
        _refuse_size(row, column, where, f" because of cell {(found[1] + found[2]).decode()}")


def _column(letters: bytes) -> int:
    """Return the number of a column such as ``AB``, from 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _read_parquet(path: Path, where: Where) -> list[Row]:
    """Read a table; its headings are line 0, so that the first of its rows is line 1."""
    try:
        with pq.ParquetFile(path) as opened:
            _refuse_size(opened.metadata.num_rows, opened.metadata.num_columns, where(0))
            table = opened.read()
        columns = [column.to_pylist() for column in table.columns]
    except InputError:
        raise
    except (pa.ArrowException, ValueError, OverflowError) as error:  # a date after the year 9999 is none of Python's
        raise InputError("this is no Parquet file that can be read", where=where(0), hint="write it again") from error
    body: Iterable[Row] = enumerate(map(list, zip(*columns, strict=True)), start=1)
    return list(chain([(0, list(table.column_names))], body))
