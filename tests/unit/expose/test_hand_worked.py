"""Portfolios worked by hand, every number on paper in the comments."""

from decimal import Decimal

import pytest
from worlds import World

D = Decimal


@pytest.fixture
def manufacturer():
    """Machines in Peoria, cars in Kentucky, half of its people unplaced; a bank in Chicago; a short in the first.

    The manufacturer has 1,000 employees: 200 counted in Peoria (NAICS 3331), 300 in Fayette (NAICS 3361). So low is 0.2
    and 0.3 and u is 0.5; of the counted 40 % are in Peoria and 60 % in Fayette: best 0.2 + 0.5 × 0.4 = 0.4 and
    0.3 + 0.5 × 0.6 = 0.6. The bank is known by its head office alone: low 0, best 1, u = 1.
    """
    world = World()
    world.issuer("m", naics="336111", headquarters_place="17143", total_employment=1000)
    world.site("m", "17143", "333120", 200, tier="1").site("m", "21067", "336111", 300, tier="1")
    world.issuer("b", naics="522110", headquarters_place="17031").site("b", "17031", tier="5")
    return world.hold("1000000.00", "m").hold("500000.00", "b", account="B").hold("-100000.00", "m", account="B")


def test_in_state_and_in_state_manufacturing_by_hand(manufacturer):
    """Each line on paper; the short swaps the ends: −100,000 × (0.7, 0.4, 0.2)."""
    exposed = manufacturer.run("IL")

    # m: 200,000 / 400,000 / 700,000; b: 0 / 500,000 / 500,000; short: −70,000 / −40,000 / −20,000
    assert exposed.figure("in_state", "home", grouping="home") == (130_000, 860_000, 1_180_000)
    # the bank does not manufacture where it is known to be; where it is not known to be, it might
    assert exposed.figure("in_state_manufacturing", "home", grouping="home") == (130_000, 360_000, 1_180_000)
    # Kentucky: m 300,000 / 600,000 / 800,000; b 0 / 0 / 500,000; short −80,000 / −60,000 / −30,000
    assert exposed.figure("in_state", "KY") == (220_000, 540_000, 1_270_000)
    # by head office: m and the short in Peoria, the bank in Cook
    assert exposed.figure("in_state", "home", "headquarters", "home") == (1_400_000,) * 3
    assert exposed.figure("in_state_manufacturing", "home", "headquarters", "home") == (900_000,) * 3


def test_the_home_region_by_industry_by_hand(manufacturer):
    """Machinery is what is known to be made in Illinois; the bank's industry is no manufacturing."""
    exposed = manufacturer.run("IL")

    assert exposed.figure("in_state", "333", grouping="naics3") == (130_000, 360_000, 1_180_000)
    # b 0 / 500,000 / 500,000; of m no more than the unplaced half: 0 / 0 / 500,000; short −50,000 / 0 / 0
    assert exposed.figure("in_state", "other", grouping="naics3") == (-50_000, 500_000, 1_000_000)
    assert exposed.figure("in_state_manufacturing", "3331", grouping="naics4") == (130_000, 360_000, 1_180_000)
    # NAICS 3331 is one of the 50 advanced industries, and in no sector of the sprint
    assert exposed.figure("in_state_manufacturing", "yes", grouping="advanced")[1] == 360_000
    assert exposed.figure("in_state_manufacturing", "none", grouping="sprint_sector")[1] == 360_000


def test_the_home_region_by_account_by_hand(manufacturer):
    """A position is wholly in one account."""
    exposed = manufacturer.run("IL")

    assert exposed.figure("in_state", "A", grouping="account") == (200_000, 400_000, 700_000)
    assert exposed.figure("in_state", "B", grouping="account") == (-70_000, 460_000, 480_000)


def test_counties_and_regions_of_the_funds_own_by_hand(manufacturer):
    """A region of Peoria and Fayette holds all of the manufacturer that has a place."""
    manufacturer.regions += [("Both", "17143"), ("Both", "21067")]
    exposed = manufacturer.run("IL")

    assert exposed.figure("in_state", "17143", grouping="county") == (130_000, 360_000, 1_180_000)
    assert exposed.figure("in_state", "17031", grouping="county") == (-50_000, 500_000, 1_000_000)
    # m 500,000 / 1,000,000 / 1,000,000; short the opposite of a tenth; b may be anywhere: 0 / 0 / 500,000
    assert exposed.figure("in_state", "Both", grouping="region") == (400_000, 900_000, 1_450_000)


def test_a_home_of_some_counties_leaves_the_rest_of_the_state_out(manufacturer):
    """A city that counts one county as in-state; a bond of the state may or may not finance there."""
    manufacturer.hold("1000.00", footprint_id="state:IL")
    exposed = manufacturer.run("IL", home=["17031"])

    # b as before, m at most its unplaced half, the bond 0 / 0 / 1,000
    assert exposed.figure("in_state", "home", grouping="home") == (-50_000, 500_000, 1_001_000)
    assert exposed.figure("in_state", "IL") == (131_000, 861_000, 1_181_000)
    assert exposed.figure("in_state_manufacturing", "home", grouping="home") == (-50_000, 0, 1_000_000)


def test_a_cluster_is_an_industry_of_a_labor_market(manufacturer):
    """Peoria is a market of its own here; with its machinery a strong cluster, what is made there is in it."""
    market = {"grouping": "county", "group": "17143", "name": "Peoria County, IL", "naics": "333", "period": "2016Q4"}
    numbers = {"counties": 1, "withheld_counties": 0, "establishments": 9, "least_employment": 9000}
    manufacturer.industries.append({**market, **numbers, "strong_cluster": "yes"})
    exposed = manufacturer.run("IL")

    figure = exposed.figure("in_state_manufacturing", "county:17143/333", grouping="cluster")
    assert figure == (130_000, 360_000, 1_180_000)


@pytest.fixture
def developer():
    """A company in three counties, bonds and pools, and a fund that was looked through.

    Of 100 employees 50 are counted in Cook, 10 in Peoria and 20 in Fayette: low 0.5, 0.1, 0.2; u 0.2; best 0.625, 0.125
    and 0.25. Cook meets both definitions; Peoria is undecided under one; Fayette meets the other.
    """
    world = World()
    world.issuer("n", naics="522110", total_employment=100)
    world.site("n", "17031", "522110", 50, tier="1").site("n", "17143", "522110", 10, tier="1")
    world.site("n", "21067", "522110", 20, tier="1")
    for county, first, second in (
        ("17031", "pass", "pass"),
        ("17143", "insufficient_data", "fail"),
        ("21067", "fail", "pass"),
    ):
        world.decide("place", county, first, criterion="cd-a").decide("place", county, second, criterion="cd-b")
    world.hold("1000.00", "n")
    world.hold("400.00", footprint_id="state:IL", instrument=(1, 1, 1))
    world.hold("300.00", footprint_id="no_place", instrument=(0, 0, 1))
    world.hold("200.00", "n", instrument=("0.5", "0.5", 1))
    # a fund of 1,000: 600 in the company, 400 undisclosed
    return world.hold("600.00", "n").hold("400.00", footprint_id="unknown")


def test_each_definition_of_community_development_by_hand(developer):
    """The company is held three times, for 1,800 in all; a bond known to its state may be in any of its counties."""
    exposed = developer.run("IL")

    # 1,800 × (0.5, 0.625, 0.5 + 0.1 + 0.2); the bond 400 and the undisclosed 400 may be there
    assert exposed.figure("community_development", "cd-a") == (900, 1125, 1440 + 800)
    # 1,800 × (0.7, 0.875, 0.7 + 0.2)
    assert exposed.figure("community_development", "cd-b") == (1260, 1575, 1620 + 800)


def test_the_union_of_the_definitions_counts_a_county_once(developer):
    """Cook meets both and counts once: less than the sum of the two, 1,125 + 1,575."""
    exposed = developer.run("IL")

    # 1,800 × (0.7, 0.875, 0.7 + 0.1 + 0.2)
    assert exposed.figure("community_development", "any definition") == (1260, 1575, 1800 + 800)
    # in Illinois: Cook for certain, Peoria maybe
    assert exposed.figure("in_state_community_development", "any definition") == (900, 1125, 1440 + 800)


def test_instruments_and_places_together_count_a_dollar_once(developer):
    """The bond is all in by its use; the note of the company by the larger of the two; the pool may be."""
    exposed = developer.run("IL")

    # bond 400 / 400 / 400; pool 0 / 0 / 300; note 100 / 100 / 200
    assert exposed.figure("community_development", "direct instruments") == (500, 500, 900)
    # company 700 / 875 / 1,000; bond 400; pool 0 / 0 / 300; note 140 / 175 / 200; fund 420 / 525 / 600 and 0 / 0 / 400
    assert exposed.figure("community_development", "any definition or instrument") == (1660, 1975, 2900)


def test_the_instruments_in_the_home_region_by_hand(developer):
    """The bond is; the pool may be, nobody says where; of the note no more and no less than both must share."""
    exposed = developer.run("IL")

    # bond 400; pool 0 / 0 / 300; note: low 0.5 + 0.6 − 1, best 0.5 × 0.75, high min(1, 0.8), times 200
    assert exposed.figure("in_state_community_development", "direct instruments") == (420, 475, 860)


ATTESTED = [
    # a pool of which 0.3 serves: in a county of the home, in the home state, in Kentucky, and nobody says where
    ("no_place", ("0.3", "0.3", "0.3"), "17031", (30, 30, 30), (30, 30, 30)),
    ("no_place", ("0.3", "0.3", "0.3"), "17", (30, 30, 30), (0, 0, 30)),
    ("no_place", ("0.3", "0.3", "0.3"), "21067", (0, 0, 0), (0, 0, 0)),
    ("no_place", ("0.3", "0.3", "0.3"), None, (0, 0, 30), (0, 0, 30)),
    # a bond of Illinois that may serve: what is attested is nearer than whose bond it is
    ("state:IL", (0, 1, 1), "17143", (0, 100, 100), (0, 0, 0)),
    ("state:IL", (0, 1, 1), "21", (0, 0, 0), (0, 0, 0)),
    ("state:IL", (0, 1, 1), None, (0, 100, 100), (0, 0, 100)),
    # abroad is nowhere at home; of an undisclosed note nobody says
    ("foreign", (1, 1, 1), None, (0, 0, 0), (0, 0, 0)),
    ("unknown", (1, 1, 1), None, (0, 0, 100), (0, 0, 100)),
]
"""Whose the line is, what of 100 serves and where, and what of it is in need at home: in Illinois, in Cook County."""


@pytest.mark.parametrize("lines", [ATTESTED[:5], ATTESTED[5:]])
def test_an_instrument_is_where_it_is_attested_to_be(lines):
    """Lines of 100, of 100,000, … are added up, so that each has three digits of the sum to itself."""
    for home, asked in (((), 3), (["17031"], 4)):
        world = World()
        for number, (footprint, shares, place, *_) in enumerate(lines):
            world.hold(100 * 1000**number, footprint_id=footprint, instrument=(*shares, place))
        figure = world.run("IL", home=home).figure("in_state_community_development", "direct instruments")
        expected = (sum(line[asked][end] * 1000**number for number, line in enumerate(lines)) for end in range(3))

        assert figure == tuple(expected)


def test_a_short_position_finances_nothing_and_takes_places_away(developer):
    """The company sold short for 100, of which all was an instrument when held: places alone, with the ends swapped."""
    direct, either = "direct instruments", "any definition or instrument"
    exposed = developer.hold("-100.00", "n", instrument=(1, 1, 1)).run("IL")

    assert exposed.figure("community_development", direct) == (500, 500, 900)
    # 1,660 − 100, 1,975 − 87.50, 2,900 − 70: the company's counties meet a definition by 0.7, 0.875 and 1
    assert exposed.figure("community_development", either) == (1560, D("1887.5"), 2830)


def test_no_more_is_in_need_at_home_than_is_at_home(developer):
    """Of the note 0.8 at most are in Illinois: 0.8 by its use and 0.8 by its place are no more than that."""
    exposed = developer.run("IL")

    # company 500 / 625 / 800; bond 400; pool 0 / 0 / 300, nobody knows where; note 100 / 125 / 160;
    # fund 300 / 375 / 880
    assert exposed.figure("in_state_community_development", "any definition or instrument") == (1300, 1525, 2540)
