"""Rich display in notebooks: figures and frames as compact tables, charts as SVG, progress as a bar.

In: rows, Arrow tables of a run, frames. Out: what a notebook shows, without any request.
Nothing here computes a figure.
"""

from __future__ import annotations

from screener.api.display.charts import county_map, intervals, outcomes, sweep, waterfall
from screener.api.display.drawing import enable, svg
from screener.api.display.progress import Bar
from screener.api.display.tables import figures_table, frame_table, money_table

__all__ = [
    "Bar",
    "county_map",
    "enable",
    "figures_table",
    "frame_table",
    "intervals",
    "money_table",
    "outcomes",
    "svg",
    "sweep",
    "waterfall",
]
