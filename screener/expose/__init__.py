"""Expose: positions and footprints become money by place, with bounds and coverage.

First `locate`: from `positions`, `issuers`, `establishments`, `places`, `holdings`, `holding_positions`, `plan`,
`definitions` and the decisions on issuers and places it makes `footprint` and `facts_holding`, so that a holding can be
judged by what of it is where. Then `add_up`, with the decisions on holdings: `exposures`, `coverage` and `facts_plan`.
The calculation is the SQL beside this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from screener.engine import read_step
from screener.rulebook import is_in_force, level_of
from screener.tables import FACTS_PLAN, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from screener.engine import Engine
    from screener.rulebook import Regime, Rulebook
    from screener.workspace import Portfolio

COMMUNITY_DEVELOPMENT = "community-development"
"""The rulebook whose place tests are definitions of community development."""

LOCATE = {
    "footprint": "Locating issuers",
    "facts_holding": "Collecting facts about holdings",
}
ADD_UP = {
    "exposures": "Adding up exposures",
    "coverage": "Measuring coverage",
    "facts_plan": "Summing up the plan",
}
"""Table → what a person reads while it is made."""


def locate(engine: Engine, *, progress: Callable[[str], None]) -> None:
    """Make `footprint` and `facts_holding` inside the engine.

    Parameters
    ----------
    engine : Engine
        Holds the tables named above.
    progress : callable
        Told what is being done.
    """
    _make(engine, LOCATE, progress)


def add_up(engine: Engine, *, progress: Callable[[str], None]) -> None:
    """Make `exposures`, `coverage` and `facts_plan` inside the engine, once holdings are judged.

    Parameters
    ----------
    engine : Engine
        Holds the tables named above, those of `locate` among them.
    progress : callable
        Told what is being done.
    """
    _make(engine, ADD_UP, progress)


def _make(engine: Engine, steps: Mapping[str, str], progress: Callable[[str], None]) -> None:
    """Run steps in order."""
    for table, doing in steps.items():
        progress(doing)
        engine.run(read_step(__name__, table))


def plan_table(portfolio: Portfolio, state: str, adopted: str | None) -> pa.Table:
    """Return the one row of the table `plan`: what the pension fund attests, and what "in-state" means to it.

    Parameters
    ----------
    portfolio : Portfolio
        What it does not attest is null.
    state : str
        Two letters.
    adopted : str or None
        Department of Labor text that the board, or the law of its state, adopted.
    """
    attested = [FACTS_PLAN.schema.field(name) for name in ("subject_id", "is_governmental_plan", "adopted_dol_vintage")]
    row = {
        "subject_id": portfolio.id,
        "is_governmental_plan": portfolio.plan.is_governmental_plan,
        "adopted_dol_vintage": adopted,
        "state": state,
    }
    return pa.Table.from_pylist([row], schema=pa.schema([*attested, pa.field("state", TEXT)]))


def definitions_table(rulebooks: Sequence[Rulebook], regime: Regime) -> pa.Table:
    """Return the table `definitions`: the county tests in force that define community development, one row a criterion.

    A measure (a rate, an index) says how a place stands, not that it is a place in need; it is no definition. Tests of
    tracts say nothing of a county as a whole.
    """
    rows = [
        {"rulebook_id": rulebook.id, "criterion_id": criterion.id}
        for rulebook in rulebooks
        for criterion in rulebook.criteria
        if rulebook.id == COMMUNITY_DEVELOPMENT
        and level_of(criterion) == "county"
        and criterion.kind == "test"
        and is_in_force(rulebook, criterion, regime)
    ]
    return pa.Table.from_pylist(rows, schema=pa.schema([("rulebook_id", TEXT), ("criterion_id", TEXT)]))


__all__ = ["add_up", "definitions_table", "locate", "plan_table"]
