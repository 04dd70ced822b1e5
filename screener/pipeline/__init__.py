"""The order of the stages: delivered files in, a run's folder out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from screener import enrich, expose, identify, report, screen
from screener.errors import InputError, join_problems
from screener.findings import sort
from screener.pipeline.compare import Comparison, compare, explain
from screener.pipeline.earlier import LAST, find, look_back, recorded_runs
from screener.pipeline.edition import Edition, print_edition
from screener.pipeline.exceptions import exceptions_of
from screener.pipeline.history import remember
from screener.pipeline.job import Job, find_issuers, identified, read_portfolio
from screener.pipeline.made import RecordedRun, newest_run
from screener.pipeline.progress import STAGES, Progress
from screener.pipeline.prudence import Decided, decide_all, judge_candidates, load_facts
from screener.pipeline.prudence import measure as measure_decisions
from screener.pipeline.question import Question, ask
from screener.pipeline.record import about_of, changed_since, enter, known_at_of, manifest_of
from screener.pipeline.site import Built, build_site
from screener.tables import CHANGES, EXCEPTIONS, FAULTS, FINDINGS, HISTORY, TABLES
from screener.workspace import write_run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    import pyarrow as pa

    from screener.findings import Finding

JUDGED_FIRST = ("place", "issuer", "manager")
"""Subjects judged before anything is located. Candidates are judged beside them, by the law of their own day; holdings
follow, with their places among their facts, and the plan last, with the exposures among its own."""
_LOOK_BACK = (CHANGES.name, HISTORY.name, EXCEPTIONS.name)


@dataclass(frozen=True)
class Result:
    """A complete run: its folder, its figures and its findings."""

    folder: Path
    summary: report.Summary
    findings: list[Finding]

    def as_json(self) -> dict[str, Any]:
        """Return the figures as one object of plain values; money and shares as exact text."""
        return {**report.summary_json(self.summary), "folder": str(self.folder)}

    def as_text(self) -> str:
        """Return what a person reads when the run is done."""
        return "\n".join([*report.summary_lines(self.summary), "", f"Report: {self.folder / 'report.html'}"])


def run(
    root: Path,
    portfolio_id: str,
    *,
    progress: Progress,
    as_of: date | None = None,
    state: str | None = None,
    known_at: date | None = None,
    strict_vintage: bool = False,
    since: str = LAST,
    rulebooks: Sequence[str] | None = None,
) -> Result:
    """Screen a portfolio, write its run, and enter it in the ledger.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    portfolio_id : str
        Folder under ``portfolios/``.
    progress : Progress
        Told what is being done.
    as_of : date, optional
        Date of the screen; the newest folder in ``inputs/`` by default.
    state : str, optional
        What "in-state" means, two letters; the portfolio's own by default.
    known_at : date, optional
        Evidence counts as it was known on this day, people's decisions included; by default evidence as it was known
        on the date of the screen, and every decision.
    strict_vintage : bool
        Refuse to rest on reference data that the world could not know on the date.
    since : str
        The earlier run that it is compared with: a run, ``last`` or ``none``; see `earlier.look_back`.
    rulebooks : sequence of str, optional
        Judge by these, and by those of the jurisdiction, instead of those that the portfolio adopts.

    Raises
    ------
    ScreenerError
        Something given is wrong, or a total does not agree. Nothing is written.
    """
    with identified(
        root,
        portfolio_id,
        progress=progress,
        as_of=as_of,
        state=state,
        known_at=known_at,
        rulebooks=rulebooks,
    ) as job:
        back = look_back(job.question, since)
        decided = decide_all(job.question)
        calculate(job, decided, progress)
        tables, findings = collect(job, decided, back.findings, strict_vintage=strict_vintage)
        steps = job.engine.executed
    progress.stage(STAGES[7])
    manifest = manifest_of(job, back, decided)
    changes, walked = explain(back.run, asdict(manifest), tables) if back.run else (CHANGES.empty(), [])
    tables[CHANGES.name], tables[HISTORY.name] = changes, HISTORY.empty()
    tables[EXCEPTIONS.name] = exceptions_of(tables, back.run, job.question.as_of)
    summary = report.summarise(tables, about_of(job, decided, manifest.run_id, back.run))
    tables[HISTORY.name], summary = remember(summary, back.run, manifest)

    def write(folder: Path) -> None:
        report.write(folder, summary, tables, tables[FAULTS.name].to_pylist(), job.question.definition)
        (folder / "sql").mkdir()
        for number, step in enumerate([*steps, *walked], start=1):
            (folder / "sql" / f"{number:03d}_{step.table}.sql").write_text(step.sql, encoding="utf-8")

    folder = write_run(root, manifest, write, lambda sha256: enter(job, manifest, sha256))
    return Result(folder, summary, findings)


def calculate(job: Job, decided: Decided, progress: Progress) -> None:
    """Run every stage from enrich to the judgement of the plan, inside the engine of a job.

    Parameters
    ----------
    job : Job
        Its engine holds every table up to stage identify.
    decided : Decided
        The decisions on economically targeted investments.
    progress : Progress
    """
    engine, question = job.engine, job.question
    rulebooks, regime = question.rulebooks, question.regime

    def judge(subject: str) -> None:
        screen.suppose(engine, subject, question.supposed)
        screen.run(engine, rulebooks, subject, regime, question.lists)

    progress.stage(STAGES[3])
    enrich.run(engine, job.selection, rulebooks, progress=progress.detail)
    engine.load("plan", expose.plan_table(question.portfolio, question.state, regime.adopted, question.home_name))
    engine.load("home_counties", expose.home_table(question.home_counties))
    engine.load("benchmark_classes", expose.benchmark_table(question.portfolio))
    engine.load("definitions", expose.definitions_table(rulebooks, regime))
    load_facts(engine, decided, question.portfolio.id)
    progress.stage(STAGES[4])
    screen.collect(engine, question.lists, question.as_of)
    for subject in (*JUDGED_FIRST, "candidate"):
        judge(subject)
    progress.stage(STAGES[5])
    expose.locate(engine, progress=progress.detail)
    judge("holding")
    expose.add_up(engine, progress=progress.detail)
    expose.measure(engine, progress=progress.detail)
    progress.stage(STAGES[6])
    judge("plan")


def decisions_of(job: Job, decided: Decided) -> pa.Table:
    """Return every decision of a job that was calculated.

    Returns
    -------
    pyarrow.Table
        `screener.tables.DECISIONS`.
    """
    candidates = judge_candidates(job.engine, job.question, decided)
    return screen.decisions(job.engine, (*JUDGED_FIRST, "holding", "plan"), candidates)


def collect(
    job: Job, decided: Decided, noticed: Sequence[Finding] = (), *, strict_vintage: bool = False
) -> tuple[dict[str, pa.Table], list[Finding]]:
    """Return what a job came to that was calculated.

    Parameters
    ----------
    job : Job
    decided : Decided
        The decisions on economically targeted investments.
    noticed : sequence of Finding
        What was found beside it.
    strict_vintage : bool
        Refuse to rest on reference data that the world could not know on the date.

    Returns
    -------
    tables : dict
        Every table of `screener.tables.TABLES` but those that look back to an earlier run.
    findings : list of Finding
        Sorted, those noticed among them.
    """
    engine, question = job.engine, job.question
    rulebooks, regime, lists = question.rulebooks, question.regime, question.lists
    data_sources, late = enrich.sources(engine, job.selection)
    if strict_vintage and late:
        raise InputError(
            join_problems([finding.message for finding in late], "reference data are newer than the run's date:"),
            where="strict_vintage",
            hint="add older vintages with 'screener data update NAME --vintage … --published …', or leave it out",
        )
    findings = sort(
        [
            *noticed,
            *decided.findings,
            *job.delivered.findings,
            *job.votes.findings,
            *identify.findings(engine),
            *enrich.findings(engine),
            *screen.evidence_findings(engine, rulebooks, regime, lists),
            *expose.findings(engine),
            *late,
            *screen.findings(rulebooks, regime, lists),
            *screen.jurisdiction_findings(question.profile, question.state),
        ]
    )
    made = {
        "holdings": job.delivered.holdings,
        "quarantined": job.delivered.quarantined,
        "faults": FAULTS.of([asdict(fault) for fault in job.delivered.faults]),
        "findings": FINDINGS.of([finding.as_row() for finding in findings]),
        "decisions": decisions_of(job, decided),
        "data_sources": data_sources,
    }
    names = [name for name in TABLES if name not in _LOOK_BACK]
    return {name: made[name] if name in made else engine.fetch(name) for name in names}, findings


__all__ = [
    "STAGES",
    "Built",
    "Comparison",
    "Decided",
    "Edition",
    "Job",
    "Progress",
    "Question",
    "RecordedRun",
    "Result",
    "ask",
    "build_site",
    "calculate",
    "changed_since",
    "collect",
    "compare",
    "decide_all",
    "decisions_of",
    "find",
    "find_issuers",
    "identified",
    "known_at_of",
    "measure_decisions",
    "newest_run",
    "print_edition",
    "read_portfolio",
    "recorded_runs",
    "run",
]
