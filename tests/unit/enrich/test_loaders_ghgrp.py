"""EPA's greenhouse-gas files: real excerpts in its own layout, and single facilities quoted from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from workbooks import a_workbook

from screener.enrich.copies import shipped
from screener.enrich.loaders import LOADERS
from screener.errors import InputError

DATA = Path(__file__).parents[2] / "data" / "enrich"
PARENTS, SUMMARY = DATA / "ghgrp_parent_company_2023.csv", DATA / "ghgp_data_2023_excerpt.xlsx"

SHEETS = (
    "Direct Point Emitters",
    "LDC - Direct Emissions",
    "Transmission Pipelines",
    "Onshore Oil & Gas Prod.",
    "Gathering & Boosting",
    "SF6 from Elec. Equip.",
)
TITLE = "Summary data collected by the Greenhouse Gas Reporting Program for 2023"
HEADER = ["Facility Id", "Facility Name", "State", "Latitude", "Longitude", "Primary NAICS Code"]


def facilities(*paths: Path) -> dict[str, dict[str, Any]]:
    return {row["facility_id"]: row for row in LOADERS["ghgrp_facilities"](paths or (PARENTS, SUMMARY))}


def a_summary(folder: Path, sites: list[list[Any]], totals: list[str], title: str = TITLE) -> Path:
    """Write a data summary workbook with these rows of point emitters, the other sheets empty."""
    header = [*HEADER, *totals]
    sheets = {name: [[title], [""], [""], header, *(sites if name == SHEETS[0] else [])] for name in SHEETS}
    return a_workbook(folder / "ghgp_data.xlsx", **sheets)


def located(folder: Path, county: str, state: str, code: str, longitude: float, latitude: float) -> dict[str, Any]:
    """Return one point emitter with this address and these coordinates, as the loader reads it."""
    summary = a_summary(
        folder, [[1, "Plant", state, latitude, longitude, "331110", 5.0]], ["Total reported direct emissions"]
    )
    parents = folder / "parents.csv"
    parents.write_text(
        "GHGRP FACILITY ID,REPORTING YEAR,FACILITY NAME,FACILITY STATE,FACILITY ZIP,FACILITY COUNTY,"
        "PARENT COMPANY NAME,PARENT CO. PERCENT OWNERSHIP,FACILITY NAICS CODE\n"
        f"1,2023,Plant,{state},{code},{county},OWNER INC,100.0,331110\n",
        encoding="utf-8",
    )
    return facilities(parents, summary)["1"]


PARENT_HEADER = [
    *("GHGRP FACILITY ID", "REPORTING YEAR", "FACILITY NAME", "FACILITY STATE", "FACILITY ZIP", "FACILITY COUNTY"),
    *("PARENT COMPANY NAME", "PARENT CO. PERCENT OWNERSHIP", "FACILITY NAICS CODE"),
]


def the_parents(folder: Path, **owners: str) -> Path:
    """Write EPA's parent-company workbook, which has a sheet a year, with one plant whose owner changes."""
    rows = {
        sheet: [PARENT_HEADER, [1, int(sheet[1:]), "Plant", "IL", "61701", "MCLEAN", owner, 100, "331110"], [""] * 9]
        for sheet, owner in owners.items()
    }
    return a_workbook(folder / "a_parents.xlsx", **rows)


@pytest.mark.parametrize("is_first", [True, False])
def test_the_owner_is_that_of_the_year_of_the_summary(tmp_path: Path, *, is_first: bool) -> None:
    """Sheets of 2022, 2023 and 2024 beside a summary of 2023: the owner of 2023, in whatever order the files come."""
    parents = the_parents(tmp_path, Y2022="OLD OWNER INC", Y2023="OWNER INC", Y2024="NEW OWNER INC")
    summary = a_summary(tmp_path, [[1, "Plant", "IL", 40.5, -89, "331110", 5.0]], ["Total reported direct emissions"])
    found = LOADERS["ghgrp_facilities"]([parents, summary] if is_first else [summary, parents])

    assert [(row["facility_id"], row["parent_name"]) for row in found] == [("1", "OWNER INC")]


def test_of_a_summary_of_all_years_the_newest_counts(tmp_path: Path) -> None:
    """Columns of 2023 and 2022."""
    parents = the_parents(tmp_path, Y2022="OLD OWNER INC", Y2023="OWNER INC")
    totals = [f"{year} Total reported direct emissions" for year in (2023, 2022)]
    summary = a_summary(tmp_path, [[1, "Plant", "IL", 40.5, -89, "331110", 5.0, 6.0]], totals, title="All years")

    assert facilities(parents, summary)["1"]["parent_name"] == "OWNER INC"


def test_owners_of_other_years_are_refused(tmp_path: Path) -> None:
    """The owner of 2021 says nothing of 2023."""
    parents = the_parents(tmp_path, Y2020="OWNER INC", Y2021="OWNER INC")
    summary = a_summary(tmp_path, [[1, "Plant", "IL", 40.5, -89, "331110", 5.0]], ["Total reported direct emissions"])

    with pytest.raises(InputError, match=r"no rows of 2023(?s:.)*2020, 2021"):
        facilities(parents, summary)


def test_a_summary_without_its_sheets_is_refused_by_the_sheets_name(tmp_path: Path) -> None:
    """The parent-company workbook alone has none of them."""
    with pytest.raises(InputError, match="no sheet 'Direct Point Emitters' here"):
        LOADERS["ghgrp_emissions"]([the_parents(tmp_path, Y2023="OWNER INC")])


def test_the_workspaces_own_copies_say_what_counties_there_are(tmp_path: Path) -> None:
    """A crosswalk in which 61701 lies in Cook County alone; the shipped one has it in McLean."""
    zips = pa.table({"zip": ["61701"], "county_fips": ["17031"], "residential_share": [1.0]})
    pq.write_table(zips, tmp_path / "zips.parquet")
    parents = the_parents(tmp_path, Y2023="OWNER INC")
    summary = a_summary(tmp_path, [[1, "Plant", "IL", "", "", "331110", 5.0]], ["Total reported direct emissions"])

    def held(name: str) -> Path:
        return tmp_path / "zips.parquet" if name == "zip_to_county" else shipped(name)

    (ours,) = LOADERS["ghgrp_facilities"]([parents, summary], held)
    (theirs,) = LOADERS["ghgrp_facilities"]([parents, summary])
    assert (ours["zip_agrees"], theirs["zip_agrees"]) == (False, True)


@pytest.mark.parametrize(
    ("facility", "kind", "place"),
    [
        ("1000002", "site", "18075"),  # Jay County, Indiana
        ("1001776", "site", "unknown"),  # a platform offshore: neither county nor ZIP code, and at sea
        ("1008026", "state", "17"),  # distribution in Illinois, whatever the office's county
        ("1013856", "state", "48"),  # a pipeline in Texas alone
        ("1012418", "state", "unknown"),  # a pipeline in two states
        ("1014785", "basin", "unknown"),  # wells reported from an office in Denver
        ("1003708", "network", "unknown"),
        ("1002574", "supplier", "unknown"),
    ],
)
def test_only_a_site_stands_at_its_address(facility: str, kind: str, place: str) -> None:
    """EPA's sheets say what a facility is; pipelines, basins, networks and suppliers report an office."""
    row = facilities()[facility]

    assert (row["kind"], row["place"]) == (kind, place)


def test_a_zip_code_across_the_county_line_is_flagged_and_the_name_used() -> None:
    """Mystic names Middlesex County (25017); its ZIP code 02129 lies in Suffolk (25025). Its coordinates: Middlesex."""
    row = facilities()["1000653"]

    assert (row["county_fips"], row["county_basis"], row["zip_agrees"]) == ("25017", "name", False)
    assert (row["coordinate_county_fips"], row["coordinates_agree"]) == ("25017", True)


def test_coordinates_elsewhere_are_flagged_and_the_name_used(tmp_path: Path) -> None:
    """Tenaska Westmoreland, Pennsylvania (42129), reports 39.3302, -89.163 for 2023: Bond or Fayette, Illinois."""
    row = located(tmp_path, "WESTMORELAND COUNTY", "PA", "15479", -89.163, 39.3302)

    assert (row["county_fips"], row["zip_agrees"], row["coordinates_agree"]) == ("42129", True, False)
    assert row["coordinate_county_fips"][:2] == "17"


def test_without_a_county_the_coordinates_choose_among_those_of_the_zip_code(tmp_path: Path) -> None:
    """Tyson, Columbus Junction, Iowa: no county; 52738 lies in Louisa and Washington (19115, 19183)."""
    row = located(tmp_path, "", "IA", "52738", -91.356944, 41.296667)

    assert (row["county_fips"], row["county_basis"], row["place"]) == ("19115", "coordinates", "19115")
    # The coordinates cannot confirm what they decided.
    assert row["coordinates_agree"] is None


def test_without_a_county_or_a_zip_code_the_coordinates_give_it(tmp_path: Path) -> None:
    """Chicago City Hall."""
    row = located(tmp_path, "", "IL", "", -87.6325, 41.8837)

    assert (row["county_fips"], row["county_basis"], row["place"]) == ("17031", "coordinates", "17031")


def test_coordinates_in_another_state_give_no_county(tmp_path: Path) -> None:
    """Chicago's coordinates for a site in Texas without a county: one of the two is wrong, and nobody knows which."""
    row = located(tmp_path, "", "TX", "", -87.6325, 41.8837)

    assert (row["county_fips"], row["coordinate_county_fips"], row["place"]) == (None, "17031", "unknown")


def test_coordinates_do_not_overrule_a_county_that_the_state_does_not_have(tmp_path: Path) -> None:
    """Washington County, Massachusetts, with Boston's coordinates: only the state is certain."""
    row = located(tmp_path, "WASHINGTON COUNTY", "MA", "02116", -71.08, 42.35)

    assert (row["county_fips"], row["zip_agrees"], row["place"]) == (None, False, "25")


@pytest.mark.parametrize(
    ("longitude", "latitude", "place"),
    [
        (-102.2965, 33.3255, "48"),  # Northern Natural Gas, Brownfield: in Terry County (48445)
        (-102.5, 32.3, "48003"),  # in Andrews County itself
        (-85.973094, 33.405644, "48"),  # in Alabama
    ],
)
def test_a_zip_code_that_the_coordinates_contradict_places_a_site_in_its_state(
    tmp_path: Path, longitude: float, latitude: float, place: str
) -> None:
    """79714 is Andrews, Texas (48003): an office whose ZIP code three compressor stations of other counties give."""
    row = located(tmp_path, "", "TX", "79714", longitude, latitude)

    assert (row["county_fips"], row["county_basis"], row["place"]) == ("48003", "zip", place)
    assert row["coordinates_agree"] is (place == "48003")


def test_an_ownership_share_is_a_part_of_one() -> None:
    """Searsport holds 0.21 % of Penobscot Energy Recovery."""
    assert facilities()["1000047"]["ownership_share"] == pytest.approx(0.0021)


def test_a_pipeline_in_two_states_emits_their_sum() -> None:
    """Transwestern: Arizona 1,609.25415 + New Mexico 2,677.76227 tonnes, in the year that the title names."""
    rows = {row["facility_id"]: row for row in LOADERS["ghgrp_emissions"]([SUMMARY])}

    assert rows["1012418"]["emissions"] == pytest.approx(4287.01642)
    assert {row["year"] for row in rows.values()} == {2023}


def test_emissions_of_every_sheet_are_kept() -> None:
    """A basin's emissions (844,548 t) are as direct as a plant's."""
    row = next(row for row in LOADERS["ghgrp_emissions"]([SUMMARY]) if row["facility_id"] == "1014785")

    assert (row["segment"], round(row["emissions"])) == ("Onshore Oil & Gas Prod.", 844548)


def test_the_file_of_all_years_has_a_row_a_year_and_none_where_nothing_was_reported(tmp_path: Path) -> None:
    """A column a year; an empty cell is a year without a report, a dash one whose value is unknown."""
    totals = [f"{year} Total reported direct emissions" for year in (2023, 2022, 2021)]
    summary = a_summary(tmp_path, [[1, "Plant", "IL", 41, -87, "331110", 30.5, "", "-"]], totals, title="All years")
    rows = LOADERS["ghgrp_emissions"]([summary])

    assert {row["year"]: row["emissions"] for row in rows} == {2023: 30.5, 2021: None}


def test_a_workbook_that_names_no_year_is_refused(tmp_path: Path) -> None:
    """Emissions without their year are no evidence."""
    summary = a_summary(
        tmp_path, [[1, "Plant", "IL", 41, -87, "331110", 30.5]], ["Total reported direct emissions"], title="Summary"
    )
    with pytest.raises(InputError, match="the reporting year is missing"):
        LOADERS["ghgrp_emissions"]([summary])
