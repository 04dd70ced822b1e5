"""Where the money is: by state, by what the location rests on, and in places that meet a definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from screener.report.figures import ZERO, Exposures, Figure, Footed
from screener.report.formats import apportion
from screener.report.vintages import county_years
from screener.report.words import GROUPS, LIMITS, group_label
from screener.tables import BASES, LOCATION_TIERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    import pyarrow as pa

    from screener.report.outcomes import RulebookOutcomes

PLACED = ("in_state", "in_state_manufacturing")
"""Measures whose groups are a partition of the portfolio: their best estimates add up to it."""

UNION = "any definition"
"""Group of community development that counts money in a place once, however many definitions the place meets."""

_PLACE_COLUMNS = {
    "low": ("operations", "low"),
    "best": ("operations", "best"),
    "high": ("operations", "high"),
    "headquarters": ("headquarters", "best"),
}


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One state, or another group of places, in whole units of the currency; `printed` is measure → column → amount."""

    group: str
    label: str
    printed: dict[str, dict[str, Decimal | None]]

    @property
    def has_range(self) -> bool:
        """Whether low and high say something: not of what is unknown, nor of what has no place."""
        return self.group not in ("unknown", "no_place")


@dataclass(frozen=True, slots=True)
class TierRow:
    """Best estimates (operations basis) that rest on one location tier."""

    tier: str
    meaning: str
    held: Decimal
    in_state: Decimal
    manufacturing: Decimal


@dataclass(frozen=True, slots=True)
class LimitPart:
    """A part of an upper end: what speaks for it, and how much of it; negative where shorts outweigh."""

    words: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Development:
    """Money in places that meet one definition of community development."""

    criterion_id: str
    title: str
    figures: dict[str, Figure | None]
    vintage: str = ""
    """Of which years what it rests on is, in words."""

    @property
    def label(self) -> str:
        """Its title, with the years."""
        return f"{self.title} ({self.vintage})" if self.vintage else self.title


def place_rows(exposures: Exposures, home: str) -> Footed[PlaceRow]:
    """Return one row per place group: the home state first, other states by size, what is no state last."""
    listed = {group for measure in PLACED for group in exposures.groups(measure)} | {home}
    states = sorted(
        listed - GROUPS.keys(), key=lambda group: (group != home, -_size(exposures, group), group_label(group))
    )
    groups = [*states, *(group for group in GROUPS if group in listed)]
    groups = [group for group in groups if group == home or _touches(exposures, group)]
    columns = {
        (measure, name): _printed([exposures.figure(measure, basis, group) for group in groups], end)
        for measure in PLACED
        for name, (basis, end) in _PLACE_COLUMNS.items()
    }
    rows = tuple(
        PlaceRow(group, group_label(group), _by_measure({key: values[number] for key, values in columns.items()}))
        for number, group in enumerate(groups)
    )
    totals = {key: _column_total(values) for key, values in columns.items() if key[1] in ("best", "headquarters")}
    return Footed(rows, PlaceRow("", "Whole portfolio", _by_measure(totals)))


def _column_total(values: Sequence[Decimal | None]) -> Decimal | None:
    """Return what the rows of a column add up to, null where one is unknown."""
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if len(known) == len(values) else None


def _by_measure(cells: Mapping[tuple[str, str], Decimal | None]) -> dict[str, dict[str, Decimal | None]]:
    """Return cells keyed by measure and column as measure → column → amount."""
    return {measure: {name: cells.get((measure, name)) for name in _PLACE_COLUMNS} for measure in PLACED}


def _touches(exposures: Exposures, group: str) -> bool:
    """Return whether a group holds, or might hold, anything on either basis."""
    figures = [exposures.figure(measure, basis, group) for measure in PLACED for basis in BASES]
    return any(figure not in (None, Figure()) for figure in figures)


def _size(exposures: Exposures, group: str) -> Decimal:
    figure = exposures.figure("in_state", "operations", group)
    return figure.net.best if figure else ZERO


def _printed(figures: Sequence[Figure | None], end: str) -> list[Decimal | None]:
    """Return a column in whole units: best estimates add up to their rounded total, the ends of ranges to nothing."""
    exact = [getattr(figure.net, end) for figure in figures if figure is not None]
    if len(exact) < len(figures):
        return [None] * len(figures)
    return [*apportion(exact)] if end == "best" else [apportion([value])[0] for value in exact]


def tier_rows(exposures: Exposures, home: str) -> Footed[TierRow]:
    """Return what the estimates rest on, best evidence first, in whole units that add up."""
    columns = [
        apportion([exposures.tier_best(measure, tier, group) for tier in LOCATION_TIERS])
        for measure, group in (("in_state", None), ("in_state", home), ("in_state_manufacturing", home))
    ]
    rows = tuple(
        TierRow(tier, LOCATION_TIERS[tier], *amounts)
        for tier, amounts in zip(LOCATION_TIERS, zip(*columns, strict=True), strict=True)
    )
    return Footed(rows, TierRow("", "Total", *(sum(column, ZERO) for column in columns)))


def limit_parts(exposures: Exposures, measure: str, group: str) -> tuple[LimitPart, ...]:
    """Return what a group's upper end is made of; the parts add up to it, parts of nothing are left out."""
    parts = (
        LimitPart(words, sum((exposures.tier_high(measure, tier, group) for tier in tiers), ZERO))
        for tiers, words in LIMITS.items()
    )
    return tuple(part for part in parts if part.amount)


def development_rows(
    exposures: Exposures, outcomes: tuple[RulebookOutcomes, ...], sources: pa.Table
) -> tuple[Development, ...]:
    """Return one row per definition of community development that was judged, zero where nothing meets it.

    Parameters
    ----------
    exposures : Exposures
    outcomes : tuple of RulebookOutcomes
        For what the definitions are called and rest on.
    sources : pyarrow.Table
        `screener.tables.DATA_SOURCES`: of which years the facts about counties are.
    """
    described = next((row["vintage"] for row in sources.to_pylist() if row["dataset"] == "ers_counties"), "")
    judged = {
        item.criterion.id: item.criterion
        for book in outcomes
        for item in book.criteria
        if book.id == "community-development"
        and (item.criterion.judges, item.criterion.kind) == ("county", "test")
        and item.total
    }
    titles = {name: criterion.title for name, criterion in judged.items()}
    vintages = {name: county_years(criterion.facts, described) for name, criterion in judged.items()}
    listed = exposures.groups("community_development")
    groups = [*titles, *(group for group in listed if group not in titles and group != UNION)]
    if len(groups) > 1 and UNION in listed:
        groups.append(UNION)
        titles[UNION] = "Any of these, counted once"
    return tuple(
        Development(
            group,
            titles.get(group, group),
            {
                basis: exposures.figure("community_development", basis, group) or _nothing(exposures, basis)
                for basis in BASES
            },
            vintages.get(group, ""),
        )
        for group in groups
    )


def _nothing(exposures: Exposures, basis: str) -> Figure | None:
    """Return zero if exposures were computed at all, else null: a definition that lists nothing holds nothing."""
    return Figure() if exposures.figure("in_state", basis, "unknown") is not None else None
