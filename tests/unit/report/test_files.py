from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screener.report.files import QUARANTINE, as_text


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


@given(st.text())
def test_taking_one_apostrophe_away_gives_back_what_was_delivered(delivered: str) -> None:
    assert as_text(delivered).removeprefix("'") == delivered


@pytest.mark.parametrize("number", ["-1,234.50", "+5", "-.5", "-1 234"])
def test_a_signed_number_stays_a_number(number: str) -> None:
    assert as_text(number) == number


@pytest.mark.parametrize("text", ["-2+3", "+A1", "@SUM(A1)", "=1", "\t=1", "-"])
def test_text_that_a_spreadsheet_would_calculate_is_guarded(text: str) -> None:
    assert as_text(text) == f"'{text}"


def test_every_table_is_written_as_it_is(example: Any, folder: Path) -> None:
    written = {file.stem: pq.read_table(file) for file in (folder / "tables").iterdir()}

    assert written.keys() == example.tables.keys()
    assert all(written[name].equals(table) for name, table in example.tables.items())
