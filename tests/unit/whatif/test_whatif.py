"""What if: the answer is what a whole screen with the same change comes to, and the screen stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from screener import ingest, pipeline, whatif
from screener.engine import open_engine
from screener.errors import NotFoundError
from screener.whatif.changes import applied
from screener.workspace import packaged_workspace

ROOT = packaged_workspace()
NOBODY = whatif.Silent()


class _Sessions(dict):
    """Portfolio → its session, opened when a test asks for it."""

    def __missing__(self, portfolio: str) -> whatif.Session:
        self[portfolio] = whatif.open_session(ROOT, portfolio)
        return self[portfolio]


@pytest.fixture(scope="module")
def sessions(checks: ingest.Checks) -> Iterator[dict[str, whatif.Session]]:
    """Two portfolios, each screened in memory once: bonds of one state, and funds looked through level by level."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest, "start_checks", lambda: nullcontext(checks))
        yield _Sessions()


def whole(session: whatif.Session, change: whatif.Change) -> dict:
    """Return the tables of a screen with the same change, from the first step to the last, in an engine of its own."""
    job = replace(applied(session.job, change, session.base.tables), engine=open_engine())
    decided = pipeline.decide_all(job.question)
    try:
        found = pipeline.find_issuers(job, NOBODY)
        return pipeline.calculate(found, decided, list(decided.findings), NOBODY)[0]
    finally:
        job.engine.close()


def first(session: whatif.Session) -> str:
    """Return the first code of the holdings."""
    rows = session.job.delivered.holdings.to_pylist()
    return next(code for row in rows if row["market_value"] and (code := row["cusip"] or row["ticker"]))


CHANGES = {
    "nothing": lambda _: whatif.Change(),
    "a parameter": lambda _: whatif.Change(parameters={"un-pri.fresh_age": Decimal(6)}),
    "a definition": lambda _: whatif.Change(parameters={"community-development.cra_poverty": Decimal(10)}),
    "the state": lambda _: whatif.Change(state="OH"),
    "fewer rulebooks": lambda _: whatif.Change(rulebooks=["un-pri", "community-development"]),
    "a fact": lambda _: whatif.Change(facts={("place", "21111", "poverty_rate"): 45.0}),
    "a sale": lambda s: whatif.Change(trades=whatif.Trades(sell={first(s): Decimal("0.5")})),
    "a price": lambda s: whatif.Change(trades=whatif.Trades(price={first(s): Decimal("-0.2")})),
    "a purchase": lambda _: whatif.Change(
        trades=whatif.Trades(add=[{"ticker": "CAT", "asset_class": "equity", "market_value": Decimal(1_000_000)}])
    ),
}


@pytest.mark.parametrize(
    ("portfolio", "kind"),
    [
        *(("kentucky-munis", kind) for kind in CHANGES),
        ("look-through-demo", "a sale"),
        ("look-through-demo", "a price"),
    ],
)
def test_the_answer_is_that_of_a_whole_screen(sessions: dict[str, whatif.Session], portfolio: str, kind: str):
    """Only what rests on the change is made again, and every table is as if all of it had been."""
    session = sessions[portfolio]
    change = CHANGES[kind](session)

    found = session.ask(change).tables
    expected = whole(session, change)

    assert [name for name in expected if not found[name].equals(expected[name])] == []


@pytest.mark.parametrize("asked", [{"state": "OH"}, {"rulebooks": ["un-pri", "exclusions"]}])
def test_the_answer_is_that_of_a_screen_asked_so_from_the_start(sessions: dict[str, whatif.Session], asked: dict):
    """Another home or other rules, with the law of the place and the rules' lists, are asked as a run asks them."""
    found = sessions["kentucky-munis"].ask(whatif.Change(**asked)).tables
    expected = whatif.open_session(ROOT, "kentucky-munis", **asked).base.tables

    assert [name for name in expected if not found[name].equals(expected[name])] == []


def test_a_change_leaves_the_screen_as_it_is(sessions: dict[str, whatif.Session]):
    """After every question the next one starts from the portfolio as delivered."""
    session = sessions["look-through-demo"]
    session.ask(CHANGES["a sale"](session))
    session.ask(CHANGES["the state"](session))

    again = session.ask(whatif.Change())

    assert again.remade == ()
    assert [name for name, table in session.base.tables.items() if not again.tables[name].equals(table)] == []


def test_only_what_rests_on_a_parameter_is_made_again(sessions: dict[str, whatif.Session]):
    """The age at which data are fresh decides about holdings: no place is judged again, and no money moves."""
    remade = sessions["kentucky-munis"].ask(CHANGES["a parameter"](None)).remade

    assert "decisions_holding" in remade
    assert {"decisions_place", "positions", "footprint"}.isdisjoint(remade)


def test_trades_move_no_value(sessions: dict[str, whatif.Session]):
    """What a sale brings is cash, and a purchase is paid from it: market value is conserved to the cent."""
    session = sessions["kentucky-munis"]
    cusip = first(session)
    trades = whatif.Trades(
        sell={cusip: Decimal("0.333")},
        add=[{"ticker": "CAT", "asset_class": "equity", "market_value": Decimal("12345.67")}],
    )

    made = session.ask(whatif.Change(trades=trades))

    total = [sum(side["positions"]["market_value"].to_pylist()) for side in (session.base.tables, made.tables)]
    assert total[0] == total[1]


def test_a_swap_buys_for_what_the_sale_brought(sessions: dict[str, whatif.Session]):
    """A line is gone, another stands with its value, and no cash is left."""
    session = sessions["kentucky-munis"]
    holdings = session.job.delivered.holdings
    cusip = first(session)
    brought = sum(row["market_value"] for row in holdings.to_pylist() if row["cusip"] == cusip)

    trades = whatif.Trades(swap={cusip: {"ticker": "CAT", "asset_class": "equity"}})
    after = session.ask(whatif.Change(trades=trades)).tables["holdings"].to_pylist()

    assert [row["market_value"] for row in after if row["ticker"] == "CAT"] == [brought]
    assert cusip not in [row["cusip"] for row in after]
    assert not [row for row in after if row["asset_class"] == "cash" and row["source_file"] == "(what if)"]


def test_a_price_changes_the_line_by_hand(sessions: dict[str, whatif.Session]):
    """A fifth less of a line is four fifths of its value, to the cent, and of the quantity nothing."""
    session = sessions["kentucky-munis"]
    line = next(row for row in session.job.delivered.holdings.to_pylist() if row["market_value"])
    name = f"{line['source_file']}:{line['source_row']}"

    made = session.ask(whatif.Change(trades=whatif.Trades(price={name: Decimal("-0.2")})))

    (after,) = (
        row
        for row in made.tables["holdings"].to_pylist()
        if (row["source_file"], row["source_row"]) == (line["source_file"], line["source_row"])
    )
    assert after["market_value"] == (line["market_value"] * 4 / 5).quantize(Decimal("0.01"))
    assert after["quantity"] == line["quantity"]


def test_every_fault_of_a_change_is_named_at_once(sessions: dict[str, whatif.Session]):
    """What is not there is said with what is nearest, all of it in one message."""
    session = sessions["kentucky-munis"]
    trades = whatif.Trades(
        sell={"NOTHING": Decimal(1), first(session): Decimal(2)},
        add=[{"asset_class": "equitty", "market_value": Decimal(1)}],
    )

    with pytest.raises(NotFoundError) as trade:
        session.ask(whatif.Change(trades=trades))
    with pytest.raises(NotFoundError) as parameter:
        session.ask(whatif.Change(parameters={"un-pri.fresh_ages": Decimal(1), "no": Decimal(1)}))
    with pytest.raises(NotFoundError) as fact:
        session.ask(whatif.Change(facts={("place", "21111", "poverty"): 1.0, ("places", "x", "y"): 1.0}))

    assert "NOTHING: no line is called so" in str(trade.value)
    assert "2 is no part; give 0 to 1" in str(trade.value)
    assert "'equitty' is no asset class; did you mean 'equity'?" in str(trade.value)
    assert "it names nothing" in str(trade.value)
    assert "did you mean 'un-pri.fresh_age'?" in str(parameter.value)
    assert "no: no rulebook of this screen has it" in str(parameter.value)
    assert "place has no computed fact 'poverty'" in str(fact.value)
    assert "'places' is no kind of subject" in str(fact.value)


def test_nothing_is_written(sessions: dict[str, whatif.Session], tmp_path: Path):
    """A question leaves no run, and no entry in a ledger."""
    before = sorted(path for path in (ROOT / "reports").rglob("manifest.json"))
    sessions["kentucky-munis"].ask(whatif.Change(state="OH"))

    assert sorted(path for path in (ROOT / "reports").rglob("manifest.json")) == before
