"""An identifier means what it meant on the run's date: recycled tickers, changed CUSIPs, renamed companies."""

from __future__ import annotations

from datetime import date

import pytest

BARNES, BARRICK = "0000009984", "0000756894"
# In February 2023 the ticker B was Barnes Group's; by October 2026 Barrick Mining has it.
RECYCLED = {"tickers": [(BARRICK, "B", "BARRICK MINING CORP")], "sightings": [("B", "Barnes Group Inc.")]}
BEFORE, AFTER = date(2024, 12, 31), date(2026, 11, 30)


@pytest.mark.parametrize(
    ("as_of", "lines"),
    [
        (
            BEFORE,
            {
                "BA": (None, None),  # whose it was on that day is not known
                "BB": ("Barnes Group", None),
                "BC": ("BARRICK MINING CORP", f"cik:{BARRICK}"),
                "BD": ("Barrick Gold", f"cik:{BARRICK}"),  # the first word is the new company's
            },
        ),
        (
            AFTER,
            {
                "BA": (None, f"cik:{BARRICK}"),
                "BB": ("Barnes Group", None),  # an old line
                "BC": ("Another Co", f"cik:{BARRICK}"),
            },
        ),
    ],
)
def test_a_recycled_ticker_counts_by_its_dates_and_the_name_beside_it(identified, holding, as_of, lines):
    """Each line has a ticker of its own, each of which was Barnes Group's and is Barrick's."""
    registers = {
        "tickers": [(BARRICK, ticker, "BARRICK MINING CORP") for ticker in lines],
        "sightings": [(ticker, "Barnes Group Inc.") for ticker in lines],
    }
    held = [holding(ticker=ticker, issuer_name=name) for ticker, (name, _) in lines.items()]
    result = identified(*held, registers=registers, as_of=as_of)
    findings = sorted((finding.value, finding.rows) for finding in result.found("identifier-recycled"))

    assert [match["issuer_id"] for match in result.matches_of_lines()] == [issuer for _, issuer in lines.values()]
    assert findings == [(ticker, 1) for ticker, (_, issuer) in lines.items() if issuer is None]


def test_the_reason_names_both_companies(identified, holding):
    result = identified(holding(ticker="B"), registers=RECYCLED, as_of=BEFORE)

    assert result.match()["evidence"] == (
        "ambiguous: ticker B = BARRICK MINING CORP in the SEC ticker file, but BARNES GROUP on 2023-02-26"
    )


def test_of_two_earlier_companies_one_is_named_with_its_own_number(identified, holding):
    """Both bore B on the one day known; Barnes has no CIK today, and does not get Visa's."""
    registers = {**RECYCLED, "sightings": [("B", "Visa Inc."), ("B", "Barnes Group Inc.")]}
    (row,) = identified(holding(ticker="B"), registers=registers, as_of=BEFORE).rows("recycled_tickers")

    assert (row["earlier_name"], row["earlier_cik"], row["earlier_first_word"]) == ("BARNES GROUP", None, "BARNES")


def test_a_name_that_has_no_word_in_common_with_its_tickers_company_is_found(identified, holding):
    """Sears and Sprint both had the ticker S; SentinelOne has it now, and no list held shows the others."""
    lines = [holding(ticker="S", issuer_name=name) for name in ("Sears Holdings", "Sprint Corp", "SentinelOne A")]
    result = identified(*lines, registers={"tickers": [("0001583708", "S", "SentinelOne, Inc.")]})

    assert sorted(finding.message for finding in result.found("ticker-name-differs")) == [
        f"ticker S is SentinelOne, Inc.'s in the SEC ticker file, and 1 line under it has the name '{name}'; "
        "the ticker's company was used"
        for name in ("Sears Holdings", "Sprint Corp")
    ]


@pytest.mark.parametrize(
    "line",
    [
        {"ticker": "AAPL", "issuer_name": "APPLE COMPUTER"},
        {"ticker": "AAPL", "security_name": "COM"},  # says nothing of whose it is
        {"ticker": "AAPL", "issuer_name": "Pippin Co", "cusip": "037833100"},  # the CUSIP says so too
        {"ticker": "BRK-B", "issuer_name": "Berkshre Hathwy"},
        {"ticker": "VLO", "issuer_name": "VLO"},  # as people write IBM
        {"ticker": "AAPL"},
    ],
)
def test_a_name_that_agrees_or_says_nothing_is_no_doubt_about_a_ticker(identified, holding, line):
    assert identified(holding(**line)).found("ticker-name-differs") == []


def test_a_renamed_company_keeps_its_ticker(identified, holding):
    renamed = [
        ("WLK", "WESTLAKE CORP", "Westlake Chemical Corp"),  # the first word is the same
        ("SSB", "SouthState Bank Corp", "South State Corporation"),  # … or begins the other's
        ("BXP", "BXP, Inc.", "Boston Properties, Inc."),  # the company took its ticker for a name
        ("AOS", "SMITH A O CORP", "A. O. Smith Corporation"),  # another spelling
        ("VLO", None, "Valero Energy Corporation"),
    ]
    tickers = [(f"000000077{number}", ticker, now) for number, (ticker, now, _) in enumerate(renamed) if now]
    registers = {"tickers": tickers, "sightings": [(ticker, before) for ticker, _, before in renamed]}
    result = identified(*(holding(ticker=row[0]) for row in renamed), registers=registers, as_of=BEFORE)

    assert [match["match_tier"] for match in result.matches_of_lines()] == ["ticker"] * len(renamed)
    assert result.found("identifier-recycled") == []


def test_the_master_says_when_an_identifier_was_seen(identified, holding):
    """The list of 2023Q1 has the CUSIP under another name; it is there last on 2023-04-30, and gone a year later."""
    listed = [("037833100", "APPLE COMPUTER INC", "COM", "2023Q1")]
    result = identified(holding(cusip="037833100", ticker="AAPL"), registers={"listed": listed})
    master = {
        (row["scheme"], row["name"]): (row["cik"], row["effective_from"], row["effective_to"])
        for row in result.rows("identifiers")
    }

    assert master == {
        ("cusip", "APPLE COMPUTER INC"): (None, date(2023, 4, 30), date(2024, 4, 30)),
        ("cusip", "APPLE INC"): ("0000320193", date(2024, 4, 30), None),
        ("ticker", "Apple Inc."): ("0000320193", date(2026, 10, 31), None),
    }


@pytest.mark.parametrize(
    ("as_of", "issuer_id"), [(date(2023, 12, 31), "cik:0001403161"), (date(2024, 12, 31), "cik:0000320193")]
)
def test_a_cusip_of_two_companies_is_that_of_the_runs_date(identified, holding, as_of, issuer_id):
    """Constructed: Apple's CUSIP was Visa's in the list of 2023Q1."""
    listed = [("037833100", "VISA INC", "COM", "2023Q1")]
    result = identified(holding(cusip="037833100"), registers={"listed": listed}, as_of=as_of)
    (finding,) = result.found("identifier-recycled")

    assert result.match()["issuer_id"] == issuer_id
    assert "CUSIP 037833100 was VISA INC and later APPLE INC in the SEC 13(f) list" in finding.message


def test_a_cusip_that_left_the_list_is_replaced_by_the_one_of_the_same_description(identified, holding):
    """91913Y is Valero's issuer number; 91913Y209 is constructed and was listed in 2023Q1 only."""
    listed = [("91913Y209", "VALERO ENERGY CORP", "COM", "2023Q1")]
    result = identified(holding(cusip="91913Y209"), registers={"listed": listed})
    (finding,) = result.found("identifier-replaced")

    assert result.match()["issuer_id"] == "cik:0001035002"
    assert finding.message == (
        "CUSIP 91913Y209 had left the SEC 13(f) list by 2024-04-30; VALERO ENERGY CORP has 91913Y100 there; "
        "the old one stands on 1 line"
    )


def test_before_it_left_the_list_a_cusip_is_not_replaced(identified, holding):
    listed = [("91913Y209", "VALERO ENERGY CORP", "COM", "2023Q1")]
    result = identified(holding(cusip="91913Y209"), registers={"listed": listed}, as_of=date(2024, 4, 29))

    assert result.found("identifier-replaced") == []


def test_a_renamed_issuer_is_found_by_its_issuer_number(identified, holding):
    """The list of 2023Q1 has a name that no registrant bears; that of 2024Q1 has the number under the new one."""
    listed = [("91913Y209", "DIAMOND SHAMROCK INC", "PFD", "2023Q1")]
    match = identified(holding(cusip="91913Y209"), registers={"listed": listed}).match()

    assert match["issuer_id"] == "cik:0001035002"
    assert match["evidence"] == (
        "CUSIP 91913Y209 = DIAMOND SHAMROCK INC in the SEC 13(f) list of 2023Q1, whose issuer number 91913Y is "
        "VALERO ENERGY CORP's → CIK 0001035002"
    )


def test_another_spelling_in_the_list_is_said_and_scores_less(identified, holding):
    registers = {
        "tickers": [("0001744489", "DIS", "Walt Disney Co")],
        "listed": [("254687106", "DISNEY WALT CO", "COM", "2024Q1")],
    }
    match = identified(holding(cusip="254687106"), registers=registers).match()

    assert (match["match_tier"], match["issuer_id"], match["score"]) == ("cusip", "cik:0001744489", 0.95)
    assert match["evidence"] == (
        "CUSIP 254687106 = DISNEY WALT CO in the SEC 13(f) list = Walt Disney Co in the SEC ticker file "
        "(words in another order) → CIK 0001744489"
    )


@pytest.mark.parametrize(
    ("line", "tier"),
    [
        ({"cusip": "254687106", "issuer_name": "Disney Walt Co"}, "name"),
        ({"issuer_name": "Disney Walt Co"}, "none"),  # no CUSIP: it may be anyone's
        ({"cusip": "254687106", "security_name": "Disney Walt Co"}, "name"),
        ({"cusip": "254687106", "issuer_name": "ALPS ETF TR", "security_name": "Disney Walt Co"}, "none"),
    ],
)
def test_a_delivered_name_in_another_spelling_counts_with_a_cusip_and_not_as_a_title(identified, holding, line, tier):
    registers = {"tickers": [("0001744489", "DIS", "Walt Disney Co")]}

    assert identified(holding(**line), registers=registers).match()["match_tier"] == tier


def test_a_company_with_a_lei_that_is_no_registrant_is_an_issuer_of_its_own(identified, holding):
    line = holding(lei="7LTWFZYICNSX8D621K86", issuer_name="Somewhere AG", asset_class="corporate_debt")
    result = identified(line)
    match = result.match()
    (issuer,) = result.rows("identified_issuers")

    assert (match["match_tier"], match["issuer_id"]) == ("lei", "lei:7LTWFZYICNSX8D621K86")
    assert match["evidence"] == "LEI 7LTWFZYICNSX8D621K86; no SEC registrant is known by it"
    assert (issuer["kind"], issuer["issuer_name"], issuer["lei"]) == (
        "unregistered",
        "Somewhere AG",
        "7LTWFZYICNSX8D621K86",
    )
    assert result.found("issuer-unknown") == []


def test_the_lei_beside_a_name_of_two_registrants_makes_it_no_company_of_its_own(identified, holding):
    line = holding(lei="7LTWFZYICNSX8D621K86", issuer_name="Blue Owl Capital", asset_class="corporate_debt")

    assert identified(line).match()["match_tier"] == "none"
