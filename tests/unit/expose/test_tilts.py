"""How much more of a portfolio than of its benchmark is in the home region; every number is worked on paper."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from screener.engine import open_engine, read_step
from screener.tables import SHARE, TABLES, TEXT

Listed = list[tuple[str, str]]
NOWHERE = ("0", "0", "0")
SHARES = pa.schema(
    [(name, TEXT) for name in ("footprint_id", "basis", "measure")] + [(end, SHARE) for end in ("low", "best", "high")]
)


def tilt(
    held: Listed, listed: Listed, shares: dict[str, tuple[str, str, str]], classes: tuple[str, ...] = ("equity",)
) -> dict[str, Any]:
    """Return the tilt of in-state money by operations; every footprint's shares are low, best and high.

    A footprint that begins with a dash is held by a bond.
    """
    engine = open_engine()
    positions = [
        {
            "position_id": f"p{n}",
            "account": "A",
            "path": "",
            "security_id": f"s{n}",
            "footprint_id": name.lstrip("-"),
            "side": "short" if value.startswith("-") else "long",
            "market_value": Decimal(value),
            "lines": 1,
            "unpriced_lines": 0,
        }
        for n, (name, value) in enumerate(held)
    ]
    securities = [
        {"security_id": f"s{n}", "asset_class": "corporate_debt" if name.startswith("-") else "equity"}
        for n, (name, _) in enumerate(held)
    ]
    index = [
        {
            "security_id": f"b{n}",
            "footprint_id": name,
            "side": "short" if value.startswith("-") else "long",
            "market_value": Decimal(value),
        }
        for n, (name, value) in enumerate(listed)
    ]
    for name, rows in (("positions", positions), ("securities", securities), ("benchmark_positions", index)):
        engine.load(name, TABLES[name].of(rows))
    engine.load("benchmark_classes", pa.table({"asset_class": pa.array(classes, TEXT)}))
    known = [
        {"footprint_id": name, "basis": basis, "measure": measure}
        | dict(zip(("low", "best", "high"), map(Decimal, ends), strict=True))
        for name, ends in shares.items()
        for basis in ("operations", "headquarters")
        for measure in ("in_state", "in_state_manufacturing", "community_development")
    ]
    engine.load("_home_shares", pa.Table.from_pylist(known, SHARES))
    engine.run(read_step("screener.expose", "tilts"))
    rows = TABLES["tilts"].check(engine.fetch("tilts")).to_pylist()
    assert len(rows) == (4 if classes else 0)
    return next((row for row in rows if (row["measure"], row["basis"]) == ("in_state", "operations")), {})


def ends(row: dict[str, Any], what: str) -> tuple[Any, ...]:
    """Return the low end, best estimate and high end of a figure."""
    return tuple(row[f"{what}_{end}"] for end in ("low", "best", "high"))


def near(*numbers: float) -> Any:
    """Return numbers to twelve places."""
    return pytest.approx(numbers, abs=1e-12)


def test_an_active_weight_is_worked_on_paper() -> None:
    """Held: 60 % a, 30 % b, 10 % of no known issuer; the bond is not compared. Index: 20 % a, 80 % c.

    a is half to nine tenths in the state, six tenths at best; b is elsewhere; c is in it whole.
    Weight: 0.6 × (0.5, 0.6, 0.9) and what the unknown may add, 0.1. Benchmark: 0.2 × the same + 0.8.
    Active: a +0.4, c −0.8, unknown +0.1: 0.4 × 0.5 − 0.8 = −0.6; 0.24 − 0.8 = −0.56; 0.36 − 0.8 + 0.1 = −0.34.
    The two ranges apart would have given 0.30 − 0.98 = −0.68 and 0.64 − 0.90 = −0.26.
    """
    shares = {"a": ("0.5", "0.6", "0.9"), "b": NOWHERE, "c": ("1", "1", "1"), "unknown": ("0", "0", "1")}
    held = [("a", "600.00"), ("b", "300.00"), ("unknown", "100.00"), ("-c", "5000.00")]
    row = tilt(held, [("a", "20.00"), ("c", "80.00")], shares)

    assert row["market_value"] == Decimal("1000.00")
    assert ends(row, "weight") == near(0.30, 0.36, 0.64)
    assert ends(row, "benchmark") == near(0.90, 0.92, 0.98)
    assert ends(row, "tilt") == near(-0.60, -0.56, -0.34)


def test_who_holds_the_benchmark_has_no_tilt_however_little_is_known_of_its_companies() -> None:
    """Weights of a quarter and three quarters on both sides: nothing is active, and nothing has a range."""
    shares = {"a": ("0", "0.5", "1"), "b": ("0.2", "0.3", "0.9")}
    row = tilt([("a", "250.00"), ("b", "750.00")], [("a", "1.00"), ("b", "3.00")], shares)

    assert ends(row, "tilt") == (0.0, 0.0, 0.0)
    assert row["weight_high"] == pytest.approx(0.925)  # 0.25 + 0.75 × 0.9


def test_what_is_unknown_on_both_sides_does_not_cancel() -> None:
    """Two unknown companies are not one: all of either may be in the state, and none of the other."""
    row = tilt([("unknown", "10.00")], [("unknown", "10.00")], {"unknown": ("0", "0", "1")})

    assert ends(row, "tilt") == (-1.0, 0.0, 1.0)


def test_a_short_position_swaps_the_ends() -> None:
    """1,500 of a, elsewhere, and −500 of b on 1,000 net: −0.5 × (0.6, 0.4, 0.2) = −0.3, −0.2, −0.1."""
    shares = {"a": NOWHERE, "b": ("0.2", "0.4", "0.6")}
    row = tilt([("a", "1500.00"), ("b", "-500.00")], [("a", "1.00")], shares)

    assert ends(row, "weight") == ends(row, "tilt") == near(-0.3, -0.2, -0.1)


def test_where_nothing_that_is_compared_is_held_the_tilt_is_unknown_and_not_zero() -> None:
    """Bonds alone beside an index of shares; and a book whose shorts outweigh what is long."""
    shares = {"a": ("1", "1", "1"), "b": NOWHERE}
    bonds = tilt([("-a", "100.00")], [("a", "1.00")], shares)
    short = tilt([("a", "100.00"), ("b", "-100.00")], [("a", "1.00")], shares)

    assert (bonds["market_value"], short["market_value"]) == (Decimal("0.00"), Decimal("0.00"))
    assert ends(bonds, "weight") == ends(bonds, "tilt") == ends(short, "tilt") == (None, None, None)
    assert ends(bonds, "benchmark") == (1.0, 1.0, 1.0)


def test_without_a_benchmark_there_is_no_tilt() -> None:
    """No row at all, rather than a tilt against nothing."""
    assert tilt([("a", "100.00")], [], {"a": NOWHERE}, classes=()) == {}
