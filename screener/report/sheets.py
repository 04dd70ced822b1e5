"""The workbook's sheets on exposures by part, community development, impact and change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screener.report.book import BLANK, Head
from screener.report.figures import ENDS, PLACED
from screener.report.formats import to_cents
from screener.report.terms import BREAKDOWNS, INSTRUMENT_BASES
from screener.report.words import OUTCOMES
from screener.tables import ATTRIBUTIONS, BASES, CHANGE_CAUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from screener.report.book import Book
    from screener.report.breakdown import Part
    from screener.report.figures import Figure, Interval
    from screener.report.impact import Impact
    from screener.report.model import Summary

    Cells = Sequence[Any]
    """The cells of one row."""

_PARTS = {
    "By account": ("account", "manager", "asset_class"),
    "By issuer": ("issuer",),
    "Industries": ("naics3", "naics4", "advanced", "sprint_sector", "cluster"),
    "Regions": ("cbsa", "commuting_zone", "county", "region"),
}
"""Sheet → the groupings on it."""
_UNFOOTED = (
    "Best estimates add up to the total below them, where there is one; of accounts, managers, kinds of instrument and "
    "issuers lows and highs do too, of nothing else. Operations basis."
)
_PART_HEADS = [
    *(Head(name) for name in ("by", "part", "code")),
    Head("held, net", "whole"),
    *(Head(f"{what}, {end}", "whole") for what in ("in state", "of which manufacturing") for end in ENDS),
    Head("rests on"),
]
_DEVELOPMENT_HEADS = [
    *(Head(name) for name in ("definition", "known from", "where", "basis")),
    Head("positions", "count"),
    Head("market value", "money"),
    *(Head(end, "money") for end in ENDS),
    Head("source", "long"),
]
_DEVELOPMENT = (
    "Counties that meet a definition; no census tract is known. Definitions overlap and are not added up. Of direct "
    "instruments low, best and high are what of the market value serves community development."
)
_IMPACT_HEADS = [
    Head("figure"),
    Head("value", "number"),
    Head("is at least"),
    Head("unit"),
    *(Head(name, "money") for name in ("known for", "of")),
    Head("share known", "share"),
    Head("issuers", "count"),
    Head("data quality, 1 best to 5", "number"),
    Head("IRIS+ metric it is a part of"),
    Head("meaning", "long"),
]
_ISSUER_KINDS = {"double": "number", "decimal128(20, 2)": "money", "date32[day]": "date"}
_WORK = (
    "counted_jobs",
    "modelled_jobs",
    "counted_manufacturing_jobs",
    "modelled_manufacturing_jobs",
    "is_manufacturing_at_least",
    "jobs_score",
    "layoff_notices",
    "layoff_jobs",
)
_AIR = ("revenue", "emissions", "emissions_basis", "emissions_score")


def add_exposure_sheets(book: Book, summary: Summary) -> None:
    """Add one sheet for each part of the exposures, in the order of the page.

    Parameters
    ----------
    book : Book
        Workbook being written.
    summary : Summary
    """
    for title, groupings in _PARTS.items():
        book.add_sheet(title, _PART_HEADS, _part_rows(summary, groupings), f"{BLANK} {_UNFOOTED}")
    note = f"{BLANK} Weights and their differences, 1 is the whole. {summary.about.benchmark}".rstrip()
    book.add_sheet("Tilt", _TILT_HEADS, _tilt_rows(summary), note)
    book.add_sheet("Community development", _DEVELOPMENT_HEADS, _development_rows(summary), f"{BLANK} {_DEVELOPMENT}")
    for title, impacts, columns in (
        ("Jobs", summary.impacts.jobs, _WORK),
        ("Emissions", summary.impacts.emissions, _AIR),
    ):
        note = "In the style of PCAF; no PRI score. Nothing is attributed where the enterprise value is unknown."
        book.add_sheet(title, _IMPACT_HEADS, _impact_rows(impacts), f"{BLANK} {note}")
        book.add_sheet(f"{title} by issuer", _issuer_heads(columns), _issuer_rows(summary, columns))
    book.add_sheet(
        "Approaches", _APPROACH_HEADS, _approach_rows(summary), f"{BLANK} Not recorded is not none. No PRI score."
    )
    book.add_sheet(
        "Changes", _CHANGE_HEADS, _change_rows(summary), f"{BLANK} The causes of a measure add up from before to after."
    )
    note = "In-state manufacturing by outcome of each criterion; the outcomes of one criterion add up to all of it."
    book.add_sheet("Outcomes by value", _OUTCOME_HEADS, _outcome_rows(summary), f"{BLANK} {note}")


def _part_rows(summary: Summary, groupings: Iterable[str]) -> Iterator[Cells]:
    """Yield the parts of the home region, all of them, and what they add up to."""
    for grouping in groupings:
        found = summary.breakdowns.get(grouping)
        for part in (*found.parts, *found.totals) if found else ():
            yield (BREAKDOWNS[grouping][0], part.label, part.code, part.held, *_printed(part), part.rests_on)


def _printed(part: Part) -> Iterator[Decimal | None]:
    for measure in PLACED:
        cells = part.printed.get(measure, {})
        yield from (cells.get(end) for end in ENDS)


def _ends(interval: Interval | None) -> list[Decimal | None]:
    return [None if interval is None else to_cents(getattr(interval, end)) for end in ENDS]


def _figure(figure: Figure | None) -> list[Decimal | None]:
    """Return the ends of a figure in cents; empty where it was not computed, or its best estimate is not known."""
    ends = _ends(figure.net if figure else None)
    return ends if figure is None or figure.is_known else [ends[0], None, ends[2]]


def _development_rows(summary: Summary) -> Iterator[Cells]:
    for row in summary.development:
        for where, figures in (("anywhere", row.figures), (summary.about.home, row.at_home)):
            for basis in BASES:
                yield (row.label, None, where, basis, None, None, *_figure(figures[basis]), None)
    for item in summary.instruments:
        known = INSTRUMENT_BASES.get(item.basis, item.basis)
        what = (f"Direct: {item.kind}, {item.use}", known, "anywhere", None)
        low, best, high = _ends(item.serves)
        best = None if item.best is None else best
        yield (*what, item.positions, item.market_value, low, best, high, "; ".join(item.documents) or None)


def _impact_rows(impacts: Iterable[Impact]) -> Iterator[Cells]:
    for item in impacts:
        yield (
            item.label,
            item.value,
            item.is_at_least,
            item.unit,
            item.covered,
            item.total,
            item.share,
            item.issuers,
            item.score,
            item.iris,
            item.meaning,
        )


_OWNED = (
    "market_value",
    "enterprise_value",
    "enterprise_value_basis",
    "enterprise_value_as_of",
    "attribution_factor",
    "is_above_whole",
)


def _issuer_heads(columns: Sequence[str]) -> list[Head]:
    kinds = {column.name: str(column.type) for column in ATTRIBUTIONS.columns}
    named = (Head(name, _ISSUER_KINDS.get(kinds[name], "text")) for name in (*_OWNED, *columns))
    return [Head("issuer"), *named, Head("source", "long")]


def _issuer_rows(summary: Summary, columns: Sequence[str]) -> Iterator[Cells]:
    for row in summary.impacts.issuers:
        if row["attribution_factor"] is not None or any(row[name] is not None for name in columns):
            source = summary.own_sources.of_issuer(row["issuer_id"])
            yield (row["issuer"], *(row[name] for name in (*_OWNED, *columns)), source or None)


_APPROACH_HEADS = [
    *(Head(name) for name in ("kind of asset", "management", "approach", "screens")),
    Head("gross market value", "money"),
    Head("share", "share"),
]


def _approach_rows(summary: Summary) -> Iterator[Cells]:
    names = ("asset_group", "management", "approach", "screens", "market_value", "share")
    return ([row[name] for name in names] for row in summary.approaches)


_TILTED = [f"{part}_{end}" for part in ("weight", "benchmark", "tilt") for end in ENDS]
_TILT_HEADS = [
    *(Head(name) for name in ("measure", "basis")),
    Head("net market value compared", "money"),
    *(Head(name.replace("_", ", "), "number") for name in _TILTED),
]


def _tilt_rows(summary: Summary) -> Iterator[Cells]:
    return ([row[name] for name in ("measure", "basis", "market_value", *_TILTED)] for row in summary.tilts)


_CHANGE_HEADS = [
    *(Head(name) for name in ("measure", "basis", "cause")),
    *(Head(end, "money") for end in ENDS),
    Head("meaning", "long"),
]


def _change_rows(summary: Summary) -> Iterator[Cells]:
    for change in summary.changes:
        for cause, added in (("before", change.before), *change.causes, ("after", change.after)):
            yield (change.label, change.basis, cause.replace("_", " "), *_ends(added), CHANGE_CAUSES.get(cause))


_OUTCOME_HEADS = [*(Head(name) for name in ("criterion", "outcome")), *(Head(end, "money") for end in ENDS)]


def _outcome_rows(summary: Summary) -> Iterator[Cells]:
    for criterion, outcome, figure in summary.outcomes_by_value:
        yield (criterion, OUTCOMES[outcome][0] if outcome in OUTCOMES else outcome, *_ends(figure.net))
