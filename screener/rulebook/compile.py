"""A criterion as SQL: one CASE for its outcome, one JSON object for its evidence, its parameters as they stand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from screener.rulebook.effective import is_in_force, is_uncertain, judges, use_of, value_on
from screener.rulebook.expression import Expression, ParameterValue, Scope, identifier, text_literal, translate
from screener.rulebook.lint import order, scope_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from screener.rulebook.effective import Regime
    from screener.rulebook.model import Criterion, Rulebook


@dataclass(frozen=True, slots=True)
class CompiledCriterion:
    """A criterion under a regime, as SQL over the facts of its subject."""

    rulebook_id: str
    criterion_id: str
    title: str
    level: str | None
    """Kind of place it judges."""
    column: str
    """Name of the column that holds its outcome; other criteria refer to it."""
    outcome: str | None
    """SQL: one of the five outcomes, as text, never null. None where nobody is judged."""
    verdict: str
    """The outcome for everybody where nobody is judged."""
    evidence: str
    """SQL: a JSON object, as text, of the facts and outcomes it names."""
    parameters: str
    """JSON object: the parameters it names and their values on the decision date."""
    value: str | None
    """SQL: what a measure comes to."""
    use: str
    """What the outcome may be used for."""
    describes: bool
    """Whether to watch or fail is no reproach."""
    asks: tuple[str, ...]
    """Criteria whose outcome it asks for."""
    facts: tuple[str, ...]
    """Facts it names, in the order of the facts table; then what is asked of them, such as ``age_of(fact)``."""


def compile_criterion(criterion: Criterion, rulebook: Rulebook, regime: Regime) -> CompiledCriterion:
    """Return a criterion of a checked rulebook as SQL.

    Parameters
    ----------
    criterion : Criterion
    rulebook : Rulebook
        The rulebook it belongs to, for its facts and parameters and the outcomes it may ask for.
    regime : Regime
        Decides whether it is in force, what its parameters are worth and what its outcome may be used for.

    Returns
    -------
    CompiledCriterion
        Facts that are null stay unknown: an outcome is never *pass* because something is missing.
    """
    scope = scope_on(rulebook, criterion, regime.day)
    parts = {
        key: translate(text, scope, "number" if key == "value" else "condition")
        for key, text in criterion.expressions.items()
    }
    applies = judges(criterion) and is_in_force(rulebook, criterion, regime)
    is_open = applies and not criterion.text and is_uncertain(criterion.in_force, regime.day)
    named = set().union(*(part.parameters for part in parts.values()))
    evidence = _evidence(list(parts.values()), scope, parts.get("value"))
    return CompiledCriterion(
        rulebook_id=rulebook.id,
        criterion_id=criterion.id,
        title=criterion.title,
        level=level_of(criterion),
        column=_column(rulebook, criterion),
        outcome=_case({key: part.sql for key, part in parts.items()}) if applies and not is_open else None,
        verdict="insufficient_data" if is_open else "not_applicable",
        evidence=f"CAST(json_object({', '.join(f'{text_literal(k)}, {v}' for k, v in evidence)}) AS VARCHAR)",
        parameters=json.dumps(
            {name: _plain(scope.parameters[name].value) for name in sorted(named)}, separators=(",", ":")
        ),
        value=parts["value"].sql if "value" in parts else None,
        use=use_of(criterion, regime),
        describes=criterion.describes,
        asks=tuple(sorted(set().union(*(part.outcomes for part in parts.values())))),
        facts=tuple(_named(list(parts.values()), scope)),
    )


def scope_on(rulebook: Rulebook, criterion: Criterion, day: date) -> Scope:
    """Return the names that a criterion may use, its parameters as they stand on a day.

    Parameters
    ----------
    rulebook : Rulebook
        The rulebook it belongs to.
    criterion : Criterion
    day : date
    """
    peers = [c for c in rulebook.criteria if (c.subject, level_of(c)) == (criterion.subject, level_of(criterion))]
    return scope_of(
        criterion.subject,
        facts=rulebook.facts,
        parameters={name: ParameterValue(item.unit, value_on(item, day)) for name, item in rulebook.parameters.items()},
        outcomes={peer.id: _column(rulebook, peer) for peer in peers},
        lists=rulebook.lists,
    )


def compile_subject(
    rulebooks: Sequence[Rulebook], subject: str, regime: Regime, level: str | None = None
) -> list[CompiledCriterion]:
    """Return every criterion about a subject, each after those whose outcome it asks for.

    Parameters
    ----------
    rulebooks : sequence of Rulebook
    subject : str
        holding, issuer, manager, plan, place or candidate.
    regime : Regime
    level : str, optional
        Only those about this kind of place.
    """
    return [criterion for rulebook in rulebooks for criterion in _compiled(rulebook, subject, regime, level)]


@lru_cache(maxsize=512)
def _compiled(rulebook: Rulebook, subject: str, regime: Regime, level: str | None) -> tuple[CompiledCriterion, ...]:
    """Return a rulebook's criteria about a subject; a question of what if mostly leaves them as they were."""
    criteria = {
        criterion.id: compile_criterion(criterion, rulebook, regime)
        for criterion in rulebook.criteria
        if criterion.subject == subject and (level is None or level_of(criterion) == level)
    }
    asked = {name: [ask for ask in item.asks if ask in criteria] for name, item in criteria.items()}
    return tuple(criteria[name] for name in order(asked))


def level_of(criterion: Criterion) -> str | None:
    """Return the kind of place that a criterion judges; none where it judges no place."""
    return criterion.level or ("county" if criterion.subject == "place" else None)


def outcomes_sql(compiled: Sequence[CompiledCriterion], table: str) -> str:
    """Return a SELECT that adds one outcome column per criterion to a table of facts.

    A criterion that asks for another's outcome refers to the column before it in the same SELECT.
    """
    lines = ["    *"]
    for criterion in compiled:
        title = " ".join(criterion.title.split())
        body = (criterion.outcome or text_literal(criterion.verdict)).replace("\n", "\n    ")
        lines.append(f"    -- {criterion.column}: {title}\n    {body} AS {identifier(criterion.column)}")
    return "SELECT\n" + ",\n".join(lines) + f"\nFROM {identifier(table)}"


def _case(sql: dict[str, str]) -> str:
    """Return the CASE that asks a criterion's expressions in order; an absent one asks nothing.

    An unknown `applies` comes before everything, a measure's unknown value before what it passes at, and an unknown
    `pass` or `watch` only after nothing else decided. A measure without `pass` passes when its value is known.
    """
    lines = []
    if applies := sql.get("applies"):
        lines += [f"({applies}) IS NULL THEN 'insufficient_data'", f"NOT ({applies}) THEN 'not_applicable'"]
    if sufficient := sql.get("sufficient"):
        lines.append(f"({sufficient}) IS NOT TRUE THEN 'insufficient_data'")
    if value := sql.get("value"):
        lines.append(f"({value}) IS NULL THEN 'insufficient_data'")
    answers: list[str] = [key for key in ("pass", "watch") if key in sql]
    lines += [f"{sql[key]} THEN '{key}'" for key in answers]
    if answers:
        unknown = " OR ".join(f"({sql[key]}) IS NULL" for key in answers)
        lines.append(f"{unknown} THEN 'insufficient_data'")
    last = "fail" if "pass" in sql else "pass"
    return "CASE\n" + "".join(f"    WHEN {line}\n" for line in lines) + f"    ELSE '{last}'\nEND"


def _column(rulebook: Rulebook, criterion: Criterion) -> str:
    """Return the name of a criterion's outcome column; the slash keeps it apart from every fact."""
    return f"{rulebook.id}/{criterion.id}"


def _named(parts: list[Expression], scope: Scope) -> list[str]:
    """Return the facts that a criterion names, in order of the facts table; then what it asks of them and of lists."""
    facts = set().union(*(part.facts for part in parts))
    ages = set().union(*(part.ages for part in parts))
    lists = set().union(*(part.lists for part in parts))
    return [
        *(name for name in scope.facts if name in facts),
        *(f"age_of({name})" for name in sorted(ages)),
        *(f"{function}({name})" for name in sorted(lists) for function in ("on_list", "listed_for")),
    ]


def _evidence(parts: list[Expression], scope: Scope, value: Expression | None) -> list[tuple[str, str]]:
    """Return what a criterion names, each with its SQL: facts first, then the outcomes it asks for and its value."""
    outcomes = set().union(*(part.outcomes for part in parts))
    pairs = [(name, identifier(name)) for name in _named(parts, scope)]
    pairs += [(name, identifier(scope.outcomes[name])) for name in sorted(outcomes)]
    return [*pairs, ("value", value.sql)] if value else pairs


def _plain(value: Decimal | None) -> int | float | None:
    """Return a number as JSON has it."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
