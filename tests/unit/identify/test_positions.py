"""Every delivered line and every cent is in one position, and each position says whose footprint speaks for it."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from screener.engine import read_step
from screener.errors import IntegrityError
from screener.identify.conventions import CONVENTIONS
from screener.identify.stage import _refuse_loss
from screener.tables import ASSET_CLASSES, MATCHES, POSITIONS, SECURITIES

FOOTPRINTS = [
    ({"asset_class": "cash"}, "no_place"),
    ({"asset_class": "treasury"}, "no_place"),
    ({"asset_class": "agency_mbs", "cusip": "037833100"}, "no_place"),
    ({"asset_class": "fx_derivative"}, "no_place"),
    ({"asset_class": "rate_derivative"}, "no_place"),
    ({"asset_class": "credit_derivative"}, "no_place"),
    ({"asset_class": "fund", "cusip": "78463V107"}, "unknown"),
    ({"asset_class": "structured_debt", "issuer_name": "VISA INC."}, "unknown"),
    ({"asset_class": "future"}, "unknown"),
    ({"asset_class": "swap"}, "unknown"),
    ({"asset_class": "municipal_debt", "issuer_name": "WARREN CNTY KY"}, "state:KY"),
    ({"asset_class": "municipal_debt", "issuer_name": "American Municipal Power Inc"}, "state:unknown"),
    ({"asset_class": "sovereign_debt", "country": "RO"}, "foreign"),
    ({"asset_class": "sovereign_debt", "country": "US"}, "no_place"),
    ({"asset_class": "equity", "ticker": "AAPL"}, "cik:0000320193"),
    ({"asset_class": "option", "cusip": "037833100", "put_call": "Put"}, "cik:0000320193"),
    ({"asset_class": "equity", "issuer_name": "Nobody Inc"}, "unknown"),
]


def test_the_convention_of_the_asset_class_says_whose_footprint_speaks(identified, holding):
    """Architecture, "Exposure, precisely", Conventions."""
    result = identified(*(holding(**line, account=str(number)) for number, (line, _) in enumerate(FOOTPRINTS)))
    found = {int(row["account"]): row["footprint_id"] for row in result.rows("positions")}

    assert [found[number] for number in sorted(found)] == [footprint_id for _, footprint_id in FOOTPRINTS]


def test_every_asset_class_has_a_convention():
    assert set(CONVENTIONS) == set(ASSET_CLASSES)


def test_the_sponsor_of_a_fund_is_its_issuer_and_still_no_place_of_its_assets(identified, holding):
    position = identified(holding(asset_class="fund", cusip="78463V107")).position()

    assert (position["issuer_id"], position["footprint_id"]) == ("cik:0001222333", "unknown")


def test_lines_of_one_security_in_one_account_are_one_position(identified, holding):
    result = identified(
        holding(cusip="037833100", market_value=Decimal("0.10"), manager=None),
        holding(cusip="037833100", market_value=Decimal("0.20"), manager="A"),
        holding(cusip="037833100", market_value=Decimal("5.00"), account="other"),
    )
    positions = [(row["position_id"], row["market_value"], row["lines"]) for row in result.rows("positions")]

    assert positions == [
        ("main||cusip:037833100|long", Decimal("0.30"), 2),
        ("other||cusip:037833100|long", Decimal("5.00"), 1),
    ]


def test_a_short_line_is_a_position_of_its_own_and_keeps_its_sign(identified, holding):
    result = identified(
        holding(cusip="037833100", market_value=Decimal("10.00")),
        holding(cusip="037833100", market_value=Decimal("-4.00")),
    )

    assert [(row["side"], row["market_value"]) for row in result.rows("positions")] == [
        ("long", Decimal("10.00")),
        ("short", Decimal("-4.00")),
    ]


def test_an_unpriced_line_is_counted_and_adds_nothing(identified, holding):
    result = identified(
        holding(cusip="037833100", market_value=None),
        holding(cusip="037833100", market_value=Decimal("3.00")),
    )
    position = result.position()

    assert (position["side"], position["market_value"], position["lines"], position["unpriced_lines"]) == (
        "long",
        Decimal("3.00"),
        2,
        1,
    )


def test_every_line_is_in_exactly_one_position(identified, holding):
    lines = [holding(**line) for line, _ in FOOTPRINTS]
    result = identified(*lines)
    links = result.rows("holding_positions")

    assert [link["source_row"] for link in links] == list(range(2, 2 + len(lines)))
    assert {link["position_id"] for link in links} == {row["position_id"] for row in result.rows("positions")}


def test_no_cent_is_lost(identified, holding):
    values = [Decimal("0.01"), Decimal("-1234567.89"), Decimal("999999999999.99"), None]
    result = identified(*(holding(ticker="AAPL", market_value=value) for value in values))

    # 0.01 − 1,234,567.89 + 999,999,999,999.99
    assert sum(row["market_value"] for row in result.rows("positions")) == Decimal("999998765432.11")


def test_a_lost_line_stops_the_run(identified, holding):
    result = identified(holding(ticker="AAPL"), holding(ticker="V"))
    result.engine.load("holding_positions", result.engine.fetch("holding_positions").slice(0, 1))
    result.engine.run(read_step("screener.identify", "lost_value"))
    lost = result.engine.fetch("lost_value")

    # the line on Visa, and the position it should be in
    assert sorted(lost["subject"].to_pylist()) == ["h.csv:3", "main||ticker:V|long"]
    with pytest.raises(IntegrityError, match=r"h\.csv:3: 100\.00 delivered, None kept"):
        _refuse_loss(lost)


def test_funds_without_look_through_are_one_finding_that_names_the_largest(identified, holding):
    lines = [
        holding(asset_class="fund", issuer_name="FUND", security_name=f"Series {n}", market_value=Decimal(n))
        for n in range(1, 8)
    ]
    (finding,) = identified(*lines).found("fund-not-looked-through")

    # 1 + 2 + … + 7 = 28; the five largest are 7 to 3
    assert (finding.rows, finding.market_value) == (7, Decimal("28.00"))
    assert finding.message.endswith(
        "largest: FUND Series 7 (name:Series 7) 7.00; FUND Series 6 (name:Series 6) 6.00; "
        "FUND Series 5 (name:Series 5) 5.00; FUND Series 4 (name:Series 4) 4.00; FUND Series 3 (name:Series 3) 3.00"
    )


def test_no_holdings_make_empty_tables(identified):
    result = identified()

    assert [result.rows(name) for name in ("securities", "matches", "positions")] == [[], [], []]


def test_the_order_of_the_delivered_lines_does_not_matter(identified, holding):
    lines = [holding(source_row=number, **line) for number, (line, _) in enumerate(FOOTPRINTS, start=2)]
    one, other = identified(*lines), identified(*reversed(lines))

    for table in (SECURITIES, MATCHES, POSITIONS):
        assert one.engine.fetch(table.name) == other.engine.fetch(table.name)


def test_market_values_stay_exact_decimals(identified, holding):
    column = identified(holding(ticker="AAPL")).engine.fetch("positions")["market_value"]

    assert column.type == pa.decimal128(20, 2)
    assert pc.sum(column).as_py() == Decimal("100.00")


def test_one_security_classed_two_ways_is_a_finding(identified, holding):
    """An ETF line and an equity line of one CUSIP become one position; that must not pass in silence."""
    made = identified(holding(cusip="037833100", asset_class="fund"), holding(cusip="037833100", asset_class="equity"))
    (finding,) = made.found("asset-class-conflict")

    assert finding.where == "h.csv:2"
    assert finding.rows == 2
    assert "equity and fund; all were taken for fund" in finding.message
