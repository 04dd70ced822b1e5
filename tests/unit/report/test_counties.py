"""Money by county: it adds up, it is the exposures, and what is not the whole portfolio is not shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from screener.errors import IntegrityError
from screener.report import summarise
from screener.report.breakdown import Part
from screener.report.counties import Counties, counties_of
from screener.report.figures import Figure, Interval
from screener.report.withhold import WITHHELD


def a_part(code: str, *, best: Decimal | int, high: int) -> Part:
    """Return a county as the table prints it."""
    exact = Figure(Interval(Decimal(0), Decimal(best), Decimal(high)))
    printed = {"low": Decimal(0), "best": round(Decimal(best)) + Decimal(0), "high": Decimal(high)}
    return Part(code, code, exact={"in_state": exact}, printed={"in_state": printed})


def some_counties(*parts: Part) -> Counties:
    return Counties("IL", ("in_state",), parts, None, None, {}, (), Decimal(0))


@pytest.fixture(scope="module")
def counties(summary: Any) -> Any:
    return summary.counties


def test_counties_add_up_to_the_state(counties: Counties, summary: Any) -> None:
    """Cook: A 60 % of 11,000 and B 60 % of 10,500; 9,000 is known to the state and to no county; 21,900 in all."""
    best = [part.printed["in_state"]["best"] for part in counties.parts]

    assert counties.rest is not None
    assert counties.total is not None
    assert (sum(best), counties.rest.printed["in_state"]["best"]) == (12_900_000, 9_000_000)
    assert counties.total.printed["in_state"]["best"] == 21_900_000


def test_the_country_adds_up_to_the_portfolio(counties: Counties) -> None:
    """Cook 12,900; St. Louis C 6,000; Lake IN A 40 % of 11,000 = 4,400; Milwaukee B 40 % of 10,500 = 4,200 thousand."""
    named = {row.label.split(" County")[0].split(",")[0]: row.amount for row in counties.largest if row.code}

    assert sorted(named.values(), reverse=True) == [12_900_000, 6_000_000, 4_400_000, 4_200_000]
    assert sum(row.amount for row in counties.largest) == counties.whole == 75_750_000


def test_a_county_without_money_is_in_the_table(summary: Any, example: Any) -> None:
    regions = example.tables["regions"]
    peoria = regions.slice(0, 1).to_pylist()[0] | {
        "grouping": "county", "group": "17143", "name": "Peoria County, IL", "place": "17143",
    }  # fmt: skip
    more = [*regions.to_pylist(), peoria]
    tables = {**example.tables, "regions": regions.from_pylist(more, schema=regions.schema)}

    found = counties_of(tables, summary.breakdowns["county"], "IL")

    assert [part.label for part in found.parts] == ["Cook County, IL", "Peoria County, IL"]
    assert found.parts[1].printed["in_state"] == {"low": 0, "best": 0, "high": 0}


def test_positions_that_are_not_the_exposures_are_refused(summary: Any, example: Any) -> None:
    footprint = example.tables["footprint"]
    moved = [row | {"place": "17143"} if row["place"] == "17031" else row for row in footprint.to_pylist()]
    tables = {**example.tables, "footprint": footprint.from_pylist(moved, schema=footprint.schema)}

    with pytest.raises(IntegrityError, match=r"money in Cook County, IL is 12900000.* and 0 by positions"):
        counties_of(tables, summary.breakdowns["county"], "IL")


def test_an_edition_that_withholds_an_account_has_no_money_by_county(example: Any) -> None:
    """What is left is not the portfolio: a map of it would be read as one."""
    row = {
        "kind": "account", "name": "A", "table": "holdings", "column": "(line)", "values": 1, "shown": 0,
        "market_value": Decimal(1), "reason": "r",
    }  # fmt: skip
    tables = {**example.tables, "withheld": WITHHELD.of([row])}

    assert summarise(tables, example.about).counties is None


def test_counties_that_say_the_same_are_one_row_on_paper() -> None:
    """Three with nothing and the same high end are alike; one with money, and one that might have less, are not."""
    nothing = [a_part(code, best=0, high=90) for code in ("1", "3", "5")]
    others = [a_part("7", best=4, high=90), a_part("9", best=0, high=80)]

    assert some_counties(*nothing, *others).alike == tuple(nothing)
    assert some_counties(*nothing[:2], *others).alike == ()


def test_money_that_rounds_to_nothing_keeps_its_row() -> None:
    """40 cents print as 0 and are money all the same."""
    parts = [a_part(code, best=0, high=90) for code in ("1", "3", "5")]
    cents = a_part("7", best=Decimal("0.4"), high=90)

    assert some_counties(*parts, cents).alike == tuple(parts)
