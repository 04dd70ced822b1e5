"""Expose: positions and footprints become money by place, with bounds and coverage.

First `locate`: from `positions`, `issuers`, `establishments`, `places`, `holdings`, `holding_positions`, `plan`,
`definitions` and the decisions on issuers and places it makes `footprint` and `facts_holding`, so that a holding can be
judged by what of it is where. Then `add_up`, with the decisions on holdings: `instruments`, `exposures`, `coverage` and
`facts_plan`. Last `measure`: `attributions`, `impacts`, `tilts` and `approaches`. The calculation is the SQL beside
this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from screener.engine import read_step
from screener.expose import approaches, attributed, instruments
from screener.expose.change import RUN_TABLES, explain
from screener.expose.contributions import CONTRIBUTION_TABLES, Asked, contributions
from screener.rulebook import is_in_force, level_of
from screener.tables import FACTS_PLAN, TABLES, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from screener.engine import Engine
    from screener.findings import Finding
    from screener.rulebook import Regime, Rulebook
    from screener.workspace import Portfolio

COMMUNITY_DEVELOPMENT = "community-development"
"""The rulebook whose place tests are definitions of community development."""

LOCATE = {
    "regions": "Collecting regions",
    "_region_cells": "Collecting regions",
    "home_places": "Collecting regions",
    "footprint": "Locating issuers",
    "facts_holding": "Collecting facts about holdings",
}
ADD_UP = {
    "_instrument_statements": "Reading the portfolio's own statements on instruments",
    "instruments": "Finding instruments of community development",
    "_cells": "Adding up exposures",
    "_memberships": "Adding up exposures",
    "_home_shares": "Adding up exposures",
    "_by_cell": "Adding up exposures",
    "_by_position": "Adding up exposures",
    "_by_outcome": "Adding up exposures",
    "_instrument_shares": "Adding up exposures",
    "_by_instrument": "Adding up exposures",
    "exposures": "Adding up exposures",
    "coverage": "Measuring coverage",
    "facts_plan": "Summing up the plan",
}
MEASURE = {
    "_financed": "Attributing companies",
    "_home_jobs": "Attributing companies",
    "attributions": "Attributing companies",
    "impacts": "Attributing companies",
    "tilts": "Comparing with the benchmark",
    "_account_approaches": "Splitting by approach",
    "_unrecorded_approaches": "Splitting by approach",
    "approaches": "Splitting by approach",
}
"""Table → what a person reads while it is made."""

REGION = ("_region_cells", "home_places", "_cells", "_home_shares", "_by_position")
"""Steps that say what is in one region, as in the home region."""


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
    """Make `instruments`, `exposures`, `coverage` and `facts_plan` inside the engine, once holdings are judged.

    Parameters
    ----------
    engine : Engine
        Holds the tables named above, those of `locate` among them.
    progress : callable
        Told what is being done.
    """
    engine.load("instrument_words", instruments.words_table())
    _make(engine, ADD_UP, progress)


def measure(engine: Engine, *, progress: Callable[[str], None]) -> None:
    """Make `attributions`, `impacts`, `tilts` and `approaches` inside the engine, once exposures are added up.

    Parameters
    ----------
    engine : Engine
        Holds the tables named above, those of `add_up` among them.
    progress : callable
        Told what is being done.
    """
    _make(engine, MEASURE, progress)


def findings(engine: Engine) -> list[Finding]:
    """Return what to know of an engine's figures after `add_up` and `measure`.

    Returns
    -------
    list of Finding
        Statements on instruments that say nothing in this run, companies of which more than the whole is held,
        statements on accounts that say nothing, accounts without one.
    """
    return [*instruments.findings(engine), *attributed.findings(engine), *approaches.findings(engine)]


def add_up_region(engine: Engine, counties: Sequence[str]) -> None:
    """Make `home_places` and `_by_position` inside the engine as if a region were home.

    Parameters
    ----------
    engine : Engine
        Holds `positions`, `securities`, `footprint` and `places` of a run.
    counties : sequence of str
        FIPS of the counties of the region.
    """
    home = {"grouping": "home", "group": "home"}
    schema = pa.schema([("grouping", TEXT), ("group", TEXT), ("place", TEXT)])
    engine.load("regions", pa.Table.from_pylist([{**home, "place": place} for place in counties], schema=schema))
    # which cell is in need, or in a cluster, is not asked
    engine.load("decisions_place", TABLES["decisions"].empty())
    engine.load("definitions", TABLES["definitions"].empty())
    engine.load("regional_industries", TABLES["regional_industries"].empty())
    for table in REGION:
        engine.run(read_step(__name__, table))


def _make(engine: Engine, steps: Mapping[str, str], progress: Callable[[str], None]) -> None:
    """Run steps in order."""
    for table, doing in steps.items():
        progress(doing)
        engine.run(read_step(__name__, table))


def plan_table(portfolio: Portfolio, state: str, adopted: str | None, home_name: str = "") -> pa.Table:
    """Return the one row of the table `plan`: what the pension fund attests, and what "in-state" means to it.

    Parameters
    ----------
    portfolio : Portfolio
        What it does not attest is null.
    state : str
        Two letters.
    adopted : str or None
        Department of Labor text that the board, or the law of its state, adopted.
    home_name : str
        What the home region is called; the state's letters where nothing is said.
    """
    attested = [FACTS_PLAN.schema.field(name) for name in ("subject_id", "is_governmental_plan", "adopted_dol_vintage")]
    row = {
        "subject_id": portfolio.id,
        "is_governmental_plan": portfolio.plan.is_governmental_plan,
        "adopted_dol_vintage": adopted,
        "state": state,
        "home_name": home_name or state,
    }
    own = [pa.field(name, TEXT) for name in ("state", "home_name")]
    return pa.Table.from_pylist([row], schema=pa.schema([*attested, *own]))


def home_table(counties: Sequence[str]) -> pa.Table:
    """Return the table `home_counties`: the counties that are home; none where the whole state is."""
    return pa.table({"place": pa.array(sorted(counties), TEXT)})


def benchmark_table(portfolio: Portfolio) -> pa.Table:
    """Return the table `benchmark_classes`: the asset classes held against the benchmark; none where there is none."""
    classes = portfolio.benchmark.compares if portfolio.benchmark else []
    return pa.table({"asset_class": pa.array(sorted(set(classes)), TEXT)})


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


__all__ = [
    "CONTRIBUTION_TABLES",
    "RUN_TABLES",
    "Asked",
    "add_up",
    "add_up_region",
    "benchmark_table",
    "contributions",
    "definitions_table",
    "explain",
    "findings",
    "home_table",
    "locate",
    "measure",
    "plan_table",
]
