"""Classes of a map: round limits, each ten times the one before, and the paint of each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from screener.report.charts.picture import hatch, round_amount

if TYPE_CHECKING:
    from collections.abc import Iterable

PAINTS = {
    "none": "#ffffff",
    "1": "#c6dbef",
    "2": "#6baed6",
    "3": "#2171b5",
    "4": "#08306b",
    "short": hatch("down"),
    "unknown": hatch("unknown"),
}
"""Class → its paint: light to dark (ColorBrewer Blues), so that it reads in grey too; hatched where it is no amount."""


@dataclass(frozen=True, slots=True)
class Classes:
    """The three limits between the four classes of what is above zero."""

    limits: tuple[Decimal, Decimal, Decimal]

    def of(self, amount: Decimal) -> str:
        """Return the class of an amount."""
        if amount <= 0:
            return "short" if amount else "none"
        return str(1 + sum(amount >= limit for limit in self.limits))

    def legend(self, present: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Return the classes that a map shows, and what each means, in printed order."""
        low, middle, high = map(round_amount, self.limits)
        words = {
            "none": "nothing placed there",
            "1": f"under {low}",
            "2": f"{low} to under {middle}",
            "3": f"{middle} to under {high}",
            "4": f"{high} or more",
            "short": "below zero: more sold short than held",
            "unknown": "not drawn: its outline is of another year",
        }
        shown = set(present)
        return tuple((name, text) for name, text in words.items() if name in shown)


def classes_of(amounts: Iterable[Decimal]) -> Classes:
    """Return the classes for amounts: the highest begins at the greatest power of ten that one of them reaches.

    Examples
    --------
    >>> [str(limit) for limit in classes_of([Decimal(3438374), Decimal(95)]).limits]
    ['10000', '100000', '1000000']
    """
    top = Decimal(10) ** max((amount.adjusted() for amount in amounts if amount > 0), default=3)
    return Classes((top / 100, top / 10, top))
