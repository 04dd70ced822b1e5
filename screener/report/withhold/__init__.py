"""What an edition may not show, taken out of a run's tables before anything is summed up, and the list of it.

`Withhold` is what a definition says; `withhold` makes the tables of the edition. One module a kind of thing: accounts,
sources, decisions, people, identifiers.
"""

from screener.report.withhold.listed import KINDS, WITHHELD, WORD, lines_each, things_withheld
from screener.report.withhold.rules import Withhold, withhold

__all__ = ["KINDS", "WITHHELD", "WORD", "Withhold", "lines_each", "things_withheld", "withhold"]
