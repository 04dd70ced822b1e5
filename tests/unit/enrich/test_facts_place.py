"""What place criteria may name: counties, tracts and states, and never one's figure for another's."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from reference_world import one

if TYPE_CHECKING:
    from collections.abc import Callable

    from screener.engine import Engine

TRACT = "17031010100"
PROJECT = {
    "project_id": "IL0001",
    "tract": TRACT,
    "county_fips": "17031",
    "state": "IL",
    "cde_key": "RIVER BANK",
    "amount": Decimal("5.00"),
}
COOK = {
    "county_fips": "17031",
    "persistent_poverty": False,
    "urban_influence_code": "1",
    "is_metro": True,
    "poverty_rate": 13.5,
    "unemployment_rate": 8.1,
    "us_unemployment_rate": 5.4,
    "population_change": 1.56,
    "per_capita_income": 41706.0,
    "us_per_capita_income": 37638.0,
}
FUND = {
    "tract": TRACT,
    "is_metro": True,
    "is_low_income_community": True,
    "poverty_rate": 27.6,
    "median_family_income_ratio": 0.854,
    "unemployment_rate": 5.1,
    "unemployment_ratio": 0.94,
}


def facts(engine: Engine) -> list[dict[str, Any]]:
    return engine.fetch("facts_place").to_pylist()


def test_a_tract_has_its_own_figures_and_its_countys_under_other_names(a_run: Callable[..., Engine]) -> None:
    """A bank financed a project in the tract; both lists of tracts are held."""
    ffiec = [{"tract": TRACT, "msa": "16984", "median_family_income_ratio": 0.62}]
    engine = a_run(nmtc_projects=[PROJECT], ers_counties=[COOK], nmtc_eligible_tracts=[FUND], ffiec_tracts=ffiec)
    tract = one(facts(engine), subject_id=TRACT)

    assert (tract["level"], tract["state"], tract["is_metro"]) == ("tract", "IL", True)
    assert (tract["poverty_rate"], tract["county_poverty_rate"]) == (27.6, 13.5)
    assert (tract["income_to_area"], tract["income_to_benchmark"]) == (0.62, 0.854)
    assert (tract["unemployment_ratio"], tract["is_low_income_community"]) == (0.94, True)
    assert (tract["county_population_change"], tract["urban_influence_code"]) == (1.56, "1")
    assert (tract["persistent_poverty"], tract["per_capita_income"]) == (None, None)


def test_a_ratio_of_published_rates_is_free_of_binary_fractions(a_run: Callable[..., Engine]) -> None:
    """8.1 percent is one and a half times 5.4; as doubles it is 1.4999999999999998 times."""
    engine = a_run(nmtc_projects=[PROJECT], ers_counties=[COOK])

    assert one(facts(engine), subject_id=TRACT)["county_unemployment_ratio"] == 1.5


def test_a_tract_on_no_list_held_is_there_and_unknown(a_run: Callable[..., Engine]) -> None:
    """Without the lists nothing is known of the tract itself: neither its poverty nor that it is metropolitan."""
    engine = a_run(nmtc_projects=[PROJECT], ers_counties=[COOK])
    tract = one(facts(engine), subject_id=TRACT)
    own = ("is_metro", "poverty_rate", "unemployment_rate", "income_to_area", "is_low_income_community")

    assert [tract[name] for name in own] == [None] * 5


@pytest.mark.parametrize(("msa", "expected"), [(None, False), ("16984", True)])
def test_the_ffiec_says_first_whether_a_tract_is_metropolitan(
    a_run: Callable[..., Engine], msa: str | None, expected: bool
) -> None:
    """It lists a tract outside every area without one, and follows the delineation of its year."""
    engine = a_run(
        nmtc_projects=[PROJECT],
        nmtc_eligible_tracts=[{**FUND, "is_metro": not expected}],
        ffiec_tracts=[{"tract": TRACT, "msa": msa}],
    )

    assert one(facts(engine), subject_id=TRACT)["is_metro"] is expected


def test_a_tract_whose_county_is_no_place_keeps_its_own_figures(a_run: Callable[..., Engine]) -> None:
    """Connecticut's planning regions join to no county; of this world not even the state is known then."""
    region = {**PROJECT, "tract": "09190010100", "county_fips": "09190", "state": "CT"}
    engine = a_run(nmtc_projects=[region], nmtc_eligible_tracts=[{**FUND, "tract": "09190010100"}])
    tract = one(facts(engine), subject_id="09190010100")

    assert (tract["poverty_rate"], tract["county_poverty_rate"], tract["state"]) == (27.6, None, None)


def test_a_county_keeps_its_own_figures_and_has_none_of_a_tract(a_run: Callable[..., Engine]) -> None:
    """The tract's poverty must not fill a county that has none."""
    engine = a_run(nmtc_projects=[PROJECT], nmtc_eligible_tracts=[FUND], ers_counties=[{**COOK, "poverty_rate": None}])
    county = one(facts(engine), subject_id="17031")

    assert (county["level"], county["poverty_rate"], county["per_capita_income"]) == ("county", None, 41706.0)
    assert (county["us_per_capita_income"], county["is_low_income_community"]) == (37638.0, None)


def test_a_state_is_a_place_of_which_nothing_is_computed(a_run: Callable[..., Engine]) -> None:
    """Two states have counties in this world; what is said of them, the fund attests."""
    states = [row for row in facts(a_run(ers_counties=[COOK])) if row["level"] == "state"]

    assert [row["subject_id"] for row in states] == ["IL", "KY"]
    assert {name for row in states for name, value in row.items() if value is not None} == {
        *("subject_id", "level", "state")
    }
