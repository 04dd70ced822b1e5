"""A workbook being written: every sheet one native table, with filters, notes, live totals and a printed heading."""

from __future__ import annotations

import gc
import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import accumulate
from math import ceil
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_range

from screener.report.formats import count

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from screener.report.about import About

BLANK = "An empty cell is unknown or does not apply; it is never zero."
"""First words of every sheet of data."""

SUMMARY = "Summary"
"""Name of the first sheet."""

_LETTER = 1
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "{", "'")
_DAY_ZERO = date(1899, 12, 30).toordinal()
"""Excel counts days from here."""
_CELL = 32_767
"""Excel's longest text; a longer one is cut and ends in an ellipsis."""
_HEADER = 150
"""Characters of a portfolio's name above a printed page; Excel takes 255 for the whole line."""
_WIDTHS = {
    "text": 26,
    "long": 60,
    "money": 20,
    "whole": 18,
    "share": 12,
    "number": 14,
    "count": 14,
    "row": 12,
    "date": 13,
}
_SUMMARY_WIDTHS = (64, 22, 20, 20, 20, 20, 20)
_LINE = 15
"""Points that a line of text is high."""
_MOST_LINES = 20
_PAPER = 220
"""Characters that can be read beside each other on a printed page."""
_SCREEN = 120
"""Characters that a screen shows beside each other."""
_NUMBERS = {"money", "whole", "share", "number", "count", "row"}
_STYLE = "Table Style Light 1"
_HEAD = {
    "bold": True,
    "bg_color": "#E7F0F7",
    "bottom": 1,
    "text_wrap": True,
    "align": "left",
    "valign": "vcenter",
    "indent": 1,
}
_TEXT = {"align": "left", "valign": "top", "text_wrap": True, "indent": 1}
_FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": "#0B4A75"},
    "note": {"italic": True, "font_color": "#465564", "text_wrap": True, "valign": "top"},
    "head": _HEAD,
    "head of numbers": {**_HEAD, "align": "right", "indent": 0},
    "text": _TEXT,
    "plain": {"valign": "top", "text_wrap": True},
    "long": _TEXT,
    "guarded": {**_TEXT, "quote_prefix": True},
    "line": {"align": "left", "valign": "top", "indent": 1},
    "link": {"align": "left", "valign": "top", "indent": 1, "font_color": "#0B4A75", "underline": 1},
    "money": {"num_format": "#,##0.00;[Red]-#,##0.00", "valign": "top"},
    "whole": {"num_format": "#,##0;[Red]-#,##0", "valign": "top"},
    "share": {"num_format": "0.0%", "valign": "top"},
    "number": {"num_format": "#,##0.########", "valign": "top"},
    "count": {"num_format": "#,##0", "valign": "top"},
    "row": {"num_format": "0", "valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left", "indent": 1},
    "rows": {"num_format": '[=1]0" row";#,##0" rows"', "align": "left", "indent": 1},
}
_TOTAL = {"bold": True, "top": 6}
_UNITS = {"money": "{}, to the cent.", "whole": "Whole {}.", "share": "A part of the whole, which is 100%."}
_COUNT, _SUM = 103, 109
"""What SUBTOTAL does with the rows that a filter leaves: count the filled cells, add the numbers."""


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a sheet.

    Parameters
    ----------
    name : str
        Heading; no two of a table are alike.
    kind : str
        How a cell is written: text, long, money, whole, share, number, count, row, date, or link (to a sheet).
    note : str
        What the heading does not say; shown when the pointer is on it.
    adds_up : bool
        Whether the sum of the column means something; it then has a live total.
    """

    name: str
    kind: str = "text"
    note: str = ""
    adds_up: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a table under a line of words.

    Parameters
    ----------
    name : str
        Title, 31 characters at most.
    heads : sequence of Head
    rows : iterable of sequences
        Cells; the first of a row is never empty, because rows are counted by it.
    note : str
        What the table is, and what does not add up; the index prints it too.
    preface : str
        What is said before the note.
    total : str
        What the totals are called; by default the number of rows stands there.
    """

    name: str
    heads: Sequence[Head]
    rows: Iterable[Sequence[Any]]
    note: str = ""
    preface: str = BLANK
    total: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A sheet in the index: its group, how many rows it has, what it holds, and its columns."""

    sheet: str
    group: str
    rows: int
    note: str
    heads: Sequence[Head]


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the collection of cycles: cells make none, and looking through a million of them takes a fifth as long."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Book:
    """A workbook being written. Its first sheet, the summary, is filled last: it lists the others."""

    def __init__(self, file: Path, about: About) -> None:
        self._workbook = xlsxwriter.Workbook(
            str(file),
            {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True},
        )
        # The run's own date: with today's date the same run would not be the same bytes.
        created = datetime(about.as_of.year, about.as_of.month, about.as_of.day)  # noqa: DTZ001  Excel has no zones
        self._workbook.set_properties(
            {
                "title": f"{about.portfolio_name}, {about.as_of}",
                "subject": "Responsible-investment screen",
                "author": about.portfolio_name,
                "comments": f"Run {about.run_id}",
                "status": "Not signed",
                "created": created,
            }
        )
        self._workbook.set_custom_property("Language", "en-US")
        self._formats: dict[str, Format] = {name: self._workbook.add_format(style) for name, style in _FORMATS.items()}
        self._totals: dict[str, Format] = {
            name: self._workbook.add_format(style | _TOTAL) for name, style in _FORMATS.items()
        }
        self._header = f"&L{about.portfolio_name[:_HEADER].replace('&', '&&')}&C&A&R{about.as_of}"
        self._currency = about.base_currency
        self._summary = self._new_sheet(SUMMARY)
        self.index: list[Entry] = []

    def close(self) -> None:
        """Write the file."""
        self._workbook.close()

    def add_sheet(self, sheet: Sheet, group: str, colour: str) -> None:
        """Add a sheet: frozen heading, filter, widths, and the heading again on every printed page."""
        page = self._new_sheet(sheet.name)
        page.set_tab_color(colour)
        widths = [_WIDTHS[head.kind] for head in sheet.heads]
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        self._write_words(page, 0, f"{sheet.preface} {sheet.note}".strip(), "note", widths)
        rows = list(sheet.rows)
        self._add_table(page, 1, sheet, rows)
        page.freeze_panes(2, 1)
        page.repeat_rows(1)
        # a table too wide to be read on one sheet of paper is laid over several, its first column on each
        if (across := round(sum(widths) / _PAPER)) > 1:
            page.fit_to_pages(across, 0)
            page.repeat_columns(0)
        self.index.append(Entry(sheet.name, group, len(rows), sheet.note, sheet.heads))

    def add_summary(self, opening: Iterable[tuple[str, str]], blocks: Iterable[Sheet]) -> None:
        """Fill the first sheet: lines of text, each with its format, and tables one below the other."""
        page = self._summary
        for column, width in enumerate(_SUMMARY_WIDTHS):
            page.set_column(column, column, width)
        row = 0
        for row, (text, kind) in enumerate(opening):
            self._write_words(page, row, text, kind, _SUMMARY_WIDTHS)
        page.freeze_panes(1, 1)
        page.repeat_rows(0)
        for block in blocks:
            row = self._add_table(page, row + 2, block, list(block.rows), filters=False)

    def _new_sheet(self, name: str) -> Worksheet:
        sheet = self._workbook.add_worksheet(name)
        sheet.set_paper(_LETTER)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_header(self._header)
        sheet.set_footer("&RPage &P of &N")
        sheet.hide_gridlines(1)
        return sheet

    def _write_words(self, page: Worksheet, row: int, text: str, kind: str, widths: Sequence[int]) -> None:
        """Write a line of words over as many columns as a screen shows, as high as it needs."""
        seen = [width for width, left in zip(widths, accumulate(widths, initial=0), strict=False) if left < _SCREEN]
        page.merge_range(row, 0, row, max(len(seen), 2) - 1, text, self._formats[kind])
        if (lines := ceil(len(text) / sum(seen))) > 1:
            page.set_row(row, _LINE * lines)

    def _add_table(
        self, page: Worksheet, top: int, sheet: Sheet, rows: list[Sequence[Any]], *, filters: bool = True
    ) -> int:
        """Write a native table with its heading in row `top`; return its last row."""
        last = top + max(len(rows), 1)
        widths = [_WIDTHS[head.kind] for head in sheet.heads] if filters else _SUMMARY_WIDTHS[: len(sheet.heads)]
        lines = (ceil(len(head.name) / width) for head, width in zip(sheet.heads, widths, strict=True))
        self._set_height(page, top, max(lines))
        self._write_rows(page, top + 1, sheet.heads, rows, widths)
        known = {
            column: [row[column] for row in rows if _is_number(row[column])]
            for column, head in enumerate(sheet.heads)
            if head.adds_up
        }
        totals = {column: sum(numbers) for column, numbers in known.items() if numbers}
        name = re.sub(r"\W", "_", f"{'' if filters else 'Summary '}{sheet.name}")
        page.add_table(
            *(top, 0, last + bool(totals), len(sheet.heads) - 1),
            {
                "name": name,
                "title": sheet.name,
                "description": sheet.note,
                "style": _STYLE,
                "autofilter": filters,
                "columns": self._columns(sheet, totals.keys()),
                "total_row": bool(totals),
            },
        )
        page.ignore_errors({"number_stored_as_text": xl_range(top, 0, last, len(sheet.heads) - 1)})
        for column, head in enumerate(sheet.heads):
            wordy = len(rows) - len(known[column]) if column in totals else 0
            if text := self._says(head, wordy):
                # a line of a note holds some forty characters
                page.write_comment(top, column, text, {"width": 280, "height": 24 + 17 * ceil(len(text) / 38)})
        if not totals:
            return last
        self._write_totals(page, last + 1, sheet, name, {0: len(rows), **totals})
        return last + 1

    def _write_rows(
        self, page: Worksheet, top: int, heads: Sequence[Head], rows: list[Sequence[Any]], widths: Sequence[int]
    ) -> None:
        """Write the cells under a heading; this is where the time goes, so each cell is looked at once."""
        columns = [
            (column, head.kind, self._formats[head.kind], width)
            for column, (head, width) in enumerate(zip(heads, widths, strict=True))
        ]
        guarded = self._formats["guarded"]
        for number, row in enumerate(rows, start=top):
            lines = 1
            for (column, kind, style, width), value in zip(columns, row, strict=True):
                if value is None:
                    continue
                if not isinstance(value, str):
                    self._write_other(page, number, column, value, style)
                    continue
                if len(value) > width:
                    lines = max(lines, ceil(len(value) / width))
                if kind == "link":
                    page.write_url(number, column, f"internal:'{value}'!A1", style, value)
                else:
                    # text stays text whatever it begins with
                    text = value if len(value) <= _CELL else f"{value[: _CELL - 1]}…"
                    page.write_string(number, column, text, guarded if value.startswith(_FORMULA) else style)
            self._set_height(page, number, lines)

    def _write_other(self, page: Worksheet, row: int, column: int, value: Any, style: Format) -> None:
        """Write one cell that is no text."""
        if isinstance(value, bool):
            page.write_boolean(row, column, value, style)
        elif isinstance(value, (int, float, Decimal)):
            page.write_number(row, column, value, style)
        elif isinstance(value, date):
            page.write_number(row, column, value.toordinal() - _DAY_ZERO, self._formats["date"])
        else:
            raise TypeError(f"a cell holds text, a number, a date or nothing, not {type(value).__name__}")

    def _set_height(self, page: Worksheet, row: int, lines: int) -> None:
        """Make a row as high as its longest text; Excel would do that by itself, other programs do not."""
        if lines > 1:
            page.set_row(row, _LINE * min(lines, _MOST_LINES))

    def _columns(self, sheet: Sheet, summed: Collection[int]) -> list[dict[str, Any]]:
        """Return the columns of a native table: headings, and what its last row does with each."""
        columns = [{"header": head.name, "header_format": self._formats[_head_style(head)]} for head in sheet.heads]
        for column in summed:
            columns[column]["total_function"] = "sum"
        if summed:
            columns[0] |= {"total_string": sheet.total} if sheet.total else {"total_function": "count"}
        return columns

    def _write_totals(self, page: Worksheet, row: int, sheet: Sheet, table: str, totals: Mapping[int, Any]) -> None:
        """Write the last row: formulas that follow the filter, each with the value it has without one."""
        for column, head in enumerate(sheet.heads):
            style = self._totals[head.kind if column else "rows"]
            if column not in totals or (sheet.total and not column):
                page.write_string(row, column, "" if column else sheet.total, style)
                continue
            formula = f"=SUBTOTAL({_SUM if column else _COUNT},{table}[{head.name}])"
            page.write_formula(row, column, formula, style, float(totals[column]))

    def _says(self, head: Head, wordy: int) -> str:
        """Return the note of a heading: what it means, its unit, and what its total leaves out."""
        unit = "" if "Unit: " in head.note else _UNITS.get(head.kind, "").format(self._currency)
        left_out = f"The total leaves out {count(wordy, 'cell')} without a number." if wordy else ""
        return " ".join(filter(None, (head.note, unit, left_out)))


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _head_style(head: Head) -> str:
    """Return the format of a heading: above numbers it stands on the right, as they do."""
    return "head of numbers" if head.kind in _NUMBERS else "head"
