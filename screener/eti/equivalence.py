"""Mean difference of two return series, and whether it is small enough to call them alike (check ETI-02).

A failure to find a difference is no tie. What is asked is whether the candidate is worse by the margin or more
(non-inferiority), or different by it on either side (two one-sided tests: Schuirmann 1987, *Journal of
Pharmacokinetics and Biopharmaceutics* 15, 657).
"""

from __future__ import annotations

from dataclasses import replace
from math import log
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri, stdtr

from screener.eti.inference import MIN_PERIODS, NO_DOUBT, TOO_FEW, Inference, figures, finite, infer
from screener.eti.moments import CONSTANT, Smooth, observe
from screener.eti.resample import LEVEL
from screener.tables.prudence import Figure

if TYPE_CHECKING:
    from screener.eti.moments import Array

WORSE = "worse by the margin or more"
APART = "different by the margin or more, on either side"
DIFFERENT = "no difference"

MEAN_DIFFERENCE = Smooth(
    columns=lambda pairs: pairs[..., :1] - pairs[..., 1:],
    value=lambda means, _: means[0],
    gradient=lambda means: (np.ones_like(means[0]),),
    is_corrected=True,
)
"""Mean of the candidate less that of the alternative."""


def mean_difference(
    pairs: Array, *, margin: float, draws: int, generator: np.random.Generator, comparisons: int = 1
) -> tuple[Figure, ...]:
    """Compare the mean returns of the candidate and an alternative.

    Parameters
    ----------
    pairs : ndarray of shape (T, 2)
        Net returns of candidate and alternative in each calendar period, as fractions; NaN where there is none.
    margin : float
        Per period, positive: the difference that the policy lets pass.
    draws : int
        Bootstrap draws.
    generator : numpy.random.Generator
    comparisons : int
        Alternatives that are compared with, over all of which `shown_low` and `shown_high` hold together.

    Returns
    -------
    tuple of Figure
        For each of `iid`, `hac`, `hac_prewhitened` and `bootstrap` one figure per hypothesis (`WORSE`, `APART`,
        `DIFFERENT`), which differ in nothing but the p-value.

    Notes
    -----
    With d the mean difference and s its error, *worse* is rejected where d - q s > -margin, *apart* where d + q s <
    margin as well; q is Student's t with n - 1 degrees of freedom, or the quantile of the draws.
    """
    pairs, observed = observe(pairs)
    n = int(observed.sum())
    difference = pairs[observed, 0] - pairs[observed, 1]
    estimators = ("iid", "hac", "hac_prewhitened", "bootstrap")
    if n < MIN_PERIODS:
        estimate = finite(float(difference.mean())) if n else None
        empty = Figure("mean_difference", "", None, estimate=estimate, n=n, margin=margin, note=TOO_FEW)
        hypotheses = (WORSE, APART, DIFFERENT)
        return tuple(replace(empty, estimator=name, hypothesis=of) for name in estimators for of in hypotheses)
    rounding = CONSTANT * float(np.abs(pairs).max())
    if np.ptp(difference) <= rounding:
        sure = float(difference.mean()) if abs(difference.mean()) > rounding else 0.0
        found = tuple(Inference(name, sure, 0.0, note=NO_DOUBT) for name in estimators)
    else:
        error = float(difference.std(ddof=1) / np.sqrt(n))
        iid = Inference("iid", float(difference.mean()), error, n - 1)
        found = (iid, *infer(MEAN_DIFFERENCE, pairs, observed, draws=draws, generator=generator, freedom=n - 1))
    return tuple(each for inference in found for each in _by_hypothesis(inference, n, margin, comparisons))


def _by_hypothesis(inference: Inference, n: int, margin: float, comparisons: int) -> tuple[Figure, ...]:
    """Write one inference down under each hypothesis."""
    worse = inference.at_most(-margin)
    p_values = {WORSE: worse, APART: max(worse, inference.at_least(margin)), DIFFERENT: inference.equal_to(0.0)}
    return figures("mean_difference", inference, n=n, margin=margin, comparisons=comparisons, p_values=p_values)


def years_needed(
    figure: Figure, margin: float, periods_per_year: int, *, power: float = 0.8, is_two_sided: bool = False
) -> float | None:
    """Find the years of history with which so large a share of histories would pass if there were no difference at all.

    Parameters
    ----------
    figure : Figure
        Of a difference, or of a ratio.
    margin : float
        In the unit of the figure; of a ratio the largest that is let pass, above one.
    periods_per_year : int
    power : float
        That share. With one half, the bound reaches the margin on average, and no more.
    is_two_sided : bool
        Both sides must be within the margin.

    Returns
    -------
    float or None
        The error falls with the square root of the history, so it is n x ((q + z) x error / margin) squared periods. Of
        the normal distribution q is the quantile of the bounds, 1.645, and z that of the power: 0.842 for 80 percent,
        and 1.282 where both sides must be within, of which each may then miss in 10 percent.
    """
    scale = _on_line(figure, margin)
    if scale is None:
        return None
    _, error, bound = scale
    quantile = float(ndtri(1 - LEVEL) + ndtri((1 + power) / 2 if is_two_sided else power))
    return finite(figure.n * (quantile * error / bound) ** 2 / periods_per_year)


def power(figure: Figure, margin: float, *, is_two_sided: bool = False) -> float | None:
    """Find the share of histories as long as this in which it would pass if there were no difference at all.

    Parameters
    ----------
    figure : Figure
    margin : float
    is_two_sided : bool
        Both sides must be within the margin.

    Returns
    -------
    float or None
        Where the detectable difference is the margin itself it is one half.
    """
    scale = _on_line(figure, margin)
    if scale is None:
        return None
    detectable, error, bound = scale
    if error == 0:
        return 1.0
    one_side = float(stdtr(figure.n - 1, (bound - detectable) / error))
    return finite(max(2 * one_side - 1, 0.0) if is_two_sided else one_side)


def _on_line(figure: Figure, margin: float) -> tuple[float, float, float] | None:
    """Put detectable difference, error and margin on a scale where no difference is zero: for ratios, logarithms."""
    detectable, error, estimate = figure.minimum_detectable_difference, figure.standard_error, figure.estimate
    if detectable is None or error is None or estimate is None:
        return None
    if figure.statistic.endswith("_ratio"):
        return (log(detectable), error / estimate, log(margin)) if margin > 1 else None
    return (detectable, error, margin) if margin > 0 else None
