"""A measure that asks nothing has figures: it neither passes nor fails, and zero is a figure."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import html
from python_calamine import CalamineWorkbook

from screener.report import CriterionInfo, RulebookInfo, summarise, summary_json
from screener.report.lines import read_lines
from screener.report.page import render_page
from screener.report.vintages import county_years
from screener.report.workbook import write_workbook
from screener.tables import TABLES

FOUND = {"E:8": "4000000.5", "E:9": "0.0", "E:10": "-1500000.25", "E:11": "0.0"}
"""Line → figure; two are zero and the sum is 2,500,000.25. Line 12 has none."""


def part(name: str, unit: str) -> CriterionInfo:
    given = {"meaning": "", "subject": "holding", "source": "", "review_status": "unverified", "judges": "holding"}
    return CriterionInfo(id=name, title=name, kind="measure", is_bare=True, unit=unit, **given)


@pytest.fixture(scope="module")
def run(example: Any) -> Any:
    """Return the example with a measure in money, and with one that is a share of 1."""
    book = RulebookInfo("measures", "Measures", (part("in-money", "base currency"), part("in-parts", "1")))
    row = {**example.tables["decisions"].to_pylist()[0], "rulebook_id": "measures", "subject": "holding"}
    rows = [
        {
            **row,
            "criterion_id": name,
            "subject_id": line.replace("E:", "inputs/2024-12-31/custodian-equity.csv:"),
            "outcome": "insufficient_data" if value is None else "pass",
            "evidence": json.dumps({"value": value and float(value) / scale}),
        }
        for name, scale in (("in-money", 1), ("in-parts", 10_000_000))
        for line, value in {**FOUND, "E:12": None}.items()
    ]
    decisions = TABLES["decisions"].of([*example.tables["decisions"].to_pylist(), *rows])
    tables = {**example.tables, "decisions": decisions}
    about = replace(example.about, rulebooks=(*example.about.rulebooks, book))
    return SimpleNamespace(tables=tables, about=about, summary=summarise(tables, about))


def test_what_a_bare_measure_measures_is_no_pass(run: Any) -> None:
    item = run.summary.outcomes[-1].criteria[0]

    assert {answer: number for answer, number in item.counts.items() if number} == {
        "insufficient_data": 1,
        "measured": 4,
    }
    assert (item.total, item.decided, item.flagged) == (5, 4, 0)
    # Gross: 10,000 + 2,000 + |-1,000| + 8,000 thousand.
    assert (item.money["pass"], item.money["measured"]) == (Decimal(0), Decimal(21_000_000))


def test_the_figures_of_a_bare_measure_add_up_exactly(run: Any) -> None:
    figures = run.summary.outcomes[-1].criteria[0].figures

    assert (figures.zeros, figures.total) == (2, Decimal("2500000.25"))
    assert (figures.low, figures.high) == (Decimal("-1500000.25"), Decimal("4000000.5"))


def test_a_measure_that_asks_something_keeps_its_outcomes(example: Any) -> None:
    """pri1-h1 passes three lines in the example."""
    item = summarise(example.tables, example.about).outcomes[-1].criteria[0]

    assert (item.counts["pass"], item.counts["measured"], item.figures) == (3, 0, None)


def test_the_page_prints_the_sum_of_money_and_the_range_of_anything_else(run: Any) -> None:
    tree = html.fromstring(render_page(run.summary, run.tables, []))
    table = tree.xpath("//*[@aria-label='Measures']")[0]
    cells = {
        row.xpath("string(th/strong)"): {
            cell.get("data-label"): " ".join(cell.xpath(".//text()")).split() for cell in row.xpath("td")
        }
        for row in table.xpath(".//tbody/tr")
    }

    assert " ".join(cells["in-money"]["Measured"]) == "4 sum 2.5 million 2 zero"
    assert " ".join(cells["in-parts"]["Measured"]) == "4 −15.0% to 40.0% 2 zero"
    assert cells["in-money"]["Pass"][0] == "0"


def test_only_rulebooks_that_measure_have_the_column(run: Any) -> None:
    tree = html.fromstring(render_page(run.summary, run.tables, []))
    heads = {
        name: "Measured" in tree.xpath(f"//*[@aria-label='{name}']//thead//th/text()")
        for name in ("Measures", "Advanced manufacturing")
    }

    assert heads == {"Measures": True, "Advanced manufacturing": False}


def test_a_line_does_not_pass_what_was_only_measured(run: Any) -> None:
    lines = {line.holding["source_row"]: line.outcomes for line in read_lines(run.tables, run.about, 100)}

    assert lines[8] == "Pass: mfg-31, pri1-h1"
    assert lines[12] == "Watch: pri1-h1; Insufficient data: in-money, in-parts; Pass: mfg-31"


def test_the_workbook_keeps_figures_out_of_the_passes(run: Any, tmp_path: Any) -> None:
    write_workbook(tmp_path / "report.xlsx", run.summary, run.tables, [])
    book = CalamineWorkbook.from_path(tmp_path / "report.xlsx")

    _, heads, *rows = book.get_sheet_by_name("Criteria").to_python()
    criteria = {row[1]: dict(zip(heads, row, strict=True)) for row in rows}
    money, parts = criteria["in-money"], criteria["in-parts"]
    assert (money["pass"], money["measured"], money["measured, sum"]) == (0, 4, 2_500_000.25)
    assert (parts["measured, lowest"], parts["measured, highest"], parts["measured, sum"]) == (
        -0.150000025,
        0.40000005,
        "",
    )
    assert (parts["unit"], criteria["mfg-31"]["unit"]) == ("share", "")
    _, heads, *rows = book.get_sheet_by_name("Decisions").to_python()
    answers = {row[heads.index("outcome")] for row in rows if row[heads.index("rulebook_id")] == "measures"}
    assert answers == {"measured"}


def test_the_json_object_counts_what_is_measured_apart(run: Any) -> None:
    counts = summary_json(run.summary)["outcomes"]["measures"]["in-money"]

    assert (counts["pass"], counts["measured"], counts["insufficient_data"]) == (0, 4, 1)


@pytest.mark.parametrize(
    ("facts", "vintage", "said"),
    [
        (["unemployment_rate"], "LAUS 2017 to 2021", "unemployment of 2021"),
        (["unemployment_rate_24m"], "LAUS 2017 to 2021", "unemployment of 2020–21"),
        (
            ["unemployment_rate_5y", "median_household_income"],
            "ACS 2017-21; LAUS 2017 to 2021",
            "unemployment of 2017–21, income of 2017–21",
        ),
        (["persistent_poverty"], "2015 typology; LAUS 2017 to 2021", "2015 list"),
        (["unemployment_rate_24m"], "a release in other words", ""),
        (["state"], "2015 typology; ACS 2017-21; LAUS 2017 to 2021", ""),
    ],
)
def test_a_definition_says_of_which_years_its_facts_are(facts: list[str], vintage: str, said: str) -> None:
    """LAUS 2017 to 2021: 24 months up to the newest year are 2020 and 2021, five years are all of them."""
    assert county_years(facts, vintage) == said
