"""Places, and the industries of the regions that they make up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from screener.engine import read_step
from screener.rulebook import value_on
from screener.tables import ESTABLISHMENTS, NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from screener.engine import Engine
    from screener.rulebook import Rulebook

RULEBOOK = "advanced-manufacturing"
"""Rulebook whose parameters say what a strong cluster is."""
CONVENTION = ("specialised_quotient", "least_employment")


def cluster_convention(rulebooks: Sequence[Rulebook], day: date) -> pa.Table:
    """Return the one row of the table `cluster_convention`: the floors in force on a day.

    Parameters
    ----------
    rulebooks : sequence of Rulebook
        Those of the run; without `RULEBOOK` among them nobody says what a strong cluster is, and the floors are null.
    day : date
    """
    found = [book.parameters for book in rulebooks if book.id == RULEBOOK]
    values = {name: value_on(found[0][name], day) if found else None for name in CONVENTION}
    row = {name: None if value is None else float(value) for name, value in values.items()}
    return pa.Table.from_pylist([row], schema=pa.schema([(name, NUMBER) for name in CONVENTION]))


def describe_places(engine: Engine) -> None:
    """Make `places` and `facts_place` where nothing is held and no site is known.

    Parameters
    ----------
    engine : Engine
        Holds the reference data, `vintages` and `attestations`.
    """
    engine.load("establishments", ESTABLISHMENTS.empty())
    _make(engine, "places", "facts_place")


def describe_region(engine: Engine, region: pa.Table, rulebooks: Sequence[Rulebook], day: date) -> None:
    """Make `regional_industries` of one region.

    Parameters
    ----------
    engine : Engine
        Holds the reference data.
    region : pyarrow.Table
        One row per county: grouping, group, name, place.
    rulebooks : sequence of Rulebook
    day : date
    """
    engine.load("_labor_markets", region)
    engine.load("cluster_convention", cluster_convention(rulebooks, day))
    _make(engine, "_national_shares", "_market_counties", "regional_industries")


def _make(engine: Engine, *tables: str) -> None:
    """Run steps in order."""
    for table in tables:
        engine.run(read_step(__name__.rpartition(".")[0], table))
