"""Vintages are kept apart: which a run of a date uses, and what a workspace refreshed itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from screener import enrich
from screener.engine import open_engine
from screener.enrich import REGISTER, copies, register
from screener.enrich.catalogue import catalogue
from screener.enrich.copies import select
from screener.enrich.prepare import store
from screener.enrich.register import Vintage
from screener.errors import InputError, IntegrityError, NotFoundError

if TYPE_CHECKING:
    from pathlib import Path


def keep(root: Path, name: str, label: str, published: date, marker: str) -> None:
    """Put a copy of one row into a workspace; every text of the row is the marker."""
    dataset = REGISTER[name]
    row = {column: marker for column, kind in dataset.columns.items() if kind == "text"}
    table = pa.Table.from_pylist([row], schema=dataset.arrow_schema)
    vintage = Vintage(vintage=label, published=published, retrieved=published, rows=0, sha256="")
    store(dataset, table, vintage, root)


def history(name: str, root: Path | None = None) -> pa.Table:
    """Return the rows of every vintage held, as a run's steps read them."""
    engine = open_engine()
    enrich.load_datasets(engine, select(date(2024, 12, 31), root))
    return engine.fetch(f"ref_{name}_history")


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
    table = history("sec_13f_list", tmp_path).group_by(["vintage", "published"]).aggregate([([], "count_all")])

    assert {row["vintage"]: (row["published"], row["count_all"]) for row in table.to_pylist()} == {
        "2024Q1": (date(2024, 4, 30), REGISTER["sec_13f_list"].vintages[0].rows),
        "2024Q4": (date(2025, 1, 31), 1),
    }


def test_two_editions_of_naics_are_two_vintages() -> None:
    """A run of 2020 reads the industries of 2017, one of 2024 those of 2022; the history has both."""
    assert select(date(2020, 6, 30)).chosen["naics"].vintage.vintage == "2017"
    assert select(date(2024, 12, 31)).chosen["naics"].vintage.vintage == "2022"
    assert set(history("naics")["vintage"].to_pylist()) == {"2017", "2022"}


def test_an_unknown_dataset_names_the_nearest() -> None:
    """A slip of the keyboard is met with the right word."""
    with pytest.raises(NotFoundError, match="did you mean 'warn_notices'"):
        copies.copies("warn_notice")


def test_a_run_refuses_every_copy_that_is_missing_or_not_the_one_recorded(tmp_path: Path) -> None:
    """All at once, each with the command that mends it: a chosen copy gone, and one of a history with a byte more."""
    keep(tmp_path, "commuting_zones", "2020", date(2021, 1, 31), "gone")
    keep(tmp_path, "sec_13f_list", "2023Q4", date(2024, 1, 31), "damaged")
    gone, damaged = copies.copies("commuting_zones", tmp_path)[0], copies.copies("sec_13f_list", tmp_path)[0]
    gone.path.unlink()
    with damaged.path.open("ab") as file:
        file.write(b" ")
    with pytest.raises(IntegrityError) as refused:
        select(date(2024, 12, 31), tmp_path)

    said = str(refused.value)
    assert refused.value.exit_code == 4
    assert f"{gone.path.name}: missing" in said
    assert f"{damaged.path.name}: sha256 is" in said
    assert "screener data update commuting_zones --vintage 2020" in said
    assert "screener data update sec_13f_list --vintage 2023Q4" in said


def test_a_missing_copy_that_ships_is_mended_by_installing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No workspace can fetch what belongs to the package."""
    monkeypatch.setattr(register, "FOLDER", tmp_path)
    with pytest.raises(IntegrityError, match="install the screener again"):
        select(date(2024, 12, 31))


def test_a_copy_without_a_column_that_steps_read_is_refused(tmp_path: Path) -> None:
    """A workspace may hold copies that an older screener prepared."""
    dataset = REGISTER["sec_13f_list"]
    table = pa.table({"cusip": ["000000000"]})
    day = date(2024, 1, 31)
    store(dataset, table, Vintage(vintage="2023Q4", published=day, retrieved=day, rows=0, sha256=""), tmp_path)
    with pytest.raises(IntegrityError, match="columns are not those of the register"):
        select(date(2024, 12, 31), tmp_path)


def test_a_history_reads_the_copies_that_were_checked(tmp_path: Path) -> None:
    """A vintage stored between the check and the loading belongs to the next run."""
    selection = select(date(2024, 12, 31), tmp_path)
    keep(tmp_path, "sec_13f_list", "2024Q4", date(2025, 1, 31), "later")
    engine = open_engine()
    enrich.load_datasets(engine, selection)

    assert set(engine.fetch("ref_sec_13f_list_history")["vintage"].to_pylist()) == {"2024Q1"}


def test_a_record_that_is_no_toml_says_its_line(tmp_path: Path) -> None:
    """A person may have opened it."""
    (tmp_path / "reference").mkdir()
    (tmp_path / "reference" / "vintages.toml").write_text('[naics]\nvintages = "2017\n')
    with pytest.raises(InputError, match=r"vintages\.toml:2: this is no TOML"):
        select(date(2024, 12, 31), tmp_path)


def test_every_fault_of_a_record_is_said_with_its_line(tmp_path: Path) -> None:
    """An unknown dataset, a day that is none in the second entry, a key that is missing; `data list` says the same.

    An entry without a name is called by its place, from 1.
    """
    keep(tmp_path, "naics", "2030", date(2030, 1, 31), "x")
    file = tmp_path / "reference" / "vintages.toml"
    entry = 'retrieved = 2030-01-31\nrows = 1\nsha256 = "a"\n'
    file.write_text(
        f'[naics]\n[[naics.vintages]]\nvintage = "1"\npublished = 2030-01-31\n{entry}'  # lines 1 to 7
        f'[[naics.vintages]]\nvintage = "2"\npublished = "soon"\n{entry}'  # the day on line 10
        f'[warn_notice]\n[[warn_notice.vintages]]\nvintage = "3"\n{entry}'  # from line 14
    )
    for read in (lambda: select(date(2024, 12, 31), tmp_path), lambda: catalogue(tmp_path)):
        with pytest.raises(InputError) as refused:
            read()
        said = str(refused.value)
        assert "vintages.toml:10: naics.vintages 2.published:" in said
        assert "vintages.toml:14: warn_notice: there is no such dataset; did you mean 'warn_notices'?" in said
        assert "vintages.toml:15: warn_notice.vintages 1.published: is missing" in said
