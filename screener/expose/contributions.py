"""What each delivered line adds to one figure: the steps that made the figure, asked line by line and cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pyarrow as pa

from screener.engine import Step, read_step
from screener.tables import FLAG, TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from screener.engine import Engine

CONTRIBUTION_TABLES = (
    *("positions", "holding_positions", "securities", "footprint", "places", "regions", "definitions"),
    *("regional_industries", "decisions", "instruments", "facts_holding"),
)
"""Tables of a run that the calculation reads."""
OF_LINES = ("account", "asset_class", "manager", "issuer", "outcome")
"""Groupings of the home region whose groups are of lines, not of places or industries."""
OF_INSTRUMENTS = ("direct instruments", "any definition or instrument")
"""Groups of community development that are asked line by line."""
_PACKAGE = "screener.expose"
_CELL = """SELECT
    concat_ws('|', footprint_id, place, industry, naics4, advanced, sprint_sector) AS footprint_id,
    basis, place, industry, naics4, advanced, sprint_sector, low, best, unlocated, location_tier
FROM run_footprint"""


class Asked(NamedTuple):
    """A figure: measure, basis, grouping and group as in `exposures`; or of coverage, market value or an outcome."""

    measure: str
    basis: str
    grouping: str
    group: str

    @property
    def way(self) -> str:
        """How the share of a line is found."""
        if self.measure == "coverage":
            return "coverage"
        if self.measure in ("market_value", "outcome"):
            return "value"
        if self.group in OF_INSTRUMENTS and self.grouping == "definition":
            return "instruments"
        return "lines" if self.grouping in OF_LINES else "cells"

    @property
    def criterion(self) -> tuple[str | None, str | None, str | None]:
        """Rulebook, criterion and outcome; nulls where it is of none."""
        if self.grouping != "outcome":
            return None, None, None
        named, _, outcome = self.group.rpartition(": ")
        rulebook, _, criterion = named.partition("/")
        return rulebook, criterion, outcome


def contributions(engine: Engine, files: Mapping[str, Path | pa.Table], asked: Asked) -> None:
    """Make `contributions` and `_asked_cells` inside an engine that holds none of the tables yet.

    Parameters
    ----------
    engine : Engine
    files : mapping
        Table of a run → its file, or the table itself, of `CONTRIBUTION_TABLES`.
    asked : Asked
        The figure.
    """
    prepare(engine, files)
    ask(engine, asked)


def prepare(engine: Engine, files: Mapping[str, Path | pa.Table]) -> None:
    """Make what every figure is asked of: the shares of footprints, of cells and of instruments."""
    for table, found in files.items():
        name = "run_footprint" if table == "footprint" else table
        if isinstance(found, pa.Table):
            engine.load(name, found)
        else:
            engine.load_parquet(name, found)
    engine.run(Step("decisions_place", "SELECT * FROM decisions WHERE subject = 'place'"))
    engine.run(Step("footprint", "SELECT * FROM run_footprint"))
    for name in ("_region_cells", "_cells", "_home_shares", "_instrument_shares", "covered_footprints", "cell_names"):
        engine.run(read_step(_PACKAGE, name))
    # from here on each cell is a footprint of its own, so that what is asked of a footprint is asked of the cell alone
    engine.run(Step("footprint", _CELL))
    for name in ("_cells", "_home_shares", "_memberships"):
        engine.run(read_step(_PACKAGE, name))


def ask(engine: Engine, asked: Asked) -> None:
    """Make `contributions` and `_asked_cells` of one figure, once all is prepared."""
    engine.load("asked", _question(asked))
    for name in ("_asked_cells", "_asked_lines", "_asked_shares", "contributions"):
        engine.run(read_step(_PACKAGE, name))


def _question(asked: Asked) -> pa.Table:
    """Return the one row of the table `asked`."""
    rulebook, criterion, outcome = asked.criterion
    row = {
        **asked._asdict(),
        "way": asked.way,
        "rulebook_id": rulebook,
        "criterion_id": criterion,
        "outcome": outcome,
        "is_gross": asked.measure in ("coverage", "outcome"),
    }
    fields = [(name, FLAG if name == "is_gross" else TEXT) for name in row]
    return pa.Table.from_pylist([row], schema=pa.schema(fields))
