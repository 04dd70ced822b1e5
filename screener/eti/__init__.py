"""ETI: may an investment be called economically targeted? Statistics, record and law of one decision.

Reads decision files (`decide`), or return series alone (`run_trial`), and returns plain values of
`screener.tables.prudence`. Nothing here writes a file.
"""

from screener.eti.decision import Decided, Plan, decide
from screener.eti.equivalence import DIFFERENT
from screener.eti.judge import CHECKS, TEXTS
from screener.eti.trial import OF_RETURNS, UNSEEN, Trial, run_trial

__all__ = ["CHECKS", "DIFFERENT", "OF_RETURNS", "TEXTS", "UNSEEN", "Decided", "Plan", "Trial", "decide", "run_trial"]
