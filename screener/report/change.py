"""Why the figures changed since the last run: the earlier figure, each cause, and the figure of this run."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screener.report.figures import ZERO, Interval
from screener.report.formats import apportion
from screener.report.terms import CHANGED

if TYPE_CHECKING:
    from decimal import Decimal

    import pyarrow as pa

CAUSES = {
    "before": "Before",
    "trades": "Trades",
    "prices": "Prices",
    "currency": "Exchange rates",
    "value_without_quantity": "Trade or price, not known which",
    "look_through": "What funds hold",
    "matching": "Matching to issuers, by rule",
    "people": "Decisions by people",
    "own_evidence": "The fund’s own evidence",
    "reference_data": "Reference data",
    "program": "A new version of this program",
    "rules": "Definitions of development",
}
"""Cause of a change → its printed name."""


@dataclass(frozen=True, slots=True)
class Change:
    """One measure on one basis: what it was, what each cause adds, and what it is; exact."""

    measure: str
    basis: str
    before: Interval
    causes: tuple[tuple[str, Interval], ...]

    @property
    def label(self) -> str:
        """What the measure is called."""
        return CHANGED.get(self.measure, self.measure)

    @property
    def change(self) -> Interval:
        """All causes together."""
        return sum((added for _, added in self.causes), Interval())

    @property
    def after(self) -> Interval:
        """The figure of this run: the earlier one and every cause."""
        return self.before + self.change

    @property
    def printed(self) -> dict[str, Decimal]:
        """Best estimates in whole units: what was before and the causes add up to what is after."""
        names = ["before", *(cause for cause, _ in self.causes)]
        amounts = apportion([self.before.best, *(added.best for _, added in self.causes)])
        return {**dict(zip(names, amounts, strict=True)), "after": sum(amounts, ZERO)}

    @property
    def moved(self) -> tuple[tuple[str, Interval], ...]:
        """The causes that changed anything, the largest first."""
        found = [(cause, added) for cause, added in self.causes if added != Interval()]
        return tuple(sorted(found, key=lambda item: -abs(item[1].best)))


def changes_of(changes: pa.Table) -> tuple[Change, ...]:
    """Return the changes by measure and basis in printed order; none where there is no earlier run.

    Parameters
    ----------
    changes : pyarrow.Table
        `screener.tables.CHANGES`.
    """
    steps: dict[tuple[str, str], list[tuple[int, str, Interval]]] = defaultdict(list)
    for row in changes.to_pylist():
        added = Interval(row["low"], row["best"], row["high"])
        steps[row["measure"], row["basis"]].append((row["step"], row["cause"], added))
    order = list(CHANGED)
    found = []
    for (measure, basis), rows in sorted(
        steps.items(),
        key=lambda item: (order.index(item[0][0]) if item[0][0] in order else len(order), item[0][1] != "operations"),
    ):
        before, *causes = sorted(rows)
        found.append(Change(measure, basis, before[2], tuple((cause, added) for _, cause, added in causes)))
    return tuple(found)
