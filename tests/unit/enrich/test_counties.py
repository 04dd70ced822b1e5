"""Placing a facility in a county by name and by ZIP code."""

from __future__ import annotations

import pytest

from screener.enrich.loaders.ghgrp import Counties


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
        ("St. Louis", "MO", None),  # the county or the city: not one
        ("LA SALLE COUNTY", "IL", "17099"),  # LaSalle in the gazetteer
        ("DE KALB", "GA", "13089"),
        ("ST. JOHN THE BAPTIST PARISH", "LA", "22095"),
        ("FAIRFIELD COUNTY", "CT", "09001"),  # the old county, not a planning region
        ("PRINCE GEORGE'S COUNTY", "MD", "24033"),
        ("COOK COUNTY", "TX", None),  # Cooke County is another name
        ("", "IL", None),
    ],
)
def test_a_county_is_found_by_its_name(counties: Counties, name: str, state: str, fips: str | None) -> None:
    """As EPA's reporters write it; FIPS of the Census Bureau."""
    assert fips == counties.by_name(name, state)


def test_a_zip_code_of_another_state_names_no_county(counties: Counties) -> None:
    """02116 is Boston: an address in Pennsylvania with it is wrong somewhere."""
    assert counties.by_zip("02116", "PA") == []
