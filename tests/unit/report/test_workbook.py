from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from screener.report.workbook import write_workbook


@pytest.fixture(scope="session")
def book(folder: Path) -> Any:
    return CalamineWorkbook.from_path(folder / "report.xlsx")


def column(book: Any, sheet: str, name: str) -> list[Any]:
    _, heads, *rows = book.get_sheet_by_name(sheet).to_python()
    return [row[heads.index(name)] for row in rows]


def test_there_is_one_sheet_per_part(book: Any) -> None:
    assert book.sheet_names == [
        "Summary",
        "By state",
        "By account",
        "By issuer",
        "Industries",
        "Regions",
        "Tilt",
        "Community development",
        "Jobs",
        "Jobs by issuer",
        "Emissions",
        "Emissions by issuer",
        "Approaches",
        "Changes",
        "Outcomes by value",
        "Exposures",
        "Holdings",
        "Quarantine",
        "Criteria",
        "Managers",
        "Findings",
        "Decisions",
        "Attestations",
        "Votes",
        "Issuers",
        "Look-throughs",
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


def test_every_criterion_has_a_row_with_its_outcomes_or_the_one_answer_for_all(book: Any) -> None:
    every = dict(zip(column(book, "Criteria", "criterion"), column(book, "Criteria", "every subject"), strict=True))
    failing = dict(zip(column(book, "Criteria", "criterion"), column(book, "Criteria", "fail"), strict=True))

    assert len(every) == 10
    assert (every["dol-94a"], failing["dol-94a"]) == ("Not applicable: ended October 16, 2008", "")
    assert (every["mfg-31"], failing["mfg-31"]) == ("", 1)


def test_the_decisions_on_a_sheet_are_those_that_say_something(book: Any) -> None:
    """Counties alone would fill the sheet; they, and what was not decided, are in the tables."""
    assert {"pass", "watch", "fail"} == set(column(book, "Decisions", "outcome"))
    assert set(column(book, "Decisions", "subject")) == {"issuer", "holding", "manager", "plan"}


def test_the_summary_says_by_which_law_the_run_was_judged(book: Any) -> None:
    rows = {row[0]: row[1] for row in book.get_sheet_by_name("Summary").to_python()}

    assert rows["Jurisdiction"] == "Illinois"
    assert rows["Rule of 2020 (binding)"] == "in force, not enforced by the Department of Labor"


def test_every_declared_column_is_in_the_dictionary(book: Any) -> None:
    from screener.tables import TABLES

    listed = set(zip(column(book, "Dictionary", "table"), column(book, "Dictionary", "column"), strict=True))

    assert {(table.name, name) for table in TABLES.values() for name in table.names} <= listed


def test_the_dictionary_explains_the_words_and_says_what_adds_up(book: Any) -> None:
    from screener.tables import GROUPINGS, LOCATION_TIERS

    heads, *rows = book.get_sheet_by_name("Dictionary").to_python()[1:]
    found = {(row[0], row[1]): dict(zip(heads, row, strict=True)) for row in rows}

    assert all(found["location tiers", tier]["meaning"] == meaning for tier, meaning in LOCATION_TIERS.items())
    assert {name for name in GROUPINGS if found["groupings of exposure", name]["partition"] == "no"} == {
        "county", "cbsa", "commuting_zone", "region", "outcome", "definition",
    }  # fmt: skip


def test_the_workbook_is_dated_by_the_run_and_not_by_the_clock(folder: Path) -> None:
    with zipfile.ZipFile(folder / "report.xlsx") as archive:
        assert b"2024-12-31T00:00:00Z" in archive.read("docProps/core.xml")


def test_heads_are_frozen_filtered_and_printed_on_every_page(folder: Path) -> None:
    with zipfile.ZipFile(folder / "report.xlsx") as archive:
        sheet, workbook = archive.read("xl/worksheets/sheet17.xml"), archive.read("xl/workbook.xml")

    assert b'state="frozen"' in sheet
    assert b"<autoFilter" in sheet
    assert b"_xlnm.Print_Titles" in workbook


def test_every_sheet_of_data_says_that_an_empty_cell_is_unknown(book: Any) -> None:
    notes = {name: book.get_sheet_by_name(name).to_python()[0][0] for name in book.sheet_names[1:]}

    assert {name for name, note in notes.items() if not note.startswith("An empty cell is unknown")} == {
        "Method",
        "Dictionary",
    }


def test_the_sheets_print_the_breakdowns_of_the_page(book: Any, summary: Any) -> None:
    assert column(book, "By state", "all industries, best") == [
        "" if row.group == "not_manufacturing" else row.printed["in_state"]["best"]
        for row in (*summary.places.rows, summary.places.total)
    ]
    assert column(book, "Industries", "in state, best") == [
        part.printed.get("in_state", {}).get("best", "")
        for grouping in ("naics3", "advanced", "cluster")
        for part in (*summary.breakdowns[grouping].parts, *summary.breakdowns[grouping].totals)
    ]


def test_lows_and_highs_have_no_total_in_the_workbook(book: Any) -> None:
    assert column(book, "By state", "manufacturing, high")[-1] == ""


def test_a_line_number_is_no_amount(folder: Path) -> None:
    """Line 1234 of a file is not line 1,234: the column carries a plain format."""
    with zipfile.ZipFile(folder / "report.xlsx") as archive:
        styles = archive.read("xl/styles.xml").decode()
        holdings = archive.read("xl/worksheets/sheet17.xml").decode()

    style = int(re.search(r'<c r="B3" s="(\d+)"', holdings)[1])
    formats = re.findall(r'<xf numFmtId="(\d+)"', styles.partition("<cellXfs")[2])
    # 1 is Excel's own number of the format "0"
    assert formats[style] == "1"


def test_pages_are_printed_on_letter_paper(folder: Path) -> None:
    with zipfile.ZipFile(folder / "report.xlsx") as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]

    assert all(b'paperSize="1"' in sheet for sheet in sheets)


def test_the_summary_names_what_is_unknown_and_what_was_found(book: Any) -> None:
    rows = {row[0]: row[1:] for row in book.get_sheet_by_name("Summary").to_python()}

    assert rows["Place or industry unknown"][2] == 25_000_000.25
    assert rows["What a fund owns is not on file, so its place and industry are unknown."][:3] == ["warning", 1, 6]
    assert rows["Companies, tickers and exchanges"][0] == "2026-10"


def test_an_amount_that_cannot_be_read_is_an_empty_cell(example: Any, summary: Any, tmp_path: Path) -> None:
    delivered = replace(summary.delivered, unknown_rows=2, quarantined=Decimal(0))
    write_workbook(tmp_path / "report.xlsx", replace(summary, delivered=delivered), example.tables, [])

    book = CalamineWorkbook.from_path(tmp_path / "report.xlsx")
    rows = {row[0]: row[1:3] for row in book.get_sheet_by_name("Summary").to_python()}
    assert rows["Quarantined"] == [2, ""]
