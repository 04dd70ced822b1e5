"""Worked cases: ``cases.yaml`` beside each rulebook says what its criteria must answer, and these run them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener.engine import Step
from screener.errors import nearest
from screener.rulebook.compile import compile_subject, outcomes_sql
from screener.rulebook.lint import facts_of
from screener.rulebook.load import raise_problems
from screener.rulebook.model import Case, Criterion
from screener.rulebook.parse import Document, read_yaml, validate
from screener.tables import FACTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screener.engine import Engine
    from screener.rulebook.model import Rulebook

FILE = "cases.yaml"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A worked case and what its criterion answered."""

    case: Case
    where: str
    """File and line of the case."""
    found: str

    @property
    def holds(self) -> bool:
        """Whether the criterion answered what the case says."""
        return self.found == self.case.outcome


def load_cases(rulebook: Rulebook) -> list[tuple[str, Case]]:
    """Return the worked cases beside a rulebook, each with its ``file:line``; none where there is no file.

    Raises
    ------
    RulebookError
        Something is wrong in the file; the message lists every fault.
    """
    path = rulebook.path.with_name(FILE)
    if not path.is_file():
        return []
    document = read_yaml(path.read_text(encoding="utf-8-sig"))
    criteria = {criterion.id: criterion for criterion in rulebook.criteria}
    cases: list[tuple[str, Case]] = []
    if not document.faults and not isinstance(document.data, list):
        document.fault((), "a list is meant, in which each case starts with `- name:`")
    for number, entry in enumerate(document.data if isinstance(document.data, list) else []):
        case = validate(document, (number,), entry, Case)
        if case:
            _check(document, number, case, criteria)
            cases.append((f"criteria/{rulebook.id}/{FILE}:{document.line((number,))}", case))
    problems = [f"criteria/{rulebook.id}/{FILE}:{line}: {message}" for line, message in sorted(document.faults)]
    raise_problems(problems, "worked cases")
    return cases


def run_cases(engine: Engine, rulebook: Rulebook, cases: Sequence[tuple[str, Case]]) -> list[CaseResult]:
    """Return what the criteria answer in each case, in the order given; a case that does not hold is no error."""
    subjects = {criterion.id: criterion.subject for criterion in rulebook.criteria}

    def batch(number: int) -> tuple[str, Any]:
        case = cases[number][1]
        return subjects[case.criterion], case.date

    found: dict[int, str] = {}
    for (subject, day), group in groupby(sorted(range(len(cases)), key=batch), key=batch):
        numbers = list(group)
        rows = [{"subject_id": str(n), **_as_facts(subject, cases[n][1])} for n in numbers]
        # a fact left out of a case is unknown, even one that a delivered table always has
        schema = pa.schema([pa.field(column.name, column.type) for column in FACTS[subject].columns])
        engine.load("case_facts", pa.Table.from_pylist(rows, schema=schema))
        engine.run(Step("case_outcomes", outcomes_sql(compile_subject([rulebook], subject, day), "case_facts")))
        answers = {row["subject_id"]: row for row in engine.fetch("case_outcomes").to_pylist()}
        found |= {n: answers[str(n)][f"{rulebook.id}/{cases[n][1].criterion}"] for n in numbers}
    return [CaseResult(case, where, found[number]) for number, (where, case) in enumerate(cases)]


def _as_facts(subject: str, case: Case) -> dict[str, Any]:
    """Return a case's facts in the types of the facts table."""
    numbers = {name for name, column in facts_of(subject).items() if pa.types.is_floating(column.type)}
    return {
        name: float(value) if name in numbers and isinstance(value, int | Decimal) else value
        for name, value in case.facts.items()
    }


def _check(document: Document, number: int, case: Case, criteria: dict[str, Criterion]) -> None:
    """Note a criterion or fact that is not there, and a value that such a fact cannot have."""
    criterion = criteria.get(case.criterion)
    if criterion is None:
        close = nearest(case.criterion, list(criteria))
        document.fault((number, "criterion"), f"there is no criterion {case.criterion!r} in this rulebook{close}")
        return
    facts = facts_of(criterion.subject)
    for name, value in case.facts.items():
        at = (number, "facts", name)
        if name not in facts:
            document.fault(at, f"a {criterion.subject} has no fact {name!r}{nearest(name, list(facts))}")
        elif value is not None and not _fits(value, facts[name].type):
            document.fault(at, f"{name} is {facts[name].type}; found {value!r}")


def _fits(value: object, kind: pa.DataType) -> bool:
    """Return whether a value can be a fact of that type."""
    if pa.types.is_boolean(kind):
        return isinstance(value, bool)
    if pa.types.is_string(kind):
        return isinstance(value, str)
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
