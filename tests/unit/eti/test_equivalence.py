"""Mean difference: bounds, what a small p-value speaks against, and how much history would be needed."""

from __future__ import annotations

from dataclasses import asdict
from math import sqrt

import numpy as np
import pytest

from screener.eti.equivalence import APART, DIFFERENT, WORSE, mean_difference, power, years_needed
from screener.tables.prudence import ESTIMATORS, Figure

NAN = np.nan


def found(pairs: np.ndarray, margin: float = 0.002, seed: int = 1, draws: int = 499) -> dict[tuple[str, str], Figure]:
    """Measure the mean difference; figures by estimator and hypothesis."""
    figures = mean_difference(pairs, margin=margin, draws=draws, generator=np.random.default_rng(seed))
    return {(figure.estimator, figure.hypothesis): figure for figure in figures}


def returns(length: int, seed: int) -> np.ndarray:
    """Draw pairs of correlated monthly returns."""
    common, own = np.random.default_rng(seed).standard_normal((2, length, 1)) * 0.02
    return 0.005 + np.concatenate([common + 0.2 * own, common], axis=1)


def test_mean_and_its_error_worked_by_hand() -> None:
    """Of twelve differences, six of 3 and six of -1 percent, the mean is 1 percent, bounds by Student's t with 11."""
    # Sum of squares about the mean 12 x 4 = 48, divided by 11: 4.3636; error sqrt(4.3636 / 12) = 0.60302 percent.
    # t(0.95, 11) = 1.7959 (any table): bounds 1 -+ 1.0830 percent.
    pairs = np.column_stack([np.tile([0.03, -0.01], 6), np.zeros(12)])
    figure = found(pairs)["iid", WORSE]

    assert figure.estimate == pytest.approx(0.01)
    assert figure.standard_error == pytest.approx(0.0060302, abs=1e-7)
    assert (figure.low, figure.high) == (pytest.approx(-0.000830, abs=1e-6), pytest.approx(0.020830, abs=1e-6))
    assert figure.minimum_detectable_difference == pytest.approx(0.010830, abs=1e-6)
    assert figure.n == 12


def test_there_is_one_figure_for_each_estimator_and_hypothesis() -> None:
    """Four ways to find the error, three hypotheses; the same error and bounds under all three."""
    figures = found(returns(60, 1))

    assert (
        {estimator for estimator, _ in figures} == {"iid", "hac", "hac_prewhitened", "bootstrap"} <= ESTIMATORS.keys()
    )
    assert len(figures) == 12
    for estimator, hypothesis in figures:
        one, other = figures[estimator, hypothesis], figures[estimator, WORSE]
        assert asdict(one) | {"p_value": 0, "hypothesis": ""} == asdict(other) | {"p_value": 0, "hypothesis": ""}


@pytest.mark.parametrize("margin", [0.0004, 0.0008, 0.0015, 0.004])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_bounds_and_p_values_say_the_same(margin: float, seed: int) -> None:
    """Worse is rejected at 5 percent where the lower bound lies within the margin, apart where both bounds do."""
    figures = found(returns(60, seed), margin)
    for estimator in ("iid", "hac", "hac_prewhitened", "bootstrap"):
        worse, apart = figures[estimator, WORSE], figures[estimator, APART]

        assert (worse.p_value < 0.05) == (worse.low > -margin)
        assert (apart.p_value < 0.05) == (apart.low > -margin and apart.high < margin)
        assert apart.p_value >= worse.p_value


def test_sides_changed_over_turn_everything_round() -> None:
    """What the candidate is better by, the alternative is worse by."""
    pairs = returns(90, 4)
    there, back = found(pairs), found(pairs[:, ::-1])
    for estimator in ("iid", "hac", "hac_prewhitened"):
        one, other = there[estimator, APART], back[estimator, APART]

        assert one.estimate == pytest.approx(-other.estimate)
        assert (one.low, one.high) == (pytest.approx(-other.high), pytest.approx(-other.low))
        assert one.p_value == pytest.approx(other.p_value)


def test_percent_and_fractions_agree() -> None:
    """A hundred times the returns and the margin gives a hundred times the figures and the same p-values."""
    pairs = returns(90, 5)
    fractions, percent = found(pairs, 0.002), found(100 * pairs, 0.2)
    for key, figure in fractions.items():
        assert percent[key].low == pytest.approx(100 * figure.low)
        assert percent[key].p_value == pytest.approx(figure.p_value)


def test_equal_series_are_no_worse_for_certain() -> None:
    """A difference of zero in every month has no error: both bounds are zero, and nothing speaks for a difference."""
    side = returns(30, 6)[:, :1]
    figures = found(np.concatenate([side, side], axis=1))
    for estimator in ("iid", "hac", "hac_prewhitened", "bootstrap"):
        figure = figures[estimator, WORSE]
        assert (figure.estimate, figure.standard_error, figure.low, figure.high) == (0, 0, 0, 0)
        assert figure.p_value == figures[estimator, APART].p_value == 0
        assert figures[estimator, DIFFERENT].p_value == 1


def test_the_same_difference_in_every_month_is_certain_too() -> None:
    """A fee of 30 basis points a month is beyond a margin of 20 in every month, and within one of 40."""
    side = returns(30, 7)[:, :1]
    beyond, within = (found(np.concatenate([side - 0.003, side], axis=1), margin) for margin in (0.002, 0.004))

    assert beyond["hac", WORSE].p_value == beyond["hac", APART].p_value == 1
    assert within["hac", WORSE].p_value == within["hac", APART].p_value == 0
    assert within["hac", DIFFERENT].p_value == 0
    assert within["bootstrap", WORSE].low == pytest.approx(-0.003)


@pytest.mark.parametrize("n", [0, 1, 11])
def test_few_months_have_no_error(n: int) -> None:
    """With fewer than twelve there is a mean, and nothing that is inferred from it."""
    figures = found(returns(20, 8)[:n])

    assert len(figures) == 12
    for figure in figures.values():
        assert figure.p_value is figure.low is figure.standard_error is figure.minimum_detectable_difference is None
        assert "fewer than 12" in figure.note
        assert (figure.estimate is None) == (n == 0)


def test_months_cut_at_the_end_are_months_left_out() -> None:
    """A candidate whose last ten months are missing is compared over the months before, to the last digit."""
    pairs = returns(80, 9)
    cut = pairs.copy()
    cut[70:, 0] = NAN

    assert found(cut) == found(pairs[:70])


def test_a_gap_is_not_closed_up() -> None:
    """With strong dependence the error over a gap is not that of the same returns moved together."""
    pairs = returns(80, 10)
    pairs[:, 0] = np.convolve(pairs[:, 0], [0.5, 0.3, 0.2], "same")
    pairs[[20, 21, 22, 40, 55], 0] = NAN
    apart, together = found(pairs), found(pairs[np.isfinite(pairs).all(axis=1)])

    assert apart["iid", WORSE] == together["iid", WORSE]
    for estimator in ("hac", "hac_prewhitened"):
        assert apart[estimator, WORSE].estimate == together[estimator, WORSE].estimate
        assert apart[estimator, WORSE].standard_error != pytest.approx(together[estimator, WORSE].standard_error, 1e-3)


def test_months_that_never_follow_one_another_show_no_dependence() -> None:
    """Every other month missing: the errors that need neighbouring months are not computed, and say so."""
    pairs = returns(60, 11)
    pairs[1::2] = NAN
    figures = found(pairs)

    assert figures["bootstrap", WORSE].standard_error is figures["hac_prewhitened", WORSE].p_value is None
    assert "follow one another" in figures["bootstrap", WORSE].note
    assert figures["iid", WORSE].standard_error == pytest.approx(figures["hac", WORSE].standard_error)


def test_the_same_seed_gives_the_same_figures_and_another_seed_nearly() -> None:
    """Draws come from the generator alone."""
    pairs = returns(60, 12)
    first, again, other = found(pairs, seed=3), found(pairs, seed=3), found(pairs, seed=4)

    assert first == again
    assert first["bootstrap", WORSE].low != other["bootstrap", WORSE].low
    assert first["bootstrap", WORSE].low == pytest.approx(other["bootstrap", WORSE].low, abs=0.0005)


@pytest.mark.parametrize(("tracking_error", "years"), [(0.04, 173), (0.02, 43), (0.01, 10.8), (0.005, 2.7)])
def test_years_needed_for_half_a_percent_a_year(tracking_error: float, years: float) -> None:
    """(1.645 x tracking error / margin) squared: 173 years at 4 percent a year, whatever the history at hand."""
    for n in (36, 120):
        detectable = 1.645 * tracking_error / sqrt(12) / sqrt(n)
        figure = Figure(
            "mean_difference", "iid", None, 0, detectable / 1.645, n=n, minimum_detectable_difference=detectable
        )

        assert years_needed(figure, 0.005 / 12, 12, power=0.5) == pytest.approx(years, rel=0.008)


def test_years_needed_to_pass_four_times_in_five() -> None:
    """(1.645 + 0.842)² / 1.645² = 2.285 times the years of an even chance; on both sides (1.645 + 1.282)², 3.166."""
    # Error 0.002 over 100 months, margin 0.002: (1.645 + 0.842)² × 100 = 618.3 months, 51.5 years; 856.4, 71.4 years.
    # It does not matter that the bounds of a small sample lie farther out.
    figure = Figure("mean_difference", "hac", None, 0, 0.002, n=100, minimum_detectable_difference=0.02)

    assert years_needed(figure, 0.002, 12) == pytest.approx(51.5, abs=0.05)
    assert years_needed(figure, 0.002, 12, is_two_sided=True) == pytest.approx(71.4, abs=0.05)


def test_what_is_shown_is_shared_by_all_alternatives() -> None:
    """Of ten alternatives each is asked at 0.5 percent: t(0.995, 11) = 3.1058 (any table) instead of 1.7959."""
    pairs = np.column_stack([np.tile([0.03, -0.01], 6), np.zeros(12)])
    one, ten = (
        mean_difference(pairs, margin=0.002, draws=199, generator=np.random.default_rng(1), comparisons=count)
        for count in (1, 10)
    )

    assert (one[0].shown_low, one[0].shown_high) == (one[0].low, one[0].high)
    assert (ten[0].low, ten[0].high) == (one[0].low, one[0].high)
    assert ten[0].shown_low == pytest.approx(0.01 - 3.1058 * 0.0060302, abs=1e-6)
    assert ten[0].shown_high == pytest.approx(0.01 + 3.1058 * 0.0060302, abs=1e-6)


def test_years_needed_for_a_ratio_are_counted_in_logarithms() -> None:
    """Bounds 21 percent apart on each side must come to 10: log 1.21 is twice log 1.10, so four times the history."""
    # log 1.21 = 0.190620 is 1.644854 errors of 0.115889 of the logarithm, of 0.231778 of a ratio of two.
    figure = Figure("volatility_ratio", "hac", None, 2.0, 0.231778, n=60, minimum_detectable_difference=1.21)

    assert years_needed(figure, 1.10, 12, power=0.5) == pytest.approx(20, rel=1e-5)


def test_power_if_there_is_no_difference() -> None:
    """One half where the detectable difference is the margin itself; nearly certain where it is a quarter of it."""
    # With n = 121: error 1, detectable 1.6577 = t(0.95, 120). Margin 4 x 1.6577: t of 120 below 4.973 is 0.99999.
    # Margin 1.6577 + 1: t of 120 below 1 is 0.84033 (table); on both sides 2 x 0.84033 - 1.
    figure = Figure("mean_difference", "hac", None, 5, 1.0, n=121, minimum_detectable_difference=1.6577)

    assert power(figure, 1.6577) == pytest.approx(0.5)
    assert power(figure, 6.6308) == pytest.approx(1, abs=1e-4)
    assert power(figure, 2.6577) == pytest.approx(0.84033, abs=1e-4)
    assert power(figure, 2.6577, is_two_sided=True) == pytest.approx(0.68066, abs=2e-4)
    assert power(figure, 1.6, is_two_sided=True) == 0


def test_what_has_no_error_has_no_power_and_no_years() -> None:
    """Unknown stays unknown; and where there is no doubt it always passes and no year is needed."""
    unknown = Figure("mean_difference", "hac", None, 0.1, n=5)
    certain = Figure("mean_difference", "hac", None, 0.0, 0.0, n=30, minimum_detectable_difference=0.0)

    assert power(unknown, 0.1) is years_needed(unknown, 0.1, 12) is None
    assert (power(certain, 0.1), years_needed(certain, 0.1, 12)) == (1, 0)
