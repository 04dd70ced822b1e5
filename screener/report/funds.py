"""The funds, as people read them: which are looked through, how old their lists are, what those leave out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from screener.report.figures import ZERO

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class FundRow:
    """One fund in one place: held directly, or by the funds named in `held_by`, outermost first, `depth` of them."""

    name: str
    held_by: str
    depth: int
    source_file: str
    as_of: date
    age_days: int
    max_age_days: int
    is_stale: bool
    market_value: Decimal
    disclosed_share: Decimal
    net_assets_basis: str
    undisclosed_value: Decimal


@dataclass(frozen=True, slots=True)
class Funds:
    """The funds that were looked through, a fund of funds before what it holds, and the money in the others.

    Parameters
    ----------
    rows : tuple of FundRow
    closed : Decimal
        Net money on lines of funds that were not looked through.
    """

    rows: tuple[FundRow, ...]
    closed: Decimal

    @property
    def opened(self) -> Decimal:
        """Net money on lines that were replaced by what a fund holds; nested funds are in it once."""
        return sum((row.market_value for row in self.rows if not row.depth), ZERO)

    @property
    def total(self) -> Decimal:
        """Net money on lines of funds."""
        return self.opened + self.closed

    @property
    def owed(self) -> Decimal:
        """What funds owe beyond what their lists hold, above zero."""
        return -sum((row.undisclosed_value for row in self.rows if row.undisclosed_value < 0), ZERO)


def funds_of(tables: Mapping[str, pa.Table]) -> Funds:
    """Return the funds of a run.

    Parameters
    ----------
    tables : mapping
        The run's tables by name, of which `look_throughs`, `positions` and `securities` are read.
    """
    funds = pc.unique(tables["securities"].filter(pc.field("asset_class") == "fund")["security_id"])
    closed = tables["positions"].filter((pc.field("path") == "") & pc.field("security_id").isin(funds))
    return Funds(_rows(tables["look_throughs"]), pc.sum(closed["market_value"]).as_py() or ZERO)


def _rows(look_throughs: pa.Table) -> tuple[FundRow, ...]:
    rows = look_throughs.to_pylist()
    names = {row["fund_id"]: row["fund_name"] for row in rows}
    return tuple(
        FundRow(
            row["fund_name"],
            " › ".join(names[fund_id] for fund_id in row["path"].split(" > ")[:-1]),
            row["path"].count(" > "),
            row["source_file"],
            row["as_of"],
            row["age_days"],
            row["max_age_days"],
            row["is_stale"],
            row["market_value"],
            Decimal(str(row["disclosed_share"])),
            row["net_assets_basis"],
            row["undisclosed_value"],
        )
        for row in rows
    )
