"""The statistics of stage eti a second time: plain loops from the papers, slow, sharing no line with the package.

The tests compare the two. Whoever doubts a number can follow it here with a pencil.

References
----------
Andrews (1991), Econometrica 59; Andrews and Monahan (1992), Econometrica 60: the bandwidth, and prewhitening.
Datta and Du (2012), Board of Governors of the Federal Reserve System, International Finance Discussion Paper 1060,
"Nonparametric HAC estimation for time series data with missing observations": gaps kept in place.
Geltner (1993), Journal of Real Estate Research 8: returns from appraisals.
Gredil, Griffiths and Stucke (2014): direct alpha. Kaplan and Schoar (2005), Journal of Finance 60: their ratio.
Jobson and Korkie (1981), Journal of Finance 36, as corrected by Memmel (2003), Finance Letters 1.
Kendall (1954), Biometrika 41: an autocorrelation found in n periods is too low by (1 + 3 a) / n on average.
Ledoit and Wolf (2008), Journal of Empirical Finance 15: Sharpe ratios; (2011), Wilmott 55: variances.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Statistic = Callable[[Sequence[float]], tuple[float, list[float]]]


def parzen(x: float) -> float:
    """Weight of Parzen's kernel at lag / bandwidth."""
    if x <= 0.5:
        return 1 - 6 * x**2 + 6 * x**3
    return 2 * (1 - x) ** 3 if x <= 1 else 0.0


def deviations(values: Array) -> Array:
    """Take each column's mean over its observed rows from it; a missing row stays missing in every column."""
    out = np.full(values.shape, np.nan)
    rows = [t for t in range(len(values)) if np.isfinite(values[t]).all()]
    for k in range(values.shape[1]):
        mean = sum(values[t, k] for t in rows) / len(rows)
        for t in rows:
            out[t, k] = values[t, k] - mean
    return out


def _observed(values: Array, t: int) -> bool:
    return 0 <= t < len(values) and bool(np.isfinite(values[t]).all())


def _count(values: Array) -> int:
    return sum(_observed(values, t) for t in range(len(values)))


def _autoregression(column: Array) -> tuple[float, float]:
    """Coefficient and residual variance of a first-order autoregression with a constant, on neighbouring rows."""
    pairs = [(column[t - 1], column[t]) for t in range(1, len(column)) if np.isfinite(column[t - 1 : t + 1]).all()]
    before = sum(a for a, _ in pairs) / len(pairs)
    after = sum(b for _, b in pairs) / len(pairs)
    rho = sum((a - before) * (b - after) for a, b in pairs) / sum((a - before) ** 2 for a, _ in pairs)
    return rho, sum((b - after - rho * (a - before)) ** 2 for a, b in pairs) / len(pairs)


def bandwidth(values: Array) -> float:
    """Andrews's bandwidth for Parzen's kernel, from one autoregression a column, all weighed alike."""
    above = below = 0.0
    for k in range(values.shape[1]):
        rho, variance = _autoregression(values[:, k])
        above += 4 * rho**2 * variance**2 / (1 - rho) ** 8
        below += variance**2 / (1 - rho) ** 4
    n = _count(values)
    return float(min(2.6614 * (above / below * n) ** 0.2, n - 1))


def long_run_covariance(values: Array, *, estimated: int) -> Array:
    """Kernel estimate of the covariance of sqrt(n) times the mean; lags count calendar periods, gaps add nothing."""
    width, n = bandwidth(values), _count(values)
    total = np.zeros((values.shape[1], values.shape[1]))
    for t in range(len(values)):
        for s in range(len(values)):
            lag = abs(t - s)
            if _observed(values, t) and _observed(values, s) and (lag == 0 or lag < width):
                total += (parzen(lag / width) if lag else 1.0) * np.outer(values[t], values[s])
    return total / n * n / (n - estimated)


def prewhitened_covariance(values: Array, *, estimated: int) -> Array:
    """Filter by a first-order vector autoregression without a constant, estimate, and undo the filter.

    A single column's coefficient is corrected after Kendall (1954), and counts as estimated. What would pass 0.97 then
    is held there.
    """
    k = values.shape[1]
    now = [t for t in range(1, len(values)) if _observed(values, t) and _observed(values, t - 1)]
    moment = sum((np.outer(values[t - 1], values[t - 1]) for t in now), np.zeros((k, k)))
    cross = sum((np.outer(values[t], values[t - 1]) for t in now), np.zeros((k, k)))
    coefficients = cross @ np.linalg.inv(moment)
    if k == 1:
        coefficients = coefficients + (1 + 3 * coefficients) / len(now)
        estimated += 1
    left, singular, right = np.linalg.svd(coefficients)
    coefficients = left @ np.diag(np.minimum(singular, 0.97)) @ right
    residuals = np.full(values.shape, np.nan)
    for t in now:
        residuals[t] = values[t] - coefficients @ values[t - 1]
    return _refiltered(long_run_covariance(residuals, estimated=estimated), coefficients, values)


def _refiltered(covariance: Array, coefficients: Array, values: Array) -> Array:
    """Put the autoregression back, for as many pairs of observed rows as there are at each lag.

    Without gaps that is the published (I - A)^-1 V (I - A')^-1. Over gaps the autocovariances A^j G, where
    G = A G A' + V, count for the share of rows that have an observed one j periods before, beside the share that a
    whole grid would have.
    """
    k, length = len(coefficients), len(values)
    if _count(values) == length:
        undo = np.linalg.inv(np.eye(k) - coefficients)
        return np.asarray(undo @ covariance @ undo.T)
    variance = np.linalg.solve(np.eye(k * k) - np.kron(coefficients, coefficients), covariance.ravel()).reshape(k, k)
    total, lagged = variance.copy(), variance
    for lag in range(1, length):
        lagged = coefficients @ lagged
        apart = sum(_observed(values, t) and _observed(values, t - lag) for t in range(length))
        total = total + apart / _count(values) * length / (length - lag) * (lagged + lagged.T)
    return total


def moments(pairs: Array) -> Array:
    """Give both returns and both squares of each row."""
    return np.column_stack([pairs, pairs**2])


def sharpe_difference(means: Sequence[float]) -> tuple[float, list[float]]:
    """Difference of Sharpe ratios and its gradient, from the means of returns and squares."""
    a, b, aa, bb = means
    va, vb = aa - a**2, bb - b**2
    return a / va**0.5 - b / vb**0.5, [aa / va**1.5, -bb / vb**1.5, -0.5 * a / va**1.5, 0.5 * b / vb**1.5]


def log_variance_difference(means: Sequence[float]) -> tuple[float, list[float]]:
    """Difference of the logarithms of the variances and its gradient."""
    a, b, aa, bb = means
    va, vb = aa - a**2, bb - b**2
    return math.log(va) - math.log(vb), [-2 * a / va, 2 * b / vb, 1 / va, -1 / vb]


def standard_error(pairs: Array, statistic: Statistic, *, prewhiten: bool) -> float:
    """Delta-method standard error with the kernel covariance of the four moments."""
    values = moments(pairs)
    rows = values[np.isfinite(values).all(axis=1)]
    gradient = np.array(statistic(list(rows.mean(axis=0)))[1])
    covariance = (prewhitened_covariance if prewhiten else long_run_covariance)(deviations(values), estimated=4)
    return float(math.sqrt(gradient @ covariance @ gradient / len(rows)))


def mean_standard_error(difference: Array, *, prewhiten: bool) -> float:
    """Standard error of the mean of one column."""
    values = deviations(difference[:, None])
    covariance = (prewhitened_covariance if prewhiten else long_run_covariance)(values, estimated=1)
    return math.sqrt(covariance[0, 0] / _count(values))


def studentised_draw(pairs: Array, statistic: Statistic, starts: Sequence[int], block: int) -> tuple[float, float]:
    """Value of the statistic on circular blocks that begin at `starts`, and its standard error from the blocks' sums.

    A block keeps its gaps: it sums what is observed in it. Without gaps this is formula for formula the published one.
    """
    values, periods = moments(pairs), len(pairs)
    sums, counts = [], []
    for start in starts:
        rows = [values[(start + i) % periods] for i in range(block)]
        seen = [row for row in rows if np.isfinite(row).all()]
        sums.append(sum(seen, np.zeros(4)))
        counts.append(len(seen))
    means = sum(sums, np.zeros(4)) / sum(counts)
    estimate, gradient = statistic(list(means))
    psi = np.zeros((4, 4))
    for total, count in zip(sums, counts, strict=True):
        zeta = (total - count * means) / math.sqrt(block)
        psi += np.outer(zeta, zeta) / len(starts)
    share = sum(counts) / (len(starts) * block)
    return estimate, math.sqrt(np.array(gradient) @ psi @ np.array(gradient) / periods) / share


def memmel_standard_error(pairs: Array) -> float:
    """Jobson and Korkie's standard error of the difference of two Sharpe ratios, with Memmel's correction."""
    a, b = pairs.mean(axis=0) / pairs.std(axis=0, ddof=1)
    rho = float(np.corrcoef(pairs.T)[0, 1])
    return math.sqrt((2 - 2 * rho + (a**2 + b**2 - 2 * a * b * rho**2) / 2) / len(pairs))


def deepest_fall(returns: Sequence[float]) -> float:
    """Largest loss from a peak, as a positive share; the beginning is a peak."""
    value = peak = 1.0
    worst = 0.0
    for r in returns:
        value *= 1 + r
        peak = max(peak, value)
        worst = max(worst, 1 - value / peak)
    return worst


def mean_of_worst(returns: Sequence[float], share: float = 0.05) -> float:
    """Mean of the worst returns as a positive loss: that share of them, rounded up."""
    worst = sorted(returns)[: math.ceil(round(share * len(returns), 9))]
    return -sum(worst) / len(worst)


def downside(returns: Sequence[float], target: float = 0.0) -> float:
    """Root of the mean square of what falls short of the target, over all returns."""
    return math.sqrt(sum(min(r - target, 0.0) ** 2 for r in returns) / len(returns))


def present_value(rate: float, years: Sequence[float], flows: Sequence[float]) -> float:
    """Value now of the flows at a yearly rate."""
    return sum(flow / (1 + rate) ** year for year, flow in zip(years, flows, strict=True))


def internal_rate(years: Sequence[float], flows: Sequence[float]) -> float:
    """Rate at which the flows are worth nothing, by halving; the flows change sign once."""
    low, high = -0.99, 10.0
    for _ in range(200):
        middle = (low + high) / 2
        if (present_value(middle, years, flows) > 0) == (present_value(low, years, flows) > 0):
            low = middle
        else:
            high = middle
    return (low + high) / 2


def to_the_end(flows: Sequence[float], index: Sequence[float]) -> list[float]:
    """Carry each flow to the last date by the index."""
    return [flow * index[-1] / level for flow, level in zip(flows, index, strict=True)]


def kaplan_schoar(flows: Sequence[float], index: Sequence[float], net_asset_value: float) -> float:
    """What came back and what is left, over what was paid in, all carried to the end by the index."""
    carried = to_the_end(flows, index)
    return (sum(f for f in carried if f > 0) + net_asset_value) / -sum(f for f in carried if f < 0)


def direct_alpha(years: Sequence[float], flows: Sequence[float], index: Sequence[float], value: float) -> float:
    """Internal rate of the flows that the index carried to the end, and of what is left."""
    carried = to_the_end(flows, index)
    carried[-1] += value
    return internal_rate(years, carried)


def desmoothed(returns: Sequence[float]) -> tuple[list[float], float]:
    """Geltner's returns and the autocorrelation taken out, with both deviations from the mean of the whole series."""
    mean = sum(returns) / len(returns)
    rho = sum((returns[t] - mean) * (returns[t - 1] - mean) for t in range(1, len(returns)))
    rho /= sum((r - mean) ** 2 for r in returns)
    return [(returns[t] - rho * returns[t - 1]) / (1 - rho) for t in range(1, len(returns))], rho
