"""What is said of a figure: a number is never made of nothing, and no difference found is never called a tie."""

from __future__ import annotations

import pytest

from screener.eti.reasons import bare, because, reasons, text_says
from screener.eti.words import (
    Asked,
    alignment_says,
    fees_say,
    mean_says,
    points,
    ratio_says,
    sharpe_says,
    signed,
    tail_says,
    years_says,
)
from screener.tables.prudence import Alignment, CriterionAnswer, Figure

MONTHLY = Asked("month", 1, equal=False, months=36, tail_months=60)
EQUAL = Asked("month", 1, equal=True, months=36, tail_months=60)


def mean(**changes):
    """Return a mean difference of −0.0156 percent a month over 53 months, with bounds −0.0616 and 0.0304."""
    given = {
        "estimate": -0.000156,
        "low": -0.000616,
        "high": 0.000304,
        "n": 53,
        "margin": 0.0025 / 12,
        "minimum_detectable_difference": 0.00046,
    }
    return Figure("mean_difference", "hac_prewhitened", "the index", **given | changes)


def test_a_difference_that_is_not_shown_is_no_tie():
    """The sentence gives estimate, bounds, margin, what could be shown, and the years that it would take."""
    said = mean_says(mean(), "watch", MONTHLY, 21.6)

    assert "it returned 0.016 percentage points a month less than the index, over 53 months" in said
    assert "anything from −0.062 to 0.030" in said
    assert "a shortfall of up to 0.062 is not ruled out" in said
    assert "So short a history could only show 0.046 or more: that no difference was found is no tie." in said
    assert "about 22 years without a gap" in said


@pytest.mark.parametrize(
    ("outcome", "asked", "sentence"),
    [
        ("pass", MONTHLY, "The data show that it is no worse within the margin of 0.021."),
        ("pass", EQUAL, "The data show that it is equal within the margin of 0.021."),
        ("fail", MONTHLY, "The data show that it is worse by more than the margin of 0.021."),
        ("fail", EQUAL, "The data show that it is apart from it by more than the margin of 0.021."),
        ("watch", EQUAL, "It is not shown to be equal within the margin of 0.021: a difference of up to 0.062 is not"),
        ("insufficient_data", MONTHLY, "That answers neither way: the margin is 0.021, the estimate past it"),
    ],
)
def test_each_outcome_says_what_was_asked(outcome, asked, sentence):
    """Under a text that asks for equality the words are of equality: better is not equal either."""
    assert sentence in mean_says(mean(), outcome, asked, None)


def test_a_history_that_is_long_enough_is_not_called_too_short():
    """Where less than the margin could be shown it is the estimate that is too near, and no years are asked for."""
    said = mean_says(mean(minimum_detectable_difference=0.0002), "watch", MONTHLY, 21.6)

    assert "it is the estimate that is too near to it" in said
    assert "years" not in said


@pytest.mark.parametrize(("n", "asked", "months"), [(35, MONTHLY, 35), (11, Asked("quarter", 3, False, 36, 60), 33)])
def test_too_few_months_are_said_to_be_too_few(n, asked, months):
    """Counted in months, whatever the period of the series; no bound is held against the margin."""
    said = mean_says(mean(n=n), "insufficient_data", asked, None)

    assert said.endswith(f"{months} months are not judged: 36 are needed.")


def test_a_ratio_that_is_not_shown_says_how_bad_it_could_be():
    """Up to 1.33 times where more risk is asked about, from 0.81 on as well where equality is."""
    ratio = Figure(
        "volatility_ratio",
        "bootstrap",
        "a",
        1.04,
        low=0.81,
        high=1.33,
        n=36,
        margin=1.1,
        minimum_detectable_difference=1.28,
    )

    assert "anything up to 1.33 times as much is not ruled out" in ratio_says(ratio, "watch", MONTHLY)
    assert "anything from 0.81 up to 1.33 times as much is not ruled out" in ratio_says(ratio, "watch", EQUAL)


def test_nothing_known_is_not_said_as_zero():
    """Without a common month there is no difference to state; neither 0.000 nor 'more' is said."""
    nothing = mean(estimate=None, low=None, high=None, n=0, note="no month in common")

    assert mean_says(nothing, "insufficient_data", MONTHLY, None) == "No month in common."
    assert ratio_says(nothing, "insufficient_data", MONTHLY) == "No month in common."
    assert sharpe_says(nothing, "insufficient_data", MONTHLY) == "No month in common."


def test_no_text_asks_for_an_equal_sharpe_ratio():
    """Under a text of equality the words on it are those of no worse."""
    sharpe = Figure("sharpe_difference", "bootstrap", "a", 0.01, low=-0.01, high=0.03, n=60, margin=0.0289)

    assert "The data show that it is no worse within the margin of 0.029." in sharpe_says(sharpe, "pass", EQUAL)


def test_an_estimate_without_bounds_is_said_with_the_reason():
    """Eleven months are too few for an error."""
    few = mean(low=None, high=None, n=11, note="fewer than 12 periods in common: no error is estimated")
    said = mean_says(few, "insufficient_data", MONTHLY, None)

    assert "over 11 months. Fewer than 12 periods in common: no error is estimated." in said
    assert said.endswith("11 months are not judged: 36 are needed.")


def test_losses_name_each_part_and_what_is_not_known_of_it():
    """Three parts, one unknown with its reason, and the limit; 53 months are fewer than the 60 that are needed."""

    def told(outcome, n):
        made = {
            "drawdown_ratio": Figure("drawdown_ratio", "percentile", "a", n=n, margin=1.1, note="a fall is not known"),
            "cvar_ratio": Figure("cvar_ratio", "bootstrap", "a", estimate=1.01, low=0.7, high=1.07, n=n, margin=1.1),
            "downside_ratio": Figure("downside_ratio", "bootstrap", "a", estimate=0.98, n=n, margin=1.1),
        }
        return tail_says(made, outcome, MONTHLY)

    said = told("insufficient_data", 53)
    assert "deepest fall: not known (a fall is not known)" in said
    assert "mean of the worst returns: 1.01 times (0.70 to 1.07); downside: 0.98 times." in said
    assert "There are 53 months, and 60 are needed before this is judged." in said
    assert "A part is not known, or is past the limit by its estimate alone" in told("insufficient_data", 60)
    assert "The data rule out that any is more than 1.10 times as bad." in told("pass", 60)
    assert "At least one is above 1.10, and the data show it." in told("fail", 60)


def test_fees_say_what_costs_more_and_what_needs_no_return():
    """41 basis points more, of which 25 need none."""
    said = fees_say(Figure("fee_gap", "exact", "the index", estimate=41.0), "25")

    assert said.startswith(
        "It costs 41 basis points a year more than the index, and 25 need no return to pay for them."
    )
    assert "do not show whether its net return pays for the rest" in said


def test_numbers_have_a_true_minus_and_as_many_digits_as_they_need():
    """Below one point three decimals, above two; what rounds to zero has no sign."""
    assert (points(-0.000157), points(0.0125), points(0)) == ("−0.016", "1.25", "0.000")
    assert (signed(-0.0004, 3), signed(-0.0006, 3)) == ("0.000", "−0.001")


def test_gaps_are_said_and_one_is_in_the_singular():
    """39 months between are missing; of one month it is one month."""
    gaps = Alignment("a", "2011-04", "2018-11", 53, 39, 0, 0)

    assert "39 months between are missing and stay gaps." in alignment_says(gaps, "month")
    assert "1 month in common" in alignment_says(Alignment("a", "2011-04", "2011-04", 1, 0, 0, 0), "month")
    assert alignment_says(Alignment("a", None, None, 0, 0, 0, 0), "quarter") == "With a it has no quarter in common."


def test_years_that_nobody_lives_to_see_are_said_so():
    """rules.md puts 173 years beside a tracking error of 4 percent and a margin of half a point."""
    assert "about 173 years" in years_says(173.2)
    assert "history alone never will" in years_says(201)


def answer(
    outcome="fail", *, evidence=None, parameters=None, criterion="dol-eti/dol-22b", title="Equally serve (2022)"
):
    """Return an answer of one criterion."""
    return CriterionAnswer(criterion, "candidate", title, outcome, "verified", evidence or {}, parameters or {})


def test_a_text_that_is_not_met_says_why_in_plain_words():
    """42 days longer to cash where 30 are let: the fact and its limit, and each reason once."""
    slow = answer(evidence={"days_to_cash_gap": 42.0}, parameters={"days_to_cash_margin": 30})
    said = text_says("fail", [slow, slow, answer("pass")], "404a-1 (2022)")

    assert said.startswith("Not met: Equally serve (dol-22b)")
    assert said.count("it takes 42 days longer to turn into cash; our margin is 30") == 1
    assert because([slow, slow, answer("pass", evidence={"caps_hold": False})]) == (
        "it takes 42 days longer to turn into cash; our margin is 30",
    )
    assert text_says("pass", [answer("pass")], "IB 94-1") == "Everything that IB 94-1 asks for is shown."
    assert text_says("watch", [answer("watch"), answer("pass")], "x").startswith("Neither shown nor ruled out: Equally")


def test_a_fact_that_is_unknown_or_within_its_limit_is_no_reason():
    """Thirty days are let; an unknown cap is not a broken one."""
    parameters = {"days_to_cash_margin": 30}

    assert reasons(answer(evidence={"days_to_cash_gap": 30.0, "caps_hold": None}, parameters=parameters)) == []
    assert reasons(answer(evidence={"caps_hold": False})) == ["a cap is broken"]
    assert reasons(answer(evidence={"return_gap_shown": -0.3})) == [
        "the data show that it returns less than an alternative"
    ]


def test_a_title_loses_the_text_at_its_end_alone():
    """Brackets within stay."""
    assert bare("Equal (truly) before (IB 2008-01)") == "Equal (truly) before"
    assert bare("Equal") == "Equal"
