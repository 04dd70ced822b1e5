"""The figures of page one over the quarters: what earlier runs said of them, and what this one says."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screener.tables import HISTORY_MEASURES

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Quarter:
    """One figure as a run wrote it.

    Parameters
    ----------
    low, best, high : Decimal
        Its ends, net; the best estimate is null where it is not known.
    market_value : Decimal
        Net market value that was screened.
    located : Decimal, optional
        Part of the gross market value whose place was known on the basis; null where nothing was held.
    rules : str
        Mark of the rulebooks that it was made by.
    is_new_method : bool
        Whether the quarter before was made by other rulebooks: part of the difference may be theirs.
    """

    as_of: date
    run_id: str
    low: Decimal
    best: Decimal | None
    high: Decimal
    market_value: Decimal
    located: Decimal | None
    rules: str
    is_new_method: bool = False

    @property
    def share(self) -> Decimal | None:
        """Best estimate as a part of the net market value; null where either is unknown or there is none."""
        return self.best / self.market_value if self.best is not None and self.market_value > 0 else None


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure on one basis, the earliest quarter first."""

    measure: str
    basis: str
    quarters: tuple[Quarter, ...]

    @property
    def meaning(self) -> str:
        """What is measured."""
        return HISTORY_MEASURES[self.measure]


def trends_of(history: pa.Table) -> tuple[Trend, ...]:
    """Return the measures over the quarters in printed order, operations basis first.

    Parameters
    ----------
    history : pyarrow.Table
        `screener.tables.HISTORY`.
    """
    found: dict[tuple[str, str], list[Quarter]] = defaultdict(list)
    for row in history.sort_by("as_of").to_pylist():
        quarters = found[row.pop("measure"), row.pop("basis")]
        is_new = bool(quarters) and quarters[-1].rules != row["rules"]
        quarters.append(Quarter(**row, is_new_method=is_new))
    order = list(HISTORY_MEASURES)
    keys = sorted(found, key=lambda key: (order.index(key[0]), key[1] != "operations"))
    return tuple(Trend(measure, basis, tuple(found[measure, basis])) for measure, basis in keys)
