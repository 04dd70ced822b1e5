"""Rich display in notebooks: figures and frames as compact tables, charts as SVG, progress as a bar.

In: rows, Arrow tables of a run, frames. Out: what a notebook shows, without any request.
Nothing here computes a figure.
"""

from __future__ import annotations

from screener.api.display.charts import county_map, outcomes, waterfall
from screener.api.display.drawing import enable, svg
from screener.api.display.ranges import beside, intervals, sweep
from screener.api.display.tables import (
    figures_table,
    frame_table,
    money_table,
    moves_table,
    name_of,
    outcomes_table,
    show,
    sweep_table,
)
from screener.api.progress import Bar

__all__ = [
    "Bar",
    "beside",
    "county_map",
    "enable",
    "figures_table",
    "frame_table",
    "intervals",
    "money_table",
    "moves_table",
    "name_of",
    "outcomes",
    "outcomes_table",
    "show",
    "svg",
    "sweep",
    "sweep_table",
    "waterfall",
]
