"""Back-screens: a portfolio screened on many dates, each by the rules in force and the facts known on that date.

In: a workspace, a portfolio, and the ends of periods. Out: `Answers`, tables with one block of rows per date. Each date
is one ordinary question with ``known_at`` on the day itself: criteria, parameters and lists of that day, vintages of
reference data published by then, people's decisions recorded by then. What the world could not know yet is unknown and
is listed. What has no date is as it is today: ``portfolio.toml``, with the text that the board adopted, and the
program, with its lists of names. Nothing is written. Dates are calculated side by side in processes of their own; how
many of them there are changes no byte.
"""

from screener.backscreen.answers import (
    CHANGES,
    FIGURES,
    FINDINGS,
    INPUTS,
    NAMES,
    OUTCOMES,
    SUMMARY,
    UNKNOWN_THEN,
    Answers,
)
from screener.backscreen.dates import Before, Every, ends, held_on
from screener.backscreen.plan import Plan, plan
from screener.backscreen.spread import answer

__all__ = [
    "CHANGES",
    "FIGURES",
    "FINDINGS",
    "INPUTS",
    "NAMES",
    "OUTCOMES",
    "SUMMARY",
    "UNKNOWN_THEN",
    "Answers",
    "Before",
    "Every",
    "Plan",
    "answer",
    "ends",
    "held_on",
    "plan",
]
