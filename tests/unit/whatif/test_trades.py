"""Trades on delivered lines: which lines a name means, what is refused, and what a purchase in another currency is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from screener.tables import HOLDINGS
from screener.whatif import Trades
from screener.whatif.trades import traded

DEERE = {"ticker": "DE", "asset_class": "equity"}
BOUGHT = DEERE | {"market_value": Decimal(1100)}


def holdings() -> pa.Table:
    """Two shares and a bond in one account: 1,000, 3,000 and 500 US dollars."""
    said = [("AAPL", "equity", 1000), ("CAT", "equity", 3000), (None, "corporate_debt", 500)]
    same = {"source_file": "h.csv", "account": "Main", "asset_class_basis": "declared", "currency": "USD"}
    same |= {"fx_rate": 1.0, "as_of": date(2024, 12, 31)}
    return HOLDINGS.of(
        [
            same
            | {"source_row": row, "ticker": ticker, "asset_class": kind}
            | {"market_value": Decimal(value), "local_value": Decimal(value)}
            for row, (ticker, kind, value) in enumerate(said, start=2)
        ]
    )


TABLES = {
    "positions": pa.table({"position_id": ["p1"], "security_id": ["cusip:037833100"]}),
    "holding_positions": pa.table(
        {"source_file": ["h.csv"], "source_row": pa.array([2], pa.int64()), "position_id": ["p1"]}
    ),
}


def made(**trades: Any) -> list[dict[str, Any]]:
    """Return the lines after trades that can be made."""
    table, faults = traded(holdings(), Trades(**trades), TABLES, "USD")
    assert faults == []
    return table.to_pylist()


def refused(**trades: Any) -> list[str]:
    """Return what is wrong with trades, each with its part; the holdings stay as they were."""
    before = holdings()
    table, faults = traded(before, Trades(**trades), TABLES, "USD")
    assert table.equals(before)
    return [f"{fault.where}: {fault.message}" for fault in faults]


HALF = Decimal("0.5")


@pytest.mark.parametrize("part", ["sell", "price"])
@pytest.mark.parametrize("other", ["asset_class:equity", "h.csv:2", "cusip:037833100"])
def test_a_line_that_two_names_mean_is_refused(part: str, other: str):
    """A half and a half of one line would be sold as three quarters: the line and both names are said."""
    assert refused(**{part: {"AAPL": HALF, other: HALF}}) == [
        f"{part}: h.csv:2 is meant by AAPL and by {other}; name a line once"
    ]


def test_lines_that_the_same_names_mean_are_counted():
    """Both shares are in the account and of the class: one fault of two lines, not one for each."""
    assert refused(sell={"account:Main": HALF, "asset_class:equity": HALF}) == [
        "sell: h.csv:2 and 1 more are meant by account:Main and by asset_class:equity; name a line once"
    ]


def test_a_line_is_sold_or_swapped_and_not_both():
    """A swap takes all of a line: what a sale beside it would leave to it, nobody can tell."""
    assert refused(sell={"AAPL": HALF}, swap={"asset_class:equity": DEERE}) == [
        "swap: h.csv:2 is meant by AAPL in sell and by asset_class:equity in swap; name a line once"
    ]
    assert refused(swap={"AAPL": DEERE, "asset_class:equity": DEERE}) == [
        "swap: h.csv:2 is meant by AAPL and by asset_class:equity; name a line once"
    ]


def test_a_line_may_change_its_price_and_be_sold():
    """1,000 and a tenth more are 1,100, of which half is sold: 550 stay, and 550 are cash."""
    lines = made(price={"asset_class:equity": Decimal("0.1")}, sell={"AAPL": HALF})
    values = {line["ticker"] or line["asset_class"]: line["market_value"] for line in lines}

    assert values == {"AAPL": 550, "CAT": 3300, "corporate_debt": 500, "cash": 550}


def test_a_purchase_in_another_currency_has_its_value_in_it():
    """USD 1,100 at 1.10 dollars per euro are EUR 1,000; the cash that pays for it is dollars."""
    lines = [
        line for line in made(add=[BOUGHT | {"currency": "EUR", "fx_rate": 1.1}]) if line["source_file"] != "h.csv"
    ]
    said = [tuple(line[name] for name in ("currency", "local_value", "fx_rate", "market_value")) for line in lines]

    assert said == [("EUR", 1000, 1.1, 1100), ("USD", -1100, 1.0, -1100)]


def test_a_swap_into_another_currency_has_its_value_in_it():
    """The USD 1,000 that a line brings buy EUR 800 at 1.25 dollars per euro."""
    [line] = [
        line for line in made(swap={"AAPL": DEERE | {"currency": "EUR", "fx_rate": 1.25}}) if line["ticker"] == "DE"
    ]

    assert (line["market_value"], line["local_value"]) == (1000, 800)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"currency": "EUR"}, "it is bought in EUR; say fx_rate, USD per EUR (market_value stays in USD)"),
        ({"currency": "EUR", "fx_rate": 0.0}, "fx_rate is 0.0; USD per EUR is above 0"),
        ({"currency": "EUR", "fx_rate": float("nan")}, "fx_rate is nan; USD per EUR is above 0"),
        ({"fx_rate": 1.1}, "fx_rate is 1.1, and it is bought in USD, the base currency; say its currency"),
        ({"local_value": Decimal(5)}, "leave local_value out; it follows from market_value and fx_rate"),
    ],
)
def test_a_purchase_whose_value_would_be_two_things_is_refused(said: dict[str, Any], problem: str):
    """Without a rate its value in its own currency is unknown, not the same number; in a swap as in a purchase."""
    assert refused(add=[BOUGHT, BOUGHT | said]) == [f"add: purchase 2: {problem}"]
    assert refused(swap={"AAPL": DEERE | said}) == [f"swap: AAPL: {problem}"]


def test_a_swap_says_no_value():
    """It buys for what the lines bring: another value would be dropped without a word."""
    assert refused(swap={"AAPL": BOUGHT}) == [
        "swap: AAPL: leave market_value out; a swap buys for what the lines bring"
    ]


def test_every_fault_of_every_trade_is_told_with_its_part():
    """A name that means nothing, a part above one, a price below nothing, a purchase without a class and a value."""
    assert refused(sell={"AAPLE": 1, "CAT": 2}, price={"AAPL": Decimal(-2)}, add=[{"ticker": "DE"}]) == [
        "sell: AAPLE: no line is called so; did you mean 'AAPL'?",
        "sell: CAT: 2 is no part; give 0 to 1",
        "price: AAPL: a price cannot fall by more than all of it",
        "add: purchase 1: it has no market_value",
        "add: purchase 1: it has no asset_class",
    ]
