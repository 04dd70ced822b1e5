"""Two real funds under a constructed statement: every figure follows from the filings' own totals.

Kentucky series: lines of 40,455,026.70 on net assets of 41,349,926.01; Goldman Sachs Bond Fund: lines of 376,129,711.56
on 361,898,455.93. The statement holds 5,000,000.00 and 8,000,000.00 of them, and 10,000,000.00 of a fund of funds that
has 30 % and 40 % in them: another 3,000,000.00 and 4,000,000.00.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from lxml import html

KENTUCKY, GOLDMAN = "lei:5493006TF05454RBY690", "lei:K5ZYN8ZUQE8S5OUPBU26"
TOP = "name:Bluegrass Balanced Fund of Funds"


@pytest.fixture(scope="module")
def demo(screened):
    """What `screener run look-through-demo --json` prints."""
    return screened("look-through-demo", whole=False)


def table(run, name):
    return pq.read_table(Path(run["folder"]) / "tables" / f"{name}.parquet").to_pylist()


def test_every_cent_of_the_statement_is_in_a_position(demo):
    by_path: dict[str, Decimal] = defaultdict(Decimal)
    for row in table(demo, "positions"):
        by_path[row["path"]] += row["market_value"]

    assert demo["rows"] == {"delivered": 6, "screened": 6, "quarantined": 0}
    # directly: 2,000,000 in a fund that is not looked through, 1,500,000 in a share, 500,000 in cash
    assert dict(by_path) == {
        "": Decimal("4000000.00"),
        KENTUCKY: Decimal("5000000.00"),
        GOLDMAN: Decimal("8000000.00"),
        TOP: Decimal("3000000.00"),
        f"{TOP} > {KENTUCKY}": Decimal("3000000.00"),
        f"{TOP} > {GOLDMAN}": Decimal("4000000.00"),
    }


def test_what_the_funds_leave_out_and_how_old_their_lists_are_is_kept(demo):
    # 5,000,000 × 894,899.31 ÷ 41,349,926.01 = 108,210.509; 8,000,000 × −14,231,255.63 ÷ 361,898,455.93 = −314,591.132;
    # 3,000,000 and 4,000,000 likewise 64,926.306 and −157,295.566; 1 % of 10,000,000 is on no line of the fund of funds
    rows = [
        (row["path"], row["age_days"], row["is_stale"], str(row["undisclosed_value"]))
        for row in table(demo, "look_throughs")
    ]

    assert rows == [
        (KENTUCKY, 90, False, "108210.51"),
        (GOLDMAN, 0, False, "-314591.13"),
        (TOP, 121, True, "100000.00"),
        (f"{TOP} > {KENTUCKY}", 90, False, "64926.31"),
        (f"{TOP} > {GOLDMAN}", 0, False, "-157295.57"),
    ]


def test_bonds_of_kentucky_held_through_funds_are_in_kentucky_to_the_cent(demo):
    """The lowest takes off what the bond fund owes, for debts without a place might be anywhere."""
    # (5,000,000.00 − 108,210.51) + (3,000,000.00 − 64,926.31) = 7,826,863.18
    # − 314,591.13 − 157,295.57 = 7,354,976.48
    bonds = sum(row["market_value"] for row in table(demo, "positions") if row["footprint_id"] == "state:KY")

    assert bonds == Decimal("7826863.18")
    assert demo["exposure"]["in_state"]["operations"]["low"] == "7354976.48"


def test_the_hashes_of_the_funds_files_are_in_the_manifest(demo):
    inputs = json.loads((Path(demo["folder"]) / "manifest.json").read_text(encoding="utf-8"))["inputs"]

    assert [name.rpartition("/")[2] for name in inputs] == [
        "bluegrass-balanced-2022-11-30.csv",
        "dupree-kentucky-nport-2022-12-31.xml",
        "goldman-sachs-bond-fund-nport-2023-03-31.xml",
        "statement-of-positions-2023-03-31.csv",
    ]


def test_the_page_shows_the_funds_and_the_report_names_the_one_that_stays_closed(demo):
    page = (Path(demo["folder"]) / "report.html").read_text(encoding="utf-8")
    closed = next(row for row in table(demo, "findings") if row["code"] == "fund-not-looked-through")

    assert "Funds looked through" in page
    assert re.search(r"OHIO VALLEY PRIVATE CREDIT POOL (\([^)]*\) )?2,000,000\.00", closed["message"])


def test_page_one_says_how_much_is_looked_through_and_calls_no_debt_proven(demo):
    # 5,000,000 + 8,000,000 + 10,000,000 of 25,000,000; debts of 314,591.13 + 157,295.57
    report = html.fromstring((Path(demo["folder"]) / "report.html").read_text(encoding="utf-8"))
    page = " ".join(report.get_element_by_id("brief").text_content().split())

    assert demo["exposure"]["in_state_manufacturing"]["operations"]["low"] == "-471886.70"
    assert "USD 23.0 million of 25.0 million in funds is" in page
    assert "It could be as low as −471.9 thousand, because debts of funds are in no known place." in page
    assert "At least −" not in page


def test_coverage_weighs_what_the_funds_hold_and_not_the_funds(demo):
    """Gross, so that what the bond fund is short of, and owes, hides no gap."""
    gross = sum(abs(row["market_value"]) for row in table(demo, "positions"))

    assert {row["total"] for row in table(demo, "coverage")} == {gross}
    assert gross > Decimal("27000000.00")
