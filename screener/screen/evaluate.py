"""Decisions: facts of a subject in, one outcome per subject and criterion out, in one SQL statement per subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screener.engine import Step
from screener.findings import Finding, Severity
from screener.rulebook import compile_subject, identifier, is_in_force, outcomes_sql, text_literal
from screener.tables import DECISIONS, FACTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pyarrow as pa

    from screener.engine import Engine
    from screener.rulebook import CompiledCriterion, Rulebook


def run(engine: Engine, rulebooks: Sequence[Rulebook], subject: str, decision_date: date) -> pa.Table:
    """Return the decisions on every subject of one kind, each evaluated once.

    Parameters
    ----------
    engine : Engine
        Holds the table ``facts_<subject>``; afterwards also ``decisions_<subject>``.
    rulebooks : sequence of Rulebook
    subject : str
        holding, issuer, place or plan.
    decision_date : date
        Decides which criteria are in force and what their parameters are worth.

    Returns
    -------
    pyarrow.Table
        `screener.tables.DECISIONS`: one row per subject × criterion. Criteria not in force are there too, as
        *not applicable*.
    """
    compiled = compile_subject(rulebooks, subject, decision_date)
    if not compiled:
        return DECISIONS.empty()
    step = Step(f"decisions_{subject}", decisions_sql(compiled, subject, decision_date))
    engine.run(step)
    return DECISIONS.check(engine.fetch(step.table))


def findings(rulebooks: Sequence[Rulebook], decision_date: date) -> list[Finding]:
    """Return one finding for each criterion that is in force and was not confirmed against its source."""
    return [
        Finding(
            "rule-unverified",
            Severity.INFO,
            f"{rulebook.title}: the criterion {criterion.title!r} was last checked on {criterion.review.checked_on} "
            "and is not confirmed line by line against its source; its outcomes are as good as that",
            where=rulebook.where(criterion.id),
            value=f"{rulebook.id}/{criterion.id}",
            hint=f"read {rulebook.sources[criterion.source].citation}, and set review.status to verified if it agrees",
            rows=0,
        )
        for rulebook in rulebooks
        for criterion in rulebook.criteria
        if criterion.review.status == "unverified" and is_in_force(criterion, decision_date)
    ]


def decisions_sql(compiled: Sequence[CompiledCriterion], subject: str, decision_date: date) -> str:
    """Return the statement that decides on every subject of one kind: outcomes side by side, then one row each."""
    facts = FACTS[subject].name
    judged = outcomes_sql(compiled, facts).replace("\n", "\n    ")
    rows = "\nUNION ALL\n".join(_rows(criterion, subject) for criterion in compiled)
    return (
        f"-- decisions_{subject}: one row per {subject} × criterion, as of {decision_date}.\n"
        f"-- Reads {facts}. Each criterion is one CASE, in the order of evaluation of criteria/README.md:\n"
        "-- not in force, does not apply, insufficient data, pass, watch, unknown, fail.\n"
        "-- Numbers are doubles, as facts are: 24e0 is 24. A parameter's value is followed by its name.\n"
        f"WITH judged AS (\n    {judged}\n)\n{rows}"
    )


def _rows(criterion: CompiledCriterion, subject: str) -> str:
    """Return the SELECT of one criterion's decisions."""
    return (
        "SELECT\n"
        f"    {text_literal(criterion.rulebook_id)} AS rulebook_id,\n"
        f"    {text_literal(criterion.criterion_id)} AS criterion_id,\n"
        f"    {text_literal(subject)} AS subject,\n"
        "    subject_id,\n"
        f"    {identifier(criterion.column)} AS outcome,\n"
        f"    {criterion.evidence} AS evidence,\n"
        f"    {text_literal(criterion.parameters)} AS parameters\n"
        "FROM judged"
    )
