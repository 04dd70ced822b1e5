"""What holds on a day: first and last day included, values until the day before the next."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from screener.rulebook.effective import is_in_force, value_on
from screener.rulebook.model import Criterion, Parameter


def a_criterion(**in_force: object) -> Criterion:
    return Criterion.model_validate(
        {
            "id": "c",
            "title": "C",
            "meaning": "C.",
            "subject": "place",
            "source": "s",
            "in_force": in_force,
            "pass": "persistent_poverty",
            "review": {"status": "verified", "checked_on": "2026-11-22"},
        }
    )


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2015-10-25", False), ("2015-10-26", True), ("2021-01-11", True), ("2021-01-12", False)],
)
def test_a_criterion_holds_from_its_first_to_its_last_day(day: str, *, holds: bool) -> None:
    """IB 2015-01 was in force from 2015-10-26 to 2021-01-11, both included."""
    criterion = a_criterion(**{"from": "2015-10-26", "to": "2021-01-11"})

    assert is_in_force(criterion, date.fromisoformat(day)) is holds


@pytest.mark.parametrize(
    ("status", "holds"), [("undated", True), ("proposed", False), ("pending", False), ("enjoined", False)]
)
def test_a_text_that_is_not_law_is_never_in_force(status: str, *, holds: bool) -> None:
    assert is_in_force(a_criterion(status=status), date(2024, 12, 31)) is holds


@pytest.mark.parametrize(
    ("day", "value"),
    [("2009-12-31", None), ("2010-01-01", 2), ("2018-08-23", 2), ("2018-08-24", 5), ("2030-01-01", None)],
)
def test_a_value_holds_until_the_day_before_the_next_and_null_ends_it(day: str, value: int | None) -> None:
    """The 2 % of 30 ILCS 265/11 became 5 % on 2018-08-24 (P.A. 100-1081); the first date and the end are made up."""
    parameter = Parameter.model_validate(
        {
            "title": "Cap",
            "unit": "percent",
            "values": {
                "2018-08-24": {"value": 5, "source": "s"},
                "2010-01-01": {"value": 2, "source": "s"},
                "2030-01-01": {"value": None, "source": "s"},
            },
        }
    )

    assert value_on(parameter, date.fromisoformat(day)) == (None if value is None else Decimal(value))
