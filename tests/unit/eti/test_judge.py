"""Facts before the real rulebooks: each text asks its own question, and a benefit waits for the answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from judging import judged_once

from screener.engine import open_engine
from screener.errors import InputError
from screener.eti.judge import (
    CHECKS,
    TEXTS,
    benefits_under,
    combine,
    judge,
    margins_on,
    text_on,
    under,
    under_every_text,
    with_comparator,
    with_margin,
)
from screener.rulebook import Regime, load_rulebooks, value_on
from screener.tables.prudence import BENEFITS

CRITERIA = Path(__file__).parents[3] / "criteria"
DAY = date(2024, 6, 28)
TEXTS_IN_ORDER = ["IB 94-1", "IB 2008-01", "IB 2015-01", "FAB 2018-01", "404a-1 (2020)", "404a-1 (2022)"]
TIE = {
    "sleeve": "listed_bonds",
    "return_basis": "history",
    "alternatives": 1.0,
    "has_valid_comparator": True,
    "return_months": 120,
    "sharpe_months": 120,
    "return_gap": 0.0,
    "return_gap_lower": -0.1,
    "return_gap_upper": 0.1,
    "return_gap_greatest": 0.0,
    "return_gap_shown": 0.0,
    "return_gap_greatest_shown": 0.0,
    "minimum_detectable_return_gap": 0.1,
    "return_shortfall": 0.0,
    "return_shortfall_shown": 0.0,
    "avoidable_volatility": 1.0,
    "avoidable_volatility_shown": 1.0,
    "sharpe_gap": 0.0,
    "sharpe_gap_lower": -0.05,
    "sharpe_gap_shown": 0.0,
    "minimum_detectable_sharpe_gap": 0.05,
    "volatility_ratio": 1.0,
    "volatility_ratio_upper": 1.02,
    "volatility_ratio_lower": 0.98,
    "volatility_ratio_least": 1.0,
    "volatility_ratio_shown": 1.0,
    "volatility_ratio_least_shown": 1.0,
    "minimum_detectable_volatility_ratio": 1.02,
    **{f"{part}_ratio": 1.0 for part in ("drawdown", "cvar", "downside")},
    **{f"{part}_ratio_upper": 1.05 for part in ("drawdown", "cvar", "downside")},
    **{f"{part}_ratio_shown": 1.0 for part in ("drawdown", "cvar", "downside")},
    "caps_hold": True,
    "permitted_by_policy": True,
    "same_horizon": True,
    "days_to_cash_gap": 0.0,
    "plan_return_change": 0.0,
    "is_diversification_equal": True,
    "is_liquidity_equal": True,
    "benefit_use": "after",
    "concession_accepted": False,
    "decision_factors": 2.0,
    "untagged_factors": 0.0,
    "non_pecuniary_factors": 1.0,
    "relevant_factors": 2.0,
    "weights_reflect_assessment": True,
    "esg_factors": 1.0,
    "esg_factors_with_channel": 1.0,
    "esg_weight": 0.05,
    "esg_weight_supported": 0.05,
    "is_governmental_plan": True,
}
"""A candidate that is shown to equal its alternative: bounds within a quarter of a point and a tenth of the risk."""
PLAN = {
    "has_eti_candidate": True,
    "is_governmental_plan": True,
    "has_economic_analysis": True,
    "analysis_lead": 3.0,
    "has_non_pecuniary_choice": True,
    "states_why_insufficient": True,
    "states_comparison": True,
    "states_consistency": True,
}


@pytest.fixture(scope="module")
def books():
    """The rulebook of the checks and that of the texts, as shipped."""
    return load_rulebooks(CRITERIA, [CHECKS, TEXTS])


@pytest.fixture(scope="module")
def answered(books):
    """Return a function: changed facts → text → its answer, a plan in a jurisdiction that lets benefits decide."""
    engine = open_engine()

    def ask(plan=None, collateral_use="candidate", **changes):
        regime = Regime(DAY, "IB 2015-01", collateral_use=collateral_use or "report_only")
        facts, of_plan = TIE | changes, PLAN | (plan or {})
        found = under_every_text(engine, books, facts, of_plan, regime, collateral_use=collateral_use)
        return {one.text: one for one in found}

    with judged_once():
        yield ask
    engine.close()


def outcomes(answers):
    """Return the outcome under each text, in the order of their dates but for the guidance of 2018."""
    return [answers[text].outcome for text in TEXTS_IN_ORDER]


def test_a_tie_that_is_shown_passes_under_every_text(answered):
    """Both bounds within the margins, everything else in order: then, and only then, a benefit may decide."""
    used = answered()

    assert outcomes(used) == ["pass"] * 6
    assert {used[text].benefits for text in TEXTS_IN_ORDER} == {"may_count"}
    assert {used[text].because for text in TEXTS_IN_ORDER} == {()}


def test_a_better_candidate_is_not_equal(answered):
    """One whole point more a year, shown: no text forbids it but the two that ask for a tie (rules.md 2.1).

    Where it passes its economics decide: a benefit may not count there either, for there is nothing left to decide.
    """
    answers = answered(
        return_gap=1.0,
        return_gap_lower=0.9,
        return_gap_upper=1.1,
        return_gap_greatest=1.0,
        return_gap_greatest_shown=1.0,
    )

    assert outcomes(answers) == ["pass", "fail", "pass", "pass", "fail", "pass"]
    assert [answers[text].benefits for text in TEXTS_IN_ORDER] == [
        "nothing_to_decide",
        "may_not_count",
        "nothing_to_decide",
        "nothing_to_decide",
        "may_not_count",
        "nothing_to_decide",
    ]
    assert answers["IB 2008-01"].because == (
        "the data show that it returns more than the strongest alternative: that is no tie, and its economics decide",
    )


def test_without_a_benefit_nothing_is_tied_and_better_is_no_fault(answered):
    """IB 2008-01 and the rule of 2020 ask for a tie only where a factor that is not economic decides it."""
    answers = answered(
        benefit_use="none",
        non_pecuniary_factors=0.0,
        return_gap_lower=0.9,
        return_gap_upper=1.1,
        return_gap_greatest_shown=1.0,
    )

    assert outcomes(answers) == ["pass"] * 6
    assert {answer.benefits for answer in answers.values()} == {"not_asked"}


def test_a_calmer_candidate_is_not_equal_and_passes_elsewhere(answered):
    """Four fifths of the volatility of the strongest alternative, shown: no tie, and no more risk."""
    calm = {"volatility_ratio": 0.8, "volatility_ratio_upper": 0.85, "volatility_ratio_lower": 0.75}
    answers = answered(**calm, volatility_ratio_least=0.8, volatility_ratio_least_shown=0.8)

    assert outcomes(answers) == ["pass", "fail", "pass", "pass", "fail", "pass"]
    assert answers["404a-1 (2020)"].because == (
        "the data show less volatility than the strongest alternative has: that is no tie",
    )


def test_no_difference_found_is_no_tie_under_any_text(answered):
    """The same estimate of zero with bounds of two points: watch where worse must be ruled out, no answer for a tie."""
    wide = {"return_gap_lower": -2.0, "return_gap_upper": 2.0, "minimum_detectable_return_gap": 2.0}
    answers = answered(**wide)

    assert outcomes(answers) == ["watch", "insufficient_data", "watch", "watch", "insufficient_data", "watch"]
    assert {answer.benefits for answer in answers.values()} == {"may_not_count"}


def test_a_candidate_shown_to_be_worse_fails_under_every_text(answered):
    """A point less at the same risk, and the upper bound is below zero."""
    worse = dict.fromkeys(("return_gap", "return_gap_greatest", "return_gap_shown"), -1.0)
    worse |= {
        "return_gap_lower": -1.1,
        "return_gap_upper": -0.9,
        "return_shortfall": 1.0,
        "return_shortfall_shown": 1.0,
    }

    assert outcomes(answered(**worse)) == ["fail"] * 6


def test_less_by_the_estimate_alone_fails_under_no_text(answered):
    """A point less, and the data agree with two points more: nobody can be said to be better, or not."""
    noisy = dict.fromkeys(("return_gap", "return_gap_greatest"), -1.0)
    noisy |= {"return_gap_lower": -4.0, "return_gap_upper": 2.0, "return_shortfall": 1.0}
    noisy |= {"minimum_detectable_return_gap": 3.0}

    assert outcomes(answered(**noisy)) == ["insufficient_data"] * 6


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"is_liquidity_equal": False}, ["pass", "fail", "pass", "pass", "pass", "pass"]),  # 73 FR 61734
        ({"is_diversification_equal": False}, ["pass", "fail", "pass", "pass", "pass", "pass"]),
        ({"days_to_cash_gap": 42.0}, ["pass", "pass", "pass", "pass", "pass", "watch"]),
        ({"plan_return_change": -0.1}, ["pass", "pass", "pass", "pass", "pass", "fail"]),
        ({"same_horizon": False}, ["pass", "pass", "pass", "pass", "pass", "fail"]),
        ({"sharpe_months": 35}, ["pass", "pass", "pass", "pass", "pass", "insufficient_data"]),
        ({"caps_hold": False}, ["fail"] * 6),
        ({"permitted_by_policy": False}, ["fail"] * 6),
        ({"benefit_use": "before"}, ["fail"] * 6),
        ({"concession_accepted": True}, ["fail"] * 6),
        ({"esg_factors_with_channel": 0.0}, ["pass", "pass", "fail", "fail", "pass", "pass"]),
        ({"esg_weight": 0.1}, ["pass", "pass", "pass", "watch", "pass", "pass"]),
        ({"untagged_factors": 1.0}, ["pass", "pass", "pass", "pass", "fail", "pass"]),
        ({"relevant_factors": 1.0}, ["pass", "pass", "pass", "pass", "pass", "fail"]),
        ({"plan": {"states_comparison": False}}, ["pass", "pass", "pass", "pass", "fail", "pass"]),
        ({"plan": {"states_comparison": None}}, ["pass", "pass", "pass", "pass", "insufficient_data", "pass"]),
        ({"plan": {"analysis_lead": -1.0}}, ["pass", "fail", "pass", "pass", "pass", "pass"]),
        ({"has_valid_comparator": False}, ["insufficient_data"] * 6),
        ({"return_months": 35}, ["insufficient_data"] * 6),
    ],
)
def test_each_text_turns_on_its_own_question(answered, changes, expected):
    """One fact changed in a candidate that passes under all: only the texts that ask for it answer otherwise."""
    assert outcomes(answered(**changes)) == expected


@pytest.mark.parametrize("unanswered", [{"has_valid_comparator": False}, {"return_months": 20}])
@pytest.mark.parametrize(
    "shown",
    [
        {"return_gap": -1.0, "return_gap_lower": -1.5, "return_shortfall": 1.0, "return_shortfall_shown": 1.0},
        {"volatility_ratio_upper": 1.5, "avoidable_volatility": 1.3, "avoidable_volatility_shown": 1.3},
    ],
)
def test_a_better_alternative_that_is_shown_fails_without_a_comparable_one(answered, unanswered, shown):
    """IB 94-1 and IB 2015-01 ask it of every available alternative; a short history of another takes nothing away."""
    answers = answered(**unanswered, **shown)

    assert {text: answers[text].outcome for text in ("IB 94-1", "IB 2015-01", "FAB 2018-01")} == {
        "IB 94-1": "fail",
        "IB 2015-01": "fail",
        "FAB 2018-01": "fail",
    }
    assert "pass" not in outcomes(answers)


@pytest.mark.parametrize(
    ("collateral_use", "benefits"),
    [
        ("candidate", "may_count"),
        ("report_only", "restricted"),
        ("required_report", "not_known"),
        (None, "not_known"),
    ],
)
def test_a_benefit_may_count_only_where_the_jurisdiction_lets_it(answered, collateral_use, benefits):
    """A tie that is shown does not make a benefit a reason where it is only reported, nor where no rule is on file."""
    answers = answered(collateral_use=collateral_use)

    assert {answer.benefits for answer in answers.values()} == {benefits}


@pytest.mark.parametrize(
    ("outcome", "facts", "where", "benefits"),
    [
        ("pass", {"benefit_use": "after"}, "candidate", "may_count"),
        ("pass", {"benefit_use": "after"}, "report_only", "restricted"),
        ("pass", {"benefit_use": "after"}, None, "not_known"),
        ("pass", {"benefit_use": "after", "return_gap_greatest_shown": 0.0}, "candidate", "may_count"),
        ("pass", {"benefit_use": "after", "return_gap_greatest_shown": 0.3}, "candidate", "nothing_to_decide"),
        ("watch", {"benefit_use": "after"}, "candidate", "may_not_count"),
        ("insufficient_data", {}, "candidate", "may_not_count"),
        ("fail", {"benefit_use": "none"}, "candidate", "not_asked"),
    ],
)
def test_benefits_come_after_the_comparison(outcome, facts, where, benefits):
    """The order of 80 FR 65135: economics first."""
    assert benefits_under(outcome, facts, where) == benefits
    assert benefits in BENEFITS


@pytest.mark.parametrize(
    ("changes", "is_valid"),
    [
        ({}, True),
        ({"return_months": 24}, True),  # over a short time
        ({"return_months": 23}, False),
        ({"return_months": None}, False),
        ({"return_basis": "assumptions", "return_months": None}, True),  # they stand for any history
        ({"nearest_volatility_ratio": None}, False),
        ({"nearest_volatility_ratio": 1.26}, False),
        ({"chosen_before_results": None}, False),
        ({"alternatives": 0.0}, False),
    ],
)
def test_a_comparable_alternative_is_one_that_is_shown_to_be(books, changes, is_valid):
    """Check ETI-01 finds it: alike, named before results were seen, with months enough; unknown is no yes."""
    alike = {
        "chosen_before_results": True,
        "is_same_sub_class": True,
        "nearest_volatility_ratio": 1.0,
        "duration_gap": 0.5,
        "rating_gap": 0.0,
    }
    engine = open_engine()
    found = with_comparator(engine, books, TIE | alike | changes, Regime(DAY, "IB 2015-01"))
    engine.close()

    assert found["has_valid_comparator"] is is_valid


def test_what_is_unknown_passes_nowhere(answered):
    """Without a single fact of the candidate no text answers yes."""
    nothing = dict.fromkeys(TIE) | {"is_governmental_plan": True}

    assert "pass" not in outcomes(answered(plan=dict.fromkeys(PLAN), **nothing))


def test_guidance_is_judged_with_the_text_that_it_explains(answered):
    """The bulletin of 2018 has one criterion of its own here; a decision under it is under that of 2015 as well."""
    names = {answer.criterion.partition("/")[2] for answer in answered()["FAB 2018-01"].answers}

    assert names == {"dol-15a", "dol-15b", "dol-15c", "dol-15d", "dol-18a"}


def test_each_text_says_whether_it_was_in_force_and_enforced_on_the_day(books):
    """Between 10 March 2021 and 29 January 2023 the rule of 2020 was in force and not enforced (rules.md 2.1)."""
    engine = open_engine()
    regime = Regime(date(2021, 6, 30), "404a-1 (2020)")
    found = {one.text: one for one in under_every_text(engine, books, TIE, PLAN, regime, collateral_use=None)}
    engine.close()

    assert [name for name in found if found[name].is_in_force] == ["404a-1 (2020)"]
    assert (found["404a-1 (2020)"].is_adopted, found["404a-1 (2020)"].is_enforced) == (True, False)
    assert found["404a-1 (2022)"].outcome == "pass"  # judged as of its first day, though nobody knew it yet
    assert found["404a-1 (2022)"].note == (
        "It did not exist on 2021-06-30: it begins on 2023-01-30, and is shown as if it had."
    )
    assert found["IB 2015-01"].note == "It ended on 2021-01-11."
    assert found["404a-1 (2020)"].note.startswith("In force, but not enforced by DOL")


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(1994, 6, 22), None),
        (date(1994, 6, 23), "IB 94-1"),
        (date(2008, 10, 16), "IB 94-1"),
        (date(2008, 10, 17), "IB 2008-01"),
        (date(2015, 10, 25), "IB 2008-01"),
        (date(2015, 10, 26), "IB 2015-01"),
        (date(2018, 6, 1), "IB 2015-01"),  # guidance binds nobody
        (date(2021, 1, 11), "IB 2015-01"),
        (date(2021, 1, 12), "404a-1 (2020)"),
        (date(2023, 1, 29), "404a-1 (2020)"),
        (date(2023, 1, 30), "404a-1 (2022)"),
    ],
)
def test_every_day_has_one_binding_text(books, day, text):
    """The calendar of rules.md 2.1, on its first and last days."""
    assert text_on(books, day) == text


def test_a_margin_of_ones_own_moves_one_sleeve_in_both_rulebooks(books):
    """Ten basis points for bonds; equity, and the rulebooks as they were, keep theirs."""
    changed = [with_margin(book, "listed_bonds", Decimal("0.10")) for book in books]

    assert margins_on(changed, "listed_bonds", DAY).mean == pytest.approx(0.001)
    assert margins_on(changed, "listed_equity", DAY).mean == pytest.approx(0.005)
    assert margins_on(books, "listed_bonds", DAY).mean == pytest.approx(0.0025)
    assert (margins_on(books, "private", DAY).months, margins_on(books, "private", DAY).tail_months) == (36, 60)
    assert {value_on(book.parameters["return_margin_bonds"], DAY) for book in changed} == {Decimal("0.10")}
    assert [with_margin(book, "listed_bonds", None) for book in books] == list(books)


def test_there_is_no_margin_before_the_first_text(books):
    """Nothing is judged by a number that was not there yet."""
    with pytest.raises(InputError, match=r"no text .* in force on 1990-01-01; the first is of 1994-06-23"):
        margins_on(books, "private", date(1990, 1, 1))


def test_the_outcome_of_several_is_the_one_that_decides():
    """What fails whatever is missing fails; what is unknown is no pass; what is not asked decides nothing."""
    assert combine(["pass", "insufficient_data", "fail", "watch"]) == "fail"
    assert combine(["pass", "insufficient_data", "watch"]) == "insufficient_data"
    assert combine(["not_applicable", "pass"]) == "pass"
    assert combine([]) == "not_applicable"


def test_of_the_plan_only_what_asks_about_a_decision_is_judged(books):
    """Voting and campaigns are the plan's own business; they are no part of a purchase."""
    engine = open_engine()
    found = judge(engine, books, "plan", PLAN, Regime(DAY, "404a-1 (2022)"))
    alone = under(
        engine,
        next(book for book in books if book.id == TEXTS),
        "404a-1 (2022)",
        facts=TIE,
        plan=PLAN,
        regime=Regime(DAY, "404a-1 (2022)"),
        collateral_use=None,
    )
    engine.close()
    names = {answer.criterion.partition("/")[2] for answer in found}

    assert {"eti-06", "eti-13"} <= names
    assert not names & {"dol-22d", "dol-18b", "dol-app"}
    assert {answer.subject for answer in alone.answers} == {"candidate"}
