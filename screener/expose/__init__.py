"""Expose: positions and footprints become money by place, with bounds and coverage.

Reads the tables `positions`, `issuers`, `establishments`, `places`, `holdings`, `holding_positions`, `facts_holding`,
`plan`, `definitions` and the decisions on holdings, issuers and places. Makes `footprint`, `exposures`, `coverage` and
`facts_plan`. The calculation is the SQL beside this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from screener.engine import read_step
from screener.tables import FACTS_PLAN, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from screener.engine import Engine
    from screener.rulebook import Rulebook
    from screener.workspace import Portfolio

COMMUNITY_DEVELOPMENT = "community-development"
"""The rulebook whose place tests are definitions of community development."""

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


def definitions_table(rulebooks: Sequence[Rulebook]) -> pa.Table:
    """Return the table `definitions`: the place tests that define community development, one row a criterion.

    A measure (a rate, an index) says how a place stands, not that it is a place in need; it is no definition.
    """
    rows = [
        {"rulebook_id": rulebook.id, "criterion_id": criterion.id}
        for rulebook in rulebooks
        for criterion in rulebook.criteria
        if rulebook.id == COMMUNITY_DEVELOPMENT and criterion.subject == "place" and criterion.kind == "test"
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema([("rulebook_id", TEXT), ("criterion_id", TEXT)]))


__all__ = ["definitions_table", "plan_table", "run"]
