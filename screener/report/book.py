"""A workbook being written: sheets that look and behave alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from screener.report.about import About

BLANK = "An empty cell is unknown, never zero."
"""First row of every sheet of data."""

_LETTER = 1
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "{", "'")
_CELL = 32_767
"""Excel's longest text; a longer one is cut and ends in an ellipsis."""
_WIDTHS = {
    "text": 26,
    "long": 60,
    "money": 20,
    "whole": 16,
    "share": 12,
    "number": 14,
    "count": 12,
    "row": 11,
    "date": 12,
}
_FORMATS = {
    "title": {"bold": True, "font_size": 16, "font_color": "#0B4A75"},
    "note": {"italic": True, "font_color": "#465564"},
    "head": {"bold": True, "bg_color": "#E7F0F7", "bottom": 1, "text_wrap": True, "valign": "vcenter"},
    "text": {"valign": "top", "text_wrap": True},
    "plain": {"valign": "top"},
    "long": {"valign": "top", "text_wrap": True},
    "guarded": {"valign": "top", "text_wrap": True, "quote_prefix": True},
    "money": {"num_format": "#,##0.00;[Red]-#,##0.00", "valign": "top"},
    "whole": {"num_format": "#,##0;[Red]-#,##0", "valign": "top"},
    "share": {"num_format": "0.0%", "valign": "top"},
    "number": {"num_format": "#,##0.########", "valign": "top"},
    "count": {"num_format": "#,##0", "valign": "top"},
    "row": {"num_format": "0", "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"},
    "total": {"bold": True, "num_format": "#,##0.00;[Red]-#,##0.00", "top": 1},
}


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a sheet: heading and kind of cell."""

    name: str
    kind: str = "text"


class Book:
    """A workbook being written: sheets that look and behave alike."""

    def __init__(self, file: Path, about: About) -> None:
        self._workbook = xlsxwriter.Workbook(
            str(file), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        )
        # The run's own date: with today's date the same run would not be the same bytes.
        created = datetime(about.as_of.year, about.as_of.month, about.as_of.day)  # noqa: DTZ001  Excel has no zones
        self._workbook.set_properties(
            {"title": f"{about.portfolio_name}, {about.as_of}", "comments": f"Run {about.run_id}", "created": created}
        )
        self._formats: dict[str, Format] = {name: self._workbook.add_format(style) for name, style in _FORMATS.items()}
        self._header = f"&L{about.portfolio_name.replace('&', '&&')}&C&A&R{about.as_of}"

    def close(self) -> None:
        """Write the file."""
        self._workbook.close()

    def add_sheet(self, name: str, heads: Sequence[Head], rows: Iterable[Sequence[Any]], note: str = BLANK) -> None:
        """Add a table under a note: frozen heading, filter, widths, and the heading again on every printed page."""
        sheet = self._new_sheet(name)
        sheet.write_string(0, 0, note, self._formats["note"])
        for column, head in enumerate(heads):
            sheet.set_column(column, column, _WIDTHS[head.kind])
            sheet.write_string(1, column, head.name, self._formats["head"])
        last = 1
        for last, row in enumerate(rows, start=2):
            for column, (head, value) in enumerate(zip(heads, row, strict=True)):
                self._write(sheet, last, column, value, head.kind)
        sheet.freeze_panes(2, 1)
        sheet.repeat_rows(1)
        sheet.autofilter(1, 0, last, len(heads) - 1)

    def add_summary(self, rows: Iterable[Sequence[tuple[Any, str]]]) -> None:
        """Add the first sheet: rows of cells, each with its format."""
        sheet = self._new_sheet("Summary")
        sheet.set_column(0, 0, 58)
        sheet.set_column(1, 7, 21)
        for number, row in enumerate(rows):
            for column, (value, kind) in enumerate(row):
                self._write(sheet, number, column, value, kind)

    def _new_sheet(self, name: str) -> Worksheet:
        sheet = self._workbook.add_worksheet(name)
        sheet.set_paper(_LETTER)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_header(self._header)
        sheet.set_footer("&RPage &P of &N")
        sheet.hide_gridlines(1)
        return sheet

    def _write(self, sheet: Worksheet, row: int, column: int, value: Any, kind: str) -> None:
        """Write one cell; unknown stays empty, and text stays text whatever it begins with."""
        style = self._formats[kind]
        if value is None:
            return
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value, style)
        elif isinstance(value, (int, float, Decimal)):
            sheet.write_number(row, column, value, style)
        elif kind == "date":
            sheet.write_datetime(row, column, value, style)
        else:
            text = str(value)
            guarded = self._formats["guarded"] if text.startswith(_FORMULA) else style
            sheet.write_string(row, column, text if len(text) <= _CELL else f"{text[: _CELL - 1]}…", guarded)
