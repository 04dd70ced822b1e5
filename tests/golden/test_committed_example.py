"""The run in reports/examples, made again: every figure, word and cell is what is committed."""

from __future__ import annotations

import json
import re

import pyarrow.parquet as pq
import pypdfium2
import pytest
from example import EXAMPLE, KEPT, QUARTERS
from printed import disagreements, tables_of
from python_calamine import load_workbook


@pytest.fixture(scope="session")
def made(three_quarters):
    """Return the folder of the run of the newest quarter."""
    [folder] = (three_quarters / "reports" / "runs" / "illinois-demo" / QUARTERS[-1]).iterdir()
    return folder


def without_ids(text, *folders):
    """Return text without run ids, which follow from the program's own source, and without the program's own hash."""
    ids = set()
    for folder in folders:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        ids |= {manifest["run_id"], manifest["since"]["run_id"]}
        ids |= set(pq.read_table(folder / "tables" / "history.parquet")["run_id"].to_pylist())
    return re.sub("|".join(sorted(ids)), "RUN", text)


def test_tables_are_those_committed(made):
    """Every table, row by row; only the run's own id in the history may differ."""
    names = sorted(path.name for path in (EXAMPLE / "tables").iterdir())
    assert names == sorted(path.name for path in (made / "tables").glob("*.parquet"))
    for name in names:
        before, now = (pq.read_table(folder / "tables" / name) for folder in (EXAMPLE, made))
        if "run_id" in now.column_names:
            before, now = before.drop_columns("run_id"), now.drop_columns("run_id")
        assert now.equals(before), name


@pytest.mark.parametrize("name", ["report.html", "about.json", "findings.csv", "quarantine.csv"])
def test_texts_are_those_committed(made, name):
    """Letter by letter, but for the run's id."""
    before, now = ((folder / name).read_text(encoding="utf-8") for folder in (EXAMPLE, made))
    assert without_ids(now, made) == without_ids(before, EXAMPLE)


def test_memos_and_records_are_those_committed(made):
    """HTML and JSON of each decision, byte by byte: no run id is in them."""
    files = [file for file in sorted((EXAMPLE / "memos").iterdir()) if file.suffix != ".pdf"]
    assert [file.name for file in files if (made / "memos" / file.name).read_bytes() != file.read_bytes()] == []
    assert len(files) == 4


def test_the_workbook_is_the_one_committed(made):
    """Sheet by sheet and cell by cell."""
    before, now = (load_workbook(str(folder / "report.xlsx")) for folder in (EXAMPLE, made))
    assert now.sheet_names == before.sheet_names
    for sheet in now.sheet_names:
        cells = [str(book.get_sheet_by_name(sheet).to_python()) for book in (before, now)]
        assert without_ids(cells[1], made) == without_ids(cells[0], EXAMPLE), sheet


def test_the_pdf_says_what_the_one_committed_says(made):
    """Page by page the same words in the same order."""
    pages = []
    for folder in (EXAMPLE, made):
        with pypdfium2.PdfDocument(folder / "report.pdf") as document:
            pages.append([without_ids(page.get_textpage().get_text_range(), folder) for page in document])
    assert pages[1] == pages[0]


def test_what_is_committed_is_complete_and_every_table_of_it_foots():
    """The files that the README of the examples names are there, and printed rows make their printed totals."""
    assert sorted(path.name for path in EXAMPLE.iterdir()) == sorted([*KEPT, "tables"])
    tables = [table for table in tables_of((EXAMPLE / "report.html").read_text(encoding="utf-8")) if table.foot]
    assert [wrong for table in tables for wrong in disagreements(table)] == []
    assert len(tables) >= 15
