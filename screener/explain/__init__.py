"""Explain: from a printed figure to the lines as delivered, through positions, places, decisions and evidence."""

from screener.explain.tables import EXPLAINED
from screener.explain.walk import Explanation, explain, figures

__all__ = ["EXPLAINED", "Explanation", "explain", "figures"]
