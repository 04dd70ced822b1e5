"""Difference of two Sharpe ratios (check ETI-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from screener.eti.equivalence import DIFFERENT, WORSE
from screener.eti.inference import CONSTANT_SERIES, MIN_PERIODS, TOO_FEW, Inference, figures, infer
from screener.eti.moments import Smooth, is_constant, observe
from screener.tables.prudence import Figure

if TYPE_CHECKING:
    from screener.eti.moments import Array


def first_two_moments(pairs: Array) -> Array:
    """Put both returns and both squares side by side, which is what variances and Sharpe ratios are made of.

    Parameters
    ----------
    pairs : ndarray of shape (…, 2)

    Returns
    -------
    ndarray of shape (…, 4)
    """
    return np.concatenate([pairs, pairs**2], axis=-1)


def _value(means: Array, n: Array | int) -> Array:
    """Subtract Sharpe ratios, with sample standard deviations (n - 1)."""
    correction = np.sqrt((n - 1) / n)
    first, second = means[2] - means[0] ** 2, means[3] - means[1] ** 2
    result: Array = correction * (means[0] / np.sqrt(first) - means[1] / np.sqrt(second))
    return result


def _gradient(means: Array) -> tuple[Array, ...]:
    """Derive by the two means and the two mean squares (Ledoit and Wolf 2008, section 3)."""
    first, second = (means[2] - means[0] ** 2) ** 1.5, (means[3] - means[1] ** 2) ** 1.5
    return means[2] / first, -means[3] / second, -0.5 * means[0] / first, 0.5 * means[1] / second


SHARPE_DIFFERENCE = Smooth(first_two_moments, _value, _gradient)
"""Sharpe ratio of the candidate less that of the alternative, per period."""


def sharpe_difference(
    pairs: Array, *, margin: float | None, draws: int, generator: np.random.Generator, comparisons: int = 1
) -> tuple[Figure, ...]:
    """Compare the Sharpe ratios of the candidate and an alternative.

    Parameters
    ----------
    pairs : ndarray of shape (T, 2)
        Excess returns of candidate and alternative in each calendar period, as fractions; NaN where there is none.
    margin : float or None
        Per period; without one only `DIFFERENT` is asked.
    draws : int
    generator : numpy.random.Generator
    comparisons : int
        Alternatives that are compared with, over all of which `shown_low` and `shown_high` hold together.

    Returns
    -------
    tuple of Figure
        For each of `jkm`, `hac`, `hac_prewhitened`, `bootstrap` one figure per hypothesis, which differ in nothing but
        the p-value: `WORSE`, one-sided, at the margin, which agrees with the lower bound, and `DIFFERENT`, two-sided,
        as published.

    Notes
    -----
    `jkm` has the variance (2 - 2r + (S1² + S2² - 2 S1 S2 r²) / 2) / n of Jobson and Korkie (1981), *Journal of Finance*
    36, 889, as corrected by Memmel (2003), *Finance Letters* 1, 21; it takes returns to be independent and normal. The
    others follow Ledoit and Wolf (2008), *Journal of Empirical Finance* 15, 850. Ratios have the sample standard
    deviation (n - 1) below, the gradient the one with n, as in Ledoit and Wolf's own code. The bandwidth weighs all
    four moments alike, as there, so that the two `hac` errors depend a little on the unit of the returns.
    """
    pairs, observed = observe(pairs)
    n, seen = int(observed.sum()), pairs[observed]
    note = TOO_FEW if n < MIN_PERIODS else CONSTANT_SERIES if any(map(is_constant, seen.T)) else ""
    if note:
        hypotheses = (DIFFERENT,) if margin is None else (WORSE, DIFFERENT)
        return tuple(
            Figure("sharpe_difference", name, None, hypothesis=of, n=n, margin=margin, note=note)
            for name in ("jkm", "hac", "hac_prewhitened", "bootstrap")
            for of in hypotheses
        )
    found = infer(SHARPE_DIFFERENCE, pairs, observed, draws=draws, generator=generator)
    jkm = Inference("jkm", found[0].estimate, _memmel_error(seen) if found[0].error else 0.0, note=found[0].note)
    return tuple(
        written
        for each in (jkm, *found)
        for written in figures(
            "sharpe_difference",
            each,
            n=n,
            margin=margin,
            comparisons=comparisons,
            p_values=({} if margin is None else {WORSE: each.at_most(-margin)}) | {DIFFERENT: each.equal_to(0.0)},
        )
    )


def _memmel_error(seen: Array) -> float:
    """Error of the difference if returns were independent over time and normal."""
    first, second = seen.mean(axis=0) / seen.std(axis=0, ddof=1)
    correlation = np.corrcoef(seen.T)[0, 1]
    both = first**2 + second**2 - 2 * first * second * correlation**2
    return float(np.sqrt(max(2 - 2 * correlation + both / 2, 0.0) / len(seen)))
