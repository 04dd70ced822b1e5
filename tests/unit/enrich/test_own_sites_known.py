"""The portfolio's own lists of sites as they were known on a day: a list counts from the day it was published."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from screener.engine import open_engine, read_step
from screener.enrich.own.sites import SCHEMA

YEAR_END, FEBRUARY, JULY = date(2023, 12, 31), date(2024, 2, 7), date(2024, 7, 26)
LISTS = [
    ("old", date(2022, 12, 31), date(2023, 2, 7)),
    ("first", YEAR_END, FEBRUARY),
    ("first too", YEAR_END, FEBRUARY),
    ("restated", YEAR_END, JULY),
]
"""Site, day that its list describes, day that it was published."""


def standings(as_of: date, known_at: date) -> dict[str, str]:
    """Return site → whether it counts in a run of a date, with what was known on a day."""
    engine = open_engine()
    shared = {"source_file": "establishments/a.csv", "issuer": "cik:1", "place": "17"}
    rows = [
        {**shared, "source_row": row, "site": site, "as_of": day, "published": published}
        for row, (site, day, published) in enumerate(LISTS, start=2)
    ]
    engine.load("user_establishments", pa.Table.from_pylist(rows, SCHEMA))
    engine.load("identified_issuers", pa.table({"issuer_id": ["cik:1"], "cik": ["1"], "lei": [""]}))
    engine.load("vintages", pa.table({"run_as_of": [as_of], "known_at": [known_at]}))
    engine.run(read_step("screener.enrich", "_user_sites"))
    return {row["site"]: row["standing"] for row in engine.fetch("_user_sites").to_pylist()}


@pytest.mark.parametrize(
    ("known_at", "old", "first", "restated"),
    [
        (date(2023, 1, 31), "after the date", "after the date", "after the date"),  # nothing was published yet
        (date(2024, 1, 31), "used", "after the date", "after the date"),  # a list of the year's end, still unpublished
        (FEBRUARY, "superseded", "used", "after the date"),
        (JULY, "superseded", "superseded", "used"),  # the same day said again: the whole list gives way
    ],
)
def test_a_list_counts_from_the_day_it_was_published(known_at: date, old: str, first: str, restated: str) -> None:
    """On each day the newest date described by what was out, and of that the newest publication."""
    expected = {"old": old, "first": first, "first too": first, "restated": restated}

    assert standings(known_at, known_at) == expected


def test_what_was_known_later_describes_the_runs_date_all_the_same() -> None:
    """A run of the year's end with what was known in July: of that day the restated list, whenever it was published."""
    assert standings(YEAR_END, JULY)["restated"] == "used"
    assert standings(YEAR_END, YEAR_END)["old"] == "used"
