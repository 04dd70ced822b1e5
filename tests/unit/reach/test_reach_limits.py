"""What an answer says of its limits: of a portfolio made by hand, each dollar of a security in the figure or not."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from screener.errors import NotFoundError
from screener.expose import Asked as Figure
from screener.reach import Answer, Asked, Limit, Moments
from screener.reach.assets import Asset
from screener.reach.search import _answer, _found
from screener.reach.world import World

BLANK = dict.fromkeys(("ticker", "cusip", "isin", "sedol", "figi", "account", "security_name", "issuer_name"))
NO_DECISIONS: list[dict] = []


def asset(ticker: str, value: int, share: float, account: str = "A") -> Asset:
    """Return a position in listed shares, of which a part is in the figure at all ends."""
    line = {**BLANK, "ticker": ticker, "account": account, "asset_class": "equity"}
    line |= {"source_file": f"{account}.csv", "source_row": value}
    return Asset(
        account,
        f"ticker:{ticker}",
        "short" if value < 0 else "long",
        lines=[line],
        subjects={("issuer", ticker)},
        value=Decimal(value),
        ends=dict.fromkeys(("low", "best", "high"), Decimal(str(share)) * value),
    )


def world(*assets: Asset, decisions: list[dict] = NO_DECISIONS) -> World:
    """Return a portfolio of positions, with what criteria say of their issuers."""
    columns = ("rulebook_id", "criterion_id", "subject", "subject_id", "outcome")
    table = pa.table({name: pa.array([row[name] for row in decisions], pa.string()) for name in columns})
    ends = {end: sum((one.ends[end] for one in assets), Decimal(0)) for end in ("low", "best", "high")}
    net = sum((one.value for one in assets), Decimal(0))
    return World(Figure("in_state", "operations", "all", "all"), "In state", net, ends, {"decisions": table}, assets)


def answer(of: World, share: str, **limits: object) -> Answer:
    """Ask, with nothing avoided unless it is said."""
    asked = Asked("in_state", Decimal(share), **{"avoid": (), **limits})
    return _answer(of, asked, _found(of, asked))


def limit(of: Answer, name: str) -> Limit:
    """Return one limit of an answer."""
    return next(one for one in of.limits if one.name == name)


def test_a_security_above_the_largest_weight_is_said_to_bind():
    """CAT is 10 percent in two accounts and may not grow above 5; else all could be in it, half of it in the figure."""
    found = answer(world(asset("CAT", 50, 0.5), asset("CAT", 50, 0.5, "B"), asset("JNJ", 900, 0.0)), "0.2")

    weight = limit(found, "max_weight")
    assert not found.is_reached
    assert found.largest == pytest.approx(0.05)
    assert weight.is_binding
    assert weight.without == pytest.approx(0.5)
    assert "and 2 that are there already may not grow" in weight.says
    assert weight.value == pytest.approx(0.9)


def test_a_short_makes_no_room_for_more():
    """Long 10 and short 5 percent of one security are 10 percent of it, and not 5."""
    of = world(asset("CAT", 100, 0.5), asset("CAT", -50, 0.5, "B"), asset("JNJ", 950, 0.0))

    # 100 of 1000 long, 50 short: (50 − 25) ÷ 1000 is in the figure, and up to 0.12 there is room of 0.02 × 0.5
    found = answer(of, "0.2", max_weight=Decimal("0.12"))

    assert found.largest == pytest.approx(0.025 + 0.01)


def test_the_largest_turnover_binds_under_risk():
    """B moves with A and is half in the figure; C is all in it and moves alone: less turnover takes more of C."""
    # b + c = 0.15 and 0.5b + c = 0.1: b = 0.1, c = 0.05, and 0.05 of C for A errs by 0.05 × √(0.2² + 0.2²) = 0.0141.
    # Free, 0.2 of B for A does not err at all
    moments = Moments(("A", "B", "C"), np.array([[0.2, 0.2, 0.0], [0.0, 0.0, 0.2]]))
    of = world(asset("A", 1000, 0.0), asset("B", 1000, 0.5), asset("C", 1000, 1.0))
    free = {"objective": "tracking_error", "max_weight": None, "max_added_risk": None, "moments": moments}

    found = answer(of, "0.6", max_turnover=Decimal("0.15"), **free)

    turnover, error = limit(found, "max_turnover"), next(one for one in found.measures if one.name == "tracking error")
    assert float(error.after) == pytest.approx(0.05 * np.sqrt(0.08), abs=1e-5)
    assert turnover.is_binding
    assert turnover.without == pytest.approx(0.0, abs=1e-5)


def test_only_criteria_that_bar_something_are_named():
    """One criterion applies to nobody; the other fails B and cannot judge C: each count is its own."""
    columns = ("rulebook_id", "criterion_id", "subject", "subject_id", "outcome")
    rows = [
        ("book", "coal", "issuer", "B", "fail"),
        ("book", "coal", "issuer", "C", "insufficient_data"),
        ("book", "coal", "issuer", "A", "pass"),
        *(("book", "guns", "issuer", name, "not_applicable") for name in "ABC"),
    ]
    decisions = [dict(zip(columns, row, strict=True)) for row in rows]
    of = world(asset("A", 100, 0.0), asset("B", 100, 0.0), asset("C", 100, 1.0), decisions=decisions)

    both = limit(answer(of, "0.5", max_weight=None, avoid=(("book", "coal"), ("book", "guns"))), "avoid")
    none = limit(answer(of, "0.5", max_weight=None, avoid=(("book", "guns"),)), "avoid")

    assert both.says == "not bought: 2 of 3 positions, for book/coal (1 failing, 1 unknown)"
    assert both.bound == 2
    assert none.says == "nothing is barred from purchase by the criteria to avoid (1)"


def test_expected_returns_are_shown_without_a_limit_on_them():
    """A fifth moves from A, 5 percent a year, to B, 10 percent: 1 percent more. Without A's return it is unknown."""
    of = world(asset("A", 800, 0.0), asset("B", 200, 1.0))
    free = {"max_weight": None, "max_return_loss": None}

    known = answer(of, "0.4", moments=Moments(expected={"A": 0.05, "B": 0.10}), **free)
    unknown = answer(of, "0.4", moments=Moments(expected={"B": 0.10}), **free)

    assert float(known.measures[-1].after) == pytest.approx(0.2 * 0.05, abs=1e-8)
    assert unknown.measures[-1].after is None


def test_returns_of_nothing_are_refused():
    """A name that nothing has is a slip, whether of a return or of an expectation, and the nearest name is offered."""
    of = world(asset("CAT", 800, 0.0), asset("JNJ", 200, 1.0))
    moments = Moments(("CTA", "JNJ"), np.eye(2), {"JNK": 0.1})

    with pytest.raises(NotFoundError) as error:
        answer(of, "0.4", moments=moments)

    assert "CTA: nothing is called so; did you mean 'CAT'?" in str(error.value)
    assert "JNK: nothing is called so; did you mean 'JNJ'?" in str(error.value)
