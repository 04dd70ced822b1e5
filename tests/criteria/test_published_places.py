"""The place definitions against what their publishers counted, as far as the data that ship allow.

What cannot be compared, and why, is in ``criteria/community-development/README.md``.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import us

from screener.engine import Step, open_engine
from screener.enrich.copies import shipped
from screener.rulebook import Case, Regime, compile_criterion, load_rulebooks, run_cases
from screener.rulebook.cases import case_facts

[BOOK] = load_rulebooks(Path(__file__).parents[2] / "criteria", ["community-development"])
STATES = {state.fips: state.abbr for state in us.states.STATES_AND_TERRITORIES} | {"11": "DC"}
LAST_OF_2024, SIX_GROUNDS = date(2024, 12, 31), date(2025, 1, 4)


def rows(name: str) -> list[dict[str, Any]]:
    """Return a copy that ships, as rows."""
    return pq.read_table(shipped(name)).to_pylist()


def outcomes(criterion: str, day: date, facts: list[dict[str, Any]]) -> Counter[str]:
    """Return how often a criterion gives each outcome on a day, to places with these facts."""
    known = case_facts("place", BOOK)
    cases = [
        Case(
            name="a place",
            criterion=criterion,
            date=day,
            facts={name: value for name, value in place.items() if name in known},
            outcome="pass",
        )
        for place in facts
    ]
    engine = open_engine()
    found = Counter(result.found for result in run_cases(engine, BOOK, [("", case) for case in cases]))
    engine.close()
    return found


def counties() -> list[dict[str, Any]]:
    """Return the counties of the Atlas, each with its state."""
    return [{**row, "state": STATES[row["county_fips"][:2]]} for row in rows("ers_counties")]


def test_353_counties_are_persistently_poor_301_of_them_nonmetropolitan() -> None:
    """USDA ERS, 2015 edition: 353 counties, 301 nonmetropolitan and 52 metropolitan; 84 of the Atlas have no status."""
    poor = [county for county in counties() if county["persistent_poverty"]]

    assert outcomes("cd-ppov", LAST_OF_2024, counties()) == {"pass": 353, "fail": 2790, "insufficient_data": 84}
    assert Counter(county["is_metro"] for county in poor) == {False: 301, True: 52}


# Counted in the publisher's four files with exact fractions, without the loader and without the rulebook: of 3,227
# counties 1,918 meet income or unemployment, 1,302 neither, seven have one unknown. Household income adds 142.
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (LAST_OF_2024, {"pass": 1918, "fail": 1302, "insufficient_data": 7}),
        (SIX_GROUNDS, {"pass": 1918 + 142, "insufficient_data": 3227 - 1918 - 142}),
    ],
    ids=["three grounds", "six grounds, two of them not held"],
)
def test_counties_in_economic_distress(day: date, expected: dict[str, int]) -> None:
    """EDA publishes no count: grounds that nobody measured leave a county undecided, and never fail it."""
    assert outcomes("cd-eda", day, counties()) == expected


def test_counties_that_qualify_for_hubzone() -> None:
    """Counted as above: 968 of the 1,985 nonmetropolitan counties; 22 wait for HUD's list of difficult areas."""
    found = outcomes("cd-hub-cty", LAST_OF_2024, counties())

    assert found == {"pass": 968, "fail": 2237, "insufficient_data": 22}


def test_8764_zones_were_designated_in_2018() -> None:
    """CDFI Fund, 2018-12-14, with the two tracts of Notice 2019-42; Puerto Rico's 863 end a year before the others."""
    zones = [{"oz1_designated": True, "state": row["state"]} for row in rows("opportunity_zones")]

    assert outcomes("cd-oz1", date(2018, 12, 31), zones) == {"pass": 8764}
    assert outcomes("cd-oz1", date(2028, 6, 30), zones) == {"pass": 8764 - 863, "not_applicable": 863}


def test_contiguous_zones_are_5_percent_of_a_state_at_most() -> None:
    """26 USC 1400Z-1(e)(2): no more than 5 percent of the tracts designated in a state; the list keeps to it."""
    listed = rows("opportunity_zones")
    total = Counter(row["state"] for row in listed)
    contiguous = Counter(row["state"] for row in listed if row["tract_type"] == "Non-LIC Contiguous")

    # a fraction of a tract counts as a whole one, as in the cap on all zones
    assert [state for state in total if contiguous[state] > -(-total[state] * 5 // 100)] == []
    assert (sum(total.values()), sum(contiguous.values())) == (8764, 198)


def test_the_appalachian_region_lies_in_13_states() -> None:
    """40 USC 14102: a county elsewhere has no index, whatever is attested; every county of West Virginia has one."""
    everywhere = [{"state": state, "in_appalachian_region": True} for state in STATES.values()]
    nowhere = [{**place, "in_appalachian_region": False} for place in everywhere]

    assert outcomes("cd-arc", LAST_OF_2024, everywhere)["insufficient_data"] == 13
    assert outcomes("cd-arc", LAST_OF_2024, nowhere)["insufficient_data"] == 1


def test_difficult_development_areas_count_in_alaska_hawaii_and_five_territories() -> None:
    """15 USC 657a(b)(3)(B): not in the 48 other states, nor in the District of Columbia."""
    difficult = [
        {
            "state": state,
            "is_metro": False,
            "median_household_income": 50_000,
            "state_median_household_income": 50_000,
            "unemployment_rate_5y": 5,
            "us_unemployment_rate_5y": 5,
            "state_unemployment_rate_5y": 5,
            "difficult_development_area": True,
        }
        for state in STATES.values()
    ]

    assert outcomes("cd-hub-cty", LAST_OF_2024, difficult) == {"pass": 7, "fail": 49}


# Appalachian Regional Commission, County Economic Status, Fiscal Year 2010, Appalachian Kentucky: unemployment 2005–07,
# market income 2006 turned round and poverty 2000, each in percent of the US, and the index that it published.
PUBLISHED = [
    ("Adair", 121.8, 217.0, 193.7, 177.5),
    ("Bath", 166.5, 211.2, 177.0, 184.9),
    ("Bell", 166.1, 256.8, 251.0, 224.6),
    ("Boyd", 117.7, 144.8, 124.8, 129.1),
    ("Breathitt", 157.2, 259.3, 268.4, 228.3),
    ("Carter", 163.1, 228.0, 180.2, 190.4),
    ("Casey", 131.6, 230.0, 206.4, 189.3),
    ("Clark", 111.8, 127.9, 86.0, 108.6),
    ("Clay", 207.2, 322.0, 320.8, 283.3),
    ("Clinton", 125.2, 233.6, 208.1, 188.9),
    ("Cumberland", 157.8, 286.1, 192.4, 212.1),
    ("Edmonson", 143.5, 208.3, 148.4, 166.8),
    ("Elliott", 182.3, 312.2, 209.4, 234.6),
    ("Estill", 142.7, 253.5, 213.6, 203.2),
]


def index_of(**facts: float) -> float:
    """Return the value of the measure for a county of the region in fiscal year 2010."""
    [criterion] = [criterion for criterion in BOOK.criteria if criterion.id == "cd-arc"]
    compiled = compile_criterion(criterion, BOOK, Regime(date(2009, 10, 1)))
    county = {**dict.fromkeys(compiled.facts), "state": "KY", "in_appalachian_region": True, **facts}
    engine = open_engine()
    engine.load("county", pa.Table.from_pylist([county]))
    engine.run(Step("evidence", f"SELECT {compiled.evidence} AS evidence FROM county"))
    [row] = engine.fetch("evidence").to_pylist()
    engine.close()
    return float(json.loads(row["evidence"])["value"])


@pytest.mark.parametrize(
    ("unemployment", "income", "poverty", "published"),
    [pytest.param(*columns, id=county) for county, *columns in PUBLISHED],
)
def test_the_appalachian_index_is_the_one_published(
    unemployment: float, income: float, poverty: float, published: float
) -> None:
    """The mean of the three columns, each rounded to a tenth."""
    assert index_of(
        unemployment_rate_3y=unemployment,
        us_unemployment_rate_3y=100.0,
        market_income=100.0,
        us_market_income=income,
        poverty_rate=poverty,
        us_poverty_rate=100.0,
    ) == pytest.approx(published, abs=0.1)


def test_the_appalachian_index_turns_market_income_round() -> None:
    """Clay County: 9.9 percent, 9,726 dollars and 39.7 percent, against 4.8, 31,315 and 12.4 of the US; 283.3."""
    index = index_of(
        unemployment_rate_3y=9.9,
        us_unemployment_rate_3y=4.8,
        market_income=9726.0,
        us_market_income=31315.0,
        poverty_rate=39.7,
        us_poverty_rate=12.4,
    )

    # the printed rates are rounded to a tenth of a point, which is worth 1 percent of the unemployment
    assert index == pytest.approx(283.3, abs=1.0)
