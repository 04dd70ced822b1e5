"""What would it take: the smallest change to a portfolio by which a figure reaches a share, within limits."""

from screener.reach.answer import Answer, Limit, Measure, Trade
from screener.reach.asked import ENDS, NOTHING, OBJECTIVES, TRADABLE, Asked, Moments
from screener.reach.moments import of_covariance, of_expected, of_returns
from screener.reach.program import TOLERANCE
from screener.reach.search import reach

__all__ = [
    "ENDS",
    "NOTHING",
    "OBJECTIVES",
    "TOLERANCE",
    "TRADABLE",
    "Answer",
    "Asked",
    "Limit",
    "Measure",
    "Moments",
    "Trade",
    "of_covariance",
    "of_expected",
    "of_returns",
    "reach",
]
