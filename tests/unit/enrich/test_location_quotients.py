"""BLS's location quotients worked out again: what agrees, what does not, and what cannot be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
from reference_world import one

from screener.engine import open_engine, read_step
from screener.enrich import REGISTER
from screener.enrich.catalogue import quotients

if TYPE_CHECKING:
    from collections.abc import Callable

    from screener.engine import Engine


def cell(county: str, naics: str, employment: int, quotient: float) -> dict[str, Any]:
    """Return a disclosed cell of the fourth quarter of 2016."""
    known = {"year": 2016, "quarter": 4, "disclosed": True, "lq_disclosed": True, "establishments": 1}
    return {"county_fips": county, "ownership": "5", "naics": naics, "employment": employment, **known,
            "lq_employment": quotient}  # fmt: skip


def compared(*cells: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return what is said of cells in counties of 1,000 employees each."""
    totals = [cell(county, "10", 1000, 1.0) for county in sorted({row["county_fips"] for row in cells})]
    engine = open_engine()
    schema = REGISTER["qcew_counties"].arrow_schema
    engine.load("ref_qcew_counties", pa.Table.from_pylist([*totals, *cells], schema=schema))
    for table in ("_national_shares", "location_quotients"):
        engine.run(read_step("screener.enrich", table))
    return quotients(engine.fetch("location_quotients").to_pylist())


# 400 of 1,000 employees and a quotient of 4.00: the nation's share is 0.4 / 4 = 10 %.
CALIBRATES = cell("01001", "311", 400, 4.0)


def test_cells_that_calibrate_are_not_counted_among_those_that_agree() -> None:
    """By hand: 50 of 1,000 is a share of 5 %, half the nation's 10 %: a quotient of 0.50."""
    problems, (said,) = compared(CALIBRATES, cell("01003", "311", 50, 0.5))

    assert problems == []
    assert "of 2 manufacturing cells that BLS discloses, 1 (quotient over 3) calibrate" in said
    assert "1 of the other 1 agree" in said


def test_a_cell_that_differs_is_a_problem() -> None:
    """5 % over 10 % is 0.50, not the 0.60 that is said here to be published."""
    problems, (said,) = compared(CALIBRATES, cell("01003", "311", 50, 0.6))

    assert problems == ["location quotient of 01003 311: BLS says 0.6, worked out 0.5000"]
    assert "0 of the other 1 agree" in said


def test_an_industry_with_no_quotient_over_3_is_counted_and_not_compared() -> None:
    """Nothing bounds its national share: its two cells neither agree nor differ."""
    problems, (said,) = compared(CALIBRATES, cell("01001", "312", 50, 0.5), cell("01003", "312", 70, 2.9))

    assert problems == []
    assert "0 of the other 0 agree" in said
    assert "2 cells of 1 industry with no quotient over 3 cannot be compared" in said


def test_a_county_has_the_published_quotient_of_private_manufacturing(a_run: Callable[..., Engine]) -> None:
    """Cook: 185,299 people and 0.84, as published for the end of 2016; its food industry and its total are others.

    Boone's cell is suppressed, and LaSalle has none: unknown both.
    """
    suppressed = {**cell("21015", "31-33", 0, 0.0), "employment": None, "lq_employment": None, "disclosed": False}
    total = {**cell("17031", "10", 2_500_000, 1.0), "ownership": "0"}
    cells = [cell("17031", "31-33", 185_299, 0.84), cell("17031", "311", 30_000, 1.8), total, suppressed]
    rows = a_run(qcew_counties=cells).fetch("facts_place").to_pylist()
    found = {
        county: (row["manufacturing_lq"], row["manufacturing_employment"])
        for county in ("17031", "21015", "17099")
        for row in [one(rows, subject_id=county)]
    }

    assert found == {"17031": (0.84, 185299.0), "21015": (None, None), "17099": (None, None)}
