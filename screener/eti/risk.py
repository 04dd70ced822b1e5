"""Risk of the candidate divided by that of an alternative (checks ETI-03 and ETI-04).

Volatility is compared by the difference of log variances after Ledoit and Wolf (2011), *Wilmott* 55, 86. Downside
deviations, and means of the worst returns, are made of means as variances are, and are compared in the same way. The
deepest fall is not: its bounds are percentiles of a circular block bootstrap (Politis and Romano 1992).
"""

from __future__ import annotations

from dataclasses import replace
from math import cbrt, ceil, exp, log, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from screener.eti.equivalence import APART, DIFFERENT
from screener.eti.inference import (
    CONSTANT_SERIES,
    MIN_PERIODS,
    TOO_FEW,
    Inference,
    figures,
    finite,
    infer,
    place_of,
)
from screener.eti.moments import Smooth, is_constant, observe
from screener.eti.resample import LEVEL, chunks_of_rows
from screener.eti.sharpe import first_two_moments
from screener.tables.prudence import Figure

if TYPE_CHECKING:
    from screener.eti.moments import Array

RISKIER = "riskier by the limit or more"
WORST_SHARE = 0.05
"""Part of the returns that `cvar_ratio` looks at."""
NO_LOSS = "one side has no loss to compare"


def _log_variances(means: Array, _: Array | int) -> Array:
    """Subtract logarithms of variances."""
    result: Array = np.log((means[2] - means[0] ** 2) / (means[3] - means[1] ** 2))
    return result


def _gradient(means: Array) -> tuple[Array, ...]:
    """Derive by the two means and the two mean squares."""
    first, second = means[2] - means[0] ** 2, means[3] - means[1] ** 2
    return -2 * means[0] / first, 2 * means[1] / second, 1 / first, -1 / second


LOG_VARIANCE_DIFFERENCE = Smooth(first_two_moments, _log_variances, _gradient, is_corrected=True, is_symmetric=True)
"""Logarithm of the candidate's variance less that of the alternative's. Its bounds are symmetric: where tails are
heavy, bounds of signed draws let pass 6 to 7 in 100 histories at 5 percent, symmetric ones 5 (README.md)."""
LOG_DOWNSIDE_DIFFERENCE = Smooth(
    columns=lambda pairs: np.minimum(pairs, 0.0) ** 2,
    value=lambda means, _: np.log(means[0] / means[1]),
    gradient=lambda means: (1 / means[0], -1 / means[1]),
    is_corrected=True,
    is_symmetric=True,
)
"""Logarithm of the mean square of the candidate's returns below zero less that of the alternative's."""


def log_worst_difference(seen: Array) -> Smooth:
    """Compare means of the worst returns: twice the logarithm of the candidate's less that of the alternative's.

    Parameters
    ----------
    seen : ndarray of shape (…, n, 2)
        Returns from which the worst are told.

    Returns
    -------
    Smooth

    Notes
    -----
    The mean loss in the worst k of n returns is the mean of (n / k) max(q - r, 0) - q, q being the k-th lowest return
    (Rockafellar and Uryasev 2000, *Journal of Risk* 2, 21). It is least at that q, so that an error in q does not show
    in it at first order, and q may be held.
    """
    n = seen.shape[-2]
    worst = _worst_of(n)
    lowest = np.sort(seen, axis=-2)[..., worst - 1 : worst, :]
    return Smooth(
        columns=lambda pairs: np.maximum(lowest - pairs, 0.0) * (n / worst) - lowest,
        value=lambda means, _: 2 * np.log(means[0] / means[1]),
        gradient=lambda means: (2 / means[0], -2 / means[1]),
        is_corrected=True,
        is_symmetric=True,
    )


def volatility_ratio(
    pairs: Array, *, margin: float | None, draws: int, generator: np.random.Generator, comparisons: int = 1
) -> tuple[Figure, ...]:
    """Compare the volatility of the candidate with that of an alternative.

    Parameters
    ----------
    pairs : ndarray of shape (T, 2)
        Net returns of candidate and alternative in each calendar period, as fractions; NaN where there is none.
    margin : float or None
        Largest ratio that the policy lets pass, above one; without one only `DIFFERENT` is asked.
    draws : int
    generator : numpy.random.Generator
    comparisons : int
        Alternatives that are compared with, over all of which `shown_low` and `shown_high` hold together.

    Returns
    -------
    tuple of Figure
        The ratio of standard deviations: for each of `hac`, `hac_prewhitened` and `bootstrap` one figure per hypothesis
        (`RISKIER`, `APART`, `DIFFERENT`), which differ in nothing but the p-value. The detectable difference is a ratio
        too: the square root of upper bound over lower bound.
    """
    pairs, observed = observe(pairs)
    n = int(observed.sum())
    note = TOO_FEW if n < MIN_PERIODS else CONSTANT_SERIES if any(map(is_constant, pairs[observed].T)) else ""
    inputs = _Inputs(pairs, observed, margin, draws, generator, comparisons)
    return _smooth_ratio("volatility_ratio", LOG_VARIANCE_DIFFERENCE, inputs, note)


class _Inputs(NamedTuple):
    """What every ratio is made from."""

    pairs: Array
    """Of `observe`."""
    observed: Array
    margin: float | None
    draws: int
    generator: np.random.Generator
    comparisons: int


def _smooth_ratio(
    name: str, statistic: Smooth, inputs: _Inputs, note: str, block: int | None = None
) -> tuple[Figure, ...]:
    """Write down a ratio whose logarithm a statistic is twice of; with a note, that nothing is computed, and why."""
    n, margin = int(inputs.observed.sum()), inputs.margin
    if note:
        hypotheses = (DIFFERENT,) if margin is None else (RISKIER, APART, DIFFERENT)
        return tuple(
            Figure(name, estimator, None, hypothesis=of, n=n, margin=margin, note=note)
            for estimator in ("hac", "hac_prewhitened", "bootstrap")
            for of in hypotheses
        )
    # A draw in which one side loses nothing has no logarithm: it counts as one that is as far off as can be.
    with np.errstate(divide="ignore", invalid="ignore"):
        found = infer(
            statistic, inputs.pairs, inputs.observed, draws=inputs.draws, generator=inputs.generator, block=block
        )
    return tuple(one for each in found for one in _as_ratios(name, each, n, margin, inputs.comparisons))


def _as_ratios(
    statistic: str, inference: Inference, n: int, margin: float | None, comparisons: int
) -> tuple[Figure, ...]:
    """From twice the logarithm of a ratio to the ratio, once for each hypothesis; its error by the delta method."""
    p_values = {}
    if margin is not None:
        riskier = inference.at_least(2 * log(margin))
        p_values = {RISKIER: riskier, APART: max(riskier, inference.at_most(-2 * log(margin)))}
    p_values[DIFFERENT] = inference.equal_to(0.0)
    logs = figures(statistic, inference, n=n, margin=margin, comparisons=comparisons, p_values=p_values)
    ratio = exp(inference.estimate / 2)
    return tuple(
        replace(
            one,
            estimate=finite(ratio),
            standard_error=finite(ratio * inference.error / 2),
            low=_root(one.low),
            high=_root(one.high),
            shown_low=_root(one.shown_low),
            shown_high=_root(one.shown_high),
            minimum_detectable_difference=_root(one.minimum_detectable_difference),
        )
        for one in logs
    )


def _root(logarithm: float | None) -> float | None:
    """From twice the logarithm of a ratio to the ratio; none that no number can hold."""
    with np.errstate(over="ignore"):
        return None if logarithm is None else finite(float(np.exp(logarithm / 2)))


def drawdown_ratio(
    pairs: Array, *, margin: float | None, draws: int, generator: np.random.Generator, comparisons: int = 1
) -> Figure:
    """Compare the deepest falls from an earlier peak, the first day's value being a peak.

    Parameters
    ----------
    pairs : ndarray of shape (T, 2)
    margin : float or None
        Largest ratio that the policy lets pass.
    draws : int
    generator : numpy.random.Generator
    comparisons : int
        Alternatives that are compared with, over all of which `shown_low` and `shown_high` hold together.

    Returns
    -------
    Figure
        Without p-value. Not computed over gaps: a fall across missing periods is not known.
    """
    pairs, observed = observe(pairs)
    n = int(observed.sum())
    empty = Figure("drawdown_ratio", "percentile", None, n=n, margin=margin)
    if n < MIN_PERIODS:
        return replace(empty, note=TOO_FEW)
    if not observed.all():
        return replace(empty, note="a fall across missing periods is not known")
    candidate, alternative = deepest_fall(pairs.T)
    if not (candidate > 0 and alternative > 0):
        return replace(empty, note=NO_LOSS)
    block = _cube_root(len(observed))
    drawn = [deepest_fall(pairs[rows].swapaxes(1, 2)) for rows in chunks_of_rows(n, block, draws, generator)]
    above, below = np.concatenate(drawn).T
    # A draw in which the alternative loses nothing makes the candidate look as bad as can be.
    ratios = np.sort(np.divide(above, below, out=np.full(draws, np.inf), where=below > 0))
    bounds = []
    for level in (LEVEL, LEVEL / comparisons):
        place = place_of(level, draws)
        bounds += [finite(ratios[place - 1]), finite(ratios[-place])]
    low, high, shown_low, shown_high = bounds
    return replace(
        empty,
        estimate=finite(candidate / alternative),
        low=low,
        high=high,
        shown_low=shown_low,
        shown_high=shown_high,
        minimum_detectable_difference=finite(sqrt(high / low)) if low and high and low > 0 else None,
        note=f"blocks of {block}, {draws:,} draws; the bounds are on the careful side",
    )


def cvar_ratio(
    pairs: Array, *, margin: float | None, draws: int, generator: np.random.Generator, comparisons: int = 1
) -> tuple[Figure, ...]:
    """Compare the means of the worst 5 percent of returns, rounded up to whole periods; losses are positive.

    Parameters
    ----------
    pairs : ndarray of shape (T, 2)
    margin : float or None
    draws : int
    generator : numpy.random.Generator
    comparisons : int

    Returns
    -------
    tuple of Figure
        As of `volatility_ratio`.
    """
    pairs, observed = observe(pairs)
    seen = pairs[observed]
    note = TOO_FEW if len(seen) < MIN_PERIODS else NO_LOSS if (mean_worst_loss(seen.T) <= 0).any() else ""
    statistic = LOG_DOWNSIDE_DIFFERENCE if note else log_worst_difference(seen)
    inputs = _Inputs(pairs, observed, margin, draws, generator, comparisons)
    return _smooth_ratio("cvar_ratio", statistic, inputs, note, block=_cube_root(len(observed)))


def downside_ratio(
    pairs: Array, *, margin: float | None, draws: int, generator: np.random.Generator, comparisons: int = 1
) -> tuple[Figure, ...]:
    """Compare downside deviations below zero: the root of the mean square of what is below, over all periods.

    Parameters
    ----------
    pairs : ndarray of shape (T, 2)
    margin : float or None
    draws : int
    generator : numpy.random.Generator
    comparisons : int

    Returns
    -------
    tuple of Figure
        As of `volatility_ratio`.
    """
    pairs, observed = observe(pairs)
    seen = pairs[observed]
    note = TOO_FEW if len(seen) < MIN_PERIODS else "" if (seen < 0).any(axis=0).all() else NO_LOSS
    inputs = _Inputs(pairs, observed, margin, draws, generator, comparisons)
    return _smooth_ratio("downside_ratio", LOG_DOWNSIDE_DIFFERENCE, inputs, note, block=_cube_root(len(observed)))


def _worst_of(count: Array | int) -> Any:
    """Return how many of so many returns are the worst: 7 of 140, whatever a twentieth is to a computer."""
    return np.ceil(np.round(WORST_SHARE * count, 9)).astype(int)


def _cube_root(length: int) -> int:
    """Return the length of blocks for so long a window."""
    return ceil(round(cbrt(length), 9))


def deepest_fall(returns: Array) -> Array:
    """Find the deepest fall from an earlier peak, as a positive fraction.

    Parameters
    ----------
    returns : ndarray of shape (…, T)

    Returns
    -------
    ndarray of shape (…)
    """
    level = np.cumprod(1 + returns, axis=-1)
    peak = np.maximum(np.maximum.accumulate(level, axis=-1), 1.0)
    fall: Array = (1 - level / peak).max(axis=-1)
    return fall


def mean_worst_loss(returns: Array) -> Array:
    """Average the worst 5 percent of the returns there are, at least one of them, as a positive loss.

    Parameters
    ----------
    returns : ndarray of shape (…, T)
        NaN where there is none.

    Returns
    -------
    ndarray of shape (…)
    """
    lowest = np.sort(returns, axis=-1)
    count = _worst_of(np.isfinite(returns).sum(axis=-1, keepdims=True))
    counted = np.arange(returns.shape[-1]) < count
    with np.errstate(invalid="ignore"):
        result: Array = -np.where(counted, lowest, 0.0).sum(axis=-1) / count[..., 0]
    return result


def downside_deviation(returns: Array) -> Array:
    """Take the root of the mean square of the returns below zero, over all periods that have one.

    Parameters
    ----------
    returns : ndarray of shape (…, T)
        NaN where there is none.

    Returns
    -------
    ndarray of shape (…)
    """
    squares = np.where(returns < 0, returns, 0.0) ** 2
    with np.errstate(invalid="ignore"):
        result: Array = np.sqrt(squares.sum(axis=-1) / np.isfinite(returns).sum(axis=-1))
    return result
