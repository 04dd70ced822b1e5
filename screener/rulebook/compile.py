"""A criterion as SQL: one CASE for its outcome, one JSON object for its evidence, its parameters as they stand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screener.rulebook.effective import is_in_force, value_on
from screener.rulebook.expression import Expression, ParameterValue, Scope, identifier, text_literal, translate
from screener.rulebook.lint import facts_of, order

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from screener.rulebook.model import Criterion, Rulebook


@dataclass(frozen=True, slots=True)
class CompiledCriterion:
    """A criterion on a decision date, as SQL over the facts of its subject."""

    rulebook_id: str
    criterion_id: str
    title: str
    column: str
    """Name of the column that holds its outcome; other criteria refer to it."""
    outcome: str
    """SQL: one of the five outcomes, as text, never null."""
    evidence: str
    """SQL: a JSON object, as text, of the facts and outcomes it names."""
    parameters: str
    """JSON object: the parameters it names and their values on the decision date."""
    asks: tuple[str, ...]
    """Criteria whose outcome it asks for."""


def compile_criterion(criterion: Criterion, rulebook: Rulebook, decision_date: date) -> CompiledCriterion:
    """Return a criterion of a checked rulebook as SQL.

    Parameters
    ----------
    criterion : Criterion
    rulebook : Rulebook
        The rulebook it belongs to, for its parameters and the outcomes it may ask for.
    decision_date : date
        Decides whether it is in force and what its parameters are worth.

    Returns
    -------
    CompiledCriterion
        Facts that are null stay unknown: an outcome is never *pass* because something is missing.
    """
    values = {name: value_on(parameter, decision_date) for name, parameter in rulebook.parameters.items()}
    scope = Scope(
        facts=facts_of(criterion.subject),
        parameters={name: ParameterValue(rulebook.parameters[name].unit, value) for name, value in values.items()},
        outcomes={c.id: _column(rulebook, c) for c in rulebook.criteria if c.subject == criterion.subject},
    )
    parts = {
        key: translate(text, scope, "number" if key == "value" else "condition")
        for key, text in criterion.expressions.items()
    }
    in_force = is_in_force(criterion, decision_date)
    named = set().union(*(part.parameters for part in parts.values()))
    return CompiledCriterion(
        rulebook_id=rulebook.id,
        criterion_id=criterion.id,
        title=criterion.title,
        column=_column(rulebook, criterion),
        outcome=_case({key: part.sql for key, part in parts.items()}) if in_force else "'not_applicable'",
        evidence=_evidence(list(parts.values()), scope, parts.get("value")),
        parameters=json.dumps({name: _plain(values[name]) for name in sorted(named)}, separators=(",", ":")),
        asks=tuple(sorted(set().union(*(part.outcomes for part in parts.values())))),
    )


def compile_subject(rulebooks: Sequence[Rulebook], subject: str, decision_date: date) -> list[CompiledCriterion]:
    """Return every criterion about a subject, each after those whose outcome it asks for.

    Parameters
    ----------
    rulebooks : sequence of Rulebook
    subject : str
        holding, issuer, place or plan.
    decision_date : date
    """
    compiled = []
    for rulebook in rulebooks:
        criteria = {
            criterion.id: compile_criterion(criterion, rulebook, decision_date)
            for criterion in rulebook.criteria
            if criterion.subject == subject
        }
        compiled += [criteria[name] for name in order({name: item.asks for name, item in criteria.items()})]
    return compiled


def outcomes_sql(compiled: Sequence[CompiledCriterion], table: str) -> str:
    """Return a SELECT that adds one outcome column per criterion to a table of facts.

    A criterion that asks for another's outcome refers to the column before it in the same SELECT.
    """
    lines = ["    *"]
    for criterion in compiled:
        title = " ".join(criterion.title.split())
        body = criterion.outcome.replace("\n", "\n    ")
        lines.append(f"    -- {criterion.column}: {title}\n    {body} AS {identifier(criterion.column)}")
    return "SELECT\n" + ",\n".join(lines) + f"\nFROM {identifier(table)}"


def _case(sql: dict[str, str]) -> str:
    """Return the CASE that asks a criterion's expressions in order; an absent one asks nothing.

    An unknown `applies` comes before everything, an unknown `pass` or `watch` only after nothing else decided.
    """
    lines = []
    if applies := sql.get("applies"):
        lines += [f"({applies}) IS NULL THEN 'insufficient_data'", f"NOT ({applies}) THEN 'not_applicable'"]
    if sufficient := sql.get("sufficient"):
        lines.append(f"({sufficient}) IS NOT TRUE THEN 'insufficient_data'")
    answers: list[str] = [key for key in ("pass", "watch") if key in sql]
    lines += [f"{sql[key]} THEN '{key}'" for key in answers]
    deciding = answers or ["value"]
    unknown = " OR ".join(f"({sql[key]}) IS NULL" for key in deciding)
    lines.append(f"{unknown} THEN 'insufficient_data'")
    last = "fail" if answers else "pass"
    return "CASE\n" + "".join(f"    WHEN {line}\n" for line in lines) + f"    ELSE '{last}'\nEND"


def _column(rulebook: Rulebook, criterion: Criterion) -> str:
    """Return the name of a criterion's outcome column; the slash keeps it apart from every fact."""
    return f"{rulebook.id}/{criterion.id}"


def _evidence(parts: list[Expression], scope: Scope, value: Expression | None) -> str:
    """Return SQL for the JSON object of what a criterion names, facts first, in the order of the facts table."""
    facts = set().union(*(part.facts for part in parts))
    outcomes = set().union(*(part.outcomes for part in parts))
    pairs = [(name, identifier(name)) for name in scope.facts if name in facts]
    pairs += [(name, identifier(scope.outcomes[name])) for name in sorted(outcomes)]
    if value:
        pairs.append(("value", value.sql))
    listed = ", ".join(f"{text_literal(name)}, {sql}" for name, sql in pairs)
    return f"CAST(json_object({listed}) AS VARCHAR)"


def _plain(value: Decimal | None) -> int | float | None:
    """Return a number as JSON has it."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
