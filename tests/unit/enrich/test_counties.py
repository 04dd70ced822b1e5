"""Placing a facility in a county by name and by ZIP code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from screener.enrich.copies import shipped
from screener.enrich.loaders.counties import Counties

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def counties() -> Counties:
    return Counties()


@pytest.mark.parametrize(
    ("name", "state", "fips"),
    [
        ("COOK COUNTY", "IL", "17031"),
        ("Cook", "IL", "17031"),
        ("DONA ANA COUNTY", "NM", "35013"),
        ("ST. LOUIS CITY", "MO", "29510"),
        ("SAINT LOUIS COUNTY", "MO", "29189"),
        ("LA SALLE COUNTY", "IL", "17099"),  # LaSalle in the gazetteer
        ("DE KALB", "GA", "13089"),
        ("ST. JOHN THE BAPTIST PARISH", "LA", "22095"),
        ("FAIRFIELD COUNTY", "CT", "09001"),  # the old county, not a planning region
        ("PRINCE GEORGE'S COUNTY", "MD", "24033"),
    ],
)
def test_a_county_is_found_by_its_name(counties: Counties, name: str, state: str, fips: str) -> None:
    """As EPA's reporters write it; FIPS of the Census Bureau."""
    assert counties.by_name(name, state) == {fips}


def test_a_name_may_mean_two_counties(counties: Counties) -> None:
    """St. Louis County (29189) and the City of St. Louis (29510)."""
    assert counties.by_name("St. Louis", "MO") == {"29189", "29510"}


@pytest.mark.parametrize(("name", "state"), [("COOK COUNTY", "TX"), ("WASHINGTON COUNTY", "MA"), ("", "IL")])
def test_a_name_that_is_no_county_of_the_state_means_none(counties: Counties, name: str, state: str) -> None:
    """Texas has a Cooke County, Massachusetts no Washington County."""
    assert counties.by_name(name, state) == set()


def test_a_zip_code_in_a_planning_region_may_be_anywhere_in_its_state(tmp_path: Path) -> None:
    """HUD's files since 2023 have Hartford's 06103 in Capitol (09110), no place code: Connecticut is certain."""
    zips = {"zip": ["06103", "99686"], "county_fips": ["09110", "02261"], "residential_share": [1.0, 1.0]}
    pq.write_table(pa.table(zips), tmp_path / "zips.parquet")
    counties = Counties(lambda name: tmp_path / "zips.parquet" if name == "zip_to_county" else shipped(name))

    assert counties.by_zip("06103", "CT") == counties.by_zip("06103", None) == counties.in_state("CT")
    assert len(counties.in_state("CT")) == 8
    # Valdez-Cordova, divided into two in 2019.
    assert counties.by_zip("99686", "AK") == counties.in_state("AK")


def test_a_zip_code_of_another_state_names_no_county(counties: Counties) -> None:
    """02116 is Boston: an address in Pennsylvania with it is wrong somewhere."""
    assert counties.by_zip("02116", "PA") == set()
