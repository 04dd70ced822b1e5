"""Layoffs, fitness and money of a region, worked by hand on three counties of two states."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from screener.engine import open_engine
from screener.enrich import REGISTER
from screener.regional.facts import as_table, fitness, layoffs, rows_of
from screener.regional.find import Region
from screener.tables import TABLES

if TYPE_CHECKING:
    from screener.engine import Engine

DAY = date(2024, 12, 31)
PLACES = [
    {"place": "01001", "place_name": "East County", "state": "AA", "state_fips": "01", "cbsa": "10000"},
    {"place": "01003", "place_name": "West County", "state": "AA", "state_fips": "01", "cbsa": None},
    {"place": "02001", "place_name": "South County", "state": "BB", "state_fips": "02", "cbsa": "10000"},
]
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
    return engine


def places(zones: str | None = None) -> list[dict[str, Any]]:
    """Return the rows of places; East and West are in the commuting zone, where there is one."""
    return [{**row, "commuting_zone": zones if row["state"] == "AA" else None} for row in PLACES]


def notice(number: str, county: str | None, day: date, jobs: int | None, **changes: Any) -> dict[str, Any]:
    """Return a notice of an employer called by the first letter of its number."""
    name = {"employer_name": f"{number[0]} Works", "employer_key": number[0], "is_amendment": False}
    what = {"state": "AA", "county_fips": county, "notice_date": day, "employees_affected": jobs}
    return {"notice_id": number, **name, **what, **changes}


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

    assert found["months_12"] == {"notices": 1, "jobs": 100, "notices_without_a_number": 0}
    assert found["months_24"] == {"notices": 2, "jobs": 100, "notices_without_a_number": 1}
    assert found["largest_employers"] == [{"employer": "A Works", "jobs": 100}]
    assert found["notices_without_a_county"] == 1


def test_a_notice_without_a_county_is_in_a_region_that_has_the_whole_state() -> None:
    """A, E and F in the last 12 months: 100 + 900 + 40."""
    found = layoffs(a_world(Region("state", "AA", "Aa", ("01001", "01003")), notices=NOTICES))

    assert found["months_12"] == {"notices": 3, "jobs": 1040, "notices_without_a_number": 0}
    assert found["notices_without_a_county"] == 0


def test_a_state_without_notices_is_unknown_and_not_zero() -> None:
    """BB has no notice on file on any day."""
    found = layoffs(a_world(Region("state", "BB", "Bb", ("02001",)), notices=NOTICES))

    assert (found["months_12"], found["months_24"]) == (None, None)
    assert found["states"] == [{"state": "BB", "first_notice": None, "newest_notice": None}]


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


@pytest.mark.parametrize(
    ("side", "value", "ends"),
    [("long", 1000, (250, 500, 850)), ("short", -1000, (-850, -500, -250))],
)
def test_money_there_is_what_is_certain_what_is_likely_and_what_may_be(
    side: str, value: int, ends: tuple[int, int, int]
) -> None:
    """By hand: 25 % certainly and 50 % likely in East; 10 % certainly somewhere in its state; 50 % anywhere.

    At most 25 + 10 + 50 = 85 % are in East. The 15 % certainly in BB are not. A short position swaps the ends.
    """
    engine = a_world(EAST)
    position = {"footprint_id": ["x"], "side": [side], "market_value": pa.array([value], pa.decimal128(20, 2))}
    engine.load("positions", pa.table(position))
    cells = [("01001", "0.25", "0.50"), ("01", "0.10", "0.20"), ("02001", "0.15", "0.30")]
    shares = pa.decimal128(13, 12)
    footprint = {
        "footprint_id": ["x"] * 3,
        "basis": ["operations"] * 3,
        "place": [place for place, _, _ in cells],
        "industry": ["332"] * 3,
        "low": pa.array([Decimal(low) for _, low, _ in cells], shares),
        "best": pa.array([Decimal(best) for _, _, best in cells], shares),
        "unlocated": pa.array([Decimal("0.5")] * 3, shares),
    }
    engine.load("footprint", pa.table(footprint))
    engine.load("issuers", pa.table({"issuer_id": ["x"], "issuer_name": ["X Works"]}))
    found = {row["measure"]: row for row in rows_of(engine, "region_holdings")}

    assert tuple(found["all industries"][end] for end in ("low", "best", "high")) == ends
    assert tuple(found["manufacturing"][end] for end in ("low", "best", "high")) == ends
    assert found["manufacturing"]["name"] == "X Works"
