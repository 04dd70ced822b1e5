"""A fund is replaced by what it holds, to the cent; what it does not disclose is kept. All funds are constructed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from screener.errors import InputError

APPLE, VISA, MICROSOFT = "cusip:037833100", "cusip:92826C839", "cusip:594918104"
FUND = {"asset_class": "fund", "ticker": "FUND"}


@pytest.fixture
def line(holding):
    """Return a function: CUSIP and value → a line."""
    return lambda security, value, **more: holding(cusip=security[6:], market_value=amount(value), **more)


def amount(text):
    return None if text is None else Decimal(text)


def held(result):
    """Return path, security and side → value of every position."""
    return {
        (row["path"], row["security_id"], row["side"]): str(row["market_value"]) for row in result.rows("positions")
    }


def test_a_line_is_split_by_value_and_the_odd_cent_goes_to_the_largest_remainder(identified, holding, fund, line):
    """100.01 × 60, 30 and 10 %: 60.006, 30.003 and 10.001; the cent left goes to the remainder of 0.6."""
    index = fund("ticker:FUND", line(APPLE, "600.00"), line(VISA, "300.00"), line(MICROSOFT, "100.00"))
    result = identified(holding(**FUND, market_value=Decimal("100.01")), funds=[index])

    assert held(result) == {
        ("ticker:FUND", APPLE, "long"): "60.01",
        ("ticker:FUND", VISA, "long"): "30.00",
        ("ticker:FUND", MICROSOFT, "long"): "10.00",
    }


def test_thirds_leave_no_rest_where_everything_is_disclosed(identified, holding, fund, line):
    """100.00 ÷ 3 = 33.33 and a cent, which goes to the first identifier: no row of rounding cents remains."""
    thirds = fund("ticker:FUND", line(VISA, "7.00"), line(MICROSOFT, "7.00"), line(APPLE, "7.00"))
    result = identified(holding(**FUND, market_value=Decimal("100.00")), funds=[thirds])

    assert held(result) == {
        ("ticker:FUND", APPLE, "long"): "33.34",
        ("ticker:FUND", MICROSOFT, "long"): "33.33",
        ("ticker:FUND", VISA, "long"): "33.33",
    }
    assert result.found("look-through-undisclosed") == []


def test_what_a_fund_does_not_disclose_is_kept_under_its_name_in_no_known_place(identified, holding, fund, line):
    """150 of 200 disclosed: of 100.00 held, 75.00 are Apple and 25.00 are the fund's rest."""
    index = fund("ticker:FUND", line(APPLE, "150.00"), net_assets="200.00")
    result = identified(holding(**FUND, market_value=Decimal("100.00")), funds=[index])
    rest = next(row for row in result.rows("positions") if row["security_id"] == "ticker:FUND")
    (finding,) = result.found("look-through-undisclosed")

    assert held(result)["ticker:FUND", APPLE, "long"] == "75.00"
    assert (rest["path"], str(rest["market_value"]), rest["footprint_id"]) == ("ticker:FUND", "25.00", "unknown")
    assert finding.market_value == Decimal("25.00")
    assert "accounts for 75.00% of its net assets" in finding.message


def test_a_rest_has_no_place_even_where_the_fund_is_classed_as_a_share(identified, holding, fund, line):
    """A 13F calls an exchange-traded fund a share; its sponsor's head office is still no place of the rest."""
    index = fund("cusip:78463V107", line(APPLE, "50.00"), net_assets="100.00")
    result = identified(holding(cusip="78463V107", asset_class="equity"), funds=[index])
    rest = next(row for row in result.rows("positions") if row["security_id"] == "cusip:78463V107")

    assert (rest["issuer_id"], rest["footprint_id"]) == ("cik:0001222333", "unknown")


def test_debts_of_a_fund_make_a_negative_rest(identified, holding, fund, line):
    """Lines of 103.90 on net assets of 100.00: of 1,000.00 held, 1,039.00 are the line and −39.00 the debt."""
    index = fund("ticker:FUND", line(APPLE, "103.90"), net_assets="100.00")
    result = identified(holding(**FUND, market_value=Decimal("1000.00")), funds=[index])

    assert held(result) == {
        ("ticker:FUND", APPLE, "long"): "1039.00",
        ("ticker:FUND", "ticker:FUND", "short"): "-39.00",
    }


def test_signs_multiply(identified, holding, fund, line):
    """A fund of 150 long and −50 short, held short at −10.00: −15.00 and +5.00."""
    hedge = fund("ticker:FUND", line(APPLE, "150.00"), line(VISA, "-50.00"))
    result = identified(holding(**FUND, market_value=Decimal("-10.00")), funds=[hedge])

    assert held(result) == {
        ("ticker:FUND", APPLE, "short"): "-15.00",
        ("ticker:FUND", VISA, "long"): "5.00",
    }


def test_a_fund_of_funds_is_opened_to_the_bottom_and_each_level_is_in_the_path(identified, holding, fund, line):
    """TOP: half Apple, half MID; MID: 80 % Visa, 20 % FUND; FUND: Microsoft. Of 1,000: 500, 400 and 100."""
    funds = [
        fund("ticker:TOP", line(APPLE, "50.00"), holding(ticker="MID", asset_class="fund", market_value=Decimal(50))),
        fund("ticker:MID", line(VISA, "8.00"), holding(**FUND, market_value=Decimal(2))),
        fund("ticker:FUND", line(MICROSOFT, "1.00")),
    ]
    result = identified(holding(ticker="TOP", asset_class="fund", market_value=Decimal(1000)), funds=funds)

    assert held(result) == {
        ("ticker:TOP", APPLE, "long"): "500.00",
        ("ticker:TOP > ticker:MID", VISA, "long"): "400.00",
        ("ticker:TOP > ticker:MID > ticker:FUND", MICROSOFT, "long"): "100.00",
    }
    assert [(row["path"], str(row["market_value"])) for row in result.rows("look_throughs")] == [
        ("ticker:TOP", "1000.00"),
        ("ticker:TOP > ticker:MID", "500.00"),
        ("ticker:TOP > ticker:MID > ticker:FUND", "100.00"),
    ]


def test_a_fund_met_twice_on_one_way_is_split_once(identified, holding, fund, line):
    """TOP holds MID on two lines of 0.01 and 99.99; MID holds three equal lines: 33.34, 33.33 and 33.33 in all."""
    twice = [holding(ticker="MID", asset_class="fund", market_value=Decimal(value)) for value in ("0.01", "99.99")]
    thirds = fund("ticker:MID", line(APPLE, "1.00"), line(MICROSOFT, "1.00"), line(VISA, "1.00"))
    top = holding(ticker="TOP", asset_class="fund", market_value=Decimal("100.00"))
    result = identified(top, funds=[fund("ticker:TOP", *twice), thirds])

    assert list(held(result).values()) == ["33.34", "33.33", "33.33"]


def test_funds_in_a_circle_are_refused_with_the_way_round(identified, holding, fund, line):
    """A holds B holds C holds A; and D holds itself. Both circles are named, with the lines that close them."""
    funds = [
        fund(f"ticker:{one}", holding(ticker=other, asset_class="fund"), line(APPLE, "1.00"))
        for one, other in ("AB", "BC", "CA", "DD")
    ]
    with pytest.raises(InputError) as caught:
        identified(holding(ticker="A", asset_class="fund"), funds=funds)

    message = str(caught.value)
    assert "2 look-throughs mean nothing" in message
    assert (
        "portfolio.toml:ticker:A: the funds go round in a circle: ticker:A holds ticker:B (ticker:A.csv:2), "
        "which holds ticker:C (ticker:B.csv:2), which holds ticker:A (ticker:C.csv:2)" in message
    )
    assert "portfolio.toml:ticker:D: the funds go round in a circle: ticker:D holds ticker:D (ticker:D.csv" in message


def test_two_files_for_one_fund_are_refused(identified, holding, fund, line):
    """Which of the two would be used is not ours to choose."""
    funds = [fund("ticker:FUND", line(APPLE, "1.00")), fund("name:My Fund", line(VISA, "1.00"))]

    with pytest.raises(InputError, match=r"ticker:FUND is both name:My Fund and ticker:FUND"):
        identified(holding(**FUND, security_name="MY FUND"), funds=funds)


KNOWN_BY = [
    [
        ("cusip:99POOL123", {"cusip": "99POOL123"}),  # a custodian's own number fails its check digit
        ("cusip:78463V107", {"isin": "US78463V1070"}),
        ("ticker:VTI", {"ticker": "VTI"}),
        ("lei:5493006TF05454RBY690", {"lei": "5493006TF05454RBY690"}),
        ("name:Kentucky Series", {"security_name": "KENTUCKY SERIES", "issuer_name": "Dupree"}),
    ],
    [
        ("isin:US78463V1070", {"isin": "US78463V1070", "cusip": "78463V107"}),
        ("name:Kentucky Series", {"issuer_name": "Kentucky Series"}),
    ],
    [("name:Dupree Kentucky Series", {"security_name": "KENTUCKY SERIES", "issuer_name": "DUPREE"})],
    [("name:Kentucky Series", {"issuer_name": "KENTUCKY SERIES", "security_name": "Class A"})],
]


@pytest.mark.parametrize("pairs", KNOWN_BY)
def test_a_fund_is_known_by_what_its_line_carries(identified, holding, fund, line, pairs):
    """Right or wrong: an identifier that fails its check digit still names the pool that the custodian means."""
    lines = [holding(asset_class="fund", **carried) for _, carried in pairs]
    result = identified(*lines, funds=[fund(identifier, line(APPLE, "1.00")) for identifier, _ in pairs])

    assert held(result) == {(identifier, APPLE, "long"): "100.00" for identifier, _ in pairs}
    assert sorted((row["position_id"], row["source_row"]) for row in result.rows("holding_positions")) == sorted(
        (f"main|{identifier}|{APPLE}|long", row) for row, (identifier, _) in enumerate(pairs, start=2)
    )


NOT_KNOWN_BY = [
    ("ticker:VTI", {"ticker": "VTIP", "asset_class": "fund"}),
    ("cusip:78463V107", {"cusip": "78463V107", "asset_class": "option", "put_call": "Call"}),
    ("ticker:VTI", {"ticker": "VTI", "asset_class": "swap"}),
]


@pytest.mark.parametrize(("identifier", "carried"), NOT_KNOWN_BY)
def test_a_contract_on_a_fund_and_another_fund_are_not_the_fund(identified, holding, fund, line, identifier, carried):
    """An option has its underlying's CUSIP, and a ticker may begin with another's."""
    result = identified(holding(**carried), funds=[fund(identifier, line(APPLE, "1.00"))])
    (finding,) = result.found("look-through-unused")

    assert [row["path"] for row in result.rows("positions")] == [""]
    assert finding.where == f"portfolio.toml:{identifier}"
    assert result.rows("look_throughs") == []


def test_the_name_of_a_trust_is_none_of_its_series(identified, holding, fund, line):
    """Vanguard issues both: the list of one must not replace the other."""
    series = [
        holding(issuer_name="Vanguard", security_name=name, asset_class="fund") for name in ("Growth ETF", "Bond ETF")
    ]
    result = identified(*series, funds=[fund("name:Vanguard", line(APPLE, "1.00"))])

    assert [row["path"] for row in result.rows("positions")] == ["", ""]
    assert len(result.found("look-through-unused")) == 1


def test_a_fund_without_a_name_is_called_as_on_the_line_that_holds_it(identified, holding, fund, line):
    """Declared as cusip:922908736, it is not called 922908736."""
    index = fund("cusip:922908736", line(APPLE, "1.00"), age_days=101)
    index["row"]["fund_name"] = None
    lines = [holding(cusip="922908736", issuer_name="VANGUARD INDEX FDS", security_name="GROWTH ETF")]
    result = identified(*lines, funds=[index])

    assert [row["fund_name"] for row in result.rows("look_throughs")] == ["VANGUARD INDEX FDS GROWTH ETF"]
    assert result.found("look-through-stale")[0].message.startswith("VANGUARD INDEX FDS GROWTH ETF is looked through")


def test_a_list_without_net_assets_is_a_warning_with_the_money_that_rests_on_it(identified, holding, fund, line):
    """100.00 and, held short, 20.00 of one; the other's net assets are declared."""
    funds = [fund("ticker:FUND", line(APPLE, "9.00")), fund("ticker:OTHER", line(APPLE, "9.00"), net_assets="10.00")]
    lines = [
        holding(**FUND),
        holding(ticker="OTHER", asset_class="fund"),
        holding(**FUND, market_value=Decimal("-20.00"), account="other"),
    ]
    (finding,) = identified(*lines, funds=funds).found("look-through-assumed-whole")

    assert (finding.where, finding.rows, finding.market_value) == ("ticker:FUND.csv", 2, Decimal("80.00"))
    assert "80.00 rests on that" in finding.message


UNUSED = [
    # 922908737 is 922908736 with a wrong check digit
    (
        "cusip:922908737",
        (
            "No line carries cusip:922908737; the file of the fund was read for nothing. '922908737' fails its check "
            "digit. The nearest line is h.csv:2, which carries cusip:922908736, name:GROWTH ETF, name:VANGUARD INDEX "
            "FDS, name:VANGUARD INDEX FDS GROWTH ETF."
        ),
    ),
    ("name:Growth ETF Vanguard", "The nearest line is h.csv:2, which carries cusip:922908736"),
    ("ticker:VUG", "The lines carry cusip, name, and nothing like it."),
]


def test_a_look_through_that_fits_no_line_says_what_the_nearest_carries(identified, holding, fund, line):
    lines = [
        holding(cusip="922908736", issuer_name="VANGUARD INDEX FDS", security_name="GROWTH ETF"),
        line(VISA, "5.00"),
    ]
    funds = [fund(identifier, line(APPLE, "1.00")) for identifier, _ in UNUSED]
    found = {finding.where: finding.message for finding in identified(*lines, funds=funds).found("look-through-unused")}

    assert len(found) == len(UNUSED)
    for identifier, said in UNUSED:
        assert said in found[f"portfolio.toml:{identifier}"]


def test_share_classes_of_one_fund_share_its_file(identified, holding, fund, line):
    """Two tickers, one file: 100.00 in each class become 200.00 of Apple."""
    index = fund("ticker:INST", line(APPLE, "9.00"), also=["ticker:RETAIL"])
    lines = [holding(ticker=ticker, asset_class="fund") for ticker in ("INST", "RETAIL")]
    result = identified(*lines, funds=[index])

    assert held(result) == {("ticker:INST", APPLE, "long"): "200.00"}
    assert [(row["security_id"], str(row["market_value"])) for row in result.rows("look_throughs")] == [
        ("ticker:INST", "100.00"),
        ("ticker:RETAIL", "100.00"),
    ]


def test_every_delivered_line_knows_its_part_of_every_position(identified, holding, fund, line):
    """Two lines of the fund, 10.00 and 30.00, and a share held directly beside them."""
    index = fund("ticker:FUND", line(APPLE, "1.00"), line(VISA, "1.00"))
    lines = [holding(**FUND, market_value=Decimal(10)), holding(**FUND, market_value=Decimal(30)), line(APPLE, "7.00")]
    links = identified(*lines, funds=[index]).rows("holding_positions")

    assert [(row["source_row"], row["position_id"], str(row["market_value"])) for row in links] == [
        (2, f"main|ticker:FUND|{APPLE}|long", "5.00"),
        (2, f"main|ticker:FUND|{VISA}|long", "5.00"),
        (3, f"main|ticker:FUND|{APPLE}|long", "15.00"),
        (3, f"main|ticker:FUND|{VISA}|long", "15.00"),
        (4, f"main||{APPLE}|long", "7.00"),
    ]


def test_a_fund_without_a_value_stays_a_line_of_unknown_value(identified, holding, fund, line):
    """Unknown is not zero: there is nothing to split."""
    result = identified(holding(**FUND, market_value=None), funds=[fund("ticker:FUND", line(APPLE, "1.00"))])
    position = result.position()

    assert (position["path"], position["security_id"], position["unpriced_lines"]) == ("", "ticker:FUND", 1)
    (unused,) = result.found("look-through-unused")
    assert unused.message.startswith("The line h.csv:2 that carries ticker:FUND has no market value;")
    assert result.found("fund-not-looked-through") == []


def test_a_line_of_a_fund_without_a_value_is_in_the_rest(identified, holding, fund, line):
    """Apple 60 of 100, Visa unpriced: 40 % of what is held is not accounted for, and no position is Visa's."""
    index = fund("ticker:FUND", line(APPLE, "60.00"), line(VISA, None), net_assets="100.00")
    result = identified(holding(**FUND), funds=[index])

    assert held(result) == {
        ("ticker:FUND", APPLE, "long"): "60.00",
        ("ticker:FUND", "ticker:FUND", "long"): "40.00",
    }


def test_what_a_fund_holds_gets_its_issuer_by_the_same_chains(identified, holding, fund, line):
    """Apple by CUSIP, a Kentucky bond by its issuer's name; each with its own footprint."""
    bond = holding(asset_class="municipal_debt", issuer_name="WARREN CNTY KY", market_value=Decimal(1))
    result = identified(holding(**FUND), funds=[fund("ticker:FUND", line(APPLE, "1.00"), bond)])

    assert {row["footprint_id"] for row in result.rows("positions")} == {"cik:0000320193", "state:KY"}


def test_a_fund_that_is_not_held_brings_no_issuer_into_the_run(identified, holding, fund, line):
    """Its file was read for nothing, and says so."""
    result = identified(holding(ticker="AAPL"), funds=[fund("ticker:FUND", line(VISA, "1.00"))])

    assert [row["security_id"] for row in result.rows("securities")] == ["ticker:AAPL"]
    assert len(result.found("look-through-unused")) == 1


def test_the_age_of_a_look_through_is_shown_and_one_that_is_too_old_is_a_finding(identified, holding, fund, line):
    """101 days where 100 are allowed; 250.00 rest on it."""
    old = fund("ticker:FUND", line(APPLE, "1.00"), age_days=101)
    lines = [holding(**FUND, market_value=Decimal(200)), holding(**FUND, market_value=Decimal(50), account="other")]
    result = identified(*lines, funds=[old])
    (row,) = result.rows("look_throughs")
    (finding,) = result.found("look-through-stale")

    assert (row["age_days"], row["is_stale"], row["lines"], row["disclosed_share"]) == (101, True, 2, 1.0)
    assert (finding.rows, finding.market_value) == (2, Decimal(250))
    assert "of 2024-11-30, 101 days before" in finding.message


def test_a_look_through_as_old_as_allowed_is_not_stale(identified, holding, fund, line):
    result = identified(holding(**FUND), funds=[fund("ticker:FUND", line(APPLE, "1.00"), age_days=100)])

    assert result.rows("look_throughs")[0]["is_stale"] is False
    assert result.found("look-through-stale") == []


def test_only_funds_that_stay_funds_are_not_looked_through(identified, holding, fund, line):
    """FUND is opened and holds 40 % of a fund that is not: that, at 40.00, is what the finding names."""
    closed = holding(ticker="SHUT", asset_class="fund", security_name="Closed Fund", market_value=Decimal(4))
    result = identified(holding(**FUND), funds=[fund("ticker:FUND", line(APPLE, "6.00"), closed)])
    (finding,) = result.found("fund-not-looked-through")

    assert (finding.rows, finding.market_value) == (1, Decimal("40.00"))
    assert "Closed Fund (ticker:SHUT) 40.00" in finding.message
    assert "[[look_through]]" in finding.hint


def test_a_finding_about_a_line_of_a_fund_weighs_what_the_portfolio_holds_of_it(identified, holding, fund, line):
    """The fund has 9,000,000.00 in a mistyped CUSIP, 90 % of it; the portfolio's part is 90.00."""
    index = fund("ticker:FUND", line("cusip:037833101", "9000000.00"), line(VISA, "1000000.00"))
    (finding,) = identified(holding(**FUND), funds=[index]).found("identifier-check-digit")

    assert (finding.where, finding.market_value) == ("ticker:FUND.csv:2", Decimal("90.00"))


def test_the_same_share_directly_and_through_a_fund_is_two_positions_of_one_issuer(identified, holding, fund, line):
    """The path keeps them apart; the issuer brings them together."""
    result = identified(holding(**FUND), line(APPLE, "5.00"), funds=[fund("ticker:FUND", line(APPLE, "1.00"))])

    assert held(result) == {("", APPLE, "long"): "5.00", ("ticker:FUND", APPLE, "long"): "100.00"}
    assert {row["issuer_id"] for row in result.rows("positions")} == {"cik:0000320193"}
