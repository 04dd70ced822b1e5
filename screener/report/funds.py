"""The funds looked through, as people read them: where each is held, how old its list is, what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class FundRow:
    """One fund in one place: held directly, or by the funds named in `held_by`, outermost first."""

    name: str
    held_by: str
    source_file: str
    as_of: date
    age_days: int
    max_age_days: int
    is_stale: bool
    market_value: Decimal
    disclosed_share: Decimal
    net_assets_basis: str
    undisclosed_value: Decimal


def fund_rows(look_throughs: pa.Table) -> tuple[FundRow, ...]:
    """Return the funds that were looked through, a fund of funds before what it holds.

    Parameters
    ----------
    look_throughs : pyarrow.Table
        The run's table of that name.
    """
    rows = look_throughs.to_pylist()
    names = {row["fund_id"]: row["fund_name"] for row in rows}
    return tuple(
        FundRow(
            row["fund_name"],
            " › ".join(names[fund_id] for fund_id in row["path"].split(" > ")[:-1]),
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
