"""Why a text answers as it does: what speaks against a decision, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from screener.tables.prudence import CriterionAnswer

REASONS: tuple[tuple[str, str | None, Callable[[Any, Any], bool], str], ...] = (
    ("concession_accepted", None, lambda fact, _: fact is True, "the record accepts less return or more risk"),
    (
        "benefit_use",
        None,
        lambda fact, _: fact == "before",
        "a benefit was looked at before the comparison was finished",
    ),
    ("permitted_by_policy", None, lambda fact, _: fact is False, "the policy does not permit it"),
    ("caps_hold", None, lambda fact, _: fact is False, "a cap is broken"),
    ("same_horizon", None, lambda fact, _: fact is False, "the sides were seen over different horizons"),
    ("is_diversification_equal", None, lambda fact, _: fact is False, "diversification was found unequal"),
    ("is_liquidity_equal", None, lambda fact, _: fact is False, "liquidity was found unequal"),
    (
        "days_to_cash_gap",
        "days_to_cash_margin",
        lambda fact, limit: fact > limit,
        "it takes {fact:.0f} days longer to turn into cash; our margin is {limit:.0f}",
    ),
    ("plan_return_change", "funding_margin", lambda fact, limit: fact < -limit, "the plan's projected return falls"),
    (
        "return_shortfall_shown",
        None,
        lambda fact, _: fact > 0,
        "the data show that an alternative of commensurate risk returns more",
    ),
    (
        "avoidable_volatility_shown",
        "volatility_limit",
        lambda fact, limit: fact >= limit,
        "the data show more risk than an alternative has whose return, by the estimate, is no lower",
    ),
    ("return_gap_shown", None, lambda fact, _: fact < 0, "the data show that it returns less than an alternative"),
    (
        "return_gap_greatest_shown",
        None,
        lambda fact, _: fact > 0,
        "the data show that it returns more than the strongest alternative: that is no tie, and its economics decide",
    ),
    ("volatility_ratio_shown", "volatility_limit", lambda fact, limit: fact > limit, "the data show more volatility"),
    ("sharpe_gap_shown", None, lambda fact, _: fact < 0, "the data show less return for the risk"),
    (
        "volatility_ratio_least_shown",
        "volatility_limit",
        lambda fact, limit: fact < 1 / limit,
        "the data show less volatility than the strongest alternative has: that is no tie",
    ),
    ("drawdown_ratio_shown", "tail_limit", lambda fact, limit: fact > limit, "the data show deeper falls"),
    ("cvar_ratio_shown", "tail_limit", lambda fact, limit: fact > limit, "the data show worse bad months"),
    ("downside_ratio_shown", "tail_limit", lambda fact, limit: fact > limit, "the data show more downside"),
    (
        "untagged_factors",
        None,
        lambda fact, _: fact > 0,
        "a factor is not marked as pecuniary or otherwise, with its reason",
    ),
)
"""Fact, parameter, when it speaks against the decision, and what is said then."""


def text_says(outcome: str, answers: Sequence[CriterionAnswer], text: str) -> str:
    """Return why a text gives its answer: what fails in plain words, or the criteria that decided."""
    if outcome == "pass":
        return f"Everything that {text} asks for is shown."
    if outcome == "not_applicable":
        return f"{text} asks nothing here."
    deciding = [answer for answer in answers if answer.outcome == outcome]
    titles = "; ".join(f"{bare(answer.title)} ({answer.criterion.partition('/')[2]})" for answer in deciding)
    if outcome == "fail":
        why = because(answers)
        return f"Not met: {titles}.{f' Because {_joined(why)}.' if why else ''}"
    opening = {"insufficient_data": "Cannot be answered with what is known", "watch": "Neither shown nor ruled out"}
    return f"{opening[outcome]}: {titles}."


def because(answers: Sequence[CriterionAnswer]) -> tuple[str, ...]:
    """Return what is shown against a decision by the criteria that fail it, each reason once."""
    failing = (answer for answer in answers if answer.outcome == "fail")
    return tuple(dict.fromkeys(reason for answer in failing for reason in reasons(answer)))


def reasons(answer: CriterionAnswer) -> list[str]:
    """Return what speaks against a decision in the facts that a criterion names, in plain words."""
    found = []
    for fact, parameter, speaks, said in REASONS:
        value, limit = answer.evidence.get(fact), answer.parameters.get(parameter or "")
        if value is None or (parameter and limit is None):
            continue
        number = 0.0 if limit is None else float(limit)
        if speaks(value, number):
            found.append(said.format(fact=value, limit=number))
    return found


def bare(title: str) -> str:
    """Return a criterion's title without the text in brackets at its end."""
    return title[: title.rindex(" (")] if title.endswith(")") else title


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, and {parts[-1]}"
