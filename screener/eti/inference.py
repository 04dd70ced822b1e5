"""From an estimate and its error to bounds and p-values, one rule for all statistics and all estimators."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtr, stdtrit

from screener.eti.moments import means, standard_error
from screener.eti.resample import CHOICE_SEED, LEVEL, block_length, chunks_of_counts, studentised
from screener.tables.prudence import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from screener.eti.moments import Array, Smooth

MIN_PERIODS = 12
"""With fewer no error is estimated: nothing could be told from chance."""
NEGLIGIBLE = 1e-9
"""What is left of a sum whose parts cancel is rounding below this part of the largest."""
TOO_FEW = f"fewer than {MIN_PERIODS} periods in common: no error is estimated"
CONSTANT_SERIES = "one side has the same return in every period"
SCATTERED = f"fewer than {MIN_PERIODS} periods follow one another: their dependence is not known"
NO_DOUBT = "every period says the same: there is no error to estimate"


@dataclass(frozen=True, slots=True)
class Inference:
    """An estimate, and how (estimate - truth) / error is spread.

    Parameters
    ----------
    estimator : str
        Key of `ESTIMATORS`.
    estimate, error : float
        An error of zero says that the data leave no doubt: the two sides differ by a constant, or not at all.
    freedom : float
        Degrees of freedom of Student's t; infinite for the normal distribution. Not read where there are draws.
    draws : ndarray, optional
        Studentised draws in ascending order.
    note : str
    is_symmetric : bool
        Of draws their size alone counts: both bounds lie equally far from the estimate.
    """

    estimator: str
    estimate: float
    error: float
    freedom: float = np.inf
    draws: Array | None = None
    note: str = ""
    is_symmetric: bool = False

    @property
    def low(self) -> float:
        """Lower bound, one-sided at 95 percent."""
        return self.bounds(LEVEL)[0]

    @property
    def high(self) -> float:
        """Upper bound, one-sided at 95 percent."""
        return self.bounds(LEVEL)[1]

    def bounds(self, level: float) -> tuple[float, float]:
        """Lower and upper bound, each beyond the truth in so large a share of histories."""
        below, above = self._quantiles(level)
        return self.estimate - above * self.error, self.estimate - below * self.error

    def at_most(self, value: float) -> float:
        """P-value of the hypothesis that the truth is at most the value; it agrees with `low`."""
        if self.error == 0:
            return float(self.estimate <= value)
        distance = (self.estimate - value) / self.error
        if self.draws is None:
            return float(stdtr(self.freedom, -distance))
        if self.is_symmetric:
            return self._half_of_sizes(distance)
        return (len(self.draws) - int(np.searchsorted(self.draws, distance)) + 1) / (len(self.draws) + 1)

    def at_least(self, value: float) -> float:
        """P-value of the hypothesis that the truth is at least the value; it agrees with `high`."""
        if self.error == 0:
            return float(self.estimate >= value)
        distance = (self.estimate - value) / self.error
        if self.draws is None:
            return float(stdtr(self.freedom, distance))
        if self.is_symmetric:
            return self._half_of_sizes(-distance)
        return (int(np.searchsorted(self.draws, distance, side="right")) + 1) / (len(self.draws) + 1)

    def equal_to(self, value: float) -> float:
        """P-value, two-sided, of the hypothesis that the truth is the value."""
        if self.error == 0:
            return float(self.estimate == value)
        distance = abs(self.estimate - value) / self.error
        if self.draws is None:
            return float(2 * stdtr(self.freedom, -distance))
        return self._share_of_sizes(distance)

    def _share_of_sizes(self, distance: float) -> float:
        """Share of draws that are at least so large, of either sign."""
        draws = np.empty(0) if self.draws is None else self.draws
        return (int((np.abs(draws) >= distance).sum()) + 1) / (len(draws) + 1)

    def _half_of_sizes(self, distance: float) -> float:
        """P-value of one side where the size of draws alone counts; the two sides add to one."""
        share = self._share_of_sizes(abs(distance)) / 2
        return share if distance > 0 else 1 - share

    def _quantiles(self, level: float) -> tuple[float, float]:
        """Quantiles at a level and its complement; of draws those with which a bound and its p-value always agree."""
        if self.error == 0:
            return 0.0, 0.0
        if self.draws is None:
            quantile = float(stdtrit(self.freedom, 1 - level))
            return -quantile, quantile
        if self.is_symmetric:
            sizes = np.sort(np.abs(self.draws))
            size = float(sizes[-place_of(2 * level, len(sizes))])
            return -size, size
        place = place_of(level, len(self.draws))
        return float(self.draws[place - 1]), float(self.draws[-place])


def place_of(level: float, draws: int) -> int:
    """Find which of the draws, counted from the outside, leaves so large a share outside; the outermost at least."""
    return max(int(level * (draws + 1) + NEGLIGIBLE), 1)


@lru_cache(maxsize=256)
def _chosen_length(statistic: Smooth, length: int, pairs: bytes, observed: bytes) -> int:
    """Return the block length of a pair; kept, because it takes the longest and is asked of the same pair again."""
    returns, seen = np.frombuffer(pairs).reshape(length, 2), np.frombuffer(observed, dtype=bool)
    return block_length(statistic, returns, seen, np.random.default_rng(CHOICE_SEED))


def infer(
    statistic: Smooth,
    pairs: Array,
    observed: Array,
    *,
    draws: int,
    generator: np.random.Generator,
    freedom: float = np.inf,
    block: int | None = None,
) -> tuple[Inference, ...]:
    """Estimate a smooth function of means, with the errors of the Parzen kernel, prewhitened, and of the bootstrap.

    Parameters
    ----------
    statistic : Smooth
    pairs : ndarray of shape (T, 2)
        Of `moments.observe`.
    observed : ndarray of bool of shape (T,)
    draws : int
    generator : numpy.random.Generator
    freedom : float
        Degrees of freedom for the two that do not resample.
    block : int, optional
        Length of the bootstrap's blocks; chosen by `block_length` where none is given.

    Returns
    -------
    tuple of Inference
        hac, hac_prewhitened, bootstrap. The bootstrap is studentised by the prewhitened error, as published.
    """
    n = int(observed.sum())
    mean = means(statistic.columns(pairs), observed)
    estimate = float(statistic.value(mean, n))
    if _leaves_no_doubt(statistic, pairs[observed]):
        sure = round(estimate, 12) + 0.0
        return tuple(Inference(name, sure, 0.0, note=NO_DOUBT) for name in ("hac", "hac_prewhitened", "bootstrap"))
    plain = float(standard_error(statistic, pairs, observed, prewhiten=False))
    if (observed[1:] & observed[:-1]).sum() < MIN_PERIODS:
        scattered = [Inference(name, estimate, np.nan, note=SCATTERED) for name in ("hac_prewhitened", "bootstrap")]
        return Inference("hac", estimate, plain, freedom), *scattered
    whitened = float(standard_error(statistic, pairs, observed, prewhiten=True))
    if block is None:
        # The same draws for every choice: it is decided by the returns alone, whatever the seed of the test.
        block = _chosen_length(statistic, len(observed), np.ascontiguousarray(pairs).tobytes(), observed.tobytes())
    drawn = np.concatenate(
        [
            studentised(statistic, pairs[None], observed, block=block, counts=counts)[0]
            for counts in chunks_of_counts(len(observed), block, draws, generator)
        ]
    )
    # Where bounds are symmetric, a draw without an error to divide by counts as one that is as far off as can be.
    drawn = np.where(np.isnan(drawn), np.inf, drawn) if statistic.is_symmetric else drawn[~np.isnan(drawn)]
    return (
        Inference("hac", estimate, plain, freedom),
        Inference("hac_prewhitened", estimate, whitened, freedom),
        Inference(
            "bootstrap",
            estimate,
            whitened,
            draws=np.sort(drawn),
            note=f"blocks of {block}, {draws:,} draws",
            is_symmetric=statistic.is_symmetric,
        ),
    )


def _leaves_no_doubt(statistic: Smooth, pairs: Array) -> bool:
    """Whether every period says the same, so that there is no error: equal series, or one a multiple of the other."""
    columns = statistic.columns(pairs)
    mean = columns.mean(axis=0)
    parts = (columns - mean) * np.stack(statistic.gradient(mean))
    return bool(np.abs(parts.sum(axis=1)).max() <= NEGLIGIBLE * np.abs(parts).max())


def figures(
    statistic: str,
    inference: Inference,
    *,
    n: int,
    margin: float | None,
    comparisons: int,
    p_values: Mapping[str, float],
) -> tuple[Figure, ...]:
    """Write an inference down once for each hypothesis; what is not a finite number is not computed.

    Parameters
    ----------
    statistic : str
        Key of `STATISTICS`.
    inference : Inference
    n : int
        Periods in which both sides have a return.
    margin : float or None
    comparisons : int
        Alternatives that are compared with, over all of which what is shown holds together.
    p_values : Mapping of str to float
        By hypothesis.
    """
    low, high = finite(inference.low), finite(inference.high)
    shown_low, shown_high = inference.bounds(LEVEL / comparisons)
    found = Figure(
        statistic,
        inference.estimator,
        None,
        estimate=finite(inference.estimate),
        standard_error=finite(inference.error),
        low=low,
        high=high,
        shown_low=finite(shown_low),
        shown_high=finite(shown_high),
        n=n,
        margin=margin,
        minimum_detectable_difference=None if low is None or high is None else finite((high - low) / 2),
        note=inference.note,
    )
    return tuple(replace(found, p_value=finite(value), hypothesis=name) for name, value in p_values.items())


def finite(value: float) -> float | None:
    """Keep twelve digits, so that the last bits of another machine's arithmetic do not show; None if not finite."""
    return float(f"{value:.11e}") if np.isfinite(value) else None
