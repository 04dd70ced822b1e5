"""Workbooks: a sheet → records of text, numbered as in the sheet."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineError, CalamineWorkbook

from screener.errors import InputError, nearest
from screener.ingest.xml import parse_xml

if TYPE_CHECKING:
    from pathlib import Path

    from screener.ingest.delivered import Source
    from screener.ingest.text import Record

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*\bt="e"[^>]*>(?:<f[^>]*/>|<f.*?</f>)?<v>([^<]*)</v>', re.DOTALL)

MAX_BYTES = 1 << 30
"""A workbook that unpacks to more is refused: no holdings list is that long, but a zip bomb is."""


def read_sheet(source: Source, path: Path) -> list[Record]:
    """Return the rows of the declared sheet (the first by default), every cell as text.

    Raises
    ------
    InputError
        The file is no workbook, or has no such sheet.
    """
    _refuse_bomb(path, source.file)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            name = source.input.sheet or book.sheet_names[0]
            if name not in book.sheet_names:
                raise InputError(
                    f"{source.file} has no sheet {name!r}; it has {', '.join(book.sheet_names)}"
                    f"{nearest(name, book.sheet_names)}",
                    where=source.declared("sheet"),
                )
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            position = book.sheet_names.index(name)
    except CalamineError as error:
        raise InputError(f"this is no workbook that can be read: {error}", where=source.file) from error
    grid = [[to_text(cell) for cell in row] for row in rows]
    for (row_number, column), error_text in _error_cells(path, position).items():
        if row_number < len(grid) and column < len(grid[row_number]):
            grid[row_number][column] = error_text
    return list(enumerate(grid, start=1))


def _error_cells(path: Path, position: int) -> dict[tuple[int, int], str]:
    """Return (row, column) → text of cells such as ``#REF!``: the reader gives them as empty, which means unpriced."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return {}
        sheet = parse_xml(archive.read("xl/workbook.xml")).findall(".//{*}sheet")[position]
        links = parse_xml(archive.read("xl/_rels/workbook.xml.rels"))
        target = {link.get("Id"): link.get("Target") or "" for link in links}[sheet.get(_RELATION)]
        data = archive.read(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
    return {_address(cell[0]): cell[1].decode() for cell in _ERROR_CELL.findall(data)}


def _address(reference: bytes) -> tuple[int, int]:
    """Return row and column, from 0, of an address such as ``B5``."""
    letters = reference.rstrip(b"0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(reference[len(letters) :]) - 1, column - 1


def _refuse_bomb(path: Path, file: str) -> None:
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > MAX_BYTES:
        raise InputError(f"the workbook unpacks to {size:,} bytes, over the limit of {MAX_BYTES:,}", where=file)


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
            text = value.decode("utf-8", errors="replace")
        case _:
            text = str(value)
    return text


def _float_text(value: float) -> str:
    if value != value:  # noqa: PLR0124  NaN is how data frames write "nothing"
        return ""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    return f"{Decimal(text):f}" if abs(value) < 1e15 and value not in (float("inf"), float("-inf")) else text
