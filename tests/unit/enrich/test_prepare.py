"""Preparing a dataset from its publisher's file and swapping it in."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from screener.enrich import REGISTER, copies, register
from screener.enrich.copies import select
from screener.enrich.prepare import check_key, main, prepare, store
from screener.enrich.register import Vintage, read_register
from screener.errors import InputError, IntegrityError, NotFoundError
from screener.workspace import sha256_of

DATA = Path(__file__).parents[2] / "data" / "enrich"


def test_a_prepared_table_is_typed_and_sorted() -> None:
    """Equal content is equal bytes."""
    table = prepare("zip_to_county", [DATA / "zip_to_county.csv"])

    assert table.schema.equals(REGISTER["zip_to_county"].arrow_schema)
    assert table["zip"].to_pylist() == sorted(table["zip"].to_pylist())


def test_a_repeated_key_is_refused() -> None:
    """A join would multiply money."""
    dataset = REGISTER["sec_cik_sic"]
    table = pa.table({"cik": ["1", "1"], "sic": ["2834", "3571"]})

    with pytest.raises(IntegrityError, match=r"1 rows repeat a key \(cik\)"):
        check_key(dataset, table)


def test_an_unknown_dataset_names_the_nearest() -> None:
    """A slip of the keyboard is met with the right word."""
    with pytest.raises(NotFoundError, match="did you mean 'counties'"):
        prepare("countys", [])


def test_a_table_without_rows_is_refused(tmp_path: Path) -> None:
    """An empty download must not replace a good copy."""
    (tmp_path / "empty.csv").write_text("zip,fips\n")

    with pytest.raises(InputError, match="has no rows"):
        prepare("zip_to_county", [tmp_path / "empty.csv"])


def vintage(label: str) -> Vintage:
    """Return a vintage as a person names it, its rows and hash not known yet."""
    return Vintage(vintage=label, published=date(2024, 3, 31), retrieved=date(2024, 4, 2), rows=0, sha256="")


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that stands for the package: a copy of the register, no data yet."""
    file = tmp_path / "datasets.toml"
    shutil.copy(register.REGISTER_FILE, file)
    monkeypatch.setattr(register, "REGISTER_FILE", file)
    monkeypatch.setattr(register, "FOLDER", tmp_path / "data")
    return tmp_path


def test_storing_a_shipped_copy_puts_rows_and_hash_into_the_register(package: Path) -> None:
    """And leaves every other entry, other vintage and comment alone."""
    before = register.REGISTER_FILE.read_text()
    table = prepare("zip_to_county", [DATA / "zip_to_county.csv"])
    store(REGISTER["zip_to_county"], table, vintage("2024Q1"), None)
    after = read_register(register.REGISTER_FILE)

    assert after["zip_to_county"].vintages[:-1] == REGISTER["zip_to_county"].vintages
    assert (after["zip_to_county"].vintages[-1].rows, after["zip_to_county"].vintages[-1].sha256) == (
        6,  # the lines of the excerpt
        sha256_of(package / "data" / "zip_to_county-2024Q1.parquet"),
    )
    assert {name: d for name, d in REGISTER.items() if name != "zip_to_county"} == {
        name: d for name, d in after.items() if name != "zip_to_county"
    }
    comments = [line for line in before.splitlines() if line.startswith("#")]
    assert [line for line in register.REGISTER_FILE.read_text().splitlines() if line.startswith("#")] == comments


def test_storing_a_vintage_again_replaces_it(package: Path) -> None:
    """A vintage is one copy, not a series of attempts."""
    table = prepare("zip_to_county", [DATA / "zip_to_county.csv"])
    for rows in (6, 5):
        store(REGISTER["zip_to_county"], table.slice(0, rows), vintage("2015"), None)
    (only,) = read_register(register.REGISTER_FILE)["zip_to_county"].vintages

    assert (only.vintage, only.rows) == ("2015", 5)
    assert [file.name for file in (package / "data").glob("*.parquet")] == ["zip_to_county-2015.parquet"]


def test_storing_in_a_workspace_leaves_the_package_alone(tmp_path: Path) -> None:
    """A workspace keeps its own copies and its own record of them."""
    shipped = register.REGISTER_FILE.read_bytes()
    table = prepare("commuting_zones", [DATA / "2020-commuting-zones.csv"])
    copy = store(REGISTER["commuting_zones"], table, vintage("2020"), tmp_path)

    assert copy.path == tmp_path / "reference" / f"commuting_zones-2020-{sha256_of(copy.path)[:12]}.parquet"
    assert pq.read_table(copy.path).equals(table)
    assert copies.copies("commuting_zones", tmp_path) == [copy]
    assert copies.copies("commuting_zones") == []
    assert register.REGISTER_FILE.read_bytes() == shipped


def test_a_copy_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk must cost nothing: the old copy and its record stay, and no part of the new one is taken for it."""
    dataset = REGISTER["commuting_zones"]
    table = prepare("commuting_zones", [DATA / "2020-commuting-zones.csv"])
    old = store(dataset, table, vintage("2020"), tmp_path)

    def full(written: pa.Table, path: Path, **_: object) -> None:
        Path(path).write_bytes(b"half")
        raise OSError("no space left on device")

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(OSError, match="no space"):
        store(dataset, table.slice(0, 0), vintage("2020"), tmp_path)

    assert copies.copies("commuting_zones", tmp_path) == [old]
    assert sha256_of(old.path) == old.vintage.sha256
    assert list((tmp_path / "reference").glob("*.partial")) == []


def test_between_the_copy_and_its_record_a_reader_finds_the_old_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine stops when the new rows are there and the record is not yet: the old copy is whole and recorded."""
    dataset = REGISTER["commuting_zones"]
    table = prepare("commuting_zones", [DATA / "2020-commuting-zones.csv"])
    old = store(dataset, table, vintage("2020"), tmp_path)
    rename = Path.replace

    def stops(path: Path, target: Path) -> Path:
        if target.name == "vintages.toml":
            raise OSError("the machine stops")
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", stops)
    with pytest.raises(OSError, match="the machine stops"):
        store(dataset, table.slice(0, 0), vintage("2020"), tmp_path)

    assert select(date(2024, 12, 31), tmp_path).chosen["commuting_zones"] == old


def test_a_replaced_copy_is_another_file_and_the_old_one_goes(tmp_path: Path) -> None:
    """What a run began to read never changes under it."""
    table = prepare("commuting_zones", [DATA / "2020-commuting-zones.csv"])
    old, new = (store(REGISTER["commuting_zones"], t, vintage("2020"), tmp_path) for t in (table, table.slice(0, 0)))

    assert old.path != new.path
    assert list((tmp_path / "reference").glob("*.parquet")) == [new.path]


STORES = """
import sys
from datetime import date
from pathlib import Path
import pyarrow as pa
from screener.enrich import REGISTER
from screener.enrich.copies import select
from screener.enrich.prepare import store
from screener.enrich.register import Vintage

dataset, day = REGISTER["commuting_zones"], date(2024, 3, 31)
table = dataset.arrow_schema.empty_table()
for number in range(8):
    vintage = Vintage(vintage=f"{sys.argv[1]}-{number}", published=day, retrieved=day, rows=0, sha256="")
    store(dataset, table, vintage, Path(sys.argv[2]))
"""


def test_two_updates_at_once_lose_no_vintage(tmp_path: Path) -> None:
    """Three processes store eight vintages each into one workspace: 24 are recorded."""
    running = [subprocess.Popen([sys.executable, "-c", STORES, name, str(tmp_path)]) for name in ("a", "b", "c")]

    assert [process.wait() for process in running] == [0, 0, 0]
    assert len(copies.copies("commuting_zones", tmp_path)) == 24


def test_storing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """No clock, no random order."""
    hashes = set()
    for _ in range(2):
        table = prepare("counties", [DATA / "county_gazetteer.csv", DATA / "cbsa_delineation_2023.csv"])
        hashes.add(store(REGISTER["counties"], table, vintage("2023-07"), tmp_path).vintage.sha256)

    assert len(hashes) == 1


def test_the_command_line_prints_faults_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 is wrong input, nothing written."""
    assert main(["counties", "2024", "2024-01-31", "2024-02-01", "absent.csv"]) == 2
    assert "absent.csv: this file cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("label", ["../x", "2016 Q4", ""])
def test_a_name_that_cannot_be_part_of_a_file_is_refused(label: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It would name a file somewhere else, or one that a person mistypes."""
    assert main(["counties", label, "2024-01-31", "2024-02-01", "absent.csv"]) == 2
    assert "no short name of a vintage" in capsys.readouterr().err


def test_the_command_line_without_files_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    """And names the datasets."""
    assert main(["counties"]) == 2
    assert "NAME VINTAGE PUBLISHED RETRIEVED FILE" in (printed := capsys.readouterr().err)
    assert "commuting_zones" in printed
