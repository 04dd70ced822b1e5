"""The statistics of stage eti against numbers that other programs print for inputs that they print too.

Inputs and results are figures that the sources publish; nothing of their text is taken. What no public source prints
together with its inputs (the test of Ledoit and Wolf, the correction of Memmel, a mean of the worst returns) is held
against `eti_reference` instead.
"""

from __future__ import annotations

import eti_reference as reference
import numpy as np
import pytest

from screener.eti.risk import deepest_fall, downside_deviation, downside_ratio, volatility_ratio
from screener.eti.sharpe import SHARPE_DIFFERENCE, first_two_moments, sharpe_difference
from screener.eti.smoothing import desmooth

# github.com/quantopian/empyrical, empyrical/tests/test_stats.py, in percent; the first of the mixed returns is missing.
NEGATIVE = np.array([0, -6, -7, -1, -9, -2, -6, -8, -5]) / 100
POSITIVE = np.array([1, 2, 1, 1, 1, 1, 1, 1, 1]) / 100
MIXED = np.array([1, 10, -4, 2, 3, 2, 1, -10]) / 100
PERIODIC = np.array([0, 1, 10, -4, 2, 3, 2, 1, -10]) / 100
TWO = np.array([0.01846232, 0.00793951, -0.01448395, 0.00422537, -0.00339611, 0.03756813, 0.0151531, 0.03549769])

# github.com/braverock/PerformanceAnalytics, data/portfolio_bacon.csv: Bacon (2008), Practical Portfolio Performance
# Measurement and Attribution; percent a month.
BACON = """
0.3 2.6 1.1 -1.0 1.5 2.5 1.6 6.7 -1.4 4.0 -0.5 8.1 4.0 -3.7 -6.1 1.7 -4.9 -2.2 7.0 5.8 -6.5 2.4 -0.5 -0.9
"""

# The same, sandbox/Shubhankit/data/managers.csv: two of its unnamed managers, 1996-01 to 2006-12, basis points a month.
FIRST = """
74 193 155 -91 76 -39 -231 395 147 288 156 176 212 22 94 126 438 231 154 237 219 -207 250 110 56 429 362 78 -231
121 -215 -944 248 558 126 97 -93 94 462 510 162 326 98 -165 -45 -6 35 147 -102 123 575 202 339 123 49 387 13 -77
104 -68 79 82 -105 345 579 21 207 161 -312 11 340 676 135 -124 63 46 -15 -241 -755 77 -575 297 661 -323 -412
-251 364 651 337 308 176 3 90 481 169 275 53 -1 87 -43 82 259 0 55 88 -6 394 440 1 215 -207 -209 43 161 91 113
261 -187 231 261 692 145 397 -11 -267 216 -144 161 68 427 117 115
"""
THIRD = """
349 351 258 449 353 -303 -337 461 653 395 666 214 771 -374 -336 286 759 54 1081 -28 549 -354 176 -3 491 466 208
234 -136 395 5 -718 665 -51 555 464 269 -530 187 417 79 547 42 122 68 747 1074 580 -50 1796 28 -127 -228 407
-525 795 -573 162 -368 169 262 -355 -110 132 -53 -237 -22 -246 -68 -205 248 18 -145 -414 207 -253 -24 -451 -340
24 -439 102 350 -652 -15 21 111 525 423 109 86 302 -25 605 118 95 54 143 -38 -200 -67 10 -347 -56 -32 -11 554
181 73 417 93 -19 233 35 203 -20 197 -111 162 181 351 266 119 31 -212 -189 102 253 72 183 269 110
"""
MANAGERS = np.column_stack([np.array(each.split(), float) / 1e4 for each in (FIRST, THIRD)])


@pytest.mark.parametrize(
    ("returns", "expected"),
    [
        (NEGATIVE, 0.36590730349873601),
        (MIXED, 0.1),
        (np.array([0.1, -0.1, 0.1]), 0.1),
        (POSITIVE, 0.0),
    ],
)
def test_the_deepest_fall_is_that_of_empyrical(returns: np.ndarray, expected: float) -> None:
    """Empyrical's `test_max_drawdown` prints the falls as negative numbers."""
    assert deepest_fall(returns) == pytest.approx(expected, abs=1e-12)
    assert reference.deepest_fall(list(returns)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("returns", "target", "periods_per_year", "expected"),
    [
        (MIXED, 0.0, 252, 0.60448325038829653),
        (MIXED, 0.1, 252, 1.7161730681956295),
        (PERIODIC, 0.0, 52, 0.25888650451930134),
        (PERIODIC, 0.0, 12, 0.1243650540411842),
        (TWO, 0.0, 252, 0.083495680595704475),
    ],
)
def test_the_downside_deviation_is_that_of_empyrical(
    returns: np.ndarray, target: float, periods_per_year: int, expected: float
) -> None:
    """Empyrical's `test_downside_risk` prints it times the root of the periods in a year."""
    assert downside_deviation(returns - target) * periods_per_year**0.5 == pytest.approx(expected, abs=1e-8)
    assert reference.downside(list(returns), target) * periods_per_year**0.5 == pytest.approx(expected, abs=1e-8)


def test_the_downside_deviation_is_that_of_bacon() -> None:
    """`DownsideDeviation(portfolio_bacon[, 1], MAR = 0.005)`: 0.02553674, in tests/testthat/_snaps/all_snapshots.md."""
    assert downside_deviation(np.array(BACON.split(), float) / 100 - 0.005) == pytest.approx(0.02553674, abs=1e-8)


def test_the_ratio_of_downside_deviations_is_that_of_two_managers() -> None:
    """The same file prints `DownsideDeviation(managers[, 1:6])`: 0.01454078 for the first, 0.01735454 for the third."""
    found = downside_ratio(MANAGERS, margin=None, draws=99, generator=np.random.default_rng(1))

    for each in found:
        assert each.n == 132
        assert each.estimate == pytest.approx(0.01454078 / 0.01735454, rel=2e-6)


def test_the_ratio_of_volatilities_is_that_of_two_managers() -> None:
    """The same file prints the standard deviations 0.02562881 and 0.03651259."""
    found = volatility_ratio(MANAGERS, margin=None, draws=99, generator=np.random.default_rng(1))

    assert [each.estimate for each in found] == pytest.approx([0.02562881 / 0.03651259] * 3, rel=1e-6)


def test_the_difference_of_sharpe_ratios_is_that_of_two_managers() -> None:
    """The same file prints `SharpeRatio(managers[, 1:6], Rf = 0.035/12)`: 0.3201889 and 0.2610141 a month."""
    excess = MANAGERS - 0.035 / 12
    found = sharpe_difference(excess, margin=None, draws=99, generator=np.random.default_rng(1))

    assert {each.estimator for each in found} == {"jkm", "hac", "hac_prewhitened", "bootstrap"}
    for each in found:
        assert each.estimate == pytest.approx(0.3201889 - 0.2610141, abs=1e-7)


def test_the_difference_of_sharpe_ratios_is_that_of_empyrical() -> None:
    """Empyrical's `test_sharpe_ratio` prints 52.915026221291804 and -24.406808633910085, times the root of 252."""
    pairs = np.column_stack([POSITIVE, NEGATIVE])
    found = SHARPE_DIFFERENCE.value(first_two_moments(pairs).mean(axis=0), 9)

    assert found == pytest.approx((52.915026221291804 + 24.406808633910085) / 252**0.5, rel=1e-9)


def test_returns_without_the_smoothing_of_appraisals_are_those_of_performance_analytics() -> None:
    """The same file prints `head(Return.Geltner(managers[, 1:3]), n = 20)` of the first manager."""
    found = desmooth(MANAGERS[:, 0])

    assert np.isnan(found.returns[0])
    expected = "0.022073985 0.014614190 -0.014834456 0.011492903 -0.006580742 -0.027575673 0.054092559 0.008918922"
    assert found.returns[1:9] == pytest.approx([float(each) for each in expected.split()], abs=2e-9)
    # The third manager's autocorrelation is almost nothing: 0.0351 becomes 0.035101421.
    assert desmooth(MANAGERS[:, 1]).returns[1:3] == pytest.approx([0.035101421, 0.025733921], abs=2e-9)
