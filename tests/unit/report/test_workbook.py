from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook


@pytest.fixture(scope="session")
def book(folder: Path) -> Any:
    return CalamineWorkbook.from_path(folder / "report.xlsx")


def column(book: Any, sheet: str, name: str) -> list[Any]:
    rows = book.get_sheet_by_name(sheet).to_python()
    return [row[rows[0].index(name)] for row in rows[1:]]


def test_there_is_one_sheet_per_part(book: Any) -> None:
    assert book.sheet_names == [
        "Summary",
        "Exposures",
        "Holdings",
        "Quarantine",
        "Findings",
        "Decisions",
        "Issuers",
        "Data sources",
        "Method",
        "Dictionary",
    ]


def test_the_summary_prints_the_figures_of_the_page(book: Any) -> None:
    rows = {tuple(row[:2]): row[2:5] for row in book.get_sheet_by_name("Summary").to_python()}

    assert rows["In-state manufacturing (Illinois)", "operations"] == [4_250_000.0, 12_900_000.0, 54_350_000.25]


def test_market_values_of_the_holdings_add_up_to_the_screened_total(book: Any) -> None:
    values = [value for value in column(book, "Holdings", "market_value") if value != ""]

    assert sum(values) == 75_750_000.00


def test_an_unpriced_line_has_an_empty_cell_and_no_zero(book: Any) -> None:
    by_line = dict(
        zip(column(book, "Holdings", "security_name"), column(book, "Holdings", "market_value"), strict=True)
    )

    assert by_line["Delisted Example Corp"] == ""


def test_text_that_looks_like_a_formula_stays_text(book: Any, folder: Path) -> None:
    with zipfile.ZipFile(folder / "report.xlsx") as archive:
        sheets = b"".join(archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))

    assert "=cmd' /C calc'!A0" in column(book, "Quarantine", "delivered")
    assert b"<f>" not in sheets


def test_every_declared_column_is_in_the_dictionary(book: Any) -> None:
    from screener.tables import TABLES

    listed = set(zip(column(book, "Dictionary", "table"), column(book, "Dictionary", "column"), strict=True))

    assert {(table.name, name) for table in TABLES.values() for name in table.names} <= listed


def test_the_workbook_is_dated_by_the_run_and_not_by_the_clock(folder: Path) -> None:
    with zipfile.ZipFile(folder / "report.xlsx") as archive:
        assert b"2024-12-31T00:00:00Z" in archive.read("docProps/core.xml")


def test_heads_are_frozen_filtered_and_printed_on_every_page(folder: Path) -> None:
    with zipfile.ZipFile(folder / "report.xlsx") as archive:
        sheet, workbook = archive.read("xl/worksheets/sheet3.xml"), archive.read("xl/workbook.xml")

    assert b'state="frozen"' in sheet
    assert b"<autoFilter" in sheet
    assert b"_xlnm.Print_Titles" in workbook
