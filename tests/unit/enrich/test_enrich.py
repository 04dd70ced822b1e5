"""The stage on a constructed world (reference_world.py), its numbers worked by hand, and on the shipped data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from reference_world import (
    AS_OF,
    BANK,
    COUNTY,
    NAME_COLUMNS,
    PARIS,
    STEEL,
    TOOLS,
    a_portfolio,
    a_selection,
    an_engine,
    company_name,
    facility,
    held,
    ignore,
    one,
)

from screener import enrich
from screener.engine import open_engine
from screener.enrich import REGISTER, doubts
from screener.enrich.own import company_figures
from screener.enrich.own.sites import SCHEMA
from screener.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from screener.engine import Engine
    from screener.findings import Finding

COUNTIES = [
    {"county_fips": "10003", "state": "DE", "state_fips": "10", "geography": "county"},
    {"county_fips": "21015", "state": "KY", "state_fips": "21", "geography": "county"},
]


def test_a_zip_code_in_one_county_places_the_headquarters_there(tables: dict[str, list[dict[str, Any]]]) -> None:
    """60601 lies in Cook County alone."""
    issuer = one(tables["issuers"], issuer_id=STEEL)

    assert (issuer["headquarters_place"], issuer["headquarters_text"]) == ("17031", "Chicago, IL")


def test_a_zip_code_in_two_counties_places_it_in_the_state(tables: dict[str, list[dict[str, Any]]]) -> None:
    """61301 lies in two: only Illinois is certain."""
    assert one(tables["issuers"], issuer_id=TOOLS)["headquarters_place"] == "17"


def test_a_zip_code_in_a_county_that_is_no_place_leaves_the_state(a_run: Callable[..., Engine]) -> None:
    """06103 lies in a planning region alone: no table of places has it, and Connecticut is certain."""
    seat = {"ticker": "STL", "name_key": "STEEL WORKS", "city": "Hartford", "state": "CT", "zip": "06103"}
    engine = a_run(listed_headquarters=[seat], zip_to_county=[{"zip": "06103", "county_fips": "09190"}])

    assert one(engine.fetch("issuers").to_pylist(), issuer_id=STEEL)["headquarters_place"] == "09"


def test_a_vintage_published_by_the_date_is_preferred(tables: dict[str, list[dict[str, Any]]]) -> None:
    """Steel Works is in both lists; on 2024-12-31 only that of 2023 was out."""
    assert one(tables["issuers"], issuer_id=STEEL)["headquarters_dataset"] == "listed_headquarters"


def test_a_later_date_prefers_the_newer_vintage(a_run: Callable[..., Engine]) -> None:
    """On 2026-12-31 the list of 2026-08-08 is the newest."""
    issuer = one(a_run(date(2026, 12, 31)).fetch("issuers").to_pylist(), issuer_id=STEEL)

    assert (issuer["headquarters_dataset"], issuer["headquarters_place"]) == ("large_company_headquarters", "21")


def test_a_recycled_ticker_is_not_followed(tables: dict[str, list[dict[str, Any]]]) -> None:
    """BNK was Broken Bicycles in 2023 and is River Bank now: the seat comes from the other list, by CIK."""
    issuer = one(tables["issuers"], issuer_id=BANK)

    assert (issuer["headquarters_place"], issuer["headquarters_dataset"]) == ("foreign", "large_company_headquarters")


def test_a_government_is_in_its_own_state(tables: dict[str, list[dict[str, Any]]]) -> None:
    """government:US-KY… is Kentucky, 21; government:FR is abroad."""
    assert one(tables["issuers"], issuer_id=COUNTY)["headquarters_place"] == "21"
    assert one(tables["issuers"], issuer_id=PARIS)["headquarters_place"] == "foreign"


def test_an_industry_comes_from_the_longest_sic_code_that_is_listed(tables: dict[str, list[dict[str, Any]]]) -> None:
    """3312 is listed; of 6020 only the group 602; Tools has no SIC code: unknown."""
    naics = {row["issuer_id"]: row["naics"] for row in tables["issuers"]}

    assert (naics[STEEL], naics[BANK], naics[TOOLS]) == ("33111", "522", None)


@pytest.mark.parametrize(
    ("site", "employment", "basis", "score"),
    [
        ("1", "160.000000", "modelled:county", 4),  # Cook, 3311: 800 ÷ 5
        ("2", "90.000000", "modelled:state", 5),  # LaSalle withheld; Illinois: (800 + 100) ÷ (5 + 5)
        ("3", "75.000000", "modelled:US", 5),  # Kentucky withheld; US: (800 + 100 + 600) ÷ (5 + 5 + 10)
        ("4", "3.000000", "modelled:US", 5),  # 2211 nowhere; all that is not manufacturing: 900 ÷ 300
    ],
)
def test_employment_is_modelled_from_the_nearest_average(
    tables: dict[str, list[dict[str, Any]]], site: str, employment: str, basis: str, score: int
) -> None:
    """County × NAICS-4, then state, then US, then all US manufacturing or all other industries."""
    row = one(tables["establishments"], establishment_id=f"ghgrp_facilities:{site}")

    assert (row["employment"], row["employment_basis"]) == (Decimal(employment), basis)
    assert (row["location_tier"], row["data_quality_score"]) == ("3", score)


def test_an_owner_of_less_than_half_gets_no_establishment(tables: dict[str, list[dict[str, Any]]]) -> None:
    """Plant 5 is owned to 49 %: its owner is unknown."""
    assert "ghgrp_facilities:5" not in {row["establishment_id"] for row in tables["establishments"]}


def test_a_supplier_is_no_site(tables: dict[str, list[dict[str, Any]]]) -> None:
    """Facility 6 reports where it sells from."""
    assert "ghgrp_facilities:6" not in {row["establishment_id"] for row in tables["establishments"]}


def test_one_word_proves_no_company_that_trades_over_the_counter(tables: dict[str, list[dict[str, Any]]]) -> None:
    """TOOLS is one word and OTC: plant 7 may be another company's."""
    assert "ghgrp_facilities:7" not in {row["establishment_id"] for row in tables["establishments"]}


def test_a_parent_whose_name_leads_to_no_company_gives_no_facility(a_run: Callable[..., Engine]) -> None:
    """Two registrants of one name, or none: then company_names has no row, and only the headquarters are known."""
    engine = a_run(company_names=[])

    assert {row["location_tier"] for row in engine.fetch("establishments").to_pylist()} == {"5"}


def test_a_headquarters_is_a_site_of_tier_5_without_employment(tables: dict[str, list[dict[str, Any]]]) -> None:
    """One row for every issuer whose seat is known."""
    row = one(tables["establishments"], issuer_id=TOOLS)

    assert (row["place"], row["location_tier"], row["employment_basis"]) == ("17", "5", "none")
    assert row["employment"] is None


def test_emissions_are_those_of_all_sheets_of_owned_facilities(tables: dict[str, list[dict[str, Any]]]) -> None:
    """Plants 1 (100.25 + 10.5) and 2 (50.0); not plant 5, owned to 49 %."""
    row = one(tables["observations"], subject_id=STEEL, fact="emissions")

    assert (row["value"], row["unit"], row["as_of"]) == (160.75, "tCO2e", date(2023, 12, 31))
    assert row["published"] == REGISTER["ghgrp_emissions"].vintages[-1].published


def test_an_issuer_without_facilities_has_unknown_emissions(tables: dict[str, list[dict[str, Any]]]) -> None:
    """Null, never zero."""
    facts = one(tables["facts_issuer"], subject_id=BANK)

    assert (facts["emissions"], facts["facilities"]) == (None, None)


def test_facilities_and_their_manufacturing_share_are_counted(tables: dict[str, list[dict[str, Any]]]) -> None:
    """Plants 1 to 4 and the supplier; three of five make steel."""
    facts = one(tables["facts_issuer"], subject_id=STEEL)

    assert (facts["facilities"], facts["manufacturing_facility_share"]) == (5.0, 0.6)


def test_whether_an_issuer_manufactures_may_be_unknown(tables: dict[str, list[dict[str, Any]]]) -> None:
    """Steel does, the bank does not, of Tools nothing is known."""
    facts = {row["subject_id"]: row["is_manufacturer"] for row in tables["facts_issuer"]}

    assert (facts[STEEL], facts[BANK], facts[TOOLS]) == (True, False, None)


def test_the_age_of_a_datum_counts_whole_months(tables: dict[str, list[dict[str, Any]]]) -> None:
    """2023-12-31 to 2024-12-31: twelve. A holding without an observation has none."""
    ages = {row["issuer_id"]: row["esg_datum_age"] for row in tables["facts_holding"]}

    assert (ages[STEEL], ages[BANK]) == (12.0, None)


def test_a_datum_published_after_the_run_is_no_evidence(a_run: Callable[..., Engine]) -> None:
    """EPA published the year 2023 in October 2024: on 2024-06-30 nobody knew it, and a pass would rest on nothing."""
    engine = a_run(date(2024, 6, 30))
    holdings, issuers = held(engine), engine.fetch("facts_issuer").to_pylist()

    assert one(holdings, issuer_id=STEEL)["esg_datum_age"] is None
    assert one(issuers, subject_id=STEEL)["emissions"] is None
    assert one(engine.fetch("observations").to_pylist(), subject_id=STEEL, fact="emissions")["value"] == 160.75


def test_a_dataset_that_gives_no_fact_yet_is_not_said_to_be_used(a_run: Callable[..., Engine]) -> None:
    """The facilities of the same day are: where a plant stands is no evidence of conduct."""
    _, late = enrich.sources(a_run(date(2024, 6, 30)), enrich.select(date(2024, 6, 30)))
    named = {finding.where for finding in late}

    assert "ghgrp_facilities" in named
    assert "ghgrp_emissions" not in named


def test_the_day_of_publication_itself_is_early_enough(a_run: Callable[..., Engine]) -> None:
    """Ten months from 2023-12-31 to 2024-10-31."""
    holdings = held(a_run(REGISTER["ghgrp_emissions"].vintages[-1].published))

    assert one(holdings, issuer_id=STEEL)["esg_datum_age"] == 10.0


def test_an_address_of_registered_agents_against_another_state_is_no_headquarters(a_run: Callable[..., Engine]) -> None:
    """Wilmington, Delaware in the preferred list, Kentucky in the other: neither is believed."""
    agents = {"ticker": "STL", "name_key": "STEEL WORKS", "city": "Wilmington", "state": "DE", "zip": "19801"}
    engine = a_run(listed_headquarters=[agents], counties=COUNTIES)
    issuer = one(engine.fetch("issuers").to_pylist(), issuer_id=STEEL)

    assert (issuer["headquarters_place"], issuer["headquarters_dataset"]) == (None, None)
    (finding,) = [found for found in doubts.findings(engine) if found.code == "headquarters-disagreement"]
    assert "except for 1 in Wilmington, Delaware" in finding.message
    assert f"{STEEL}: Wilmington, DE (not used) or Florence, Kentucky, 1,000.00" in finding.message


def test_an_address_in_wilmington_that_no_list_contradicts_is_the_headquarters(a_run: Callable[..., Engine]) -> None:
    """Some companies do sit there."""
    seat = {"ticker": "TOOL", "name_key": "TOOLS", "city": "Wilmington", "state": "DE"}
    engine = a_run(listed_headquarters=[seat], counties=COUNTIES)

    assert one(engine.fetch("issuers").to_pylist(), issuer_id=TOOLS)["headquarters_place"] == "10"


def test_a_holding_has_the_state_of_its_issuers_headquarters(tables: dict[str, list[dict[str, Any]]]) -> None:
    """Cook County is in Illinois; abroad is no state."""
    states = {row["subject_id"]: row["headquarters_state"] for row in tables["facts_holding"]}

    assert (states["h.csv:2"], states["h.csv:4"]) == ("IL", None)


def test_places_are_counties_and_not_planning_regions(tables: dict[str, list[dict[str, Any]]]) -> None:
    """Connecticut's people must not count twice."""
    assert {row["place"] for row in tables["places"]} == {"17031", "17099", "21015"}


def test_a_county_without_indicators_has_unknown_ones(tables: dict[str, list[dict[str, Any]]]) -> None:
    """Unknown is not false."""
    assert one(tables["facts_place"], subject_id="17031")["persistent_poverty"] is False
    assert one(tables["facts_place"], subject_id="17099")["persistent_poverty"] is None


def test_a_disagreement_about_a_county_is_one_finding(findings: dict[tuple[str, str], Finding]) -> None:
    """Plant 2: one facility, one line, 1,000."""
    finding = findings[("county-disagreement", "ghgrp_facilities")]

    assert finding.message == (
        "the address of 1 facility of 1 issuer held here contradicts itself: "
        "1 by a ZIP code outside the county named (that county was used), "
        "1 by coordinates outside the county named (that county was used)"
    )
    assert (finding.rows, finding.market_value) == (1, Decimal("1000.00"))


def test_a_site_in_its_state_alone_is_told_by_its_reason(a_run: Callable[..., Engine]) -> None:
    """Two by a ZIP code that the coordinates contradict, one by a county that the state does not have."""
    plants = [
        facility("1", parent_key="STEEL WORKS", place="17", county_basis="zip", coordinates_agree=False),
        facility("2", parent_key="STEEL WORKS", place="17", county_basis="zip", coordinates_agree=False),
        facility("3", parent_key="STEEL WORKS", place="17", zip_agrees=False),
    ]
    (finding,) = [
        found for found in doubts.findings(a_run(ghgrp_facilities=plants)) if found.code == "county-disagreement"
    ]

    assert finding.message == (
        "the address of 3 facilities of 1 issuer held here contradicts itself: "
        "2 by coordinates outside the ZIP code's county, none being named (the state was used), "
        "1 by a county that the state does not have (no county was used)"
    )


def test_a_disagreement_about_headquarters_is_one_finding(findings: dict[tuple[str, str], Finding]) -> None:
    """Steel Works: Illinois in one list, Kentucky in the other; the other companies are in one list."""
    finding = findings[("headquarters-disagreement", "listed_headquarters")]

    assert (finding.rows, finding.market_value) == (1, Decimal("1000.00"))
    assert finding.message == (
        "two lists of headquarters place 1 issuer held here in different states: a move, or a list that is out of "
        "date; the vintage preferred on the run's date was used; "
        f"largest: {STEEL}: Chicago, IL (used) or Florence, Kentucky, 1,000.00"
    )


def test_an_unknown_owner_is_one_finding(findings: dict[tuple[str, str], Finding]) -> None:
    """Plant 5."""
    finding = findings[("owner-unknown", "ghgrp_facilities")]

    assert finding.message.startswith("1 facility of 1 issuer held here")
    assert finding.market_value == Decimal("1000.00")


def test_a_vintage_after_the_date_is_a_finding_with_the_gross_value_on_it(
    findings: dict[tuple[str, str], Finding],
) -> None:
    """Every line rests on the tickers of October 2026; the short of 1,000 counts as 1,000: 5,000 in 5 lines."""
    finding = findings[("vintage-after-date", "sec_company_tickers")]

    assert (finding.rows, finding.market_value) == (5, Decimal("5000.00"))


def test_a_vintage_known_by_the_date_is_no_finding(findings: dict[tuple[str, str], Finding]) -> None:
    """EPA published in October 2024."""
    assert ("vintage-after-date", "ghgrp_facilities") not in findings


@pytest.mark.parametrize(
    ("dataset", "value"),
    [
        ("ghgrp_facilities", "1000.00"),  # Steel Works
        ("listed_headquarters", "2000.00"),  # Steel Works and Tools
        ("large_company_headquarters", "1000.00"),  # the bank, short
        ("sec_cik_sic", "2000.00"),  # Steel Works and the bank
    ],
)
def test_each_dataset_says_how_much_rests_on_it(
    tables: dict[str, list[dict[str, Any]]], dataset: str, value: str
) -> None:
    """Gross market value, each position once a dataset."""
    assert one(tables["data_sources"], dataset=dataset)["market_value"] == Decimal(value)


@pytest.mark.parametrize("dataset", ["opportunity_zones", "nmtc_projects", "warn_notices"])
def test_a_dataset_that_a_table_reads_is_listed_without_money(
    tables: dict[str, list[dict[str, Any]]], dataset: str
) -> None:
    """Zones stand in places, projects and notices among establishments: their traps must be printed."""
    row = one(tables["data_sources"], dataset=dataset)

    assert (row["market_value"], row["share"]) == (Decimal(0), None)
    assert row["traps"]
    assert row["attribution"]


def test_a_dataset_that_no_step_reads_is_not_listed(tables: dict[str, list[dict[str, Any]]]) -> None:
    """The titles of SIC codes, and the concordance of two editions of NAICS."""
    assert not {"sic", "naics_concordance"} & {row["dataset"] for row in tables["data_sources"]}


def test_a_later_vintage_that_no_figure_rests_on_is_no_finding(a_run: Callable[..., Engine]) -> None:
    """On 2024-03-01 the projects of June 2024 were not out; nobody held financed one, and the table shows the day."""
    day = date(2024, 3, 1)
    data_sources, late = enrich.sources(a_run(day), enrich.select(day))

    assert one(data_sources.to_pylist(), dataset="nmtc_projects")["published"] > day
    assert "nmtc_projects" not in {finding.where for finding in late}


def test_vintages_published_by_the_date_come_newest_first_then_later_ones_earliest_first() -> None:
    """On 2024-12-31: the Atlas of that day, EPA's October, …, then what came after."""
    order = enrich.vintages(enrich.select(AS_OF))["dataset"].to_pylist()

    assert order[0] == "ers_counties"
    assert order.index("listed_headquarters") < order.index("gleif_names") < order.index("sec_company_tickers")


def test_the_same_inputs_give_the_same_tables(tables: dict[str, list[dict[str, Any]]]) -> None:
    """Whatever the order of work inside the engine."""
    again = a_portfolio(an_engine())
    enrich.run(again, a_selection(AS_OF), progress=ignore)

    for name in ("issuers", "establishments", "observations"):
        assert again.fetch(name).to_pylist() == tables[name], name


def test_nucor_has_its_mills_in_the_shipped_data() -> None:
    """EPA lists 25 facilities of NUCOR CORP for 2023; its seat is Charlotte, in Mecklenburg County (37119)."""
    engine = open_engine()
    selection = enrich.select(AS_OF)
    enrich.load_datasets(engine, selection)
    nucor = {"issuer_id": "cik:0000073309", "issuer_name": "NUCOR CORP", "kind": "company", "cik": "0000073309"}
    schema = pa.schema([(name, pa.string()) for name in (*nucor, "lei")])
    engine.load("identified_issuers", pa.Table.from_pylist([nucor], schema))
    engine.load("company_names", pa.Table.from_pylist([company_name("NUCOR", "0000073309")], NAME_COLUMNS))
    engine.load("user_establishments", SCHEMA.empty_table())
    engine.load("user_company_figures", company_figures.SCHEMA.empty_table())
    for name in ("holdings", "holding_positions", "matches", "votes", "vote_policy", "attestations"):
        engine.load(name, TABLES[name].empty())
    held = {"position_id": "p", "account": "A", "path": "", "security_id": "s", "issuer_id": nucor["issuer_id"]}
    held |= {"footprint_id": nucor["issuer_id"], "side": "long", "market_value": 1, "lines": 1, "unpriced_lines": 0}
    engine.load("positions", TABLES["positions"].of([held]))
    enrich.run(engine, selection, progress=lambda _: None)
    (issuer,) = engine.fetch("issuers").to_pylist()
    (facts,) = engine.fetch("facts_issuer").to_pylist()

    assert issuer["headquarters_place"] == "37119"
    assert (facts["facilities"], facts["is_manufacturer"]) == (25.0, True)
