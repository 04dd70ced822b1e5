"""A candidate beside every alternative: each statistic against each."""

from __future__ import annotations

import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from threadpoolctl import threadpool_limits

from screener.eti.align import NO_RISK_FREE, align, count_common_months, in_step, subtract
from screener.eti.equivalence import APART, mean_difference
from screener.eti.risk import cvar_ratio, downside_ratio, drawdown_ratio, volatility_ratio
from screener.eti.sharpe import sharpe_difference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from screener.eti.returns import Series
    from screener.tables.prudence import Alignment, Figure

GATES = {
    "mean_difference": "hac_prewhitened",
    "volatility_ratio": "bootstrap",
    "sharpe_difference": "bootstrap",
    "drawdown_ratio": "percentile",
    "cvar_ratio": "bootstrap",
    "downside_ratio": "bootstrap",
}
"""Statistic → the estimator that is judged by; the others are printed beside it."""
WORKERS = 2
"""Alternatives compared at once; each draws from a generator of its own, so that their number changes nothing."""


@dataclass(frozen=True, slots=True)
class Margins:
    """What still counts as no worse, as the rulebook has it on the decision date."""

    mean: float
    """Return a year, as a fraction."""
    volatility: float
    """Ratio."""
    tail: float
    """Ratio."""
    sharpe: float
    """Sharpe ratio a year."""
    months: int
    """Fewest months on which returns are judged."""
    tail_months: int
    """Fewest months on which losses in bad times are judged."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The candidate beside one alternative."""

    name: str
    pairs: np.ndarray
    """Returns of candidate and alternative by period of the calendar; NaN is a gap."""
    alignment: Alignment
    figures: dict[str, tuple[Figure, ...]]
    """Statistic → one figure an estimator and hypothesis."""
    notes: tuple[str, ...] = ()
    """What a reader must know of the pair."""

    def gate(self, statistic: str, *, equal: bool = False) -> Figure:
        """Return the figure that is judged by: with the p-value of being worse, or of being apart on either side."""
        found = [one for one in self.figures[statistic] if one.estimator == GATES[statistic]]
        apart = [one for one in found if one.hypothesis == APART]
        return apart[0] if equal and apart else found[0]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The candidate beside all alternatives that have returns."""

    periods_per_year: int
    beside: tuple[Beside, ...]
    months: int | None
    """Months in which it and every alternative have a return; null where none has returns."""
    margins: Margins
    notes: tuple[str, ...] = ()

    @property
    def has_gaps(self) -> bool:
        """Whether some pair lacks a period between its first and its last."""
        return any(one.alignment.gaps for one in self.beside)

    @property
    def step(self) -> int:
        """Months in a period."""
        return 12 // self.periods_per_year

    def of(self, statistic: str, *, equal: bool = False) -> list[Figure]:
        """Return the figure that is judged by against each alternative."""
        return [one.gate(statistic, equal=equal) for one in self.beside]


def compare(
    candidate: Series,
    alternatives: Sequence[Series],
    margins: Margins,
    *,
    risk_free: Series | None = None,
    reported: Mapping[str, Series] | None = None,
    draws: int,
    seed: int,
) -> Comparison:
    """Return every statistic of returns against every alternative.

    Parameters
    ----------
    candidate : Series
    alternatives : sequence of Series
    margins : Margins
    risk_free : Series, optional
        Taken off before Sharpe ratios; without it they are of the returns themselves.
    reported : mapping of str to Series, optional
        Name → the returns as reported, of whose that were changed before risk is measured; means are of these.
    draws : int
        Of each bootstrap.
    seed : int
        With an alternative's returns it decides its draws, so that neither names nor order change anything.
    """
    if not alternatives:
        return Comparison(12 // candidate.step, (), None, margins)
    candidate, *alternatives = in_step([candidate, *alternatives])
    inputs = _Inputs(margins, risk_free, reported or {}, draws, seed, len(alternatives))
    # one thread an alternative: threads inside small products of matrices wait for each other longer than they work
    with threadpool_limits(limits=1, user_api="blas"), ThreadPoolExecutor(WORKERS) as pool:
        beside = tuple(pool.map(lambda one: _beside(candidate, one, inputs), alternatives))
    excess = f"Sharpe ratios are of returns above {risk_free.name}." if risk_free else NO_RISK_FREE
    months = count_common_months([candidate, *alternatives])
    return Comparison(12 // candidate.step, beside, months, margins, (excess,))


class _Inputs(NamedTuple):
    """What every comparison shares."""

    margins: Margins
    risk_free: Series | None
    reported: Mapping[str, Series]
    draws: int
    seed: int
    comparisons: int


def _beside(candidate: Series, alternative: Series, inputs: _Inputs) -> Beside:
    """Return every statistic against one alternative."""
    margins, year = inputs.margins, 12 // candidate.step
    pairs, alignment = align(candidate, alternative)
    plain = pairs
    if inputs.reported:
        plain, _ = align(*(inputs.reported.get(one.name, one) for one in (candidate, alternative)))
    above, notes = pairs, [note for note in (_same(pairs, candidate.name, alternative.name),) if note]
    if inputs.risk_free:
        less = [subtract(one, inputs.risk_free) for one in (candidate, alternative)]
        above, _ = align(*less)
        notes += [note for one in less for note in one.notes if inputs.risk_free.name in note]

    def made(
        function: Callable[..., Figure | tuple[Figure, ...]], statistic: str, of: np.ndarray, margin: float
    ) -> tuple[Figure, ...]:
        words = (np.ascontiguousarray(alternative.values).tobytes(), statistic.encode())
        generator = np.random.default_rng([inputs.seed, *(zlib.crc32(word) for word in words)])
        found = function(of, margin=margin, draws=inputs.draws, generator=generator, comparisons=inputs.comparisons)
        several = found if isinstance(found, tuple) else (found,)
        return tuple(replace(one, alternative=alternative.name) for one in several)

    return Beside(
        alternative.name,
        pairs,
        alignment,
        {
            "mean_difference": made(mean_difference, "mean_difference", plain, margins.mean / year),
            "volatility_ratio": made(volatility_ratio, "volatility_ratio", pairs, margins.volatility),
            "sharpe_difference": made(sharpe_difference, "sharpe_difference", above, margins.sharpe / sqrt(year)),
            "drawdown_ratio": made(drawdown_ratio, "drawdown_ratio", pairs, margins.tail),
            "cvar_ratio": made(cvar_ratio, "cvar_ratio", pairs, margins.tail),
            "downside_ratio": made(downside_ratio, "downside_ratio", pairs, margins.tail),
        },
        tuple(dict.fromkeys(notes)),
    )


def _same(pairs: np.ndarray, one: str, other: str) -> str:
    """Return a warning where both sides return the same in every period; nothing otherwise."""
    both = pairs[np.isfinite(pairs).all(axis=1)]
    if not len(both) or not (both[:, 0] == both[:, 1]).all():
        return ""
    return (
        f"{one} and {other} return exactly the same in all {len(both)} periods in common: look whether they are one "
        "and the same series."
    )
