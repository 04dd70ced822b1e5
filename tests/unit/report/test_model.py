from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from screener.errors import IntegrityError
from screener.report import summarise, summary_json
from screener.report.figures import Interval
from screener.tables import OUTCOMES, TABLES


def test_delivered_is_screened_plus_quarantined(summary: Any) -> None:
    # 27 lines of 75,750,000.00 screened; 2 in quarantine, one of 750,000.00 and one that cannot be read.
    delivered = summary.delivered

    assert (delivered.rows, delivered.market_value) == (29, Decimal("76500000.00"))
    assert (delivered.unknown_rows, delivered.unpriced) == (1, 1)


def test_long_and_short_make_net_and_gross(summary: Any) -> None:
    delivered = summary.delivered

    assert (delivered.long, delivered.short) == (Decimal("77000000.75"), Decimal("-1250000.75"))
    assert (delivered.screened, delivered.gross) == (Decimal("75750000.00"), Decimal("78250001.50"))


def test_in_state_manufacturing_adds_long_and_short_over_every_tier(example: Any, summary: Any) -> None:
    """Low -1,000 + 5,250; best 7,200 - 600 + 6,300; high 12,000 + 0 + 7,350 + 13,000 + 22,000.00025 (thousands)."""
    figure = summary.headline["in_state_manufacturing"]["operations"]

    assert figure.net == Interval(example.k(4_250), example.k(12_900), Decimal("54350000.25"))


def test_a_short_position_swaps_low_and_high(example: Any, summary: Any) -> None:
    figure = summary.headline["in_state"]["operations"]

    assert figure.short == Interval(example.k(-1_000), example.k(-600), Decimal(0))


def test_head_office_figures_stand_beside_operations(example: Any, summary: Any) -> None:
    # Head offices in Illinois: A 12,000 - 1,000, B 10,500; D's industry is unknown and might be manufacturing.
    figure = summary.headline["in_state_manufacturing"]["headquarters"]

    assert figure.net == Interval(example.k(21_500), example.k(21_500), Decimal("46500000.25"))


def test_best_estimates_by_state_add_up_to_the_portfolio(summary: Any) -> None:
    printed = [row.printed["in_state"]["best"] for row in summary.places.rows]

    assert sum(printed) == summary.places.total.printed["in_state"]["best"] == 75_750_000


def test_lows_and_highs_have_no_total(summary: Any) -> None:
    """The same unknown money might be in any state, so the ends of ranges never add up over groups."""
    total = summary.places.total.printed["in_state_manufacturing"]

    assert (total["low"], total["high"]) == (None, None)


def test_the_home_state_is_printed_first_and_what_is_no_state_last(summary: Any) -> None:
    groups = [row.group for row in summary.places.rows]

    assert groups == ["IL", "MO", "IN", "WI", "foreign", "no_place", "not_manufacturing", "unknown"]


def test_evidence_adds_up_to_the_portfolio(summary: Any) -> None:
    # Instruments 6,000 IL + 2,000 abroad + 10,749.99975 without place; tier 3: 11,000; tier 1: 10,500; tier 5: 13,000.
    by_tier = {row.tier: row.held for row in summary.tiers.rows}

    assert by_tier == {
        "instrument": 18_750_000,
        "1": 10_500_000,
        "2": 0,
        "3": 11_000_000,
        "4": 0,
        "5": 13_000_000,
        "none": 22_500_000,
    }
    assert summary.tiers.total.held == 75_750_000


def test_exposures_that_do_not_add_up_stop_the_report(example: Any) -> None:
    exposures = TABLES["exposures"].of(example.tables["exposures"].to_pylist()[:-1])

    with pytest.raises(IntegrityError, match="exposures do not add up"):
        summarise({**example.tables, "exposures": exposures}, example.about)


def test_a_state_without_holdings_has_a_zero_and_not_an_unknown(example: Any) -> None:
    """A computed measure lists no group that is zero throughout."""
    summary = summarise(example.tables, replace(example.about, state="HI", state_name="Hawaii"))

    assert summary.headline["in_state"]["operations"].net == Interval()


def test_a_measure_that_was_not_computed_is_null_and_not_zero(example: Any) -> None:
    summary = summarise({**example.tables, "exposures": TABLES["exposures"].empty()}, example.about)

    assert summary_json(summary)["exposure"]["in_state"] == {"operations": None, "headquarters": None}


def test_a_judged_definition_that_no_money_meets_is_zero(example: Any) -> None:
    rows = [row for row in example.tables["exposures"].to_pylist() if row["measure"] != "community_development"]
    summary = summarise({**example.tables, "exposures": TABLES["exposures"].of(rows)}, example.about)

    assert [row.figures["operations"].net for row in summary.development] == [Interval()]


def test_findings_are_grouped_with_errors_first_and_then_by_money(summary: Any) -> None:
    assert [(group.severity, group.code) for group in summary.findings] == [
        ("error", "currency-unknown"),
        ("error", "market-value-unreadable"),
        ("warning", "fund-not-looked-through"),
        ("warning", "stale-input"),
        ("warning", "unpriced"),
        ("info", "rule-unverified"),
    ]


def test_a_group_of_findings_without_known_money_has_none(summary: Any) -> None:
    by_code = {group.code: group.market_value for group in summary.findings}

    assert by_code["unpriced"] is None


def test_the_json_object_holds_rows_and_exact_money_as_text(summary: Any) -> None:
    json = summary_json(summary)

    assert json["rows"] == {"delivered": 29, "screened": 27, "quarantined": 2}
    assert json["market_value"] == {"delivered": "76500000.00", "screened": "75750000.00", "quarantined": "750000.00"}


def test_the_json_object_holds_exposures_to_the_cent(summary: Any) -> None:
    assert summary_json(summary)["exposure"] == {
        "state": "IL",
        "in_state": {
            "operations": {"low": "10250000.00", "best": "21900000.00", "high": "60850000.25"},
            "headquarters": {"low": "30500000.00", "best": "30500000.00", "high": "53000000.25"},
        },
        "in_state_manufacturing": {
            "operations": {"low": "4250000.00", "best": "12900000.00", "high": "54350000.25"},
            "headquarters": {"low": "21500000.00", "best": "21500000.00", "high": "46500000.25"},
        },
    }


def test_the_json_object_counts_all_five_outcomes_and_every_finding(summary: Any) -> None:
    json = summary_json(summary)

    assert json["outcomes"]["nine-steps"]["s8c"] == {
        "pass": 1,
        "watch": 0,
        "fail": 0,
        "not_applicable": 0,
        "insufficient_data": 0,
    }
    assert set(json["outcomes"]["un-pri"]["pri1-h1"]) == set(OUTCOMES)
    assert json["findings"]["rule-unverified"] == 2


def test_coverage_of_nothing_is_null_in_the_json_object(example: Any) -> None:
    rows = [
        {**row, "covered": Decimal(0), "total": Decimal(0), "share": None}
        for row in example.tables["coverage"].to_pylist()
    ]
    summary = summarise({**example.tables, "coverage": TABLES["coverage"].of(rows)}, example.about)

    assert set(summary_json(summary)["coverage"].values()) == {None}


def test_coverage_shares_are_text_between_zero_and_one(summary: Any) -> None:
    # 31,500,000.00 of 78,250,001.50
    assert summary_json(summary)["coverage"]["operations"] == "0.402555902826"
