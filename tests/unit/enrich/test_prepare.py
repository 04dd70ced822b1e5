"""Preparing a dataset from its publisher's file and swapping it in."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from screener.enrich import REGISTER, datasets
from screener.enrich.prepare import check_key, main, prepare, write
from screener.errors import InputError, IntegrityError, NotFoundError
from screener.workspace import sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable

DATA = Path(__file__).parents[2] / "data" / "enrich"


def test_a_prepared_table_is_typed_and_sorted() -> None:
    """Equal content is equal bytes."""
    table = prepare("zip_to_county", [DATA / "zip_to_county.csv"])

    assert table.schema.equals(REGISTER["zip_to_county"].schema)
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


@pytest.fixture
def a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], dict[str, datasets.Dataset]]:
    """Make a register and a data folder of their own; the function reads the register as it is then."""
    register = tmp_path / "datasets.toml"
    shutil.copy(datasets.REGISTER_FILE, register)
    monkeypatch.setattr(datasets, "FOLDER", tmp_path / "data")
    monkeypatch.setattr("screener.enrich.prepare.REGISTER_FILE", register)
    return lambda: datasets.read_register(register)


def test_writing_puts_rows_and_hash_into_the_register(
    a_copy: Callable[[], dict[str, datasets.Dataset]], tmp_path: Path
) -> None:
    """And leaves every other entry alone."""
    table = prepare("zip_to_county", [DATA / "zip_to_county.csv"])
    write(REGISTER["zip_to_county"], table, tmp_path / "datasets.toml")
    after = a_copy()

    assert (6, sha256_of(tmp_path / "data" / "zip_to_county.parquet")) == (
        after["zip_to_county"].rows,
        after["zip_to_county"].sha256,
    )
    assert {name: d for name, d in REGISTER.items() if name != "zip_to_county"} == {
        name: d for name, d in after.items() if name != "zip_to_county"
    }


def test_writing_twice_gives_the_same_bytes(a_copy: Callable[[], dict[str, datasets.Dataset]], tmp_path: Path) -> None:
    """No clock, no random order."""
    hashes = set()
    for _ in range(2):
        write(REGISTER["counties"], prepare("counties", sorted(DATA.glob("c*.csv"))), tmp_path / "datasets.toml")
        hashes.add(a_copy()["counties"].sha256)

    assert len(hashes) == 1


def test_the_command_line_prints_faults_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 is wrong input, nothing written."""
    assert main(["counties", "absent.csv"]) == 2
    assert "absent.csv: this file cannot be read" in capsys.readouterr().err
