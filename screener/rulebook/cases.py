"""Worked cases: ``cases.yaml`` beside each rulebook says what its criteria must answer, and these run them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener.engine import Step
from screener.errors import nearest
from screener.rulebook.compile import compile_subject, level_of, outcomes_sql
from screener.rulebook.effective import Regime
from screener.rulebook.expression import identifier, percent_sign
from screener.rulebook.lint import facts_of
from screener.rulebook.load import PROFILES
from screener.rulebook.model import Case, Criterion
from screener.rulebook.parse import Document, raise_problems, read_yaml_file, validate
from screener.rulebook.profiles import list_profiles, nearest_profile
from screener.tables import FLAG, NUMBER

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
    value: float | None = None
    """What a measure came to."""

    @property
    def holds(self) -> bool:
        """Whether the criterion answered what the case says, and came to the value that it gives."""
        expected = self.case.value
        agrees = expected is None or (self.value is not None and math.isclose(self.value, expected, rel_tol=1e-12))
        return self.found == self.case.outcome and agrees


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
    document = read_yaml_file(path)
    criteria = {criterion.id: criterion for criterion in rulebook.criteria}
    cases: list[tuple[str, Case]] = []
    if not document.faults and not isinstance(document.data, list):
        document.fault((), "a list is meant, in which each case starts with `- name:`")
    for number, entry in enumerate(document.data if isinstance(document.data, list) else []):
        case = validate(document, (number,), entry, Case)
        if case:
            _check(document, number, case, rulebook, criteria)
            cases.append((f"{rulebook.place}/{FILE}:{document.line((number,))}", case))
    problems = [f"{rulebook.place}/{FILE}:{line}: {message}" for line, message in sorted(document.faults)]
    raise_problems(problems, "worked cases")
    return cases


def run_cases(engine: Engine, rulebook: Rulebook, cases: Sequence[tuple[str, Case]]) -> list[CaseResult]:
    """Return what the criteria answer in each case, in the order given; a case that does not hold is no error."""
    criteria = {criterion.id: criterion for criterion in rulebook.criteria}

    def batch(number: int) -> tuple[str, ...]:
        case = cases[number][1]
        criterion = criteria[case.criterion]
        place = case.jurisdiction or next(iter(criterion.jurisdictions or rulebook.jurisdictions), "")
        return criterion.subject, level_of(criterion) or "", case.date.isoformat(), case.adopted or "", place

    found: dict[int, tuple[str, float | None]] = {}
    for key, group in groupby(sorted(range(len(cases)), key=batch), key=batch):
        subject, level, day, adopted, jurisdiction = key
        numbers = list(group)
        columns = case_facts(subject, rulebook)
        rows = [{"subject_id": str(n), **_as_facts(columns, cases[n][1])} for n in numbers]
        # a fact left out of a case is unknown, even one that a delivered table always has
        schema = pa.schema([("subject_id", pa.string()), *((name, kind) for name, kind in columns.items())])
        engine.load("case_facts", pa.Table.from_pylist(rows, schema=schema))
        regime = Regime(date.fromisoformat(day), adopted or None, jurisdiction or None)
        compiled = compile_subject([rulebook], subject, regime, level or None)
        values = [f"{item.value} AS {identifier(f'value of {item.criterion_id}')}" for item in compiled if item.value]
        outcomes = outcomes_sql(compiled, "case_facts")
        engine.run(Step("case_outcomes", f"SELECT {', '.join(['*', *values])}\nFROM (\n{outcomes}\n) AS judged"))
        answers = {row["subject_id"]: row for row in engine.fetch("case_outcomes").to_pylist()}
        for n in numbers:
            name, row = cases[n][1].criterion, answers[str(n)]
            found[n] = (row[f"{rulebook.id}/{name}"], row.get(f"value of {name}"))
    return [CaseResult(case, where, *found[number]) for number, (where, case) in enumerate(cases)]


def case_facts(subject: str, rulebook: Rulebook) -> dict[str, pa.DataType]:
    """Return what a case about a subject may give, with its type: facts, the ages of those attested, and lists."""
    facts = {name: column.type for name, column in facts_of(subject, rulebook.facts).items()}
    lists = rulebook.lists if subject == "issuer" else ()
    ages = {f"age_of({name})": NUMBER for name, fact in rulebook.facts.items() if fact.subject == subject}
    listed = {f"on_list({name})": FLAG for name in lists}
    since = {f"listed_for({name})": NUMBER for name in lists}
    return facts | ages | listed | since


def _as_facts(columns: dict[str, pa.DataType], case: Case) -> dict[str, Any]:
    """Return a case's facts in the types of the facts table."""
    numbers = {name for name, kind in columns.items() if pa.types.is_floating(kind)}
    return {
        name: float(value) if name in numbers and isinstance(value, int | Decimal) else value
        for name, value in case.facts.items()
    }


def _check(document: Document, number: int, case: Case, rulebook: Rulebook, criteria: dict[str, Criterion]) -> None:
    """Note a criterion or fact that is not there, and a value that such a fact cannot have."""
    criterion = criteria.get(case.criterion)
    if criterion is None:
        close = nearest(case.criterion, list(criteria))
        document.fault((number, "criterion"), f"there is no criterion {case.criterion!r} in this rulebook{close}")
        return
    if case.value is not None and criterion.kind == "test":
        document.fault((number, "value"), f"{criterion.id} is a test, and has no value")
    adoptable = [text.adopted_as for text in rulebook.texts.values() if text.adopted_as]
    if case.adopted and case.adopted not in adoptable:
        close = nearest(case.adopted, adoptable)
        document.fault((number, "adopted"), f"no text of this rulebook is adopted as {case.adopted!r}{close}")
    profiles = list_profiles(rulebook.path.parent.parent / PROFILES)
    if case.jurisdiction and case.jurisdiction not in profiles:
        close = nearest_profile(case.jurisdiction, profiles)
        document.fault((number, "jurisdiction"), f"there is no jurisdiction profile {case.jurisdiction!r}{close}")
    facts = case_facts(criterion.subject, rulebook)
    words = {name: column.one_of for name, column in facts_of(criterion.subject, rulebook.facts).items()}
    for name, value in case.facts.items():
        at = (number, "facts", name)
        if name not in facts:
            document.fault(at, f"a {criterion.subject} has no fact {name!r}{nearest(name, list(facts))}")
        elif value is not None and not _fits(value, facts[name]):
            hint = percent_sign(value) if isinstance(value, str) else ""
            document.fault(at, f"{name} is {_form(facts[name])}; found {value!r}{f'; {hint}' if hint else ''}")
        elif isinstance(value, str) and words.get(name) and value not in words[name]:
            known = list(words[name])
            document.fault(at, f"{name} is one of {', '.join(known)}; found {value!r}{nearest(value, known)}")


def _form(kind: pa.DataType) -> str:
    """Return what a value of that type is written as."""
    return "true or false" if pa.types.is_boolean(kind) else "a text" if pa.types.is_string(kind) else "a number"


def _fits(value: object, kind: pa.DataType) -> bool:
    """Return whether a value can be a fact of that type."""
    if pa.types.is_boolean(kind):
        return isinstance(value, bool)
    if pa.types.is_string(kind):
        return isinstance(value, str)
    return isinstance(value, int | Decimal) and not isinstance(value, bool)
