from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from screener.report import summary_lines


def test_the_terminal_prints_every_criterion_with_its_outcomes(summary: Any) -> None:
    lines = [line.strip() for line in summary_lines(summary)]

    assert "Manufacturer (8 issuers): pass 2, watch 1, fail 1, not applicable 3, insufficient data 1" in lines
    assert "Exposure is measured (1 plan): pass 1" in lines


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
