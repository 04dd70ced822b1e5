from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.report.files import QUARANTINE, as_text, write_findings, write_quarantine, write_tables


@pytest.fixture(scope="module")
def folder(example: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the example's plain files."""
    made = tmp_path_factory.mktemp("files")
    write_findings(made / "findings.csv", example.tables["findings"])
    write_quarantine(made / "quarantine.csv", example.faults)
    write_tables(made / "tables", example.tables)
    return made


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_quarantine_lists_every_fault_of_every_line(folder: Path) -> None:
    faults = rows(folder / "quarantine.csv")

    assert list(faults[0]) == list(QUARANTINE)
    assert [(fault["source_row"], fault["rule"]) for fault in faults] == [
        ("24", "market-value-unreadable"),
        ("24", "state-unknown"),
        ("25", "currency-unknown"),
    ]


def test_findings_are_written_with_their_money_as_plain_numbers(folder: Path) -> None:
    money = {finding["code"]: finding["market_value"] for finding in rows(folder / "findings.csv")}

    assert money["stale-input"] == "16250000.00"
    assert money["unpriced"] == ""


def test_no_cell_of_a_text_file_starts_a_formula(folder: Path) -> None:
    """A delivered ``=cmd|…`` must not run when a clerk opens the quarantine in a spreadsheet."""
    cells = [
        cell for name in ("quarantine.csv", "findings.csv") for row in rows(folder / name) for cell in row.values()
    ]

    assert "'=cmd' /C calc'!A0" in cells
    assert not [cell for cell in cells if cell[:1] in tuple("=+@\t\r")]


def test_excel_is_told_that_the_text_is_utf_8(folder: Path) -> None:
    assert (folder / "findings.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def guarded(text: str) -> Any:
    (cell,) = as_text(pa.chunked_array([[text]])).to_pylist()
    return cell


@given(st.text())
def test_taking_one_apostrophe_away_gives_back_what_was_delivered(delivered: str) -> None:
    assert guarded(delivered).removeprefix("'") == delivered


@pytest.mark.parametrize("number", ["-1,234.50", "+5", "-.5", "-1 234"])
def test_a_signed_number_stays_a_number(number: str) -> None:
    assert guarded(number) == number


@pytest.mark.parametrize("text", ["-2+3", "+A1", "@SUM(A1)", "=1", "\t=1", "-", "-1\n=1", "\n=1"])
def test_text_that_a_spreadsheet_would_calculate_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_every_table_is_written_as_it_is(example: Any, folder: Path) -> None:
    written = {file.stem: pq.read_table(file) for file in (folder / "tables").glob("*.parquet")}

    assert written.keys() == example.tables.keys()
    assert all(written[name].equals(table) for name, table in example.tables.items())


def test_every_table_is_written_as_text_with_the_same_rows(example: Any, folder: Path) -> None:
    """Unknown is an empty cell, money has all its digits, a date is an ISO date; text loses nothing but its guard."""
    assert {file.stem for file in (folder / "tables").glob("*.csv")} == example.tables.keys()
    for name, table in example.tables.items():
        found = rows(folder / "tables" / f"{name}.csv")
        assert len(found) == table.num_rows
        for written, row in zip(found, table.to_pylist(), strict=True):
            assert {key: again(written[key], cell) for key, cell in row.items()} == row


def again(written: str, cell: Any) -> Any:
    """Return what was written as the kind of thing that it was."""
    if cell is None:
        return written or None
    if isinstance(cell, bool):
        return {"true": True, "false": False}[written]
    if isinstance(cell, date):
        return date.fromisoformat(written)
    return type(cell)(written.removeprefix("'") if isinstance(cell, str) else written)


def test_the_smallest_amounts_are_digits_and_no_power_of_ten(tmp_path: Path) -> None:
    """Fourteen places, as `screener.tables.EXACT_MONEY` has; a spreadsheet would round 1E-8 and misread 0E-14."""
    amounts = [Decimal(0), Decimal("-0.00000001"), None, Decimal("1234.5")]
    write_tables(tmp_path, {"made": pa.table({"n": range(4), "best": pa.array(amounts, pa.decimal128(38, 14))})})

    assert [row["best"] for row in rows(tmp_path / "made.csv")] == [
        "0.00000000000000",
        "-0.00000001000000",
        "",
        "1234.50000000000000",
    ]


def test_text_in_a_table_is_guarded_and_empty_text_is_not_unknown(tmp_path: Path) -> None:
    write_tables(tmp_path, {"made": pa.table({"name": ["=1+1", "", None, 'café, "x"']})})

    assert (tmp_path / "made.csv").read_bytes() == '\ufeff"name"\n"\'=1+1"\n""\n\n"café, ""x"""\n'.encode()


def test_equal_tables_are_equal_text(example: Any, folder: Path, tmp_path: Path) -> None:
    write_tables(tmp_path, example.tables)

    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {
        file.name: file.read_bytes() for file in (folder / "tables").iterdir()
    }
