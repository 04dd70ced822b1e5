"""What if: a screen asked again with trades, prices, parameters, rulebooks, a home state or facts changed."""

from screener.whatif.changes import Change
from screener.whatif.figures import FIGURES, OUTCOMES, compared, figures, outcomes, outcomes_changed
from screener.whatif.session import Calculated, Session, Silent, open_session
from screener.whatif.trades import Trades

__all__ = [
    "FIGURES",
    "OUTCOMES",
    "Calculated",
    "Change",
    "Session",
    "Silent",
    "Trades",
    "compared",
    "figures",
    "open_session",
    "outcomes",
    "outcomes_changed",
]
