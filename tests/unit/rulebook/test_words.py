"""Rules in words: facts by their meaning, numbers with units, and no bound that could be read two ways."""

from __future__ import annotations

from decimal import Decimal

import pytest

from screener.rulebook.expression import ParameterValue, Scope, amount, in_words
from screener.tables import FLAG, NUMBER, TEXT, Column

SCOPE = Scope(
    facts={
        "kind": Column("kind", TEXT, "kind of instrument"),
        "other_kind": Column("other_kind", TEXT, "kind in the file"),
        "poor": Column("poor", FLAG, "poor for thirty years; USDA ERS"),
        "rural": Column("rural", FLAG, "a rural county"),
        "poverty": Column("poverty", NUMBER, "people in poverty", "percent"),
        "jobless": Column("jobless", NUMBER, "unemployed people", "percent"),
        "in_state": Column("in_state", NUMBER, "the part that is in the state", "1"),
        "champions": Column("champions", NUMBER, "employers who lead", "people"),
        "trustee": Column("trustee", TEXT, "who the trustee is: treasurer, board"),
        "shown": Column("shown", TEXT, "what the evidence says: shown, claimed"),
    },
    parameters={
        "floor": ParameterValue("percent", Decimal("20.0")),
        "gap": ParameterValue("percentage points", Decimal(1)),
        "factor": ParameterValue("1", Decimal("1.4")),
        "age": ParameterValue("months", Decimal(24)),
        "part": ParameterValue("1", Decimal("0.9")),
        "margin": ParameterValue("1", Decimal("0.10")),
        "ended": ParameterValue("percent", None),
    },
    outcomes={"cd-ppov": "book/cd-ppov"},
    attested=frozenset({"shown"}),
    lists=frozenset({"il-restricted"}),
)
NAMES = {
    "floor": "Poverty rate from which a county counts",
    "gap": "Distance from the country's rate",
    "factor": "Multiple of the rate",
    "age": "Oldest evidence that counts",
    "part": "Part that is asked for",
    "margin": "Leeway",
    "ended": "Old floor",
    "cd-ppov": "Persistent poverty",
    "il-restricted": "Restricted by Illinois",
}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("poverty >= floor", "people in poverty is at least 20 percent (Poverty rate from which a county counts)"),
        ("poverty > 30", "people in poverty is more than 30 percent"),
        ("poverty < 30", "people in poverty is less than 30 percent"),
        ("poverty <= 30.50", "people in poverty is at most 30.5 percent"),
        ("poverty = 30", "people in poverty is 30 percent"),
        ("30 < poverty", "people in poverty is more than 30 percent"),
        ("not (poverty >= 20)", "people in poverty is less than 20 percent"),
        ("poverty >= ended", "people in poverty is at least a number that has no value on this date (Old floor)"),
        ("in_state > 0.05", "the part that is in the state is more than 5 %"),
        ("champions >= 1", "employers who lead is at least 1 person"),
        ("poverty between 20 and 30", "people in poverty is at least 20 percent and at most 30 percent"),
        ("poverty not between 20 and 30", "people in poverty is less than 20 percent or more than 30 percent"),
        ("poverty is null", "people in poverty is not known"),
        ("poor is null", "it is not known whether poor for thirty years"),
        ("poor is not null and poor", "it is known whether poor for thirty years, and poor for thirty years: yes"),
        ("coalesce(poor, rural) is not null",
         "it is known whether poor for thirty years, or where that is not known, a rural county"),
        ("trustee = 'treasurer'", "who the trustee is: “treasurer”"),
        ("trustee <> 'treasurer'", "who the trustee is: not “treasurer”"),
        ("trustee in ('treasurer', 'board')", "who the trustee is: one of “treasurer” or “board”"),
        ("trustee is null", "who the trustee is: not known"),
        ("in_state >= part - margin",
         "the part that is in the state is at least 90 % (Part that is asked for) minus 10 percentage points (Leeway)"),
        ("in_state >= part + 0.01",
         "the part that is in the state is at least 90 % (Part that is asked for) plus 1 percentage point"),
        ("in_state >= factor - 1", "the part that is in the state is at least 1.4 (Multiple of the rate) minus 1"),
        ("in_state >= part * margin",
         "the part that is in the state is at least 90 % (Part that is asked for) times 10 % (Leeway)"),
        ("poverty is not null", "people in poverty is known"),
        ("poor", "poor for thirty years: yes"),
        ("not poor", "poor for thirty years: no"),
        ("poor = false", "poor for thirty years: no"),
        ("poor <> false", "poor for thirty years: yes"),
        ("coalesce(poor, rural)", "poor for thirty years, or where that is not known, a rural county: yes"),
        ("true", "always"),
        ("not true", "never"),
        ("kind = 'fx_derivative'", "kind of instrument is “fx derivative”"),
        ("kind <> 'cash'", "kind of instrument is not “cash”"),
        ("kind in ('cash')", "kind of instrument is “cash”"),
        ("kind not in ('cash')", "kind of instrument is not “cash”"),
        ("kind in ('cash', 'fund', 'swap')", "kind of instrument is one of “cash”, “fund” or “swap”"),
        ("kind not in ('cash', 'fund')", "kind of instrument is none of “cash” and “fund”"),
        ("jobless >= poverty + gap",
         "unemployed people is at least people in poverty plus 1 percentage point (Distance from the country's rate)"),
        ("jobless >= poverty + 2", "unemployed people is at least people in poverty plus 2 percentage points"),
        ("jobless >= (poverty + 2) * factor",
         "unemployed people is at least (people in poverty plus 2 percentage points) times 1.4 (Multiple of the rate)"),
        ("outcome_of('cd-ppov') = 'pass'", "the outcome of “Persistent poverty” (cd-ppov) is “pass”"),
        ("outcome_of('cd-ppov') is null", "the outcome of “Persistent poverty” (cd-ppov) is not known"),
        ("age_of(shown) <= age",
         "the age of the evidence on “what the evidence says” is at most 24 months (Oldest evidence that counts)"),
        ("on_list('il-restricted')", "the issuer is on the list “Restricted by Illinois” (il-restricted)"),
        ("not on_list('il-restricted')", "the issuer is not on the list “Restricted by Illinois” (il-restricted)"),
        ("on_list('il-restricted') is null",
         "it is not known whether the issuer is on the list “Restricted by Illinois” (il-restricted)"),
        ("listed_for('il-restricted') > 90",
         "the time since the issuer came on the list “Restricted by Illinois” (il-restricted) is more than 90 days"),
        ("(poverty > 20) is null", "it is not known whether people in poverty is more than 20 percent"),
        ("kind <> other_kind", "kind of instrument is not the same as kind in the file"),
        ("poor and not rural", "poor for thirty years: yes, and a rural county: no"),
    ],
)  # fmt: skip
def test_a_condition_is_said_in_words(text: str, words: str) -> None:
    """The words were written by hand from the rule."""
    assert in_words(text, SCOPE, NAMES) == words


def test_conditions_that_are_many_become_a_list_with_the_inner_ones_set_in() -> None:
    text = "poor and rural and (poverty > 30 or poverty < 5 or jobless is null)"

    assert in_words(text, SCOPE, NAMES).splitlines() == [
        "all of these:",
        "- poor for thirty years: yes",
        "- a rural county: yes",
        "- at least one of these:",
        "  - people in poverty is more than 30 percent",
        "  - people in poverty is less than 5 percent",
        "  - unemployed people is not known",
    ]


def test_the_opposite_of_several_conditions_is_said_of_each() -> None:
    """Not (A and not (B or C)) is: not A, or B, or C; the parts of one kind are one list."""
    words = in_words("not (poor and not (rural or poverty >= 20))", SCOPE, NAMES)

    assert words.splitlines() == [
        "at least one of these:",
        "- poor for thirty years: no",
        "- a rural county: yes",
        "- people in poverty is at least 20 percent",
    ]


def test_the_value_of_a_measure_is_a_value_and_no_condition() -> None:
    assert in_words("poverty / jobless", SCOPE, NAMES, "number") == "people in poverty divided by unemployed people"
    assert in_words("-poverty", SCOPE, NAMES, "number") == "minus people in poverty"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("1000000.00", "base currency", "1,000,000 in the base currency"),
        ("1", "counties", "1 county"),
        ("0.5", "percentage points per year", "0.5 percentage points per year"),
        ("4", "1 to 5", "4 on the scale of 1 to 5"),
        ("0", "1", "0"),
        ("0.125", "1", "12.5 %"),
        ("100", None, "100"),
    ],
)
def test_an_amount_has_its_unit(value: str, unit: str | None, words: str) -> None:
    assert amount(Decimal(value), unit) == words
