"""Looking through conserves value to the cent, line by line; neither order nor repetition changes anything."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screener.engine import Step, open_engine, read_step
from screener.errors import InputError
from screener.identify import conventions
from screener.identify.codes import checked_codes
from screener.identify.lookthrough import look_through
from screener.tables import DATE, FUND_LINES, HOLDINGS, MONEY, TEXT

SHARES = [f"S{letter}" for letter in "ABCDE"]
FUNDS = [f"F{letter}" for letter in "ABCD"]
PACKAGE = "screener.identify.lookthrough"

cents = st.integers(-(10**11), 10**11)
listed = st.tuples(st.sampled_from(SHARES + FUNDS), st.one_of(cents, cents, cents, st.none()))
delivered = st.lists(st.tuples(st.sampled_from(SHARES + FUNDS), st.one_of(cents, cents, st.none())), max_size=6)


@st.composite
def trees(draw):
    """Return fund → lines and net assets; a fund holds only funds after it, so that there is no circle."""
    made = {}
    for number, fund in enumerate(FUNDS):
        lines = [(name, value) for name, value in draw(st.lists(listed, max_size=6)) if name not in FUNDS[: number + 1]]
        known = [value for _, value in lines if value is not None]
        total, least = sum(known), max(1, sum(map(abs, known)) // 3)  # the door refuses a list of over 300 %
        whole = total >= least and draw(st.booleans())
        made[fund] = (lines, total if whole else draw(st.integers(least, 10**12)))
    return made


def money(value):
    return None if value is None else Decimal(value).scaleb(-2)


def rows(file, account, lines):
    """Return lines as rows of a table."""
    shared = {"asset_class_basis": "test", "currency": "USD", "as_of": date(2024, 12, 31)}
    return [
        {
            **shared,
            "source_file": file,
            "source_row": number,
            "account": account,
            "ticker": name,
            "asset_class": "fund" if name in FUNDS else "equity",
            "market_value": money(value),
        }
        for number, (name, value) in enumerate(lines, start=2)
    ]


def looked_through(holdings, funds):
    """Return an engine that has looked through the funds of some holdings."""
    engine = open_engine()
    engine.load("holdings", HOLDINGS.of(rows("h.csv", "main", holdings)))
    inside = [row for fund, (lines, _) in funds.items() for row in rows(f"{fund}.csv", f"ticker:{fund}", lines)]
    engine.load("fund_lines", FUND_LINES.of(inside))
    ids = [f"ticker:{fund}" for fund in funds]
    described = [
        {"fund_id": f"ticker:{fund}", "source_file": f"{fund}.csv", "declared": fund, "net_assets": money(net)}
        for fund, (_, net) in funds.items()
    ]
    columns = {"fund_id": TEXT, "source_file": TEXT, "declared": TEXT, "as_of": DATE, "net_assets": MONEY}
    engine.load("funds", pa.Table.from_pylist(described, pa.schema(columns)))
    known = [{"fund_id": fund_id, "scheme": "ticker", "code": fund_id[7:]} for fund_id in ids]
    engine.load("fund_identifiers", pa.Table.from_pylist(known))
    engine.load("asset_class_conventions", conventions.table())
    engine.load("checked_codes", checked_codes(("ticker", name) for name in SHARES + FUNDS))
    for name in ("lines", "security_lines"):
        engine.run(read_step("screener.identify", name))
    look_through(engine)
    engine.run(read_step(PACKAGE, "held_parts"))
    engine.run(read_step("screener.identify", "holding_positions"))
    return engine


def by_position(engine):
    """Return position → value, lines without one apart."""
    totals: Counter[tuple[str, bool]] = Counter()
    for row in engine.fetch("holding_positions").to_pylist():
        totals[row["position_id"], row["market_value"] is None] += row["market_value"] or 1
    return totals


@settings(max_examples=10, deadline=None)
@given(holdings=delivered, funds=trees(), data=st.data())
def test_looking_through_conserves_value_whatever_the_order_and_once_for_all(holdings, funds, data):
    """Whatever the signs, the depth and what is left out, and in whatever order lines and funds are delivered."""
    shuffled = {
        fund: (data.draw(st.permutations(funds[fund][0])), funds[fund][1])
        for fund in data.draw(st.permutations(list(funds)))
    }
    engine = looked_through(holdings, funds)
    other = looked_through(data.draw(st.permutations(holdings)), shuffled)

    assert by_position(engine) == by_position(other)
    each_line_is_the_sum_of_its_parts(engine, holdings)
    a_fund_that_discloses_all_leaves_no_rest(engine, funds)
    looking_through_twice_is_looking_through_once(engine)


def each_line_is_the_sum_of_its_parts(engine, holdings):
    """To the cent; unknown stays unknown."""
    parts = {}
    for row in engine.fetch("holding_positions").to_pylist():
        parts.setdefault(row["source_row"], []).append(row["market_value"])
    found = [None if None in parts[line] else sum(parts[line]) for line in sorted(parts)]

    assert found == [money(value) for _, value in holdings]


def a_fund_that_discloses_all_leaves_no_rest(engine, funds):
    """Cents that rounding leaves over go to lines, never to a row of their own."""
    whole = {
        fund for fund, (lines, net) in funds.items() if sum(value for _, value in lines if value is not None) == net
    }
    rests = [row for row in engine.fetch("held_parts").to_pylist() if row["is_undisclosed"]]

    assert not [row for row in rests if row["path"].split("ticker:")[-1] in whole]


def looking_through_twice_is_looking_through_once(engine):
    """Nothing with a file of its own is left but what it does not disclose, and another round changes nothing."""
    before = Counter(tuple(row.items()) for row in engine.fetch("parts").to_pylist())
    left = [row for row in engine.fetch("held_parts").to_pylist() if row["security_id"][7:] in FUNDS]
    engine.run(Step("parts", read_step(PACKAGE, "parts_below").sql))

    assert Counter(tuple(row.items()) for row in engine.fetch("parts").to_pylist()) == before
    assert all(row["is_undisclosed"] or row["market_value"] is None for row in left)


@settings(max_examples=8, deadline=None)
@given(length=st.integers(1, 4), funds=trees())
def test_any_circle_is_refused(length, funds):
    """The first funds are made to hold each other, each the next, the last the first."""
    ring = FUNDS[:length]
    for fund, following in zip(ring, [*ring[1:], ring[0]], strict=True):
        lines, net = funds[fund]
        funds[fund] = ([*lines, (following, 100)], net)

    with pytest.raises(InputError, match=f"holds ticker:{ring[0]} "):
        looked_through([(ring[0], 100)], funds)
