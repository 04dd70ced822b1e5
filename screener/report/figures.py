"""Exposure figures: low, best and high by measure, basis, grouping and group, summed over side and location tier."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import pyarrow.compute as pc

from screener.report.formats import apportion
from screener.tables import BASES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa

ZERO = Decimal(0)
ENDS = ("low", "best", "high")
PLACED = ("in_state", "in_state_manufacturing")
"""Measures whose states, abroad, no place and unknown are a partition of the portfolio."""
HOME = ("home", "home")
"""Grouping and group of the home region."""
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Footed(Generic[Row]):
    """Rows of a printed table in whole units, and the total that they add up to."""

    rows: tuple[Row, ...]
    total: Row


@dataclass(frozen=True, slots=True)
class Interval:
    """Lower end, best estimate and upper end of an amount of money, exact."""

    low: Decimal = ZERO
    best: Decimal = ZERO
    high: Decimal = ZERO

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.best + other.best, self.high + other.high)


@dataclass(frozen=True, slots=True)
class Figure:
    """One exposure figure: long and short apart; net is their sum.

    Where all money that has a place might be in the group and nothing on file puts any of it there or elsewhere, the
    best estimate is no zero: `is_known` is false.
    """

    long: Interval = Interval()
    short: Interval = Interval()
    is_known: bool = True

    def __add__(self, other: Figure) -> Figure:
        return Figure(self.long + other.long, self.short + other.short, self.is_known and other.is_known)

    @property
    def net(self) -> Interval:
        """Long and short together."""
        return self.long + self.short

    @property
    def best(self) -> Decimal | None:
        """Best estimate, net; null where nothing at all is known."""
        return self.net.best if self.is_known else None


class Exposures:
    """The `exposures` table, asked by figure.

    A measure that was computed lists no group that is zero throughout; a measure that was not computed has no rows
    at all. The first is zero, the second unknown.
    """

    def __init__(self, table: pa.Table) -> None:
        self._groups: dict[tuple[str, str, str], dict[str, Figure]] = defaultdict(dict)
        for row in _summed(table, "measure", "basis", "grouping", "group", "side"):
            groups = self._groups[row["measure"], row["basis"], row["grouping"]]
            figure = Figure(_interval(row)) if row["side"] == "long" else Figure(short=_interval(row))
            groups[row["group"]] = groups.get(row["group"], Figure()) + figure
        self._tiers: dict[tuple[str, str, str], dict[str, Interval]] = defaultdict(dict)
        sited = table.filter((pc.field("basis") == "operations") & (pc.field("grouping") != "outcome"))
        for row in _summed(sited, "measure", "grouping", "group", "location_tier"):
            self._tiers[row["measure"], row["grouping"], row["group"]][row["location_tier"]] = _interval(row)
        self._measured = {(measure, basis) for measure, basis, _ in self._groups}
        self._reach = {basis: _reach(self._groups.get(("in_state", basis, "state"), {})) for basis in BASES}

    def figure(self, measure: str, basis: str, grouping: str, group: str) -> Figure | None:
        """Return a figure: zero where a computed measure does not list the group, null where it was not computed."""
        if (measure, basis) not in self._measured:
            return None
        figure = self.groups(measure, basis, grouping).get(group, Figure())
        # an edition may leave the states out: then a figure of which nothing but its far end is told is not known
        alone = Figure(Interval(high=figure.long.high), Interval(low=figure.short.low))
        reach = self._reach[basis] if self.groups("in_state", basis, "state") else alone
        return replace(figure, is_known=figure == Figure() or figure != reach)

    def groups(self, measure: str, basis: str, grouping: str) -> Mapping[str, Figure]:
        """Return the groups that a grouping lists and their figures; none where it was not computed."""
        return self._groups.get((measure, basis, grouping), {})

    def tiers(self, measure: str, grouping: str, group: str) -> Mapping[str, Interval]:
        """Return location tier → the part of a figure that rests on it (operations basis).

        Parts of one upper end add up to it; upper ends of several groups add up to nothing.
        """
        return self._tiers.get((measure, grouping, group), {})

    def tier_best(self, measure: str, grouping: str, tier: str) -> Decimal:
        """Return the best estimate over all groups of a grouping that rests on a location tier (operations basis)."""
        return sum(
            (
                resting[tier].best
                for (name, kind, _), resting in self._tiers.items()
                if (name, kind) == (measure, grouping) and tier in resting
            ),
            ZERO,
        )

    def total_best(self, measure: str, basis: str, grouping: str) -> Decimal:
        """Return the best estimate over all groups of a grouping."""
        return sum((figure.net.best for figure in self.groups(measure, basis, grouping).values()), ZERO)


def printed_ends(figures: Sequence[Figure | None]) -> list[dict[str, Decimal | None]]:
    """Return the ends of figures in whole units: best estimates add up to their rounded total, the others to nothing.

    Where one of them was not computed all are null.
    """
    nets = [figure.net for figure in figures if figure is not None]
    if len(nets) < len(figures):
        return [dict.fromkeys(ENDS) for _ in figures]
    best = apportion([net.best for net in nets])
    # rounded so that it adds up, an estimate may pass an end: the end goes with it
    return [
        {
            "low": estimate if net.low == net.best else min(apportion([net.low])[0], estimate),
            "best": estimate,
            "high": estimate if net.high == net.best else max(apportion([net.high])[0], estimate),
        }
        for net, estimate in zip(nets, best, strict=True)
    ]


def _summed(table: pa.Table, *keys: str) -> Iterator[dict[str, Any]]:
    """Yield the sums of the three ends, one row a key."""
    sums = table.group_by(list(keys), use_threads=False).aggregate([(end, "sum") for end in ENDS])
    yield from sums.to_pylist()


def _interval(row: Mapping[str, Any]) -> Interval:
    """Return the summed ends of a row."""
    return Interval(*(row[f"{end}_sum"] for end in ENDS))


def _reach(states: Mapping[str, Figure]) -> Figure:
    """Return the figure of a group that all money with a place might be in, and none is estimated to be in."""
    placed = [figure for group, figure in states.items() if group != "no_place"]
    return Figure(
        Interval(high=sum((figure.long.best for figure in placed), ZERO)),
        Interval(low=sum((figure.short.best for figure in placed), ZERO)),
    )
