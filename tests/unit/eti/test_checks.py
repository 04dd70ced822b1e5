"""The fourteen checks: which figure decides, how many years it would take, and what is said where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from screener.eti.checks import Findings, checks_of
from screener.eti.comparison import GATES, Beside, Comparison, Margins
from screener.eti.effect import Effect
from screener.tables.prudence import Alignment, CriterionAnswer, Figure

MARGIN = 0.0025 / 12


def answers(*names, outcome="watch", **evidence):
    """Return an answer of each criterion of the rulebook of checks."""
    return [
        CriterionAnswer(f"eti-prudence/{name}", "candidate", name, outcome, "unverified", evidence, {})
        for name in names
    ]


def beside(name, mean, ratio=(0.95, 1.0, 1.05), n=60):
    """Return a candidate beside one alternative: (low, estimate, high) of differences, and of ratios."""
    figures = {}
    for statistic, estimator in GATES.items():
        low, estimate, high = mean if statistic.endswith("_difference") else ratio
        detectable = None if low is None else (high - low) / 2
        figures[statistic] = (
            Figure(statistic, "iid", name, n=n),
            Figure(
                statistic,
                estimator,
                name,
                estimate=estimate,
                low=low,
                high=high,
                shown_low=low,
                shown_high=high,
                standard_error=None if low is None else detectable / 1.645,
                n=n,
                margin=1.1 if statistic.endswith("_ratio") else MARGIN,
                minimum_detectable_difference=detectable,
            ),
        )
    return Beside(name, np.zeros((n, 2)), Alignment(name, "2010-01", "2014-12", n, 0, 0, 0), figures)


def compared(*each, periods_per_year=12):
    """Return the comparison with these alternatives."""
    return Comparison(periods_per_year, each, 60, Margins(0.0025, 1.1, 1.1, 0.1, 36, 60))


def decided_by(name, *each, equal=False, outcome="watch"):
    """Return the figure that decides a check."""
    [found] = checks_of(answers(name, outcome=outcome), Findings(compared(*each), equal))
    return found.figure


def test_the_bound_farthest_to_the_bad_side_decides():
    """Not the lowest estimate: the other could be worse by more."""
    sure, noisy = beside("sure", (-0.003, -0.002, -0.001)), beside("noisy", (-0.01, 0.001, 0.012))

    assert decided_by("eti-02", sure, noisy).alternative == "noisy"
    assert decided_by("eti-02", noisy, sure).alternative == "noisy"
    assert decided_by("eti-02", sure, noisy).estimator == GATES["mean_difference"]


def test_on_a_fail_the_worst_that_is_shown_decides():
    """The noisy one reaches farther, and shows nothing: it cannot have failed the candidate."""
    sure, surer = beside("sure", (-0.003, -0.002, -0.001)), beside("surer", (-0.004, -0.003, -0.002))
    noisy = beside("noisy", (-0.01, 0.001, 0.012))

    assert decided_by("eti-02", sure, surer, noisy, outcome="fail").alternative == "surer"
    assert decided_by("eti-02", sure, noisy, outcome="fail").alternative == "sure"
    assert decided_by("eti-02", sure, noisy, outcome="fail", equal=True).alternative == "sure"


def test_without_an_answer_the_worst_that_is_past_its_margin_decides():
    """An estimate that is past the margin is why there is none, not the widest bounds."""
    past, wide = beside("past", (-0.01, -0.002, 0.006)), beside("wide", (-0.02, 0.001, 0.022))

    assert decided_by("eti-02", past, wide, outcome="insufficient_data").alternative == "past"
    assert decided_by("eti-02", wide, past, outcome="insufficient_data").alternative == "past"


def test_equality_is_asked_of_the_strongest_alternative():
    """Against the one that returned most, wherever it stands, the candidate gains least: its figures are printed.

    No text asks for an equal Sharpe ratio: there the bound farthest to the bad side decides as elsewhere.
    """
    strong = beside("strong", (-0.0003, 0.0001, 0.0005), ratio=(0.95, 1.0, 1.05))
    weak = beside("weak", (-0.002, 0.004, 0.01), ratio=(0.5, 0.6, 0.7))

    for each in ((strong, weak), (weak, strong)):
        assert decided_by("eti-02", *each, equal=True).alternative == "strong"
        assert decided_by("eti-03", *each, equal=True).alternative == "strong"
        assert decided_by("eti-05", *each, equal=True).alternative == "weak"


def test_the_highest_bound_of_a_ratio_decides():
    """Of two that are within the limit by the estimate, the one that may be past it by more."""
    calm, wild = beside("calm", (0, 0, 0), ratio=(0.5, 0.6, 0.7)), beside("wild", (0, 0, 0), ratio=(0.9, 1.1, 1.3))

    assert decided_by("eti-03", calm, wild).alternative == "wild"
    assert decided_by("eti-03", wild, calm).alternative == "wild"


def test_a_figure_that_is_unknown_decides_only_where_none_is_known():
    """The outcome is the rulebook's; the figure printed beside it is one that says something."""
    unknown, known = beside("unknown", (None, None, None)), beside("known", (-0.001, 0.0, 0.001))

    assert decided_by("eti-02", unknown, known).alternative == "known"
    assert decided_by("eti-02", unknown).estimate is None


def test_years_and_power_follow_from_error_and_margin():
    """A bound that is a margin and a half away, after 5 years, with an error of 1.5 ÷ 1.645 margins.

    Four of five histories pass where the margin is 1.645 + 0.842 = 2.487 errors: 5 × (2.487 × 1.5 ÷ 1.645)² = 25.7
    years. Now it is 1.645 ÷ 1.5 = 1.097 errors, of which the bound takes 1.645: Φ(−0.548) pass by the normal law, which
    Student's with 59 degrees of freedom comes near.
    """
    width = 1.5 * MARGIN
    [found] = checks_of(answers("eti-02"), Findings(compared(beside("a", (-width, 0.0, width))), equal=False))

    assert found.years_needed == pytest.approx(25.7, abs=0.05)
    assert found.power == pytest.approx(norm.cdf(1.645 / 1.5 - 1.645), abs=0.005)
    assert "about 26 years" in found.says


def test_equality_takes_longer_to_show():
    """Each side may miss in a tenth of histories: 1.645 + 1.282 = 2.927 errors, 5 × (2.927 × 1.5 ÷ 1.645)² = 35.6."""
    width = 1.5 * MARGIN
    [found] = checks_of(answers("eti-02"), Findings(compared(beside("a", (-width, 0.0, width))), equal=True))

    assert found.years_needed == pytest.approx(35.6, abs=0.05)
    assert found.power == 0  # neither bound is within the margin even where the estimate is nothing


def test_the_unit_names_the_period_of_the_series():
    """Quarterly figures are not said to be monthly."""
    [found] = checks_of(
        answers("eti-02"), Findings(compared(beside("a", (-1e-3, 0.0, 1e-3)), periods_per_year=4), equal=False)
    )

    assert found.unit == "fraction a quarter"
    assert "60 quarters" in found.says


def test_the_checks_come_in_their_order_whatever_the_order_of_answers():
    """ETI-02 before ETI-12; what the rulebook does not ask is left out."""
    found = checks_of(answers("eti-12", "eti-02"), Findings(None, equal=False))

    assert [one.id for one in found] == ["ETI-02", "ETI-12"]


@pytest.mark.parametrize("name", [f"eti-{number:02d}" for number in range(1, 15)])
@pytest.mark.parametrize("outcome", ["insufficient_data", "not_applicable"])
def test_every_check_says_something_where_nothing_is_known(name, outcome):
    """A check without an answer says that it has none; none of them is silent."""
    [found] = checks_of(answers(name, outcome=outcome), Findings(None, equal=False))

    assert found.says.startswith(
        "Not known" if outcome == "insufficient_data" and name != "eti-13" else ("Not", "The record")
    )
    assert found.figure is None


def test_what_is_missing_in_the_record_is_told_by_name():
    """Two empty fields, both of them."""
    missing = ("process.approver", "pool_rule")
    [found] = checks_of(answers("eti-13", outcome="fail"), Findings(None, equal=False, missing=missing))

    assert found.says == "The record is not complete; 2 entries are empty: process.approver; pool_rule."


def test_the_widest_gap_decides_fees_and_liquidity():
    """41 basis points more than one alternative, 10 less than another, unknown against a third."""
    gaps = tuple(
        Figure("fee_gap", "exact", name, estimate=estimate)
        for name, estimate in (("a", -10.0), ("b", 41.0), ("c", None))
    )
    effects = {"fees": Effect(figures=gaps, rows=(), facts={})}
    [found] = checks_of(answers("eti-07"), Findings(None, equal=False, effects=effects))

    assert (found.figure.alternative, found.figure.estimate) == ("b", 41.0)
    assert found.figures == gaps
