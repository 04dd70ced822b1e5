"""The change between two quarters is split without a rest, whatever happened between them."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from quarters import Quarter, compare, moved

from screener.tables import CHANGE_CAUSES

PLACES = ("17031", "17143", "21067", "17", "foreign", "unknown")
SECURITIES = ("S", "T", "U")
ISSUERS = ("acme", "blue", None)
GROUPS = {
    "in_state": ("in_state", "home"),
    "in_state_manufacturing": ("in_state_manufacturing", "home"),
    "community_development": ("community_development", "any definition or instrument"),
    "community_development_places": ("community_development", "any definition"),
}

lines = st.tuples(
    st.sampled_from([*SECURITIES, "F"]),
    st.one_of(st.none(), st.integers(-900, 900).filter(bool)),
    st.decimals("0.01", "999.99", places=2),
    st.sampled_from([("USD", "1"), ("EUR", "1.0389"), ("EUR", "1.1")]),
    st.booleans(),
)
footprints = st.tuples(
    st.sampled_from(PLACES),
    st.sampled_from(["331110", "522110", None]),
    st.integers(1, 900),
    st.one_of(st.none(), st.integers(900, 3000)),
    st.sampled_from(["1", "3", "4"]),
    st.sampled_from(["test", "establishments/own.csv"]),
)
quarters = st.fixed_dictionaries(
    {
        "lines": st.lists(lines, max_size=5),
        "issuers": st.tuples(footprints, footprints),
        "matches": st.tuples(*[st.tuples(st.sampled_from(ISSUERS), st.sampled_from(["rule", "ada"]))] * 3),
        "fund": st.dictionaries(
            st.sampled_from(SECURITIES), st.sampled_from(["0.333", "0.25", "-0.2", "0.5"]), max_size=3
        ),
        "serving": st.tuples(
            *[
                st.sampled_from(
                    [None, ("attested", "1", "1", "1"), ("dataset", "0", "0.3", "1"), ("name", "0", "0.7", "0.9")]
                )
            ]
            * 3
        ),
        "owner": st.tuples(st.sampled_from(["acme", "blue"]), st.sampled_from(["name", "person"])),
        "places": st.tuples(
            *[st.tuples(st.sampled_from(["pass", "fail", "insufficient_data"]), st.sampled_from(["{}", '{"rate":1}']))]
            * 3
        ),
    }
)


def build(quarter):
    """Return the tables of a generated quarter."""
    world = Quarter()
    for name, (place, naics, people, total, tier, dataset) in zip(("acme", "blue"), quarter["issuers"], strict=True):
        world.issuer(name, naics=naics, headquarters_place=place, total_employment=total)
        world.site(name, place, naics, people, tier=tier)
        world.sites[-1]["dataset"] = dataset
        world.site(name, "21067", naics, 7, tier=tier)
    for security, (issuer, decided_by) in zip(SECURITIES, quarter["matches"], strict=True):
        world.match(security, issuer, decided_by)
    for security, serving in zip(SECURITIES, quarter["serving"], strict=True):
        if serving:
            world.serve(security, *serving)
    world.owner("WORKS", *quarter["owner"])
    for place, (outcome, evidence) in zip(PLACES, quarter["places"], strict=False):
        world.decide("place", place, outcome, evidence=evidence)
    for security, quantity, price, (currency, rate), is_open in quarter["lines"]:
        parts = quarter["fund"] if security == "F" and is_open else None
        money = {"currency": currency, "rate": rate, "parts": parts}
        world.line(security, quantity, price, value=price if quantity is None else None, **money)
    return world.tables()


def figure(tables, measure, basis):
    """Return low, best and high as the run's own tables say."""
    if measure == "market_value":
        return (sum(tables["positions"]["market_value"].to_pylist(), Decimal(0)),) * 3
    rows = [
        row
        for row in tables["exposures"].to_pylist()
        if (row["measure"], row["group"], row["basis"]) == (*GROUPS[measure], basis)
    ]
    return tuple(sum((row[end] for row in rows), Decimal(0)) for end in ("low", "best", "high"))


ONE = {
    "issuers": {"own_evidence", "reference_data", "people"},
    "matches": {"matching", "people"},
    "fund": {"look_through"},
    "serving": {"matching", "own_evidence", "reference_data"},
    "places": {"reference_data", "rules"},
    "lines": {"trades", "prices", "currency", "value_without_quantity", "look_through"},
}
"""What is taken from the later quarter alone → the causes that it may be."""


def split(before, after):
    """Return the causes, which must come to the change.

    To the last of fourteen places, of every measure, on every basis, of both ends and the best estimate.
    """
    found = compare(before, after)
    for (measure, basis), causes in found.items():
        assert list(causes) == list(CHANGE_CAUSES)
        assert causes["before"] == figure(before, measure, basis)
        assert tuple(sum(ends) for ends in zip(*causes.values(), strict=True)) == figure(after, measure, basis)
    return found


@settings(max_examples=3, deadline=None)
@given(quarters, quarters)
def test_the_causes_sum_to_the_change_and_where_one_input_changed_no_other_is_named(earlier, later):
    """From one quarter to another at once, and on the way there, on which one input after the other changes."""
    first = before = build(earlier)
    for name, possible in ONE.items():
        earlier = {**earlier, name: later[name]}
        after = build(earlier)
        assert {cause for causes in split(before, after).values() for cause in moved(causes)} <= possible
        before = after

    split(first, build(later))


@settings(max_examples=2, deadline=None)
@given(quarters)
def test_between_equal_quarters_nothing_changed(quarter):
    """No cause adds anything."""
    tables = build(quarter)

    assert all(moved(causes) == {} for causes in compare(tables, tables).values())
