"""What analysts give, taken as it is meant, or refused in words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from screener.api.given import day_of, decimals, listed, listed_if, numbers
from screener.api.supposed import change_of
from screener.errors import InputError


def change(**said: Any) -> Any:
    """Return the change that arguments of `what_if` mean."""
    nothing: dict[str, Any] = {
        "sell": (), "add": (), "swap": None, "price": None, "parameters": None, "rulebooks": None, "state": None,
        "facts": None,
    }  # fmt: skip
    return change_of(**nothing | said)


def test_one_text_where_a_list_is_meant_is_a_list_of_one() -> None:
    """A name is no list of letters; a purchase alone is one purchase."""
    assert listed_if("un-pri") == ["un-pri"]
    assert listed_if(None) is None
    assert listed({"ticker": "CAT"}) == [{"ticker": "CAT"}]
    assert change(rulebooks="un-pri").rulebooks == ["un-pri"]
    assert dict(change(sell="AAPL").trades.sell) == {"AAPL": Decimal(1)}
    [bought] = change(add={"ticker": "CAT", "asset_class": "equity", "market_value": 10}).trades.add
    assert bought["market_value"] == Decimal("10.00")


def test_days_are_taken_from_points_in_time_and_nothing_else() -> None:
    """A time stamp of pandas has a day; its missing one has none, and a number is none."""
    assert type(day_of(pd.Timestamp("2024-12-31 15:00"), "as_of")) is date
    assert day_of(pd.Timestamp("2024-12-31 15:00"), "as_of") == date(2024, 12, 31)
    for wrong in (pd.NaT, 20241231, "31.12.2024"):
        with pytest.raises(InputError, match=r"as_of: .* is no calendar date"):
            day_of(wrong, "as_of")


def test_facts_may_be_spelt_as_on_the_command_line() -> None:
    """Between slashes, a subject with slashes of its own included; what is neither is named."""
    assert change(facts={"place/17031/poverty_rate": 25, ("issuer", "a/b", "x"): None, "issuer/a/b/y": 1}).facts == {
        ("place", "17031", "poverty_rate"): 25,
        ("issuer", "a/b", "x"): None,
        ("issuer", "a/b", "y"): 1,
    }
    for wrong in ({"emissions": 5}, ["emissions"], {("place", "17031"): 5}):
        with pytest.raises(InputError, match="facts: no kind of subject, subject and fact"):
            change(facts=wrong)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"price": {"XOM": "cheap"}}, r"price: 'XOM': 'cheap' is no number\n.*\{\"XOM\": -0.2\}"),
        ({"sell": {"AAPL": "50%", "XOM": None}}, r"sell: no numbers:\n  'AAPL': '50%' .*\n  'XOM': None .*\n.*percent"),
        ({"parameters": {"un-pri.fresh_age": float("nan")}}, "parameters: 'un-pri.fresh_age': nan is no number"),
        ({"parameters": "un-pri.fresh_age"}, "parameters: names with a number each are meant"),
        ({"swap": {"CAT": "DE"}}, "swap: CAT: 'DE' says no columns; give such as"),
        ({"swap": "CAT"}, "swap: lines with a purchase each are meant, not 'CAT'"),
        ({"add": ["CAT"]}, "add: purchase 1: 'CAT' says no columns"),
        ({"add": [{"value": 5, "ticker": "CAT"}]}, "'value' is no column of a holding; did you mean 'market_value'"),
    ],
)
def test_what_is_no_number_and_no_purchase_is_said(said: dict[str, Any], answer: str) -> None:
    """The argument, the name and what was given, and the fix, in place of a fault of the decimal library."""
    with pytest.raises(InputError, match=answer):
        change(**said)


def test_every_argument_is_read_before_one_is_refused() -> None:
    """Numbers, purchases, facts and the state: each fault with its argument, though nothing is screened."""
    with pytest.raises(InputError) as refused:
        change(sell={"AAPL": "half"}, price={"XOM": "cheap"}, add=["CAT"], facts=["emissions"], state="ZZ")

    said = str(refused.value).splitlines()
    assert said[0] == "5 faults in what is supposed:"
    assert [line.split(":")[0].strip() for line in said[1:6]] == ["sell", "price", "add", "facts", "state"]


def test_a_sweep_goes_up_and_asks_each_value_once() -> None:
    """One number is a sweep of one; no number at all is refused."""
    assert numbers([2, 0.5, 2.0, 1], "values") == [Decimal("0.5"), Decimal(1), Decimal(2)]
    assert numbers(6, "values") == [Decimal(6)]
    assert decimals({"AAPL": 1}, "sell") == {"AAPL": Decimal(1)}
    with pytest.raises(InputError, match="values: no number: 'x'"):
        numbers("x", "values")
