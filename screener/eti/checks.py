"""The fourteen checks of a decision: each with its outcome by the rulebook, its figures and its sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import TYPE_CHECKING

from screener.eti import words
from screener.eti.equivalence import power, years_needed
from screener.eti.facts import is_shown_worse
from screener.eti.judge import CHECKS
from screener.tables.prudence import Check

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from screener.eti.comparison import Beside, Comparison
    from screener.eti.effect import Effect
    from screener.tables.prudence import CriterionAnswer, Figure

UNITS = {
    "ETI-02": "fraction a {period}",
    "ETI-03": "ratio of standard deviations",
    "ETI-04": "ratio of losses",
    "ETI-05": "Sharpe ratio per {period}",
    "ETI-06": "days",
    "ETI-07": "basis points a year",
    "ETI-08": "Herfindahl index",
    "ETI-11": "ratio",
}
"""Check → unit of its figures."""
PARTS = {
    "ETI-06": ("liquidity",),
    "ETI-07": ("fees",),
    "ETI-08": ("diversification", "risk"),
    "ETI-11": ("private",),
}
"""Check → the parts of the effect that its figures are from."""
WIDEST = ("ETI-06", "ETI-07")
"""Checks that the widest gap to an alternative decides."""
TAILS = ("drawdown_ratio", "cvar_ratio", "downside_ratio")
STATISTICS = {
    "ETI-02": ("mean_difference",),
    "ETI-03": ("volatility_ratio",),
    "ETI-04": TAILS,
    "ETI-05": ("sharpe_difference",),
}
"""Check of returns → its statistics."""
TWO_SIDED = ("ETI-02", "ETI-03")
"""Checks of which a text may ask equality on both sides."""


@dataclass(frozen=True)
class Findings:
    """What the checks are written from."""

    comparison: Comparison | None
    equal: bool
    """Whether the text that applies asks that both sides are equal."""
    effects: Mapping[str, Effect] = field(default_factory=dict)
    """liquidity, fees, diversification, risk, horizon, funding, private → what was found."""
    missing: Sequence[str] = ()
    """Fields of the record that are empty."""

    @property
    def asked(self) -> words.Asked:
        """What is asked of figures of returns."""
        if self.comparison is None:
            return words.Asked("month", 1, self.equal, 0, 0)
        one, margins = self.comparison, self.comparison.margins
        period = "quarter" if one.step == 3 else "month"
        return words.Asked(period, one.step, self.equal, margins.months, margins.tail_months)


def checks_of(answers: Sequence[CriterionAnswer], found: Findings) -> tuple[Check, ...]:
    """Return the checks in order, one for each criterion of the rulebook of checks."""
    by_id = {answer.criterion.removeprefix(f"{CHECKS}/").upper(): answer for answer in answers}
    return tuple(_check(name, by_id[name], found) for name in words.TITLES if name in by_id)


def _check(name: str, answer: CriterionAnswer, found: Findings) -> Check:
    deciding, figures = _figures(name, answer.outcome, found)
    years = strength = None
    if deciding and name in STATISTICS and deciding.margin is not None and found.comparison and name != "ETI-04":
        is_two_sided = found.equal and name in TWO_SIDED
        years = years_needed(deciding, deciding.margin, found.comparison.periods_per_year, is_two_sided=is_two_sided)
        strength = power(deciding, deciding.margin, is_two_sided=is_two_sided)
    return Check(
        id=name,
        title=words.TITLES[name],
        outcome=answer.outcome,
        says=_says(name, answer, found, deciding, years),
        figure=deciding,
        figures=figures,
        facts=answer.evidence,
        unit=UNITS.get(name, "").format(period=found.asked.period),
        years_needed=years,
        power=strength,
        review=answer.review,
    )


def _figures(name: str, outcome: str, found: Findings) -> tuple[Figure | None, tuple[Figure, ...]]:
    """Return the figure that decides, and all of them."""
    beside = found.comparison.beside if found.comparison else ()
    if name in STATISTICS:
        equal = found.equal and name in TWO_SIDED
        in_order = sorted(beside, key=_strength) if equal else beside
        gates = [one.gate(statistic, equal=equal) for one in in_order for statistic in STATISTICS[name]]
        every = tuple(figure for one in beside for statistic in STATISTICS[name] for figure in one.figures[statistic])
        return _deciding(gates, outcome, equal=equal), every
    parts = PARTS.get(name, ())
    every = tuple(one for part in parts if part in found.effects for one in found.effects[part].figures)
    if name in WIDEST:
        return max(every, key=lambda one: (one.estimate is not None, one.estimate or 0), default=None), every
    return next(iter(every), None), every


def _deciding(gates: Sequence[Figure], outcome: str, *, equal: bool) -> Figure | None:
    """Return the figure that gave the outcome.

    On a fail it is the worst of those that show it; where nothing is shown, the worst of those that are past the margin
    by their estimate; else the one whose bound reaches farthest to the bad side. Equality is asked of the strongest
    alternative, which then comes first.
    """
    known = [one for one in gates if one.estimate is not None]
    if not known:
        return next(iter(gates), None)
    shown = [one for one in known if is_shown_worse(one)]
    past = [one for one in known if _is_past(one)]
    if outcome == "fail" and shown:
        return max(shown, key=_reach)
    if outcome == "insufficient_data" and past:
        return max(past, key=_reach)
    return known[0] if equal else max(known, key=_reach)


def _strength(one: Beside) -> float:
    """Return how far the candidate returned above an alternative: the less, the stronger that is."""
    gap = one.gate("mean_difference").estimate
    return inf if gap is None else gap


def _is_past(one: Figure) -> bool:
    """Return whether an estimate is past its margin on the bad side."""
    estimate, margin = one.estimate or 0.0, one.margin or 0.0
    return estimate > margin if one.statistic.endswith("_ratio") else estimate < -margin


def _reach(one: Figure) -> float:
    """Return how far a figure reaches to the bad side."""
    if one.statistic.endswith("_ratio"):
        return one.high if one.high is not None else one.estimate or 0.0
    return -(one.low if one.low is not None else one.estimate or 0.0)


def _says(name: str, answer: CriterionAnswer, found: Findings, deciding: Figure | None, years: float | None) -> str:
    """Return the sentences of one check."""
    outcome = answer.outcome
    if outcome == "not_applicable":
        return words.NOT_ASKED[name]
    told = _figures_say(name, outcome, found, deciding, years)
    if name == "ETI-13" and found.missing:
        told = f"The record is not complete; {len(found.missing)} entries are empty: {'; '.join(found.missing)}."
    if name == "ETI-07" and outcome == "insufficient_data" and deciding and deciding.estimate is not None:
        told = words.fees_say(deciding, answer.parameters.get("fee_gap_limit"))
    if not told and outcome == "insufficient_data":
        told = words.unknown_says([fact for fact, value in answer.evidence.items() if value is None])
    return told or words.BY_OUTCOME[name][outcome]


def _figures_say(name: str, outcome: str, found: Findings, deciding: Figure | None, years: float | None) -> str:
    """Return what the figures of a check of returns say; nothing where it has none."""
    asked, comparison = found.asked, found.comparison
    if comparison is None or not comparison.beside:
        return ""
    if name == "ETI-01":
        return words.comparable_says(comparison, outcome, asked.period)
    if name == "ETI-04":
        worst = {one: figure for one in TAILS if (figure := _deciding(comparison.of(one), outcome, equal=False))}
        return words.tail_says(worst, outcome, asked)
    say: dict[str, Callable[[Figure], str]] = {
        "ETI-02": lambda one: words.mean_says(one, outcome, asked, years),
        "ETI-03": lambda one: words.ratio_says(one, outcome, asked),
        "ETI-05": lambda one: words.sharpe_says(one, outcome, asked),
    }
    return say[name](deciding) if name in say and deciding else ""
