"""The statistics of stage eti against the plain loops of `eti_reference`, on random series with and without gaps."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import eti_reference as reference
import numpy as np
import pytest

from screener.eti.equivalence import MEAN_DIFFERENCE
from screener.eti.inference import infer
from screener.eti.moments import long_run_covariance, observe, standard_error
from screener.eti.private import Flow, Fund, Level, direct_alpha, index_factors, ks_pme, net_irr
from screener.eti.resample import studentised
from screener.eti.risk import LOG_VARIANCE_DIFFERENCE, deepest_fall, downside_deviation, mean_worst_loss
from screener.eti.sharpe import SHARPE_DIFFERENCE, sharpe_difference
from screener.eti.smoothing import desmooth

STATISTICS = [
    (SHARPE_DIFFERENCE, reference.sharpe_difference),
    (LOG_VARIANCE_DIFFERENCE, reference.log_variance_difference),
]
GAPS = {"none": [], "a few": [7, 8, 20, 33, 34, 35], "every fifth": list(range(4, 56, 5))}


def series(seed: int, gaps: list[int], length: int = 60) -> np.ndarray:
    """Two related series with memory, heavy tails and a drift; missing where told, on one side or both."""
    generator = np.random.default_rng(seed)
    values = generator.standard_t(5, (length, 2)) @ np.array([[0.02, 0.01], [0.0, 0.015]])
    for period in range(1, length):
        values[period] += 0.3 * values[period - 1]
    values += 0.004
    for place, period in enumerate(gaps):
        values[period, place % 2] = np.nan
    return values


@pytest.mark.parametrize("gaps", GAPS.values(), ids=GAPS)
@pytest.mark.parametrize(("statistic", "plain"), STATISTICS, ids=["sharpe", "variance"])
@pytest.mark.parametrize("prewhiten", [False, True])
def test_standard_errors_are_those_of_the_loops(
    gaps: list[int], statistic: object, plain: object, *, prewhiten: bool
) -> None:
    """Ledoit and Wolf (2008, 2011), with gaps after Datta and Du (2012)."""
    pairs = series(3, gaps)
    inside, observed = observe(pairs)

    found = standard_error(statistic, inside, observed, prewhiten=prewhiten)

    assert found == pytest.approx(reference.standard_error(pairs, plain, prewhiten=prewhiten), rel=1e-9)


@pytest.mark.parametrize("gaps", GAPS.values(), ids=GAPS)
def test_the_kernel_covariance_of_any_number_of_columns_is_that_of_the_loops(gaps: list[int]) -> None:
    """The bandwidth weighs all columns alike, so the whole matrix is compared."""
    values = reference.deviations(reference.moments(series(5, gaps))[:, :3])
    observed = np.isfinite(values).all(axis=1)

    found = long_run_covariance(np.nan_to_num(values), observed, prewhiten=False)

    assert found == pytest.approx(reference.long_run_covariance(values, estimated=3), rel=1e-9)


@pytest.mark.parametrize("gaps", GAPS.values(), ids=GAPS)
@pytest.mark.parametrize("prewhiten", [False, True])
def test_the_error_of_a_mean_is_that_of_the_loops(gaps: list[int], *, prewhiten: bool) -> None:
    """One moment: the factor is n / (n - 1); of whitened residuals n / (n - 2), the autoregression corrected."""
    pairs = series(8, gaps)
    inside, observed = observe(pairs)

    found = standard_error(MEAN_DIFFERENCE, inside, observed, prewhiten=prewhiten)

    expected = reference.mean_standard_error(pairs[:, 0] - pairs[:, 1], prewhiten=prewhiten)
    assert found == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("gaps", GAPS.values(), ids=GAPS)
@pytest.mark.parametrize("block", [1, 3, 7])
def test_each_bootstrap_draw_is_that_of_the_loops(gaps: list[int], block: int) -> None:
    """The same block starts give the same studentised draws: Ledoit and Wolf (2008), section 3.2.2."""
    pairs = series(13, gaps)
    inside, observed = observe(pairs)
    length = len(observed)
    starts = np.random.default_rng(2).integers(length, size=(20, length // block))
    counts = np.array([np.bincount(row, minlength=length) for row in starts], float)
    rows = reference.moments(pairs)
    estimate = reference.sharpe_difference(list(rows[np.isfinite(rows).all(axis=1)].mean(axis=0)))[0]

    found = studentised(SHARPE_DIFFERENCE, inside[None], observed, block=block, counts=counts)[0]

    # The package has n - 1 below the standard deviations, in the sample and in the draw, as the authors' own code.
    n = int(observed.sum())
    for draw, row in zip(found, starts, strict=True):
        value, error = reference.studentised_draw(pairs, reference.sharpe_difference, list(row), block)
        drawn = sum(observed[(start + i) % length] for start in row for i in range(block))
        expected = value * ((drawn - 1) / drawn) ** 0.5 - estimate * ((n - 1) / n) ** 0.5
        assert draw == pytest.approx(expected / error, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize(("statistic", "is_symmetric"), [(SHARPE_DIFFERENCE, False), (LOG_VARIANCE_DIFFERENCE, True)])
def test_bounds_are_counted_off_the_draws(statistic: object, *, is_symmetric: bool) -> None:
    """Of 199 draws a bound is the tenth on its side (0.05 x 200), or the twentieth by size, of either sign."""
    inside, observed = observe(series(55, GAPS["a few"]))
    found = infer(statistic, inside, observed, draws=199, generator=np.random.default_rng(4))[2]
    draws = sorted(float(draw) for draw in found.draws)
    largest = sorted((abs(draw) for draw in draws), reverse=True)[19]

    assert len(draws) == 199
    below, above = (largest, -largest) if is_symmetric else (draws[189], draws[9])
    assert found.low == pytest.approx(found.estimate - below * found.error)
    assert found.high == pytest.approx(found.estimate - above * found.error)


def test_the_error_of_jobson_and_korkie_is_memmels() -> None:
    """(2 - 2r + (S1^2 + S2^2 - 2 S1 S2 r^2) / 2) / n, and its two-sided p-value from the normal distribution."""
    pairs = series(21, [])
    found = sharpe_difference(pairs, margin=None, draws=99, generator=np.random.default_rng(1))[0]

    assert found.estimator == "jkm"
    assert found.standard_error == pytest.approx(reference.memmel_standard_error(pairs), rel=1e-9)


def test_measures_of_one_path_are_those_of_the_loops() -> None:
    """Deepest fall, mean of the worst 5 percent (three of 53, rounded up), and downside deviation."""
    returns = series(34, [], 53)[:, 0]

    assert deepest_fall(returns) == pytest.approx(reference.deepest_fall(list(returns)), rel=1e-12)
    assert mean_worst_loss(returns) == pytest.approx(reference.mean_of_worst(list(returns)), rel=1e-12)
    assert downside_deviation(returns) == pytest.approx(reference.downside(list(returns)), rel=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_figures_of_a_private_fund_are_those_of_the_loops(seed: int) -> None:
    """Kaplan and Schoar's ratio, direct alpha and internal rate of a fund that calls money first and pays later."""
    generator = np.random.default_rng(seed)
    flows = [int(flow) for flow in [*(-generator.integers(1, 50, 4)), *generator.integers(1, 60, 6)]]
    days = [date(2010, 1, 1) + timedelta(365 * year) for year in range(10)]
    levels = [float(level) for level in np.round(100 * np.cumprod(generator.uniform(0.9, 1.2, 10)), 2)]
    value = 25
    dated = tuple(Flow(on, Decimal(max(-flow, 0)), Decimal(max(flow, 0))) for on, flow in zip(days, flows, strict=True))
    fund = Fund("constructed", dated, Decimal(value), days[-1])
    factors = index_factors(fund, [Level(day, Decimal(str(level))) for day, level in zip(days, levels, strict=True)])

    years, last = list(range(10)), [*flows[:-1], flows[-1] + value]
    assert ks_pme(fund, factors).value == pytest.approx(reference.kaplan_schoar(flows, levels, value), rel=1e-12)
    assert net_irr(fund).value == pytest.approx(reference.internal_rate(years, last), abs=1e-9)
    assert direct_alpha(fund, factors).value == pytest.approx(
        reference.direct_alpha(years, flows, levels, value), abs=1e-9
    )


def test_returns_without_smoothing_are_those_of_the_loop() -> None:
    """Geltner's inverse filter, with the autocorrelation of the whole reported series."""
    returns = series(3, [], 40)[:, 0]
    expected, rho = reference.desmoothed(list(returns))

    found = desmooth(returns)

    assert 0 < rho < 0.97
    assert found.rho == pytest.approx(rho, rel=1e-12)
    assert found.returns[1:] == pytest.approx(expected, rel=1e-9)
