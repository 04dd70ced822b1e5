"""Pictures of the report: maps, waterfalls and small multiples as SVG, each with its finding in words.

In: the report's `Summary`. Out: what the templates print.
"""

from __future__ import annotations

from screener.report.charts.page import Pictures

__all__ = ["Pictures"]
