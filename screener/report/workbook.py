"""The workbook: one sheet per part, for people who sort, filter and add up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter

from screener.report.files import QUARANTINE
from screener.report.formats import count, long_date, to_cents
from screener.report.lines import read_lines
from screener.report.words import METHOD, OUTCOMES, VERIFY, group_label
from screener.tables import BASES, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from screener.report.figures import Figure
    from screener.report.lines import Line
    from screener.report.model import Summary

MOST_ROWS = 20_000
"""Rows on a sheet; a table with more says so on the first sheet and is whole in ``tables/``."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "{", "'")
_CELL = 32_767
"""Excel's longest text; a longer one is cut and ends in an ellipsis."""
_WIDTHS = {"text": 26, "long": 60, "money": 20, "share": 12, "number": 14, "date": 12}
_FORMATS = {
    "title": {"bold": True, "font_size": 16, "font_color": "#0B4A75"},
    "head": {"bold": True, "bg_color": "#E7F0F7", "bottom": 1, "text_wrap": True, "valign": "vcenter"},
    "text": {"valign": "top"},
    "long": {"valign": "top", "text_wrap": True},
    "guarded": {"valign": "top", "quote_prefix": True},
    "money": {"num_format": "#,##0.00;[Red]-#,##0.00", "valign": "top"},
    "share": {"num_format": "0.0%", "valign": "top"},
    "number": {"num_format": "#,##0.########", "valign": "top"},
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

    def __init__(self, file: Path, summary: Summary) -> None:
        self._workbook = xlsxwriter.Workbook(
            str(file), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        )
        about = summary.about
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

    def add_sheet(self, name: str, heads: Sequence[Head], rows: Iterable[Sequence[Any]]) -> None:
        """Add a table: frozen heading, filter, widths, and the heading again on every printed page."""
        sheet = self._new_sheet(name)
        for column, head in enumerate(heads):
            sheet.set_column(column, column, _WIDTHS[head.kind])
            sheet.write_string(0, column, head.name, self._formats["head"])
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, (head, value) in enumerate(zip(heads, row, strict=True)):
                self._write(sheet, last, column, value, head.kind)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, last, len(heads) - 1)

    def add_summary(self, rows: Iterable[Sequence[tuple[Any, str]]]) -> None:
        """Add the first sheet: rows of cells, each with its format."""
        sheet = self._new_sheet("Summary")
        sheet.set_column(0, 0, 46)
        sheet.set_column(1, 7, 21)
        for number, row in enumerate(rows):
            for column, (value, kind) in enumerate(row):
                self._write(sheet, number, column, value, kind)

    def _new_sheet(self, name: str) -> Worksheet:
        sheet = self._workbook.add_worksheet(name)
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


def write_workbook(
    file: Path, summary: Summary, tables: Mapping[str, pa.Table], faults: Sequence[Mapping[str, Any]]
) -> None:
    """Write the workbook; equal tables give equal bytes.

    Excel keeps 15 digits of a number: an amount above ten trillion loses its cents there, not in the tables.
    """
    book = Book(file, summary)
    book.add_summary(_summary_rows(summary, tables))
    book.add_sheet("Exposures", _EXPOSURE_HEADS, _exposure_rows(tables["exposures"]))
    book.add_sheet("Holdings", _HOLDING_HEADS, map(_holding_row, read_lines(tables, MOST_ROWS)))
    book.add_sheet(
        "Quarantine", [Head(name) for name in QUARANTINE], ([fault.get(n) for n in QUARANTINE] for fault in faults)
    )
    for name, title in _WHOLE_TABLES.items():
        book.add_sheet(title, _heads(name), _table_rows(tables[name]))
    book.add_sheet(
        "Method", [Head("heading"), Head("text", "long")], [*METHOD, *(("How to verify", text) for text in VERIFY)]
    )
    book.add_sheet("Dictionary", _DICTIONARY_HEADS, _dictionary_rows())
    book.close()


_WHOLE_TABLES = {"findings": "Findings", "decisions": "Decisions", "issuers": "Issuers", "data_sources": "Data sources"}
_LONG = {"message", "hint", "evidence", "traps", "meaning"}


def _heads(table: str) -> list[Head]:
    """Return the columns of a declared table as columns of a sheet."""
    return [Head(column.name, _kind(str(column.type), column.name)) for column in TABLES[table].columns]


def _kind(arrow_type: str, name: str) -> str:
    """Return how a column of an Arrow type is written."""
    kinds = {
        "decimal128(20, 2)": "money",
        "decimal128(38, 14)": "money",
        "decimal128(13, 12)": "share",
        "date32[day]": "date",
    }
    if arrow_type == "string":
        return "long" if name in _LONG else "text"
    return kinds.get(arrow_type, "number")


def _table_rows(table: pa.Table) -> Iterator[Sequence[Any]]:
    columns = table.slice(0, MOST_ROWS).to_pydict().values()
    return zip(*columns, strict=True)


_EXPOSURE_HEADS = [
    *(Head(name) for name in ("measure", "basis", "group", "name", "side", "location_tier")),
    *(Head(name, "money") for name in ("low", "best", "high")),
]


def _exposure_rows(exposures: pa.Table) -> Iterator[Sequence[Any]]:
    for row in exposures.to_pylist():
        yield (
            row["measure"],
            row["basis"],
            row["group"],
            group_label(row["group"]),
            row["side"],
            row["location_tier"],
            *(to_cents(row[end]) for end in ("low", "best", "high")),
        )


_DELIVERED = (
    "source_file", "source_row", "account", "manager", "issuer_name", "security_name", "ticker", "cusip", "isin",
    "asset_class", "quantity", "currency", "market_value", "as_of",
)  # fmt: skip
_HOLDING_HEADS = [
    *(head for head in _heads("holdings") if head.name in _DELIVERED),
    *(Head(name) for name in ("security_id", "issuer_id", "issuer", "match_tier")),
    Head("evidence", "long"),
    *(Head(name) for name in ("headquarters_state", "location_tier")),
    Head("outcomes", "long"),
]


def _holding_row(line: Line) -> Sequence[Any]:
    return (
        *(line.holding[head.name] for head in _HOLDING_HEADS if head.name in _DELIVERED),
        line.security_id,
        line.issuer_id,
        line.issuer,
        line.match_tier,
        line.evidence,
        line.headquarters,
        line.location_tier,
        line.outcomes,
    )


_DICTIONARY_HEADS = [
    *(Head(name) for name in ("table", "column", "type", "unit", "may_be_unknown")),
    Head("meaning", "long"),
]


def _dictionary_rows() -> Iterator[Sequence[Any]]:
    for table in TABLES.values():
        yield (table.name, "", "", "", "", table.grain)
        for column in table.columns:
            unknown = "yes" if column.nullable else "no"
            yield (table.name, column.name, str(column.type), column.unit, unknown, column.meaning)


def _summary_rows(summary: Summary, tables: Mapping[str, pa.Table]) -> Iterator[Sequence[tuple[Any, str]]]:
    """Yield the first sheet: the figures of page one, each under the same name."""
    about, delivered = summary.about, summary.delivered
    yield [(about.portfolio_name, "title")]
    yield [(about.label, "text")]
    yield [
        (f"As of {long_date(about.as_of)}; run {about.run_id}; not signed; amounts in {about.base_currency}", "text")
    ]
    for name, title in {"holdings": "Holdings", **_WHOLE_TABLES}.items():
        if tables[name].num_rows > MOST_ROWS:
            yield [
                (
                    f"{title}: {count(MOST_ROWS)} of {count(tables[name].num_rows)} rows; all in tables/{name}.parquet",
                    "text",
                )
            ]
    yield []
    yield _head_row("Delivered", "Lines", "Market value")
    yield [("Screened", "text"), (delivered.screened_rows, "number"), (delivered.screened, "money")]
    yield [("Quarantined", "text"), (delivered.quarantined_rows, "number"), (delivered.quarantined, "money")]
    yield [("Delivered", "head"), (delivered.rows, "number"), (delivered.market_value, "total")]
    yield []
    yield _head_row("Exposure", "Basis", "Low", "Best", "High", "Long, best", "Short, best")
    for measure, title in _MEASURES.items():
        for basis in BASES:
            yield _figure_row(f"{title} ({about.state_name})", basis, summary.headline[measure][basis])
    for row in summary.development:
        for basis in BASES:
            yield _figure_row(f"Community development: {row.title}", basis, row.figures[basis])
    yield []
    yield _head_row("Coverage, by gross value", "Covered", "Total", "Share")
    for item in summary.coverage:
        yield [(item.label, "text"), (item.covered, "money"), (item.total, "money"), (item.share, "share")]
    yield []
    yield _head_row("Criterion", "Review", *(label for label, _ in OUTCOMES.values()))
    for book in summary.outcomes:
        for judged in book.criteria:
            counts = [(number, "number") for number in judged.counts.values()]
            yield [
                (f"{book.title}: {judged.criterion.title}", "text"),
                (judged.criterion.review_status, "text"),
                *counts,
            ]


_MEASURES = {"in_state": "In-state, all industries", "in_state_manufacturing": "In-state manufacturing"}


def _head_row(*names: str) -> list[tuple[Any, str]]:
    return [(name, "head") for name in names]


def _figure_row(title: str, basis: str, figure: Figure | None) -> list[tuple[Any, str]]:
    if figure is None:
        return [(title, "text"), (basis, "text"), ("not computed", "text")]
    net = figure.net
    ends = (net.low, net.best, net.high, figure.long.best, figure.short.best)
    return [(title, "text"), (basis, "text"), *((to_cents(end), "money") for end in ends)]
