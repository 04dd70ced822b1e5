"""Workbooks: a sheet → records of text, numbered as in the sheet."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from lxml.etree import XMLSyntaxError
from python_calamine import CalamineError, CalamineWorkbook

from screener.errors import InputError
from screener.ingest.readers.text import printable
from screener.ingest.readers.xml import parse_xml

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from screener.ingest.readers.text import Record

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*\bt="e"[^>]*>(?:<f[^>]*/>|<f.*?</f>)?<v>([^<]*)</v>', re.DOTALL)
_FILLED_CELL = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r=["']([A-Za-z]{1,3})(\d{1,7})["'][^>]*(?<!/)>(?!\s*</)""")
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"

MAX_BYTES = 1 << 30
"""A workbook that unpacks to more is refused: no holdings list is that long, but a zip bomb is."""
MAX_CELLS = 20_000_000
"""A sheet of more is refused: one stray cell in the last corner makes a grid of 17 billion."""


class Workbook:
    """An open workbook: the names of its sheets, and the records of each. Use it in a ``with`` statement.

    Parameters
    ----------
    path : Path
    file : str
        Name of the file in messages.

    Raises
    ------
    InputError
        The file is no workbook that can be read.
    """

    def __init__(self, path: Path, file: str) -> None:
        self._path, self._file = path, file
        _refuse_other_formats(path, file)
        try:
            self._book = CalamineWorkbook.from_path(str(path))
        except (CalamineError, OSError) as error:
            raise self._unreadable(error) from error
        self.sheets: list[str] = self._book.sheet_names

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.close()

    def records(self, sheet: str) -> list[Record]:
        """Return the rows of a sheet, every cell as text, numbered as in the sheet.

        Raises
        ------
        InputError
            The sheet cannot be read, or reaches too far.
        """
        try:
            data = self._xml(self.sheets.index(sheet))
            self._refuse_stray_cells(sheet, data)
            rows = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        except (CalamineError, KeyError, IndexError, XMLSyntaxError, zipfile.BadZipFile) as error:
            raise self._unreadable(error) from error
        grid = [[to_text(cell) for cell in row] for row in rows]
        for cell, said in _ERROR_CELL.findall(data):  # the reader gives "#REF!" as empty, which means unpriced
            row, column = _address(cell)
            if row < len(grid) and column < len(grid[row]):
                grid[row][column] = said.decode()
        return list(enumerate(grid, start=1))

    def _xml(self, position: int) -> bytes:
        """Return the XML of a sheet."""
        with zipfile.ZipFile(self._path) as archive:
            sheet = parse_xml(archive.read("xl/workbook.xml")).findall(".//{*}sheet")[position]
            links = parse_xml(archive.read("xl/_rels/workbook.xml.rels"))
            target = {link.get("Id"): link.get("Target") or "" for link in links}[sheet.get(_RELATION)]
            return archive.read(target.lstrip("/") if target.startswith("/") else f"xl/{target}")

    def _refuse_stray_cells(self, sheet: str, data: bytes) -> None:
        """Refuse a sheet whose filled cells span a grid that no memory holds, and name the cells that span it."""
        rows = columns = 0
        last = widest = ""
        for found in _FILLED_CELL.finditer(data):
            row, column = _address(found[1].upper() + found[2])
            if row >= rows:
                rows, last = row + 1, (found[1] + found[2]).decode()
            if column >= columns:
                columns, widest = column + 1, (found[1] + found[2]).decode()
        if rows * columns > MAX_CELLS:
            cells = f"cell {last}" if last == widest else f"cells {widest} and {last}"
            raise InputError(
                f"sheet {sheet!r} spans {rows:,} rows and {columns:,} columns because of {cells}",
                where=self._file,
                hint="clear what stands far away from the table",
            )

    def _unreadable(self, error: Exception) -> InputError:
        return InputError(
            f"this is no complete .xlsx workbook: {str(error).splitlines()[0] if str(error) else type(error).__name__}",
            where=self._file,
            hint="have it sent again",
        )


def _address(reference: bytes) -> tuple[int, int]:
    """Return row and column, from 0, of an address such as ``B5``."""
    letters = reference.rstrip(b"0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(reference[len(letters) :]) - 1, column - 1


def _refuse_other_formats(path: Path, file: str) -> None:
    """Refuse what is no .xlsx: other formats hide the errors in cells, and some unpack to more than memory holds."""
    with path.open("rb") as opened:
        start = opened.read(4)
    if not start:
        raise InputError("the file is empty (0 bytes)", where=file, hint="have it sent again")
    if start == _OLD_FORMAT:
        raise InputError(
            "the workbook is protected by a password, or an old .xls",
            where=file,
            hint="save it as .xlsx without a password",
        )
    if not zipfile.is_zipfile(path):
        broken = "complete .xlsx workbook" if start == b"PK\x03\x04" else "workbook: it is not in the .xlsx format"
        raise InputError(f"this is no {broken}", where=file, hint="have it sent again")
    with zipfile.ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
        known = "xl/workbook.xml" in archive.namelist()
    if size > MAX_BYTES:
        raise InputError(f"the workbook unpacks to {size:,} bytes, over the limit of {MAX_BYTES:,}", where=file)
    if not known:
        raise InputError("this is no workbook in the .xlsx format", where=file, hint="save it as .xlsx")


def to_text(value: Any) -> str:
    """Return a typed cell as text: numbers by their shortest exact form, dates in ISO form, nothing as empty text.

    Examples
    --------
    >>> to_text(1234.0), to_text(0.1), to_text(None), to_text(date(2024, 12, 31)), to_text(float("nan"))
    ('1234', '0.1', '', '2024-12-31', '')
    """
    if isinstance(value, datetime) and value.time() == time(0):
        value = value.date()
    match value:
        case None:
            text = ""
        case bool():
            text = str(value).upper()
        case float():
            text = _float_text(value)
        case Decimal():
            text = f"{value:f}"
        case datetime() | date() | time():
            text = value.isoformat()
        case bytes():
            text = printable(value.decode("utf-8", errors="replace"))
        case _:
            text = printable(str(value))
    return text


def _float_text(value: float) -> str:
    if value != value:  # noqa: PLR0124  NaN is how data frames write "nothing"
        return ""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    return f"{Decimal(text):f}" if abs(value) < 1e15 and value not in (float("inf"), float("-inf")) else text
