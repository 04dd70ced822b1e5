"""Every worked case of every rulebook, one test a criterion, and what each criterion's cases must cover."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest

from screener.engine import open_engine
from screener.rulebook import CaseResult, Criterion, Rulebook, load_cases, load_rulebooks, run_cases

ROOT = Path(__file__).parents[2]
CRITERIA = ROOT / "criteria"
RULEBOOKS = load_rulebooks(CRITERIA)
CATALOGUE = list(csv.DictReader((ROOT / "tests/data/criteria/catalogue.csv").read_text(encoding="utf-8").splitlines()))
"""The 161 criteria that the principles, the law and the handbooks come down to: id, subject, kind."""


CRITERIA_OF = [pytest.param(book, c, id=f"{book.id}/{c.id}") for book in RULEBOOKS for c in book.criteria]
JUDGING = [
    param
    for param in CRITERIA_OF
    if param.values[1].applies != "false" and param.values[1].in_force.status in (None, "undated")
]
"""Criteria that can judge somebody on some day."""
DATED = [param for param in CRITERIA_OF if param.values[1].in_force.from_]


@cache
def _results(rulebook_id: str) -> list[CaseResult]:
    """Return what a rulebook answers in its cases; asked when a test runs, not when tests are collected."""
    [book] = [book for book in RULEBOOKS if book.id == rulebook_id]
    engine = open_engine()
    results = run_cases(engine, book, load_cases(book))
    engine.close()
    return results


def _cases(rulebook: Rulebook, criterion: Criterion) -> list[CaseResult]:
    return [result for result in _results(rulebook.id) if result.case.criterion == criterion.id]


def _all_results() -> list[CaseResult]:
    return [result for book in RULEBOOKS for result in _results(book.id)]


@pytest.mark.parametrize(("rulebook", "criterion"), CRITERIA_OF)
def test_the_criterion_answers_what_each_of_its_cases_says(rulebook: Rulebook, criterion: Criterion) -> None:
    """All cases that it answers otherwise are named at once, each with its line."""
    wrong = [
        f"{r.where}: {r.case.name}: {r.case.outcome} {r.case.value}, not {r.found} {r.value}"
        for r in _cases(rulebook, criterion)
        if not r.holds
    ]

    assert wrong == []


def test_every_criterion_of_the_catalogue_is_there_once_with_its_subject_and_kind() -> None:
    """161 rows, none silently missing, none invented."""
    written = [(c.id, c.subject, c.kind) for book in RULEBOOKS for c in book.criteria]

    assert len(CATALOGUE) == 161
    assert sorted(written) == sorted((row["id"], row["subject"], row["kind"]) for row in CATALOGUE)


def test_there_are_at_least_six_hundred_cases_and_no_two_are_the_same() -> None:
    """The same criterion, day, law and facts twice would be one case counted twice."""
    cases = [result.case for result in _all_results()]
    asked = Counter(
        (c.criterion, c.date, c.adopted, c.jurisdiction, tuple(sorted(c.facts.items(), key=str))) for c in cases
    )

    assert len(cases) >= 600
    assert [key for key, times in asked.items() if times > 1] == []


@pytest.mark.parametrize(("rulebook", "criterion"), JUDGING)
def test_each_criterion_has_a_case_with_no_data(rulebook: Rulebook, criterion: Criterion) -> None:
    """With nothing known the answer is *insufficient data*; only what needs no data to be known may be given."""
    named = [r for r in _cases(rulebook, criterion) if r.case.outcome == "insufficient_data"]

    assert any(len(result.case.facts) <= 1 for result in named)


@pytest.mark.parametrize(("rulebook", "criterion"), JUDGING)
def test_each_criterion_has_a_case_that_passes_and_one_on_the_other_side(
    rulebook: Rulebook, criterion: Criterion
) -> None:
    """A test must be able to pass and to watch or fail; a measure is known or it is not."""
    outcomes = {result.case.outcome for result in _cases(rulebook, criterion)}

    assert "pass" in outcomes
    assert criterion.kind == "measure" or outcomes - {"pass"}
    assert criterion.watch == "false" or "watch" in outcomes


@pytest.mark.parametrize(("rulebook", "criterion"), DATED)
def test_each_criterion_has_a_case_on_its_first_day_and_on_the_day_before(
    rulebook: Rulebook, criterion: Criterion
) -> None:
    first = criterion.in_force.from_ or date.min
    cases = [result.case for result in _cases(rulebook, criterion)]

    assert "not_applicable" in [case.outcome for case in cases if case.date == first - timedelta(days=1)]
    assert [case for case in cases if case.date == first]
    assert criterion.applies == "false" or {c.outcome for c in cases if c.date == first} - {"not_applicable"}


@pytest.mark.parametrize(("rulebook", "criterion"), CRITERIA_OF)
def test_what_is_not_in_force_any_more_or_not_yet_has_a_case_that_says_so(
    rulebook: Rulebook, criterion: Criterion
) -> None:
    """The day after the last, the day of a court's order, any day of a proposal."""
    period = criterion.in_force
    ended = [day for day in (period.to and period.to + timedelta(days=1), period.enjoined) if day]
    cases = {(r.case.date, r.case.outcome) for r in _cases(rulebook, criterion)}

    for day in ended:
        assert (day, "not_applicable") in cases
    assert period.status in (None, "undated") or {outcome for _, outcome in cases} == {"not_applicable"}


def test_no_two_cases_of_a_criterion_share_a_name() -> None:
    names = [(result.where.split(":")[0], result.case.criterion, result.case.name) for result in _all_results()]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("rulebook", RULEBOOKS, ids=lambda rulebook: rulebook.id)
def test_each_rulebook_has_a_readme_that_names_its_criteria(rulebook: Rulebook) -> None:
    text = rulebook.path.with_name("README.md").read_text(encoding="utf-8").lower()

    assert [criterion.id for criterion in rulebook.criteria if f"`{criterion.id}" not in text] == []


@pytest.mark.parametrize("rulebook", RULEBOOKS, ids=lambda rulebook: rulebook.id)
def test_what_is_ours_is_not_called_verified_and_what_only_a_month_is_known_of_neither(rulebook: Rulebook) -> None:
    """A rule whose very source is a proposal of this project has no line to be confirmed against."""
    ours = {name for name, source in rulebook.sources.items() if source.citation.startswith("Proposal of this project")}

    assert [c.id for c in rulebook.criteria if c.source in ours and c.review.status == "verified"] == []
