"""Each loader on real rows in its publisher's layout."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from workbooks import a_workbook

from screener.enrich.loaders import LOADERS
from screener.enrich.loaders.census import common_naics

DATA = Path(__file__).parents[2] / "data" / "enrich"


def load(name: str, *files: str) -> list[dict[str, Any]]:
    return LOADERS[name]([DATA / file for file in files])


def by(key: str, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in rows}


def test_a_company_keeps_every_ticker_and_its_ten_digit_cik() -> None:
    """EDGAR's JSON has the CIK as a number."""
    rows = load("sec_company_tickers", "company_tickers_exchange.json")

    assert {("0001067983", "BRK-A"), ("0001067983", "BRK-B")} < {(row["cik"], row["ticker"]) for row in rows}


def test_a_company_has_the_key_of_its_name() -> None:
    """NUCOR CORP and Nucor Corporation are one company."""
    rows = load("sec_company_tickers", "company_tickers_exchange.json")

    assert by("ticker", rows)["NUE"]["name_key"] == "NUCOR"


def test_options_of_the_13f_list_are_left_out() -> None:
    """Their pseudo-CUSIPs fail the check digit."""
    rows = load("sec_13f_list", "sec_13f_list_2024Q1.csv")

    assert [row["cusip"] for row in rows] == ["B38564108", "037833100"]


def test_a_company_without_a_sic_code_is_left_out() -> None:
    """CIK 5108 has none: absent is unknown."""
    rows = load("sec_cik_sic", "sec_cik_sic.csv")

    assert by("cik", rows)["0000073309"]["sic"] == "3312"
    assert "0000005108" not in by("cik", rows)


def test_a_sic_group_has_the_prefix_its_codes_share() -> None:
    """2021 to 2026 are 311512, 311513, 311514, 31152 and 31151: dairy, 3115."""
    rows = by("sic", load("sic_to_naics", "sic_to_naics.csv"))

    assert rows["202"]["naics"] == "3115"
    assert rows["2024"]["naics"] == "31152"


def test_a_group_that_spans_the_sector_is_the_sector() -> None:
    """3312 is 31-33 in the concordance, so 331 cannot be narrower than that; nor can 28 (325412, 32551) be wider."""
    rows = by("sic", load("sic_to_naics", "sic_to_naics.csv"))

    assert rows["331"]["naics"] == "31-33"
    assert rows["28"]["naics"] == "325"


def test_a_code_that_is_not_classified_has_no_industry() -> None:
    """SIC 9999, NAICS 99999: unknown is no industry."""
    assert "9999" not in by("sic", load("sic_to_naics", "sic_to_naics.csv"))


def test_industries_with_nothing_in_common_have_no_prefix() -> None:
    """Manufacturing and software: none."""
    assert common_naics(["3253", "51121"]) is None


def test_an_lei_without_a_registered_company_is_left_out() -> None:
    """Tenet Healthcare is registered with the SEC, Deere-Hitachi is not."""
    assert [row["lei"] for row in load("gleif_names", "gleif_golden_copy.csv")] == ["0W9AIBT6U6ADJ2I8HK17"]


def test_a_county_has_its_metropolitan_area() -> None:
    """OMB Bulletin 23-01: Cook County is in 16980, Chicago-Naperville-Elgin."""
    rows = by("county_fips", load("counties", "county_gazetteer.csv", "cbsa_delineation_2023.csv"))

    assert rows["17031"]["cbsa"] == "16980"


def test_connecticut_is_there_in_both_geographies() -> None:
    """Fairfield County and a planning region; only the region has an area in the 2023 delineation."""
    rows = by("county_fips", load("counties", "county_gazetteer.csv", "cbsa_delineation_2023.csv"))

    assert (rows["09001"]["geography"], rows["09001"]["cbsa"]) == ("county", None)
    assert (rows["09120"]["geography"], rows["09120"]["state"]) == ("planning region", "CT")


def test_a_misread_county_name_is_repaired() -> None:
    """The gazetteer's copy says DoÃ±a Ana."""
    rows = by("county_fips", load("counties", "county_gazetteer.csv", "cbsa_delineation_2023.csv"))

    assert rows["35013"]["name"] == "Doña Ana County"


def the_publishers_counties(folder: Path) -> dict[str, dict[str, Any]]:
    """Return counties from the Census Bureau's own two files: list 1 as a workbook, the gazetteer as text by tabs."""
    heading = ["CBSA Code", "CBSA Title", "County/County Equivalent", "FIPS State Code", "FIPS County Code"]
    chicago = ["16980", "Chicago-Naperville-Elgin, IL-IN", "Cook County", "17", "031"]
    bridgeport = ["14860", "Bridgeport-Stamford-Danbury, CT", "Greater Bridgeport Planning Region", "09", "120"]
    notes = [["Note: of July 2023."], ["Source: File prepared by U.S. Census Bureau."]]
    delineation = a_workbook(
        folder / "list1_2023.xlsx",
        List_1=[["Table with row headers"], ["List 1."], heading, chicago, bridgeport, *notes],
    )
    gazetteer = folder / "2023_Gaz_counties_national.txt"
    lines = [
        "IL\t17031\t01784766\tCook County\t2447317466",
        "CT\t09120\t02830242\tGreater Bridgeport Planning Region\t1",
    ]
    gazetteer.write_text("\n".join(["USPS\tGEOID\tANSICODE\tNAME\tALAND   ", *lines]) + "\n", encoding="utf-8")
    return by("county_fips", LOADERS["counties"]([gazetteer, delineation]))


def test_counties_are_read_from_the_census_bureaus_own_files(tmp_path: Path) -> None:
    """Notes above and below list 1 are no counties; a gazetteer since 2022 has Connecticut's planning regions alone."""
    rows = the_publishers_counties(tmp_path)

    assert rows["17031"] == {
        "county_fips": "17031",
        "name": "Cook County",
        "state": "IL",
        "state_fips": "17",
        "geography": "county",
        "cbsa": "16980",
        "cbsa_name": "Chicago-Naperville-Elgin, IL-IN",
    }
    assert (rows["09120"]["geography"], rows["09120"]["cbsa"]) == ("planning region", "14860")


def test_the_place_codes_of_connecticut_are_never_lost(tmp_path: Path) -> None:
    """Eight old counties, 09001 to 09015 in odd numbers, though the gazetteer has none of them."""
    rows = the_publishers_counties(tmp_path).values()

    old = [row["county_fips"] for row in rows if row["state"] == "CT" and row["geography"] == "county"]
    assert old == ["09001", "09003", "09005", "09007", "09009", "09011", "09013", "09015"]


def test_a_zip_code_in_two_counties_keeps_both() -> None:
    """00601 lies in Adjuntas and Ponce."""
    rows = load("zip_to_county", "zip_to_county.csv")

    assert {"72001", "72113"} == {row["county_fips"] for row in rows if row["zip"] == "00601"}


def test_a_renumbered_county_has_its_new_number() -> None:
    """Shannon County, South Dakota (46113) became Oglala Lakota (46102) in 2015."""
    assert by("zip", load("zip_to_county", "zip_to_county.csv"))["57752"]["county_fips"] == "46102"


ATLAS = [f"ers_{name}.csv" for name in ("county_classifications", "income", "jobs", "people")]
"""The Atlas as the Economic Research Service hands it out in CSV."""


def test_indicators_of_a_county_come_from_four_tables() -> None:
    """Barbour County, Alabama, as the Atlas prints it; rows of the US and of states are no counties."""
    rows = by("county_fips", load("ers_counties", *ATLAS))
    barbour = rows["01005"]

    assert {"01001", "01005", "72001"} == set(rows)
    assert (barbour["persistent_poverty"], barbour["is_metro"], barbour["urban_influence_code"]) == (True, False, "6")
    assert rows["01001"]["poverty_rate"] == pytest.approx(13.578, abs=0.001)
    assert (barbour["per_capita_income"], barbour["median_household_income"]) == (21_325, 36_422)
    assert barbour["population_change"] == -8.14


def test_unemployment_of_24_months_and_more_is_all_unemployed_over_all_labor_force() -> None:
    """Barbour County: 469, 676, 345, 434 and 501 unemployed of 8,197, 8,680, 8,637, 8,505 and 8,415, back from 2021."""
    barbour = by("county_fips", load("ers_counties", *ATLAS))["01005"]

    assert barbour["unemployment_rate"] == 5.7
    assert barbour["unemployment_rate_24m"] == pytest.approx(100 * 1145 / 16_877)
    assert barbour["unemployment_rate_3y"] == pytest.approx(100 * 1490 / 25_514)
    assert barbour["unemployment_rate_5y"] == pytest.approx(100 * 2425 / 42_434)


def test_a_county_carries_what_it_is_measured_against() -> None:
    """The rows of the US (00000) and of Alabama (01000) in the same files."""
    barbour = by("county_fips", load("ers_counties", *ATLAS))["01005"]

    assert (barbour["us_per_capita_income"], barbour["us_median_household_income"]) == (37_638, 69_021)
    assert barbour["us_unemployment_rate"] == 5.4
    # 8,658,650 + 13,023,736 unemployed of 161,758,337 + 161,207,103
    assert barbour["us_unemployment_rate_24m"] == pytest.approx(100 * 21_682_386 / 322_965_440)
    assert barbour["state_median_household_income"] == 54_943
    # 77,272 + 147,160 + 72,024 + 87,397 + 99,585 of 2,246,993 + 2,268,309 + 2,271,892 + 2,240,477 + 2,203,458
    assert barbour["state_unemployment_rate_5y"] == pytest.approx(100 * 483_438 / 11_231_129)


def test_unemployment_is_that_of_the_newest_year(tmp_path: Path) -> None:
    """A release of the Atlas adds a year and keeps those before; 24 months are the two years up to the newest."""
    jobs = tmp_path / "jobs.csv"
    jobs.write_text(
        "FIPS,UnempRate2021,UnempRate2023,UnempRate2022,NumUnemployed2022,NumUnemployed2023,"
        "NumCivLaborforce2022,NumCivLaborForce2023\n01001,2.7,2.2,2.3,23,22,1000,1000\n"
    )
    files = [jobs if name == "ers_jobs.csv" else DATA / name for name in ATLAS]
    autauga = by("county_fips", LOADERS["ers_counties"](files))["01001"]

    assert autauga["unemployment_rate"] == 2.2
    assert autauga["unemployment_rate_24m"] == pytest.approx(2.25)


def test_a_year_without_figures_leaves_the_rates_over_it_unknown() -> None:
    """Puerto Rico has no unemployment of 2020 in the Atlas: not the rate of the other year, and not nought."""
    adjuntas = by("county_fips", load("ers_counties", *ATLAS))["72001"]

    assert adjuntas["unemployment_rate"] == 11.4
    assert [adjuntas[f"unemployment_rate_{span}"] for span in ("24m", "3y", "5y")] == [None, None, None]
    assert adjuntas["state_median_household_income"] is None  # the excerpt has no row of Puerto Rico


def test_an_empty_classification_is_unknown_not_false() -> None:
    """ERS did not classify Puerto Rico's manufacturing."""
    assert by("county_fips", load("ers_counties", *ATLAS))["72001"]["manufacturing_dependent"] is None


@pytest.mark.parametrize("file", ["cbp21co.txt", "cbp2021_long.csv"])
def test_both_layouts_of_county_business_patterns_give_the_same_cells(file: str) -> None:
    """Only four-digit industries of counties; a withheld cell (3122) is absent, not zero."""
    rows = by("naics4", load("cbp_establishments", file))

    assert {"3112", "3311", "5415"} == set(rows)
    assert rows["3311"] == {"county_fips": "17031", "naics4": "3311", "employment": 827, "establishments": 5}


def test_a_listed_headquarters_has_five_digits_of_zip_code() -> None:
    """15212-5858 in the source."""
    assert by("ticker", load("listed_headquarters", "listed_headquarters.csv"))["AA"]["zip"] == "15212"


def test_share_classes_of_one_company_have_one_seat() -> None:
    """GOOG and GOOGL are CIK 1652044."""
    rows = load("large_company_headquarters", "large_companies.csv")

    assert len(rows) == len({row["cik"] for row in rows}) == 7


@pytest.mark.parametrize(
    ("cik", "state", "is_foreign"),
    [
        ("0000066740", "MN", False),  # Saint Paul, Minnesota
        ("0000315293", None, True),  # London, United Kingdom
        ("0001637459", None, False),  # Chicago, Illinois; Pittsburgh, Pennsylvania
        ("0001512673", None, None),  # none
    ],
)
def test_a_seat_is_read_to_its_state(cik: str, state: str | None, is_foreign: bool | None) -> None:
    """Abroad, in two states, or unknown: never guessed."""
    row = by("cik", load("large_company_headquarters", "large_companies.csv"))[cik]

    assert (state, is_foreign) == (row["state"], row["is_foreign"])
