"""What is held, by kind of instrument."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from screener.report.figures import ZERO
from screener.report.words import KINDS, asset_class_label
from screener.tables import ASSET_CLASSES, MONEY

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class AssetClass:
    """What is held of one kind: lines, of these unpriced, long, short and net money."""

    name: str
    plain: str
    meaning: str
    lines: int
    unpriced: int
    long: Decimal
    short: Decimal

    @property
    def net(self) -> Decimal:
        """Long and short together."""
        return self.long + self.short

    @property
    def gross(self) -> Decimal:
        """Long plus short counted as positive."""
        return self.long - self.short


def asset_classes(holdings: pa.Table, lines: pa.Array[Any]) -> tuple[AssetClass, ...]:
    """Return what is held by asset class, largest gross value first.

    Parameters
    ----------
    holdings : pyarrow.Table
        `screener.tables.HOLDINGS`.
    lines : pyarrow.Array
        How many delivered lines each of its rows is.
    """
    value = holdings["market_value"]
    zero = pa.scalar(ZERO, MONEY)
    rows = holdings.select(["asset_class"]).append_column("long", pc.max_element_wise(value, zero))
    rows = rows.append_column("short", pc.if_else(pc.less(value, zero), value, zero))
    rows = rows.append_column("lines", lines)
    rows = rows.append_column("unpriced", pc.if_else(pc.is_null(value), lines, 0))
    sums = rows.group_by("asset_class", use_threads=False).aggregate(
        [(name, "sum") for name in ("long", "short", "unpriced", "lines")]
    )
    classes = [
        AssetClass(
            asset_class_label(row["asset_class"]),
            KINDS.get(row["asset_class"], row["asset_class"]),
            ASSET_CLASSES.get(row["asset_class"], ""),
            row["lines_sum"],
            row["unpriced_sum"],
            row["long_sum"] or ZERO,
            row["short_sum"] or ZERO,
        )
        for row in sums.to_pylist()
    ]
    return tuple(sorted(classes, key=lambda c: (c.short - c.long, c.name)))
