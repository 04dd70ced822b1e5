"""Decisions on economically targeted investments: found in the portfolio, measured and judged, as of a day."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from screener import screen
from screener.errors import NotFoundError, nearest
from screener.findings import Finding, Severity
from screener.pipeline.question import ask
from screener.rulebook import load_rulebooks, use_of
from screener.tables import DECISIONS, ETI_ANSWERS, ETI_CANDIDATES, ETI_FIGURES, ETI_PLAN
from screener.workspace import load_decisions, load_portfolio, sha256_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    import pyarrow as pa

    from screener import eti
    from screener.engine import Engine
    from screener.pipeline.question import Question
    from screener.rulebook import Profile, Rulebook
    from screener.tables.prudence import Check, Figure, Record
    from screener.workspace import Decision


@dataclass(frozen=True)
class Decided:
    """Every decision that was taken by the date of the screen."""

    each: tuple[eti.Decided, ...] = ()
    """In the order of their dates."""
    findings: tuple[Finding, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    """File relative to the portfolio's folder → SHA-256, of every decision that was read, those left out too."""

    @property
    def records(self) -> tuple[Record, ...]:
        """Their records."""
        return tuple(one.record for one in self.each)


def measure(root: Path, portfolio_id: str, only: str | None = None) -> Decided:
    """Return a portfolio's decisions without a screen, whatever their dates.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    portfolio_id : str
        Folder under ``portfolios/``.
    only : str, optional
        One decision: the name of its file, with or without its ending.

    Raises
    ------
    NotFoundError
        The portfolio has no decision, or none of that name.
    InputError
        A decision file, or a file that it names, cannot be used; every fault.
    """
    folder = load_portfolio(root, portfolio_id).folder
    found = load_decisions(folder)
    names = [one.id for one in found]
    name = None if only is None else only.removesuffix(".toml")
    if not found or (name is not None and name not in names):
        said = "there is no decision"
        if name is not None and names:
            said += f" {name!r}{nearest(name, names)}"
        raise NotFoundError(
            said,
            where=str(folder / "eti"),
            hint=f"one of: {', '.join(names)}" if names else "write one; portfolios/README.md says how",
        )
    question = ask(root, portfolio_id, max(one.decision_date for one in found), None, None)
    return decide_all(question, only=name)


def decide_all(question: Question, *, only: str | None = None) -> Decided:
    """Return the decisions of the portfolio that were taken by the date of the screen and known by then.

    Parameters
    ----------
    question : Question
    only : str, optional
        Name of one decision; then whatever its date.

    Raises
    ------
    InputError
        A decision file, or a file that it names, cannot be used; every fault.
    """
    found = load_decisions(question.portfolio.folder)
    until = min(question.as_of, question.known_at)
    later = [one for one in found if only is None and one.decision_date > until]
    wanted = [one for one in found if (one not in later if only is None else one.id == only)]
    findings = [
        Finding(
            "eti-decision-later",
            Severity.INFO,
            f"{one.title}: decided on {one.decision_date}; left out, because only what was decided by {until} counts",
            where=f"eti/{one.id}.toml",
            rows=0,
        )
        for one in later
    ]
    files = {f"eti/{name}": sha256_of(one.named(name)) for one in found for name in (one.path.name, *one.files)}
    if not wanted:
        return Decided((), tuple(findings), files)
    # statistics take a second to import: only where something was decided
    from screener import eti  # noqa: PLC0415

    rulebooks = _with(question, (eti.CHECKS, eti.TEXTS))
    each = tuple(eti.decide(one, _plan(question, one), rulebooks) for one in wanted)
    findings += [
        Finding(
            "eti-record-refused",
            Severity.WARNING,
            f"{one.record.title}: the record is refused, and its memo is a draft. {' '.join(one.record.refusals)}",
            where=f"eti/{one.record.decision_id}.toml",
            hint="complete the decision file; a record that was written after the decision cannot be mended",
            rows=0,
        )
        for one in each
        if one.record.refusals
    ]
    return Decided(each, tuple(findings), files)


def _with(question: Question, needed: Sequence[str]) -> Sequence[Rulebook]:
    """Return the run's rulebooks, and those that are needed where the run leaves them out."""
    present = {book.id for book in question.rulebooks}
    lacking = [name for name in needed if name not in present]
    return [*question.rulebooks, *(load_rulebooks(question.root / "criteria", lacking) if lacking else [])]


def _plan(question: Question, decision: Decision) -> eti.Plan:
    """Return what a decision must know of the plan, as the law stood on its day."""
    from screener import eti  # noqa: PLC0415  as in `decide_all`

    portfolio, profile = question.portfolio, question.profile
    return eti.Plan(
        portfolio=portfolio.id,
        name=portfolio.plan.name or portfolio.name,
        is_governmental=portfolio.plan.is_governmental_plan,
        adopted=portfolio.plan.adopted_dol_vintage or (profile.adopted_dol_vintage if profile else None),
        home_state=question.state or None,
        jurisdiction=profile.id if profile else None,
        collateral_use=profile.collateral_use_on(decision.decision_date) if profile else None,
        benefit_law=_benefit_law(profile, decision.decision_date),
    )


def _benefit_law(profile: Profile | None, day: date) -> str:
    """Return what the law of the place says of collateral benefits on a day, with its source, in a sentence or two."""
    if profile is None:
        return "The portfolio names no jurisdiction, so that no rule of its place on collateral benefits is on file."
    since = max((start for start in profile.collateral_factors if start <= day), default=None)
    if since is None:
        return f"No rule of {profile.title} on collateral benefits is on file for {day}."
    rule = profile.collateral_factors[since]
    meaning, source = " ".join(rule.meaning.split()), profile.sources[rule.source].citation
    unsure = "" if profile.review.status == "verified" else "; not confirmed line by line"
    return f"{profile.title}, since {since}: {meaning} Source: {source}{unsure}."


def load_facts(engine: Engine, decided: Decided, portfolio_id: str) -> None:
    """Make the tables `eti_candidates`, `eti_plan`, `eti_figures` and `eti_answers` known to the engine.

    What the plan's criteria ask of a decision is answered by the newest one.
    """
    rows = [_row(ETI_CANDIDATES.names, one.candidate, one.record.decision_id) for one in decided.each]
    engine.load(ETI_CANDIDATES.name, ETI_CANDIDATES.of(rows))
    newest = [_row(ETI_PLAN.names, one.plan, portfolio_id) for one in decided.each[-1:]]
    engine.load(ETI_PLAN.name, ETI_PLAN.of(newest))
    engine.load(ETI_FIGURES.name, ETI_FIGURES.of([row for one in decided.records for row in _figure_rows(one)]))
    engine.load(ETI_ANSWERS.name, ETI_ANSWERS.of([row for one in decided.records for row in _answer_rows(one)]))


def _row(names: Sequence[str], facts: dict[str, Any], subject_id: str) -> dict[str, object]:
    """Return facts as a row: numbers as doubles, as facts are."""
    row = {name: facts.get(name) for name in names}
    said = {name: _plain(value) for name, value in row.items()}
    return {**said, "subject_id": subject_id}


def _plain(value: Any) -> object:
    return value if value is None or isinstance(value, bool | str) else float(value)


def _figure_rows(record: Record) -> list[dict[str, object]]:
    """Return a row for each figure of each check."""
    return [_figure_row(record, check, figure) for check in record.checks for figure in check.figures]


def _figure_row(record: Record, check: Check, figure: Figure) -> dict[str, object]:
    bounds = ("low", "high", "shown_low", "shown_high")
    names = ("estimate", "standard_error", *bounds, "p_value", "n", "margin", "minimum_detectable_difference")
    return {
        "decision_id": record.decision_id,
        "check_id": check.id,
        "alternative": figure.alternative or "",
        "statistic": figure.statistic,
        "estimator": figure.estimator,
        "hypothesis": figure.hypothesis,
        "is_deciding": figure == check.figure,
        "note": figure.note,
        **{name: getattr(figure, name) for name in names},
    }


def _answer_rows(record: Record) -> list[dict[str, object]]:
    """Return a row for each criterion under each text."""
    return [
        {
            "decision_id": record.decision_id,
            "decision_date": record.decision_date,
            "text": text.text,
            "criterion": answer.criterion,
            "outcome": answer.outcome,
            "text_outcome": text.outcome,
            "benefits": text.benefits,
            "is_adopted": text.is_adopted,
            "is_in_force": text.is_in_force,
            "is_enforced": text.is_enforced,
        }
        for text in record.answers
        for answer in text.answers
    ]


def judge_candidates(engine: Engine, question: Question, decided: Decided) -> pa.Table:
    """Return the decisions on candidates: each judged by the law of its own day, and by the text it was taken under.

    A criterion that judged no candidate has one row for all, as everywhere.

    Parameters
    ----------
    engine : Engine
        Holds ``decisions_candidate``, what they are where nobody proposes one.
    question : Question
    decided : Decided
    """
    criteria = {
        f"{book.id}/{one.id}": (book, one)
        for book in question.rulebooks
        for one in book.criteria
        if one.subject == "candidate"
    }
    rows = []
    for each in decided.each:
        for answer in each.answers:
            if answer.criterion in criteria:
                book, criterion = criteria[answer.criterion]
                rows.append(
                    {
                        "rulebook_id": book.id,
                        "criterion_id": criterion.id,
                        "subject": "candidate",
                        "subject_id": each.record.decision_id,
                        "outcome": answer.outcome,
                        "evidence": json.dumps(answer.evidence, ensure_ascii=False),
                        "parameters": json.dumps(answer.parameters, ensure_ascii=False),
                        "use": use_of(criterion, each.regime),
                        "describes": criterion.describes,
                    }
                )
    everyone = screen.decisions(engine, ["candidate"]).to_pylist()
    judged = {(row["rulebook_id"], row["criterion_id"]) for row in rows}
    rest = [row for row in everyone if (row["rulebook_id"], row["criterion_id"]) not in judged]
    return DECISIONS.of([*rows, *rest])


__all__ = ["Decided", "decide_all", "judge_candidates", "load_facts", "measure"]
