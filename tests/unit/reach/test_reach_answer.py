"""What it would take of a real screen: the trades, asked as what if, come to what was promised."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener import ingest, whatif
from screener.api.reach import NOTE, Reach, reach_of
from screener.errors import IntegrityError, ScreenerError
from screener.reach import Asked, Moments, reach
from screener.reach.answer import to_cents
from screener.reach.assets import Asset
from screener.reach.world import world_of
from screener.workspace import packaged_workspace

BOND = {
    # a bond of Kentucky in the filing of the Kentucky fund: all of it is in the home state
    "cusip": "49151FGH7",
    "issuer_name": "KENTUCKY ST PPTY & BLDGS COMMN",
    "security_name": "KY KYSFAC 5 08/01/2028",
    "asset_class": "municipal_debt",
    "country": "US",
}
KENTUCKY_FUND, BOND_FUND = "lei:5493006TF05454RBY690", "lei:K5ZYN8ZUQE8S5OUPBU26"
LINE = "inputs/2023-03-31/statement-of-positions-2023-03-31.csv"
NET = Decimal(27_000_000)  # the statement's control total
CENT = Decimal("0.01")


@pytest.fixture(scope="module")
def session(checks: ingest.Checks) -> Iterator[whatif.Session]:
    """Six positions, four of them funds, two of those seen through; home is Kentucky."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest, "start_checks", lambda: nullcontext(checks))
        yield whatif.open_session(packaged_workspace(), "look-through-demo")


def ask(session: whatif.Session, share: float, **limits: object) -> Reach:
    """Ask for money in the home state."""
    return reach_of(lambda: session, "in_state", share, **limits)


def in_state(tables: dict) -> Decimal:
    """Return the lower end of the money in the home state."""
    return next(
        row["low"]
        for row in whatif.figures(tables).to_pylist()
        if (row["figure"], row["basis"]) == ("in_state", "operations")
    )


@pytest.fixture(scope="module")
def bought(session: whatif.Session) -> Reach:
    """30 percent by the lower end, with a bond to buy and Humana alone to sell."""
    return ask(session, 0.30, candidates=[BOND], max_weight=0.2, frozen=[KENTUCKY_FUND, BOND_FUND, f"{LINE}:7"])


def test_the_trades_are_those_worked_by_hand(session: whatif.Session, bought: Reach):
    """Of Humana nothing is certainly at home, of the bond everything: what is missing moves from one to the other."""
    needed = Decimal("0.30") * NET - in_state(session.base.tables)
    changes = dict(zip(bought.trades["security"], bought.trades["change"], strict=True))

    assert bought.status == "reached"
    # 2 billionths of the portfolio, 5 cents, are asked for on top of what is needed
    assert changes["cusip:49151FGH7"] == pytest.approx(needed, abs=Decimal("0.10"))
    assert changes["ticker:HUM"] == -changes["cusip:49151FGH7"]
    assert in_state(bought.scenario._made.tables) >= Decimal("0.30") * NET


def test_what_if_comes_to_what_was_promised(bought: Reach):
    """The figure after the trades is screened anew, and is the promised one at all three ends, to the cent."""
    comparison = bought.scenario.comparison.set_index(["figure", "basis"]).loc[("in_state", "operations")]
    figures = bought.figures.set_index("figure")

    for end in ("low", "best", "high"):
        assert abs(figures.loc[f"money, {end}", "after"] - comparison[f"{end}_after"]) < CENT
        assert figures.loc[f"money, {end}", "before"] == comparison[f"{end}_before"]
    assert bought.trades["change"].sum() == 0
    assert sum(bought.scenario.positions["market_value"]) == NET


def test_funds_that_are_seen_through_are_traded_as_one(session: whatif.Session):
    """Of the bond fund, shorts and all, a part goes into Kentucky's; what they hold follows, to within a dollar."""
    found = ask(session, 0.35, max_weight=None, avoid=())

    # the bond fund owes money at home: its lower end is below zero, so that to sell it adds most
    assert list(found.trades["security"]) == [KENTUCKY_FUND, BOND_FUND]
    promised = found.answer.ends["low"][1]
    assert abs(in_state(found.scenario._made.tables) - promised) < 1
    assert promised >= Decimal("0.35") * NET


def test_unknown_is_no_pass_on_what_is_avoided(session: whatif.Session):
    """No list of excluded companies is on file: nothing of a company is bought, and the answer says so."""
    found = ask(session, 0.35, max_weight=None)
    limits = found.limits.set_index("limit")

    assert found.status == "not possible"
    assert found.scenario is None
    assert found.largest == pytest.approx(float(in_state(session.base.tables) / NET))
    assert bool(limits.loc["avoid", "binds"])
    assert limits.loc["avoid", "without"] > 0.9  # nearly all can be put into the fund of Kentucky's bonds
    assert len(found.trades) == 0
    assert "not possible" in found.as_text()


def test_a_frozen_line_is_said_to_bind(session: whatif.Session):
    """Without the fund of Kentucky's bonds less can be reached, and the limit says how much with it."""
    free = ask(session, 0.99, max_weight=None, avoid=())
    frozen = ask(session, 0.99, max_weight=None, avoid=(), frozen=KENTUCKY_FUND)

    assert frozen.largest < free.largest
    assert frozen.limits.set_index("limit").loc["frozen", "without"] == pytest.approx(free.largest)


def test_limits_without_data_are_said_to_be_untested(bought: Reach):
    """No returns were given: whether risk and return are equal is unknown, not fine."""
    limits = bought.limits.set_index("limit")

    for name in ("max_return_loss", "max_added_risk"):
        assert pd.isna(limits.loc[name, "value"])
        assert pd.isna(limits.loc[name, "binds"])
        assert "not tested" in limits.loc[name, "says"]
    figures = bought.figures.set_index("figure")
    assert pd.isna(figures.loc["tracking error", "after"])


def test_what_has_no_returns_is_not_traded_where_risk_is_limited(session: whatif.Session):
    """Returns of Humana and of one fund alone: nothing else moves, and the tracking error is that of the two."""
    root = np.diag([0.3, 0.1])
    moments = Moments(("HUM", KENTUCKY_FUND), root, {"HUM": 0.08, KENTUCKY_FUND: 0.03})
    asked = Asked("in_state", Decimal("0.28"), max_weight=None, avoid=(), moments=moments, max_return_loss=None)

    found = reach(session, replace(asked, max_tracking_error=0.05))
    barred = reach(session, replace(asked, max_return_loss=0.0))

    limits = {one.name: one for one in found.limits}
    moved = float(found.trades[0].change / NET)
    assert [trade.asset.security_id for trade in found.trades] == [KENTUCKY_FUND, "ticker:HUM"]
    assert limits["returns"].bound == 3  # the other three funds; cash is not traded in any case
    assert limits["max_tracking_error"].value == pytest.approx(moved * np.sqrt(0.3**2 + 0.1**2), abs=1e-6)
    # Humana is expected to return more: without a loss of return none of it can be sold
    assert not barred.is_reached
    assert {one.name for one in barred.limits if one.is_binding} >= {"max_return_loss"}


def test_the_same_question_gives_the_same_trades(session: whatif.Session):
    """Asked again, every cent is the same, and every shadow price."""
    asked = Asked("in_state", Decimal("0.5"), max_weight=None, avoid=())
    first, second = (reach(session, asked) for _ in range(2))

    assert [(one.asset.position, one.change) for one in first.trades] == [
        (one.asset.position, one.change) for one in second.trades
    ]
    assert first.trades
    assert first.limits == second.limits


def test_it_says_that_it_is_no_advice(bought: Reach):
    """As text and in a notebook, with what it leaves out."""
    for text in (bought.as_text(), bought._repr_html_()):
        assert NOTE in text
        assert "80 FR 65135, which binds no public plan" in text
    assert "from 27.24% to 30.00%" in repr(bought)  # 7,354,976.48 ÷ 27,000,000.00 is 27.2406 percent


def test_a_frame_that_is_changed_changes_no_answer(bought: Reach):
    """Each frame is made anew: what somebody writes into one stands in no other."""
    for name in ("trades", "figures", "limits"):
        frame = getattr(bought, name)
        frame.loc[0, frame.columns[0]] = "changed"

        assert getattr(bought, name).iloc[0, 0] != "changed"


def test_a_promise_that_is_not_kept_is_refused(session: whatif.Session, bought: Reach):
    """The tables as they were are not those after the trades."""
    with pytest.raises(IntegrityError, match="low: promised"):
        bought.answer.require_kept(session.base.tables)


def test_every_fault_of_a_question_is_named_at_once(session: whatif.Session):
    """Numbers, words, returns and names: one message each for what means nothing and for what is not there."""
    with pytest.raises(ScreenerError) as meaning:
        ask(
            session,
            1.5,
            end="middle",
            max_turnover=float("nan"),
            asset_classes=["equities"],
            max_tracking_error=0.01,
            candidates=[{**BOND, "market_value": 1}],
            max_added_risk="0.1",
            avoid=("un-pri", "pri1-h1", ("a", "b", "c")),
        )
    with pytest.raises(ScreenerError) as names:
        ask(session, 0.3, frozen=["HUMM"], avoid=[("exclusions", "div-none"), "exclusions/div-nil"])
    with pytest.raises(ScreenerError, match="no figure 'in_stat'"):
        reach_of(lambda: session, "in_stat", 0.3)
    with pytest.raises(ScreenerError, match="ticker:HUM\\|long is held"):
        ask(
            session,
            0.3,
            candidates=[{"ticker": "HUM", "asset_class": "equity", "account": "Pooled funds, constructed"}],
        )

    for part in (
        "share: 1.5 is no share",
        "'middle' is no end",
        "max_turnover: nan is no number",
        "'equities' is no asset class",
        "max_tracking_error: needs returns",
        "max_added_risk: '0.1' is no number",
        "avoid: 'un-pri' is no criterion; give rulebook/criterion",
        "avoid: 'pri1-h1' is no criterion",
        "avoid: ('a', 'b', 'c') is no criterion",
        "candidates 1: market_value",
    ):
        assert part in str(meaning.value)
    assert "HUMM: no line is called so; did you mean 'HUM'?" in str(names.value)
    assert "exclusions/div-none: no criterion" in str(names.value)
    assert "exclusions/div-nil: no criterion" in str(names.value)


def test_a_line_that_is_short_or_of_no_value_is_not_traded(session: whatif.Session):
    """Cash is no choice of a place: the reasons say so of each position, and every line is in one of them or traded."""
    world = world_of(session, Asked("in_state", Decimal("0.3")))
    options = world.options(Asked("in_state", Decimal("0.3")))

    assert list(options.reasons.values()) == ["asset class cash"]
    assert sum(asset.value for asset in world.assets) == NET


@given(
    st.lists(st.tuples(st.integers(0, 10**12), st.floats(-1.0, 1.0)), min_size=2, max_size=12),
)
def test_trades_in_cents_add_up_to_nothing(rows: list[tuple[int, float]]):
    """Whatever a solver's weights round to, no more is sold than is held, and what is bought is what is sold."""
    net = max(sum(Decimal(cents) for cents, _ in rows) / 100, Decimal(1))
    assets = [Asset("A", f"s{number}", "long", value=Decimal(cents) / 100) for number, (cents, _) in enumerate(rows)]
    weights = np.array(
        [max(part, -1.0) * float(asset.value / net) for asset, (_, part) in zip(assets, rows, strict=True)]
    )
    # a solver's answer adds up to nothing but for its tolerance: the last but one asset takes the rest as a purchase
    weights[weights > 0] *= 0.0
    weights[0] = -weights[1:].sum()

    trades = to_cents(assets, weights, net)

    assert sum((trade.change for trade in trades), Decimal(0)) == 0
    assert all(trade.before + trade.change >= 0 for trade in trades)
    assert all(trade.change == trade.change.quantize(CENT) for trade in trades)
