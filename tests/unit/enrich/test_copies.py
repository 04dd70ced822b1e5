"""Vintages are kept apart: which a run of a date uses, and what a workspace refreshed itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from screener import enrich
from screener.engine import open_engine
from screener.enrich import REGISTER, copies
from screener.enrich.copies import history, select
from screener.enrich.prepare import store
from screener.enrich.register import Vintage
from screener.errors import NotFoundError

if TYPE_CHECKING:
    from pathlib import Path


def keep(root: Path, name: str, label: str, published: date, marker: str) -> None:
    """Put a copy of one row into a workspace; every text of the row is the marker."""
    dataset = REGISTER[name]
    row = {column: marker for column, kind in dataset.columns.items() if kind == "text"}
    table = pa.Table.from_pylist([row], schema=dataset.arrow_schema)
    vintage = Vintage(vintage=label, published=published, retrieved=published, rows=0, sha256="")
    store(dataset, table, vintage, root)


@pytest.mark.parametrize(
    ("as_of", "vintage", "late"),
    [
        (date(2024, 4, 30), "2024Q1", False),  # published that day
        (date(2024, 12, 31), "2024Q1", False),
        (date(2025, 1, 31), "2024Q4", False),  # the newest published by the date
        (date(2023, 6, 30), "2024Q1", True),  # none is held: the earliest later one
    ],
)
def test_a_run_uses_the_newest_vintage_published_by_its_date(
    tmp_path: Path, as_of: date, vintage: str, late: bool
) -> None:
    """The shipped list of 2024Q1, and a later one that the workspace fetched."""
    keep(tmp_path, "sec_13f_list", "2024Q4", date(2025, 1, 31), "later")
    chosen = select(as_of, tmp_path)

    assert chosen.chosen["sec_13f_list"].vintage.vintage == vintage
    assert chosen.is_late("sec_13f_list") is late


def test_rows_that_are_dated_one_by_one_are_never_late() -> None:
    """A WARN notice is published on its own day, whatever the day of the register's export."""
    assert select(date(2020, 1, 1)).is_late("warn_notices") is False


def test_a_copy_of_the_workspace_replaces_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    """Refreshing a vintage is a correction of it; elsewhere the shipped copy stays."""
    keep(tmp_path, "sec_13f_list", "2024Q1", date(2024, 4, 12), "mine")
    mine = copies.copies("sec_13f_list", tmp_path)

    assert [(copy.vintage.vintage, copy.is_shipped) for copy in mine] == [("2024Q1", False)]
    assert copies.copies("sec_13f_list")[0].is_shipped


def test_a_dataset_of_which_nothing_is_held_is_an_empty_table_of_its_columns() -> None:
    """Steps need not ask whether commuting zones were loaded."""
    engine = open_engine()
    selection = select(date(2024, 12, 31))
    enrich.load_datasets(engine, selection)

    assert "commuting_zones" not in selection.chosen
    assert engine.fetch("ref_commuting_zones").num_rows == 0
    assert engine.fetch("ref_commuting_zones").schema.names == ["county_fips", "edition", "commuting_zone"]


def test_history_holds_every_vintage_with_its_name_and_day(tmp_path: Path) -> None:
    """Whoever follows a security through the quarters reads them all."""
    keep(tmp_path, "sec_13f_list", "2024Q4", date(2025, 1, 31), "later")
    table = (
        history(REGISTER["sec_13f_list"], tmp_path).group_by(["vintage", "published"]).aggregate([([], "count_all")])
    )

    assert {row["vintage"]: (row["published"], row["count_all"]) for row in table.to_pylist()} == {
        "2024Q1": (date(2024, 4, 30), REGISTER["sec_13f_list"].vintages[0].rows),
        "2024Q4": (date(2025, 1, 31), 1),
    }


def test_two_editions_of_naics_are_two_vintages() -> None:
    """A run of 2020 reads the industries of 2017, one of 2024 those of 2022; the history has both."""
    assert select(date(2020, 6, 30)).chosen["naics"].vintage.vintage == "2017"
    assert select(date(2024, 12, 31)).chosen["naics"].vintage.vintage == "2022"
    assert set(history(REGISTER["naics"])["vintage"].to_pylist()) == {"2017", "2022"}


def test_an_unknown_dataset_names_the_nearest() -> None:
    """A slip of the keyboard is met with the right word."""
    with pytest.raises(NotFoundError, match="did you mean 'warn_notices'"):
        copies.copies("warn_notice")
