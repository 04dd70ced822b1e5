"""What if: a screen asked again with trades, prices, parameters, rulebooks, a home state or facts changed."""

from screener.whatif.changes import Change, find_parameter
from screener.whatif.figures import FIGURES, compared, figures
from screener.whatif.outcomes import OUTCOMES, in_words, outcomes, outcomes_changed, outcomes_grouped
from screener.whatif.session import Calculated, Session, Silent, open_session
from screener.whatif.trades import Trades, read_purchase

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
    "find_parameter",
    "in_words",
    "open_session",
    "outcomes",
    "outcomes_changed",
    "outcomes_grouped",
    "read_purchase",
]
