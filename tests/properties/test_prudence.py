"""What holds of any two histories: order and scale are nothing, more alternatives never help, equal is no worse."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screener.engine import open_engine
from screener.eti.comparison import Margins, compare
from screener.eti.facts import facts_of
from screener.eti.judge import CHECKS, judge
from screener.eti.returns import Series
from screener.eti.trial import IN_ORDER
from screener.rulebook import Regime, load_rulebooks
from screener.tables.prudence import OUTCOME_ORDER

MARGINS = Margins(mean=0.0025, volatility=1.10, tail=1.10, sharpe=0.10, months=36, tail_months=60)
FEW = settings(
    max_examples=4,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
RETURNS = ("eti-02", "eti-03", "eti-05")


@st.composite
def histories(draw, months=60):
    """Draw the returns of one investment: mean, spread and memory differ, and some months may be missing."""
    noise = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311  not cryptography
    mean = draw(st.sampled_from([-0.004, 0.0, 0.002, 0.006]))
    spread = draw(st.sampled_from([0.002, 0.01, 0.04]))
    memory = draw(st.sampled_from([0.0, 0.3]))
    values, last = [], 0.0
    for _ in range(months):
        last = memory * last + noise.gauss(0, spread)
        values.append(mean + last)
    for gap in draw(st.lists(st.integers(1, months - 2), max_size=4)):
        values[gap] = np.nan
    return np.array(values)


def series(name, values):
    """Return a monthly series from January 2010."""
    return Series(name, "monthly", (2010, 1), np.asarray(values, dtype=float), f"{name}.csv", "0" * 64)


def compared(candidate, *others):
    """Return the comparison with others, named by their places."""
    named = [series(f"alternative {place}", values) for place, values in enumerate(others)]
    return compare(series("candidate", candidate), named, MARGINS, draws=199, seed=3)


@pytest.fixture(scope="module")
def asked():
    """Return a function: facts of returns → check → outcome, by the rulebook of the checks."""
    books, engine = load_rulebooks(Path(__file__).parents[2] / "criteria", [CHECKS]), open_engine()

    def ask(facts, *, equal=False):
        said = {**IN_ORDER, **facts, "sleeve": "listed_bonds", "alternatives": 1.0, "asks_equality": equal}
        answers = judge(engine, books, "candidate", said, Regime(date(2024, 6, 28), "IB 2015-01"))
        return {answer.criterion.partition("/")[2]: answer.outcome for answer in answers}

    yield ask
    engine.close()


@FEW
@given(histories(), st.lists(histories(), min_size=2, max_size=3), st.randoms(use_true_random=False))
def test_the_order_of_alternatives_changes_no_fact(candidate, others, shuffle):
    """All but which of them is the nearest, which is told by its place."""
    named = [series(f"alternative {place}", values) for place, values in enumerate(others)]
    mixed = list(named)
    shuffle.shuffle(mixed)
    one, other = (compare(series("c", candidate), order, MARGINS, draws=199, seed=3) for order in (named, mixed))

    assert facts_of(one, None) == facts_of(other, None)


@FEW
@given(histories(), histories(), histories())
def test_another_alternative_never_makes_return_or_risk_look_better(asked, candidate, one, other):
    """The candidate is held against the least favourable: a pass can be lost by one more, never won.

    Of two alternatives each must show more than one alone, so that a fail may become no answer, and nothing better.
    """
    alone, both = compared(candidate, one), compared(candidate, one, other)
    before, after = asked(facts_of(alone, 0)), asked(facts_of(both, 0))

    assert both.months >= 36
    for name in RETURNS:
        if before[name] == "fail":
            assert after[name] in {"fail", "insufficient_data"}
        else:
            assert OUTCOME_ORDER.index(after[name]) <= OUTCOME_ORDER.index(before[name])


@FEW
@given(histories(), histories(), st.sampled_from([0.25, 0.5, 2.0]))
def test_returns_of_another_size_have_the_same_ratios(candidate, other, factor):
    """Both sides times the same: volatilities, worst returns and Sharpe ratios stay what they were to one another."""
    plain = compared(candidate, other).beside[0]
    scaled = compared(candidate * factor, other * factor).beside[0]

    assert scaled.gate("mean_difference").estimate == pytest.approx(factor * plain.gate("mean_difference").estimate)
    for statistic in ("volatility_ratio", "sharpe_difference", "cvar_ratio", "downside_ratio"):
        first, second = plain.gate(statistic).estimate, scaled.gate(statistic).estimate
        assert (first is None) == (second is None)
        assert first is None or second == pytest.approx(first, rel=1e-6, abs=1e-9)


@FEW
@given(histories(months=96))
def test_a_candidate_that_is_its_alternative_is_no_worse_and_equal(asked, returns):
    """Nothing distinguishes them, so both questions are answered: return, risk, and return for the risk pass."""
    facts = facts_of(compared(returns, returns), 0)

    for equal in (False, True):
        outcomes = asked(facts, equal=equal)
        assert {outcomes[name] for name in RETURNS} == {"pass"}
    if not np.isnan(returns).any():
        assert asked(facts)["eti-04"] == "pass"


@FEW
@given(histories(), histories())
def test_what_passes_is_shown_and_what_is_shown_has_bounds(asked, candidate, other):
    """No check of returns passes by an estimate: the bound is known and within the margin."""
    comparison = compared(candidate, other)
    outcomes = asked(facts_of(comparison, 0))
    mean, ratio = comparison.beside[0].gate("mean_difference"), comparison.beside[0].gate("volatility_ratio")

    assert (outcomes["eti-02"] == "pass") == (mean.low is not None and mean.low >= -mean.margin)
    assert (outcomes["eti-03"] == "pass") == (ratio.high is not None and ratio.high <= ratio.margin)
