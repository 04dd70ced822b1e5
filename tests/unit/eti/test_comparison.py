"""A candidate beside every alternative: the least favourable figure counts, and only what is shown is a fault."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace

import numpy as np
import pytest
from eti_reference import deepest_fall, downside, mean_of_worst, mean_standard_error, memmel_standard_error
from scipy.stats import t as student

from screener.eti.comparison import GATES, Beside, Comparison, Margins, compare
from screener.eti.facts import dominated_by, facts_of, nearest_of
from screener.eti.returns import Series
from screener.tables.prudence import Alignment, Figure

MARGINS = Margins(mean=0.0025, volatility=1.10, tail=1.10, sharpe=0.10, months=36, tail_months=60)
MONTHLY = {
    "mean_difference": 0.0025 / 12,
    "sharpe_difference": 0.10 / math.sqrt(12),
    **dict.fromkeys(("volatility_ratio", "drawdown_ratio", "cvar_ratio", "downside_ratio"), 1.10),
}
"""Statistic → its margin a month."""


def series(name, values, *, first=(2010, 1)):
    """Return a monthly series; NaN is a gap."""
    return Series(name, "monthly", first, np.asarray(values, dtype=float), f"{name}.csv", "0" * 64)


def history(seed, n=60, mean=0.004, spread=0.01):
    """Return independent normal returns."""
    return np.random.default_rng(seed).normal(mean, spread, n)


def beside(name, n=60, **figures):
    """Return a candidate beside an alternative: a statistic as (low, estimate, high), no difference where left out.

    What is shown over all alternatives together has the same bounds.
    """
    no_difference = {"mean_difference": (0.0, 0.0, 0.0), "sharpe_difference": (0.0, 0.0, 0.0)}
    made = {}
    for statistic, estimator in GATES.items():
        low, estimate, high = figures.get(statistic, no_difference.get(statistic, (1.0, 1.0, 1.0)))
        bounds = {"low": low, "high": high, "shown_low": low, "shown_high": high}
        made[statistic] = (
            Figure(statistic, estimator, name, estimate=estimate, **bounds, n=n, margin=MONTHLY[statistic]),
        )
    return Beside(name, np.zeros((n, 2)), Alignment(name, "2010-01", "2014-12", n, 0, 0, 0), made)


def found(*each, months=60):
    """Return the comparison with these alternatives."""
    return Comparison(12, each, months, MARGINS)


def test_every_figure_is_that_of_a_second_calculation():
    """Mean, errors and ratios against plain loops from the papers (`eti_reference`)."""
    one, other = history(1), history(2)
    comparison = compare(series("c", one), [series("a", other)], MARGINS, draws=500, seed=1)
    figures = comparison.beside[0].figures
    pairs, difference = np.column_stack([one, other]), one - other
    error = mean_standard_error(difference, prewhiten=True)
    jkm = next(each for each in figures["sharpe_difference"] if each.estimator == "jkm")

    assert comparison.beside[0].gate("mean_difference").estimate == pytest.approx(statistics.fmean(difference))
    assert comparison.beside[0].gate("volatility_ratio").estimate == pytest.approx(
        statistics.stdev(one) / statistics.stdev(other)
    )
    assert figures["drawdown_ratio"][0].estimate == pytest.approx(deepest_fall(one) / deepest_fall(other))
    assert figures["cvar_ratio"][0].estimate == pytest.approx(mean_of_worst(one) / mean_of_worst(other))
    assert figures["downside_ratio"][0].estimate == pytest.approx(downside(one) / downside(other))
    assert jkm.standard_error == pytest.approx(memmel_standard_error(pairs))
    hac = comparison.beside[0].gate("mean_difference")
    assert hac.high - hac.estimate == pytest.approx(student.ppf(0.95, 59) * hac.standard_error)
    assert hac.standard_error == pytest.approx(error, rel=0.05)  # the package corrects it for few months besides


def test_facts_are_a_year_of_what_was_measured_a_month():
    """A difference of means is times 12 and in percentage points, a Sharpe ratio times the root of 12: no compounding.

    −0.0002 a month is −0.24 points a year; −0.05 a month is −0.05 × 3.4641 = −0.1732 a year.
    """
    one = beside("a", mean_difference=(-0.0005, -0.0002, 0.0001), sharpe_difference=(-0.08, -0.05, -0.03))
    facts = facts_of(found(one), 0)

    assert facts["return_gap"] == pytest.approx(-0.24)
    assert (facts["return_gap_lower"], facts["return_gap_upper"]) == (pytest.approx(-0.6), pytest.approx(0.12))
    assert facts["sharpe_gap"] == pytest.approx(-0.1732, abs=5e-5)
    assert facts["sharpe_gap_lower"] == pytest.approx(-0.08 * math.sqrt(12))
    assert (facts["return_months"], facts["sharpe_months"]) == (60, 60)


@pytest.mark.parametrize(
    ("bounds", "shown"),
    [
        ((-0.003, -0.002, -0.0003), -2.4),  # the upper bound is −0.36 points a year: past the margin of 0.25
        ((-0.003, -0.002, -0.0002), 0.0),  # −0.24 points: below zero, and within the margin
        ((-0.004, -0.002, 0.0), 0.0),
    ],
)
def test_what_is_shown_lies_beyond_the_margin_and_not_only_beyond_zero(bounds, shown):
    """A difference that is told from zero, and is no larger than what the policy lets, speaks against nobody."""
    assert facts_of(found(beside("a", mean_difference=bounds)), 0)["return_gap_shown"] == pytest.approx(shown)


@pytest.mark.parametrize(
    ("bounds", "shown"), [((1.11, 1.3, 1.5), 1.3), ((1.09, 1.3, 1.5), 1.0), ((0.5, 0.6, 0.7), 1.0)]
)
def test_a_ratio_is_shown_where_its_lower_bound_is_above_the_limit(bounds, shown):
    """1.10 is the limit of volatility and of losses alike; 1 stands for nothing shown."""
    statistics_of = dict.fromkeys(("volatility_ratio", "drawdown_ratio", "cvar_ratio", "downside_ratio"), bounds)
    facts = facts_of(found(beside("a", **statistics_of)), 0)

    assert {facts[f"{name}_shown"] for name in statistics_of} == {shown}


def test_the_least_favourable_alternative_counts_each_fact_for_itself():
    """One alternative returns more, another is calmer: the candidate is held against both."""
    richer = beside("richer", mean_difference=(-0.003, -0.002, -0.001))
    calmer = beside("calmer", volatility_ratio=(1.2, 1.3, 1.4), drawdown_ratio=(1.11, 1.5, 1.9))
    facts = facts_of(found(richer, calmer), 0)

    assert facts["return_gap"] == pytest.approx(-2.4)
    assert (facts["volatility_ratio"], facts["volatility_ratio_upper"]) == (1.3, 1.4)
    assert (facts["drawdown_ratio"], facts["drawdown_ratio_shown"]) == (1.5, 1.5)
    assert facts["nearest_volatility_ratio"] == 1  # the first is the nearest; the rule of likeness asks for one


def test_equality_is_asked_of_the_strongest_alternative_alone():
    """The one that returned most decides how equal the candidate is; that it beats a poor one is no difference."""
    strong = beside("strong", mean_difference=(-0.0001, 0.0, 0.0001), volatility_ratio=(0.97, 0.99, 1.01))
    poor = beside("poor", mean_difference=(0.004, 0.005, 0.006), volatility_ratio=(0.3, 0.4, 0.5))

    for each in ((strong, poor), (poor, strong)):
        facts = facts_of(found(*each), 0)
        assert (facts["return_gap_greatest"], facts["return_gap_upper"]) == (0.0, pytest.approx(0.12))
        assert (facts["return_gap_greatest_shown"], facts["volatility_ratio_least_shown"]) == (0.0, 1.0)
        assert (facts["volatility_ratio_least"], facts["volatility_ratio_lower"]) == (0.99, 0.97)


def test_more_than_the_strongest_and_calmer_than_it_is_shown_beyond_the_margins():
    """0.003 a month is 3.6 points a year; 0.8 times as volatile, at most 0.9, is below 1 ÷ 1.1 = 0.909."""
    only = beside("only", mean_difference=(0.002, 0.003, 0.004), volatility_ratio=(0.7, 0.8, 0.9))
    facts = facts_of(found(only), 0)

    assert facts["return_gap_greatest_shown"] == pytest.approx(3.6)
    assert facts["volatility_ratio_least_shown"] == 0.8
    within = beside("within", mean_difference=(0.0002, 0.003, 0.004), volatility_ratio=(0.7, 0.8, 0.91))
    assert facts_of(found(within), 0)["return_gap_greatest_shown"] == 0.0
    assert facts_of(found(within), 0)["volatility_ratio_least_shown"] == 1.0


def test_what_is_unknown_against_one_alternative_is_unknown():
    """The other is no excuse: neither bound nor estimate of it stands for all."""
    unknown = beside("unknown", mean_difference=(None, None, None), drawdown_ratio=(None, None, None))
    facts = facts_of(found(beside("known"), unknown), 0)

    assert {facts[name] for name in ("return_gap", "return_gap_lower", "drawdown_ratio")} == {None}
    assert {facts[name] for name in ("return_shortfall", "avoidable_volatility")} == {None}
    assert not {"return_gap_greatest", "return_gap_upper", "volatility_ratio_least"} & set(facts)
    assert facts["volatility_ratio"] == 1


def test_what_one_alternative_shows_is_shown_whatever_is_unknown_of_another():
    """Only the estimate that should hold for all is lost: an unknown alternative hides nothing that another shows."""
    unknown = beside("unknown", mean_difference=(None, None, None), volatility_ratio=(None, None, None))
    shown = beside("shown", mean_difference=(-0.003, -0.002, -0.001))
    facts = facts_of(found(unknown, shown), 1)

    assert (facts["return_gap"], facts["return_shortfall"]) == (None, None)
    assert facts["return_gap_shown"] == pytest.approx(-2.4)
    assert facts["return_shortfall_shown"] == pytest.approx(2.4)


def test_fewer_months_than_are_judged_show_nothing():
    """35 months are no evidence of a difference, however sure they look; 36 are."""
    worse = {"mean_difference": (-0.003, -0.002, -0.001), "volatility_ratio": (1.2, 1.3, 1.4)}
    few, enough = (facts_of(found(beside("a", n, **worse)), 0) for n in (35, 36))

    assert (few["return_gap_shown"], few["volatility_ratio_shown"]) == (0.0, 1.0)
    assert (few["return_shortfall_shown"], few["avoidable_volatility_shown"]) == (0.0, 1.0)
    assert enough["return_gap_shown"] == pytest.approx(-2.4)
    assert (enough["volatility_ratio_shown"], enough["avoidable_volatility_shown"]) == (1.3, 1.3)


def test_twelve_quarters_are_thirty_six_months():
    """The fewest months are counted in months, whatever the period of the series."""
    worse = {"mean_difference": (-0.009, -0.006, -0.003)}
    few, enough = (facts_of(Comparison(4, (beside("a", n, **worse),), 3 * n, MARGINS), 0) for n in (11, 12))

    assert few["return_gap_shown"] == 0.0
    assert enough["return_gap_shown"] == pytest.approx(-2.4)  # −0.006 a quarter


def test_only_what_the_data_show_counts_as_shown():
    """Of two alternatives that return more, one is far from being shown to: the other decides what is shown."""
    noisy = beside("noisy", mean_difference=(-0.02, -0.009, 0.002))
    shown = beside("shown", mean_difference=(-0.003, -0.002, -0.001))
    facts = facts_of(found(noisy, shown), 0)

    assert facts["return_gap"] == pytest.approx(-10.8)
    assert facts["return_gap_shown"] == pytest.approx(-2.4)
    assert facts["return_shortfall"] == pytest.approx(10.8)
    assert facts["return_shortfall_shown"] == pytest.approx(2.4)


RICHER = "it returned more by the margin or more, at a risk no higher than the limit lets"
CALMER = "it was calmer by the limit or more, and returned no less than the margin lets"


@pytest.mark.parametrize(
    ("gap", "ratio", "how", "shortfall", "avoidable"),
    [
        (-0.0003, 1.00, RICHER, 0.36, 1.00),  # 0.36 points a year less at the same risk
        (-0.0003, 0.98, RICHER, 0.36, 1.00),  # a little less risk is commensurate risk
        (-0.0003, 0.91, RICHER, 0.36, 1.00),  # 1 ÷ 1.1 = 0.909: still within the limit
        (-0.0003, 0.90, None, 0.0, 1.00),  # less return, and less risk by more than the limit
        (-0.0002, 1.00, None, 0.24, 1.00),  # 0.24 points: within the margin of 0.25
        (0.0000, 1.10, CALMER, 0.0, 1.10),  # the same return, a tenth more risk
        (0.0000, 1.09, None, 0.0, 1.09),
        (0.0001, 1.50, CALMER, 0.0, 1.50),  # 0.12 points more are commensurate return
        (0.0003, 1.50, None, 0.0, 1.00),  # more risk, and more return by more than the margin
        (-0.0003, 1.50, RICHER, 0.36, 1.50),  # both
    ],
)
def test_a_better_alternative_is_better_on_both_counts(gap, ratio, how, shortfall, avoidable):
    """IB 2015-01, 80 FR 65135: less return at commensurate risk, or more risk at commensurate return.

    The facts that the rules judge by say the same as the list of better alternatives.
    """
    plain = beside("plain", mean_difference=(0.01, 0.01, 0.01))
    other = beside("other", mean_difference=(gap, gap, gap), volatility_ratio=(ratio, ratio, ratio))
    facts = facts_of(found(plain, other), 0)

    assert dominated_by(found(plain, other)) == ({"other": how} if how else {})
    assert facts["return_shortfall"] == pytest.approx(shortfall)
    assert facts["avoidable_volatility"] == pytest.approx(avoidable)


def test_neither_order_nor_names_nor_number_of_alternatives_change_an_estimate():
    """The draws of each follow from the seed and its returns; only what is shown over all depends on their number."""
    candidate = series("c", history(1))
    a, b, c = (series(name, history(seed)) for name, seed in (("a", 2), ("b", 3), ("x", 4)))

    def figures(*others):
        return {one.name: one.figures for one in compare(candidate, others, MARGINS, draws=500, seed=7).beside}

    def plain(found):
        bounds = {"shown_low": None, "shown_high": None, "alternative": None}
        return {name: [replace(one, **bounds) for one in each] for name, each in found.items()}

    one_way = figures(a, b, c)
    assert figures(c, b, a) == one_way
    assert plain(figures(b)["b"]) == plain(one_way["b"])
    assert plain(figures(replace(b, name="renamed"))["renamed"]) == plain(one_way["b"])


def test_what_is_shown_is_shown_over_all_alternatives_together():
    """Bonferroni: of three, each bound leaves out a third of 5 percent; of one, 5 percent as every bound does.

    Student's t with 59 degrees of freedom: 1.671 at 95 percent, 2.178 at 98.33 percent.
    """
    candidate, others = series("c", history(1)), [series(name, history(seed)) for name, seed in (("a", 2), ("b", 3))]
    several = [*others, series("d", history(4))]
    one = compare(candidate, others[:1], MARGINS, draws=500, seed=7).beside[0].gate("mean_difference")
    of_three = compare(candidate, several, MARGINS, draws=500, seed=7).beside[0].gate("mean_difference")

    assert (one.shown_low, one.shown_high) == (one.low, one.high)
    assert (of_three.low, of_three.high) == (one.low, one.high)
    assert (of_three.estimate - of_three.shown_low) / of_three.standard_error == pytest.approx(
        student.ppf(1 - 0.05 / 3, 59)
    )
    assert (of_three.estimate - of_three.low) / of_three.standard_error == pytest.approx(1.671, abs=0.001)


def test_one_and_the_same_series_on_both_sides_is_said_and_not_refused():
    """It may be a fund beside its own index; a person is told to look."""
    same = compare(series("c", history(1)), [series("a", history(1))], MARGINS, draws=500, seed=1).beside[0]

    assert [note for note in same.notes if "exactly the same in all 60 periods" in note]
    assert same.gate("mean_difference").estimate == 0
    other = compare(series("c", history(1)), [series("a", history(2))], MARGINS, draws=500, seed=1).beside[0]
    assert not [note for note in other.notes if "the same" in note]


def test_means_are_of_returns_as_reported_and_risk_of_those_that_were_changed():
    """The smoothing of a private fund is taken out of its risk alone."""
    reported, changed, other = history(1), 2 * history(1), history(2)
    one = compare(
        series("c", changed),
        [series("a", other)],
        MARGINS,
        reported={"c": series("c", reported)},
        draws=500,
        seed=1,
    ).beside[0]

    assert one.gate("mean_difference").estimate == pytest.approx(statistics.fmean(reported) - statistics.fmean(other))
    assert one.gate("volatility_ratio").estimate == pytest.approx(statistics.stdev(changed) / statistics.stdev(other))


def test_another_seed_draws_otherwise_and_the_same_does_not():
    """Nothing random but what the seed decides; what is not drawn does not depend on it."""
    candidate, other = series("c", history(1)), series("a", history(2))
    first, again, later = (compare(candidate, [other], MARGINS, draws=500, seed=seed).beside[0] for seed in (7, 7, 8))

    assert first.figures == again.figures
    assert first.gate("volatility_ratio").high != later.gate("volatility_ratio").high
    assert first.gate("mean_difference") == later.gate("mean_difference")


def test_months_count_only_where_every_alternative_has_a_return():
    """60 months; one alternative lacks 6, another 6 others: 48 remain, and the gaps are no months closed up."""
    late, early = history(2), history(3)
    late[:6], early[54:] = np.nan, np.nan
    late[20] = np.nan
    comparison = compare(series("c", history(1)), [series("a", late), series("b", early)], MARGINS, draws=500, seed=1)

    assert comparison.months == 47
    assert [one.alignment.n for one in comparison.beside] == [53, 54]
    assert comparison.has_gaps
    assert facts_of(comparison, 0)["drawdown_ratio"] is None  # no fall is known across a gap


def test_risk_free_returns_are_taken_off_before_sharpe_ratios_alone():
    """(mean − rate) ÷ deviation of either side, by hand; means and volatilities are of whole returns."""
    one, other, rate = history(1), history(2), np.full(60, 0.002)
    rate[30:] = 0.001
    plain = compare(series("c", one), [series("a", other)], MARGINS, draws=500, seed=1).beside[0]
    above = compare(
        series("c", one), [series("a", other)], MARGINS, risk_free=series("r", rate), draws=500, seed=1
    ).beside[0]

    def ratio(values):
        return statistics.fmean(values) / statistics.stdev(values)

    assert above.gate("sharpe_difference").estimate == pytest.approx(ratio(one - rate) - ratio(other - rate))
    assert above.gate("volatility_ratio") == plain.gate("volatility_ratio")


def test_without_an_alternative_nothing_is_known():
    """No zero stands for it."""
    comparison = compare(series("c", history(1)), [], MARGINS, draws=500, seed=1)

    assert (comparison.months, comparison.beside, dominated_by(comparison)) == (None, (), {})
    known = {name: value for name, value in facts_of(comparison, None).items() if value is not None}
    assert known == {}


def test_the_nearest_is_nearest_in_logarithms():
    """Twice and half are equally far from 1, and the first of equals stands; 0.81 is nearer than 1.25."""
    assert nearest_of({0: 2.0, 1: 0.5}) == 0
    assert nearest_of({0: 1.25, 1: 0.81}) == 1
    assert nearest_of({0: None}) is None
