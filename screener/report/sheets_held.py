"""The workbook's sheets on what is held: files as delivered, kinds, funds, every line, and what was set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from screener.report.book import Head, Sheet
from screener.report.dictionary import cut_to, head_of, table_heads
from screener.report.formats import to_cents
from screener.report.lines import read_lines
from screener.report.words import READERS, group_label
from screener.tables import EXPOSURES, FAULTS, FOOTPRINT, HOLDINGS, ISSUERS, MATCHES, POSITIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa

    from screener.report.lines import Line
    from screener.report.model import Summary

MOST_LINES = 20_000
"""Lines on the sheet of holdings; a portfolio with more has the largest there, and all of them in ``tables/``."""

_FILE_HEADS = [
    *(Head(name) for name in ("file", "name", "account", "manager", "read as")),
    Head("describes", "date", "Newest date that its lines describe."),
    Head("lines", "count", adds_up=True),
    Head("market value", "money", "Lines whose value is known, quarantined ones included.", adds_up=True),
    Head("control total", "money", "The sum declared for the file; empty where none is stated."),
]
_KIND_HEADS = [
    Head("kind"),
    *(Head(name, "count", adds_up=True) for name in ("lines", "unpriced")),
    *(Head(name, "money", adds_up=True) for name in ("long", "short", "net", "gross")),
    Head("meaning", "long"),
]
_FUND_HEADS = [
    *(Head(name) for name in ("fund", "held by", "file")),
    Head("list of", "date", "Oldest date that the list describes."),
    Head("age in days", "count"),
    Head("market value", "money", "Of a fund that a fund holds: part of the amount of that one."),
    Head("listed", "share", "What the lines of its list are of its net assets; above 100% where it has debts."),
    Head("net assets from"),
    Head("left out", "money", "What no line accounts for; in no known place."),
]
_DELIVERED = (
    "source_file", "source_row", "account", "manager", "issuer_name", "security_name", "ticker", "cusip", "isin",
    "asset_class", "quantity", "currency", "market_value", "as_of",
)  # fmt: skip
_HOLDING_HEADS = [
    *(head_of(HOLDINGS, name, adds_up=name == "market_value") for name in _DELIVERED),
    head_of(POSITIONS, "security_id"),
    head_of(ISSUERS, "issuer_id"),
    head_of(ISSUERS, "issuer_name", "issuer"),
    *(head_of(MATCHES, name) for name in ("match_tier", "evidence")),
    Head("headquarters_state", note="State of the head office, or why there is none."),
    head_of(FOOTPRINT, "location_tier"),
    Head("outcomes", "long", "Of the line and of its issuer, what asks for attention first."),
]
_EXPOSURE_HEADS = [
    *(head_of(EXPOSURES, name) for name in ("measure", "basis", "grouping", "group")),
    Head("name", note="What the group is called."),
    *(head_of(EXPOSURES, name) for name in ("side", "location_tier", "low", "best", "high")),
]
_EVERYWHERE = (
    "By location tier: the home region, the states and definitions of community development. Measures and definitions "
    "overlap: no column has a total. Other groupings are in tables/exposures."
)


def held_sheets(
    summary: Summary, tables: Mapping[str, pa.Table], faults: Sequence[Mapping[str, Any]]
) -> Iterator[Sheet]:
    """Yield the sheets on what is held, line by line at the end.

    Parameters
    ----------
    summary : Summary
    tables : mapping
        The run's tables by name.
    faults : sequence of mappings
        One per faulty cell, with the columns of `screener.tables.FAULTS`.
    """
    yield Sheet("Files", _FILE_HEADS, _file_rows(summary), "As delivered.", total="Delivered")
    kinds = ((k.name, k.lines, k.unpriced, k.long, k.short, k.net, k.gross, k.meaning) for k in summary.asset_classes)
    yield Sheet("Kinds", _KIND_HEADS, kinds, "Screened lines by kind of instrument.", total="Screened")
    if summary.funds.rows:
        note = "Funds that were looked through. A fund in a fund is in both rows: no totals."
        yield Sheet("Funds", _FUND_HEADS, _fund_rows(summary), note)
    lines = map(_holding_row, read_lines(tables, summary.about, MOST_LINES))
    cut = cut_to("holdings", tables["holdings"].num_rows, MOST_LINES)
    yield Sheet("Holdings", _HOLDING_HEADS, lines, f"{cut}One row per delivered line that was screened.")
    yield Sheet("Exposures", _EXPOSURE_HEADS, _exposure_rows(tables["exposures"]), _EVERYWHERE)
    rows = ([fault.get(name) or None for name in FAULTS.names] for fault in faults)
    yield Sheet("Quarantine", table_heads(FAULTS), rows, f"{FAULTS.grain}.".capitalize())


def _file_rows(summary: Summary) -> Iterator[Sequence[Any]]:
    for file in summary.about.inputs:
        yield (
            *(file.path, file.label or file.name, file.account, file.manager, READERS.get(file.reader, file.reader)),
            *(file.as_of, file.rows, file.market_value, file.control_total),
        )


def _fund_rows(summary: Summary) -> Iterator[Sequence[Any]]:
    for row in summary.funds.rows:
        yield (
            *(row.name, row.held_by or "the portfolio", row.source_file, row.as_of, row.age_days),
            *(row.market_value, row.disclosed_share, row.net_assets_basis, row.undisclosed_value),
        )


def _holding_row(line: Line) -> Sequence[Any]:
    return (
        *(line.holding[name] for name in _DELIVERED),
        line.security_id,
        line.issuer_id,
        line.issuer,
        line.match_tier,
        line.evidence or None,
        line.headquarters,
        line.location_tier,
        line.outcomes,
    )


def _exposure_rows(exposures: pa.Table) -> Iterator[Sequence[Any]]:
    for row in exposures.filter(pc.field("grouping").isin(["home", "state", "definition"])).to_pylist():
        yield (
            *(row[name] for name in ("measure", "basis", "grouping", "group")),
            group_label(row["group"]),
            *(row[name] for name in ("side", "location_tier")),
            *(to_cents(row[end]) for end in ("low", "best", "high")),
        )
