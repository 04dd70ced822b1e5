"""Decisions: facts of a subject in, one outcome per subject and criterion out, in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from screener.engine import Step
from screener.findings import Finding, Severity
from screener.rulebook import compile_subject, identifier, is_in_force, outcomes_sql, text_literal
from screener.screen.doubts import lists_asked_for
from screener.screen.evidence import evidence_step
from screener.tables import DECISIONS, EVERY, FACTS, PLACE_LEVELS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from screener.engine import Engine
    from screener.rulebook import CompiledCriterion, Regime, Rulebook

LIST_FUNCTIONS = ("on_list(", "listed_for(")


def run(
    engine: Engine, rulebooks: Sequence[Rulebook], subject: str, regime: Regime, lists: Collection[str] = ()
) -> None:
    """Make ``decisions_<subject>``: the decisions on every subject of one kind, each evaluated once.

    One row per subject × criterion, as `screener.tables.DECISIONS`. A criterion that judges none of them (not in force,
    or about another kind of thing) has one row for all, as *not applicable*; so has one whose subjects there are none
    of, with the answer it gives when nothing is known.

    Parameters
    ----------
    engine : Engine
        Holds the table ``facts_<subject>`` and what `screener.screen.collect` makes, and for places the table `plan`;
        afterwards also ``evidence_<subject>`` and ``decisions_<subject>``.
    rulebooks : sequence of Rulebook
    subject : str
        holding, issuer, manager, plan, place or candidate.
    regime : Regime
        Decides which criteria are in force, what their parameters are worth and what outcomes may be used for.
    lists : collection of str
        The lists that are held; whether an issuer stands on another is unknown.
    """
    compiled, table = compile_subject(rulebooks, subject, regime), f"decisions_{subject}"
    if compiled:
        engine.run(evidence_step(rulebooks, subject, compiled))
        for step in decision_steps(compiled, subject, regime, lists):
            engine.run(step)
    else:
        engine.load(table, DECISIONS.empty())


def decisions(engine: Engine, subjects: Iterable[str], *further: pa.Table) -> pa.Table:
    """Return the decisions that `run` made about kinds of subject, and further ones, as one table.

    Returns
    -------
    pyarrow.Table
        `screener.tables.DECISIONS`.
    """
    made = [engine.fetch(f"decisions_{subject}") for subject in subjects]
    return DECISIONS.check(pa.concat_tables([*made, *further], promote_options="default"))


def findings(rulebooks: Sequence[Rulebook], regime: Regime, lists: Collection[str] = ()) -> list[Finding]:
    """Return what to know of the rules themselves.

    Returns
    -------
    list of Finding
        One for each rulebook that has criteria in force which were not confirmed against their source, and one for each
        list that such criteria may ask for and that is not held.
    """
    asked = lists_asked_for(rulebooks, regime)
    found = [
        Finding(
            "list-not-held",
            Severity.INFO,
            f"{rulebook.title}: no version of the list {part.title!r} is on file for {regime.day}; who stands on it is "
            "unknown, and nobody passes for not being on it",
            where=f"criteria/{rulebook.id}/lists/{name}",
            hint="save the list as YYYY-MM-DD.csv in that folder, with the columns name, cik, lei, listed_on, reason",
            rows=0,
        )
        for rulebook in rulebooks
        for name, part in rulebook.lists.items()
        if name in asked and name not in lists
    ]
    for rulebook in rulebooks:
        open_ones = [
            criterion
            for criterion in rulebook.criteria
            if criterion.review.status == "unverified"
            and criterion.applies != "false"  # one that never applies has no outcome to be weaker
            and is_in_force(rulebook, criterion, regime)
        ]
        if open_ones:
            names = ", ".join(criterion.id for criterion in open_ones)
            found.append(
                Finding(
                    "rule-unverified",
                    Severity.INFO,
                    f"{rulebook.title}: {len(open_ones)} of its criteria in force are not confirmed line by line "
                    f"against their source, and their outcomes are as good as that: {names}",
                    where=rulebook.where(open_ones[0].id),
                    value=rulebook.id,
                    hint="read the source with 'screener criteria show ID'; set review.status to verified if it agrees",
                    rows=0,
                )
            )
    return found


def decision_steps(
    compiled: Sequence[CompiledCriterion], subject: str, regime: Regime, lists: Collection[str] = ()
) -> list[Step]:
    """Return the steps that decide on every subject of one kind: outcomes side by side, then one row each.

    Each kind of place has its own table of outcomes. They are tables, because a statement that names one query once a
    criterion is planned as often.
    """
    judged = [criterion for criterion in compiled if criterion.outcome]
    levels = [level for level in (*PLACE_LEVELS, None) if any(criterion.level == level for criterion in judged)]
    steps, rows = [], [_nobody(criterion, subject) for criterion in compiled if not criterion.outcome]
    for level in levels:
        group = [criterion for criterion in judged if criterion.level == level]
        asked = {(criterion.rulebook_id, name) for criterion in group for name in criterion.asks}
        # one that judges nobody still has an outcome that another may ask for
        columns = [c for c in compiled if c in group or (c.rulebook_id, c.criterion_id) in asked]
        kind = level or subject
        known = _known(group, subject, level, lists).replace("\n", "\n    ")
        sql = (
            f"-- _judged_{kind}: one row per {kind}: what is known of it, and the outcome of each criterion as of "
            f"{regime.day}.\n"
            f"-- Reads {FACTS[subject].name}, evidence_{subject}. Each criterion is one CASE, in the order of\n"
            "-- criteria/README.md: not in force, does not apply, insufficient data, pass, watch, unknown, fail.\n"
            "-- Numbers are doubles, as facts are: 24e0 is 24. A parameter's value is followed by its name.\n"
            f"WITH known_{kind} AS (\n    {known}\n)\n{outcomes_sql(columns, f'known_{kind}')}"
        )
        steps.append(Step(f"_judged_{kind}", sql))
        rows += [_rows(criterion, subject, steps[-1].table) for criterion in group]
    sql = (
        f"-- decisions_{subject}: one row per {subject} × criterion, decided as of {regime.day}.\n"
        f"-- Reads {', '.join(step.table for step in steps) or 'nothing: nobody is judged'}.\n"
        "-- The subject * stands for every one of its kind.\n" + "\nUNION ALL\n".join(rows)
    )
    return [*steps, Step(f"decisions_{subject}", sql)]


def _known(group: Sequence[CompiledCriterion], subject: str, level: str | None, lists: Collection[str]) -> str:
    """Return the SELECT of all that is known of the subjects; of one unknown subject where there are none."""
    computed = set(FACTS[subject].names)
    columns = []
    for name in dict.fromkeys(name for criterion in group for name in criterion.facts):
        source = f"{'f' if name in computed else 'e'}.{identifier(name)}"
        function, _, argument = name.removesuffix(")").partition("(")
        if name.startswith(LIST_FUNCTIONS) and argument not in lists:
            kind = "BOOLEAN" if function == "on_list" else "DOUBLE"
            source = f"CAST(NULL AS {kind})"
        elif function == "on_list":
            # who is not on a list that is held is known not to be
            source = f"CASE WHEN s.subject_id IS NOT NULL THEN coalesce({source}, FALSE) END"
        columns.append(f",\n    {source} AS {identifier(name)}")
    return (
        f"SELECT\n    coalesce(s.subject_id, '{EVERY}') AS subject_id{''.join(columns)}\n"
        "FROM (SELECT 1 AS one) AS o\n"
        f"LEFT JOIN (\n    {_subjects(subject, level)}\n) AS s ON o.one = 1\n"
        f"LEFT JOIN {FACTS[subject].name} AS f ON f.subject_id = s.subject_id\n"
        f"LEFT JOIN evidence_{subject} AS e ON e.subject_id = s.subject_id"
    )


def _subjects(subject: str, level: str | None) -> str:
    """Return the SELECT of the subjects that are judged."""
    if subject == "candidate":
        # each is judged by the law of its own day, not here
        return f"SELECT subject_id FROM {FACTS[subject].name} WHERE FALSE"
    if level == "partnership":
        return "SELECT DISTINCT subject_id FROM _attested WHERE subject = 'place' AND level = 'partnership'"
    if level == "state":
        # the home state, and others that the fund says something of
        return (
            "SELECT subject_id FROM facts_place WHERE level = 'state' AND subject_id IN (\n"
            "        SELECT state FROM plan UNION ALL SELECT subject_id FROM _attested WHERE subject = 'place'\n    )"
        )
    where = f" WHERE level = '{level}'" if level else ""
    return f"SELECT subject_id FROM {FACTS[subject].name}{where}"


def _nobody(criterion: CompiledCriterion, subject: str) -> str:
    """Return the one row of a criterion that judges nobody."""
    answer = {"subject_id": f"'{EVERY}'", "outcome": text_literal(criterion.verdict), "evidence": "'{}'"}
    return _row(criterion, subject, answer)


def _rows(criterion: CompiledCriterion, subject: str, table: str) -> str:
    """Return the SELECT of one criterion's decisions."""
    # what nobody proposed is no candidate
    outcome = "'not_applicable'" if subject == "candidate" else identifier(criterion.column)
    row = _row(criterion, subject, {"subject_id": "subject_id", "outcome": outcome, "evidence": criterion.evidence})
    return f"{row}\nFROM {table}"


def _row(criterion: CompiledCriterion, subject: str, answer: dict[str, str]) -> str:
    """Return the SELECT list of a decision; the answer gives subject, outcome and evidence as SQL."""
    columns = {
        "rulebook_id": text_literal(criterion.rulebook_id),
        "criterion_id": text_literal(criterion.criterion_id),
        "subject": text_literal(subject),
        **answer,
        "parameters": text_literal(criterion.parameters if criterion.outcome else "{}"),
        "use": text_literal(criterion.use),
        "describes": "TRUE" if criterion.describes else "FALSE",
    }
    return "SELECT\n" + ",\n".join(f"    {sql} AS {name}" for name, sql in columns.items())
