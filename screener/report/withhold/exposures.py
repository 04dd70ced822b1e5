"""Figures over all accounts: which of them an edition may print that withholds some accounts.

Whoever reads the lines that are shown can take them off a figure over all accounts; what is left is of the withheld
lines, and must be of none of them or of several. That is checked for the home region. Nothing finer is printed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING, Any

from screener.tables import EXPOSURES, LOCATION_TIERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

_ENDS = ("low", "best", "high")
_WANTED = tuple(
    (measure, basis) for basis in ("operations", "headquarters") for measure in ("in_state_manufacturing", "in_state")
)
"""Figures of the home region, the one first that is given up last."""

Amounts = dict[tuple[str, str], dict[tuple[str, ...], Decimal]]


def only_home(exposures: pa.Table, unseen: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Return the exposures of the home region alone, without figures of which one withheld line could be worked out.

    A figure is left out where itself, or what it differs by from another figure that is left, is one withheld
    position and positions that are shown. What a figure rests on is not told apart: its weakest evidence stands for
    all of it.

    Parameters
    ----------
    exposures : pyarrow.Table
        `screener.tables.EXPOSURES`.
    unseen : sequence of mappings
        Positions of the withheld accounts.
    """
    rows = exposures.to_pylist()
    amounts: Amounts = defaultdict(lambda: defaultdict(Decimal))
    for row in rows:
        if row["grouping"] == "issuer":
            for end in _ENDS:
                amounts[row["side"], row["group"]][row["measure"], row["basis"], end] += row[end]
    hidden = Counter((row["side"], row["issuer_id"] or row["footprint_id"]) for row in unseen if row["market_value"])
    kept: list[tuple[str, str]] = []
    for figure in _WANTED:
        if not _tell([*kept, figure], hidden, amounts):
            kept.append(figure)
    order = list(LOCATION_TIERS)
    sums: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        if row["grouping"] == "home" and (row["measure"], row["basis"]) in kept:
            key = (row["measure"], row["basis"], row["side"])
            one = sums.setdefault(key, {**row, **dict.fromkeys(_ENDS, Decimal(0))})
            one |= {end: one[end] + row[end] for end in _ENDS}
            one["location_tier"] = max(one["location_tier"], row["location_tier"], key=order.index)
    return EXPOSURES.of(list(sums.values()))


def _tell(figures: Sequence[tuple[str, str]], hidden: Mapping[tuple[str, str], int], amounts: Amounts) -> bool:
    """Return whether one withheld position alone is in some figure, or in the difference of two."""
    ends: list[tuple[str, ...]] = [(), *((*figure, end) for figure in figures for end in _ENDS)]
    for one, other in combinations(ends, 2):
        concerned: Counter[str] = Counter()
        for (side, issuer), number in hidden.items():
            of_issuer = amounts.get((side, issuer), {})
            if of_issuer.get(one, 0) != of_issuer.get(other, 0):
                concerned[side] += number
        if 1 in concerned.values():
            return True
    return False
