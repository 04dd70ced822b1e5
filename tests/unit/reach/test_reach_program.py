"""The program of what it would take: answers worked by hand, an independent oracle, and what holds of any portfolio."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from screener.reach.program import TOLERANCE, Program, furthest, largest, least, smallest

NEAR = 1e-6


def program(before: list[float], gain: list[float], **limits: object) -> Program:
    """Return a program of assets that are each a security of its own; `max_weight` is of each of them."""
    count = len(before)
    weights = np.array(before)
    most = limits.pop("max_weight", np.inf)
    plain = {
        "can_buy": np.ones(count, dtype=bool),
        "start": float(weights @ np.array(gain)),
        "security": np.arange(count),
        "room": np.maximum(most - weights, 0.0),
        "is_capped": most > weights,
    }
    return Program(before=weights, gain=np.array(gain), **{**plain, **limits})


def test_two_positions_by_hand():
    """Half of B is in the figure: a tenth of the portfolio more takes a fifth of it, moved from A to B."""
    # start 0.4 × 0.5 = 0.2; each unit moved adds 0.5; so 0.1 ÷ 0.5 = 0.2 is moved, and a unit more share costs 1 ÷ 0.5
    asked = program([0.6, 0.4], [0.0, 0.5])

    found = smallest(asked, 0.3, largest(asked).value)

    assert found.traded == pytest.approx([-0.2, 0.2], abs=NEAR)
    assert found.value == pytest.approx(0.2, abs=NEAR)
    assert found.prices["target"] == pytest.approx(2.0)


def test_a_share_that_is_there_takes_nothing():
    """Nothing is traded where the share is reached already."""
    asked = program([0.6, 0.4], [0.0, 0.5])

    assert smallest(asked, 0.2 - 1e-8, largest(asked).value).traded.tolist() == [0.0, 0.0]


def test_the_best_exchange_goes_first_and_the_next_where_its_room_ends():
    """C may grow by 0.10 alone; what is then missing is bought of B, which is worth less."""
    # A→C adds 0.8 a unit, A→B adds 0.2. Wanted 0.09: C +0.10 gives 0.08, B +0.05 gives 0.01
    asked = program([0.5, 0.1, 0.2], [0.0, 0.2, 0.8], max_weight=0.3)

    found = smallest(asked, asked.start + 0.09, largest(asked).value)

    assert found.traded == pytest.approx([-0.15, 0.05, 0.10], abs=NEAR)


def test_the_largest_weight_bounds_what_can_be_reached():
    """Room of 0.05 of the only asset in the figure is all there is, and a unit more of it is worth its share."""
    # start 0.2 × 0.8 = 0.16; 0.05 × 0.8 = 0.04 more. B is above the largest weight: it stays, and may not grow
    asked = program([0.5, 0.3, 0.2], [0.0, 0.0, 0.8], max_weight=0.25)

    found = largest(asked)

    assert found.value == pytest.approx(0.20, abs=NEAR)
    assert found.prices["max_weight"] == pytest.approx(0.8)


def test_one_security_in_two_accounts_has_one_largest_weight():
    """What an account buys leaves less room for the other."""
    # the security of B and C weighs 0.2 and may weigh 0.3: at most 0.1 more, not 0.2
    asked = program([0.8, 0.1, 0.1], [0.0, 1.0, 1.0])
    asked = replace(asked, security=np.array([0, 1, 1]), room=np.array([0.0, 0.1]), is_capped=np.array([False, True]))

    assert largest(asked).value == pytest.approx(0.3, abs=NEAR)


def test_what_may_not_be_bought_is_not():
    """The only asset in the figure is barred: nothing more can be reached, and it may still be sold."""
    asked = program([0.6, 0.4], [0.0, 1.0], can_buy=np.array([True, False]))

    assert largest(asked).value == pytest.approx(0.4, abs=NEAR)


def test_turnover_bounds_what_can_be_reached():
    """A tenth of the portfolio may be bought, at 0.8 in the figure for each unit."""
    asked = program([0.5, 0.3, 0.2], [0.0, 0.2, 0.8], max_turnover=0.1)

    found = largest(asked)

    assert found.value == pytest.approx(0.22 + 0.08, abs=NEAR)
    assert found.prices["max_turnover"] == pytest.approx(0.8)


def test_the_expected_return_may_not_fall_by_more_than_is_allowed():
    """Each unit moved costs 3 percent of return: with 0.3 percent allowed, a tenth of the portfolio can be moved."""
    asked = program([0.5, 0.5], [0.0, 1.0], expected=np.array([0.08, 0.05]), max_return_loss=0.003)

    found = largest(asked)

    assert found.value == pytest.approx(0.6, abs=NEAR)
    assert found.prices["max_return_loss"] == pytest.approx(1 / 0.03)
    assert largest(replace(asked, max_return_loss=0.0)).value == pytest.approx(0.5, abs=NEAR)


def test_the_tracking_error_is_that_of_the_trades():
    """Of independent returns, x moved from A to B has the tracking error x·√(0.2² + 0.3²)."""
    asked = program([0.5, 0.5], [0.0, 1.0], root=np.diag([0.2, 0.3]), risk=np.zeros(2), max_tracking_error=0.01)

    found = largest(asked)

    assert found.value == pytest.approx(0.5 + 0.01 / np.sqrt(0.13), abs=NEAR)
    assert asked.tracking_error(found.traded) == pytest.approx(0.01, abs=NEAR)


def test_the_volatility_may_not_rise_by_more_than_is_allowed():
    """Two alike, independent assets are calmest in halves; 0.3 and 0.7 have √0.58 of a volatility, halves √0.50."""
    before, root = np.array([0.5, 0.5]), np.eye(2) * 0.2
    asked = program([0.5, 0.5], [0.0, 1.0], root=root, risk=root @ before)

    held = largest(replace(asked, max_added_risk=0.2 * (np.sqrt(0.58) - np.sqrt(0.50))))

    assert held.value == pytest.approx(0.7, abs=NEAR)
    # at the calmest point the bound is flat: moved by e, the volatility rises by 0.2·√2·e², so that a tolerance
    # of 1e-9 moves √(1e-9 ÷ 0.28) = 6e-5
    assert largest(replace(asked, max_added_risk=0.0)).value == pytest.approx(0.5, abs=2e-4)


def test_the_least_tracking_error_is_spread_over_what_is_alike():
    """Of two alike purchases each is half: independent errors add up to less than one of them alone."""
    root = np.eye(3) * 0.2
    asked = program([0.6, 0.2, 0.2], [0.0, 1.0, 1.0], root=root, risk=np.zeros(3), is_turnover=False)

    found = smallest(asked, 0.5, largest(asked).value)

    # a tracking error of T = 0.0245 that may be 1e-8 more leaves the split √(T·1e-8) ÷ 0.2 = 8e-5 of room
    assert found.traded == pytest.approx([-0.1, 0.05, 0.05], abs=1e-4)
    assert found.value == pytest.approx(0.2 * np.sqrt(0.1**2 + 2 * 0.05**2), abs=NEAR)


def test_many_small_trades_add_up():
    """Two millionths of the portfolio, spread over forty alike: none of the forty is dropped as a rounding."""
    root = np.eye(41) * 0.2
    asked = program([0.6] + [0.01] * 40, [0.0] + [1.0] * 40, root=root, risk=np.zeros(41), is_turnover=False)

    found = smallest(asked, asked.start + 2e-6, largest(asked).value)

    assert asked.gain @ found.traded >= 2e-6 - 1e-7


def test_nothing_is_bought_in_one_account_to_be_sold_in_another():
    """B and C are one security in two accounts, with one risk: to move between them changes nothing but turnover."""
    root = np.array([[0.2, 0.0, 0.0], [0.0, 0.3, 0.3]])
    can_buy = np.array([True, True, False])
    asked = program([0.5, 0.2, 0.3], [0.0, 1.0, 1.0], root=root, risk=np.zeros(2), can_buy=can_buy, is_turnover=False)

    found = smallest(asked, 0.6, largest(asked).value)

    assert found.traded == pytest.approx([-0.1, 0.1, 0.0], abs=NEAR)


def test_the_largest_share_takes_no_more_trades_than_it_needs():
    """Only C is in the figure and may grow by 0.1: nothing moves between A and B, and what is sold is of the larger."""
    asked = program([0.3, 0.5, 0.2], [0.0, 0.0, 1.0], max_weight=0.3)
    asked = replace(asked, room=np.array([0.4, 0.4, 0.1]))

    found = furthest(asked, largest(asked))

    assert found.traded == pytest.approx([0.0, -0.1, 0.1], abs=NEAR)


def test_a_return_that_is_not_known_is_no_zero():
    """B has no expected return: what moves from A to B is unknown, and from A to C is half of 6 less 4 percent."""
    asked = program([0.5, 0.3, 0.2], [0.0, 0.0, 1.0], expected=np.array([0.04, np.nan, 0.06]))

    assert asked.added_return(np.array([-0.5, 0.5, 0.0])) is None
    assert asked.added_return(np.array([-0.5, 0.0, 0.5])) == pytest.approx(0.01)


def test_of_equal_answers_the_largest_positions_are_traded():
    """A and B are both outside the figure: what is sold is sold of A, which is larger, whatever the order."""
    for order in ([0, 1, 2], [1, 0, 2], [2, 1, 0]):
        weights, gains = np.array([0.5, 0.3, 0.2])[order], np.array([0.0, 0.0, 1.0])[order]
        asked = program(weights.tolist(), gains.tolist())

        found = smallest(asked, 0.3, largest(asked).value)

        assert found.traded == pytest.approx(np.array([-0.1, 0.0, 0.1])[order], abs=NEAR)


@pytest.mark.parametrize("seed", range(3))
def test_with_risk_the_answer_is_the_closed_form(seed: int):
    """Where no position is sold out, g'd is greatest within a tracking error at d ∝ Σ⁻¹(g − λ1), with 1'd = 0."""
    draws = np.random.default_rng(seed)
    root, gain = draws.normal(size=(12, 8)) * 0.05, draws.uniform(size=8)
    asked = program([1 / 8] * 8, gain.tolist(), root=root, risk=root @ np.full(8, 1 / 8), max_tracking_error=0.001)
    inverse = np.linalg.inv(root.T @ root)
    ahead = gain - inverse.sum(axis=0) @ gain / inverse.sum()
    adds = 0.001 * np.sqrt(ahead @ inverse @ ahead)

    most = largest(asked)
    found = smallest(replace(asked, max_added_risk=0.0), asked.start + adds / 4, most.value)

    assert most.value == pytest.approx(asked.start + adds, abs=NEAR)
    assert asked.start + gain @ found.traded >= asked.start + adds / 4
    assert replace(asked, max_added_risk=0.0).overrun(found.traded) <= TOLERANCE


@st.composite
def programs(draw: st.DrawFn) -> Program:
    """Return any small program with linear limits, some of it barred from purchase."""
    count = draw(st.integers(2, 7))
    shares = st.integers(0, 100).map(lambda number: number / 100)
    raw = np.array(draw(st.lists(st.integers(0, 100), min_size=count, max_size=count)), dtype=float) + 1
    gain = draw(st.lists(shares, min_size=count, max_size=count))
    return program(
        (raw / raw.sum()).tolist(),
        gain,
        can_buy=np.array(draw(st.lists(st.booleans(), min_size=count, max_size=count))),
        max_weight=draw(st.sampled_from([0.2, 0.5, np.inf])),
        max_turnover=draw(st.sampled_from([None, 0.1, 0.4])),
        expected=np.array(draw(st.lists(shares, min_size=count, max_size=count))),
        max_return_loss=draw(st.sampled_from([None, 0.0, 0.05])),
    )


def by_another_formulation(asked: Program, target: float) -> float:
    """Return the least turnover by weights and distances, w and t ≥ |w − w0|, solved by an interior-point method."""
    count = asked.size
    eye, nothing = np.eye(count), np.zeros((count, count))
    most = np.where(asked.can_buy, asked.before + asked.room, asked.before)
    rows = [np.hstack([eye, -eye]), np.hstack([-eye, -eye]), np.hstack([-asked.gain, np.zeros(count)])[None]]
    bounds = [asked.before, -asked.before, [asked.start - asked.gain @ asked.before - target]]
    if asked.max_turnover is not None:
        rows.append(np.hstack([np.zeros(count), np.full(count, 0.5)])[None])
        bounds.append([asked.max_turnover])
    if asked.max_return_loss is not None:
        rows.append(np.hstack([-asked.expected, np.zeros(count)])[None])
        bounds.append([asked.max_return_loss - asked.expected @ asked.before])
    found = linprog(
        np.hstack([np.zeros(count), np.full(count, 0.5)]),
        A_ub=np.vstack(rows),
        b_ub=np.hstack(bounds),
        A_eq=np.hstack([eye, nothing]).sum(axis=0)[None],
        b_eq=[asked.before.sum()],
        bounds=[*((0, top if np.isfinite(top) else None) for top in most), *[(0, None)] * count],
        method="highs-ipm",
    )
    assert found.status == 0
    return float(found.fun)


@given(programs(), st.floats(0.05, 0.95))
@settings(max_examples=15)
def test_the_answer_is_that_of_another_formulation_and_keeps_every_limit(asked: Program, part: float):
    """Value is conserved, the share is reached, no limit is passed, and no smaller turnover does it."""
    most = largest(asked)
    target = asked.start + part * (most.value - asked.start)

    found = smallest(asked, target, most.value)

    assert found.traded.sum() == pytest.approx(0.0, abs=TOLERANCE)
    assert (asked.before + found.traded).min() >= 0
    assert (found.traded[~asked.can_buy] <= 0).all()
    assert asked.start + asked.gain @ found.traded >= target - TOLERANCE
    assert asked.overrun(found.traded) <= TOLERANCE
    assert found.traded.clip(0).sum() == pytest.approx(by_another_formulation(asked, target), abs=TOLERANCE)


@given(programs(), st.floats(0.05, 0.95))
@settings(max_examples=8)
def test_a_tighter_limit_never_takes_less(asked: Program, part: float):
    """With less room for each security no more can be reached, and what can be takes no less turnover."""
    tight = replace(asked, room=asked.room / 2)
    most, less = largest(asked).value, largest(tight).value
    target = asked.start + part * (less - asked.start)

    assert less <= most + TOLERANCE
    assert least(tight, target, less) >= least(asked, target, most) - TOLERANCE


@given(programs())
@settings(max_examples=5)
def test_the_same_question_has_the_same_answer(asked: Program):
    """Not nearly: every digit, and so every cent."""
    most = largest(asked).value
    first, second = (smallest(asked, (asked.start + most) / 2, most) for _ in range(2))

    assert first.traded.tobytes() == second.traded.tobytes()
    assert first.prices == second.prices
