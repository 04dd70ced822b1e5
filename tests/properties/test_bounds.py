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

sites = st.tuples(
    st.sampled_from(PLACES),
    st.sampled_from(["331110", "541330", "33", None]),
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


def build(companies, held):
    world = World()
    for number, (naics, headquarters, total, rows) in enumerate(companies):
        world.issuer(str(number), naics=naics, headquarters_place=headquarters, total_employment=total)
        for place, industry, employment, tier in rows:
            world.site(str(number), place, industry, employment, tier)
        if headquarters:
            world.site(str(number), headquarters, tier="5", score=5)
    for value, footprint_id in held:
        world.hold(value, footprint_id=footprint_id)
    return world


companies = st.lists(issuers, min_size=2, max_size=2)


@settings(max_examples=40, deadline=None)
@given(companies, st.lists(positions, max_size=6))
def test_low_is_at_most_best_and_best_at_most_high(companies, held):
    """Always, for every measure, basis, group, side and tier."""
    for row in build(companies, held).run().exposures:
        assert row["low"] <= row["best"] <= row["high"]


@settings(max_examples=40, deadline=None)
@given(companies, st.lists(positions, max_size=6))
def test_best_adds_up_over_the_groups_to_the_value_held(companies, held):
    """No dollar is lost: to the last of fourteen places, on both bases and both measures."""
    exposed = build(companies, held).run()

    for measure, groups in PARTITION.items():
        for basis in ("operations", "headquarters"):
            total = sum((exposed.figure(measure, group, basis)[1] for group in groups), Decimal(0))
            assert total == sum((value for value, _ in held), Decimal(0))


@settings(max_examples=30, deadline=None)
@given(companies, st.lists(positions, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(companies, held, random):
    """Same inputs, same figures, whatever order the lines were delivered in."""
    shuffled = list(held)
    random.shuffle(shuffled)

    assert build(companies, held).run().exposures == build(companies, shuffled).run().exposures


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 500), st.integers(1, 500), st.sampled_from(["17031", "21067"]), st.sampled_from(["IL", "KY"]))
def test_another_counted_site_never_widens_the_range(first, second, place, state):
    """With the reported total unchanged and not exceeded, knowing more never means knowing less."""
    held = [(Decimal(1_000_000), "0")]
    site = ("17031", "331110", first, "1")
    before = build([("331110", None, 1000, [site])], held).run()
    after = build([("331110", None, 1000, [site, (place, "331110", second, "1")])], held).run()

    for measure in PARTITION:
        low, _, high = before.figure(measure, state)
        low_after, _, high_after = after.figure(measure, state)
        assert high_after - low_after <= high - low
