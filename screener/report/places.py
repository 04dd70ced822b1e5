"""Where the money is: by state, and by what the location rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from screener.report.figures import HOME, PLACED, ZERO, Exposures, Figure, Footed, printed_ends
from screener.report.formats import apportion
from screener.report.words import GROUPS, LIMITS, group_label
from screener.tables import BASES, LOCATION_TIERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

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


def place_rows(exposures: Exposures, home: str) -> Footed[PlaceRow]:
    """Return one row per place group: the home state first, other states by size, what is no state last."""
    listed = {code for name in PLACED for basis in BASES for code in exposures.groups(name, basis, "state")} | {home}
    states = sorted(
        listed - GROUPS.keys(), key=lambda group: (group != home, -_size(exposures, group), group_label(group))
    )
    groups = [*states, *(group for group in GROUPS if group in listed)]
    groups = [group for group in groups if group == home or _touches(exposures, group)]
    ends = {
        (measure, basis): printed_ends([exposures.figure(measure, basis, "state", group) for group in groups])
        for measure in PLACED
        for basis in BASES
    }
    columns = {
        (measure, name): [row[end] for row in ends[measure, basis]]
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
    figures = [exposures.figure(measure, basis, "state", group) for measure in PLACED for basis in BASES]
    return any(figure not in (None, Figure()) for figure in figures)


def _size(exposures: Exposures, group: str) -> Decimal:
    figure = exposures.figure("in_state", "operations", "state", group)
    return figure.net.best if figure else ZERO


def tier_rows(exposures: Exposures) -> Footed[TierRow]:
    """Return what the estimates rest on, best evidence first, in whole units that add up."""
    columns = [
        apportion([exposures.tier_best("in_state", "state", tier) for tier in LOCATION_TIERS]),
        *(apportion([exposures.tier_best(measure, "home", tier) for tier in LOCATION_TIERS]) for measure in PLACED),
    ]
    rows = tuple(
        TierRow(tier, LOCATION_TIERS[tier], *amounts)
        for tier, amounts in zip(LOCATION_TIERS, zip(*columns, strict=True), strict=True)
    )
    return Footed(rows, TierRow("", "Total", *(sum(column, ZERO) for column in columns)))


def limit_parts(exposures: Exposures, measure: str) -> tuple[LimitPart, ...]:
    """Return what the home region's upper end is made of; the parts add up to it, parts of nothing are left out."""
    resting = exposures.tiers(measure, *HOME)
    parts = (
        LimitPart(words, sum((resting[tier].high for tier in tiers if tier in resting), ZERO))
        for tiers, words in LIMITS.items()
    )
    return tuple(part for part in parts if part.amount)
