"""What is wrong with a rulebook as a whole: names, units, periods and cycles. Every fault, with its line."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from screener.errors import nearest
from screener.rulebook.expression import Expression, ParameterValue, Scope, translate
from screener.rulebook.model import EXPRESSION_KEYS
from screener.rulebook.parse import as_list, as_mapping
from screener.tables import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from screener.rulebook.model import Criterion, Parameter
    from screener.rulebook.parse import Document
    from screener.tables import Column


def facts_of(subject: str) -> dict[str, Column]:
    """Return the facts that a criterion about a subject may name."""
    return {column.name: column for column in FACTS[subject].columns if column.name != "subject_id"}


def check_sources(document: Document, sources: Iterable[str]) -> None:
    """Note every source that is named and not listed."""
    known = list(sources)
    data = document.data
    for number, criterion in enumerate(as_list(data.get("criteria"))):
        _check_source(document, ("criteria", number, "source"), criterion, known)
    for name, parameter in as_mapping(data.get("parameters")).items():
        values = as_mapping(as_mapping(parameter).get("values"))
        for day, value in values.items():
            _check_source(document, ("parameters", name, "values", day, "source"), value, known)


def check_criteria(
    document: Document, criteria: Mapping[int, Criterion], parameters: Mapping[str, Parameter | None]
) -> None:
    """Note every fault in the expressions of a rulebook, those of criteria with other faults included.

    Parameters
    ----------
    document : Document
        The file; faults are added to it.
    criteria : mapping of int to Criterion
        Position in the file → criterion, those that could be read.
    parameters : mapping of str to Parameter or None
        Parameters by name; None where one could not be read, so that naming it is no second fault.
    """
    used: set[str] = set()
    graph: dict[str, set[str]] = {}
    entries = [as_mapping(entry) for entry in as_list(document.data.get("criteria"))]
    for number, entry in enumerate(entries):
        name, subject = str(entry.get("id")), entry.get("subject")
        if not isinstance(subject, str) or subject not in FACTS:
            continue
        peers = [str(other.get("id")) for other in entries if other.get("subject") in (subject, None)]
        for key in EXPRESSION_KEYS:
            if not isinstance(text := entry.get(key), str):
                continue
            expression = translate(
                text, _scope(subject, peers, parameters), "number" if key == "value" else "condition"
            )
            path = ("criteria", number, key)
            for fault in expression.faults:
                document.fault(path, f"{name}, {key}: {fault}")
            graph.setdefault(name, set()).update(expression.outcomes)
            used |= expression.parameters
            if number in criteria:
                _check_value_unit(document, number, criteria[number], key, expression)
                _check_periods(document, path, criteria[number], expression, parameters)
    _check_cycles(document, entries, graph)
    _check_parameters(document, parameters, used, complete=len(criteria) == len(entries))


def order(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """Return criteria so that each stands after those whose outcome it asks for."""
    return list(TopologicalSorter(graph).static_order())


def _scope(subject: str, peers: Iterable[str], parameters: Mapping[str, Parameter | None]) -> Scope:
    """Return the names a criterion may use; what the parameters are worth does not matter here."""
    return Scope(
        facts=facts_of(subject),
        parameters={name: ParameterValue(item.unit if item else None, None) for name, item in parameters.items()},
        outcomes={peer: peer for peer in peers},
    )


def _check_source(document: Document, path: tuple[str | int, ...], holder: object, known: list[str]) -> None:
    """Note a source that is not listed; a missing one is noted where the part is read."""
    name = as_mapping(holder).get("source")
    if isinstance(name, str) and name not in known:
        document.fault(path, f"there is no source {name!r} in this rulebook{nearest(name, known)}")


def _check_value_unit(document: Document, number: int, criterion: Criterion, key: str, value: Expression) -> None:
    """Note a measure whose value comes in another unit than it says."""
    if key == "value" and value.unit and value.unit != criterion.unit:
        message = f"{criterion.id}: the value comes in {value.unit!r}, and the unit says {criterion.unit!r}"
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


def _check_parameters(
    document: Document, parameters: Mapping[str, Parameter | None], used: set[str], *, complete: bool
) -> None:
    """Note parameters that hide a fact, and those that no criterion names (only where all criteria could be read)."""
    facts = {column.name for table in FACTS.values() for column in table.columns}
    for name in parameters:
        if name in facts:
            document.fault(("parameters", name), f"the parameter {name!r} has the name of a fact; call it otherwise")
        elif complete and name not in used:
            document.fault(("parameters", name), f"no criterion names the parameter {name!r}; use it or drop it")
