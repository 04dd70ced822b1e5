"""What is held is told apart by the best identifier that passes its check."""

from __future__ import annotations

from decimal import Decimal

import pytest

APPLE = {"cusip": "037833100", "isin": "US0378331005", "sedol": "2046251", "figi": "BBG000B9XRY4", "ticker": "AAPL"}


def only_security(identified):
    (security,) = identified.rows("securities")
    return security


@pytest.mark.parametrize(
    ("given", "security_id"),
    [
        (("cusip", "isin", "ticker"), "cusip:037833100"),
        (("isin", "sedol"), "cusip:037833100"),  # characters 3 to 11 of a US ISIN are the CUSIP
        (("figi", "sedol", "ticker"), "figi:BBG000B9XRY4"),
        (("sedol", "ticker"), "sedol:2046251"),
        (("ticker",), "ticker:AAPL"),
    ],
)
def test_the_best_valid_identifier_names_the_security(identified, holding, given, security_id):
    line = holding(**{scheme: APPLE[scheme] for scheme in given})

    assert only_security(identified(line))["security_id"] == security_id


def test_a_foreign_isin_is_no_cusip(identified, holding):
    security = only_security(identified(holding(isin="XS2131567138")))

    assert (security["security_id"], security["cusip"]) == ("isin:XS2131567138", None)


def test_a_line_without_identifier_is_a_security_of_its_own(identified, holding):
    two = identified(
        holding(security_name="Cash", asset_class="cash"), holding(security_name="Cash", asset_class="cash")
    )

    assert [row["security_id"] for row in two.rows("securities")] == ["line:h.csv:2", "line:h.csv:3"]


def test_a_put_on_a_share_is_not_the_share(identified, holding):
    """A 13F line of an option carries the CUSIP of its underlying."""
    both = identified(
        holding(cusip="037833100"),
        holding(cusip="037833100", asset_class="option", put_call="Put"),
    )

    assert [row["security_id"] for row in both.rows("securities")] == ["cusip:037833100", "cusip:037833100:Put"]


def test_an_identifier_that_fails_is_not_used_but_the_line_stays_distinct(identified, holding):
    result = identified(holding(cusip="037833101"), holding(cusip="037833109"))

    assert [(row["security_id"], row["cusip"]) for row in result.rows("securities")] == [
        ("line:h.csv:2", None),
        ("line:h.csv:3", None),
    ]


def test_a_failing_identifier_is_one_finding_with_its_lines_and_value(identified, holding):
    result = identified(
        holding(cusip="037833101", market_value=Decimal("-30.00")),
        holding(cusip="037833101", market_value=Decimal("12.50")),
        holding(cusip="037833100"),
    )
    (finding,) = result.found("identifier-check-digit")

    # gross: 30.00 + 12.50
    assert (finding.where, finding.column, finding.value, finding.rows, finding.market_value) == (
        "h.csv:2",
        "cusip",
        "037833101",
        2,
        Decimal("42.50"),
    )


def test_nine_zeros_are_no_cusip_and_no_finding(identified, holding):
    result = identified(holding(cusip="000000000", issuer_name="X"))

    assert (only_security(result)["cusip"], result.found("identifier-check-digit")) == (None, [])


def test_a_cusip_that_is_not_in_its_us_isin_is_a_conflict(identified, holding):
    result = identified(holding(cusip="91913Y100", isin="US0378331005"))
    (finding,) = [found for found in result.found("identifier-conflict") if found.column == "isin"]

    assert (finding.where, finding.value, only_security(result)["cusip"]) == ("h.csv:2", "US0378331005", "91913Y100")


def test_what_is_known_of_a_security_is_what_was_delivered_first(identified, holding):
    result = identified(
        holding(cusip="037833100", issuer_name=None, asset_class="unknown"),
        holding(cusip="037833100", issuer_name="Apple", asset_class="equity"),
        holding(cusip="037833100", issuer_name="APPLE INC", asset_class="equity"),
    )
    security = only_security(result)

    assert (security["issuer_name"], security["asset_class"]) == ("Apple", "equity")


TITLES = [
    # the three issuers of the Goldman Sachs bond fund whose names say no state
    ("American Municipal Power Inc", "AMERICAN MUNI PWR-OHIO INC OH REVENUE", "OH"),
    ("Metropolitan Transportation Authority", "MET TRANSPRTN AUTH NY REVENUE", "NY"),
    (
        "East Bay Municipal Utility District Water System Revenue",
        "EAST BAY CA MUNI UTILITY DIST WTR SYS REVENUE",
        "CA",
    ),
    (None, "WARREN CNTY KY", "KY"),
    # an issuer of two states stays unknown, even where the title names one of them
    ("Port Authority of New York & New Jersey", "PORT AUTH OF NEW YORK & NEW JERSEY NY", None),
    ("DELAWARE RIVER PORT AUTH PA & NJ", "DELAWARE RIVER PORT AUTH PA REV", None),
    # words that are no state are no state in a title either
    ("Health in All Policies Authority", "HEALTH OR EDL FACS", None),
]


def test_a_state_is_read_from_the_title_where_the_issuers_name_says_none(identified, holding):
    lines = [
        holding(asset_class="municipal_debt", issuer_name=issuer_name, security_name=title)
        for issuer_name, title, _ in TITLES
    ]
    found = {row["security_id"]: row["state"] for row in identified(*lines).rows("securities")}

    assert found == {f"line:h.csv:{row}": state for row, (_, _, state) in enumerate(TITLES, start=2)}


def test_the_basis_of_a_state_says_where_it_was_read(identified, holding):
    named, titled = identified(
        holding(asset_class="municipal_debt", issuer_name="WARREN CNTY KY", cusip="037833100"),
        holding(asset_class="municipal_debt", issuer_name="East Bay Utility", security_name="EAST BAY CA MUNI"),
    ).rows("securities")

    assert named["state_basis"] == "'KY' in the issuer's name"
    assert titled["state_basis"] == "'CA' in the security's title"


def test_an_attested_state_wins_over_the_name(identified, holding):
    result = identified(holding(asset_class="municipal_debt", issuer_name="WARREN CNTY KY", state="TN"))
    security = only_security(result)

    assert (security["state"], security["state_basis"]) == ("TN", "attested")
