"""Employment, quotients and clusters of labor markets, worked by hand; what is withheld is unknown and never zero."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from reference_world import one

from screener.engine import open_engine, read_step
from screener.enrich import REGISTER, cluster_convention
from screener.rulebook import load_rulebooks
from screener.tables import TABLES

CRITERIA = Path(__file__).parents[3] / "criteria"
AREA = {"cbsa": "10000", "cbsa_name": "Twin Cities, ZZ", "geography": "county", "state": "ZZ", "state_fips": "01"}
COUNTIES = [
    {"county_fips": "01001", "name": "East County", **AREA},
    {"county_fips": "01003", "name": "West County", **AREA},
    {"county_fips": "01005", "name": "Far County", **AREA, "cbsa": None, "cbsa_name": None},
]


def cell(county: str, naics: str, employment: int | None, quotient: float | None = None) -> dict[str, Any]:
    """Return a cell of the fourth quarter of 2016, withheld where no employment is given."""
    return {
        "county_fips": county,
        "ownership": "0" if naics == "10" else "5",
        "naics": naics,
        "year": 2016,
        "quarter": 4,
        "establishments": 3,
        "employment": employment,
        "disclosed": employment is not None,
        "lq_employment": quotient,
        "lq_disclosed": quotient is not None,
    }


# Far County: 400 of 1,000 and a published quotient of 4.00, so the nation's share of metal products (332) is 10 %.
CELLS = [
    *(cell(county["county_fips"], "10", 1000) for county in COUNTIES),
    cell("01005", "31-33", 400),
    cell("01005", "332", 400, 4.0),
    cell("01001", "31-33", 300),
    cell("01001", "332", 300),
    cell("01003", "31-33", 200),
    cell("01003", "311", 150),
    cell("01003", "332", None),
]


def measured(
    cells: list[dict[str, Any]],
    *,
    quotient: float | None = 1.25,
    people: float | None = 250,
    zone: str | None = None,
    on_file: bool = True,
) -> list[dict[str, Any]]:
    """Return the regional industries of the three counties, under a convention."""
    engine = open_engine()
    for name, rows in {"qcew_counties": cells, "counties": COUNTIES}.items():
        engine.load(f"ref_{name}", pa.Table.from_pylist(rows, schema=REGISTER[name].arrow_schema))
    places = {
        "place": [row["county_fips"] for row in COUNTIES],
        "commuting_zone": pa.array([zone] * 3, pa.string()),
        "area_on_file": [on_file] * 3,
    }
    engine.load("places", pa.table(places))
    floors = {
        "specialised_quotient": pa.array([quotient], pa.float64()),
        "least_employment": pa.array([people], pa.float64()),
    }
    engine.load("cluster_convention", pa.table(floors))
    for step in ("_national_shares", "_labor_markets", "_market_counties", "regional_industries"):
        engine.run(read_step("screener.enrich", step))
    return TABLES["regional_industries"].check(engine.fetch("regional_industries")).to_pylist()


def test_a_withheld_county_leaves_the_area_unknown_between_what_is_disclosed_and_what_is_left_over() -> None:
    """East discloses 300; of West's 200 in manufacturing 150 make food, so that at most 50 make metal products.

    300 of the area's 2,000 jobs are 15 %, one and a half times the nation's 10 %.
    """
    row = one(measured(CELLS), group="10000", naics="332")

    assert (row["known_employment"], row["least_employment"], row["most_employment"]) == (None, 300, 350)
    assert (row["counties"], row["withheld_counties"], row["region_employment"]) == (2, 1, 2000)
    assert row["location_quotient"] is None
    assert row["least_location_quotient"] == pytest.approx(1.5, rel=1e-5)
    assert (row["grouping"], row["name"], row["period"]) == ("cbsa", "Twin Cities, ZZ", "2016Q4")


def test_a_county_outside_every_area_is_its_own_market() -> None:
    """Far County's 400 of 1,000 are 40 %, four times the nation's share, as published."""
    row = one(measured(CELLS), group="01005", naics="332")

    assert (row["grouping"], row["name"], row["known_employment"]) == ("county", "Far County, ZZ", 400)
    assert row["location_quotient"] == pytest.approx(4.0, rel=1e-5)


@pytest.mark.parametrize(
    ("quotient", "people", "expected"),
    [
        (1.25, 250, "yes"),  # 300 people and a quotient of 1.5 at the least
        (1.25, 320, "unknown"),  # 300 at the least, 350 at the most
        (1.25, 400, "no"),  # 350 at the most
        (1.60, 250, "unknown"),  # 1.5 at the least, 350 / 2,000 over 10 % = 1.75 at the most
        (1.80, 250, "no"),  # 1.75 at the most
        (None, None, "unknown"),  # nobody says what a strong cluster is
    ],
)
def test_a_cluster_is_strong_only_where_what_is_withheld_cannot_change_it(
    quotient: float | None, people: float | None, expected: str
) -> None:
    """The least that it can be reaches both floors, or the most that it can be misses one, or nobody can say."""
    assert (
        one(measured(CELLS, quotient=quotient, people=people), group="10000", naics="332")["strong_cluster"] == expected
    )


def test_a_county_of_which_nothing_is_published_leaves_the_whole_area_unknown() -> None:
    """Without West the area's 2,000 jobs are unknown, and no share of them can be said."""
    rows = measured([row for row in CELLS if row["county_fips"] != "01003"])
    row = one(rows, group="10000", naics="332")

    assert (row["known_employment"], row["least_employment"], row["most_employment"]) == (None, 300, None)
    assert (row["region_employment"], row["least_location_quotient"], row["withheld_counties"]) == (None, None, 1)
    assert row["strong_cluster"] == "unknown"


def test_an_industry_without_a_national_share_has_no_quotient() -> None:
    """No quotient over 3 is published for food (311): nothing bounds its national share."""
    row = one(measured(CELLS), group="10000", naics="311")

    assert (row["known_employment"], row["location_quotient"], row["strong_cluster"]) == (150, None, "no")
    assert one(measured(CELLS, people=100), group="10000", naics="311")["strong_cluster"] == "unknown"


def test_a_county_whose_area_is_not_on_file_is_no_market_of_its_own() -> None:
    """Far County is in no area of the file: alone it is a market only if it is known to be outside every area."""
    assert {row["group"] for row in measured(CELLS)} == {"10000", "01005"}
    assert {row["group"] for row in measured(CELLS, on_file=False)} == {"10000"}


def test_the_areas_of_a_state_drawn_by_planning_regions_are_not_on_file() -> None:
    """Connecticut's old counties have no area and its planning regions do; Guam has none; an area's county knows it."""
    engine = open_engine()
    units = [
        {"county_fips": "09001", "name": "Fairfield County", "state": "CT", "state_fips": "09", "geography": "county"},
        {"county_fips": "09190", "name": "Western Connecticut Planning Region", "state": "CT", "state_fips": "09"}
        | {"geography": "planning region", "cbsa": "14860"},
        {"county_fips": "66010", "name": "Guam", "state": "GU", "state_fips": "66", "geography": "county"},
        *COUNTIES,
    ]
    engine.load("ref_counties", pa.Table.from_pylist(units, schema=REGISTER["counties"].arrow_schema))
    for name in ("ers_counties", "opportunity_zones", "commuting_zones"):
        engine.load(f"ref_{name}", REGISTER[name].arrow_schema.empty_table())
    engine.load("vintages", pa.table({"dataset": ["counties"], "vintage": ["2023-07"]}))
    engine.run(read_step("screener.enrich", "places"))
    found = {row["place"]: row["area_on_file"] for row in TABLES["places"].check(engine.fetch("places")).to_pylist()}

    assert found == {"09001": False, "66010": True, "01001": True, "01003": True, "01005": True}


def test_a_commuting_zone_stands_beside_the_areas_where_zones_are_held() -> None:
    """All three counties in zone 7: 300 and 400 of 3,000 at the least."""
    row = one(measured(CELLS, zone="7"), grouping="commuting_zone", naics="332")

    assert (row["group"], row["least_employment"], row["region_employment"]) == ("7", 700, 3000)


def test_what_a_strong_cluster_is_comes_from_the_rulebook_of_the_run() -> None:
    """1.25 and 250 people since 1990 (criteria/advanced-manufacturing); a run without the rulebook has no floor."""
    day = date(2024, 12, 31)
    rulebooks = load_rulebooks(CRITERIA, ["advanced-manufacturing"])
    floors = ("specialised_quotient", "least_employment")

    assert cluster_convention(rulebooks, day).to_pylist() == [dict(zip(floors, (1.25, 250.0), strict=True))]
    assert cluster_convention([], day).to_pylist() == [dict.fromkeys(floors)]
