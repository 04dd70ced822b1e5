"""Exposures: the conventions and the bounds, on positions worked by hand."""

from decimal import Decimal

import pytest

D = Decimal


def test_a_municipal_bond_is_known_to_the_cent(world):
    """Low = best = high = V in the issuer's state; manufacturing 0."""
    exposed = world.hold("40455026.70", footprint_id="state:KY").run()

    assert exposed.figure("in_state", "KY") == (D("40455026.70"),) * 3
    assert exposed.figure("in_state", "KY", "headquarters") == (D("40455026.70"),) * 3
    assert exposed.figure("in_state_manufacturing", "KY") == (0, 0, 0)
    assert exposed.figure("in_state", "IL") == (0, 0, 0)


def test_a_municipal_bond_of_an_unknown_state_might_be_in_any_state(world):
    """State unknown: 0 / unknown / V; still no manufacturing."""
    exposed = world.hold(100, footprint_id="state:unknown").run()

    assert exposed.figure("in_state", "IL") == (0, 0, 100)
    assert exposed.figure("in_state", "unknown") == (100, 100, 100)
    assert exposed.figure("in_state_manufacturing", "IL") == (0, 0, 0)


@pytest.mark.parametrize("basis", ["operations", "headquarters"])
def test_cash_has_no_place_and_stays_in_the_total(world, basis):
    """0 / 0 / 0 in every state, on a line of its own."""
    exposed = world.hold(100, footprint_id="no_place").run()

    assert exposed.figure("in_state", "IL", basis) == (0, 0, 0)
    assert exposed.figure("in_state", "no_place", basis) == (100, 100, 100)


@pytest.mark.parametrize("basis", ["operations", "headquarters"])
def test_a_fund_without_look_through_is_unknown_on_both_bases(world, basis):
    """The sponsor's address is no place of its assets."""
    exposed = world.hold(100, issuer_id="sponsor", footprint_id="unknown").run()

    assert exposed.figure("in_state", "IL", basis) == (0, 0, 100)
    assert exposed.figure("in_state_manufacturing", "IL", basis) == (0, 0, 100)


def test_headquarters_count_the_whole_value_and_operations_only_estimate_it(world):
    """A manufacturer known by its head office alone: V on the headquarters basis, 0–V–V by operations."""
    world.issuer("i", naics="331110", headquarters_place="17031").site("i", "17031", tier="5")
    exposed = world.hold(100, "i").run()

    assert exposed.figure("in_state_manufacturing", "IL", "headquarters") == (100, 100, 100)
    assert exposed.figure("in_state_manufacturing", "IL") == (0, 100, 100)
    assert exposed.figure("in_state", "KY", "headquarters") == (0, 0, 0)


def test_a_known_head_office_with_an_unknown_industry_may_be_manufacturing(world):
    """In the state for certain; manufacturing 0 / unknown / V there and 0 elsewhere."""
    world.issuer("i", headquarters_place="17031")
    exposed = world.hold(100, "i").run()

    assert exposed.figure("in_state", "IL", "headquarters") == (100, 100, 100)
    assert exposed.figure("in_state_manufacturing", "IL", "headquarters") == (0, 0, 100)
    assert exposed.figure("in_state_manufacturing", "KY", "headquarters") == (0, 0, 0)
    assert exposed.figure("in_state_manufacturing", "unknown", "headquarters") == (100, 100, 100)


def test_a_head_office_known_to_the_state_only_is_in_the_state(world):
    """The county is unknown, the state is not."""
    world.issuer("i", naics="5221", headquarters_place="17")

    assert world.hold(100, "i").run().figure("in_state", "IL", "headquarters") == (100, 100, 100)


def test_a_short_position_swaps_the_ends(world):
    """−100 in a company half counted in Illinois: between −100 and −50, never between −50 and −100."""
    world.issuer("i", total_employment=200).site("i", "17031", "331110", 100, tier="1")
    exposed = world.hold(-100, "i").run()

    assert exposed.figure("in_state", "IL") == (-100, -100, -50)
    assert exposed.figure("in_state", "KY") == (-50, 0, 0)


def test_long_and_short_ends_add_to_the_net_range(world):
    """Long 100 (low 50, high 100) and short 40 (−40 to −20): 10 to 80, best 100 − 40."""
    world.issuer("i", total_employment=200).site("i", "17031", "331110", 100, tier="1")
    exposed = world.hold(100, "i").hold(-40, "i").run()

    assert exposed.figure("in_state", "IL") == (10, 60, 80)


def test_the_upper_end_counts_the_unlocated_rest_once(world):
    """60 of 100 counted: 40 in Cook, 20 in Fayette. high(IL) = 0.4 + 0.4; high(KY) = 0.2 + 0.4; they are no sum."""
    world.issuer("i", total_employment=100)
    world.site("i", "17031", "331110", 40, tier="1").site("i", "21067", "541330", 20, tier="1")
    exposed = world.hold(1000, "i").run()

    assert exposed.figure("in_state", "IL")[2] == 800
    assert exposed.figure("in_state", "KY")[2] == 600


def test_fourteen_places_survive_a_trillion_times_a_repeating_share(world):
    """1e15 × 0.333333333333 = 333333333333000.00000000000000, exact (architecture: parity test)."""
    world.issuer("i", naics="3311")
    for place in ("17031", "21067", "foreign"):
        world.site("i", place, "331110", 1)
    exposed = world.hold("1000000000000000.00", "i").run()

    assert exposed.figure("in_state", "KY")[1] == D("333333333333000")
    assert sum(exposed.figure("in_state", g)[1] for g in ("IL", "KY", "foreign")) == D("1e15")


def test_community_development_is_the_share_in_counties_that_pass(world):
    """Three quarters in a county that passes, a quarter in one that fails."""
    world.issuer("i", naics="3311").site("i", "17031", "331110", 300).site("i", "21067", "331110", 100)
    world.decide("place", "17031", "pass").decide("place", "21067", "fail").decide("place", "17143", "fail")
    exposed = world.hold(100, "i").run()

    assert exposed.figure("community_development", "cd-test") == (0, 75, 100)
    assert exposed.plan["community_development"] == 75.0


def test_a_bond_known_to_its_state_only_may_be_in_a_county_that_passes(world):
    """0 / 0 / V: no county is known, so none is claimed."""
    world.decide("place", "17031", "pass")

    assert world.hold(100, footprint_id="state:IL").run().figure("community_development", "cd-test") == (0, 0, 100)


def test_with_no_place_definition_community_development_is_unknown_not_zero(world):
    """Nothing was computed, so the plan criterion must not see a zero."""
    assert world.hold(100, footprint_id="state:IL").run().plan["community_development"] is None


def test_a_plan_criterion_may_name_what_the_newest_decision_says_of_the_plan(world):
    """The decision of this portfolio counts; a row of another is not its own, and without any all of it is unknown."""
    said = {"caps_hold": False, "record_lead": -1.0}
    world.hold(100, footprint_id="state:IL")

    assert said.items() <= world.run(decision={"subject_id": "test", **said}).plan.items()
    assert world.run(decision={"subject_id": "other", **said}).plan["caps_hold"] is None
    assert world.run().plan["record_lead"] is None


def test_coverage_is_by_gross_value_and_keeps_cash_in_the_denominator(world):
    """Long 300 with head office, short 100 unknown, cash 100: headquarters 300 of 500; identified 400 of 500."""
    world.issuer("i", naics="3311", headquarters_place="17031").site("i", "17031", tier="5")
    world.hold(300, "i").hold(-100).hold(100, footprint_id="no_place")
    coverage = world.run().coverage

    assert {figure: row["covered"] for figure, row in coverage.items()} == {
        "identified": 400,
        "headquarters": 300,
        "operations": 0,
        "industry": 300,
        "data": 0,
        "decided": 0,
    }
    assert coverage["headquarters"]["share"] == D("0.6")


def test_a_value_is_decided_as_far_as_the_criteria_that_apply_to_it_have_an_answer(world):
    """Three lines of 100: one of one decided, none of one, one of two. What does not apply asks nothing."""
    world.decide("holding", "*", "not_applicable", "r", "nobody")
    for name in ("a", "b", "c"):
        world.issuer(name).hold(100, name)
        world.decide("issuer", name, "insufficient_data" if name == "b" else "pass", "r", "i")
    for row in (1, 2, 3):
        world.decide("holding", f"f:{row}", "insufficient_data" if row == 3 else "not_applicable", "r", "h")

    assert world.run().coverage["decided"]["covered"] == 150


def test_a_rule_that_leaves_everybody_undecided_is_asked_of_every_line(world):
    """One of two decided: nobody knows whether the other rule is in force."""
    world.issuer("a").hold(100, "a")
    world.decide("issuer", "a", "pass", "r", "i").decide("holding", "*", "insufficient_data", "r", "open")

    assert world.run().coverage["decided"]["covered"] == 50


def test_an_empty_portfolio_has_no_coverage_rather_than_zero(world):
    """Zero over zero is unknown."""
    assert world.run().coverage["identified"]["share"] is None


def test_a_portfolio_that_is_placed_throughout_has_an_unallocated_share_of_zero(world):
    """Known to be zero: a plan criterion must not read it as unknown."""
    assert world.hold(100, footprint_id="state:KY").run().plan["unallocated_share"] == 0.0


def test_the_unallocated_share_is_of_gross_value_that_can_have_a_place(world):
    """300 placed, 100 short unknown, 100 cash: 100 of 400."""
    world.issuer("i", headquarters_place="17031").site("i", "17031", tier="5")
    world.hold(300, "i").hold(-100).hold(100, footprint_id="no_place")

    assert world.run().plan["unallocated_share"] == 0.25


def test_with_no_money_in_a_known_county_community_development_is_unknown_not_zero(world):
    """A fund of state bonds might be in poor counties throughout: zero would be a claim."""
    world.decide("place", "17031", "pass")

    assert world.hold(100, footprint_id="state:IL").run().plan["community_development"] is None


def test_the_union_of_definitions_counts_a_county_once_and_every_county(world):
    """Cook meets one definition, Peoria another, Fayette both: half, a quarter, a quarter: the union is everything."""
    world.issuer("i", naics="3311").site("i", "17031", "331110", 200)
    world.site("i", "17143", "331110", 100).site("i", "21067", "331110", 100)
    for place, first, second in (("17031", "pass", "fail"), ("17143", "fail", "pass"), ("21067", "pass", "pass")):
        world.decide("place", place, first, criterion="cd-a").decide("place", place, second, criterion="cd-b")
    exposed = world.hold(100, "i").run()

    assert exposed.figure("community_development", "cd-a")[1] == 75
    assert exposed.figure("community_development", "cd-b")[1] == 50
    assert exposed.figure("community_development", "any definition")[1] == 100
    assert exposed.plan["community_development"] == 100.0


def test_a_place_on_watch_is_not_counted_as_certain(world):
    """Watch asks a person to look; it does not claim that the place qualifies."""
    world.issuer("i", naics="3311").site("i", "17031", "331110", 200).decide("place", "17031", "watch")

    assert world.hold(100, "i").run().figure("community_development", "cd-test")[1] == 0


def test_a_head_office_on_which_lists_disagree_is_an_estimate(world):
    """Two lists name two states: the preferred one is the estimate, and nothing is proven of either."""
    world.issuer("i", naics="331110", headquarters_place="17031", headquarters_agreed=False)
    exposed = world.hold(100, "i").run()

    assert exposed.figure("in_state", "IL", "headquarters") == (0, 100, 100)
    assert exposed.figure("in_state", "KY", "headquarters") == (0, 0, 100)
    assert exposed.figure("in_state_manufacturing", "IL", "headquarters") == (0, 100, 100)


def test_a_definition_that_no_county_held_meets_may_be_met_where_no_row_says(world):
    """Half of the people are placed, in a county that fails; the other half may be anywhere."""
    world.issuer("i", naics="331110", total_employment=100).site("i", "17031", "331110", 50, tier="1")
    world.decide("place", "17031", "fail")
    exposed = world.hold(100, "i").run()

    assert exposed.figure("community_development", "any definition") == (0, 0, 50)


def test_a_sector_that_nothing_is_known_to_be_in_has_its_upper_end(world):
    """A fund of which nothing is known may be clean energy; the row is there, with zero as the best estimate."""
    exposed = world.hold(100, footprint_id="unknown").run()

    for sector in ("clean energy", "biotechnology", "semiconductors"):
        assert exposed.figure("in_state", sector, grouping="sprint_sector") == (0, 0, 100)
    assert exposed.figure("in_state", "yes", grouping="advanced") == (0, 0, 100)
