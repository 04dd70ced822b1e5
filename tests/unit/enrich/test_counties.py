"""Placing a facility in a county by name and by ZIP code."""

from __future__ import annotations

import pytest

from screener.enrich.loaders.counties import Counties


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


def test_a_zip_code_of_another_state_names_no_county(counties: Counties) -> None:
    """02116 is Boston: an address in Pennsylvania with it is wrong somewhere."""
    assert counties.by_zip("02116", "PA") == set()
