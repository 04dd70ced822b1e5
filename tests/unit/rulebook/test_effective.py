"""What holds on a day: first and last day included, values until the day before the next."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from screener.rulebook.effective import (
    Regime,
    binding_text_on,
    holds,
    is_enforced_on,
    is_in_force,
    is_uncertain,
    judges,
    value_on,
)
from screener.rulebook.model import Criterion, Parameter, Rulebook, Text


def a_criterion(more: dict[str, object] | None = None, **in_force: object) -> Criterion:
    period = {"in_force": in_force} if in_force else {}
    return Criterion.model_validate(
        {
            "id": "c",
            "title": "C",
            "meaning": "C.",
            "subject": "place",
            "source": "s",
            **period,
            "pass": "persistent_poverty",
            "review": {"status": "verified", "checked_on": "2026-11-22"},
            **(more or {}),
        }
    )


def a_text(**keys: object) -> Text:
    return Text.model_validate({"title": "T", "role": "binding", "source": "s", **keys})


def a_rulebook(criterion: Criterion, **keys: object) -> Rulebook:
    return Rulebook("book", "Book", "", {}, {}, (criterion,), Path("rulebook.yaml"), "", {"c": 1}, **keys)


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2015-10-25", False), ("2015-10-26", True), ("2021-01-11", True), ("2021-01-12", False)],
)
def test_a_criterion_holds_from_its_first_to_its_last_day(day: str, *, holds: bool) -> None:
    """IB 2015-01 was in force from 2015-10-26 to 2021-01-11, both included."""
    criterion = a_criterion(**{"from": "2015-10-26", "to": "2021-01-11"})

    assert is_in_force(a_rulebook(criterion), criterion, Regime(date.fromisoformat(day))) is holds


@pytest.mark.parametrize(
    ("status", "holds"), [("undated", True), ("proposed", False), ("pending", False), ("enjoined", False)]
)
def test_a_text_that_is_not_law_is_never_in_force(status: str, *, holds: bool) -> None:
    criterion = a_criterion(status=status)

    assert is_in_force(a_rulebook(criterion), criterion, Regime(date(2024, 12, 31))) is holds


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


@pytest.mark.parametrize(("day", "expected"), [("2026-02-02", True), ("2026-02-03", False)])
def test_a_court_s_order_stops_a_rule_from_its_day_on(day: str, *, expected: bool) -> None:
    """Texas SB 13 was enjoined by the order of 2026-02-03 (1:24-cv-01010, W.D. Tex.)."""
    criterion = a_criterion(**{"from": "2021-09-01", "enjoined": "2026-02-03"})

    assert holds(criterion.in_force, date.fromisoformat(day)) is expected


@pytest.mark.parametrize(("jurisdiction", "expected"), [("ohio", True), ("florida", False), (None, False)])
def test_a_rule_of_a_jurisdiction_is_in_force_there_alone(jurisdiction: str | None, *, expected: bool) -> None:
    """Both ways to say so: the profile lists the rulebook, or the criterion names the profile."""
    regime = Regime(date(2024, 12, 31), jurisdiction=jurisdiction)
    anywhere, there = a_criterion(status="undated"), a_criterion({"jurisdictions": ["ohio"]}, status="undated")

    assert is_in_force(a_rulebook(anywhere, jurisdictions=("ohio",)), anywhere, regime) is expected
    assert is_in_force(a_rulebook(there), there, regime) is expected


@pytest.mark.parametrize(
    ("day", "adopted", "expected"),
    [
        ("2020-01-01", None, True),
        ("2024-12-31", None, False),
        ("2024-12-31", "IB 2015-01", True),
        ("2015-10-25", "IB 2015-01", False),
    ],
)
def test_an_adopted_text_holds_also_after_its_last_day(day: str, adopted: str | None, *, expected: bool) -> None:
    """A board that adopted IB 2015-01 is judged by it after it left the Code in 2021, and not before it was out."""
    text = a_text(adopted_as="IB 2015-01", in_force={"from": "2015-10-26", "to": "2021-01-11"})
    criterion = a_criterion({"text": "ib"}).model_copy(update={"in_force": text.in_force})
    book = a_rulebook(criterion, texts={"ib": text})

    assert is_in_force(book, criterion, Regime(date.fromisoformat(day), adopted)) is expected


def test_a_text_that_is_not_enforced_is_still_the_binding_one() -> None:
    """29 CFR 2550.404a-1 (2020) stayed in force from 2021-03-10, when the Department said it would not enforce it."""
    pause = {"from": "2021-03-10", "to": "2023-01-29", "source": "s", "meaning": "m"}
    text = a_text(in_force={"from": "2021-01-12", "to": "2023-01-29"}, not_enforced=pause)
    book = a_rulebook(a_criterion(status="undated"), texts={"rule": text})

    assert binding_text_on(book, date(2021, 3, 10)) == ("rule", text)
    assert (is_enforced_on(text, date(2021, 3, 9)), is_enforced_on(text, date(2021, 3, 10))) == (True, False)
    assert binding_text_on(book, date(2021, 1, 11)) is None


@pytest.mark.parametrize(("day", "expected"), [("2025-03-09", False), ("2025-03-10", True)])
def test_from_a_day_on_it_may_not_be_known_whether_a_rule_still_holds(day: str, *, expected: bool) -> None:
    """Ohio's S.B. 6 may have ended division (B); the criterion is neither in force nor out of it, and says so."""
    criterion = a_criterion(**{"from": "2004-09-15", "uncertain": "2025-03-10"})
    on = date.fromisoformat(day)

    assert is_uncertain(criterion.in_force, on) is expected
    assert holds(criterion.in_force, on)


@pytest.mark.parametrize(
    ("jurisdiction", "day", "expected"),
    [
        ("pennsylvania", "2009-12-31", False),
        ("pennsylvania", "2010-01-01", True),
        ("illinois", "2009-12-31", True),
        ("ohio", "2024-12-31", False),
    ],
)
def test_a_rule_may_begin_later_in_one_jurisdiction(jurisdiction: str, day: str, *, expected: bool) -> None:
    """Pennsylvania's act on Sudan is of 2010, Illinois's of 2007."""
    starts = {"jurisdictions": {"illinois": "2007-01-01", "pennsylvania": "2010-01-01"}}
    criterion = a_criterion(starts, **{"from": "2007-01-01"})
    regime = Regime(date.fromisoformat(day), jurisdiction=jurisdiction)

    assert is_in_force(a_rulebook(criterion), criterion, regime) is expected


@pytest.mark.parametrize(
    ("applies", "expected"),
    [("false", False), ("FALSE", False), ("(false)", False), ("true", True), ("is_direct", True)],
)
def test_a_rule_that_applies_to_none_judges_nobody_however_that_is_written(applies: str, *, expected: bool) -> None:
    assert judges(a_criterion({"applies": applies}, status="undated")) is expected
