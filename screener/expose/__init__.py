"""Expose: positions and footprints become money by place, with bounds and coverage.

Reads the tables `positions`, `issuers`, `establishments`, `places`, `holdings`, `holding_positions`, `facts_holding`,
`plan` and the decisions on holdings, issuers and places. Makes `footprint`, `exposures`, `coverage` and `facts_plan`.
The calculation is the SQL beside this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from screener.engine import read_step
from screener.tables import FACTS_PLAN, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable

    from screener.engine import Engine
    from screener.workspace import Portfolio

STEPS = {
    "footprint": "Locating issuers",
    "exposures": "Adding up exposures",
    "coverage": "Measuring coverage",
    "facts_plan": "Summing up the plan",
}
"""Table → what a person reads while it is made."""


def run(engine: Engine, *, progress: Callable[[str], None]) -> None:
    """Make the exposure tables inside the engine, in order.

    Parameters
    ----------
    engine : Engine
        Holds the tables named above; receives the four made here.
    progress : callable
        Told what is being done.
    """
    for table, doing in STEPS.items():
        progress(doing)
        engine.run(read_step(__name__, table))


def plan_table(portfolio: Portfolio, state: str) -> pa.Table:
    """Return the one row of the table `plan`: what the pension fund attests, and what "in-state" means to it.

    Parameters
    ----------
    portfolio : Portfolio
        What it does not attest is null.
    state : str
        Two letters.
    """
    attested = [FACTS_PLAN.schema.field(name) for name in ("subject_id", "is_governmental_plan", "adopted_dol_vintage")]
    row = {
        "subject_id": portfolio.id,
        "is_governmental_plan": portfolio.plan.is_governmental_plan,
        "adopted_dol_vintage": portfolio.plan.adopted_dol_vintage,
        "state": state,
    }
    return pa.Table.from_pylist([row], schema=pa.schema([*attested, pa.field("state", TEXT)]))


__all__ = ["plan_table", "run"]
