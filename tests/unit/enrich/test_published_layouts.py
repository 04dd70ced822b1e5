"""Loaders of which no rows ship: facilities and projects, in their publishers' layouts; and what holds for all.

The files are in ``tests/data/enrich/published``. Companies and projects are invented, places are real.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from screener.enrich.loaders import LOADERS
from screener.enrich.prepare import prepare
from screener.enrich.register import REGISTER
from screener.errors import InputError

PUBLISHED = Path(__file__).parents[2] / "data" / "enrich" / "published"

CSV_FILES = {
    "osha_300a": ["osha_300a_2016.csv", "osha_300a_2023.csv"],
    "tri_facilities": ["tri_2012.csv", "tri_2024.csv"],
    "lihtc_projects": ["LIHTCPUB.CSV"],
}
"""Dataset → its files among the test data."""


def load(name: str, *files: str) -> list[dict[str, Any]]:
    """Load files of the test data."""
    return LOADERS[name]([PUBLISHED / file for file in files or CSV_FILES[name]])


def by(column: str, rows: list[dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    """Return rows by a column."""
    return {row[column]: row for row in rows}


# OSHA Form 300A


def test_an_establishment_is_in_the_county_of_its_zip_code_whose_zero_was_lost() -> None:
    """7105 is 07105, Newark, Essex County, New Jersey (34013)."""
    bakery = by("establishment_id", load("osha_300a", "osha_300a_2016.csv"))["502"]

    assert (bakery["zip"], bakery["county_fips"]) == ("07105", "34013")


def test_files_before_and_after_the_layout_of_2023_give_the_same_columns() -> None:
    """Since 2023 the headings stand in another order, with naics_year among them."""
    works = {row["year"]: row for row in load("osha_300a") if row["establishment_id"] == "501"}

    assert {year: (row["company_key"], row["county_fips"], row["naics"]) for year, row in works.items()} == {
        2016: ("EXAMPLE STEEL", "18089", "331110"),
        2023: ("EXAMPLE STEEL", "18089", "331110"),
    }


def test_of_two_filings_of_a_year_the_last_submitted_counts() -> None:
    """Filing 2001 says 7,600 employees, 2002 corrects it to 760; the file has the newer one first."""
    works = by("establishment_id", load("osha_300a", "osha_300a_2023.csv"))["501"]

    assert works["employment"] == 760


@pytest.mark.parametrize(
    ("establishment", "why"),
    [("503", "7 employees cannot work 16,831,620,723,179 hours"), ("504", "no employees and no hours")],
)
def test_impossible_or_missing_employment_is_unknown(establishment: str, why: str) -> None:
    """A year has 8,760 hours; a nought is no count of people."""
    assert by("establishment_id", load("osha_300a"))[establishment]["employment"] is None, why


def test_a_filing_without_a_company_name_has_no_owner() -> None:
    """The form does not require it; the name of the establishment is not put in its place."""
    bakery = by("establishment_id", load("osha_300a"))["502"]

    assert (bakery["company_name"], bakery["company_key"]) == (None, None)


def test_an_industry_code_of_nought_is_unknown() -> None:
    """NAICS codes have two to six digits."""
    assert by("establishment_id", load("osha_300a"))["504"]["naics"] is None


# EPA Toxics Release Inventory


def test_a_tri_facility_has_one_row_a_year_however_many_chemicals_it_reports() -> None:
    """East Works reports zinc and manganese in 2024, and zinc in 2012."""
    rows = [row for row in load("tri_facilities") if row["facility_id"] == "46312XMPLS1MILL"]

    assert sorted(row["year"] for row in rows) == [2012, 2024]


def test_tri_headings_are_found_by_their_words_since_their_numbers_change() -> None:
    """PRIMARY NAICS is column 16 of one file and 30 of the other."""
    industries = {row["year"]: row["naics"] for row in load("tri_facilities") if row["state"] == "IN"}

    assert industries == {2012: "331111", 2024: "331110"}


def test_the_standardised_parent_is_preferred_where_a_file_has_one() -> None:
    """2012 has the name on the form alone; both have the key of one company."""
    parents = {row["year"]: row["parent_name"] for row in load("tri_facilities") if row["state"] == "IN"}

    assert parents == {2012: "EXAMPLE STEEL CORP", 2024: "EXAMPLE STEEL INC"}


def test_a_tri_facility_without_parent_or_coordinates_has_neither() -> None:
    """'NA' is EPA's word for no parent, and latitude 0, longitude 0 is in the Gulf of Guinea."""
    (paint,) = [row for row in load("tri_facilities") if row["state"] == "NJ"]

    assert (paint["parent_name"], paint["parent_key"]) == (None, None)
    assert (paint["latitude"], paint["longitude"]) == (None, None)
    assert (paint["zip"], paint["county_fips"]) == ("07105", "34013")


# HUD LIHTC


def test_the_years_8888_and_9999_of_lihtc_are_unknown() -> None:
    """HUD's data dictionary: 8888 not confirmed, 9999 missing."""
    gardens = by("project_id", load("lihtc_projects"))["NJA0000X02"]

    assert (gardens["year_placed_in_service"], gardens["year_allocated"]) == (None, None)


def test_unreported_units_and_credits_are_unknown_not_nought() -> None:
    """Empty cells, and the dot that HUD writes for a missing amount."""
    projects = by("project_id", load("lihtc_projects"))

    assert (projects["NJA0000X02"]["units"], projects["NJA0000X02"]["allocation"]) == (None, None)
    assert (projects["CTA2010003"]["low_income_units"], projects["CTA2010003"]["allocation"]) == (None, None)
    assert projects["ILA1999001"]["allocation"] == Decimal("250000.50")


def test_a_tract_known_in_part_is_unknown_and_its_county_is_known() -> None:
    """34013XXXXXX is Essex County, New Jersey."""
    gardens = by("project_id", load("lihtc_projects"))["NJA0000X02"]

    assert (gardens["tract"], gardens["county_fips"]) == (None, "34013")


def test_a_tract_of_connecticut_has_its_leading_zero_again() -> None:
    """A spreadsheet made 9001070200 of 09001070200."""
    row = by("project_id", load("lihtc_projects"))["CTA2010003"]

    assert (row["tract"], row["county_fips"], row["zip"]) == ("09001070200", "09001", "06604")


def test_hud_says_only_which_projects_left_the_programme() -> None:
    """An empty NONPROG is not a statement that a project is monitored."""
    projects = by("project_id", load("lihtc_projects"))

    assert projects["NJA0000X02"]["is_no_longer_monitored"] is True
    assert projects["ILA1999001"]["is_no_longer_monitored"] is None


def test_lihtc_headings_in_lower_case_are_the_same() -> None:
    """Releases since 2021 write them so."""
    assert load("lihtc_projects", "lihtcpub_lower.csv") == load("lihtc_projects")[:1]


# All of them


@pytest.mark.parametrize("name", list(CSV_FILES))
def test_what_is_loaded_is_what_the_register_declares(name: str) -> None:
    """`prepare` checks types and key; every declared column is filled by some row."""
    table = prepare(name, [PUBLISHED / file for file in CSV_FILES[name]])

    assert [column for column in table.column_names if table[column].null_count == table.num_rows] == []


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("osha_300a", "annual_average_employees"),
        ("tri_facilities", "TRIFD"),
        ("ffiec_tracts", "Description"),
        ("nmtc_eligible_tracts", "2020 Census Tract Number FIPS code. GEOID"),
        ("cdfi_list", "Cert Control Num"),
        ("pri_signatories", "Account Name"),
        ("lihtc_projects", "HUD_ID"),
        ("sbti_companies", "sbti_id"),
    ],
)
def test_a_file_of_another_publisher_is_refused_by_name_with_every_missing_column(
    tmp_path: Path, name: str, column: str
) -> None:
    """A person sees at once that it is the wrong file."""
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("zip,fips\n60601,17031\n")

    with pytest.raises(InputError) as caught:
        LOADERS[name]([wrong])

    assert str(wrong) in str(caught.value)
    assert f"column {column!r}" in str(caught.value)


def test_of_several_files_every_wrong_one_is_named(tmp_path: Path) -> None:
    """One right file beside two wrong ones hides neither of them."""
    wrong = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for file in wrong:
        file.write_text("zip,fips\n60601,17031\n")

    with pytest.raises(InputError, match=r"2 of 3 files") as caught:
        LOADERS["osha_300a"]([wrong[0], PUBLISHED / "osha_300a_2016.csv", wrong[1]])

    assert all(str(file) in str(caught.value) for file in wrong)


@pytest.mark.parametrize("name", ["pri_signatories", "sbti_companies"])
def test_rows_whose_publisher_does_not_allow_copies_do_not_ship(name: str) -> None:
    """Their licence in the register says so."""
    assert REGISTER[name].vintages == ()
    assert "none ships" in REGISTER[name].licence
