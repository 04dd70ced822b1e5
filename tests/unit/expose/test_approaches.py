"""How the money is invested, as the fund's own files say of its accounts; what nobody says is no answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from screener.engine import Engine, open_engine, read_step
from screener.enrich.own.approaches import SCHEMA
from screener.expose.approaches import findings
from screener.tables import TABLES

Lines = list[tuple[str, str, str | None]]


def said(
    account: str,
    approach: str,
    screens: str = "none",
    management: str = "internal",
    as_of: str = "2024-06-30",
    published: str | None = None,
) -> dict[str, Any]:
    """Return one line of the fund's own file, known on the day it describes by default."""
    return {
        "source_file": "approaches/a.csv",
        "account": account,
        "as_of": date.fromisoformat(as_of),
        "published": date.fromisoformat(published or as_of),
        "management": management,
        "approach": approach,
        "screens": screens,
        "document": "Constructed example",
    }


def split(held: Lines, *lines: dict[str, Any]) -> Engine:
    """Return an engine after the steps: held lines are account, asset class and value."""
    engine = open_engine()
    holdings = [
        {
            "source_file": "h.csv",
            "source_row": n,
            "account": account,
            "asset_class": asset_class,
            "asset_class_basis": "column",
            "currency": "USD",
            "market_value": None if value is None else Decimal(value),
            "as_of": date(2024, 12, 31),
        }
        for n, (account, asset_class, value) in enumerate(held, start=2)
    ]
    engine.load("holdings", TABLES["holdings"].of(holdings))
    rows = [{**line, "source_row": n} for n, line in enumerate(lines, start=2)]
    engine.load("user_approaches", pa.Table.from_pylist(rows, SCHEMA))
    day = pa.array([date(2024, 12, 31)])
    engine.load("vintages", pa.table({"run_as_of": day, "known_at": day}))
    for step in ("_account_approaches", "_unrecorded_approaches", "approaches"):
        engine.run(read_step("screener.expose", step))
    return engine


def shares(engine: Engine) -> dict[tuple[str, ...], tuple[str, str | None]]:
    """Return asset group, management, approach and screens → money and share, as text."""
    rows = TABLES["approaches"].check(engine.fetch("approaches")).to_pylist()
    return {
        (row["asset_group"], row["management"], row["approach"], row["screens"]): (
            str(row["market_value"]),
            None if row["share"] is None else f"{row['share']:.4f}",
        )
        for row in rows
    }


def test_money_is_split_within_an_asset_class_and_its_management() -> None:
    """Internal shares: 300 screened of 400, 100 by no approach. Bonds: 50 outside, shorts included. Cash: other.

    What an exchange-traded fund holds might be of any class.
    """
    engine = split(
        [
            ("A", "equity", "300.00"),
            ("B", "equity", "100.00"),
            ("C", "treasury", "-20.00"),
            ("C", "agency_mbs", "30.00"),
            ("A", "cash", "7.00"),
            ("B", "fund", "9.00"),
        ],
        said("A", "screening", "negative"),
        said("B", "none"),
        said("C", "screening and integration", "both", "external"),
    )

    assert shares(engine) == {
        ("listed equity", "internal", "screening", "negative"): ("300.00", "0.7500"),
        ("listed equity", "internal", "none", "none"): ("100.00", "0.2500"),
        ("fixed income", "external", "screening and integration", "both"): ("50.00", "1.0000"),
        ("other", "internal", "screening", "negative"): ("7.00", "1.0000"),
        ("funds, class not known", "internal", "none", "none"): ("9.00", "1.0000"),
    }
    assert findings(engine) == []


def test_an_account_of_which_nothing_is_said_is_not_recorded_and_never_none() -> None:
    """Where the fund says nothing at all there is no finding for each account: the table itself says so."""
    engine = split([("A", "equity", "100.00"), ("A", "equity", None)])

    assert shares(engine) == {("listed equity", "unknown", "not recorded", "not recorded"): ("100.00", "1.0000")}
    assert findings(engine) == []


def test_an_account_left_out_of_the_file_is_a_finding_with_its_money() -> None:
    """B has 40.00 on two lines, of which one is short."""
    held: Lines = [("A", "equity", "100.00"), ("B", "equity", "30.00"), ("B", "equity", "-10.00")]
    engine = split(held, said("A", "integration"))
    (finding,) = findings(engine)

    assert (finding.code, finding.value, finding.rows) == ("approach-not-recorded", "B", 2)
    assert finding.market_value == Decimal("40.00")
    assert shares(engine)["listed equity", "unknown", "not recorded", "not recorded"] == ("40.00", "1.0000")


def test_a_line_about_no_account_that_is_held_is_a_finding_with_its_place() -> None:
    """A misspelt account would otherwise look recorded."""
    found = {finding.code: finding for finding in findings(split([("A", "equity", "1.00")], said("a", "thematic")))}

    assert found["approach-not-used"].where == "approaches/a.csv:2"
    assert found["approach-not-recorded"].value == "A"


def test_the_newest_line_by_the_runs_date_counts() -> None:
    """Of 2023, June 2024 and 2025 at the end of 2024: June; what was said before is history and no finding."""
    engine = split(
        [("A", "equity", "1.00")],
        said("A", "none", as_of="2023-06-30"),
        said("A", "thematic", as_of="2024-06-30"),
        said("A", "integration", as_of="2025-06-30"),
    )

    assert list(shares(engine)) == [("listed equity", "internal", "thematic", "none")]
    assert findings(engine) == []


def test_of_one_day_the_newest_line_known_by_the_runs_date_counts() -> None:
    """Of June: none then, a theme since September; screening, published in January 2025, nobody knew in 2024."""
    engine = split(
        [("A", "equity", "100.00")],
        said("A", "none"),
        said("A", "screening", "negative", published="2025-01-31"),
        said("A", "thematic", published="2024-09-30"),
    )

    assert shares(engine) == {("listed equity", "internal", "thematic", "none"): ("100.00", "1.0000")}


def test_an_unpriced_group_has_no_share() -> None:
    """Nothing divided by nothing is unknown."""
    engine = split([("A", "equity", None)], said("A", "thematic"))

    assert shares(engine) == {("listed equity", "internal", "thematic", "none"): ("0.00", None)}
