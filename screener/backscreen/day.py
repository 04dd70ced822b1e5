"""One date of a back-screen: the portfolio screened in memory, what it came to, and what it was made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from screener import enrich, pipeline, whatif
from screener.rulebook import bare_measures, holds, is_enforced_on, is_in_force, value_on
from screener.rulebook.expression import amount
from screener.workspace import settings_files, sha256_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    import pyarrow as pa

    from screener.backscreen.plan import Plan
    from screener.ingest import Ingested
    from screener.pipeline import Decided, Job
    from screener.rulebook import Regime, Rulebook

_KEPT = ("rulebook_id", "criterion_id", "subject", "subject_id", "outcome", "evidence", "parameters", "describes")


@dataclass(frozen=True)
class Day:
    """What one date came to."""

    day: date
    delivery: date
    """Date of the delivery that was screened."""
    currency: str
    figures: pa.Table
    """`screener.whatif.FIGURES`."""
    outcomes: pa.Table
    """`screener.whatif.OUTCOMES`."""
    decisions: pa.Table
    """Of `screener.tables.DECISIONS`, what tells why an outcome is what it is."""
    findings: pa.Table
    """`screener.tables.FINDINGS`."""
    in_force: frozenset[tuple[str, str]]
    """Rulebook and criterion, of the criteria in force."""
    bare: frozenset[tuple[str, str]]
    """Rulebook and criterion, of the measures that ask nothing."""
    inputs: Sequence[dict[str, Any]]
    unknown: Sequence[dict[str, Any]]
    """Datasets that the world could not know: left out, or used all the same."""


def screened(plan: Plan, day: date, delivered: Ingested) -> Day:
    """Return what a portfolio comes to on a date; nothing is written.

    Parameters
    ----------
    plan : Plan
    day : date
        One of the plan's.
    delivered : Ingested
        The delivery of that date, read.

    Raises
    ------
    ScreenerError
        The portfolio's own files, its rules or the reference data are wrong, or a total does not agree.
    """
    nobody = whatif.Silent()
    question = plan.question(day)
    job = pipeline.read_portfolio(question, None, nobody, delivered=delivered)
    decided = pipeline.decide_all(question)
    try:
        pipeline.find_issuers(job, nobody)
        pipeline.calculate(job, decided, nobody)
        tables, _ = pipeline.collect(job, decided)
        later = enrich.later(job.engine, job.selection)
    finally:
        job.engine.close()
    books, regime = question.rulebooks, question.regime
    laws = [row for book in books for row in _law(book, regime)]
    return Day(
        day=day,
        delivery=question.delivery,
        currency=question.portfolio.base_currency,
        figures=whatif.figures(tables),
        outcomes=whatif.outcomes(tables, books),
        decisions=tables["decisions"].select(_KEPT),
        findings=tables["findings"],
        in_force=frozenset(
            (book.id, one.id) for book in books for one in book.criteria if is_in_force(book, one, regime)
        ),
        bare=bare_measures(books),
        inputs=[*_delivered(job), *_own(job, decided), *laws, *_lists(job), *_data(tables["data_sources"])],
        unknown=[
            {
                "dataset": copy.dataset.name,
                "title": copy.dataset.title,
                "vintage": copy.vintage.label,
                "published": copy.vintage.published,
                "is_used": copy.dataset.name in job.selection.chosen,
            }
            for copy in later
        ],
    )


def _row(kind: str, name: str, used: str, day: date | None = None) -> dict[str, Any]:
    return {"kind": kind, "name": name, "used": used, "dated": day}


def _delivered(job: Job) -> Iterator[dict[str, Any]]:
    """Yield the delivered files, and the people's decisions that count."""
    for file in (*job.delivered.inputs, *job.delivered.funds.files):
        yield _row("delivery", file.path, file.sha256, file.as_of)
    yield _row("decisions", "people's decisions on matches", str(len(job.decisions.matches)))


def _own(job: Job, decided: Decided) -> Iterator[dict[str, Any]]:
    """Yield the portfolio's own files: its settings and its evidence, as a run's manifest names them.

    Each line of evidence has its own day, so a file has none.
    """
    root = job.question.root
    for path in settings_files(root, job.question.portfolio):
        yield _row("settings", path.relative_to(root).as_posix(), sha256_of(path))
    for name, sha256 in sorted((job.own_files | decided.files).items()):
        yield _row("own file", name, sha256)


def _law(book: Rulebook, regime: Regime) -> Iterator[dict[str, Any]]:
    """Yield how much of a rulebook is in force, its texts in force, and what its parameters are worth."""
    in_force = sum(is_in_force(book, one, regime) for one in book.criteria)
    yield _row("rulebook", book.id, f"{in_force} of {len(book.criteria)} criteria in force")
    for name, text in book.texts.items():
        is_adopted = text.adopted_as is not None and text.adopted_as == regime.adopted
        if is_adopted or holds(text.in_force, regime.day):
            said = [text.role, *(["adopted by the board"] if is_adopted else [])]
            said += [] if is_enforced_on(text, regime.day) else ["not enforced"]
            yield _row("text", f"{book.id}/{name}", ", ".join(said), text.in_force.from_)
    for name, parameter in book.parameters.items():
        days = [day for day in parameter.values if day <= regime.day]
        value = amount(value_on(parameter, regime.day), parameter.unit)
        yield _row("parameter", f"{book.id}.{name}", value, max(days, default=None))


def _lists(job: Job) -> Iterator[dict[str, Any]]:
    """Yield the lists of issuers in force."""
    for name, version in job.question.lists.items():
        yield _row("list", f"{version.rulebook_id}/{name}", version.sha256, version.dated)


def _data(sources: pa.Table) -> Iterator[dict[str, Any]]:
    """Yield the vintages of reference data."""
    for row in sources.to_pylist():
        yield _row("dataset", row["dataset"], row["vintage"], row["published"])
