"""Ratios of risk: by hand, turned round, and unknown where there is nothing to compare."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
import pytest

from screener.eti.equivalence import APART, DIFFERENT
from screener.eti.risk import (
    RISKIER,
    cvar_ratio,
    deepest_fall,
    downside_deviation,
    downside_ratio,
    drawdown_ratio,
    log_worst_difference,
    mean_worst_loss,
    volatility_ratio,
)
from screener.tables.prudence import Figure

if TYPE_CHECKING:
    from collections.abc import Callable

NAN = np.nan
TAILS = [drawdown_ratio, cvar_ratio, downside_ratio]
SMOOTH = [volatility_ratio, cvar_ratio, downside_ratio]


def measured(measure: Callable[..., Figure | tuple[Figure, ...]], pairs: np.ndarray, seed: int = 1) -> Figure:
    """Measure a ratio; the figure of no difference of the estimator that is judged by."""
    figures = measure(pairs, margin=1.1, draws=499, generator=np.random.default_rng(seed))
    return figures if isinstance(figures, Figure) else figures[-1]


def volatility(pairs: np.ndarray, seed: int = 1) -> dict[str, Figure]:
    """Measure the ratio of volatilities; figures of no difference by estimator."""
    figures = volatility_ratio(pairs, margin=1.1, draws=499, generator=np.random.default_rng(seed))
    return {figure.estimator: figure for figure in figures if figure.hypothesis == DIFFERENT}


def returns(length: int, seed: int) -> np.ndarray:
    """Draw pairs of correlated monthly returns."""
    common, own = np.random.default_rng(seed).standard_normal((2, length, 1)) * 0.02
    return 0.002 + np.concatenate([common + 0.4 * own, common], axis=1)


def test_twice_the_spread_is_twice_the_volatility() -> None:
    """3, -1 in turn spread about their mean twice as far as 2, 0."""
    pairs = np.column_stack([np.tile([0.03, -0.01], 6), np.tile([0.02, 0.02, 0, 0], 3)])

    assert {figure.estimate for figure in volatility(pairs).values()} == {2.0}


def test_the_error_of_normal_returns_is_that_of_theory() -> None:
    """Log variances of independent normal returns differ with variance 4 (1 - r^2) / n; the ratio has half its root."""
    # With own risk 0.4 of the common one: r^2 = 1 / 1.16 and 4 x 0.137931 / 1500 = 0.000367816, root 0.0191785.
    pairs = returns(1500, 2)
    for figure in volatility(pairs).values():
        assert figure.standard_error == pytest.approx(figure.estimate * 0.0191785 / 2, rel=0.1)
        assert figure.high == pytest.approx(figure.estimate * np.exp(1.645 * 0.0191785 / 2), rel=0.003)


def test_bounds_and_detectable_ratio_belong_together() -> None:
    """The detectable ratio squared is the upper bound divided by the lower one."""
    for figure in volatility(returns(90, 3)).values():
        assert figure.low < figure.estimate < figure.high
        assert figure.minimum_detectable_difference**2 == pytest.approx(figure.high / figure.low)


def test_bounds_of_the_bootstrap_lie_equally_far_on_both_sides() -> None:
    """Ratio divided by lower bound is upper bound divided by ratio, as of the kernels; of falls it is not so."""
    pairs = returns(90, 22) + 0.01 * np.abs(returns(90, 23))
    for figure in volatility(pairs).values():
        assert figure.estimate / figure.low == pytest.approx(figure.high / figure.estimate)
    fall = drawdown_ratio(pairs, margin=1.1, draws=499, generator=np.random.default_rng(24))
    assert fall.estimate / fall.low != pytest.approx(fall.high / fall.estimate, rel=0.01)


def test_sides_changed_over_invert_the_ratio() -> None:
    """One half as risky is twice as risky seen from the other side."""
    pairs = returns(90, 4)
    there, back = volatility(pairs), volatility(pairs[:, ::-1])
    for estimator in ("hac", "hac_prewhitened", "bootstrap"):
        assert there[estimator].estimate == pytest.approx(1 / back[estimator].estimate)
        assert there[estimator].low == pytest.approx(1 / back[estimator].high)
        assert there[estimator].p_value == pytest.approx(back[estimator].p_value)
    for measure in TAILS:
        one, other = (measured(measure, side, 5) for side in (pairs, pairs[:, ::-1]))
        assert (one.estimate, one.low) == (pytest.approx(1 / other.estimate), pytest.approx(1 / other.high))
        assert one.minimum_detectable_difference == pytest.approx(other.minimum_detectable_difference)


def test_a_multiple_of_a_series_is_riskier_by_that_for_certain() -> None:
    """Twice the returns of the alternative: the ratio is two, without error."""
    side = returns(40, 6)[:, :1]
    for figure in volatility(np.concatenate([2 * side, side], axis=1)).values():
        assert (figure.estimate, figure.low, figure.high) == (pytest.approx(2), pytest.approx(2), pytest.approx(2))
        assert (figure.standard_error, figure.minimum_detectable_difference, figure.p_value) == (0, 1, 0)


def test_equal_series_are_equally_risky() -> None:
    """All ratios are one, with both bounds; nothing speaks for a difference."""
    side = returns(40, 7)[:, :1]
    pairs = np.concatenate([side, side], axis=1)
    figures = [measured(measure, pairs) for measure in TAILS]
    for figure in [*volatility(pairs).values(), *figures]:
        assert (figure.estimate, figure.low, figure.high, figure.minimum_detectable_difference) == (1, 1, 1, 1)
        assert figure.p_value in {1, None}


def test_deepest_fall_by_hand() -> None:
    """Up 10, down 20, up 5, down 10 percent: from 1.1 to 0.88, 0.924 and 0.8316, a fall of 24.4 percent."""
    assert deepest_fall(np.array([0.10, -0.20, 0.05, -0.10])) == pytest.approx(0.244)


def test_a_fall_from_the_first_day_counts() -> None:
    """What is lost in the first month is lost from the money put in."""
    assert deepest_fall(np.array([-0.30, 0.10, 0.10])) == pytest.approx(0.30)
    assert deepest_fall(np.array([0.01, 0.02])) == 0


def test_mean_of_the_worst_returns_by_hand() -> None:
    """Of 40 returns two are 5 percent, of 41 three; missing ones are not counted."""
    forty = np.concatenate([[-0.08, -0.04, -0.03], np.full(37, 0.01)])

    assert mean_worst_loss(forty) == pytest.approx(0.06)
    assert mean_worst_loss(np.append(forty, 0.02)) == pytest.approx(0.05)
    assert mean_worst_loss(np.append(forty, np.nan)) == pytest.approx(0.06)


def test_downside_deviation_by_hand() -> None:
    """Of 3, -4, 0, -2 percent: root of (16 + 4) / 4; a missing month is not counted."""
    values = np.array([0.03, -0.04, 0.0, -0.02])

    assert downside_deviation(values) == pytest.approx(sqrt(5) / 100)
    assert downside_deviation(np.append(values, np.nan)) == pytest.approx(sqrt(5) / 100)


def test_a_fall_across_missing_months_is_not_known() -> None:
    """One month missing in the middle: no drawdown; the other two are of the months there are."""
    pairs = returns(60, 9)
    pairs[30, 0] = np.nan
    drawdown, cvar, downside = (measured(measure, pairs, 10) for measure in TAILS)

    assert drawdown.estimate is drawdown.low is drawdown.high is None
    assert drawdown.note == "a fall across missing periods is not known"
    seen = np.delete(pairs, 30, axis=0)
    assert cvar.estimate == pytest.approx(mean_worst_loss(seen[:, 0]) / mean_worst_loss(seen[:, 1]))
    assert downside.low < downside.estimate < downside.high


@pytest.mark.parametrize("measure", TAILS)
@pytest.mark.parametrize("side", [0, 1])
def test_where_one_side_never_loses_there_is_no_ratio(measure: type, side: int) -> None:
    """A ratio to no loss, or of one, would say nothing."""
    pairs = returns(40, 11)
    pairs[:, side] = np.abs(pairs[:, side]) + 0.001
    figure = measured(measure, pairs)

    assert figure.estimate is figure.low is figure.high is None
    assert figure.note == "one side has no loss to compare"


def test_bounds_that_there_are_not_are_not_printed() -> None:
    """Where the alternative loses nothing in a third of draws, nothing bounds the ratio; it is printed all the same."""
    # One bad month of 40, in 10 blocks of 4: a draw misses it with (36 / 40)^10 = 0.35.
    pairs = returns(40, 13)
    pairs[:, 1] = 0.01
    pairs[20, 1] = -0.02
    figure = measured(downside_ratio, pairs)

    assert figure.estimate == pytest.approx(downside_deviation(pairs[:, 0]) / (0.02 / sqrt(40)))
    assert figure.low is figure.high is figure.minimum_detectable_difference is None
    fall = measured(drawdown_ratio, pairs)
    assert fall.low > 0
    assert fall.high is None


def test_a_series_without_spread_has_no_volatility_ratio() -> None:
    """It would divide by zero."""
    pairs = returns(40, 15)
    pairs[:, 0] = 0.003

    assert {figure.estimate for figure in volatility(pairs).values()} == {None}
    assert {figure.note for figure in volatility(pairs).values()} == {"one side has the same return in every period"}


def test_few_months_show_nothing() -> None:
    """Eleven months are fewer than twelve."""
    pairs = returns(11, 16)
    figures = [measured(measure, pairs) for measure in TAILS]

    assert {figure.estimate for figure in [*volatility(pairs).values(), *figures]} == {None}


def test_the_same_seed_gives_the_same_figures() -> None:
    """Draws come from the generator alone."""
    pairs = returns(60, 18)
    for measure in (volatility_ratio, *TAILS):
        one, again = (measure(pairs, margin=1.1, draws=99, generator=np.random.default_rng(19)) for _ in range(2))
        assert one == again


@pytest.mark.parametrize("measure", SMOOTH)
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("margin", [1.02, 1.1, 1.3, 1.6])
def test_bounds_and_p_values_say_the_same(measure: Callable[..., tuple[Figure, ...]], seed: int, margin: float) -> None:
    """Riskier is rejected at 5 percent where the upper bound is below the limit, apart where the lower is too."""
    pairs = returns(120, seed) * [1.0, 1.05]
    figures = measure(pairs, margin=margin, draws=499, generator=np.random.default_rng(seed))
    assert [figure.hypothesis for figure in figures] == [RISKIER, APART, DIFFERENT] * 3
    for riskier, apart, _ in zip(figures[::3], figures[1::3], figures[2::3], strict=True):
        assert (riskier.p_value < 0.05) == (riskier.high < margin)
        assert (apart.p_value < 0.05) == (apart.high < margin and apart.low > 1 / margin)


def test_the_p_values_of_both_sides_add_to_one() -> None:
    """With symmetric draws too: a ratio of 1.25 is either above 1.1 or below it."""
    above = measured_at(returns(90, 22) * [1.25, 1.0], 1.1)
    below = measured_at((returns(90, 22) * [1.25, 1.0])[:, ::-1], 1 / 1.1)

    assert above == pytest.approx(1 - below, abs=1e-12)
    assert above > 0.5


def measured_at(pairs: np.ndarray, margin: float) -> float | None:
    """P-value of a ratio at the limit or above, of the bootstrap."""
    return volatility_ratio(pairs, margin=margin, draws=499, generator=np.random.default_rng(1))[-3].p_value


@pytest.mark.parametrize("measure", [volatility_ratio, *TAILS])
def test_what_is_shown_is_shared_by_all_alternatives(measure: Callable[..., Figure | tuple[Figure, ...]]) -> None:
    """With five alternatives the bounds of 999 draws are the 10th, or the 20th by size, instead of 50th and 100th."""
    pairs = returns(90, 30) + 0.01 * np.abs(returns(90, 31))
    one, five = (
        measure(pairs, margin=1.1, draws=999, generator=np.random.default_rng(3), comparisons=count) for count in (1, 5)
    )
    one, five = (each if isinstance(each, Figure) else each[-1] for each in (one, five))

    assert (one.shown_low, one.shown_high) == (one.low, one.high) == (five.low, five.high)
    assert five.shown_low < five.low < five.high < five.shown_high


def test_the_worst_of_140_returns_are_seven() -> None:
    """A twentieth of 140 is a little more than 7 to a computer; an eighth return would make the loss smaller."""
    returns_of_140 = np.concatenate([np.full(7, -0.07), np.full(133, 0.01)])

    assert mean_worst_loss(returns_of_140) == pytest.approx(0.07)
    assert mean_worst_loss(np.append(returns_of_140, NAN)) == pytest.approx(0.07)


def test_the_worst_returns_are_averaged_by_their_statistic() -> None:
    """What is a mean of every period for the bootstrap is the mean of the worst: 4 percent against 3, of 40 months."""
    pairs = np.full((40, 2), 0.01)
    pairs[[3, 9], 0], pairs[[3, 20], 1] = [-0.05, -0.03], [-0.02, -0.04]
    statistic = log_worst_difference(pairs)

    assert statistic.columns(pairs).mean(axis=0) == pytest.approx([0.04, 0.03])
    assert measured(cvar_ratio, pairs).estimate == pytest.approx(4 / 3)
