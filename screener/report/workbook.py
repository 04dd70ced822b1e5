"""The workbook: one sheet per part, for people who sort, filter and add up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from screener.report.book import BLANK, Book, Head
from screener.report.breakdown import PARTITIONS
from screener.report.figures import PLACED
from screener.report.files import QUARANTINE
from screener.report.formats import to_cents
from screener.report.lines import read_lines
from screener.report.method import METHOD, VERIFY
from screener.report.outcomes import DECIDED, MEASURED
from screener.report.overview import overview_rows
from screener.report.prudence import PRUDENCE, PRUDENCE_HEADS, prudence_rows
from screener.report.sheets import add_exposure_sheets
from screener.report.words import MONEY_UNIT, OUTCOMES, SUBJECTS, USES, group_label
from screener.tables import (
    CHANGE_CAUSES,
    GROUPINGS,
    IMPACT_FIGURES,
    INSTRUMENT_KINDS,
    LOCATION_TIERS,
    MEASURES,
    TABLES,
    USES_OF_PROCEEDS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal
    from pathlib import Path

    from screener.report.about import About
    from screener.report.lines import Line
    from screener.report.model import Summary
    from screener.report.outcomes import CriterionOutcomes
    from screener.report.places import PlaceRow

MOST_ROWS = 20_000
"""Rows on a sheet; a table with more says so on the first sheet and is whole in ``tables/``."""


def write_workbook(
    file: Path, summary: Summary, tables: Mapping[str, pa.Table], faults: Sequence[Mapping[str, Any]]
) -> None:
    """Write the workbook; equal tables give equal bytes.

    Excel keeps 15 digits of a number: an amount above ten trillion loses its cents there, not in the tables.
    """
    book = Book(file, summary.about)
    tables = {**tables, "decisions": _decided(tables["decisions"], summary.about)}
    cut = {title: tables[name].num_rows for name, title in {"holdings": "Holdings", **_WHOLE_TABLES}.items()}
    book.add_summary(
        overview_rows(summary, {title: rows for title, rows in cut.items() if rows > MOST_ROWS}, MOST_ROWS)
    )
    book.add_sheet("By state", _PLACE_HEADS, _place_rows(summary), f"{BLANK} {_UNFOOTED}")
    add_exposure_sheets(book, summary)
    book.add_sheet("Exposures", _EXPOSURE_HEADS, _exposure_rows(tables["exposures"]), f"{BLANK} {_EVERYWHERE}")
    book.add_sheet("Holdings", _HOLDING_HEADS, map(_holding_row, read_lines(tables, summary.about, MOST_ROWS)))
    book.add_sheet(
        "Quarantine", [Head(name) for name in QUARANTINE], ([fault.get(n) for n in QUARANTINE] for fault in faults)
    )
    book.add_sheet("Criteria", _CRITERION_HEADS, _criterion_rows(summary), f"{BLANK} {_FOR_ALL}")
    if summary.prudence:
        book.add_sheet("Prudence", PRUDENCE_HEADS, prudence_rows(summary.prudence), f"{BLANK} {PRUDENCE}")
    book.add_sheet("Managers", _MANAGER_HEADS, _manager_rows(summary))
    for name, title in _WHOLE_TABLES.items():
        note = f"{BLANK} {_DECIDED}" if name == "decisions" else BLANK
        book.add_sheet(title, _heads(name), _table_rows(tables[name]), note)
    book.add_sheet(
        "Method",
        [Head("heading"), Head("text", "long")],
        [*METHOD, *(("How to verify", text) for text in VERIFY)],
        "How the figures are made.",
    )
    book.add_sheet("Dictionary", _DICTIONARY_HEADS, _dictionary_rows(), _DICTIONARY)
    book.close()


_WHOLE_TABLES = {
    "findings": "Findings",
    "decisions": "Decisions",
    "attestations": "Attestations",
    "vote_agreement": "Votes",
    "issuers": "Issuers",
    "look_throughs": "Look-throughs",
    "data_sources": "Data sources",
}
_LONG = {"message", "hint", "evidence", "traps", "meaning"}
_FOR_ALL = "Where one answer holds for every subject, the row says so and counts nobody."
_DECIDED = (
    "Passes, watches and fails of all but places; places, and what does not apply or cannot be judged, are in "
    "tables/decisions.parquet, where what is measured here is a pass."
)
_UNFOOTED = "Lows and highs have no total: the same unknown money might be in any state."
_EVERYWHERE = (
    "By location tier: the home region, the states and definitions of community development. The other groupings have "
    "sheets of their own; all of them, by tier, are in tables/exposures.parquet."
)
_PLACE_HEADS = [
    Head("place"),
    *(
        Head(f"{measure}, {column}", "whole")
        for measure in ("all industries", "manufacturing")
        for column in ("low", "best", "high", "by head office")
    ),
]


def _place_rows(summary: Summary) -> Iterator[Sequence[Any]]:
    """Yield the states as the page prints them, and their total."""
    for row in (*summary.places.rows, summary.places.total):
        yield (row.label, *(amount for measure in PLACED for amount in _place_cells(row, measure)))


def _place_cells(row: PlaceRow, measure: str) -> Sequence[Decimal | None]:
    cells = row.printed[measure]
    if (row.group, measure) == ("not_manufacturing", "in_state"):
        return [None] * len(cells)
    return [amount if row.has_range or name in ("best", "headquarters") else None for name, amount in cells.items()]


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
        "int64": "count",
    }
    if name == "source_row":
        return "row"
    if arrow_type == "string":
        return "long" if name in _LONG else "text"
    return kinds.get(arrow_type, "number")


def _table_rows(table: pa.Table) -> Iterator[Sequence[Any]]:
    columns = table.slice(0, MOST_ROWS).to_pydict().values()
    return zip(*columns, strict=True)


def _decided(decisions: pa.Table, about: About) -> pa.Table:
    """Return the decisions that say something of a holding, an issuer, a manager, the plan or a candidate.

    A figure that nothing is asked of is measured, and no pass.
    """
    said = decisions.filter(pc.field("outcome").isin(DECIDED) & (pc.field("subject") != "place"))
    bare = [f"{rulebook}/{criterion}" for rulebook, criterion in sorted(about.bare_measures)]
    names: list[Any] = [said["rulebook_id"], said["criterion_id"], "/"]
    is_bare = pc.is_in(pc.binary_join_element_wise(*names), pa.array(bare, pa.string()))
    outcome = pc.if_else(pc.and_(is_bare, pc.equal(said["outcome"], pa.scalar("pass"))), MEASURED, said["outcome"])
    return said.set_column(said.column_names.index("outcome"), "outcome", outcome)


_CRITERION_HEADS = [
    *(Head(name) for name in ("rulebook", "criterion")),
    Head("title", "long"),
    *(Head(name) for name in ("judges", "on the decision date")),
    *(Head(label.lower(), "count") for label, _ in OUTCOMES.values()),
    Head("every subject"),
    *(Head(f"gross value, {OUTCOMES[outcome][0].lower()}", "money") for outcome in DECIDED),
    *(Head(f"measured, {name}", "number") for name in ("lowest", "highest", "sum")),
    Head("unit"),
    *(Head(name) for name in ("a fail is", "use", "review")),
    *(Head(name, "long") for name in ("source", "meaning")),
]


def _criterion_rows(summary: Summary) -> Iterator[Sequence[Any]]:
    """Yield every criterion of every rulebook, in force or not."""
    for book in summary.outcomes:
        for item in book.criteria:
            criterion = item.criterion
            yield (
                *(book.id, criterion.id, criterion.title, SUBJECTS[criterion.judges][1], criterion.status),
                *((None,) * len(item.counts) if item.every else item.counts.values()),
                f"{OUTCOMES[item.every][0]}: {item.why}" if item.every else None,
                *(item.money[outcome] if item.money and not item.every else None for outcome in DECIDED),
                *_figure_cells(item),
                "a description" if criterion.describes else "a fail",
                *(
                    USES[criterion.use][0] if criterion.is_judged else None,
                    criterion.review,
                    criterion.source,
                    criterion.meaning,
                ),
            )


def _figure_cells(item: CriterionOutcomes) -> Sequence[Any]:
    """Return what was measured and its unit; only money adds up over subjects."""
    if item.figures is None:
        return [None] * 4
    found, unit = item.figures, item.criterion.unit
    return found.low, found.high, found.total if unit == MONEY_UNIT else None, "share" if unit == "1" else unit


_MANAGER_HEADS = [
    Head("manager"),
    Head("market value, net", "money"),
    Head("PRI signatory"),
    Head("votes compared", "count"),
    Head("agree with policy", "share"),
    *(Head(label.lower(), "long") for label, _ in OUTCOMES.values()),
]


def _manager_rows(summary: Summary) -> Iterator[Sequence[Any]]:
    """Yield the managers with the criteria of each outcome."""
    for row in summary.managers:
        found = ("; ".join(row.outcomes.get(outcome, ())) for outcome in OUTCOMES)
        yield (row.name, row.market_value, row.signatory or None, row.matched_votes, row.agreement, *found)


_EXPOSURE_HEADS = [
    *(Head(name) for name in ("measure", "basis", "grouping", "group", "name", "side", "location_tier")),
    *(Head(name, "money") for name in ("low", "best", "high")),
]


def _exposure_rows(exposures: pa.Table) -> Iterator[Sequence[Any]]:
    for row in exposures.filter(pc.field("grouping").isin(["home", "state", "definition"])).to_pylist():
        yield (
            row["measure"],
            row["basis"],
            row["grouping"],
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


_DICTIONARY = (
    "What every column means, and every word of a fixed choice. Partition: whether the best estimates of the groups of "
    "a grouping add up to a whole."
)
_DICTIONARY_HEADS = [
    *(Head(name) for name in ("table", "column", "type", "unit", "may_be_unknown", "partition")),
    Head("meaning", "long"),
]


_VOCABULARIES = {
    "measures of exposure": MEASURES,
    "groupings of exposure": GROUPINGS,
    "figures of impact": IMPACT_FIGURES,
    "causes of change": CHANGE_CAUSES,
    "location tiers": LOCATION_TIERS,
    "instruments of community development": INSTRUMENT_KINDS,
    "uses of proceeds": USES_OF_PROCEEDS,
}
"""Words that stand in columns of fixed choice, as columns name them → word → meaning."""


def _dictionary_rows() -> Iterator[Sequence[Any]]:
    for table in TABLES.values():
        yield (table.name, "", "", "", "", "", table.grain)
        for column in table.columns:
            unknown = "yes" if column.nullable else "no"
            yield (table.name, column.name, str(column.type), column.unit, unknown, "", column.meaning)
    for title, vocabulary in _VOCABULARIES.items():
        for word, meaning in vocabulary.items():
            partition = ("yes" if word in PARTITIONS else "no") if vocabulary is GROUPINGS else ""
            yield (title, word, "word", "", "", partition, meaning)
