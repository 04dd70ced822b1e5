"""EPA's greenhouse-gas files: real excerpts in its own layout, and single facilities quoted from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from workbooks import a_workbook

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
        "GHGRP FACILITY ID,FACILITY NAME,FACILITY STATE,FACILITY ZIP,FACILITY COUNTY,PARENT COMPANY NAME,"
        f"PARENT CO. PERCENT OWNERSHIP,FACILITY NAICS CODE\n1,Plant,{state},{code},{county},OWNER INC,100.0,331110\n",
        encoding="utf-8",
    )
    return facilities(parents, summary)["1"]


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
