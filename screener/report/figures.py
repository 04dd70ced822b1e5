"""Exposure figures: low, best and high by measure, basis and group, summed over side and location tier."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

ZERO = Decimal(0)
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
        self._sides: dict[tuple[str, str, str], dict[str, Interval]] = defaultdict(dict)
        self._tiers: dict[tuple[str, str, str], Interval] = defaultdict(Interval)
        self._measured: set[tuple[str, str]] = set()
        for row in table.to_pylist():
            measure, basis, group, side = row["measure"], row["basis"], row["group"], row["side"]
            interval = Interval(row["low"], row["best"], row["high"])
            sides = self._sides[measure, basis, group]
            sides[side] = sides.get(side, Interval()) + interval
            self._tiers[measure, group, row["location_tier"]] += interval if basis == "operations" else Interval()
            self._measured.add((measure, basis))

    def figure(self, measure: str, basis: str, group: str) -> Figure | None:
        """Return a figure: zero where a computed measure does not list the group, null where it was not computed."""
        if (measure, basis) not in self._measured:
            return None
        figure = _figure(self._sides.get((measure, basis, group), {}))
        return replace(figure, is_known=figure == Figure() or figure != self._reach(basis))

    def _reach(self, basis: str) -> Figure:
        """Return the figure of a group that all money with a place might be in, and none is estimated to be in."""
        placed = {"long": ZERO, "short": ZERO}
        for (measure, kind, group), sides in self._sides.items():
            if (measure, kind) == ("in_state", basis) and group != "no_place":
                for side, interval in sides.items():
                    placed[side] += interval.best
        return Figure(Interval(high=placed["long"]), Interval(low=placed["short"]))

    def groups(self, measure: str) -> list[str]:
        """Return the groups a measure lists on any basis, in alphabetical order."""
        return sorted({group for (name, _, group) in self._sides if name == measure})

    def tier_best(self, measure: str, tier: str, group: str | None = None) -> Decimal:
        """Return the best estimate that rests on a location tier (operations basis), in one group or in all."""
        return sum(
            (
                interval.best
                for (name, place, rests_on), interval in self._tiers.items()
                if name == measure and rests_on == tier and group in (None, place)
            ),
            ZERO,
        )

    def tier_high(self, measure: str, tier: str, group: str) -> Decimal:
        """Return the part of one group's upper end that rests on a location tier (operations basis).

        Parts of one upper end add up to it; upper ends of several groups add up to nothing.
        """
        return self._tiers[measure, group, tier].high

    def total_best(self, measure: str, basis: str) -> Decimal:
        """Return the best estimate over all groups."""
        return sum(
            (
                _figure(sides).net.best
                for (name, kind, _), sides in self._sides.items()
                if (name, kind) == (measure, basis)
            ),
            ZERO,
        )


def _figure(sides: Mapping[str, Interval]) -> Figure:
    """Return long and short as one figure; a side that is not listed is zero."""
    return Figure(sides.get("long", Interval()), sides.get("short", Interval()))
