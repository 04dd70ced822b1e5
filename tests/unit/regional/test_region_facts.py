"""Layoffs, fitness and money of a region, worked by hand on three counties of two states."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from screener.engine import open_engine, read_step
from screener.enrich import REGISTER
from screener.regional.facts import age, as_table, designations, fitness, layoffs, month_of, rows_of, standing
from screener.regional.find import Region
from screener.rulebook import load_rulebooks
from screener.tables import TABLES

if TYPE_CHECKING:
    from screener.engine import Engine

DAY = date(2024, 12, 31)
PLACES = [
    {"place": "01001", "place_name": "East County", "state": "AA", "state_fips": "01", "cbsa": "10000"},
    {"place": "01003", "place_name": "West County", "state": "AA", "state_fips": "01", "cbsa": None},
    {"place": "02001", "place_name": "South County", "state": "BB", "state_fips": "02", "cbsa": "10000"},
]
CRITERIA = Path(__file__).parents[3] / "criteria"
JOBS_OF_ALASKA = (("02261", 3850), ("02999", 304742))
NOTHING_KNOWN = {
    "indicators_vintage": None,
    "manufacturing_dependent": None,
    "opportunity_zone_tracts": None,
    "opportunity_zones_vintage": "2018-12-14",
    **dict.fromkeys(("unemployment_rate", "us_unemployment_rate", "poverty_rate", "us_poverty_rate")),
}
EAST = Region("county", "01001", "East County, AA", ("01001",))
AREA = Region("cbsa", "10000", "Twin, AA-BB", ("01001", "02001"))


def a_world(region: Region, *, notices: list[dict[str, Any]] | None = None, zones: str | None = None) -> Engine:
    """Return an engine that holds the places, the region and reference data about them."""
    engine = open_engine()
    engine.load("places", pa.Table.from_pylist(places(zones), schema=TABLES["places"].schema))
    engine.load("_labor_markets", as_table(region))
    known = {"dataset": ["warn_notices"], "run_as_of": [DAY], "known_at": [DAY]}
    engine.load("vintages", pa.table(known))
    schema = REGISTER["warn_notices"].arrow_schema
    engine.load("ref_warn_notices", pa.Table.from_pylist(notices or [], schema=schema))
    totals = {"01001": 300, "01003": 500, "01999": 200, "02001": 1000}
    cells = [{"county_fips": county, "naics": "10", "employment": jobs} for county, jobs in totals.items()]
    engine.load("ref_qcew_counties", pa.Table.from_pylist(cells, schema=REGISTER["qcew_counties"].arrow_schema))
    engine.run(read_step("screener.enrich", "_market_counties"))
    return engine


def places(zones: str | None = None) -> list[dict[str, Any]]:
    """Return the rows of places; East and West are in the commuting zone, where there is one."""
    return [{**row, "commuting_zone": zones if row["state"] == "AA" else None, "area_on_file": True} for row in PLACES]


def notice(number: str, county: str | None, day: date | None, jobs: int | None, **changes: Any) -> dict[str, Any]:
    """Return a notice of an employer called by the first letter of its number."""
    name = {"employer_name": f"{number[0]} Works", "employer_key": number[0], "is_amendment": False}
    what = {"state": "AA", "county_fips": county, "notice_date": day, "employees_affected": jobs}
    return {"notice_id": number, **name, **what, **changes}


NO_DOUBT = {"notices_in_doubt": 0, "jobs_in_doubt": 0}
NOTICES = [
    notice("A1", "01001", date(2024, 3, 1), 100),
    notice("A2", "01001", date(2024, 4, 1), 80, is_amendment=True),  # changes A1, which counts
    notice("B1", "01001", date(2023, 2, 1), None),  # of the last 24 months, states no number
    notice("C1", "01001", date(2022, 12, 1), 900),  # older than 24 months
    notice("D1", "01001", date(2025, 1, 2), 900),  # after the date
    notice("E1", "01003", date(2024, 5, 1), 900),  # another county
    notice("F1", None, date(2024, 6, 1), 40),  # somewhere in the state
]


def test_layoffs_count_notices_of_the_region_and_say_what_they_do_not_state() -> None:
    """A alone in the last 12 months; B too in the last 24, without a number. F may be of the county."""
    found = layoffs(a_world(EAST, notices=NOTICES))

    assert found["months_12"] == {"notices": 1, "jobs": 100, "notices_without_a_number": 0, **NO_DOUBT}
    assert found["months_24"] == {"notices": 2, "jobs": 100, "notices_without_a_number": 1, **NO_DOUBT}
    assert found["largest_employers"] == [{"employer": "A Works", "jobs": 100, "is_in_doubt": False}]
    assert found["notices_without_a_county"] == 1


def test_a_notice_without_a_county_is_in_a_region_that_has_the_whole_state() -> None:
    """A, E and F in the last 12 months: 100 + 900 + 40."""
    found = layoffs(a_world(Region("state", "AA", "Aa", ("01001", "01003")), notices=NOTICES))

    assert found["months_12"] == {"notices": 3, "jobs": 1040, "notices_without_a_number": 0, **NO_DOUBT}
    assert found["notices_without_a_county"] == 0


def test_a_state_without_notices_is_unknown_and_not_zero() -> None:
    """BB has no notice on file on any day."""
    found = layoffs(a_world(Region("state", "BB", "Bb", ("02001",)), notices=NOTICES))

    assert (found["months_12"], found["months_24"]) == (None, None)
    assert found["states"] == [{"state": "BB", "first_notice": None, "newest_notice": None, "undated_notices": 0}]


def test_a_notice_without_a_date_is_on_file_and_belongs_to_no_day() -> None:
    """BB has two notices, both without a date: they are counted, and its layoffs stay unknown."""
    undated = [notice(number, "02001", None, 50, state="BB") for number in ("G1", "H1")]
    found = layoffs(a_world(Region("state", "BB", "Bb", ("02001",)), notices=undated))

    assert found["months_24"] is None
    assert found["states"] == [{"state": "BB", "first_notice": None, "newest_notice": None, "undated_notices": 2}]


@pytest.mark.parametrize(
    ("jobs", "days_apart", "region_employment", "in_doubt"),
    [
        ((600, 600), 90, None, 2),  # one number in two notices
        ((600, 600), 91, None, 0),  # a quarter and a day apart
        ((499, 499), 1, None, 0),  # small numbers meet by chance
        ((600, 601), 1, None, 0),
        ((600, 50), 1, 12_000, 0),  # 600 are exactly 5 % of all jobs
        ((600, 50), 1, 11_999, 1),  # and more than 5 %
    ],
)
def test_a_notice_is_in_doubt_if_it_is_too_large_or_states_what_another_states(
    jobs: tuple[int, int], days_apart: int, region_employment: int | None, in_doubt: int
) -> None:
    """The rule is this project's: over 5 % of all jobs; or 500 or more, the same twice within 90 days."""
    first = date(2024, 3, 1)
    days = (first, first + timedelta(days=days_apart))
    notices = [notice(*row) for row in zip(("G1", "H1"), ("01001", "01001"), days, jobs, strict=True)]
    found = layoffs(a_world(EAST, notices=notices), region_employment)

    assert found["months_12"]["jobs"] == sum(jobs)
    assert found["months_12"]["notices_in_doubt"] == in_doubt
    assert found["months_12"]["jobs_in_doubt"] == (sum(jobs) if in_doubt == 2 else 600 * in_doubt)
    assert sum(row["is_in_doubt"] for row in found["largest_employers"]) == in_doubt


def test_the_share_of_a_states_jobs_counts_those_whose_county_is_unknown() -> None:
    """East has 300 of the 1,000 jobs of its state, 200 of them in no known county; the area has all 1,000 of BB's."""
    assert fitness(a_world(EAST), EAST, places())["state_employment_share"] == pytest.approx(0.3)
    assert fitness(a_world(AREA), AREA, places())["state_employment_share"] == pytest.approx(1.0)


def test_a_region_matches_a_labor_market_that_has_exactly_its_counties() -> None:
    """The area of two states does; its part in one state may be a commuting zone until zones are held, and is none."""
    state = Region("state", "AA", "Aa", ("01001", "01003"))

    assert fitness(a_world(AREA), AREA, places())["matches_labor_market"] is True
    assert fitness(a_world(EAST), EAST, places())["matches_labor_market"] is None
    assert fitness(a_world(EAST, zones="7"), EAST, places("7"))["matches_labor_market"] is False
    assert fitness(a_world(state, zones="7"), state, places("7"))["matches_labor_market"] is True


def test_an_area_that_is_not_on_file_may_be_the_region() -> None:
    """West is in no area here; where its area is not on file, not even zones decide that it is none."""
    west = Region("county", "01003", "West County, AA", ("01003",))
    unfiled = [{**row, **NOTHING_KNOWN, "area_on_file": row["place"] != "01003"} for row in places("7")]

    assert fitness(a_world(west, zones="7"), west, places("7"))["matches_labor_market"] is False
    assert fitness(a_world(west, zones="7"), west, unfiled)["matches_labor_market"] is None
    assert standing(unfiled, west)["counties_of_unknown_area"] == 1


def test_a_former_county_has_the_jobs_of_its_successors_where_a_region_has_them_all() -> None:
    """Valdez-Cordova had 3,850 jobs in December 2016 (BLS, cell 02261, 0, 10): those of both its successors."""
    shares = {}
    for codes in (("02063", "02066"), ("02063",)):
        engine = a_world(Region("region", "sound", "sound", codes))
        cells = [{"county_fips": code, "naics": "10", "employment": jobs} for code, jobs in JOBS_OF_ALASKA]
        engine.load("ref_qcew_counties", pa.Table.from_pylist(cells, schema=REGISTER["qcew_counties"].arrow_schema))
        engine.run(read_step("screener.enrich", "_market_counties"))
        shares[codes] = rows_of(engine, "region_shares")[0]["share"]

    assert shares == {("02063", "02066"): pytest.approx(3850 / 308592), ("02063",): None}


def test_what_is_measured_has_its_month_and_its_age() -> None:
    """A quarter's employment is that of its third month; years count when they are over."""
    assert [month_of(f"2016Q{quarter}") for quarter in (1, 4)] == ["March 2016", "December 2016"]
    assert [age("2016Q4", day) for day in (date(2024, 12, 31), date(2024, 11, 30), date(2016, 12, 31))] == [8, 7, 0]


def test_each_rate_and_definition_has_its_years() -> None:
    """The label names a typology, a survey, and the years of unemployment, of which the newest is the rate's."""
    label = "2015 typology; ACS 2017-21; LAUS 2017 to 2021"
    rows = [{**row, **NOTHING_KNOWN, "indicators_vintage": label} for row in places()]
    found = standing(rows, EAST)

    assert (found["unemployment_rate"]["of"], found["poverty_rate"]["of"]) == ("LAUS 2021", "ACS 2017-21")
    assert (found["dependence_of"], found["opportunity_zones_of"]) == ("2015 typology", "2018-12-14")

    [rulebook] = load_rulebooks(CRITERIA, ["community-development"])
    evidence = '{"persistent_poverty": true, "ers_list_is_out": 1}'
    decided = [{"criterion_id": "cd-ppov", "subject_id": "01001", "outcome": "pass", "evidence": evidence}]
    judged = {row["criterion_id"]: row for row in designations(decided, [rulebook], EAST, DAY, label)}

    assert (judged["cd-ppov"]["data"], judged["cd-ppov"]["counties_meeting_it"]) == (["2015 typology"], 1)
