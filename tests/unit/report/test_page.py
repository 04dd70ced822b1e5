from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from screener.report import page, summarise, write
from screener.report.page import render_page
from screener.report.words import GROUPS
from screener.tables import TABLES


@pytest.fixture(scope="session")
def text(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def tree(text: str) -> Any:
    return html.fromstring(text)


def test_the_page_needs_no_script_and_asks_nothing_of_any_network(text: str, tree: Any) -> None:
    assert not tree.xpath("//script | //link | //img | //iframe | //object | //@onclick | //@style")
    assert not re.findall(r"@import|url\((?!#p-)", text)
    assert all(link.startswith("#") for link in tree.xpath("//@href"))


def test_every_link_leads_somewhere_and_no_id_repeats(tree: Any) -> None:
    ids = Counter(tree.xpath("//@id"))

    assert {link.removeprefix("#") for link in tree.xpath("//@href")} <= set(ids)
    assert set(ids.values()) == {1}


def test_every_table_has_a_caption_and_scoped_heads(tree: Any) -> None:
    assert all(table.xpath("./caption[normalize-space()]") for table in tree.xpath("//table"))
    assert not tree.xpath("//th[not(@scope)]")


def test_every_picture_says_its_finding_or_is_decoration(tree: Any) -> None:
    assert not tree.xpath("//svg[not(@aria-hidden='true') and not(@role='img' and string-length(@aria-label) > 10)]")


def test_headings_never_skip_a_level(tree: Any) -> None:
    levels = [int(head.tag[1]) for head in tree.xpath("//main//h2 | //main//h3 | //main//h4 | //h1")]

    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_page_one_answers_with_low_best_high_and_what_is_unknown(tree: Any) -> None:
    answer = " ".join(tree.xpath("//div[@class='answer']")[0].text_content().split())

    assert "holds USD 75.8 million in 27 lines" in answer
    assert "USD 12.9 million of it (17.0%) supports manufacturing in Illinois" in answer
    assert "at least 4.2 million and could be as much as 54.4 million" in answer
    assert "for USD 22.5 million (29.7%) nothing on file says where the work is done" in answer


def test_page_one_says_so_when_nothing_is_proven(example: Any) -> None:
    """Without counted headcounts (tier 1) and bonds, manufacturing has no proven part."""
    unproven = [
        {**row, "low": row["best"] if row["group"] in GROUPS else 0} for row in example.tables["exposures"].to_pylist()
    ]
    tables = {**example.tables, "exposures": TABLES["exposures"].of(unproven)}

    text = " ".join(html.fromstring(render_page(summarise(tables, example.about), tables, [])).text_content().split())

    assert "Counted jobs prove none of it, and it could be as much as 54.4 million." in text


def test_a_figure_that_is_certain_is_printed_without_a_range(example: Any) -> None:
    certain = [{**row, "low": row["best"], "high": row["best"]} for row in example.tables["exposures"].to_pylist()]
    tables = {**example.tables, "exposures": TABLES["exposures"].of(certain)}

    text = " ".join(html.fromstring(render_page(summarise(tables, example.about), tables, [])).text_content().split())

    assert "USD 12.9 million of it (17.0%) supports manufacturing in Illinois; the figure has no range." in text


def test_exact_figures_are_printed_to_the_cent(tree: Any) -> None:
    cells = [cell.text_content() for cell in tree.xpath("//*[@id='exact']//tbody/tr[1]/td")]

    assert cells == [
        "operations",
        "4,250,000.00",
        "12,900,000.00",
        "54,350,000.25",
        "17.0%",
        "13,500,000.00",
        "−600,000.00",
    ]


def test_unverified_criteria_are_marked_on_page_one(tree: Any) -> None:
    marked = tree.xpath("//section[@id='brief']//span[contains(@class, 'unverified')]/parent::span/b/text()")

    assert marked == ["Exposure is measured", "Fresh ESG fact"]


def test_data_published_after_the_date_are_marked(tree: Any) -> None:
    rows = {
        row.xpath("string(th)").split("\n")[0]: "later" in row.text_content()
        for row in tree.xpath("//section[@id='sources']//tbody/tr")
    }

    assert sorted(rows.values()) == [False, True]


def test_every_line_is_printed_with_file_line_and_outcomes(tree: Any) -> None:
    rows = tree.xpath("//section[@id='holdings']//tbody/tr[td]")

    assert len(rows) == 27


def test_an_unpriced_line_is_unknown_and_not_zero(tree: Any) -> None:
    row = tree.xpath("//section[@id='holdings']//tr[td[contains(., 'Delisted Example')]]")[0]

    assert row.xpath("string(td[6])") == "unknown"


def test_delivered_text_cannot_become_markup(example: Any) -> None:
    rows = example.tables["holdings"].to_pylist()
    rows[0]["security_name"] = "<script>alert(1)</script>"
    tables = {**example.tables, "holdings": TABLES["holdings"].of(rows)}

    text = render_page(summarise(tables, example.about), tables, [])

    assert "<script" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_a_large_portfolio_prints_its_largest_lines_and_says_so(example: Any, summary: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(page, "ALL_LINES", 10)
    monkeypatch.setattr(page, "LARGEST_LINES", 4)

    tree = html.fromstring(render_page(summary, example.tables, []))

    assert len(tree.xpath("//section[@id='holdings']//tbody/tr[td]")) == 4
    assert "The 4 lines with the largest value of 27 screened lines" in " ".join(tree.text_content().split())


def test_the_same_run_gives_the_same_bytes(example: Any, folder: Path, tmp_path: Path) -> None:
    write(tmp_path, summarise(example.tables, example.about), example.tables, example.faults)

    files = sorted(file.relative_to(folder) for file in folder.rglob("*") if file.is_file())
    assert [file for file in files if (folder / file).read_bytes() != (tmp_path / file).read_bytes()] == []
    assert Path("report.xlsx") in files


def test_a_portfolio_with_nothing_in_it_still_has_a_report(example: Any, tmp_path: Path) -> None:
    """Silence test: no lines, no data, no criteria give words, and neither a crash nor a pass."""
    tables = {name: TABLES[name].empty() for name in example.tables}

    write(tmp_path, summarise(tables, replace(example.about, inputs=(), rulebooks=())), tables, [])

    text = " ".join(html.parse(tmp_path / "report.html").getroot().text_content().split())
    assert "The portfolio holds USD 0 in 0 lines" in text
    assert "No criterion was applied" in text
    assert "not computed" in text
