from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from screener.report import ProfileInfo, RulebookInfo, TextInfo
from screener.report.words import OWN_NUMBERS
from screener.rulebook import Criterion, Profile, Regime, Rulebook, Text
from screener.rulebook.model import Parameter, Source

DAY = date(2022, 6, 1)
SOURCE = Source.model_validate({"citation": "An act", "checked_on": "2024-01-01"})


def criterion(name: str, **keys: Any) -> Criterion:
    given = {
        "id": name,
        "title": name,
        "meaning": "It asks\n  something.",
        "subject": "holding",
        "source": "act",
        "pass": "TRUE",
        "review": {"status": "unverified", "checked_on": "2024-01-01"},
    }
    return Criterion.model_validate({"in_force": {"from": "2020-01-01"}, **given, **keys})


def rulebook(*criteria: Criterion, **parts: Any) -> Rulebook:
    given: dict[str, Any] = {
        "id": "book",
        "title": "Book",
        "about": "",
        "sources": {"act": SOURCE},
        "parameters": {},
        "criteria": criteria,
        "path": Path("book.yaml"),
        "sha256": "0" * 64,
        "lines": {},
    }
    return Rulebook(**{**given, **parts})


def status(regime: Regime, book: Rulebook) -> tuple[bool, str]:
    first = RulebookInfo.of(book, regime).criteria[0]
    return first.is_judged, first.status


@pytest.mark.parametrize(
    ("in_force", "expected"),
    [
        ({"from": "2020-01-01"}, (True, "in force since January 1, 2020")),
        ({"from": "2006-04-01", "precision": "month"}, (True, "in force since April 2006")),
        ({"from": "2020-01-01", "to": "2022-05-31"}, (False, "ended May 31, 2022")),
        ({"from": "2022-06-02"}, (False, "begins June 2, 2022")),
        ({"from": "2020-01-01", "enjoined": "2022-06-01"}, (False, "enjoined since June 1, 2022")),
        ({"status": "proposed"}, (False, "proposed, not in force")),
        ({"status": "undated"}, (True, "in force; no date is known")),
    ],
)
def test_a_criterion_says_in_words_what_it_is_on_the_date(in_force: Any, expected: tuple[bool, str]) -> None:
    """The decision date is 2022-06-01; first and last days are included."""
    assert status(Regime(DAY), rulebook(criterion("c", in_force=in_force))) == expected


def test_a_rule_of_other_places_says_whose_it_is() -> None:
    book = rulebook(criterion("c", jurisdictions=["new-york-city", "ohio"]))

    assert status(Regime(DAY), book) == (False, "only for New York City and Ohio")
    assert status(Regime(DAY, jurisdiction="ohio"), book)[0]


def test_a_rulebook_of_another_place_says_whose_it_is() -> None:
    assert status(Regime(DAY), rulebook(criterion("c"), jurisdictions=("texas",))) == (False, "only for Texas")


@pytest.mark.parametrize("none", [False, "FALSE", "(false)"])
def test_what_never_applies_says_to_whom(none: object) -> None:
    assert status(Regime(DAY), rulebook(criterion("c", applies=none))) == (False, "never applies to a holding")


def text(**keys: Any) -> Text:
    return Text.model_validate(
        {"title": "Rule", "adopted_as": "IB 2015-01", "role": "binding", "source": "act", **keys}
    )


def of_text(period: dict[str, str], **keys: Any) -> Rulebook:
    belonging = criterion("c").model_copy(update={"text": "rule", "in_force": text(in_force=period).in_force})
    return rulebook(belonging, texts={"rule": text(in_force=period, **keys)})


def test_a_criterion_of_an_adopted_text_is_in_force_after_the_text_ended() -> None:
    book = of_text({"from": "2015-10-26", "to": "2021-01-11"})

    assert status(Regime(DAY), book) == (False, "ended January 11, 2021")
    assert status(Regime(DAY, adopted="IB 2015-01"), book) == (True, "in force: the plan follows IB 2015-01")


def test_a_text_that_is_not_enforced_is_never_said_to_be_out_of_force() -> None:
    pause = {"from": "2021-03-10", "to": "2023-01-29", "source": "act", "meaning": "said so"}
    book = of_text({"from": "2021-01-12", "to": "2023-01-29"}, not_enforced=pause)

    assert status(Regime(DAY), book) == (
        True,
        "in force since January 12, 2021, not enforced by the Department of Labor",
    )
    info = TextInfo.all_of([book], Regime(DAY))[0]
    assert info.status == "in force, not enforced by the Department of Labor"
    assert info.pause == "March 10, 2021 to January 29, 2023: said so"
    assert TextInfo.all_of([book], Regime(date(2021, 3, 9)))[0].status == "in force"


def test_an_outcome_about_a_benefit_is_used_as_the_jurisdiction_allows() -> None:
    book = rulebook(criterion("c", collateral=True), criterion("d"))
    uses = [criterion.use for criterion in RulebookInfo.of(book, Regime(DAY)).criteria]

    assert uses == ["report_only", "decision"]


def test_a_verified_criterion_with_a_number_of_ours_says_so() -> None:
    """One of the two numbers is a proposal of this project; a criterion that names only the other is verified."""
    proposal = Source.model_validate(
        {"citation": "Proposal of this project; no text gives it", "checked_on": "2024-01-01"}
    )
    number = {"title": "Oldest", "unit": "months", "values": {"2020-01-01": {"value": 24, "source": "act"}}}
    ours = {**number, "values": {"2020-01-01": {"value": 24, "source": "ours"}}}
    verified = {"status": "verified", "checked_on": "2024-01-01"}
    book = rulebook(
        criterion("a", **{"pass": "esg_datum_age <= given", "review": verified}),
        criterion("b", **{"pass": "esg_datum_age <= chosen", "review": verified}),
        criterion("c", **{"pass": "esg_datum_age <= chosen"}),
        sources={"act": SOURCE, "ours": proposal},
        parameters={"given": Parameter.model_validate(number), "chosen": Parameter.model_validate(ours)},
    )

    reviews = [item.review for item in RulebookInfo.of(book, Regime(DAY)).criteria]

    assert reviews == ["verified", OWN_NUMBERS, "unverified"]


@pytest.mark.parametrize(
    ("keys", "is_bare"),
    [
        ({"kind": "measure", "pass": None, "value": "market_value", "unit": "base currency"}, True),
        ({"kind": "measure", "pass": "market_value > 0", "value": "market_value", "unit": "base currency"}, False),
        ({}, False),
    ],
)
def test_a_measure_that_asks_nothing_is_bare(keys: Any, is_bare: bool) -> None:
    """Without `pass` every figure is one, and none of them passes anything."""
    assert RulebookInfo.of(rulebook(criterion("c", **keys)), Regime(DAY)).criteria[0].is_bare is is_bare


PROFILE = {
    "id": "texas",
    "title": "Texas",
    "about": "About it.",
    "state": "TX",
    "in_state": {"meaning": "anywhere in Texas", "source": "act"},
    "sources": {"act": SOURCE},
    "adopted_dol_vintage": None,
    "collateral_factors": {
        "2021-09-01": {"use": "report_only", "source": "act", "meaning": "report"},
        "2026-02-03": {"use": None, "source": "act", "meaning": "not known"},
    },
    "required_reports": [
        {"title": "Old", "due": "yearly", "source": "act", "from": "2022-06-01"},
        {"title": "New", "due": "yearly", "source": "act", "from": "2022-06-02"},
    ],
    "review": {"status": "unverified", "checked_on": "2024-01-01"},
    "sha256": "0" * 64,
}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2021, 8, 31), (None, None)),
        (date(2021, 9, 1), ("report_only", date(2021, 9, 1))),
        (date(2026, 2, 3), (None, date(2026, 2, 3))),
    ],
)
def test_a_profile_says_what_benefits_are_for_on_the_day(day: date, expected: Any) -> None:
    """Nothing before the first day and nothing after the null: the report then says that nobody says so."""
    info = ProfileInfo.of(Profile.model_validate(PROFILE), day)

    assert (info.use, info.use_since) == expected


def test_a_profile_names_the_reports_that_are_due_on_the_day() -> None:
    info = ProfileInfo.of(Profile.model_validate(PROFILE), DAY)

    assert [(report.title, report.since) for report in info.reports] == [("Old", DAY)]
