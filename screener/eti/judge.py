"""A decision before the law: its facts judged by the real rulebooks, under one text or under every one."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from screener.engine import Step
from screener.errors import InputError
from screener.eti import reasons
from screener.eti.comparison import Margins
from screener.rulebook import (
    Regime,
    compile_subject,
    holds,
    identifier,
    is_enforced_on,
    outcomes_sql,
    value_on,
)
from screener.tables import ETI_PLAN, FACTS, NUMBER
from screener.tables.prudence import OUTCOME_ORDER, CriterionAnswer, TextAnswer
from screener.tables.vocabulary import DOL_VINTAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from screener.engine import Engine
    from screener.rulebook import CompiledCriterion, Rulebook, Text

TEXTS = "dol-eti"
CHECKS = "eti-prudence"
"""The rulebook of the texts, and that of the fourteen checks."""
EXPLAINED = {"FAB 2018-01": "IB 2015-01"}
"""Guidance → the text that it explains: a decision under the guidance is judged by both."""
SLEEVES = {"listed_bonds": "bonds", "listed_equity": "equity", "private": "private"}
"""Sleeve → how the parameters name it."""

Facts = dict[str, Any]


def combine(outcomes: Iterable[str]) -> str:
    """Return the outcome of several criteria together: that which stands first in `OUTCOME_ORDER`.

    Examples
    --------
    >>> combine(["pass", "watch", "insufficient_data"])
    'insufficient_data'
    >>> combine([])
    'not_applicable'
    """
    return min(outcomes, key=OUTCOME_ORDER.index, default="not_applicable")


def with_margin(rulebook: Rulebook, sleeve: str, margin: Decimal | None) -> Rulebook:
    """Return a rulebook with another margin of return for one sleeve, in percentage points a year; None keeps it."""
    if margin is None:
        return rulebook
    name = f"return_margin_{SLEEVES[sleeve]}"
    parameter = rulebook.parameters[name]
    values = {day: dated.model_copy(update={"value": margin}) for day, dated in parameter.values.items()}
    changed = parameter.model_copy(update={"values": values})
    return replace(rulebook, parameters={**rulebook.parameters, name: changed})


def margins_on(rulebooks: Sequence[Rulebook], sleeve: str, day: date) -> Margins:
    """Return the margins of the rulebook of checks on a day, as fractions and ratios.

    Raises
    ------
    InputError
        No text was in force on the day, so that there is nothing to judge by.
    """
    book = next(one for one in rulebooks if one.id == CHECKS)

    def value(name: str) -> float:
        found = value_on(book.parameters[name], day)
        if found is None:
            raise too_early(day)
        return float(found)

    return Margins(
        mean=value(f"return_margin_{SLEEVES[sleeve]}") / 100,
        volatility=value("volatility_limit"),
        tail=value("tail_limit"),
        sharpe=value("sharpe_margin"),
        months=int(value("fewest_return_months")),
        tail_months=int(value("fewest_tail_months")),
    )


def too_early(day: date) -> InputError:
    """Return the error of a decision before the first text."""
    return InputError(
        f"no text of the Department of Labor was in force on {day}; the first is of 1994-06-23",
        hint="give a later date, or name the text to judge by",
    )


def text_on(rulebooks: Sequence[Rulebook], day: date) -> str | None:
    """Return the binding text in force on a day, as boards adopt it; None before the first."""
    names = [
        text.adopted_as
        for rulebook in rulebooks
        if rulebook.id == TEXTS
        for text in rulebook.texts.values()
        if text.role == "binding" and holds(text.in_force, day)
    ]
    return names[0] if names else None


def judge(
    engine: Engine, rulebooks: Sequence[Rulebook], subject: str, facts: Facts, regime: Regime
) -> list[CriterionAnswer]:
    """Return the answer of every criterion about a subject, in the order of the rulebooks.

    Parameters
    ----------
    engine : Engine
        Any engine; the tables `eti_facts` and `eti_judged` are made in it.
    rulebooks : sequence of Rulebook
    subject : str
        candidate, or plan: then only the criteria that ask for a fact of a decision.
    facts : dict
        Fact → value; what is left out is unknown.
    regime : Regime
    """
    compiled = compile_subject(rulebooks, subject, regime)
    if subject == "plan":
        of_a_decision = set(ETI_PLAN.names) - {"subject_id"}
        compiled = [criterion for criterion in compiled if of_a_decision & set(criterion.facts)]
    judged = [criterion for criterion in compiled if criterion.outcome]
    found: dict[str, Any] = {}
    if judged:
        engine.load("eti_facts", _row(subject, facts, judged))
        evidence = [f"{one.evidence} AS {identifier(f'evidence of {one.column}')}" for one in judged]
        asked = outcomes_sql(judged, "eti_facts")
        engine.run(Step("eti_judged", f"SELECT {', '.join(['*', *evidence])}\nFROM (\n{asked}\n) AS judged"))
        found = engine.fetch("eti_judged").to_pylist()[0]
    reviews = {(book.id, one.id): one.review.status for book in rulebooks for one in book.criteria}
    return [
        CriterionAnswer(
            criterion=one.column,
            subject=subject,
            title=" ".join(one.title.split()),
            outcome=found.get(one.column, one.verdict),
            review=reviews[one.rulebook_id, one.criterion_id],
            evidence=json.loads(found[f"evidence of {one.column}"]) if one.column in found else {},
            parameters=json.loads(one.parameters),
        )
        for one in compiled
    ]


def _row(subject: str, facts: Mapping[str, Any], judged: Sequence[CompiledCriterion]) -> pa.Table:
    """Return one row of facts in their types; a fact that no table declares is an unknown number."""
    kinds = {column.name: column.type for column in FACTS[subject].columns}
    kinds |= {name: NUMBER for one in judged for name in one.facts if name not in kinds}
    row = {name: _typed(facts.get(name), kind) for name, kind in kinds.items()}
    return pa.Table.from_pylist([{**row, "subject_id": "the decision"}], schema=pa.schema(list(kinds.items())))


def _typed(value: Any, kind: pa.DataType) -> object:
    """Return a fact as its column holds it: every number a double."""
    return value if value is None or not pa.types.is_floating(kind) else float(value)


def with_comparator(engine: Engine, rulebooks: Sequence[Rulebook], facts: Facts, regime: Regime) -> Facts:
    """Return the facts with the one that check ETI-01 finds: whether some alternative is comparable."""
    book = next(one for one in rulebooks if one.id == CHECKS)
    first = replace(book, criteria=tuple(one for one in book.criteria if one.id == "eti-01"))
    # documented assumptions stand for a history of any length
    history = {} if facts.get("return_basis") != "assumptions" else {"return_months": 1200}
    outcome = combine(answer.outcome for answer in judge(engine, [first], "candidate", {**facts, **history}, regime))
    return {**facts, "has_valid_comparator": outcome in {"pass", "watch"}}


def under_every_text(
    engine: Engine,
    rulebooks: Sequence[Rulebook],
    facts: Facts,
    plan: Facts,
    regime: Regime,
    *,
    collateral_use: str | None,
) -> tuple[TextAnswer, ...]:
    """Return how a decision fares under each text that a board may adopt, the oldest first.

    Parameters
    ----------
    engine : Engine
    rulebooks : sequence of Rulebook
        `TEXTS` among them.
    facts, plan : dict
        Facts of the candidate and of the plan.
    regime : Regime
        The law that the decision was taken under. A text that begins later is judged as of its first day.
    collateral_use : str, optional
        See `benefits_under`.
    """
    book = next(rulebook for rulebook in rulebooks if rulebook.id == TEXTS)
    return tuple(
        under(engine, book, name, facts=facts, plan=plan, regime=regime, collateral_use=collateral_use)
        for name in DOL_VINTAGES
        if any(text.adopted_as == name for text in book.texts.values())
    )


def under(
    engine: Engine,
    book: Rulebook,
    name: str,
    *,
    facts: Facts,
    plan: Facts,
    regime: Regime,
    collateral_use: str | None,
) -> TextAnswer:
    """Return how it fares under one text, with the one that this explains."""
    answers: list[CriterionAnswer] = []
    for one in filter(None, (EXPLAINED.get(name), name)):
        texts = {key for key, text in book.texts.items() if text.adopted_as == one}
        only = replace(book, criteria=tuple(c for c in book.criteria if c.text in texts))
        start = min(filter(None, (book.texts[key].in_force.from_ for key in texts)))
        law = replace(regime, day=max(regime.day, start), adopted=one)
        said = {"adopted_dol_vintage": one, "asks_equality": DOL_VINTAGES[one].direction == "equal"}
        answers += judge(engine, [only], "candidate", {**facts, **said}, law)
        answers += judge(engine, [only], "plan", {**plan, **said}, law)
    text = main_text(book, name)
    outcome = combine(answer.outcome for answer in answers)
    return TextAnswer(
        text=name,
        title=text.title,
        citation=book.sources[text.source].citation,
        direction=DOL_VINTAGES[name].direction,
        is_adopted=name == regime.adopted,
        is_in_force=holds(text.in_force, regime.day),
        is_enforced=is_enforced_on(text, regime.day),
        outcome=outcome,
        benefits=benefits_under(outcome, facts, collateral_use),
        says=reasons.text_says(outcome, answers, name),
        because=reasons.because(answers),
        note=note_of(text, regime.day),
        answers=tuple(answers),
    )


def note_of(text: Text, day: date) -> str:
    """Return how a text stood on a day; nothing where it was simply in force."""
    first, last = text.in_force.from_, text.in_force.to
    if first and day < first:
        return f"It did not exist on {day}: it begins on {first}, and is shown as if it had."
    if last and day > last:
        return f"It ended on {last}."
    return "" if is_enforced_on(text, day) or text.not_enforced is None else text.not_enforced.meaning


def main_text(book: Rulebook, name: str) -> Text:
    """Return the text itself, not its part on voting."""
    texts = [text for text in book.texts.values() if text.adopted_as == name]
    return next((text for text in texts if text.role == "binding"), texts[0])


def benefits_under(outcome: str, facts: Facts, collateral_use: str | None) -> str:
    """Return what collateral benefits may do: only after the comparison is passed, and only where they are let.

    Parameters
    ----------
    outcome : str
        Under the text.
    facts : dict
        Of the candidate.
    collateral_use : str, optional
        What the law of the place lets them be used for, see `screener.tables.COLLATERAL_USES`; null is not on file.
    """
    if facts.get("benefit_use") == "none":
        return "not_asked"
    if outcome != "pass":
        return "may_not_count"
    if (facts.get("return_gap_greatest_shown") or 0.0) > 0:
        return "nothing_to_decide"
    return {"candidate": "may_count", "report_only": "restricted"}.get(collateral_use or "", "not_known")
