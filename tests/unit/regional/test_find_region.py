"""A name means one region, or the refusal says which regions it may mean."""

from __future__ import annotations

from typing import Any

import pytest

from screener.errors import InputError, NotFoundError
from screener.regional.find import all_regions, find_region


def county(place: str, name: str, state: str, area: str | None = None, area_name: str | None = None) -> dict[str, Any]:
    """Return a row of places."""
    return {
        "place": place,
        "place_name": name,
        "state": state,
        "cbsa": area,
        "cbsa_name": area_name,
        "commuting_zone": None,
    }


REGIONS = all_regions(
    [
        county("17143", "Peoria County", "IL", "37900", "Peoria, IL"),
        county("17179", "Tazewell County", "IL", "37900", "Peoria, IL"),
        county("29510", "St. Louis city", "MO", "41180", "St. Louis, MO-IL"),
        county("17119", "Madison County", "IL", "41180", "St. Louis, MO-IL"),
        county("09003", "Hartford County", "CT"),
        county("36061", "New York County", "NY", "35620", "New York-Newark-Jersey City, NY-NJ"),
        county("47037", "Davidson County", "TN", "34980", "Nashville-Davidson--Murfreesboro--Franklin, TN"),
        county("06001", "Alameda County", "CA", "41860"),  # an area without a name
    ],
    [{"region": "river towns", "place": "17143"}],
    [
        {"cbsa": "37900", "cbsa_name": "Peoria, IL"},
        {"cbsa": "25540", "cbsa_name": "Hartford-West Hartford-East Hartford, CT"},
    ],
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("il", "state:IL"),
        ("Illinois", "state:IL"),
        ("17143", "county:17143"),
        ("peoria county, il", "county:17143"),
        ("Peoria County", "county:17143"),
        ("Peoria, IL", "cbsa:37900"),
        ("37900", "cbsa:37900"),
        ("county:29510", "county:29510"),
        ("St. Louis, MO-IL", "cbsa:41180"),
        ("Newark", "cbsa:35620"),
        ("Jersey City, NJ", "cbsa:35620"),
        ("New York", "state:NY"),
        ("Franklin, TN", "cbsa:34980"),
        ("Nashville-Davidson", "cbsa:34980"),
        ("Tazewell", "county:17179"),
        ("zewel", "county:17179"),
        ("River Towns", "region:river towns"),
    ],
)
def test_a_code_or_full_name_wins_over_a_short_one_and_that_over_a_part(name: str, expected: str) -> None:
    """The statistical area is called "Peoria, IL" and the state "New York"; what is shorter is looked for after."""
    assert find_region(name, REGIONS).written == expected


def test_a_region_has_its_counties_in_order() -> None:
    """Illinois has three of the five counties here, and its part of St. Louis is one."""
    assert find_region("IL", REGIONS).places == ("17119", "17143", "17179")
    assert find_region("41180", REGIONS).places == ("17119", "29510")


def test_a_name_of_several_regions_is_refused_with_all_of_them() -> None:
    """Peoria is a county and an area: each is listed as it can be written."""
    with pytest.raises(InputError) as refused:
        find_region("Peoria", REGIONS)

    assert "'Peoria' may be any of 2 regions" in str(refused.value)
    assert "cbsa:37900  Peoria, IL (statistical area)" in str(refused.value)
    assert "county:17143  Peoria County, IL (county)" in str(refused.value)


@pytest.mark.parametrize("name", ["25540", "cbsa:25540", "West Hartford", "hartford-west hartford-east hartford, ct"])
def test_an_area_whose_counties_are_not_on_file_is_refused_as_that_and_not_as_unknown(name: str) -> None:
    """Connecticut's areas have been drawn by planning regions since 2023; places are its eight old counties."""
    with pytest.raises(NotFoundError) as refused:
        find_region(name, REGIONS)

    assert "the counties of Hartford-West Hartford-East Hartford, CT (statistical area 25540)" in str(refused.value)
    assert "name the state (CT) or one of its counties" in str(refused.value)


def test_a_county_wins_over_an_area_that_cannot_be_shown() -> None:
    """Hartford is a county of Connecticut, and a city of the area."""
    assert find_region("Hartford", REGIONS).written == "county:09003"


def test_a_name_of_no_region_is_refused_with_the_nearest() -> None:
    """A slip of one letter is named."""
    with pytest.raises(NotFoundError, match="did you mean 'Illinois'"):
        find_region("Ilinois", REGIONS)


@pytest.mark.parametrize("name", ["", "  ", "--", ", "])
def test_an_empty_name_means_no_region(name: str) -> None:
    """It would be a part of every name, and of one with two hyphens a whole part."""
    with pytest.raises(InputError, match="the name of the region is empty"):
        find_region(name, REGIONS)
