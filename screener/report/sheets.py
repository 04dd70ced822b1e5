"""The workbook's sheets on where the money is, what it does and what changed."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from screener.report.book import Head, Sheet
from screener.report.figures import ENDS, PLACED
from screener.report.formats import to_cents
from screener.report.terms import BREAKDOWNS, INSTRUMENT_BASES
from screener.tables import ATTRIBUTIONS, BASES, CHANGE_CAUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from screener.report.breakdown import Breakdown, Part
    from screener.report.figures import Figure, Interval
    from screener.report.impact import Impact
    from screener.report.model import Summary
    from screener.report.places import PlaceRow

    Cells = Sequence[Any]
    """The cells of one row."""

_PARTS = {
    "account": "By account",
    "manager": "By manager",
    "asset_class": "By kind",
    "issuer": "By issuer",
    "naics3": "Industries",
    "naics4": "Finer industries",
    "advanced": "Advanced industries",
    "sprint_sector": "Sprint sectors",
    "cluster": "Strong clusters",
    "cbsa": "Labor markets",
    "commuting_zone": "Commuting zones",
    "county": "Counties",
    "region": "Own regions",
}
"""Grouping of the home region → its sheet."""
_ENDS = {
    "low": "The least that it is: what is proven, less debts and shorts that might be there.",
    "best": "The best estimate.",
    "high": "The most that it might be.",
}
_UNFOOTED = "Lows and highs have no total: the same unknown money might be in any row."
_ROUNDED = "Lows and highs have no total: they are rounded one by one; those of the whole are on the first sheet."
_OVERLAP = "No column has a total: the rows overlap, or are not all there is."
_RESTS_ON = "What the best estimate knows its places from, with shares where it is more than one thing."
_PLACE_HEADS = [
    Head("place"),
    *(
        Head(f"{measure} {column}", "whole", note, adds_up=column in ("best", "by head office"))
        for measure in ("all industries", "manufacturing")
        for column, note in (
            *_ENDS.items(),
            ("by head office", "The best estimate, if money were where head offices are."),
        )
    ),
]
_DEVELOPMENT_HEADS = [
    *(Head(name) for name in ("definition", "known from", "where", "basis")),
    Head("positions", "count"),
    Head("market value", "money"),
    *(Head(end, "money", note) for end, note in _ENDS.items()),
    Head("source", "long"),
]
_DEVELOPMENT = (
    "Counties that meet a definition; no census tract is known. Definitions overlap and are not added up. Of direct "
    "instruments low, best and high are what of the market value serves community development."
)
_IMPACT_HEADS = [
    Head("figure"),
    Head("value", "number", "The part that the holdings finance; its unit stands beside it."),
    Head("is at least", note="TRUE where the value is a lower end."),
    Head("unit"),
    Head("known for", "money", "Market value of the holdings that the figure rests on."),
    Head("of", "money", "Market value of the holdings that it is about."),
    Head("share known", "share"),
    Head("issuers", "count", "Issuers that it rests on."),
    Head("data quality", "number", "From 1, the best, to 5, weighted by market value."),
    Head("IRIS metric", note="The IRIS+ metric of a company, of which the figure is the holdings' part."),
    Head("meaning", "long"),
]
_ISSUER_KINDS = {"double": "number", "decimal128(20, 2)": "money", "date32[day]": "date", "int64": "count"}
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
_PCAF = "In the style of PCAF; no PRI score. Nothing is attributed where the enterprise value is unknown."


def exposure_sheets(summary: Summary) -> Iterator[Sheet]:
    """Yield the sheets on where the money is: by place, by evidence and by every part of the home region.

    Parameters
    ----------
    summary : Summary
    """
    home = summary.about.home
    yield Sheet("By state", _PLACE_HEADS, _place_rows(summary), f"Net of shorts, in whole units. {_UNFOOTED}")
    yield Sheet("Evidence", _tier_heads(home), map(astuple, summary.tiers.rows), "What the best estimates rest on.")
    yield Sheet(
        "Upper end",
        [Head("what might be there", "long"), Head("amount", "money", adds_up=True)],
        ((part.words, part.amount) for part in summary.limit),
        f"What the upper end of manufacturing in {home} is made of.",
        total="Upper end",
    )
    for grouping, title in _PARTS.items():
        if found := summary.breakdowns.get(grouping):
            yield Sheet(title, _part_heads(found), map(_part_row, found.parts), _part_note(found, home))
    note = f"Weights and their differences, 1 is the whole. {summary.about.benchmark}".rstrip()
    yield Sheet("Tilt", _TILT_HEADS, _tilt_rows(summary), note)


def impact_sheets(summary: Summary) -> Iterator[Sheet]:
    """Yield the sheets on what the money does, and on what changed.

    Parameters
    ----------
    summary : Summary
    """
    yield Sheet("Community development", _DEVELOPMENT_HEADS, _development_rows(summary), _DEVELOPMENT)
    for title, impacts, columns in (
        ("Jobs", summary.impacts.jobs, _WORK),
        ("Emissions", summary.impacts.emissions, _AIR),
    ):
        yield Sheet(title, _IMPACT_HEADS, _impact_rows(impacts), _PCAF)
        yield Sheet(f"{title} by issuer", _issuer_heads(columns), _issuer_rows(summary, columns), _PCAF)
    note = "The causes of a measure add up from before to after; they are rows of one column, so it has no total."
    yield Sheet("Changes", _CHANGE_HEADS, _change_rows(summary), note)


def _place_rows(summary: Summary) -> Iterator[Cells]:
    """Yield the states as the page prints them."""
    for row in summary.places.rows:
        yield (row.label, *(amount for measure in PLACED for amount in _place_cells(row, measure)))


def _place_cells(row: PlaceRow, measure: str) -> Cells:
    cells = row.printed[measure]
    if (row.group, measure) == ("not_manufacturing", "in_state"):
        return [None] * len(cells)
    return [amount if row.has_range or name in ("best", "headquarters") else None for name, amount in cells.items()]


def _tier_heads(home: str) -> list[Head]:
    names = {"whole portfolio": "", f"in {home}": "Best estimates of the home region.", "of which manufacturing": ""}
    amounts = (Head(name, "whole", note, adds_up=True) for name, note in names.items())
    return [Head("tier"), Head("evidence", "long"), *amounts]


def _part_heads(found: Breakdown) -> list[Head]:
    """Return the columns of a grouping: best estimates have a total where its groups are a partition."""
    return [
        Head("part"),
        Head("code"),
        Head("held net", "whole", "Wherever it is.", adds_up=True),
        *(
            Head(f"{what} {end}", "whole", note, adds_up=end == "best" and bool(found.totals))
            for what in ("in state", "of which manufacturing")
            for end, note in _ENDS.items()
        ),
        Head("rests on", note=_RESTS_ON),
    ]


def _part_note(found: Breakdown, home: str) -> str:
    """Return what a grouping is and what of it adds up."""
    _, _, meaning = BREAKDOWNS[found.grouping]
    footed = f"Best estimates add up to {found.totals[0].label[3:]}." if found.totals else _OVERLAP
    ends = (_ROUNDED if found.adds_up else _UNFOOTED) if found.totals else ""
    return " ".join(
        filter(None, (meaning, f"Parts of what is in {home}, operations basis, in whole units.", footed, ends))
    )


def _part_row(part: Part) -> Cells:
    return (part.label, part.code or None, part.held, *_printed(part), part.rests_on or None)


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
    declared = {column.name: column for column in ATTRIBUTIONS.columns}
    named = (
        Head(
            name,
            _ISSUER_KINDS.get(str(declared[name].type), "text"),
            declared[name].meaning,
            adds_up=name == "market_value",
        )
        for name in (*_OWNED, *columns)
    )
    return [Head("issuer"), *named, Head("source", "long")]


def _issuer_rows(summary: Summary, columns: Sequence[str]) -> Iterator[Cells]:
    for row in summary.impacts.issuers:
        if row["attribution_factor"] is not None or any(row[name] is not None for name in columns):
            source = summary.own_sources.of_issuer(row["issuer_id"])
            yield (row["issuer"], *(row[name] for name in (*_OWNED, *columns)), source or None)


_SIDES = {"weight": "Weight in the portfolio.", "benchmark": "Weight in the benchmark.", "tilt": "The difference."}
_TILTED = {f"{side}_{end}": f"{note} {_ENDS[end]}" for side, note in _SIDES.items() for end in ENDS}
_TILT_HEADS = [
    *(Head(name) for name in ("measure", "basis")),
    Head("net market value compared", "money", "The portfolio's side of the comparison."),
    *(Head(name.replace("_", ", "), "number", note) for name, note in _TILTED.items()),
]


def _tilt_rows(summary: Summary) -> Iterator[Cells]:
    return ([row[name] for name in ("measure", "basis", "market_value", *_TILTED)] for row in summary.tilts)


_CHANGE_HEADS = [
    *(Head(name) for name in ("measure", "basis", "cause")),
    *(Head(end, "money", note) for end, note in _ENDS.items()),
    Head("meaning", "long"),
]


def _change_rows(summary: Summary) -> Iterator[Cells]:
    for change in summary.changes:
        for cause, added in (("before", change.before), *change.causes, ("after", change.after)):
            yield (change.label, change.basis, cause.replace("_", " "), *_ends(added), CHANGE_CAUSES.get(cause))
