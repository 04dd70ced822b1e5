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


def industries(exposed, footprint_id, basis="operations"):
    """Return the industry cells of a footprint with their best estimate."""
    columns = ("place", "industry", "naics4", "advanced", "sprint_sector")
    rows = [row for row in exposed.footprint if (row["footprint_id"], row["basis"]) == (footprint_id, basis)]
    return {tuple(row[name] for name in columns): row["best"] for row in rows}


def test_a_cell_is_as_fine_as_the_codes_of_its_sites(world):
    """334413 (chips) and 334111 (computers) are two cells of one county, 300 to 100; the industry 334 is both."""
    world.issuer("i", naics="334", headquarters_place="21067")
    world.site("i", "17031", "334413", 300).site("i", "17031", "334111", 100)
    exposed = world.hold(100, "i").run()

    assert industries(exposed, "i") == {
        ("17031", "334", "3344", "yes", "semiconductors"): D("0.75"),
        ("17031", "334", "3341", "yes", "none"): D("0.25"),
    }
    assert exposed.cells("i") == {("17031", "334"): (D(0), D(1))}


def test_headquarters_and_sites_without_a_code_do_what_the_issuer_does(world):
    """A chip maker's listed branch without a code makes chips, and so does its head office on the other basis."""
    world.issuer("i", naics="334413", headquarters_place="21067").site("i", "17031", tier="4")
    exposed = world.hold(100, "i").run()

    assert industries(exposed, "i") == {("17031", "334", "3344", "yes", "semiconductors"): D(1)}
    assert industries(exposed, "i", "headquarters") == {("21067", "334", "3344", "yes", "semiconductors"): D(1)}


def test_a_counted_site_without_a_code_is_in_no_known_industry(world):
    """Whoever counts heads at a site may count a warehouse: the issuer's industry does not speak for it."""
    world.issuer("i", naics="334413").site("i", "17031", None, 10, tier="1")

    assert industries(world.hold(100, "i").run(), "i") == {("17031", *["unknown"] * 4): D(1)}


def test_what_no_issuer_speaks_for_makes_nothing(world):
    """A municipal bond and cash are in no industry; of what is unknown nothing is known."""
    for footprint in ("state:IL", "no_place", "unknown"):
        world.hold(100, footprint_id=footprint)
    exposed = world.run()

    assert industries(exposed, "state:IL") == {("17", "other", "other", "no", "none"): D(1)}
    assert industries(exposed, "no_place") == {("no_place", "other", "other", "no", "none"): D(1)}
    assert industries(exposed, "unknown") == {tuple(["unknown"] * 5): D(1)}


def test_the_last_unit_goes_to_the_first_cell_by_its_whole_key(world):
    """Three equal plants of one county and industry: 3341, 3344 without chips, 3344 with: 3341 gets the odd unit."""
    world.issuer("i", naics="334")
    for naics in ("334413", "334412", "334111"):
        world.site("i", "17031", naics, 50)

    assert industries(world.hold(100, "i").run(), "i") == {
        ("17031", "334", "3341", "yes", "none"): D("0.333333333334"),
        ("17031", "334", "3344", "yes", "none"): D("0.333333333333"),
        ("17031", "334", "3344", "yes", "semiconductors"): D("0.333333333333"),
    }


def test_one_counted_workplace_gives_the_estimate_and_no_certainty(world):
    """20 people counted in Cook, two plants of 300 modelled in Fayette, no total: best is all Cook, low is nothing."""
    world.issuer("i", naics="331110").site("i", "17031", "331110", 20, tier="2")
    world.site("i", "21067", "331110", 300).site("i", "21067", "331110", 300)
    exposed = world.hold(100, "i").run()

    assert exposed.cells("i") == {("17031", "331"): (D(0), D(1))}
    assert {row["unlocated"] for row in exposed.footprint if row["basis"] == "operations"} == {D(1)}
