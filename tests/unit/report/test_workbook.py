from __future__ import annotations

import gc
import re
import zipfile
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from screener.report import Definition, workbook
from screener.report.workbook import write_workbook

XL = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.fixture(scope="module")
def folder(example: Any, summary: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the example's workbook."""
    made = tmp_path_factory.mktemp("workbook")
    write_workbook(made / "report.xlsx", summary, example.tables, example.faults)
    return made


@pytest.fixture(scope="module")
def book(folder: Path) -> Any:
    """Return the workbook as it is read back, and sheet → rows of its table without the row of totals."""
    read = CalamineWorkbook.from_path(folder / "report.xlsx")
    rows = {table.sheet: table.last - table.first - table.has_totals for table in natives(folder / "report.xlsx")}
    return SimpleNamespace(sheet_names=read.sheet_names, get_sheet_by_name=read.get_sheet_by_name, rows=rows)


@pytest.fixture(scope="module")
def tables(folder: Path) -> dict[str, Native]:
    """Return sheet → its native table; of the first sheet, which has several, none."""
    return {table.sheet: table for table in natives(folder / "report.xlsx") if table.sheet != "Summary"}


@dataclass(frozen=True)
class Native:
    """A native table of a workbook, as its XML has it: first and last row of the range, heads and formulas."""

    sheet: str
    name: str
    first: int
    last: int
    has_totals: bool
    has_filter: bool
    heads: list[str]
    formulas: dict[str, tuple[str, str]]
    """Head → formula in the row of totals, and the value that is kept with it."""


def natives(file: Path) -> list[Native]:
    """Read every native table of a workbook from its XML."""
    found = []
    with zipfile.ZipFile(file) as archive:
        names = [
            sheet.get("name") for sheet in etree.fromstring(archive.read("xl/workbook.xml")).iterfind(".//m:sheet", XL)
        ]
        for number, title in enumerate(names, start=1):
            sheet = etree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))
            cells = {cell.get("r"): cell for cell in sheet.iterfind(".//m:c", XL)}
            links = etree.fromstring(archive.read(f"xl/worksheets/_rels/sheet{number}.xml.rels"))
            for link in links:
                if link.get("Type", "").endswith("/table"):
                    table = etree.fromstring(archive.read(f"xl/{link.get('Target', '').removeprefix('../')}"))
                    found.append(native(title, table, cells))
    return found


def native(title: str, table: Any, cells: dict[str, Any]) -> Native:
    start, end = (re.fullmatch(r"([A-Z]+)(\d+)", corner) for corner in table.get("ref").split(":"))
    heads = [column.get("name") for column in table.iterfind(".//m:tableColumn", XL)]
    formulas = {}
    for index, head in enumerate(heads):
        cell = cells.get(f"{letters(index)}{end[2]}")
        if cell is not None and cell.find("m:f", XL) is not None:
            formulas[head] = (cell.findtext("m:f", namespaces=XL), cell.findtext("m:v", namespaces=XL))
    has_totals, has_filter = table.get("totalsRowCount") == "1", table.find("m:autoFilter", XL) is not None
    return Native(title, table.get("name"), int(start[2]), int(end[2]), has_totals, has_filter, heads, formulas)


def letters(index: int) -> str:
    return (chr(64 + index // 26) if index >= 26 else "") + chr(65 + index % 26)


def column(book: Any, sheet: str, name: str) -> list[Any]:
    """Return the cells of a column, without a row of totals: that is text in no column but the first."""
    _, heads, *rows = book.get_sheet_by_name(sheet).to_python()
    return [row[heads.index(name)] for row in rows[: book.rows[sheet]]]


def test_there_is_one_sheet_per_table(book: Any) -> None:
    assert book.sheet_names == [
        *("Summary", "By state", "Evidence", "Upper end", "By account", "By manager", "By kind", "By issuer"),
        *("Industries", "Advanced industries", "Strong clusters", "Labor markets", "Counties", "Tilt"),
        *("Community development", "Jobs", "Jobs by issuer", "Emissions", "Emissions by issuer", "Changes"),
        *("Criteria", "Outcomes by value", "Approaches"),
        *("PRI assets by approach", "PRI screening", "PRI managers", "PRI stewardship", "PRI evidence", "Managers"),
        *("Files", "Kinds", "Holdings", "Exposures", "Quarantine"),
        *("Exceptions", "Findings", "Decisions", "Issuers", "Sites", "Company figures", "Observations"),
        *("Direct instruments", "Look-throughs", "Benchmark", "Attestations", "Votes", "Definitions", "History"),
        *("Data sources", "Method", "Dictionary"),
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
    assert {formula[:13] for formula in re.findall(r"<f>(.*?)</f>", sheets.decode())} == {
        "SUBTOTAL(103,",
        "SUBTOTAL(109,",
    }


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


def test_every_sheet_is_one_native_table_with_a_frozen_head_that_is_printed_on_every_page(
    book: Any, tables: dict[str, Native], folder: Path
) -> None:
    with zipfile.ZipFile(folder / "report.xlsx") as archive:
        workbook = etree.fromstring(archive.read("xl/workbook.xml"))
        frozen = [
            etree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml")).find(".//m:pane", XL).get("state")
            for number in range(1, len(book.sheet_names) + 1)
        ]
    titles = [name for name in workbook.iterfind(".//m:definedName", XL) if name.get("name") == "_xlnm.Print_Titles"]

    assert list(tables) == book.sheet_names[1:]
    assert all(table.first == 2 and table.has_filter for table in tables.values())
    assert set(frozen) == {"frozen"}
    assert sorted(name.text.rpartition("!")[2] for name in titles) == ["$1:$1", *["$2:$2"] * len(tables)]


def test_names_of_sheets_tables_and_heads_are_fit_for_excel(folder: Path) -> None:
    """Sheets have 31 characters at most; tables are named once; heads of one table differ, whatever their case.

    A head that a formula names has none of the characters that a structured reference would have to escape.
    """
    found = natives(folder / "report.xlsx")

    assert max(len(table.sheet) for table in found) <= 31
    assert len({table.name.lower() for table in found}) == len(found)
    assert [table.name for table in found if len({head.lower() for head in table.heads}) < len(table.heads)] == []
    assert not [head for table in found for head in table.formulas if set(head) & set("[]#'@")]


def test_the_value_kept_with_a_total_is_the_sum_of_its_column(book: Any, tables: dict[str, Native]) -> None:
    """Exact to the cent; the first column counts rows. A program that does not calculate shows what Excel would."""
    wrong, sums = [], 0
    for sheet, table in tables.items():
        for head, (formula, value) in table.formulas.items():
            cells = column(book, sheet, head)
            sums += formula.startswith("SUBTOTAL(109,")
            own = f"SUBTOTAL(109,{table.name}[{head}])"
            expected = (
                len(cells) if formula != own else sum(Decimal(str(cell)) for cell in cells if not isinstance(cell, str))
            )
            if abs(Decimal(value) - expected) >= Decimal("0.005"):
                wrong.append((sheet, head, value, expected))
            assert formula in (own, f"SUBTOTAL(103,{table.name}[{head}])")

    assert wrong == []
    assert sums > 30


def test_the_first_cell_of_a_row_is_filled_because_rows_are_counted_by_it(book: Any, tables: dict[str, Native]) -> None:
    counted = [
        sheet
        for sheet, table in tables.items()
        if table.formulas.get(table.heads[0], " ")[0].startswith("SUBTOTAL(103")
    ]

    assert {"Holdings", "By state", "Industries"} <= set(counted)
    assert [sheet for sheet in counted if "" in column(book, sheet, tables[sheet].heads[0])] == []


def test_totals_are_the_figures_of_the_report(tables: dict[str, Native], summary: Any) -> None:
    """USD 75,750,000.00 are screened; what is in Illinois is the same however it is divided."""
    assert tables["Holdings"].formulas["market_value"][1] == "75750000.0"
    assert tables["Kinds"].formulas["net"][1] == "75750000.0"
    assert tables["By state"].formulas["all industries best"][1] == "75750000.0"
    home = {
        float(tables[sheet].formulas["in state best"][1])
        for sheet in (
            "By account",
            "By manager",
            "By kind",
            "By issuer",
            "Industries",
            "Advanced industries",
            "Counties",
        )
    }
    assert home == {float(summary.headline["in_state"]["operations"].net.best)}
    high = summary.headline["in_state_manufacturing"]["operations"].net.high
    assert round(Decimal(tables["Upper end"].formulas["amount"][1]), 2) == round(high, 2)


def test_what_does_not_add_up_has_no_total_and_the_sheet_says_so(book: Any, tables: dict[str, Native]) -> None:
    """The same unknown money might be in any state; one line rests on several sources."""
    ends = [
        (sheet, head) for sheet, table in tables.items() for head in table.formulas if head.endswith(("low", "high"))
    ]

    assert ends == []
    assert not tables["Data sources"].has_totals
    assert "Lows and highs have no total" in book.get_sheet_by_name("By state").to_python()[0][0]
    assert "No column has a total" in book.get_sheet_by_name("Labor markets").to_python()[0][0]


def test_a_heading_has_a_note_on_its_meaning_its_unit_and_its_empty_cells(folder: Path, book: Any) -> None:
    """The words are those of the register of tables; one line of the example has no price."""
    said = notes(folder / "report.xlsx", book.sheet_names.index("Holdings") + 1)

    assert said["M2"].startswith("Signed value in the base currency; null where unpriced. Unit: base currency.")
    assert "Empty where unknown or not applicable." in said["M2"]
    assert said["M2"].endswith("The total leaves out 1 cell without a number.")
    assert (
        notes(folder / "report.xlsx", book.sheet_names.index("By account") + 1)["E2"] == "The best estimate. Whole USD."
    )


def notes(file: Path, number: int) -> dict[str, str]:
    """Return cell → note of a sheet."""
    with zipfile.ZipFile(file) as archive:
        links = etree.fromstring(archive.read(f"xl/worksheets/_rels/sheet{number}.xml.rels"))
        (target,) = (link.get("Target", "") for link in links if link.get("Type", "").endswith("/comments"))
        comments = etree.fromstring(archive.read(f"xl/{target.removeprefix('../')}"))
    return {note.get("ref"): "".join(note.itertext()) for note in comments.iterfind(".//m:comment", XL)}


def test_the_index_leads_to_every_sheet(book: Any, folder: Path) -> None:
    with zipfile.ZipFile(folder / "report.xlsx") as archive:
        first = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    places = [link.get("location") for link in first.iterfind(".//m:hyperlink", XL)]

    assert places == [f"'{name}'!A1" for name in book.sheet_names[1:]]


def test_the_index_says_how_many_rows_there_are_and_what_is_cut(
    book: Any, summary: Any, example: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)
    write_workbook(tmp_path / "report.xlsx", summary, example.tables, [])
    cut = CalamineWorkbook.from_path(tmp_path / "report.xlsx")
    whole, short = ({row[0]: row[2:4] for row in read.get_sheet_by_name("Summary").to_python()} for read in (book, cut))
    issuers = example.tables["issuers"].num_rows

    assert whole["Issuers"] == [issuers, "One row per legal entity."]
    assert short["Issuers"] == [2, f"Only 2 of {issuers} rows, and totals of these; all are in tables/issuers.csv."]


def test_equal_tables_give_equal_bytes(folder: Path, summary: Any, example: Any, tmp_path: Path) -> None:
    write_workbook(tmp_path / "report.xlsx", summary, example.tables, example.faults)

    assert (tmp_path / "report.xlsx").read_bytes() == (folder / "report.xlsx").read_bytes()


@pytest.mark.parametrize("name", ["=1+1", "&A & Co", "x" * 300, '"<b>'])
def test_a_portfolio_may_have_any_name(name: str, summary: Any, example: Any, tmp_path: Path) -> None:
    about = replace(summary.about, portfolio_name=name)
    write_workbook(tmp_path / "report.xlsx", replace(summary, about=about), example.tables, [])

    read = CalamineWorkbook.from_path(tmp_path / "report.xlsx")
    assert read.get_sheet_by_name("Summary").to_python()[0][0] == name


def test_every_sheet_and_column_of_the_workbook_is_in_the_dictionary_with_a_meaning(
    book: Any, tables: dict[str, Native]
) -> None:
    """A sheet that is no table of the run has its rows too: no heading is left to be guessed."""
    listed = dict(
        zip(
            zip(column(book, "Dictionary", "sheet"), column(book, "Dictionary", "column"), strict=True),
            column(book, "Dictionary", "meaning"),
            strict=True,
        )
    )

    assert {name for name, _ in listed} - {""} == set(book.sheet_names)
    heads = [(sheet, head) for sheet, table in tables.items() for head in table.heads]
    assert [key for key in heads if not listed.get(key)] == []


def test_an_edition_without_single_lines_has_no_sheet_of_them_and_says_whose_it_is(
    summary: Any, example: Any, tmp_path: Path
) -> None:
    definition = Definition(title="Evidence", audience="pri", sections=("principles", "findings"), lines=0)
    write_workbook(tmp_path / "report.xlsx", summary, example.tables, example.faults, definition)

    read = CalamineWorkbook.from_path(tmp_path / "report.xlsx")
    assert read.get_sheet_by_name("Summary").to_python()[1][0] == "Evidence, for reporting to the PRI"
    assert {"Holdings", "Decisions", "Issuers", "Sites", "Quarantine", "Exceptions"} & set(read.sheet_names) == set()
    assert {"Findings", "Criteria", "PRI evidence"} <= set(read.sheet_names)
    dictionary = read.get_sheet_by_name("Dictionary").to_python()
    assert {row[2] for row in dictionary[2:]} - {""} == set(read.sheet_names)


def test_the_collector_runs_again_after_the_workbook_even_if_it_failed(summary: Any, tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        write_workbook(tmp_path / "report.xlsx", summary, {}, [])

    assert gc.isenabled()


def test_every_sheet_of_data_says_that_an_empty_cell_is_unknown(book: Any) -> None:
    said = {name: book.get_sheet_by_name(name).to_python()[0][0] for name in book.sheet_names[1:]}

    assert {name for name, words in said.items() if not words.startswith("An empty cell is unknown")} == {
        *("PRI assets by approach", "PRI screening", "PRI managers", "PRI stewardship", "PRI evidence"),
        *("Method", "Dictionary"),
    }


def test_the_sheets_print_the_breakdowns_of_the_page(book: Any, summary: Any) -> None:
    assert column(book, "By state", "all industries best") == [
        "" if row.group == "not_manufacturing" else row.printed["in_state"]["best"] for row in summary.places.rows
    ]
    for grouping, sheet in (("naics3", "Industries"), ("advanced", "Advanced industries"), ("county", "Counties")):
        assert column(book, sheet, "in state best") == [
            part.printed.get("in_state", {}).get("best", "") for part in summary.breakdowns[grouping].parts
        ]


def test_a_line_number_is_no_amount(folder: Path, book: Any) -> None:
    """Line 1234 of a file is not line 1,234: the column carries a plain format."""
    with zipfile.ZipFile(folder / "report.xlsx") as archive:
        styles = archive.read("xl/styles.xml").decode()
        holdings = archive.read(f"xl/worksheets/sheet{book.sheet_names.index('Holdings') + 1}.xml").decode()

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


def test_a_date_is_a_date(book: Any) -> None:
    assert set(column(book, "Files", "describes")) <= {date(2024, 12, 31), date(2024, 9, 30), date(2023, 3, 31)}


def test_an_amount_that_cannot_be_read_is_an_empty_cell(example: Any, summary: Any, tmp_path: Path) -> None:
    delivered = replace(summary.delivered, unknown_rows=2, quarantined=Decimal(0))
    write_workbook(tmp_path / "report.xlsx", replace(summary, delivered=delivered), example.tables, [])

    book = CalamineWorkbook.from_path(tmp_path / "report.xlsx")
    rows = {row[0]: row[1:3] for row in book.get_sheet_by_name("Summary").to_python()}
    assert rows["Quarantined"] == [2, ""]
