"""What if: a screen asked again with trades, prices, parameters, rulebooks, a home state or facts changed."""

from screener.whatif.changes import Change, home_state
from screener.whatif.faults import ChangeError, Faults
from screener.whatif.figures import FIGURES, compared, figures, overdrawn
from screener.whatif.outcomes import OUTCOMES, in_words, outcomes, outcomes_changed, outcomes_grouped
from screener.whatif.parameters import find_parameter
from screener.whatif.session import Calculated, Session, Silent, open_session
from screener.whatif.trades import Trades, read_purchase

__all__ = [
    "FIGURES",
    "OUTCOMES",
    "Calculated",
    "Change",
    "ChangeError",
    "Faults",
    "Session",
    "Silent",
    "Trades",
    "compared",
    "figures",
    "find_parameter",
    "home_state",
    "in_words",
    "open_session",
    "outcomes",
    "outcomes_changed",
    "outcomes_grouped",
    "overdrawn",
    "read_purchase",
]
