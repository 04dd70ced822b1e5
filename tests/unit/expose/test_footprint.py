"""Footprints: each location tier on a hand-worked issuer (architecture: "Exposure, precisely")."""

from decimal import Decimal

import pytest

D = Decimal


def test_headcounts_and_a_known_total_give_a_lower_end_and_an_unlocated_rest(world):
    """600 in Cook and 200 in Fayette of 1,000: low 0.6 and 0.2, u 0.2, shared 3:1 by the counted distribution."""
    world.issuer("i", total_employment=1000)
    world.site("i", "17031", "331110", 600, tier="1", score=1).site("i", "21067", "541330", 200, tier="1", score=1)
    cells = world.hold(100, "i").run().cells("i")

    assert cells == {("17031", "331"): (D("0.6"), D("0.75")), ("21067", "other"): (D("0.2"), D("0.25"))}


def test_counted_heads_above_the_reported_total_leave_nothing_unlocated(world):
    """The denominator is max(T, Σn): 300 + 100 counted against a reported 200 gives 0.75 and 0.25, u = 0."""
    world.issuer("i", total_employment=200)
    world.site("i", "17031", "331110", 300, tier="2").site("i", "21067", "331110", 100, tier="2")
    exposed = world.hold(100, "i").run()

    assert exposed.cells("i") == {("17031", "331"): (D("0.75"), D("0.75")), ("21067", "331"): (D("0.25"), D("0.25"))}
    assert {row["unlocated"] for row in exposed.footprint if row["basis"] == "operations"} == {D(0)}


def test_without_a_known_total_counted_heads_prove_no_lower_end(world):
    """T unknown: low is 0, the whole share is unlocated, best is the counted distribution."""
    world.issuer("i").site("i", "17031", "331110", 30, tier="2").site("i", "21067", "331110", 10, tier="2")
    exposed = world.hold(100, "i").run()

    assert exposed.cells("i") == {("17031", "331"): (D(0), D("0.75")), ("21067", "331"): (D(0), D("0.25"))}
    assert {row["unlocated"] for row in exposed.footprint if row["basis"] == "operations"} == {D(1)}


def test_a_facility_list_speaks_for_a_manufacturer(world):
    """Tier 3: employment modelled as 300 and 100 puts three quarters of a steel maker in Cook County."""
    world.issuer("i", naics="331110", headquarters_place="21067")
    world.site("i", "17031", "331110", 300).site("i", "21067", "331110", 100).site("i", "21067", tier="5")
    cells = world.hold(100, "i").run().cells("i")

    assert cells == {("17031", "331"): (D(0), D("0.75")), ("21067", "331"): (D(0), D("0.25"))}


@pytest.mark.parametrize("naics", ["522110", None])
def test_a_facility_list_does_not_speak_for_a_bank_or_an_unknown_industry(world, naics):
    """A bank with one gas turbine is not its turbine: its headquarters speak instead (tier 5)."""
    world.issuer("i", naics=naics, headquarters_place="21067")
    world.site("i", "17031", "221112", 300).site("i", "21067", tier="5")
    cells = world.hold(100, "i").run().cells("i")

    assert cells == {("21067", "other" if naics else "unknown"): (D(0), D(1))}


def test_nothing_known_is_all_unknown_and_all_unlocated(world):
    """No row at all: best lies on the unknown cell, and everything might be anywhere."""
    exposed = world.issuer("i").hold(100, "i").run()

    assert exposed.cells("i") == {("unknown", "unknown"): (D(0), D(1))}


def test_thirds_are_rounded_by_largest_remainder_to_exactly_one(world):
    """Three equal sites: 0.333333333334 + 2 × 0.333333333333 = 1 exactly."""
    world.issuer("i", naics="3311")
    for place in ("17031", "17143", "21067"):
        world.site("i", place, "331110", 50)
    cells = world.hold(100, "i").run().cells("i")

    assert sorted(best for _, best in cells.values()) == [D("0.333333333333"), D("0.333333333333"), D("0.333333333334")]


def test_an_industry_known_only_to_its_sector_is_manufacturing_in_no_finer_detail(world):
    """A two-digit prefix 33 is the cell 31-33, not NAICS-3 '33'."""
    world.issuer("i", naics="33", headquarters_place="17031").site("i", "17031", tier="5")
    cells = world.hold(100, "i").run().cells("i")

    assert cells == {("17031", "31-33"): (D(0), D(1))}


def test_sites_of_a_list_weigh_the_same_and_do_what_the_issuer_does_unless_they_say_more(world):
    """Tier 4: a bank's branch without an industry, and a plant (331) beside it: half each."""
    world.issuer("i", naics="522110").site("i", "17031", tier="4").site("i", "21067", "331110", tier="4")
    cells = world.hold(100, "i").run().cells("i")

    assert cells == {("17031", "other"): (D(0), D("0.5")), ("21067", "331"): (D(0), D("0.5"))}


def test_a_site_that_gives_no_share_moves_nothing(world):
    """Tier none, even with people at it: the headquarters speak."""
    world.issuer("i", naics="331110", headquarters_place="21067")
    world.site("i", "17031", "331110", 300, tier="none").site("i", "21067", tier="5")
    cells = world.hold(100, "i").run().cells("i")

    assert cells == {("21067", "331"): (D(0), D(1))}
