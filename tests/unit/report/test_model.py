from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from screener.errors import IntegrityError
from screener.report import summarise, summary_json
from screener.report.figures import Exposures, Figure, Interval
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


def test_a_state_that_holds_and_might_hold_nothing_is_not_printed(example: Any) -> None:
    nothing = {"basis": "operations", "side": "long", "location_tier": "1", "low": 0, "best": 0, "high": 0}
    rows = [
        *example.tables["exposures"].to_pylist(),
        {**nothing, "measure": "in_state", "grouping": "state", "group": "HI"},
    ]

    summary = summarise({**example.tables, "exposures": TABLES["exposures"].of(rows)}, example.about)

    assert "HI" not in [row.group for row in summary.places.rows]


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
    rows = example.tables["exposures"].to_pylist()
    lost = next(row for row in rows if (row["measure"], row["grouping"], row["group"]) == ("in_state", "state", "MO"))
    exposures = TABLES["exposures"].of([row for row in rows if row["group"] != lost["group"]])

    with pytest.raises(IntegrityError, match="exposures do not add up: in_state on the operations basis"):
        summarise({**example.tables, "exposures": exposures}, example.about)


def test_a_state_without_holdings_has_a_zero_and_not_an_unknown(example: Any) -> None:
    """A computed measure lists no group that is zero throughout."""
    exposures = Exposures(example.tables["exposures"])

    assert exposures.figure("in_state", "operations", "state", "HI") == Figure()


def test_a_measure_that_was_not_computed_is_null_and_not_zero(example: Any) -> None:
    summary = summarise({**example.tables, "exposures": TABLES["exposures"].empty()}, example.about)

    assert summary_json(summary)["exposure"]["in_state"] == {"operations": None, "headquarters": None}


def test_a_judged_definition_that_no_money_meets_is_zero(example: Any) -> None:
    rows = [row for row in example.tables["exposures"].to_pylist() if row["measure"] != "community_development"]
    summary = summarise({**example.tables, "exposures": TABLES["exposures"].of(rows)}, example.about)

    assert [row.figures["operations"].net for row in summary.development] == [Interval()]


def test_the_parts_of_the_limit_add_up_to_the_upper_end(summary: Any) -> None:
    # Head office only 13,000; listed sites 12,000 (the short adds nothing at its upper end); nothing 22,000.00025;
    # counted jobs 7,350: together 54,350.00025 thousand.
    parts = [int(part.amount) for part in summary.limit]

    assert parts == [13_000_000, 12_000_000, 22_000_000, 7_350_000]
    assert sum(part.amount for part in summary.limit) == Decimal("54350000.25")


def _exposures(*rows: tuple[str, str, int, int, int]) -> Exposures:
    names = ("measure", "group", "low", "best", "high")
    common = {"basis": "operations", "side": "long", "location_tier": "instrument"}
    grouping = {"in_state": "state", "community_development": "definition"}
    return Exposures(
        TABLES["exposures"].of(
            [{**common, "grouping": grouping[row[0]], **dict(zip(names, row, strict=True))} for row in rows]
        )
    )


def test_a_figure_that_may_be_all_or_nothing_is_unknown_and_not_zero() -> None:
    """State bonds without a county: every one might be in a poor county, and nothing says that any is or is not."""
    held = ("in_state", "KY", 40, 40, 40)
    nowhere = ("in_state", "no_place", 2, 2, 2)

    figure = _exposures(held, nowhere, ("community_development", "cd", 0, 0, 40)).figure(
        "community_development", "operations", "definition", "cd"
    )

    assert figure.best is None


def test_a_figure_of_zero_is_known_where_some_money_is_known_to_be_elsewhere() -> None:
    figure = _exposures(("in_state", "KY", 40, 40, 40), ("community_development", "cd", 0, 0, 39)).figure(
        "community_development", "operations", "definition", "cd"
    )

    assert figure.best == 0


def test_what_is_valued_at_an_earlier_date_is_counted_by_date(summary: Any) -> None:
    # The bond file is of September: 6,000 + 4,000 + 1,000.0005 - 250.00075 + 2,000 + 1,000 + 2,000 (thousands).
    assert [(part.as_of.isoformat(), part.market_value) for part in summary.earlier] == [
        ("2024-09-30", Decimal("15749999.75"))
    ]


def test_manufacturing_is_unknown_for_more_money_than_the_place_is(example: Any, summary: Any) -> None:
    # D's head office is known and its industry is not: 3,000 more than what no place is known of, less the
    # municipal bond of 500, which is no manufacturing wherever it is.
    assert summary.unknown == {"in_state": Decimal("22500000.25"), "in_state_manufacturing": Decimal("25000000.25")}


def test_what_has_no_place_by_nature_is_counted_gross(summary: Any) -> None:
    assert summary.no_place == Decimal("11000000.50") + Decimal("250000.75")


def test_findings_that_may_overlap_count_as_the_largest_of_them(example: Any) -> None:
    late = {"code": "vintage-after-date", "severity": "warning", "message": "late"}
    rows = [{**late, "rows": 10, "market_value": Decimal(500)}, {**late, "rows": 7, "market_value": Decimal(900)}]

    group = summarise({**example.tables, "findings": TABLES["findings"].of(rows)}, example.about).findings[0]

    assert (group.overlaps, group.rows, group.market_value) == (True, 10, 900)


def test_one_definition_alone_is_not_printed_twice_as_their_union(example: Any) -> None:
    rows = [row for row in example.tables["exposures"].to_pylist() if "instrument" not in row["group"]]
    union = [{**row, "group": "any definition"} for row in rows if row["group"] == "cd-ppov"]
    other = [{**row, "group": "cd-two"} for row in union]

    one = summarise({**example.tables, "exposures": TABLES["exposures"].of([*rows, *union])}, example.about)
    two = summarise({**example.tables, "exposures": TABLES["exposures"].of([*rows, *union, *other])}, example.about)

    assert [row.title for row in one.development] == ["Persistent-poverty county"]
    assert [row.title for row in two.development] == [
        "Persistent-poverty county",
        "cd-two",
        "Any of these definitions, counted once",
    ]


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
        "home": "Illinois",
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
        "measured": 0,
    }
    assert set(json["outcomes"]["un-pri"]["pri1-h1"]) == {*OUTCOMES, "measured"}
    assert json["findings"]["rule-unverified"] == 2


def test_the_json_object_says_why_one_answer_holds_for_all(summary: Any) -> None:
    """It is no subject: it stands in no count."""
    json = summary_json(summary)

    assert set(json["outcomes"]["ohio"]["oh-01"].values()) == {0}
    assert json["for_every_subject"]["ohio"] == {"oh-01": {"outcome": "not_applicable", "why": "only for Ohio"}}
    assert json["for_every_subject"]["un-pri"] == {
        "pri4-h1": {"outcome": "not_applicable", "why": "never applies to a holding"}
    }


def test_the_json_object_names_the_law(summary: Any) -> None:
    assert summary_json(summary)["law"] == {
        "decision_date": "2024-12-31",
        "known_at": "2024-12-31",
        "jurisdiction": "illinois",
        "collateral_use": "required_report",
        "adopted_text": "IB 2015-01",
        "texts": {"Rule of 2020": "in force, not enforced by the Department of Labor"},
    }


def test_definitions_of_tracts_are_no_rows_of_money_in_counties(example: Any) -> None:
    """Money is placed in counties; a test of census tracts has no exposure, which is not the same as zero."""
    book = next(book for book in example.about.rulebooks if book.id == "community-development")
    tract = replace(book.criteria[0], id="cd-tract", judges="tract")
    about = replace(example.about, rulebooks=(replace(book, criteria=(*book.criteria, tract)),))
    rows = example.tables["decisions"].to_pylist()
    county = next(row for row in rows if row["criterion_id"] == "cd-ppov")
    on_tract = {**county, "criterion_id": "cd-tract", "subject_id": "17031839100"}
    decisions = TABLES["decisions"].of([*rows, on_tract])

    summary = summarise({**example.tables, "decisions": decisions}, about)

    assert [row.criterion_id for row in summary.development if not row.is_union] == ["cd-ppov"]


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
