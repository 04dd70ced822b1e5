"""Refreshing a dataset: the publisher's file in, what changes shown, one vintage swapped in or none."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from datetime import date
from functools import partial
from http.server import HTTPServer, SimpleHTTPRequestHandler
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from screener.cli import main
from screener.enrich import REGISTER
from screener.enrich.copies import copies, select
from screener.enrich.fetch import _Redirects, fetch
from screener.enrich.update import update
from screener.enrich.verify import verify
from screener.errors import InputError, IntegrityError, NotFoundError, SourceError
from screener.workspace import new_workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parents[2] / "data" / "enrich"
TODAY = date(2026, 11, 22)
ZIPS = "zip_to_county"
# Ten rows are not plausible for a country's ZIP codes: the tests say so where they mean it.
SMALL = {"retrieved": TODAY, "accept_changes": True}


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
    with pytest.raises(IntegrityError, match=r"3 rows; between 35,000 and 80,000 are expected"):
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
    with pytest.raises(InputError, match=r"no file one\.csv\n.*no file two\.csv"):
        update(ZIPS, tmp_path, ["one.csv", "two.csv"], **SMALL)


def test_every_address_that_cannot_be_meant_is_named_without_its_secrets(tmp_path: Path) -> None:
    """A bracket left open, a port that is none, a space, another scheme, no host, a password; nothing is fetched."""
    wrong = [
        "http://[bad",
        "http://host:port/a",
        "https://host/a b",
        "ftp://host/c",
        "https:///d",
        "https://me:pw1@host/e",
    ]
    with pytest.raises(InputError) as refused:
        update(ZIPS, tmp_path, [*wrong, "ftp://me:pw2@host/f", "https://ho st/g?key=pw3", "http://me:pw4@[h"], **SMALL)

    said = str(refused.value)
    assert len(said.splitlines()) == 1 + 9
    assert "ftp://host/c: only http and https addresses are fetched" in said
    assert not any(secret in said for secret in ("pw1", "pw2", "pw3", "pw4"))


@pytest.mark.parametrize("label", ["../x", "2016 Q4"])
def test_a_name_that_cannot_be_part_of_a_file_is_refused_before_anything_is_read(tmp_path: Path, label: str) -> None:
    """There is no such file either: the name is looked at first."""
    with pytest.raises(InputError, match=r"vintage: .* is no short name of a vintage.*expected\n.*2024Q2"):
        update(ZIPS, tmp_path, ["absent.csv"], vintage=label, **SMALL)


def test_a_vintage_refreshed_keeps_its_day_of_publication_and_what_it_describes(tmp_path: Path, zips: Path) -> None:
    """The crosswalk of 2015 was known in 2015, whenever its file is fetched again; unless a person says another day."""
    change = update(ZIPS, tmp_path, [str(zips)], vintage="2015", **SMALL)
    corrected = update(ZIPS, tmp_path, [str(zips)], vintage="2015", published=date(2015, 6, 30), **SMALL)

    assert (change.vintage.published, change.vintage.describes) == (date(2015, 12, 31), "2015 or before")
    assert (corrected.vintage.published, corrected.vintage.describes) == (date(2015, 6, 30), "2015 or before")


@pytest.mark.parametrize(
    ("held", "label", "is_older"),
    [
        ("2018Q4", "2017Q4", True),
        ("2018Q4", "2016", True),
        ("2018Q4", "2018Q3", True),
        ("2018-06", "2018-05", True),
        ("2018-06-08", "2018-06-01", True),
        ("2003-2022", "2003-2021", True),
        ("2018Q4", "2019", False),
        ("2018", "2018-11-22", False),  # within the year, and later than its beginning
        ("2018-10", "2018", False),  # the year ends after the month
        ("2018Q4", "second-edition", False),  # says no period
    ],
)
def test_an_older_period_does_not_become_the_newest_unless_its_day_is_said(
    tmp_path: Path, zips: Path, held: str, label: str, is_older: bool
) -> None:
    """Published today, by default, it would be used by every run of today."""
    update(ZIPS, tmp_path, [str(zips)], vintage=held, published=date(2019, 3, 31), **SMALL)
    if is_older:
        with pytest.raises(InputError, match=r"published: .* it would be taken for the newest"):
            update(ZIPS, tmp_path, [str(zips)], vintage=label, **SMALL)
        update(ZIPS, tmp_path, [str(zips)], vintage=label, published=date(2018, 12, 31), **SMALL)
        assert copies(ZIPS, tmp_path)[-1].vintage.vintage == held
    else:
        assert update(ZIPS, tmp_path, [str(zips)], vintage=label, **SMALL).vintage.published == TODAY


def test_the_rows_say_the_period_where_they_have_years_and_quarters(tmp_path: Path) -> None:
    """BLS's file of 2016Q4, rewritten as one of 2015Q2: older than the vintage that ships, whatever it is called."""
    file = tmp_path / "qcew.csv"
    file.write_text((DATA / "qcew_by_area_2016q4.csv").read_text().replace(",2016,4,", ",2015,2,"))
    with pytest.raises(InputError, match="describes 2015-04 to 2015-06, and 2016Q4, held already, 2016-10 to 2016-12"):
        update("qcew_counties", tmp_path, [str(file)], **SMALL)


@pytest.fixture
def any_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take any number of rows for plausible: what the tests then see refused is the change."""
    for name in (ZIPS, "cbp_establishments"):
        monkeypatch.setitem(REGISTER, name, REGISTER[name].model_copy(update={"expected_rows": (1, 10**6)}))


@pytest.mark.usefixtures("any_number")
def test_a_copy_that_lacks_more_than_a_hundredth_of_the_keys_of_its_vintage_is_refused(tmp_path: Path) -> None:
    """Of 200 keys two may go; the third is too many, until a person takes it. Another vintage may lack any."""
    pairs = [f"{number:05},17031" for number in range(200)]
    for gone in (0, 2, 3):
        (tmp_path / f"less{gone}.csv").write_text("\n".join(["zip,fips", *pairs[gone:]]))
    update(ZIPS, tmp_path, [str(tmp_path / "less0.csv")], vintage="a", retrieved=TODAY)
    update(ZIPS, tmp_path, [str(tmp_path / "less2.csv")], vintage="a", retrieved=TODAY)
    update(ZIPS, tmp_path, [str(tmp_path / "less0.csv")], vintage="a", retrieved=TODAY)
    with pytest.raises(IntegrityError, match="3 of 200 keys would go"):
        update(ZIPS, tmp_path, [str(tmp_path / "less3.csv")], vintage="a", retrieved=TODAY)

    assert update(ZIPS, tmp_path, [str(tmp_path / "less3.csv")], vintage="b", retrieved=TODAY).rows == (200, 197)
    assert update(ZIPS, tmp_path, [str(tmp_path / "less3.csv")], vintage="a", **SMALL).keys_removed == 3


@pytest.mark.usefixtures("any_number")
@pytest.mark.parametrize(("employees", "is_refused"), [("120.0", False), ("121.0", True), ("79.0", True)])
def test_a_total_of_a_vintage_may_move_by_a_fifth(tmp_path: Path, employees: str, is_refused: bool) -> None:
    """From 100 employees to 120 is a fifth; to 121, or to 79, is more."""
    form = "fips,county_name,emp,est,payroll_k,naics4,state\n17031,Cook County,{},7.0,100.0,3112,IL\n"
    before, after = tmp_path / "before.csv", tmp_path / "after.csv"
    before.write_text(form.format("100.0"))
    after.write_text(form.format(employees))
    update("cbp_establishments", tmp_path, [str(before)], vintage="a", retrieved=TODAY)
    if is_refused:
        with pytest.raises(IntegrityError, match=f"total of employment would move from 100.00 to {employees}"):
            update("cbp_establishments", tmp_path, [str(after)], vintage="a", retrieved=TODAY)
    else:
        assert update("cbp_establishments", tmp_path, [str(after)], vintage="a", retrieved=TODAY).rows_changed == 1


def test_a_damaged_copy_is_replaced_by_a_good_one(tmp_path: Path, zips: Path) -> None:
    """It cannot be compared; that must not stop what mends it."""
    update(ZIPS, tmp_path, [str(zips)], vintage="2026Q3", **SMALL)
    copies(ZIPS, tmp_path)[-1].path.write_bytes(b"damaged")
    change = update(ZIPS, tmp_path, [str(zips)], vintage="2026Q3", **SMALL)

    assert (change.before, change.replaces) == (None, True)
    assert verify(tmp_path) == []


def test_refreshing_everything_goes_on_after_a_failure_and_lists_all_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two publishers fail, one of them with a file that is wrong (4) and one without answering (3): 4 is worse."""
    asked = []

    def refresh(name: str, *_: object, **__: object) -> None:
        asked.append(name)
        if len(asked) == 2:
            raise IntegrityError("another file")
        raise SourceError("could not be fetched")

    monkeypatch.setattr("screener.enrich.update.update", refresh)
    new_workspace(tmp_path / "w")
    monkeypatch.chdir(tmp_path / "w")
    with pytest.raises(SystemExit) as left:
        main(["data", "update"])

    said = capsys.readouterr().err
    assert left.value.code == 4
    assert asked == [name for name, dataset in REGISTER.items() if dataset.download]
    assert all(f"{name}: " in said for name in asked)


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
    (tmp_path / "site" / "more").mkdir()
    (tmp_path / "site" / "more" / "zips.csv").write_text("zip,fips\n61301,17099\n")
    httpd = HTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(tmp_path / "site")))
    thread = threading.Thread(target=httpd.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer as the path asks: whole, short, elsewhere, with who asked, or with a line that is no HTTP."""
        if self.path == "/who.csv":
            self._answer(self.headers["User-Agent"].encode())
        elif self.path == "/short.csv":
            self._answer(b"zip,fips\n60601,17031\n", short_by=70)
        elif self.path == "/elsewhere.csv":
            self.send_response(302)
            self.send_header("Location", "ftp://me:pw@host/zips.csv?key=pw")
            self.end_headers()
        elif self.path == "/garbage.csv":
            self.wfile.write(b"no answer at all\r\n")
        else:
            super().do_GET()

    def _answer(self, body: bytes, short_by: int = 0) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body) + short_by))
        self.end_headers()
        self.wfile.write(body)

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


@pytest.mark.enable_socket
def test_two_addresses_that_end_in_the_same_name_are_two_files(tmp_path: Path, server: str) -> None:
    """A publisher may name each year's file alike."""
    found = fetch(REGISTER[ZIPS], [f"{server}/zips.csv", f"{server}/more/zips.csv"], tmp_path)

    assert [path.name for path in found] == ["zips.csv", "zips.csv"]
    assert [path.read_text().splitlines()[1] for path in found] == ["60601,17031", "61301,17099"]


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("short.csv", "the answer broke off, 70 bytes short"),
        ("absent.csv", "the server answered 404 Not Found"),
        ("garbage.csv", "breaks the rules of HTTP"),
        ("elsewhere.csv", "it leads to ftp://host/zips.csv, and only https is followed from http"),
        ("absent.csv?key=pw", "the server answered 404 Not Found"),
    ],
)
def test_what_cannot_be_fetched_whole_says_why_and_no_secret(tmp_path: Path, server: str, path: str, said: str) -> None:
    """A part of a file must never be taken for the file; a query may hold a key."""
    with pytest.raises(SourceError, match=said) as refused:
        fetch(REGISTER[ZIPS], [f"{server}/{path}"], tmp_path)

    assert "pw" not in str(refused.value)


def test_a_publisher_is_not_followed_from_https_to_http() -> None:
    """What came over a secure line must not be replaced on an open one."""
    asked = urllib.request.Request("https://publisher.example/a.csv")
    with pytest.raises(urllib.error.URLError, match="only https is followed from https"):
        _Redirects().redirect_request(asked, BytesIO(), 302, "Found", {}, "http://publisher.example/a.csv")

    followed = _Redirects().redirect_request(asked, BytesIO(), 302, "Found", {}, "https://other.example/a.csv")
    assert followed is not None
    assert followed.full_url == "https://other.example/a.csv"


@pytest.mark.enable_socket
def test_a_publisher_is_told_whom_to_write_to(tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The SEC asks for a name and an address. A letter or line end that a header cannot carry is replaced."""
    monkeypatch.setenv("SCREENER_USER", "Ann Łuk\nann@fund.example")
    (named,) = fetch(REGISTER[ZIPS], [f"{server}/who.csv"], tmp_path)

    assert named.read_text().endswith(" (Ann ?uk ann@fund.example)")
