"""Pictures of the report: maps, waterfalls and small multiples as SVG, each with its finding in words.

In: the report's `Summary`. Out: what the templates print.
"""

from __future__ import annotations

from screener.report.charts.page import Pictures
from screener.report.charts.plain import HATCHED, THEME, county_map, waterfall, with_patterns

__all__ = ["HATCHED", "THEME", "Pictures", "county_map", "waterfall", "with_patterns"]
