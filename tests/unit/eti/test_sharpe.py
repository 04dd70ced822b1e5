"""Difference of Sharpe ratios: the formula by hand, and what must not change it."""

from __future__ import annotations

import numpy as np
import pytest

from screener.eti.equivalence import DIFFERENT, WORSE
from screener.eti.sharpe import sharpe_difference
from screener.tables.prudence import Figure

ESTIMATORS = ["jkm", "hac", "hac_prewhitened", "bootstrap"]


def found(pairs: np.ndarray, seed: int = 1, draws: int = 499) -> dict[str, Figure]:
    """Measure the difference; figures of no difference by estimator."""
    figures = sharpe_difference(pairs, margin=0.03, draws=draws, generator=np.random.default_rng(seed))
    return {figure.estimator: figure for figure in figures if figure.hypothesis == DIFFERENT}


def returns(length: int, seed: int) -> np.ndarray:
    """Draw pairs of correlated monthly returns."""
    common, own = np.random.default_rng(seed).standard_normal((2, length, 1)) * 0.02
    return 0.005 + np.concatenate([common + 0.4 * own, common], axis=1)


def test_jobson_korkie_memmel_worked_by_hand() -> None:
    """Two uncorrelated series of mean 1 percent over twelve months."""
    # 3, -1 in turn: squares about the mean 48 / 11, S1 = 1 / sqrt(48/11), S1^2 = 11/48 = 0.229167.
    # 2, 2, 0, 0 in turn: 12 / 11, S2^2 = 11/12 = 0.916667. Products about the mean 2, -2, -2, 2: correlation 0.
    # Variance (2 + (0.229167 + 0.916667) / 2) / 12 = 0.214410, error 0.463044; S1 - S2 = 0.478714 - 0.957427.
    # z = -1.033841; both tails of the normal: 0.3012 (table). Bounds 1.644854 x 0.463044 = 0.761640 on each side.
    pairs = np.column_stack([np.tile([0.03, -0.01], 6), np.tile([0.02, 0.02, 0, 0], 3)])
    figure = found(pairs)["jkm"]

    assert figure.estimate == pytest.approx(-0.478714, abs=1e-6)
    assert figure.standard_error == pytest.approx(0.463044, abs=1e-6)
    assert figure.p_value == pytest.approx(0.3012, abs=1e-4)
    assert (figure.low, figure.high) == (pytest.approx(-1.240354, abs=2e-6), pytest.approx(0.282926, abs=2e-6))
    assert (figure.hypothesis, figure.margin, figure.n) == ("no difference", 0.03, 12)


def test_the_first_figure_asks_at_the_margin() -> None:
    """Worse by the margin, by the numbers above: z = (-0.478714 + 0.03) / 0.463044 = -0.969053; 0.8338 lies above."""
    pairs = np.column_stack([np.tile([0.03, -0.01], 6), np.tile([0.02, 0.02, 0, 0], 3)])
    figures = sharpe_difference(pairs, margin=0.03, draws=99, generator=np.random.default_rng(1))

    assert [figure.hypothesis for figure in figures] == [WORSE, DIFFERENT] * 4
    assert figures[0].p_value == pytest.approx(0.8338, abs=1e-4)
    assert figures[0].shown_low == figures[0].low


@pytest.mark.parametrize("margin", [0.001, 0.05, 0.1, 0.2])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_bounds_and_p_values_say_the_same(margin: float, seed: int) -> None:
    """Worse is rejected at 5 percent where the lower bound lies within the margin."""
    figures = sharpe_difference(returns(60, seed), margin=margin, draws=499, generator=np.random.default_rng(seed))
    for figure in figures:
        if figure.hypothesis == WORSE:
            assert (figure.p_value < 0.05) == (figure.low > -margin)


def test_errors_of_independent_normal_returns_agree() -> None:
    """Where what Jobson and Korkie assume is true, errors that do not need it come to the same in a long series."""
    figures = found(returns(1500, 2), draws=999)
    for estimator in ESTIMATORS[1:]:
        assert figures[estimator].standard_error == pytest.approx(figures["jkm"].standard_error, rel=0.08)
        assert figures[estimator].low == pytest.approx(figures["jkm"].low, abs=0.004)


def test_sides_changed_over_turn_the_signs() -> None:
    """The same p-values, and bounds that have changed places."""
    pairs = returns(90, 3)
    there, back = found(pairs), found(pairs[:, ::-1])
    for estimator in ESTIMATORS:
        assert there[estimator].estimate == pytest.approx(-back[estimator].estimate)
        assert there[estimator].standard_error == pytest.approx(back[estimator].standard_error)
    for estimator in ESTIMATORS[:3]:
        assert there[estimator].low == pytest.approx(-back[estimator].high)
        assert there[estimator].p_value == pytest.approx(back[estimator].p_value)


def test_leverage_changes_no_sharpe_ratio() -> None:
    """Of a series and its double the difference is zero for certain, for every estimator."""
    side = returns(40, 4)[:, :1]
    for figure in found(np.concatenate([2 * side, side], axis=1)).values():
        assert (figure.estimate, figure.standard_error, figure.low, figure.high) == (0, 0, 0, 0)
        assert figure.p_value == 1
        assert "no error" in figure.note


def test_equal_series_do_not_differ() -> None:
    """Estimate, error and bounds are zero, and nothing speaks for a difference."""
    side = returns(40, 5)[:, :1]
    for figure in found(np.concatenate([side, side], axis=1)).values():
        assert (figure.estimate, figure.low, figure.high, figure.p_value) == (0, 0, 0, 1)


def test_a_series_without_risk_has_no_sharpe_ratio() -> None:
    """It would divide by zero: unknown, with the reason."""
    pairs = returns(40, 6)
    pairs[:, 1] = 0.004
    figures = found(pairs)

    assert list(figures) == ESTIMATORS
    for figure in figures.values():
        assert figure.estimate is figure.p_value is figure.low is figure.minimum_detectable_difference is None
        assert "same return in every period" in figure.note


def test_few_months_show_nothing() -> None:
    """Eleven months are fewer than twelve."""
    figures = found(returns(11, 7))

    assert list(figures) == ESTIMATORS
    assert {figure.estimate for figure in figures.values()} == {None}
    assert {figure.n for figure in figures.values()} == {11}


def test_months_cut_at_the_end_are_months_left_out() -> None:
    """Missing at the end of one side is missing from the comparison, to the last digit."""
    pairs = returns(80, 8)
    cut = pairs.copy()
    cut[70:, 1] = np.nan

    assert found(cut) == found(pairs[:70])


def test_over_gaps_only_what_looks_at_neighbours_changes() -> None:
    """The estimate and the error of independent returns are of the months there are; other errors see the gaps."""
    pairs = returns(80, 9)
    pairs[1:] += 0.5 * pairs[:-1]
    pairs[[11, 12, 30, 44, 45, 46, 47], 0] = np.nan
    apart, together = found(pairs), found(pairs[np.isfinite(pairs).all(axis=1)])

    assert apart["jkm"] == together["jkm"]
    assert apart["hac"].standard_error != pytest.approx(together["hac"].standard_error, rel=1e-4)
    assert apart["hac_prewhitened"].standard_error != pytest.approx(
        together["hac_prewhitened"].standard_error, rel=1e-4
    )


def test_the_same_seed_gives_the_same_figures() -> None:
    """Draws come from the generator alone; the block length is told."""
    pairs = returns(60, 10)

    assert found(pairs, seed=5) == found(pairs, seed=5)
    assert found(pairs, seed=5)["bootstrap"].low != found(pairs, seed=6)["bootstrap"].low
    assert found(pairs)["bootstrap"].note.startswith("blocks of ")


def test_a_price_that_seldom_moves_is_measured_all_the_same() -> None:
    """Of nearly constant returns some simulated series are constant: they count for nothing, and nothing fails."""
    pairs = np.zeros((48, 2))
    pairs[[5, 30], 0], pairs[[6, 31, 40], 1] = [0.02, 0.01], [0.02, -0.01, 0.01]
    figures = found(pairs)

    assert figures["bootstrap"].low < figures["bootstrap"].estimate < figures["bootstrap"].high
