from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from screener.report import summary_lines


def test_the_terminal_prints_one_line_a_rulebook_and_never_one_a_criterion(summary: Any) -> None:
    lines = [" ".join(line.split()) for line in summary_lines(summary)]

    # s8c passes; s7-p judges nobody that is on file: two in force, one decided, both unverified.
    assert (
        "Nine steps to revitalize manufacturing communities 2 in force, 1 decided, 0 with watch or fail, 2 unverified"
        in lines
    )
    assert "Fresh ESG fact (27 holdings): watch 3, fail 0" in lines
    assert "Not in force here: Ohio" in lines


def test_the_terminal_says_which_rulebooks_ask_nothing_here(summary: Any) -> None:
    lines = [" ".join(line.split()) for line in summary_lines(summary)]

    assert "Department of Labor guidance 1 in force, asking nothing here: no investment was proposed" in lines


def test_the_terminal_says_by_which_law_the_run_was_judged(summary: Any) -> None:
    lines = [line.strip() for line in summary_lines(summary)]

    assert "as of December 31, 2024; Illinois; Department of Labor text: IB 2015-01" in lines


def test_the_terminal_explains_coverage_in_the_words_of_the_page(summary: Any) -> None:
    line = next(line for line in summary_lines(summary) if "Work places known" in line)

    # 31,500,000.00 of 78,250,001.50
    assert line.split("  ")[1:2] == ["Work places known"]
    assert "40.3%" in line
    assert "a list of plants, sites or layoff notices, or the bond itself" in line


def test_the_terminal_says_the_currency_of_its_ranges(summary: Any) -> None:
    assert any(line.startswith("USD, net") and line.endswith("by head office") for line in summary_lines(summary))


def test_lines_that_cannot_be_read_have_unknown_money_and_no_zero(summary: Any) -> None:
    delivered = replace(summary.delivered, unknown_rows=2, quarantined=Decimal(0))

    lines = summary_lines(replace(summary, delivered=delivered))

    assert next(line for line in lines if "quarantined" in line).split()[-1] == "unknown"
    assert next(line for line in lines if "Delivered" in line).endswith("at least 75,750,000.00")


def test_known_and_unknown_money_of_the_quarantine_stand_side_by_side(summary: Any) -> None:
    assert any(line.endswith("750,000.00 + 1 unknown") for line in summary_lines(summary))
