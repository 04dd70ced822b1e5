"""Parameters as a question of what if changes them: only where they had a value, and in their own unit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from screener.rulebook import load_rulebooks
from screener.whatif.parameters import with_parameters

ROOT = Path(__file__).parents[3]
DAY = date(2024, 12, 31)


@pytest.fixture(scope="module")
def books():
    return load_rulebooks(ROOT / "criteria", ["community-development", "exclusions"])


def test_a_ground_that_was_not_law_yet_stays_so(books):
    """EDA's participation ground begins on 2025-01-04 (42 USC 3161(a) as amended): a change leaves 2024 without it."""
    [book, _], faults = with_parameters(books, {"eda_participation": Decimal("0.9")}, date(2025, 6, 30))
    values = [dated.value for _, dated in sorted(book.parameters["eda_participation"].values.items())]

    assert (values, faults) == ([None, Decimal("0.9")], [])


def test_every_parameter_that_cannot_be_changed_is_named(books):
    """Twenty for twenty percent, one without a value on the day, one that is none: each in its own line."""
    wrong = {"thermal_coal_limit": Decimal(20), "eda_participation": Decimal("0.9"), "thermal_coal_limitt": Decimal(1)}
    _, faults = with_parameters(books, wrong, DAY)

    assert [fault.where for fault in faults] == ["parameters"] * 3
    said = "\n".join(fault.message for fault in faults)
    assert "20 is meant as a share or ratio, which is 0.5 on 2024-12-31; one percent is 0.01" in said
    assert "eda_participation: it has no value on 2024-12-31, so nothing is judged by it" in said
    assert "did you mean 'exclusions.thermal_coal_limit'?" in said
