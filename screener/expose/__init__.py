"""Expose: positions and footprints become money by place, with bounds and coverage.

Reads the tables `positions`, `issuers`, `establishments`, `places`, `holdings`, `holding_positions`, `facts_holding`,
`plan` and the decisions on holdings, issuers and places. Makes `footprint`, `exposures`, `coverage` and `facts_plan`.
The calculation is the SQL beside this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from screener.engine import read_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from screener.engine import Engine

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


__all__ = ["run"]
