"""Moments of returns: the shrunk covariance against plain loops, gaps left out, faults named together."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from screener import reach
from screener.errors import InputError
from screener.reach.moments import shrunk


def by_loops(returns: list[list[float]]) -> list[list[float]]:
    """Return the covariance of Ledoit and Wolf (2004), equations of section 3, as plain loops."""
    periods, names = len(returns), len(returns[0])
    means = [sum(row[i] for row in returns) / periods for i in range(names)]
    centred = [[row[i] - means[i] for i in range(names)] for row in returns]
    pairs = [(i, j) for i in range(names) for j in range(names)]
    sample = {(i, j): sum(row[i] * row[j] for row in centred) / periods for i, j in pairs}
    mean = sum(sample[i, i] for i in range(names)) / names
    spread = sum((sample[i, j] - (mean if i == j else 0)) ** 2 for i, j in pairs) / names
    noise = sum(sum((row[i] * row[j] - sample[i, j]) ** 2 for i, j in pairs) / names for row in centred) / periods**2
    shrinkage = min(noise, spread) / spread
    return [
        [(1 - shrinkage) * sample[i, j] + (shrinkage * mean if i == j else 0.0) for j in range(names)]
        for i in range(names)
    ]


@pytest.mark.parametrize(("periods", "names"), [(24, 3), (12, 20)])
def test_the_covariance_is_shrunk_as_published(periods: int, names: int):
    """With more periods than names and with fewer: the factor's square is what the paper's loops give."""
    draws = random.Random(8)  # noqa: S311  no secret
    common = [draws.gauss(0.0, 0.04) for _ in range(periods)]
    returns = [[market + draws.gauss(0.0, 0.02) for _ in range(names)] for market in common]

    root, shrinkage = shrunk(np.array(returns))

    assert root.T @ root == pytest.approx(np.array(by_loops(returns)), rel=1e-9)
    assert 0 < shrinkage < 1


def test_a_year_is_its_months():
    """A covariance of months is twelve times that for a year: one name, 1 percent up and down, has √12 percent."""
    # the variance of ±0.01 is 0.0001; of one name nothing is shrunk away: S is its own mean variance
    moments = reach.of_returns(np.array([[0.01], [-0.01]] * 6), ["A"], 12)

    assert np.linalg.norm(moments.root) == pytest.approx(0.01 * math.sqrt(12))


def test_a_name_with_a_gap_has_no_moments():
    """Nothing is filled in: what lacks a return in one period is left out, and so is not traded."""
    returns = np.array([[0.01, 0.02], [-0.01, 0.0]] * 6)
    returns[3, 0] = np.nan

    assert reach.of_returns(returns, ["A", "B"], 12).names == ("B",)


def test_a_covariance_is_taken_as_it_is():
    """Its factor gives it back."""
    given = np.array([[0.04, 0.01], [0.01, 0.09]])

    root = reach.of_covariance(given, ["A", "B"]).root

    assert root.T @ root == pytest.approx(given)


def test_faults_of_returns_are_named_together():
    """Percent where fractions are asked, a name twice, too few periods: one message."""
    with pytest.raises(InputError) as error:
        reach.of_returns(np.array([[-5.0, 0.1]] * 11), ["A", "A"], 0)

    for part in ("A: stands 2 times", "11 periods; a covariance needs 12", "-5.0 is no return", "0 periods a year"):
        assert part in str(error.value)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ([[1.0, 2.0], [2.0, 1.0]], "negative variance -1"),  # eigenvalues 3 and −1
        ([[1.0, 0.5], [0.4, 1.0]], "not symmetric"),
        ([[1.0, math.nan], [math.nan, 1.0]], "gaps"),
    ],
)
def test_what_is_no_covariance_is_refused(given: list[list[float]], fault: str):
    """A matrix that no returns could have is a slip, and is not mended."""
    with pytest.raises(InputError, match=fault):
        reach.of_covariance(np.array(given), ["A", "B"])
