from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from screener.errors import IntegrityError
from screener.report import summarise
from screener.report.breakdown import LARGEST, Breakdown, Part
from screener.report.figures import Figure, Interval, printed_ends
from screener.tables import EXPOSURES


def amounts(breakdown: Any, measure: str) -> dict[str, tuple[Any, ...]]:
    """Return label → low, best and high as printed; a dash is null."""
    return {row.label: tuple(row.printed[measure].values()) for row in breakdown.parts}


def test_accounts_hold_the_portfolio_and_their_part_of_the_state(summary: Any) -> None:
    accounts = summary.breakdowns["account"]

    assert {row.label: row.held for row in accounts.parts} == {
        "Large companies": 53_500_000,
        "Core bonds": 15_750_000,
        "In-state municipal": 6_500_000,
    }
    # Large companies: A 7,200 - 600, B 60 % of 8,500, D 3,000; at least B 50 % less the short; at most 51,950.00025.
    assert amounts(accounts, "in_state")["Large companies"] == (3_250_000, 14_700_000, 51_950_000)


def test_what_is_wholly_in_one_part_adds_up_at_all_three_ends(summary: Any) -> None:
    """A position is in one account and of one issuer; the parts of a position are in several industries."""
    home = summary.headline["in_state"]["operations"].net

    for grouping in ("account", "manager", "asset_class", "issuer"):
        nets = [part.exact["in_state"].net for part in summary.breakdowns[grouping].parts if "in_state" in part.exact]
        assert (sum(net.low for net in nets), sum(net.high for net in nets)) == (home.low, home.high)


def test_an_industry_carries_the_range_of_what_might_be_in_it(summary: Any) -> None:
    # Food: B 5,250 / 6,300 / 7,350, and all of A, C, D, E and the unknown might be; A's short takes 1,000 at most.
    found = amounts(summary.breakdowns["naics3"], "in_state")

    assert found["Food (NAICS 311)"] == (4_250_000, 6_300_000, 54_350_000)


def test_industries_add_up_to_the_state_and_to_its_manufacturing(summary: Any) -> None:
    """21,900 and 12,900 thousand: the breakdown and the headline are two ways to the same figure."""
    industries = summary.breakdowns["naics3"]

    assert sum(row.printed["in_state"]["best"] for row in industries.parts) == 21_900_000
    assert [(row.label, row.printed["in_state"]["best"]) for row in industries.totals] == [
        ("In Illinois", 21_900_000),
        ("of which manufacturing", 12_900_000),
    ]


def test_the_ends_below_a_table_are_those_of_the_whole_and_no_sums(summary: Any) -> None:
    (whole,) = summary.breakdowns["advanced"].totals

    assert list(whole.printed["in_state_manufacturing"].values()) == [4_250_000, 12_900_000, 54_350_000]


def test_a_rounded_best_estimate_never_passes_its_ends() -> None:
    """Three times 1.4 is 4.2: one of the parts is printed as 2, and so are its ends, which equal it."""
    certain = Figure(Interval(*[Decimal("1.4")] * 3))

    assert [tuple(ends.values()) for ends in printed_ends([certain] * 3)] == [(2, 2, 2), (1, 1, 1), (1, 1, 1)]


def test_what_names_nothing_comes_last(summary: Any) -> None:
    assert [row.label for row in summary.breakdowns["naics3"].parts][-2:] == [
        "Not manufacturing: services, finance, government",
        "Industry unknown",
    ]
    assert [row.label for row in summary.breakdowns["advanced"].parts] == ["Advanced", "Not advanced", "Unknown"]


def test_a_strong_cluster_is_named_by_its_labor_market_and_industry(summary: Any) -> None:
    assert [row.label for row in summary.breakdowns["cluster"].parts] == [
        "Chicago area: Machinery (NAICS 333)",
        "No strong cluster",
    ]


def test_issuers_with_the_most_manufacturing_come_first(summary: Any) -> None:
    assert [row.label for row in summary.breakdowns["issuer"].parts][:3] == [
        "Prairie Machine Works Inc.",
        "Lakeshore Foods Company",
        "Halsted Holdings",
    ]


def test_money_in_the_state_without_a_county_is_a_line_of_its_own(summary: Any) -> None:
    # D's head office is known to the state only, and so are municipal issuers: 21,900 - 12,900.
    assert amounts(summary.breakdowns["county"], "in_state")["County not known"] == (None, 9_000_000, None)


def test_areas_that_reach_into_other_states_have_no_total(summary: Any) -> None:
    assert summary.breakdowns["cbsa"].totals == ()


def test_a_row_says_what_its_best_estimate_rests_on(summary: Any) -> None:
    # Large companies: 5,100 counted, 7,200 and -600 modelled: the tier nets to 6,600; D's 3,000 by head office.
    by_code = {row.code: row.rests_on for row in summary.breakdowns["account"].parts}

    assert by_code == {
        "Large companies": "counted jobs 34.7%; facility list, jobs modelled 44.9%; head office only 20.4%",
        "Core bonds": "counted jobs",
        "In-state municipal": "the bond itself",
    }


def _part(number: int) -> Part:
    held = Figure(Interval(Decimal(0), Decimal(number), Decimal(2 * number)))
    printed = {"low": 0, "best": number, "high": 2 * number}
    return Part(str(number), f"issuer {number}", exact={"in_state": held}, printed={"in_state": printed})


def test_issuers_beyond_the_largest_are_one_line_so_that_the_table_adds_up() -> None:
    parts = tuple(map(_part, range(12, -1, -1)))

    rest = Breakdown("issuer", ("in_state",), parts, (_part(0),)).shown[LARGEST]

    # The ten largest are 12 … 3; 2 + 1 + 0 are left.
    assert (rest.label, rest.printed["in_state"]) == ("3 others", {"low": 0, "best": 3, "high": 6})


def test_what_names_nothing_is_never_among_the_others() -> None:
    unknown = Part("unknown", "Issuer unknown", printed={"in_state": {"low": 0, "best": 0, "high": 9}})

    shown = Breakdown("issuer", ("in_state",), (*map(_part, range(13)), unknown), (_part(0),)).shown

    assert [row.label for row in shown][LARGEST:] == ["3 others", "Issuer unknown"]


def test_the_upper_ends_of_counties_are_not_added_up() -> None:
    rest = Breakdown("county", ("in_state",), tuple(map(_part, range(13))), (_part(0),)).shown[LARGEST]

    assert rest.printed["in_state"]["high"] is None


@pytest.mark.parametrize("grouping", ["naics3", "account", "issuer"])
def test_parts_that_do_not_add_up_stop_the_report(example: Any, grouping: str) -> None:
    rows = example.tables["exposures"].to_pylist()
    lost = next(row for row in rows if row["grouping"] == grouping and row["best"] != 0)
    exposures = EXPOSURES.of([row for row in rows if row is not lost])

    with pytest.raises(IntegrityError, match=f"by {grouping} on the operations basis"):
        summarise({**example.tables, "exposures": exposures}, example.about)


def test_parts_of_one_unit_too_many_at_the_upper_end_stop_the_report(example: Any) -> None:
    """The ends of positions add up too, to the last digit."""
    rows = example.tables["exposures"].to_pylist()
    wrong = next(row for row in rows if (row["grouping"], row["group"]) == ("asset_class", "private"))
    wrong["high"] += 1

    with pytest.raises(IntegrityError, match="by asset_class on the operations basis, high"):
        summarise({**example.tables, "exposures": EXPOSURES.of(rows)}, example.about)


def test_a_grouping_that_was_not_computed_is_left_out_and_not_zero(example: Any) -> None:
    rows = [row for row in example.tables["exposures"].to_pylist() if row["grouping"] != "cluster"]

    assert "cluster" not in summarise({**example.tables, "exposures": EXPOSURES.of(rows)}, example.about).breakdowns


def test_asset_classes_show_shorts_and_unpriced_lines(summary: Any) -> None:
    equity = next(row for row in summary.asset_classes if row.name == "Equity")

    # 10,000 + 2,000 + 8,000 + 5,000 + 3,000 + 4,000 long, 1,000 short, and one line without a price
    assert (equity.lines, equity.unpriced, equity.long, equity.short) == (8, 1, 32_000_000, -1_000_000)
