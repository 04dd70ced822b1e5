"""What a holding criterion may name: where a line is, what of it is in need, and what flags its issuer."""

from __future__ import annotations

from decimal import Decimal

import pytest
from worlds import World


def facts(world: World, state: str = "IL") -> dict[str, dict]:
    return {row["subject_id"]: row for row in world.run(state).holding}


@pytest.fixture
def two_plants() -> World:
    """Counted plants: 30 people of steel in Cook, 10 of unknown industry in Peoria, 60 of steel in Kentucky."""
    world = World()
    world.issuer("a", total_employment=100)
    world.site("a", "17031", "331110", 30, tier="2", score=2)
    world.site("a", "17143", None, 10, tier="2", score=2)
    world.site("a", "21067", "331110", 60, tier="2", score=2)
    return world.hold(200, "a")


def test_the_shares_of_a_line_are_those_of_its_issuers_sites(two_plants: World) -> None:
    """40 of 100 people in Illinois, 30 of them in steel; 60 in Kentucky, all in steel."""
    found = facts(two_plants)["f:1"]

    assert (found["in_state_share"], found["in_state_manufacturing_share"]) == (0.4, 0.3)
    assert found["in_state_manufacturing"] == 60.0
    assert (found["is_direct"], found["has_county"]) == (True, True)
    assert facts(two_plants, "KY")["f:1"]["in_state_share"] == 0.6


def test_a_line_of_which_nothing_is_placed_has_unknown_shares_and_not_zero() -> None:
    world = World().issuer("a").hold(100, "a").hold(100)
    found = facts(world)

    for line in ("f:1", "f:2"):
        assert [found[line][f"{name}_share"] for name in ("in_state", "in_state_manufacturing")] == [None, None]
        assert found[line]["has_county"] is False


def test_where_only_the_industry_is_unknown_the_manufacturing_share_is_unknown() -> None:
    """A plant of unknown industry in Illinois: in the state, and perhaps manufacturing."""
    world = World().issuer("a", total_employment=10)
    world.site("a", "17031", None, 10, tier="2").hold(100, "a")
    found = facts(world)["f:1"]

    assert (found["in_state_share"], found["in_state_manufacturing_share"]) == (1.0, None)
    # in Kentucky there is nothing of it, whatever its industry
    assert facts(world, "KY")["f:1"]["in_state_manufacturing_share"] == 0.0


def test_the_part_in_need_is_in_counties_that_meet_a_definition(two_plants: World) -> None:
    """Peoria passes: 10 of 100 people."""
    two_plants.decide("place", "17143", "pass").decide("place", "17031", "fail").decide("place", "21067", "fail")

    assert facts(two_plants)["f:1"]["community_development_share"] == 0.1
    assert facts(two_plants)["f:1"]["community_development"] == 20.0


def test_where_no_county_passes_and_one_is_undecided_the_part_in_need_is_unknown(two_plants: World) -> None:
    """Cook may meet a definition: none of it is in need for certain, and zero would be a claim."""
    two_plants.decide("place", "17031", "insufficient_data")
    two_plants.decide("place", "17143", "fail").decide("place", "21067", "fail")

    assert facts(two_plants)["f:1"]["community_development_share"] is None
    assert two_plants.run().plan["community_development"] == 0  # Peoria and Fayette were decided: it was measured


def test_without_a_definition_nothing_is_measured(two_plants: World) -> None:
    assert facts(two_plants)["f:1"]["community_development_share"] is None


def test_flags_are_watch_and_fail_of_criteria_that_reproach_something() -> None:
    """One fails and one is on watch; a third describes, a fourth is undecided, a fifth may only be reported."""
    world = World().issuer("a").issuer("b").hold(100, "a").hold(100, "b")
    world.decide("issuer", "a", "fail", "r", "1").decide("issuer", "a", "watch", "r", "2")
    world.decide("issuer", "a", "fail", "r", "3", describes=True).decide("issuer", "a", "insufficient_data", "r", "4")
    world.decide("issuer", "a", "fail", "r", "5", use="report_only")
    world.decide("issuer", "b", "insufficient_data", "r", "1")
    found = facts(world)

    assert found["f:1"]["issuer_flags"] == 2
    # nothing was decided of b: how many flags there are is unknown
    assert found["f:2"]["issuer_flags"] is None


def test_the_money_of_a_line_that_owes_is_what_the_exposures_say(two_plants: World) -> None:
    """A fund of 150: 200 in the company, 60 of it steel in Illinois, less 50 owed in another that is all there."""
    two_plants.issuer("b", total_employment=10).site("b", "17031", "331110", 10, tier="2", score=2)
    two_plants.hold(-50, "b")
    two_plants.holdings.pop()
    two_plants.holdings[0]["market_value"] = Decimal(150)
    two_plants.links[1]["source_row"] = 1
    found = two_plants.run("IL")

    assert found.holding[0]["in_state_manufacturing"] == 10.0
    assert found.figure("in_state_manufacturing", "IL")[1] == 10
    # shares are of the gross, 250: (60 + 50) of it
    assert found.holding[0]["in_state_manufacturing_share"] == 0.44
