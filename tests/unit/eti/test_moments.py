"""Long-run covariance: the published algorithm without gaps, and the right lags with them."""

from __future__ import annotations

import numpy as np
import pytest
from arch.covariance.kernel import Parzen

from screener.eti import moments
from screener.eti.equivalence import MEAN_DIFFERENCE, mean_difference
from screener.eti.moments import long_run_covariance, observe, standard_error

EVERY = np.ones


def plain_bandwidth(deviations: np.ndarray, observed: np.ndarray) -> float:
    """Andrews (1991) equation 6.4 with loops, regressions by numpy's polynomial fit."""
    above = below = 0.0
    pairs = [t for t in range(1, len(observed)) if observed[t] and observed[t - 1]]
    for column in deviations.T:
        earlier, later = column[[t - 1 for t in pairs]], column[pairs]
        slope, intercept = np.polyfit(earlier, later, 1)
        variance = np.mean((later - intercept - slope * earlier) ** 2)
        above += 4 * slope**2 * variance**2 / (1 - slope) ** 8
        below += variance**2 / (1 - slope) ** 4
    return float(2.6614 * (above / below * observed.sum()) ** 0.2)


def parzen(x: float) -> float:
    """Weigh by the kernel as Parzen defined it."""
    return 1 - 6 * x**2 + 6 * x**3 if x <= 0.5 else 2 * (1 - x) ** 3 if x < 1 else 0.0


def plain_sum(deviations: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Sum over all pairs of observed periods, each weighed by how far apart they are."""
    bandwidth = plain_bandwidth(deviations, observed)
    seen = np.flatnonzero(observed)
    terms = [parzen(abs(s - t) / bandwidth) * np.outer(deviations[s], deviations[t]) for s in seen for t in seen]
    return np.sum(terms, axis=0) / (len(seen) - deviations.shape[1])


def correlated(length: int, seed: int, columns: int = 4) -> np.ndarray:
    """Draw autocorrelated columns of mean zero."""
    shocks = np.random.default_rng(seed).standard_normal((length, columns))
    for t in range(1, length):
        shocks[t] += 0.4 * shocks[t - 1]
    return shocks - shocks.mean(axis=0)


def test_a_series_of_six_worked_by_hand() -> None:
    """Parzen kernel with Andrews' bandwidth on 2, -1, -1, 2, -1, -1."""
    # Slope of the autoregression with intercept: -3.6 / 10.8 = -1/3; alpha = 4/9 / (4/3)^4 = 0.140625.
    # Bandwidth 2.6614 x (0.140625 x 6)^0.2 = 2.57249; weights of lags 1 and 2: 0.445784 and 0.022043.
    # Autocovariances 12/6, -4/6, -5/6; sum 2 - 0.594379 - 0.036738 = 1.368883; times 6/5.
    values = np.array([[2.0], [-1], [-1], [2], [-1], [-1]])
    result = long_run_covariance(values, EVERY(6, bool), prewhiten=False)

    assert result[0, 0] == pytest.approx(1.64266, abs=2e-5)


def test_without_gaps_it_is_the_kernel_estimator_of_arch(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package arch sums the same matrix; it weighs lag h as h / (bandwidth + 1), so that 5 there is 6 here."""
    values = correlated(150, seed=3)
    monkeypatch.setattr(moments, "_alpha", lambda batch, _: np.full(len(batch), (6 / 2.6614) ** 5 / 150))
    expected = Parzen(values, bandwidth=5, df_adjust=4, center=False).cov.long_run
    result = long_run_covariance(values, EVERY(150, bool), prewhiten=False)

    assert result == pytest.approx(expected, rel=1e-10)


def test_the_bandwidth_is_that_of_andrews() -> None:
    """Equation 6.4, with regressions by another routine; four columns, all weights one."""
    values = correlated(100, seed=3)
    result = long_run_covariance(values, EVERY(100, bool), prewhiten=False)

    assert result == pytest.approx(plain_sum(values, EVERY(100, bool)), rel=1e-9)


def test_whitened_residuals_are_summed_and_the_autoregression_put_back() -> None:
    """Of several columns: the kernel sum of v(t) - A v(t-1), (I - A)^-1 on both sides (Andrews and Monahan 1992)."""
    values = correlated(80, seed=4, columns=2)
    a = np.linalg.lstsq(values[:-1], values[1:], rcond=None)[0].T
    undo = np.linalg.inv(np.eye(2) - a)
    expected = undo @ plain_sum(values[1:] - values[:-1] @ a.T, EVERY(79, bool)) @ undo.T

    assert long_run_covariance(values, EVERY(80, bool), prewhiten=True) == pytest.approx(expected, rel=1e-9)


def test_the_autoregression_of_a_single_column_is_corrected_and_counts_as_estimated() -> None:
    """Kendall (1954): 79 neighbours find it too low by (1 + 3a) / 79; the residuals' sum is divided by 79 - 2."""
    values = correlated(80, seed=4, columns=1)
    a = float(values[1:, 0] @ values[:-1, 0] / (values[:-1, 0] @ values[:-1, 0]))
    a += (1 + 3 * a) / 79
    expected = plain_sum(values[1:] - a * values[:-1], EVERY(79, bool)) * 78 / 77 / (1 - a) ** 2

    assert long_run_covariance(values, EVERY(80, bool), prewhiten=True) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("growth", [1.1, 0.96, -1.1])
def test_an_autoregression_is_capped_after_its_correction(growth: float) -> None:
    """0.96 is below the cap, but corrected by (1 + 2.88) / 29 it would be 1.09: held at 0.97, 1 / (1 - a) is 33.3."""
    values = growth ** np.arange(30.0)[:, None]
    capped = np.copysign(0.97, growth)
    residuals = values[1:] - capped * values[:-1]
    uncoloured = long_run_covariance(residuals, EVERY(29, bool), prewhiten=False) * 28 / 27
    result = long_run_covariance(values, EVERY(30, bool), prewhiten=True)

    assert result == pytest.approx(uncoloured / (1 - capped) ** 2, rel=1e-9)


@pytest.mark.parametrize("share", [0.0, 0.3])
def test_no_memory_however_strong_is_singular(share: float) -> None:
    """Random walks of 20 to 60 months, whole and with a third missing: every variance is a positive number."""
    rng = np.random.default_rng(8)
    found = []
    for length in range(20, 61):
        values = np.cumsum(rng.standard_normal((length, 1)), axis=0)
        observed = rng.random(length) >= share
        observed[[0, 1, -1]] = True
        values -= values[observed].mean()
        found.append(long_run_covariance(values, observed, prewhiten=True)[0, 0])

    assert np.isfinite(found).all()
    assert min(found) > 0


def test_a_variance_below_zero_is_not_known() -> None:
    """Plus and minus in turn, with one gap: what is put back cancels to less than nothing. That is no error of zero."""
    side = (-1.0) ** np.arange(20)
    pairs = np.column_stack([side, np.zeros(20)])
    observed = EVERY(20, bool)
    observed[10] = False
    deviations = (side - side[observed].mean())[:, None]

    assert long_run_covariance(deviations, observed, prewhiten=True)[0, 0] < 0
    assert np.isnan(standard_error(MEAN_DIFFERENCE, pairs, observed, prewhiten=True))
    figures = mean_difference(
        np.where(observed[:, None], pairs, np.nan), margin=0.1, draws=99, generator=np.random.default_rng(9)
    )
    gate = [figure for figure in figures if figure.estimator == "hac_prewhitened"]
    assert {(figure.low, figure.high, figure.p_value) for figure in gate} == {(None, None, None)}


def test_a_gap_is_not_closed_up() -> None:
    """Two returns on both sides of a gap of three months are four months apart, not one."""
    values = correlated(60, seed=5)
    observed = EVERY(60, bool)
    observed[[7, 20, 21, 22, 41]] = False
    values[~observed] = np.nan
    result = long_run_covariance(values, observed, prewhiten=False)
    closed = long_run_covariance(values[observed], EVERY(55, bool), prewhiten=False)

    assert result == pytest.approx(plain_sum(values, observed), rel=1e-9)
    assert np.abs(result / closed - 1).max() > 0.01


def test_over_gaps_the_autoregression_counts_for_less() -> None:
    """With a third of the months missing at random, lag j has n(j)/n of its weight in the variance of the mean."""
    # AR(1) with 0.6 and shocks of variance one: autocovariance at lag j is 0.6^j / (1 - 0.36), or 1.5625 at lag 0;
    # without gaps the sum over all lags, both ways, is 1 / (1 - 0.6)^2 = 6.25.
    # With a third missing, two thirds of the observed months have another j months later: 1.5625 + 2/3 x 4.6875.
    rng = np.random.default_rng(6)
    values = rng.standard_normal((20_000, 1))
    for t in range(1, len(values)):
        values[t] += 0.6 * values[t - 1]
    observed = rng.random(len(values)) < 2 / 3
    observed[[0, -1]] = True

    assert long_run_covariance(values, EVERY(20_000, bool), prewhiten=True)[0, 0] == pytest.approx(6.25, rel=0.06)
    assert long_run_covariance(values, observed, prewhiten=True)[0, 0] == pytest.approx(4.6875, rel=0.06)


def test_many_series_at_once_are_each_by_itself() -> None:
    """A batch gives what one after the other gives, also where their bandwidths differ."""
    batch = np.stack([correlated(50, seed=seed) for seed in range(5)])
    observed = EVERY(50, bool)
    observed[[10, 30]] = False
    for prewhiten in (False, True):
        together = long_run_covariance(batch, observed, prewhiten=prewhiten)
        single = [long_run_covariance(each, observed, prewhiten=prewhiten) for each in batch]

        assert together == pytest.approx(np.array(single), rel=1e-9)


def test_what_is_empty_at_the_ends_is_cut() -> None:
    """A month counts if both sides have a return; before the first and after the last there is nothing to keep."""
    nan = np.nan
    pairs = np.array([[nan, nan], [0.01, nan], [0.02, 0.01], [nan, 0.03], [0.03, 0.04], [nan, nan]])
    cut, observed = observe(pairs)

    assert observed.tolist() == [True, False, True]
    assert cut.tolist() == [[0.02, 0.01], [0.0, 0.0], [0.03, 0.04]]
