"""Refreshing a dataset: the publisher's file in, what changes shown, one vintage swapped in or none."""

from __future__ import annotations

import threading
from datetime import date
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from screener.enrich.copies import copies, select
from screener.enrich.update import update
from screener.enrich.verify import verify
from screener.errors import InputError, IntegrityError, NotFoundError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parents[2] / "data" / "enrich"
TODAY = date(2026, 11, 22)
ZIPS = "zip_to_county"
# Ten rows are not plausible for a country's ZIP codes: the tests say so where they mean it.
SMALL = {"retrieved": TODAY, "accept_rows": True}


@pytest.fixture
def zips(tmp_path: Path) -> Path:
    """Return a crosswalk of three rows in the publisher's form."""
    file = tmp_path / "zips.csv"
    file.write_text("zip,fips\n60601,17031\n61301,17031\n61301,17099\n")
    return file


def test_an_update_is_kept_as_a_vintage_of_its_own(tmp_path: Path, zips: Path) -> None:
    """What was held stays: a run for an earlier date still needs it."""
    update(ZIPS, tmp_path, [str(zips)], vintage="2026Q3", **SMALL)

    assert [(copy.vintage.vintage, copy.is_shipped) for copy in copies(ZIPS, tmp_path)] == [
        ("2015", True),
        ("2026Q3", False),
    ]
    assert verify(tmp_path) == []


def test_without_words_the_vintage_is_that_of_the_day_it_was_retrieved(tmp_path: Path, zips: Path) -> None:
    """By that day the world certainly knew it; an earlier day is for a person to say."""
    change = update(ZIPS, tmp_path, [str(zips)], **SMALL)

    assert (change.vintage.vintage, change.vintage.published) == ("2026-11-22", TODAY)


def test_what_changes_is_counted_by_key_and_total(tmp_path: Path) -> None:
    """By hand: 2834 stays, 3571's employer 2 becomes 3674, company 3 goes, company 4 comes."""
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"
    before.write_text("cik,sic\n1,2834\n2,3571\n3,6020\n")
    after.write_text("cik,sic\n1,2834\n2,3674\n4,6020\n")
    update("sec_cik_sic", tmp_path, [str(before)], vintage="one", **SMALL)
    change = update("sec_cik_sic", tmp_path, [str(after)], vintage="one", **SMALL)

    assert (change.rows, change.keys_added, change.keys_removed, change.rows_changed) == ((3, 3), 1, 1, 1)
    assert change.replaces


def test_totals_of_numeric_columns_stand_side_by_side(tmp_path: Path) -> None:
    """Emissions of facility 1: 10.5 t, then 12.25 t; nothing was held of the workspace's own before."""
    change = update(
        "cbp_establishments",
        tmp_path,
        [str(DATA / "cbp2021_long.csv")],
        vintage="2021",
        keep=False,
        **SMALL,
    )
    held = pq.read_table(copies("cbp_establishments")[-1].path)

    assert change.totals["employment"][0] == sum(held["employment"].to_pylist())


def test_a_dry_run_keeps_nothing(tmp_path: Path, zips: Path) -> None:
    """A person may look first."""
    change = update(ZIPS, tmp_path, [str(zips)], keep=False, **SMALL)

    assert change.rows == (54147, 3)
    assert not (tmp_path / "reference").exists()


def test_an_implausible_number_of_rows_is_refused_and_nothing_changes(tmp_path: Path, zips: Path) -> None:
    """A page of an error message, saved as a file, must not replace the country."""
    with pytest.raises(IntegrityError, match=r"would have 3 rows; between 35,000 and 80,000 are expected"):
        update(ZIPS, tmp_path, [str(zips)], retrieved=TODAY)

    assert not (tmp_path / "reference").exists()


def test_a_file_of_another_layout_changes_nothing(tmp_path: Path) -> None:
    """The loader says which columns it misses."""
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="missing"):
        update(ZIPS, tmp_path, [str(other)], **SMALL)

    assert [copy.vintage.vintage for copy in copies(ZIPS, tmp_path)] == ["2015"]


def test_every_missing_file_is_named(tmp_path: Path) -> None:
    """All at once."""
    with pytest.raises(InputError, match=r"no file one\.csv, two\.csv"):
        update(ZIPS, tmp_path, ["one.csv", "two.csv"], **SMALL)


def test_an_unknown_dataset_names_the_nearest(tmp_path: Path) -> None:
    """A slip of the keyboard is met with the right word."""
    with pytest.raises(NotFoundError, match="did you mean 'zip_to_county'"):
        update("zip_to_countys", tmp_path, [], **SMALL)


def test_a_dataset_without_a_fixed_address_says_where_to_fetch_it(tmp_path: Path) -> None:
    """The register has the page; only a person can choose the file."""
    with pytest.raises(InputError, match="no fixed address") as refused:
        update(ZIPS, tmp_path, [], **SMALL)

    assert "huduser.gov" in str(refused.value)


def test_a_vintage_cannot_be_known_before_it_is_published(tmp_path: Path, zips: Path) -> None:
    """A day of publication after the day of retrieval is a slip."""
    with pytest.raises(InputError, match="is after the day it was retrieved"):
        update(ZIPS, tmp_path, [str(zips)], published=date(2027, 1, 1), **SMALL)


def test_a_run_uses_the_refreshed_vintage_from_the_day_it_was_published(tmp_path: Path, zips: Path) -> None:
    """On the last day of 2024 the old crosswalk is the newest known; in 2025 it is the new one."""
    update(ZIPS, tmp_path, [str(zips)], vintage="2025", published=date(2025, 1, 15), **SMALL)

    assert select(date(2024, 12, 31), tmp_path).chosen[ZIPS].vintage.vintage == "2015"
    assert select(date(2025, 1, 15), tmp_path).chosen[ZIPS].vintage.vintage == "2025"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """Serve a folder on this machine, as a publisher would; yields its address."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "zips.csv").write_text("zip,fips\n60601,17031\n")
    httpd = HTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path / "site")))
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's own name
        """Say nothing."""


@pytest.mark.enable_socket
def test_an_address_is_fetched_and_read(tmp_path: Path, server: str) -> None:
    """From a real server, on this machine."""
    change = update(ZIPS, tmp_path, [f"{server}/zips.csv"], **SMALL)

    assert change.rows == (54147, 1)
    assert copies(ZIPS, tmp_path)[-1].vintage.rows == 1


@pytest.mark.enable_socket
def test_an_address_that_does_not_answer_is_a_source_that_could_not_be_asked(tmp_path: Path, server: str) -> None:
    """Exit code 3, never read as an empty file."""
    with pytest.raises(SourceError, match="could not be fetched") as refused:
        update(ZIPS, tmp_path, [f"{server}/absent.csv"], **SMALL)

    assert refused.value.exit_code == 3
    assert not (tmp_path / "reference").exists()
