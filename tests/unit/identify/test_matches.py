"""A security gets its issuer by the strongest chain of look-ups, and the chain is kept in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

CHAINS = [
    ({"cik": "0000320193", "ticker": "VLO"}, "cik", "cik:0000320193"),
    ({"ticker": "BRK.B"}, "ticker", "cik:0001067983"),
    ({"cusip": "037833100"}, "cusip", "cik:0000320193"),
    ({"isin": "US0378331005"}, "isin", "cik:0000320193"),
    ({"cusip": "91913YAE0", "asset_class": "corporate_debt"}, "cusip6", "cik:0001035002"),
    ({"lei": "549300Z40J86GGSTL398", "asset_class": "corporate_debt"}, "lei", "cik:0000732717"),
    ({"issuer_name": "AT & T Inc", "asset_class": "corporate_debt"}, "name", "cik:0000732717"),
    (
        {"issuer_name": "CUT OFF", "security_name": "Valero Energy Corp", "asset_class": "corporate_debt"},
        "name",
        "cik:0001035002",
    ),
    ({"issuer_name": "Visa"}, "name", "cik:0001403161"),
]


@pytest.mark.parametrize("first", [0, 1])
def test_each_chain_leads_to_its_issuer(identified, holding, first):
    """Every other one beside each other, so that none is led by the security of its neighbour."""
    chains = CHAINS[first::2]
    matches = identified(*(holding(**line) for line, _, _ in chains)).matches_of_lines()

    assert [(match["match_tier"], match["issuer_id"], match["score"]) for match in matches] == [
        (tier, issuer_id, 1.0) for _, tier, issuer_id in chains
    ]


def test_the_evidence_names_every_link_of_the_chain(identified, holding):
    match = identified(holding(cusip="91913YAE0", asset_class="corporate_debt")).match()

    assert match["evidence"] == (
        "CUSIP 91913YAE0 → first six 91913Y = VALERO ENERGY CORP in the SEC 13(f) list → CIK 0001035002"
    )
    assert match["datasets"] == "sec_13f_list sec_company_tickers"


def test_an_issuer_number_learnt_from_another_line_identifies_a_bond(identified, holding):
    """594918 is Microsoft's issuer number; the list of these tests lacks it, the first line has the ticker."""
    result = identified(
        holding(cusip="594918104", ticker="MSFT"),
        holding(cusip="594918BP8", asset_class="corporate_debt"),
    )
    bond = next(row for row in result.rows("matches") if row["security_id"] == "cusip:594918BP8")

    assert (bond["match_tier"], bond["issuer_id"]) == ("cusip6", "cik:0000789019")
    assert "as on another line: ticker MSFT" in bond["evidence"]


def test_the_ticker_of_a_bond_is_no_exchange_ticker(identified, holding):
    """N-PORT gives municipal bonds vendors' short names such as KYSFAC; one may be another company's ticker."""
    bonds = {"V": "municipal_debt", "T": "corporate_debt", "MSFT": "private"}
    lines = [holding(ticker=ticker, issuer_name="SOMEWHERE", asset_class=kind) for ticker, kind in bonds.items()]

    assert "ticker" not in [match["match_tier"] for match in identified(*lines).matches_of_lines()]


def test_a_ticker_alone_on_a_foreign_line_is_not_enough(identified, holding):
    lines = holding(ticker="V", currency="EUR"), holding(ticker="T", country="FR")

    assert [match["match_tier"] for match in identified(*lines).matches_of_lines()] == ["none", "none"]


def test_a_us_isin_makes_a_foreign_companys_ticker_a_us_one(identified, holding):
    match = identified(holding(ticker="V", country="IE", isin="US92826C8394")).match()

    assert match["match_tier"] == "ticker"


def test_a_name_of_two_registrants_leads_to_neither(identified, holding):
    match = identified(holding(issuer_name="Blue Owl Capital")).match()

    assert (match["issuer_id"], match["match_tier"], match["score"]) == (None, "none", None)
    assert match["evidence"] == (
        "ambiguous: issuer's name 'Blue Owl Capital' = a name of several SEC registrants, "
        "such as CIK 0001655888 and 0001823945"
    )


def test_a_name_of_two_registrants_in_the_13f_list_leads_to_neither(identified, holding):
    registers = {"listed": [("09581B103", "BLUE OWL CAPITAL", "CL A", "2024Q1")]}
    match = identified(holding(cusip="09581B103"), registers=registers).match()

    assert match["match_tier"] == "none"
    assert match["evidence"] == (
        "ambiguous: CUSIP 09581B103 = BLUE OWL CAPITAL in the SEC 13(f) list → several registrants, "
        "such as CIK 0001655888 and 0001823945"
    )


def test_registrants_of_one_name_are_told_apart_by_their_legal_forms(identified, holding):
    """The CUSIP is that of BLUE OWL CAPITAL CORPORATION in the list."""
    lines = holding(cusip="69121K104"), holding(issuer_name="Blue Owl Capital Inc")
    matches = identified(*lines).matches_of_lines()

    assert [match["issuer_id"] for match in matches] == ["cik:0001655888", "cik:0001823945"]
    for match in matches:
        assert match["score"] == 1.0
        assert "(of several of that name the one with this legal form) → CIK" in match["evidence"]


def test_chains_that_disagree_are_a_finding_and_the_stronger_is_used(identified, holding):
    result = identified(holding(ticker="AAPL", cusip="91913Y100", market_value=Decimal("-7.00")))
    (finding,) = result.found("identifier-conflict")

    assert result.match()["issuer_id"] == "cik:0000320193"
    assert (finding.where, finding.rows, finding.market_value) == ("h.csv:2", 1, Decimal("7.00"))
    assert "ticker AAPL" in finding.message
    assert "VALERO ENERGY CORP" in finding.message


def test_chains_that_agree_are_no_finding(identified, holding):
    result = identified(holding(ticker="AAPL", cusip="037833100", issuer_name="APPLE INC"))

    assert result.found("identifier-conflict") == []


def test_the_name_on_a_derivative_is_a_counterparty_and_never_an_issuer(identified, holding):
    derivatives = ["fx_derivative", "rate_derivative", "credit_derivative", "swap", "future"]
    named = {"issuer_name": "AT&T INC.", "lei": "549300Z40J86GGSTL398"}
    result = identified(*(holding(**named, asset_class=asset_class) for asset_class in derivatives))
    answers = [(match["issuer_id"], match["evidence"]) for match in result.matches_of_lines()]

    assert answers == [(None, "derivative: the name is a counterparty")] * 5
    assert result.found("issuer-unknown") == []


def test_the_bank_of_a_repurchase_agreement_is_no_issuer(identified, holding):
    assert identified(holding(issuer_name="VISA INC.", asset_class="cash")).match()["issuer_id"] is None


def test_an_option_follows_its_underlying(identified, holding):
    match = identified(holding(cusip="037833100", asset_class="option", put_call="Call")).match()

    assert match["issuer_id"] == "cik:0000320193"


def test_a_government_issues_its_own_debt(identified, holding):
    debts = [
        ({"asset_class": "treasury"}, "government:US"),
        ({"asset_class": "sovereign_debt", "country": "RO"}, "government:RO"),
        ({"asset_class": "municipal_debt", "issuer_name": "WARREN CNTY KY"}, "government:US-KY:WARREN CNTY"),
        (
            {"asset_class": "municipal_debt", "issuer_name": "American Municipal Power Inc"},
            "government:US-unknown:AMERICA",
        ),
    ]
    matches = identified(*(holding(**line) for line, _ in debts)).matches_of_lines()

    for match, (_, issuer_id) in zip(matches, debts, strict=True):
        assert match["match_tier"] == "government"
        assert match["issuer_id"].startswith(issuer_id)


def test_debt_of_no_single_country_has_no_issuer(identified, holding):
    """N-PORT writes XX for supranational bodies."""
    result = identified(holding(asset_class="sovereign_debt", country="XX", issuer_name="AFRICAN EXPORT-IMPORT BA"))

    assert result.match()["match_tier"] == "none"
    assert [finding.rows for finding in result.found("issuer-unknown")] == [1]


AFFILIATES = [
    ({"issuer_name": "Simon Property Group LP"}, "issuer's name 'Simon Property Group LP'", "(LP / Inc)"),
    (
        {"issuer_name": "SIMON PPTY GROUP", "security_name": "Simon Property Group LP"},
        "issuer's name 'SIMON PPTY GROUP'",
        "(LP / Inc)",
    ),
    ({"issuer_name": "Apple LLC"}, "issuer's name 'Apple LLC'", "(LLC / Inc)"),
]


def test_a_name_of_another_kind_of_legal_form_is_an_affiliates(identified, holding):
    """An operating partnership is not its listed parent, and a name cut short shows its form in the title."""
    lines = [holding(asset_class="corporate_debt", **line) for line, _, _ in AFFILIATES]

    for match, (_, start, forms) in zip(identified(*lines).matches_of_lines(), AFFILIATES, strict=True):
        assert (match["match_tier"], match["score"]) == ("name", 0.9)
        assert match["evidence"].startswith(start)
        assert match["evidence"].endswith(f"; an affiliate by name: legal forms differ {forms}")


def test_corporations_and_names_without_a_form_are_of_one_kind(identified, holding):
    names = ("Simon Property Group Corp", "Simon Property Group", "SIMON PPTY GROUP INC")
    lines = [holding(issuer_name=name, asset_class="corporate_debt") for name in names]
    matches = identified(*lines).matches_of_lines()

    assert [(match["issuer_id"], match["score"]) for match in matches] == [("cik:0001063761", 1.0)] * 3


def test_a_bank_is_not_its_programme_of_depositary_receipts(identified, holding):
    match = identified(holding(issuer_name="CAIXABANK SA", asset_class="corporate_debt")).match()

    assert match["match_tier"] == "none"


def test_a_states_company_is_an_issuer_of_its_own_within_its_country(identified, holding):
    """N-PORT classes it NUSS, non-US sovereign; its title shows that it is a company."""
    line = {"issuer_name": "KOREA HYDRO & NUCLEAR PO", "security_name": "Korea Hydro & Nuclear Power Co Ltd"}
    match = identified(holding(asset_class="sovereign_debt", country="KR", **line)).match()

    assert match["issuer_id"] == "government:KR:KOREA HYDRO NUCLEAR PO"
    assert match["evidence"].startswith("government-related, as the filing classes it")


def test_a_countrys_government_is_the_country(identified, holding):
    named = [
        ("CI", "IVORY COAST", "Ivory Coast Government International Bond"),
        ("MX", "UNITED MEXICAN STATES", "Mexico Government International Bond"),
        ("PE", "REPUBLIC OF PERU", "8 3/4 11/21/33"),
        ("HU", "HUNGARY", None),
        ("IL", "State of Israel", None),
        ("RO", None, None),
    ]
    lines = [
        holding(asset_class="sovereign_debt", country=country, issuer_name=issuer, security_name=security)
        for country, issuer, security in named
    ]
    issuers = [match["issuer_id"] for match in identified(*lines).matches_of_lines()]

    assert issuers == [f"government:{country}" for country, _, _ in named]


def test_housing_agencies_are_found_by_the_names_they_go_by(identified, holding):
    """The register has one of them under both its names in a row, the government's own one not at all."""
    agencies = {
        "Fannie Mae": "cik:0000310522",
        "Freddie Mac": "cik:0001026214",
        "Federal Home Loan Mortgage Corp": "cik:0001026214",
        "Ginnie Mae": "government:US",
        "Government National Mortgage Association": "government:US",
    }
    kinds = ("agency_mbs", "agency_debt")
    lines = [holding(issuer_name=name, asset_class=kind) for kind in kinds for name in agencies]
    answers = [(match["issuer_id"], match["score"]) for match in identified(*lines).matches_of_lines()]

    assert answers == [(issuer_id, 1.0) for issuer_id in agencies.values()] * 2


def test_a_trust_of_a_housing_agency_is_not_the_agency(identified, holding):
    match = identified(holding(issuer_name="Fannie Mae - CAS", asset_class="agency_mbs")).match()

    assert match["issuer_id"] is None


def test_the_name_of_a_housing_agency_on_cash_is_a_counterparty(identified, holding):
    assert identified(holding(issuer_name="Ginnie Mae", asset_class="cash")).match()["issuer_id"] is None


def test_two_bonds_of_one_public_body_have_one_issuer(identified, holding):
    result = identified(
        holding(asset_class="municipal_debt", issuer_name="KENTUCKY ST", cusip="49151FGH7"),
        holding(asset_class="municipal_debt", issuer_name="KENTUCKY ST", cusip="49151FHF0"),
    )

    assert [row["issuer_id"] for row in result.rows("identified_issuers")] == ["government:US-KY:KENTUCKY ST"]


def test_an_issuer_bears_the_name_of_the_register_that_identified_it(identified, holding):
    result = identified(
        holding(ticker="AAPL", issuer_name="apple"),
        holding(asset_class="sovereign_debt", country="RO", issuer_name="ROMANIA GOVT"),
    )
    issuers = {
        row["issuer_id"]: (row["issuer_name"], row["kind"], row["cik"]) for row in result.rows("identified_issuers")
    }

    assert issuers == {
        "cik:0000320193": ("Apple Inc.", "company", "0000320193"),
        "government:RO": ("Romania", "government", None),
    }


def test_an_lei_is_kept_only_where_all_lines_of_the_issuer_agree(identified, holding):
    """Bonds of a subsidiary may carry the subsidiary's LEI beside the parent's."""
    result = identified(
        holding(cik="0000732717", cusip="00206RML3", lei="549300Z40J86GGSTL398"),
        holding(cik="0000732717", cusip="00206RJZ6", lei="HWUPKR0MPOU8FGXBT394"),
    )

    assert [row["lei"] for row in result.rows("identified_issuers")] == [None]


def test_unknown_issuers_are_one_finding_for_each_asset_class(identified, holding):
    result = identified(
        holding(issuer_name="Nobody Inc", market_value=Decimal("10.00")),
        holding(issuer_name="Nobody Else Inc", market_value=Decimal("-5.00")),
        holding(issuer_name="Bond Nobody Inc", asset_class="corporate_debt", market_value=None),
    )
    found = [(finding.rows, finding.market_value) for finding in result.found("issuer-unknown")]

    assert sorted(found, key=str) == [(1, None), (2, Decimal("15.00"))]


def test_a_fund_without_an_issuer_is_no_unknown_issuer(identified, holding):
    """It has a finding of its own, fund-not-looked-through."""
    result = identified(holding(asset_class="fund", issuer_name="Nobody Fund"))

    assert result.found("issuer-unknown") == []


def test_an_unknown_issuer_says_what_follows_from_it(identified, holding):
    lines = [
        holding(issuer_name="Nobody", asset_class="corporate_debt"),
        holding(issuer_name="Nobody", asset_class="sovereign_debt", country="XX"),
        holding(issuer_name="Nobody", asset_class="structured_debt"),
    ]
    said = [finding.message for finding in identified(*lines).found("issuer-unknown")]

    for kind, consequence in {
        "corporate_debt": "place and industry are unknown",
        "sovereign_debt": "they count as foreign all the same",
        "structured_debt": "the loans are elsewhere than the trust that holds them",
    }.items():
        (message,) = [message for message in said if f"1 line of {kind} " in message]
        assert message.endswith(consequence)


def test_a_public_body_without_a_state_is_a_finding(identified, holding):
    result = identified(holding(asset_class="municipal_debt", issuer_name="American Municipal Power Inc"))

    assert [finding.where for finding in result.found("municipal-state-unknown")] == ["h.csv:2"]


MERCK, TARGET, EATON = "0000310158", "0000027419", "0001551182"
NAMESAKES = [
    (MERCK, "MRK", "Merck & Co., Inc."),
    (TARGET, "TGT", "TARGET CORP"),
    (EATON, "ETN", "Eaton Corp plc"),
    ("0000107263", "WMB", "Williams Companies, Inc."),
    ("0001116578", "PUK", "PRUDENTIAL PLC"),
    ("0000040545", "RSG", "Republic Services, Inc."),
]


NAMESAKES_ABROAD = [
    # Its LEI is its own; the LEI is any valid one.
    (
        {"issuer_name": "Merck KGaA", "country": "DE", "isin": "DE0006599905", "lei": "7LTWFZYICNSX8D621K86"},
        "lei:7LTWFZYICNSX8D621K86",
    ),
    ({"issuer_name": "Target SA", "country": "FR"}, None),
    ({"issuer_name": "Target Ltd", "country": "AU"}, None),
    ({"issuer_name": "Target SA"}, None),  # one word: the form must be of the same kind
    ({"issuer_name": "Prudential"}, None),
    ({"issuer_name": "Republic Services SA", "country": "FR"}, None),
    ({"issuer_name": "Republic Services SA", "lei": "7LTWFZYICNSX8D621K86"}, "lei:7LTWFZYICNSX8D621K86"),
    ({"issuer_name": "Target Corp", "country": "US"}, f"cik:{TARGET}"),
    ({"issuer_name": "Eaton Corp", "country": "US"}, f"cik:{EATON}"),  # the US arm of a company abroad
    ({"issuer_name": "Eaton Corp"}, None),
    ({"issuer_name": "Prudential PLC", "country": "GB"}, "cik:0001116578"),
    (
        {"issuer_name": "Simon Property Group LP", "country": "US", "lei": "7LTWFZYICNSX8D621K86"},
        "cik:0001063761",
    ),
]


def test_a_namesake_abroad_is_not_the_company_of_the_register(identified, holding):
    """Legal forms of different kinds make an affiliate at best, and nothing on the line may speak against it."""
    lines = [holding(asset_class="corporate_debt", **line) for line, _ in NAMESAKES_ABROAD]
    matches = identified(*lines, registers={"tickers": NAMESAKES}).matches_of_lines()

    assert [match["issuer_id"] for match in matches] == [issuer_id for _, issuer_id in NAMESAKES_ABROAD]
