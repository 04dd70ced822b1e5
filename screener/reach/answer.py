"""The answer: trades to the cent, what they do to the figure, and how near each limit is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from screener import whatif
from screener.errors import IntegrityError, join_problems
from screener.reach.asked import ENDS
from screener.reach.assets import COPIED
from screener.reach.program import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from screener.expose import Asked as Figure
    from screener.reach.asked import Asked
    from screener.reach.assets import Asset

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Trade:
    """What is bought (above zero) or sold of one asset."""

    asset: Asset
    before: Decimal
    """Market value in base currency."""
    change: Decimal


@dataclass(frozen=True)
class Limit:
    """A limit: how near the trades come to it, and what it costs."""

    name: str
    value: float | None
    """What the trades come to; none where it is not a number, or not known."""
    bound: float | None
    is_binding: bool | None
    """None where that is not known."""
    shadow_price: float | None
    """What one unit more room would save of the objective, or add to the largest share where that is not enough."""
    without: float | None
    """The objective, or the largest share, if this limit alone were lifted; none where that was not asked."""
    says: str
    """The limit in words."""


@dataclass(frozen=True)
class Measure:
    """A figure of the portfolio, or of the trades, before and after; none is unknown."""

    name: str
    before: Decimal | None
    after: Decimal | None
    unit: str


@dataclass(frozen=True)
class Answer:
    """What it would take."""

    asked: Asked
    figure: Figure
    title: str
    """What the figure is called."""
    net: Decimal
    """Net market value, which no trade changes."""
    share_before: Decimal
    largest: float
    """The largest share that can be reached within the limits."""
    is_reached: bool
    trades: tuple[Trade, ...]
    """The largest first; none where it is not possible, or nothing is needed."""
    ends: Mapping[str, tuple[Decimal, Decimal]]
    """low, best and high of the figure before and after, as the program promises."""
    measures: tuple[Measure, ...]
    limits: tuple[Limit, ...]

    @property
    def change(self) -> whatif.Change:
        """The trades as a question of what if."""
        return whatif.Change(trades=_as_trades(self.trades))

    def require_kept(self, tables: Mapping[str, pa.Table]) -> None:
        """Refuse an answer that a screen of the portfolio after the trades does not bear out.

        Parameters
        ----------
        tables : mapping
            Of the screen with `change`.

        Raises
        ------
        IntegrityError
            The net market value moved, or an end of the figure is off by more than `TOLERANCE` of it; all at once.
        """
        problems = []
        net = net_of(tables)
        if net != self.net:
            problems.append(f"net market value: promised {self.net}, screened {net}")
        found = ends_of(tables["exposures"], self.figure)
        problems += [
            f"{end}: promised {promised:.2f}, screened {found[end]:.2f}"
            for end, (_, promised) in self.ends.items()
            if abs(found[end] - promised) > self.net * Decimal(str(TOLERANCE))
        ]
        if problems:
            raise IntegrityError(
                join_problems(problems, "the screen with these trades is not what was promised:"),
                hint="a purchase may be known as another security: compare run.what_if(…).positions; freeze its line",
            )


def net_of(tables: Mapping[str, pa.Table]) -> Decimal:
    """Return the net market value of a screen: long and short added up."""
    net: Decimal = pc.sum(tables["positions"]["market_value"]).as_py() or Decimal(0)
    return net


def ends_of(exposures: pa.Table, figure: Figure) -> dict[str, Decimal]:
    """Return low, best and high of a figure, long and short money added up."""
    key = {"measure": figure.measure, "basis": figure.basis, "grouping": figure.grouping, "group": figure.group}
    rows = [row for row in exposures.to_pylist() if all(row[name] == value for name, value in key.items())]
    return {end: sum((row[end] for row in rows), Decimal(0)) for end in ENDS}


def to_cents(assets: Sequence[Asset], traded: NDArray[np.float64], net: Decimal) -> tuple[Trade, ...]:
    """Return changes of weight as trades to the cent, which add up to zero; the largest first.

    What rounding leaves is put on the largest trades that have room for it.
    """
    wanted = {}
    for asset, weight in zip(assets, traded.tolist(), strict=True):
        held = Decimal(0) if asset.candidate else asset.value
        change = (Decimal(weight) * net).quantize(_CENT, ROUND_HALF_EVEN)
        if change := max(change, -held):
            wanted[asset.position] = (asset, held, change)
    left = -sum((change for _, _, change in wanted.values()), Decimal(0))
    for position, (asset, held, change) in sorted(wanted.items(), key=lambda item: (-abs(item[1][2]), item[0])):
        # a purchase stays one, and a sale sells no more than there is
        room = max(left, -change) if change > 0 else max(min(left, -change), -held - change)
        wanted[position] = (asset, held, change + room)
        left -= room
    if left:
        raise IntegrityError(f"rounding leaves {left} on no trade")
    trades = [Trade(asset, held, change) for asset, held, change in wanted.values() if change]
    return tuple(sorted(trades, key=lambda trade: (-abs(trade.change), trade.asset.position)))


def _as_trades(trades: Sequence[Trade]) -> whatif.Trades:
    """Return trades on delivered lines: a sale from each line in proportion, a purchase as a line of its own."""
    sell: dict[str, Decimal] = {}
    add: list[dict[str, Any]] = []
    for trade in trades:
        if trade.change > 0:
            line = trade.asset.lines[0]
            add.append({**{name: line[name] for name in COPIED if line[name]}, "market_value": trade.change})
            continue
        sold = before = Decimal(0)
        for line in trade.asset.lines:
            value = line["market_value"]
            before += value
            # what is sold up to this line, less what was: so the cents of the lines add up to the trade's
            upto = (-trade.change * before / trade.asset.value).quantize(_CENT, ROUND_HALF_EVEN)
            if upto != sold:
                sell[f"{line['source_file']}:{line['source_row']}"] = (upto - sold) / value
            sold = upto
    return whatif.Trades(sell=sell, add=add)
