"""What is printed, read back: every table foots, and page, PDF, workbook, CSV and Parquet give the same figures."""

from __future__ import annotations

import csv
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import lxml.html
import pyarrow.parquet as pq
import pytest
from commands import CommandHere, workspace_of
from printed import NUMBER, as_number, disagreements, tables_of
from python_calamine import load_workbook

from screener.report.formats import short

ENDS = ("low", "best", "high")


@pytest.fixture(scope="module")
def folder(illinois):
    return Path(illinois["folder"])


@pytest.fixture(scope="module")
def whole(illinois, tmp_path_factory):
    """Return the folder of an edition with every line that the demonstration holds."""
    out = tmp_path_factory.mktemp("edition") / "treasury"
    answer = CommandHere(workspace_of(illinois))(
        "report", "illinois-demo", "--definition", "treasury", "--run", illinois["folder"], "--out", str(out)
    )
    assert answer.returncode == 0, answer.stderr
    return out


def test_every_printed_table_with_a_total_adds_up_to_it(folder, whole, kentucky):
    """Rows make the foot of their table, to the last printed digit but for ends and shares: by hand, none may fail."""
    pages = [folder / "report.html", whole / "report.html", Path(kentucky["folder"]) / "report.html"]
    tables = [table for page in pages for table in tables_of(page.read_text(encoding="utf-8"))]
    footed = [table for table in tables if table.foot]
    assert [wrong for table in footed for wrong in disagreements(table)] == []
    assert len(footed) >= 30


def test_the_lines_printed_make_the_portfolio(whole):
    """The appendix of the treasury's edition has all 2,320 lines: their values make 1,114,196,583.26 (cover pages)."""
    page = lxml.html.document_fromstring((whole / "report.html").read_text(encoding="utf-8"))
    values = [
        as_number(cell.text_content())
        for cell in page.xpath("//section[@id='holdings']//tbody/tr/td[contains(@class, 'value')]")
    ]
    assert len(values) == 2320
    assert sum(value for value in values if value is not None) == Decimal("1114196583.26")


def test_the_key_figures_are_one_in_json_page_pdf_workbook_and_tables(illinois, folder):
    """Low, best and high of each measure on each basis: exact in the tables, page and workbook, short in print."""
    exposures = pq.read_table(folder / "tables" / "exposures.parquet").to_pylist()
    page = lxml.html.document_fromstring((folder / "report.html").read_text(encoding="utf-8"))
    data = {(node.get("value"), node.text_content()) for node in page.get_element_by_id("brief").iter("data")}
    sheet = load_workbook(str(folder / "report.xlsx")).get_sheet_by_name("Summary").to_python()
    cells = {round(cell, 2) for row in sheet for cell in row if isinstance(cell, float)}
    first = _words_of_pdf(folder / "report.pdf", 1)
    for measure in ("in_state", "in_state_manufacturing"):
        for basis in ("operations", "headquarters"):
            stated = illinois["exposure"][measure][basis]
            of_tables = [
                row
                for row in exposures
                if (row["measure"], row["basis"], row["grouping"], row["group"]) == (measure, basis, "home", "home")
            ]
            for end in ENDS:
                exact = Decimal(stated[end])
                summed = sum((row[end] for row in of_tables), Decimal(0))
                assert summed.quantize(Decimal("0.01")) == exact, (measure, basis, end)
                assert float(exact) in cells, (measure, basis, end)
            best = Decimal(stated["best"])
            assert short(best) in first, (measure, basis)
            if basis == "operations":
                assert any(Decimal(value).quantize(Decimal("0.01")) == best for value, _ in data), measure


def test_an_exact_value_on_page_one_is_printed_as_what_it_is(folder):
    """Each printed figure of page one is its exact value, said short, in percent or to the cent."""
    page = lxml.html.document_fromstring((folder / "report.html").read_text(encoding="utf-8"))
    nodes = list(page.get_element_by_id("brief").iter("data"))
    scales = {"billion": 10**9, "million": 10**6, "thousand": 10**3}
    wrong = []
    for node in nodes:
        exact, said = Decimal(node.get("value")), " ".join(node.text_content().split())
        number = NUMBER.search(said)
        if number is None:
            continue
        unit = next((scale for word, scale in scales.items() if word in said), 1)
        printed = (as_number(number[0]) or Decimal(0)) * unit
        places = len(number[0].rstrip("%").partition(".")[2])
        is_share = "%" in said or node.xpath("ancestor::td[@data-label='Against benchmark']")
        shown = exact * 100 if is_share else exact
        if abs(abs(printed) - abs(shown)) > Decimal(unit).scaleb(-places) and "<" not in said and ">" not in said:
            wrong.append((said, node.get("value")))
    assert wrong == []
    assert len(nodes) >= 12


def test_every_number_of_the_page_is_in_the_pdf_as_often(folder):
    """The PDF is the page set in type: no number is lost and none is added but those of repeated heads and margins."""
    page = lxml.html.document_fromstring((folder / "report.html").read_text(encoding="utf-8"))
    for node in page.xpath(
        "//style | //nav | //title | //code | //*[contains(@class, 'on-screen')] | //svg | //footer"
    ):
        node.drop_tree()
    # a line may end within a span of years, which is then read as one number
    wanted = Counter(NUMBER.findall(re.sub(r"\d{4}-\d{4}", " ", " ".join(page.itertext()))))
    found = Counter(NUMBER.findall(_words_of_pdf(folder / "report.pdf")))
    missing = {number: count for number, count in (wanted - found).items() if len(number) > 3}
    assert missing == {}


def _words_of_pdf(file, pages=None):
    """Return the text of a PDF's first pages, or of all."""
    import pypdfium2

    with pypdfium2.PdfDocument(file) as document:
        texts = [page.get_textpage().get_text_range() for page in list(document)[:pages]]
    return " ".join(" ".join(texts).split())


def test_csv_and_parquet_of_every_table_hold_the_same(folder):
    """Column by column: the same heads and rows, exact decimals, and an empty cell where there is a null."""
    for file in sorted((folder / "tables").glob("*.parquet")):
        table = pq.read_table(file)
        with file.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as stream:
            heads, *rows = csv.reader(stream)
        assert heads == table.column_names, file.name
        assert len(rows) == table.num_rows, file.name
        for place, name in enumerate(heads):
            nulls = table[name].null_count
            assert sum(row[place] == "" for row in rows) >= nulls, (file.name, name)
            if str(table.schema.field(name).type).startswith("decimal"):
                exact = [value for value in table[name].to_pylist() if value is not None]
                assert [Decimal(row[place]) for row in rows if row[place]] == exact, (file.name, name)
