"""Covariance from a history of returns, shrunk after Ledoit and Wolf (2004), and its factor."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from screener.errors import InputError, join_problems
from screener.reach.asked import NOTHING, Moments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST_PERIODS = 12
"""Periods below which no covariance is taken."""


def shrunk(returns: Floats) -> tuple[Floats, float]:
    """Return the factor of the shrunk covariance of returns, and how far it is shrunk.

    Parameters
    ----------
    returns : ndarray of shape (n_periods, n_names)
        Without gaps.

    Returns
    -------
    root : ndarray of shape (n_names + n_periods, n_names)
        ``root.T @ root`` is the covariance per period: s·m·I + (1 − s)·S, where S is the sample's covariance (divided
        by n), m its mean variance and s the shrinkage.
    shrinkage : float
        s, 0–1; it is estimated, not chosen.

    References
    ----------
    Ledoit and Wolf (2004), "A well-conditioned estimator for large-dimensional covariance matrices", Journal of
    Multivariate Analysis 88, 365-411, lemma 3.2 and 3.4.
    """
    periods, names = returns.shape
    centred = returns - returns.mean(axis=0)
    # ‖S‖² by the smaller of the two Gram matrices, which have the same norm
    gram = centred @ centred.T / periods if periods < names else centred.T @ centred / periods
    size = float((gram**2).sum())
    mean = float((centred**2).sum()) / periods / names
    spread = size / names - mean**2
    noise = (float(((centred**2).sum(axis=1) ** 2).sum()) / periods - size) / periods / names
    shrinkage = min(max(noise / spread, 0.0), 1.0) if spread > 0 else 1.0
    root = np.vstack([sqrt(shrinkage * mean) * np.eye(names), sqrt((1 - shrinkage) / periods) * centred])
    return root, shrinkage


def of_returns(returns: Floats, names: Sequence[str], periods_a_year: int) -> Moments:
    """Return the yearly moments of the names that have a return in every period.

    Parameters
    ----------
    returns : ndarray of shape (n_periods, n_names)
        As fractions; NaN where there is none: such a name is left out, and what it names is not traded.
    names : sequence of str
    periods_a_year : int

    Raises
    ------
    InputError
        There are too few periods, a return is infinite or below -1, or a name stands twice.
    """
    problems = _twice(names)
    if returns.shape[0] < FEWEST_PERIODS:
        problems.append(f"{returns.shape[0]} periods; a covariance needs {FEWEST_PERIODS} or more")
    problems += [
        f"{name}: {value} is no return; give fractions, 0.01 for one percent"
        for name, column in zip(names, list(returns.T), strict=True)
        for value in column[np.isinf(column) | (column < -1)][:1]
    ]
    if periods_a_year < 1:
        problems.append(f"{periods_a_year} periods a year; give 12 for months")
    _refuse(problems, "returns that give no covariance:")
    known = np.logical_not(np.asarray(np.isnan(returns).any(axis=0)))
    kept = tuple(name for name, is_known in zip(names, known.tolist(), strict=True) if is_known)
    if not kept:
        return Moments((), NOTHING)
    root, _ = shrunk(returns[:, known])
    return Moments(kept, root * sqrt(periods_a_year))


def of_covariance(covariance: Floats, names: Sequence[str]) -> Moments:
    """Return the moments of a yearly covariance as it is given.

    Raises
    ------
    InputError
        It is not square and symmetric, not positive semidefinite, has gaps, or a name stands twice.
    """
    problems = _twice(names)
    if covariance.shape != (len(names), len(names)) or not np.isfinite(covariance).all():
        problems.append(f"{covariance.shape[0]} rows for {len(names)} names, or gaps; give every pair a number")
        _refuse(problems, "no covariance:")
    size = float(np.abs(covariance).max(initial=0.0))
    if np.abs(covariance - covariance.T).max(initial=0.0) > 1e-9 * size:
        problems.append("it is not symmetric")
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    if values.size and values[0] < -1e-9 * size:
        problems.append(f"a combination of the names has the negative variance {values[0]:.3g}")
    _refuse(problems, "no covariance:")
    return Moments(tuple(names), np.sqrt(np.clip(values, 0, None))[:, None] * vectors.T)


def of_expected(moments: Moments, expected: Mapping[str, float]) -> Moments:
    """Return the moments with expected yearly returns.

    Raises
    ------
    InputError
        One is no number.
    """
    _refuse(
        [f"{name}: {value} is no number" for name, value in expected.items() if not np.isfinite(value)],
        "expected returns:",
    )
    return Moments(moments.names, moments.root, {name: float(value) for name, value in expected.items()})


def _twice(names: Sequence[str]) -> list[str]:
    """Return a problem for each name that stands twice."""
    return [f"{name}: stands {names.count(name)} times" for name in dict.fromkeys(names) if names.count(name) > 1]


def _refuse(problems: list[str], summary: str) -> None:
    """Raise where there are problems."""
    if problems:
        raise InputError(join_problems(problems, summary))
