from __future__ import annotations

from typing import Any

import pyarrow.compute as pc
import pytest

from screener.errors import IntegrityError
from screener.report import summarise
from screener.report.breakdown import LARGEST, Part, _largest


def amounts(footed: Any) -> dict[str, tuple[int, int, int]]:
    return {row.label: (int(row.held), int(row.in_state), int(row.manufacturing)) for row in footed.rows}


def test_accounts_hold_the_portfolio_and_their_part_of_the_state(summary: Any) -> None:
    # Large companies in Illinois: A 60 % of 11,000, B 60 % of 8,500, D 3,000; bonds: B 60 % of 2,000.
    assert amounts(summary.breakdown.accounts) == {
        "Large companies": (53_500_000, 14_700_000, 11_700_000),
        "Core bonds": (15_750_000, 1_200_000, 1_200_000),
        "In-state municipal": (6_500_000, 6_000_000, 0),
    }


def test_industries_add_up_to_the_portfolio(summary: Any) -> None:
    industries = summary.breakdown.industries

    assert amounts(industries)["Food (NAICS 311)"] == (10_500_000, 6_300_000, 6_300_000)
    assert industries.total.held == 75_750_000


def test_industries_in_the_state_add_up_to_the_exposure(summary: Any) -> None:
    """The breakdown and the exposure table are two ways to the same figure: 21,900 and 12,900 thousand."""
    total = summary.breakdown.industries.total

    assert (total.in_state, total.manufacturing) == (21_900_000, 12_900_000)


def test_issuers_are_named_and_municipal_bonds_are_one_line(summary: Any) -> None:
    assert [row.label for row in summary.breakdown.issuers.rows] == [
        "Prairie Machine Works Inc.",
        "Lakeshore Foods Company",
        "Municipal issuers of Illinois",
        "Halsted Holdings",
    ]


def test_money_in_the_state_without_a_county_is_a_line_of_its_own(summary: Any) -> None:
    # D's head office is known to the state only, and so are municipal issuers.
    assert amounts(summary.breakdown.counties)["County not known"] == (9_000_000, 9_000_000, 0)


def test_issuers_beyond_the_largest_are_one_line_so_that_the_table_adds_up() -> None:
    parts = [Part(f"issuer {n:02}", f"{n:02}", *[summand] * 3) for n in range(13) for summand in [_money(n)]]

    rest = _largest(parts, "issuers")[LARGEST]

    # The ten largest are 12 … 3; 2 + 1 + 0 are left.
    assert (rest.label, rest.manufacturing) == ("3 other issuers", 3)


def test_a_position_without_a_footprint_stops_the_report(example: Any) -> None:
    footprint = example.tables["footprint"]
    partial = footprint.filter(pc.not_equal(footprint["footprint_id"], "cik:E"))

    with pytest.raises(IntegrityError, match="a footprint is missing"):
        summarise({**example.tables, "footprint": partial}, example.about)


def test_asset_classes_show_shorts_and_unpriced_lines(summary: Any) -> None:
    equity = next(row for row in summary.asset_classes if row.name == "Equity")

    # 10,000 + 2,000 + 8,000 + 5,000 + 3,000 + 4,000 long, 1,000 short, and one line without a price
    assert (equity.lines, equity.unpriced, equity.long, equity.short) == (8, 1, 32_000_000, -1_000_000)


def _money(value: int) -> Any:
    from decimal import Decimal

    return Decimal(value)
