"""The order of the stages, and nothing else: delivered files in, a run's folder out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa
import us

from screener import __version__, enrich, expose, identify, ingest, report, screen
from screener.engine import open_engine
from screener.errors import InputError
from screener.findings import sort
from screener.rulebook import load_rulebooks
from screener.tables import DECISIONS, FINDINGS, TABLES
from screener.workspace import (
    Manifest,
    code_sha256,
    library_versions,
    load_portfolio,
    newest_as_of,
    settings_files,
    sha256_of,
    write_run,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from screener.engine import Engine
    from screener.findings import Finding
    from screener.rulebook import Rulebook
    from screener.workspace import Portfolio

STAGES = (
    "Reading criteria",
    "Reading holdings",
    "Finding issuers",
    "Placing issuers",
    "Judging holdings, issuers and places",
    "Adding up exposures",
    "Judging the plan",
    "Writing the report",
)
"""What a person reads while the run goes on."""

JUDGED_FIRST = ("holding", "issuer", "place")
"""Subjects judged before exposures are added up; the plan is judged after, with the exposures among its facts."""


class Progress(Protocol):
    """Where a run says what it is doing."""

    def stage(self, name: str) -> None:
        """Say that a stage begins."""

    def detail(self, text: str) -> None:
        """Say what the stage is doing now."""


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


@dataclass(frozen=True)
class _Question:
    """What is screened, by which rules, as of when, and for which state."""

    root: Path
    portfolio: Portfolio
    rulebooks: Sequence[Rulebook]
    as_of: date
    state: str


def run(
    root: Path, portfolio_id: str, *, progress: Progress, as_of: date | None = None, state: str | None = None
) -> Result:
    """Screen a portfolio and write its run.

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

    Raises
    ------
    ScreenerError
        Something given is wrong, or a total does not agree. Nothing is written.
    """
    # The checks take seconds to import, in a process of their own: they start first and are ready when needed.
    with ingest.start_checks() as checks:
        progress.stage(STAGES[0])
        question = _ask(root, portfolio_id, as_of, state)
        engine = open_engine()
        enrich.load_datasets(engine)
        progress.stage(STAGES[1])
        delivered = ingest.run(question.portfolio, question.as_of, checks=checks, progress=progress.detail)
    try:
        tables, findings = _calculate(question, delivered, engine, progress)
        sql = [(step.table, step.sql) for step in engine.executed]
    finally:
        engine.close()
    progress.stage(STAGES[7])
    manifest = _manifest(question, delivered, tables["data_sources"])
    summary = report.summarise(tables, _about(question, delivered, manifest.run_id))

    def write(folder: Path) -> None:
        report.write(folder, summary, tables, [asdict(fault) for fault in delivered.faults])
        (folder / "sql").mkdir()
        for number, (table, text) in enumerate(sql, start=1):
            (folder / "sql" / f"{number:02d}_{table}.sql").write_text(text, encoding="utf-8")

    return Result(write_run(root, manifest, write), summary, findings)


def _ask(root: Path, portfolio_id: str, as_of: date | None, state: str | None) -> _Question:
    """Return what is asked, with the portfolio's own answers where nothing was said."""
    home = us.states.lookup(state.upper(), field="abbr") if state else None
    if state and home is None:
        # Only the letters: a look-up by name would guess by sound.
        raise InputError(f"{state!r} is no state", where="--state", hint="give its two letters, for example IL")
    portfolio = load_portfolio(root, portfolio_id)
    rulebooks = load_rulebooks(root / "criteria", portfolio.rulebooks)
    return _Question(
        root, portfolio, rulebooks, as_of or newest_as_of(portfolio), str(home.abbr) if home else portfolio.state
    )


def _calculate(
    question: _Question, delivered: ingest.Ingested, engine: Engine, progress: Progress
) -> tuple[dict[str, pa.Table], list[Finding]]:
    """Run every stage between the door and the report; return every table of the run by name, and all findings."""
    as_of, rulebooks = question.as_of, question.rulebooks
    engine.load("holdings", delivered.holdings)
    progress.stage(STAGES[2])
    findings = [*delivered.findings, *identify.run(engine, progress=progress.detail)]
    progress.stage(STAGES[3])
    findings += enrich.run(engine, as_of, progress=progress.detail)
    progress.stage(STAGES[4])
    for subject in JUDGED_FIRST:
        engine.load(f"decisions_{subject}", screen.run(engine, rulebooks, subject, as_of))
    progress.stage(STAGES[5])
    engine.load("definitions", expose.definitions_table(rulebooks))
    engine.load("plan", expose.plan_table(question.portfolio, question.state))
    expose.run(engine, progress=progress.detail)
    progress.stage(STAGES[6])
    engine.load("decisions_plan", screen.run(engine, rulebooks, "plan", as_of))
    data_sources, late = enrich.sources(engine, as_of)
    findings = sort([*findings, *late, *screen.findings(rulebooks, as_of)])
    decisions = [engine.fetch(f"decisions_{subject}") for subject in (*JUDGED_FIRST, "plan")]
    made = {
        "holdings": delivered.holdings,
        "quarantined": delivered.quarantined,
        "findings": FINDINGS.of([finding.as_row() for finding in findings]),
        "decisions": DECISIONS.check(pa.concat_tables(decisions)),
        "data_sources": data_sources,
    }
    return {name: made[name] if name in made else engine.fetch(name) for name in TABLES}, findings


def _manifest(question: _Question, delivered: ingest.Ingested, data_sources: pa.Table) -> Manifest:
    """Return what the run was made of."""
    settings = settings_files(question.root, question.portfolio)
    return Manifest(
        portfolio=question.portfolio.id,
        as_of=question.as_of.isoformat(),
        state=question.state,
        inputs={file.path: file.sha256 for file in delivered.inputs},
        settings={path.relative_to(question.root).as_posix(): sha256_of(path) for path in settings},
        rulebooks={rulebook.id: rulebook.sha256 for rulebook in question.rulebooks},
        datasets={row["dataset"]: row["sha256"] for row in data_sources.to_pylist()},
        code=code_sha256(),
        libraries=library_versions(),
    )


def _about(question: _Question, delivered: ingest.Ingested, run_id: str) -> report.About:
    """Return what the report says about the run and no table holds."""
    portfolio = question.portfolio
    return report.About(
        portfolio_id=portfolio.id,
        portfolio_name=portfolio.name,
        label=portfolio.label,
        state=question.state,
        state_name=str(us.states.lookup(question.state, field="abbr")),
        as_of=question.as_of,
        decision_date=question.as_of,
        run_id=run_id,
        base_currency=portfolio.base_currency,
        version=__version__,
        inputs=tuple(delivered.inputs),
        rulebooks=tuple(report.RulebookInfo.of(rulebook) for rulebook in question.rulebooks),
    )


__all__ = ["STAGES", "Progress", "Result", "run"]
