"""Funds looked through, on the page: where they are held, how old their list is, what it leaves out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from lxml import html

from screener.report import summarise
from screener.report.figures import Interval
from screener.report.lines import read_lines
from screener.report.page import render_page
from screener.tables import TABLES

SHARED = {
    "sha256": "0" * 64,
    "max_age_days": 100,
    "net_assets": Decimal("100.00"),
    "net_assets_basis": "filing",
    "fund_lines": 3,
    "lines": 1,
}
LOOK_THROUGHS = [
    {
        **SHARED,
        "path": "ticker:BMIF",
        "security_id": "ticker:BMIF",
        "fund_id": "ticker:BMIF",
        "fund_name": "Broad Market Index Fund",
        "source_file": "funds/broad.csv",
        "as_of": date(2024, 11, 30),
        "age_days": 31,
        "is_stale": False,
        "disclosed_share": 0.975,
        "market_value": Decimal("20000000.00"),
        "undisclosed_value": Decimal("500000.00"),
    },
    {
        **SHARED,
        "path": "ticker:BMIF > lei:X",
        "security_id": "line:funds/broad.csv:2",
        "fund_id": "lei:X",
        "fund_name": "Bond Master Fund",
        "source_file": "funds/bonds.xml",
        "as_of": date(2024, 8, 31),
        "age_days": 122,
        "is_stale": True,
        "disclosed_share": 1.04,
        "market_value": Decimal("4000000.00"),
        "undisclosed_value": Decimal("-160000.00"),
    },
]
"""Constructed: 2.5 % of 20,000,000 left out; the inner fund lists 104 % of its net assets, so −4 % of 4,000,000."""


@pytest.fixture(scope="module")
def tables(example: Any) -> dict[str, Any]:
    """The example run, its index fund looked through."""
    positions = example.tables["positions"].to_pylist()
    for row in positions:
        if row["market_value"] == Decimal("20000000.00"):
            row["path"] = "ticker:BMIF"
    # The five target date funds, 100,000.00 each, stay closed.
    closed = [row["security_id"] for row in positions if row["market_value"] == Decimal("100000.00")]
    return {
        **example.tables,
        "securities": TABLES["securities"].of([{"security_id": id_, "asset_class": "fund"} for id_ in closed]),
        "positions": TABLES["positions"].of(positions),
        "look_throughs": TABLES["look_throughs"].of(LOOK_THROUGHS),
    }


def test_the_page_says_where_a_fund_is_held_how_old_its_list_is_and_what_it_leaves_out(
    example: Any, tables: dict[str, Any]
) -> None:
    page = html.fromstring(render_page(summarise(tables, example.about), tables, []))
    rows = page.xpath("//table[starts-with(caption, 'Funds looked through')]/tbody/tr")
    cells = [[" ".join(cell.text_content().split()) for cell in row.xpath("th|td")] for row in rows]

    assert cells == [
        [
            "Broad Market Index Fundfunds/broad.csv",
            "the portfolio",
            "2024-11-30",
            "31 days",
            "20,000,000.00",
            "97.5%filing",
            "500,000.00",
        ],
        [
            "Bond Master Fundfunds/bonds.xml",
            "Broad Market Index Fund",
            "2024-08-31",
            "122 daysover 100",
            "4,000,000.00",
            "104.0%filing",
            "−160,000.00",
        ],
        ["Not looked through", "the portfolio", "no list", "", "500,000.00", "", ""],
    ]
    assert page.xpath("//th[@class='nested']/text()") == ["Bond Master Fund"]


def test_what_funds_hold_in_funds_is_counted_once(example: Any, tables: dict[str, Any]) -> None:
    """20,000,000.00 opened, of which 4,000,000.00 in another fund; 500,000.00 closed."""
    page = html.fromstring(render_page(summarise(tables, example.about), tables, []))
    foot = page.xpath("//table[starts-with(caption, 'Funds looked through')]/tfoot/tr/*")

    assert [cell.text_content() for cell in foot][:3] == ["In funds, net", "the portfolio", "20,500,000.00"]
    said = " ".join(page.get_element_by_id("brief").text_content().split())
    assert "USD 20.0 million of 20.5 million in funds is looked through; 500.0 thousand is not." in said


NEGATIVE = [
    # Debts of funds are 160,000.00: a low of −160,000.00 is theirs, of −200,000.00 not theirs alone.
    (Decimal(-160000), LOOK_THROUGHS, "debts of funds are in no known place"),
    (Decimal(-200000), LOOK_THROUGHS, "debts of funds and short positions are in no known place"),
    (Decimal(-200000), [], "short positions are in no known place"),
]


@pytest.mark.parametrize(("low", "looked_through", "because"), NEGATIVE)
def test_a_low_below_zero_is_no_proof(
    example: Any, tables: dict[str, Any], low: Decimal, looked_through: list[Any], because: str
) -> None:
    tables = {**tables, "look_throughs": TABLES["look_throughs"].of(looked_through)}
    summary = summarise(tables, example.about)
    figure = summary.headline["in_state_manufacturing"]["operations"]
    lowest = replace(figure, short=Interval(low - figure.long.low, figure.short.best, figure.short.high))
    headline = {**summary.headline, "in_state_manufacturing": {"operations": lowest, "headquarters": None}}
    said = answer(html.fromstring(render_page(replace(summary, headline=headline), tables, [])))

    assert f"It could be as low as −{-low / 1000:.1f} thousand, because {because}. It could be as much as" in said
    assert "proven" not in said


def answer(page: Any) -> str:
    """Return what page one answers."""
    return " ".join(page.xpath("//div[@class='answer']")[0].text_content().split())


def test_a_page_without_look_throughs_has_no_such_table(example: Any) -> None:
    assert 'aria-label="Funds looked through"' not in render_page(
        summarise(example.tables, example.about), example.tables, []
    )


def test_a_line_looked_through_claims_no_issuer_of_its_own(tables: dict[str, Any], example: Any) -> None:
    """What it became has many; the first of them must not be printed as if it were the fund's."""
    (line,) = [line for line in read_lines(tables, example.about, 100) if line.value == Decimal("20000000.00")]

    assert (line.issuer, line.issuer_label, line.match_tier) == (None, "several", "looked through")
    assert (line.headquarters, line.location_tier) == ("looked through", "looked through")
