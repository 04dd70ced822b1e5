"""Bounds are theorems: they hold on any portfolio, not on the ones we thought of."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import World

PLACES = ["17031", "17143", "21067", "17", "foreign", "unknown"]
PARTITION = {
    "in_state": ("IL", "KY", "foreign", "no_place", "unknown"),
    "in_state_manufacturing": ("IL", "KY", "foreign", "not_manufacturing", "no_place", "unknown"),
}

NEED = (
    ("17031", "pass", "fail"),
    ("17143", "insufficient_data", "pass"),
    ("21067", "fail", "fail"),
)
"""County, and how it stands by two definitions of community development."""

PARTS = ("naics3", "naics4", "advanced", "sprint_sector", "cluster", "asset_class", "account", "manager", "issuer")
"""Groupings of the home region: what is certain, and what is estimated, adds up to it."""

sites = st.tuples(
    st.sampled_from(PLACES),
    st.sampled_from(["331110", "336111", "541330", "33", None]),
    st.integers(1, 900),
    st.sampled_from(["1", "2", "3", "4"]),
)
issuers = st.tuples(
    st.sampled_from(["331110", "522110", None]),
    st.sampled_from([*PLACES[:5], None]),
    st.one_of(st.none(), st.integers(1, 2000)),
    st.lists(sites, max_size=4),
)
money = st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False)
positions = st.tuples(money, st.sampled_from(["0", "1", "no_place", "unknown", "state:KY", "state:unknown", "foreign"]))


def build(companies, held, turn=1):
    world = World()
    world.regions += [("Both", "17143"), ("Both", "21067")]
    for number, (naics, headquarters, total, rows) in enumerate(companies):
        world.issuer(str(number), naics=naics, headquarters_place=headquarters, total_employment=total)
        for place, industry, employment, tier in rows:
            world.site(str(number), place, industry, employment, tier)
        if headquarters:
            world.site(str(number), headquarters, tier="5", score=5)
    for value, footprint_id in held:
        world.hold(value * turn, footprint_id=footprint_id, account="AB"[int(value * 100) % 2])
    for county, first, second in NEED:
        world.decide("place", county, first, criterion="cd-a").decide("place", county, second, criterion="cd-b")
    return world


companies = st.lists(issuers, min_size=2, max_size=2)


@settings(max_examples=6, deadline=None)
@given(companies, st.lists(positions, max_size=6), st.randoms(use_true_random=False))
def test_what_is_held_has_bounds_that_add_up_whatever_the_order_and_the_sign(companies, held, random):
    """Every rule below, of any two companies and any lines of them, long and short."""
    shuffled = list(held)
    random.shuffle(shuffled)
    exposed = build(companies, held).run()
    short = build(companies, shuffled, turn=-1).run()

    low_is_at_most_best_and_best_at_most_high(exposed)
    best_adds_up_over_the_groups_to_the_value_held(exposed, held)
    the_parts_of_the_home_region_add_up_to_it(exposed)
    money_in_several_definitions_counts_once(exposed)
    to_sell_short_what_was_held_swaps_the_ends(exposed, short)
    assert build(companies, shuffled).run().exposures == exposed.exposures


def low_is_at_most_best_and_best_at_most_high(exposed):
    """Always, for every measure, basis, group, side and tier."""
    for row in exposed.exposures:
        assert row["low"] <= row["best"] <= row["high"]


def best_adds_up_over_the_groups_to_the_value_held(exposed, held):
    """No dollar is lost: to the last of fourteen places, on both bases and both measures."""
    for measure, groups in PARTITION.items():
        for basis in ("operations", "headquarters"):
            total = sum((exposed.figure(measure, group, basis)[1] for group in groups), Decimal(0))
            assert total == sum((value for value, _ in held), Decimal(0))


def the_parts_of_the_home_region_add_up_to_it(exposed):
    """Best over each grouping, low of what is long and high of what is short: to the last of fourteen places."""
    whole = sums(row for row in exposed.exposures if row["grouping"] == "home")
    for grouping in PARTS:
        parts = sums(row for row in exposed.exposures if row["grouping"] == grouping)
        for key, certain in whole.items():
            if (grouping, key[0]) != ("cluster", "in_state"):
                assert parts.get(key, (0, 0)) == certain


def sums(rows):
    """Return measure, basis and side → what is certain, and the best estimate."""
    totals = {}
    for row in rows:
        key = (row["measure"], row["basis"], row["side"])
        certain, best = totals.get(key, (Decimal(0), Decimal(0)))
        end = row["high" if row["side"] == "short" else "low"]
        totals[key] = (certain + end, best + row["best"])
    return totals


def to_sell_short_what_was_held_swaps_the_ends(long, short):
    """Every value turned round: low becomes minus high, best minus best, high minus low, in every row there is."""
    turned = ends(short.exposures, turned=True)

    assert ends(long.exposures) == {key: (-high, -best, -low) for key, (low, best, high) in turned.items()}


def ends(rows, *, turned=False):
    """Return the ends of every row that is not zero, by its key; the side as it was before it was turned."""
    sides = {"long": "short", "short": "long"} if turned else {"long": "long", "short": "short"}
    names = ("measure", "basis", "grouping", "group", "location_tier")
    return {
        (*(row[name] for name in names), sides[row["side"]]): (row["low"], row["best"], row["high"])
        for row in rows
        if row["low"] or row["best"] or row["high"]
    }


def money_in_several_definitions_counts_once(exposed):
    """What is long: no less than by any definition and no more than their sum; with no instrument that is all."""
    for basis in ("operations", "headquarters"):
        one, other, union, both = (
            exposed.figure("community_development", group, basis, sides=("long",))
            for group in ("cd-a", "cd-b", "any definition", "any definition or instrument")
        )
        assert union == both
        assert all(max(a, b) <= c for a, b, c in zip(one, other, union, strict=True))
        assert all(c <= a + b for a, b, c in zip(one[:2], other[:2], union[:2], strict=True))


STEP = Decimal("0.000001")
"""A share has twelve places: of a million, the last of them."""


@settings(max_examples=4, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(PLACES), st.sampled_from(["331110", "541330", None]), st.integers(1, 300)), max_size=3
    ),
    st.tuples(st.sampled_from(PLACES), st.sampled_from(["331110", "541330", None]), st.integers(1, 100)),
    st.sampled_from(["IL", "KY"]),
)
def test_another_counted_site_never_widens_the_range(sites, site, state):
    """With the reported total unchanged and not exceeded, knowing more never means knowing less, of any group at all.

    Largest remainders may give a share's last place to another cell: two cells, one step each.
    """
    held = [(Decimal(1_000_000), "0")]
    counted = [(place, naics, people, "1") for place, naics, people in sites]
    first, second = (("331110", None, 1000, rows) for rows in (counted, [*counted, (*site, "1")]))
    before = widths(build([first, first], held).run(state))
    after = widths(build([second, second], held).run(state))

    assert {key: width for key, width in after.items() if width > before.get(key, width) + 2 * STEP} == {}


def widths(exposed):
    """Return how far the ends of each group are apart, by operations; of what is unknown there is no range."""
    found = {}
    for row in exposed.exposures:
        if row["basis"] == "operations" and row["group"] not in {"unknown", "31-33"}:
            key = (row["measure"], row["grouping"], row["group"])
            found[key] = found.get(key, Decimal(0)) + row["high"] - row["low"]
    return found
