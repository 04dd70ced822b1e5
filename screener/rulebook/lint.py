"""What is wrong with a rulebook as a whole: names, units, periods and cycles. Every fault, with its line."""

from __future__ import annotations

from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

from screener.errors import nearest
from screener.rulebook.expression import Expression, ParameterValue, Scope, called, translate
from screener.rulebook.model import EXPRESSION_KEYS
from screener.rulebook.parse import as_list, as_mapping
from screener.tables import FACTS, NUMBER, Column

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from screener.rulebook.model import Criterion, Fact, Parameter, Parts, Rulebook, Text
    from screener.rulebook.parse import Document


def facts_of(subject: str, attested: Mapping[str, Fact | None] | None = None) -> dict[str, Column]:
    """Return the facts that a criterion about a subject may name: those computed, then those that the fund attests.

    Parameters
    ----------
    subject : str
    attested : mapping of str to Fact or None, optional
        What the rulebook declares; a fact that could not be read counts as a number without a unit.
    """
    computed = {column.name: column for column in FACTS[subject].columns if column.name != "subject_id"}
    own = {name: fact for name, fact in (attested or {}).items() if fact is None or fact.subject == subject}
    return computed | {name: _column_of(name, fact) for name, fact in own.items()}


def scope_of(
    subject: str,
    *,
    facts: Mapping[str, Fact | None],
    parameters: Mapping[str, ParameterValue],
    outcomes: Mapping[str, str],
    lists: Collection[str],
) -> Scope:
    """Return the names that a criterion about a subject may use."""
    return Scope(
        facts=facts_of(subject, facts),
        parameters=parameters,
        outcomes=outcomes,
        attested=frozenset(name for name, fact in facts.items() if fact is None or fact.subject == subject),
        lists=frozenset(lists if subject == "issuer" else ()),  # nobody else is on one
    )


def check_sources(document: Document, sources: Iterable[str]) -> None:
    """Note every source that is named and not listed."""
    known = list(sources)
    data = document.data
    for number, criterion in enumerate(as_list(data.get("criteria"))):
        _check_source(document, ("criteria", number, "source"), criterion, known)
    for section in ("lists", "texts"):
        for name, part in as_mapping(data.get(section)).items():
            _check_source(document, (section, name, "source"), part, known)
    for name, text in as_mapping(data.get("texts")).items():
        pause = as_mapping(text).get("not_enforced")
        _check_source(document, ("texts", name, "not_enforced", "source"), pause, known)
    for name, parameter in as_mapping(data.get("parameters")).items():
        values = as_mapping(as_mapping(parameter).get("values"))
        for day, value in values.items():
            _check_source(document, ("parameters", name, "values", day, "source"), value, known)


def check_facts(document: Document, facts: Mapping[str, Fact | None]) -> None:
    """Note a fact that is declared although the screen computes it."""
    for name, fact in facts.items():
        if fact and name in facts_of(fact.subject):
            document.fault(("facts", name), f"{name} of a {fact.subject} is computed by the screen; drop it here")


def check_texts(document: Document, texts: Mapping[str, Text | None]) -> None:
    """Note where the binding texts of a rulebook leave a day to none of them, or give it to two."""
    binding = [(name, text) for name, text in texts.items() if text and text.role == "binding" and text.in_force.from_]
    binding.sort(key=lambda item: item[1].in_force.from_ or date.min)
    for (first, text), (name, following) in pairwise(binding):
        end, start = text.in_force.to, following.in_force.from_
        if end is None or start is None or end + timedelta(days=1) != start:
            meant = f"is to end on {start - timedelta(days=1)}" if start else "is to end the day before"
            said = f"{first} {f'ends on {end}' if end else 'has no end'}, and {name} begins on {start}"
            document.fault(("texts", name), f"binding texts follow each other day by day: {said}; the first {meant}")


def check_jurisdictions(document: Document, rulebook: Rulebook, profiles: Sequence[str]) -> None:
    """Note a jurisdiction that has no profile."""
    for number, criterion in enumerate(rulebook.criteria):
        for name in criterion.jurisdictions:
            if name not in profiles:
                message = f"{criterion.id}: there is no jurisdiction profile {name!r}{nearest(name, list(profiles))}"
                document.fault(("criteria", number, "jurisdictions"), message)


def check_across(rulebooks: Iterable[tuple[Rulebook, Document]]) -> None:
    """Note facts that two rulebooks declare differently, and criteria and lists that share a name."""
    facts: dict[tuple[str, str], tuple[str, Fact]] = {}
    names: dict[tuple[str, str], str] = {}
    for rulebook, document in rulebooks:
        for name, fact in rulebook.facts.items():
            other, first = facts.setdefault((fact.subject, name), (rulebook.id, fact))
            if fact.form != first.form:
                message = f"{name} of a {fact.subject} is otherwise in {other}; write type, unit, words and range alike"
                document.fault(("facts", name), message)
        named: list[tuple[str, str, tuple[str, str | int]]] = [
            *(("criterion", item.id, ("criteria", number)) for number, item in enumerate(rulebook.criteria)),
            *(("list", name, ("lists", name)) for name in rulebook.lists),
        ]
        for kind, name, path in named:
            if (other := names.setdefault((kind, name), rulebook.id)) != rulebook.id:
                document.fault(path, f"there is a {kind} {name!r} in {other} too; its name is to be its own")


def check_criteria(document: Document, parts: Parts) -> None:
    """Note every fault in the expressions of a rulebook, those of criteria with other faults included.

    Parameters
    ----------
    document : Document
        The file; faults are added to it.
    parts : Parts
        What could be read of it; a part that could not is known by name, so that naming it is no second fault.
    """
    criteria, parameters = parts.criteria, parts.parameters
    used: dict[str, set[str]] = {"parameters": set(), "facts": set(), "lists": set()}
    is_broken = False
    values = {name: ParameterValue(item.unit if item else None, None) for name, item in parameters.items()}
    graph: dict[str, set[str]] = {}
    entries = [as_mapping(entry) for entry in as_list(document.data.get("criteria"))]
    for number, entry in enumerate(entries):
        name, subject = str(entry.get("id")), entry.get("subject")
        if not isinstance(subject, str) or subject not in FACTS:
            continue
        alike = [e for e in entries if e.get("subject") in (subject, None) and _level(e) == _level(entry)]
        peers = [str(e.get("id")) for e in alike]
        outcomes = dict(zip(peers, peers, strict=True))
        scope = scope_of(subject, facts=parts.facts, parameters=values, outcomes=outcomes, lists=parts.lists)
        for key in EXPRESSION_KEYS:
            if not isinstance(text := entry.get(key), str):
                continue
            expression = translate(text, scope, "number" if key == "value" else "condition")
            path = ("criteria", number, key)
            for fault in expression.faults:
                document.fault(path, f"{name}, {key}: {fault}")
            graph.setdefault(name, set()).update(expression.outcomes)
            is_broken = is_broken or bool(expression.faults)
            for section in used:
                used[section] |= getattr(expression, section)
            if number in criteria:
                _check_value_unit(document, number, criteria[number], key, expression)
                _check_periods(document, path, criteria[number], expression, parameters)
    _check_cycles(document, entries, graph)
    _check_parameters(document, parts)
    if len(criteria) == len(entries) and not is_broken:  # what cannot be read may name what seems to be left over
        _check_used(document, parts, used)


def order(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """Return criteria so that each stands after those whose outcome it asks for."""
    return list(TopologicalSorter(graph).static_order())


def _column_of(name: str, fact: Fact | None) -> Column:
    """Return an attested fact as a column."""
    return Column(name, fact.column, fact.meaning, fact.unit, one_of=fact.one_of) if fact else Column(name, NUMBER, "")


def _level(entry: Mapping[str, object]) -> object:
    """Return the kind of place that a criterion judges."""
    return entry.get("level") or ("county" if entry.get("subject") == "place" else None)


def _check_source(document: Document, path: tuple[str | int, ...], holder: object, known: list[str]) -> None:
    """Note a source that is not listed; a missing one is noted where the part is read."""
    name = as_mapping(holder).get("source")
    if isinstance(name, str) and name not in known:
        document.fault(path, f"there is no source {name!r} in this rulebook{nearest(name, known)}")


def _check_value_unit(document: Document, number: int, criterion: Criterion, key: str, value: Expression) -> None:
    """Note a measure whose value comes in another unit than it says."""
    if key == "value" and value.unit and value.unit != criterion.unit:
        said = f"the value comes in {called(value.unit)}, and the unit says {called(str(criterion.unit))}"
        message = f"{criterion.id}: {said}"
        document.fault(("criteria", number, "unit"), message)


def _check_periods(
    document: Document,
    path: tuple[str | int, ...],
    criterion: Criterion,
    expression: Expression,
    parameters: Mapping[str, Parameter | None],
) -> None:
    """Note a parameter that starts after the criterion it serves: the days between would be silently undecided."""
    for name in sorted(expression.parameters):
        parameter, start = parameters[name], criterion.in_force.from_
        if parameter and start and min(parameter.values) > start:
            first = min(parameter.values)
            document.fault(path, f"{criterion.id} is in force from {start}, but {name} has no value before {first}")


def _check_cycles(
    document: Document, entries: Sequence[Mapping[str, object]], graph: Mapping[str, Iterable[str]]
) -> None:
    """Note criteria that ask for their own outcome."""
    try:
        order(graph)
    except CycleError as error:
        # graphlib walks against the arrows; turned round, each criterion asks for the next
        cycle = error.args[1][:0:-1]
        first = next(number for number, entry in enumerate(entries) if entry.get("id") in cycle)
        turn = cycle.index(str(entries[first]["id"]))
        path = [*cycle[turn:], *cycle[: turn + 1]]
        document.fault(("criteria", first), f"outcomes go in a circle: {' asks for '.join(path)}")


def _check_parameters(document: Document, parts: Parts) -> None:
    """Note parameters that a fact hides."""
    facts = {column.name for table in FACTS.values() for column in table.columns} | parts.facts.keys()
    for name in parts.parameters:
        if name in facts:
            document.fault(("parameters", name), f"the parameter {name!r} has the name of a fact; call it otherwise")


def _check_used(document: Document, parts: Parts, used: Mapping[str, Collection[str]]) -> None:
    """Note parameters, facts and lists that no criterion names: they look as if they judged something."""
    for section, names in used.items():
        for name in getattr(parts, section):
            if name not in names:
                document.fault((section, name), f"no criterion names the {section[:-1]} {name!r}; use it or drop it")
