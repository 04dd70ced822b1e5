"""The smoothing of appraisals, taken out of series whose true returns are known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from screener.eti.private import Flow, read_fund
from screener.eti.smoothing import desmooth, returns_from_navs

NAN = float("nan")


def test_returns_without_smoothing_follow_from_the_correlation_with_the_quarter_before() -> None:
    """Five times 3, five times −3: ρ = (36 − 9 + 36) / 90 = 0.7; 3 stays (3 − 2.1)/0.3, the turn is (−3 − 2.1)/0.3."""
    result = desmooth(np.array([3.0] * 5 + [-3.0] * 5))

    assert result.rho == pytest.approx(0.7)
    assert result.is_free
    np.testing.assert_allclose(result.returns, [NAN, 3, 3, 3, 3, -17, -3, -3, -3, -3])


def test_a_gap_is_never_bridged() -> None:
    """With a gap at the turn ρ = (72 / 8) / (90 / 10) × 9 / 10 = 0.9: each sum by its count, and by (n − 1) / n.

    The return after the gap is lost as the first is.
    """
    result = desmooth(np.array([3.0] * 5 + [NAN] + [-3.0] * 5))

    assert result.rho == pytest.approx(0.9)
    np.testing.assert_allclose(result.returns, [NAN, 3, 3, 3, 3, NAN, NAN, -3, -3, -3, -3])
    assert result.note.endswith("2 returns without a neighbour before them are lost")


def test_true_volatility_is_found_again() -> None:
    """True returns of volatility 4 % are smoothed with 0.6: reported 4 × √(0.4/1.6) = 2 %, de-smoothed 4 % again."""
    true = np.random.default_rng(1991).normal(0.02, 0.04, 5000)
    reported = np.empty_like(true)
    reported[0] = true[0]
    for place in range(1, len(true)):
        reported[place] = 0.4 * true[place] + 0.6 * reported[place - 1]

    result = desmooth(reported)

    assert result.rho == pytest.approx(0.6, abs=0.03)
    assert result.volatility_before == pytest.approx(0.02, rel=0.05)
    # Standard error of ρ is √((1 − 0.6²)/5000) = 0.011, which moves 1/(1 − ρ) by 3 percent.
    assert result.volatility_after == pytest.approx(0.04, rel=0.08)
    assert np.corrcoef(true[1:], result.returns[1:])[0, 1] > 0.99


def test_where_nothing_is_smoothed_nothing_is_taken_out() -> None:
    """Returns that alternate have a negative ρ: to "undo" it would make them calmer than they were reported."""
    reported = np.array([1.0, -1.0] * 6)

    result = desmooth(reported)

    assert result.is_free
    np.testing.assert_array_equal(result.returns, reported)
    assert "no smoothing found" in result.note


def test_what_is_smoothed_too_much_is_not_undone() -> None:
    """A straight line of 400 returns has ρ near 1; dividing by 1 − ρ would print noise."""
    result = desmooth(np.linspace(-1, 1, 400))

    assert result.is_free is False
    assert result.volatility_after == result.volatility_before
    assert "smoothed too much" in result.note


@pytest.mark.parametrize("reported", [[NAN] * 12, [0.01] * 12, [0.01, 0.02, 0.03, NAN, 0.04]])
def test_too_little_to_tell_is_unknown(reported: list[float]) -> None:
    """No returns, returns that never change and two pairs of neighbours tell nothing about smoothing."""
    result = desmooth(np.array(reported))

    assert (result.rho, result.is_free) == (None, None)


def test_quarterly_returns_follow_from_values_and_flows() -> None:
    """90 days from 12-31 to 03-31, 50 paid in after 45: (160 − 100 − 50) / (100 + 50/2) = 0.08.

    No value on 06-30 leaves two gaps. In the last quarter (92 days, 40 paid out on its last day, weight 0):
    (130 − 150 + 40) / 150 = 0.1333.
    """
    flows = [
        Flow(date(2020, 11, 15), contribution=Decimal(90)),
        Flow(date(2020, 12, 31), nav=Decimal(100)),
        Flow(date(2021, 2, 14), contribution=Decimal(50)),
        Flow(date(2021, 3, 31), nav=Decimal(160)),
        Flow(date(2021, 5, 20), nav=Decimal(155)),
        Flow(date(2021, 9, 30), nav=Decimal(150)),
        Flow(date(2021, 12, 31), distribution=Decimal(40), nav=Decimal(130)),
    ]

    first, returns = returns_from_navs(read_fund("Example Fund", flows)) or pytest.fail("no returns")

    assert first == (2021, 3)
    np.testing.assert_allclose(returns, [0.08, NAN, NAN, 20 / 150])


def test_a_quarter_may_be_valued_on_its_last_working_day() -> None:
    """2017-09-29 was a Friday: its value stands for the quarter, and a flow on Saturday belongs to the next."""
    flows = [
        Flow(date(2017, 6, 30), contribution=Decimal(100), nav=Decimal(100)),
        Flow(date(2017, 9, 29), nav=Decimal(110)),
        Flow(date(2017, 9, 30), distribution=Decimal(11)),
        Flow(date(2017, 12, 29), nav=Decimal(99)),
    ]

    first, returns = returns_from_navs(read_fund("Example Fund", flows)) or pytest.fail("no returns")

    assert first == (2017, 9)
    np.testing.assert_allclose(returns, [0.1, 0.0], atol=1e-12)


def test_one_value_is_no_return() -> None:
    """A fund with a single net asset value has no quarter between two."""
    assert returns_from_navs(read_fund("Example Fund", [Flow(date(2020, 12, 31), nav=Decimal(1))])) is None
