"""Every worked case of every rulebook, one test a case, and what each criterion's cases must cover."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from screener.engine import open_engine
from screener.rulebook import CaseResult, Criterion, Rulebook, load_cases, load_rulebooks, run_cases

CRITERIA = Path(__file__).parents[2] / "criteria"
RULEBOOKS = load_rulebooks(CRITERIA)


def _results() -> list[CaseResult]:
    engine = open_engine()
    results = [result for book in RULEBOOKS for result in run_cases(engine, book, load_cases(book))]
    engine.close()
    return results


RESULTS = _results()
CRITERIA_OF = [pytest.param(book, c, id=f"{book.id}/{c.id}") for book in RULEBOOKS for c in book.criteria]


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: f"{result.case.criterion}: {result.case.name}")
def test_the_criterion_answers_what_the_case_says(result: CaseResult) -> None:
    assert result.found == result.case.outcome, result.where


def _cases(rulebook: Rulebook, criterion: Criterion) -> list[CaseResult]:
    return [r for r in RESULTS if r.case.criterion == criterion.id and f"/{rulebook.id}/" in r.where]


@pytest.mark.parametrize(("rulebook", "criterion"), CRITERIA_OF)
def test_each_criterion_has_a_case_with_no_data(rulebook: Rulebook, criterion: Criterion) -> None:
    """With nothing known the answer is *insufficient data*; only what needs no data to be known may be given."""
    named = [r for r in _cases(rulebook, criterion) if r.case.outcome == "insufficient_data"]

    assert any(len(result.case.facts) <= 1 for result in named)


@pytest.mark.parametrize(("rulebook", "criterion"), CRITERIA_OF)
def test_each_criterion_has_a_case_on_its_first_day_and_on_the_day_before(
    rulebook: Rulebook, criterion: Criterion
) -> None:
    first = criterion.in_force.from_
    outcomes = {result.case.date: result.case.outcome for result in _cases(rulebook, criterion)}

    assert outcomes[first - timedelta(days=1)] == "not_applicable"
    assert outcomes[first] == "pass"


def test_no_two_cases_of_a_criterion_share_a_name() -> None:
    names = [(result.where.split(":")[0], result.case.criterion, result.case.name) for result in RESULTS]

    assert len(names) == len(set(names))


@pytest.mark.parametrize(("rulebook", "criterion"), CRITERIA_OF)
def test_the_register_lists_each_criterion_with_its_review(rulebook: Rulebook, criterion: Criterion) -> None:
    """The table in criteria/README.md is what a trustee sees; it may not lag behind the rules."""
    lines = (CRITERIA / "README.md").read_text(encoding="utf-8").splitlines()
    [row] = [line for line in lines if line.startswith("|") and f"`{criterion.id}`" in line]

    assert f"`{rulebook.id}`" in row
    assert f"| {criterion.subject} |" in row
    assert f"{criterion.title} |" in row
    assert f"{criterion.review.status}, {criterion.review.checked_on} |" in row


@pytest.mark.parametrize("rulebook", RULEBOOKS, ids=lambda rulebook: rulebook.id)
def test_each_rulebook_has_a_readme(rulebook: Rulebook) -> None:
    assert f"`{rulebook.criteria[0].id}`" in rulebook.path.with_name("README.md").read_text(encoding="utf-8")
