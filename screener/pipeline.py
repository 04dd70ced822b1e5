"""The order of the stages, and nothing else: delivered files in, a run's folder out."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc
import us

from screener import __version__, enrich, expose, identify, ingest, report, screen
from screener.engine import open_engine
from screener.errors import InputError, join_problems, nearest
from screener.findings import sort
from screener.ledger import Run, default_url, open_ledger, person, to_cents
from screener.rulebook import (
    PROFILES,
    ListVersion,
    Regime,
    begins,
    list_profiles,
    list_rulebooks,
    load_profiles,
    load_rulebooks,
    nearest_profile,
    read_lists,
)
from screener.tables import DECISIONS, FINDINGS, TABLES
from screener.workspace import (
    Manifest,
    code_sha256,
    library_versions,
    line_of,
    load_portfolio,
    newest_as_of,
    settings_files,
    sha256_of,
    write_run,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from screener.engine import Engine
    from screener.findings import Finding
    from screener.ledger import Decisions
    from screener.rulebook import Profile, Rulebook
    from screener.workspace import Portfolio

STAGES = (
    "Reading criteria",
    "Reading holdings",
    "Finding issuers",
    "Placing issuers",
    "Judging places, issuers and managers",
    "Judging holdings and adding up exposures",
    "Judging the plan",
    "Writing the report",
)
"""What a person reads while the run goes on."""

JUDGED_FIRST = ("place", "issuer", "manager", "candidate")
"""Subjects judged before anything is located; holdings follow, with their places among their facts, and the plan last,
with the exposures among its own."""


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
class Question:
    """What is screened, by which rules, as of when, as known when, and for which state."""

    root: Path
    portfolio: Portfolio
    rulebooks: Sequence[Rulebook]
    profile: Profile | None
    """Jurisdiction profile that the portfolio names."""
    as_of: date
    known_at: date
    """Only what the world knew by this day counts as evidence."""
    state: str
    lists: dict[str, ListVersion]
    """Lists of issuers in force on the date, by id."""

    @property
    def regime(self) -> Regime:
        """The law that it is judged under."""
        profile = self.profile
        adopted = self.portfolio.plan.adopted_dol_vintage or (profile.adopted_dol_vintage if profile else None)
        start = begins(self.rulebooks, adopted) if adopted else None
        if start and self.as_of < start:
            adopted = None  # nobody can have adopted it yet
        if profile is None:
            return Regime(self.as_of, adopted)
        return Regime(self.as_of, adopted, profile.id, profile.collateral_use_on(self.as_of) or "report_only")


@dataclass(frozen=True)
class Job:
    """A portfolio that was read and whose issuers were found: where a run and a review of matches both start."""

    question: Question
    selection: enrich.Selection
    """The vintages of reference data that a run of the date uses."""
    decisions: Decisions
    """People's decisions in force."""
    delivered: ingest.Ingested
    sites: enrich.Sites
    """The portfolio's own list of sites."""
    attestations: screen.Attestations
    """What only the fund can say."""
    votes: ingest.Votes
    """Managers' votes, and what the fund asks of them."""
    engine: Engine
    """Holds the reference data and every table up to stage identify."""
    findings: list[Finding]


def run(
    root: Path,
    portfolio_id: str,
    *,
    progress: Progress,
    as_of: date | None = None,
    state: str | None = None,
    known_at: date | None = None,
    strict_vintage: bool = False,
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
        Evidence counts as it was known on this day; by default on the date of the screen.
    strict_vintage : bool
        Refuse to rest on reference data that the world could not know on the date.

    Raises
    ------
    ScreenerError
        Something given is wrong, or a total does not agree. Nothing is written.
    """
    with identified(root, portfolio_id, progress=progress, as_of=as_of, state=state, known_at=known_at) as job:
        tables, findings = _calculate(job, progress, strict_vintage=strict_vintage)
        sql = [(step.table, step.sql) for step in job.engine.executed]
    progress.stage(STAGES[7])
    delivered = job.delivered
    manifest = _manifest(job)
    summary = report.summarise(tables, _about(job, manifest.run_id))

    def write(folder: Path) -> None:
        report.write(folder, summary, tables, [asdict(fault) for fault in delivered.faults])
        (folder / "sql").mkdir()
        for number, (table, text) in enumerate(sql, start=1):
            (folder / "sql" / f"{number:02d}_{table}.sql").write_text(text, encoding="utf-8")

    folder = write_run(root, manifest, write, lambda sha256: _record(job, manifest, sha256))
    return Result(folder, summary, findings)


@contextmanager
def identified(
    root: Path,
    portfolio_id: str,
    *,
    progress: Progress,
    as_of: date | None = None,
    state: str | None = None,
    known_at: date | None = None,
) -> Iterator[Job]:
    """Read a portfolio and find its issuers, as `run` begins; the engine is closed when the block ends."""
    # The checks take seconds to import, in a process of their own: they start first and are ready when needed.
    with ingest.start_checks() as checks:
        progress.stage(STAGES[0])
        question = _ask(root, portfolio_id, as_of, state, known_at)
        selection = enrich.select(question.as_of, root, question.known_at)
        sites = enrich.read_sites(question.portfolio.folder, selection.path)
        # a fact that a rulebook left out of this run asks for is no fault
        asking = question.rulebooks if question.portfolio.rulebooks is None else load_rulebooks(root / "criteria")
        attestations = screen.read_attestations(question.portfolio.folder, asking)
        votes = ingest.read_votes(question.portfolio.folder)
        with open_ledger(default_url(root)) as ledger:
            decisions = ledger.decisions()
        engine = open_engine()
        enrich.load_datasets(engine, selection)
        progress.stage(STAGES[1])
        delivered = ingest.run(question.portfolio, question.as_of, checks=checks, progress=progress.detail)
    try:
        engine.load("holdings", delivered.holdings)
        engine.load("fund_lines", delivered.funds.lines)
        engine.load("funds", delivered.funds.funds)
        engine.load("fund_identifiers", delivered.funds.identifiers)
        engine.load("match_decisions", decisions.as_table())
        engine.load("user_establishments", sites.table)
        engine.load("attestations", attestations.table)
        engine.load("votes", votes.table)
        engine.load("vote_policy", votes.policy)
        progress.stage(STAGES[2])
        found = identify.run(engine, question.as_of, progress=progress.detail)
        findings = [*delivered.findings, *votes.findings, *found]
        yield Job(question, selection, decisions, delivered, sites, attestations, votes, engine, findings)
    finally:
        engine.close()


def _ask(root: Path, portfolio_id: str, as_of: date | None, state: str | None, known_at: date | None) -> Question:
    """Return what is asked, with the portfolio's own answers where nothing was said."""
    home = us.states.lookup(state.upper(), field="abbr") if state else None
    if state and home is None:
        # Only the letters: a look-up by name would guess by sound.
        raise InputError(f"{state!r} is no state", where="--state", hint="give its two letters, for example IL")
    portfolio = load_portfolio(root, portfolio_id)
    criteria = root / "criteria"
    _check_law(criteria, portfolio)
    day = as_of or newest_as_of(portfolio)
    profile = None
    if name := portfolio.jurisdiction:
        profile = load_profiles(criteria / PROFILES, [name])[name]
    wanted = portfolio.rulebooks
    rulebooks = load_rulebooks(
        criteria, [*wanted, *(profile.rulebooks if profile else ())] if wanted is not None else None
    )
    return Question(
        root=root,
        portfolio=portfolio,
        rulebooks=rulebooks,
        profile=profile,
        as_of=day,
        known_at=known_at or day,
        state=str(home.abbr) if home else portfolio.state or (profile.state if profile else ""),
        lists=read_lists(rulebooks, min(day, known_at or day)),
    )


def _check_law(criteria: Path, portfolio: Portfolio) -> None:
    """Refuse a jurisdiction or rulebooks that there are none of, all at once, with the line that names them."""
    file = portfolio.folder / "portfolio.toml"
    profiles, rulebooks = list_profiles(criteria / PROFILES), list_rulebooks(criteria)
    named = [("jurisdiction", name, profiles, nearest_profile) for name in (portfolio.jurisdiction,) if name]
    named += [("rulebooks", name, rulebooks, nearest) for name in portfolio.rulebooks or ()]
    problems = [
        f"{file}:{line_of(file, (key,))}: {key}: there is none called {name!r}{close(name, known)}; "
        f"there are {', '.join(known) or 'none'}"
        for key, name, known, close in named
        if name not in known
    ]
    if problems:
        count = f"{len(problems)} fault{'s' if len(problems) > 1 else ''}"
        raise InputError(join_problems(problems, f"{file.name} has {count}"))


def _calculate(job: Job, progress: Progress, *, strict_vintage: bool) -> tuple[dict[str, pa.Table], list[Finding]]:
    """Run every stage from enrich to the judgement of the plan; return every table of the run, and all findings."""
    engine, question = job.engine, job.question
    rulebooks, regime, lists = question.rulebooks, question.regime, question.lists
    progress.stage(STAGES[3])
    findings = [*job.findings, *enrich.run(engine, job.selection, progress=progress.detail)]
    engine.load("plan", expose.plan_table(question.portfolio, question.state, regime.adopted))
    engine.load("definitions", expose.definitions_table(rulebooks, regime))
    progress.stage(STAGES[4])
    screen.collect(engine, lists, question.as_of)
    findings += screen.evidence_findings(engine, rulebooks, regime, lists)
    for subject in JUDGED_FIRST:
        engine.load(f"decisions_{subject}", screen.run(engine, rulebooks, subject, regime, lists))
    progress.stage(STAGES[5])
    expose.locate(engine, progress=progress.detail)
    engine.load("decisions_holding", screen.run(engine, rulebooks, "holding", regime, lists))
    expose.add_up(engine, progress=progress.detail)
    progress.stage(STAGES[6])
    engine.load("decisions_plan", screen.run(engine, rulebooks, "plan", regime, lists))
    data_sources, late = enrich.sources(engine, job.selection)
    if strict_vintage and late:
        raise InputError(
            join_problems([finding.message for finding in late], "reference data are newer than the run's date:"),
            where="--strict-vintage",
            hint="add older vintages with 'screener data update NAME --vintage … --published …', or leave it out",
        )
    law = [*screen.findings(rulebooks, regime, lists), *screen.jurisdiction_findings(question.profile, question.state)]
    findings = sort([*findings, *late, *law])
    decisions = [engine.fetch(f"decisions_{subject}") for subject in (*JUDGED_FIRST, "holding", "plan")]
    made = {
        "holdings": job.delivered.holdings,
        "quarantined": job.delivered.quarantined,
        "findings": FINDINGS.of([finding.as_row() for finding in findings]),
        "decisions": DECISIONS.check(pa.concat_tables(decisions)),
        "data_sources": data_sources,
    }
    return {name: made[name] if name in made else engine.fetch(name) for name in TABLES}, findings


def _record(job: Job, manifest: Manifest, manifest_sha256: str) -> None:
    """Enter a run in the ledger; one that is there already, with the same bytes, stays as it is."""
    delivered = job.delivered
    entry = Run(
        run_id=manifest.run_id,
        portfolio=manifest.portfolio,
        as_of=manifest.as_of,
        state=manifest.state,
        manifest_sha256=manifest_sha256,
        market_value_cents=to_cents(pc.sum(delivered.holdings["market_value"]).as_py() or Decimal(0)),
        lines=delivered.holdings.num_rows + delivered.quarantined.num_rows,
    )
    with open_ledger(default_url(job.question.root)) as ledger:
        ledger.record_run(entry, recorded_by=person())


def _manifest(job: Job) -> Manifest:
    """Return what the run was made of."""
    question, delivered = job.question, job.delivered
    settings = settings_files(question.root, question.portfolio)
    # every profile: which rulebooks belong to other jurisdictions is said in theirs
    profiles = sorted((question.root / "criteria" / PROFILES).glob("*.yaml"))
    law = {path.relative_to(question.root).as_posix(): sha256_of(path) for path in profiles}
    law |= {version.path.relative_to(question.root).as_posix(): version.sha256 for version in question.lists.values()}
    return Manifest(
        portfolio=question.portfolio.id,
        as_of=question.as_of.isoformat(),
        state=question.state,
        known_at=question.known_at.isoformat(),
        inputs={file.path: file.sha256 for file in (*delivered.inputs, *delivered.funds.files)}
        | job.sites.files
        | job.votes.files
        | job.attestations.files,
        settings={path.relative_to(question.root).as_posix(): sha256_of(path) for path in settings} | law,
        rulebooks={rulebook.id: rulebook.sha256 for rulebook in question.rulebooks},
        datasets={copy.name: copy.facts() for copy in job.selection.read},
        code=code_sha256(),
        libraries=library_versions(),
        ledger_head=job.decisions.head,
    )


def _about(job: Job, run_id: str) -> report.About:
    """Return what the report says about the run and no table holds."""
    question, delivered = job.question, job.delivered
    portfolio = question.portfolio
    return report.About(
        portfolio_id=portfolio.id,
        portfolio_name=portfolio.name,
        label=portfolio.label,
        state=question.state,
        state_name=str(us.states.lookup(question.state, field="abbr")),
        as_of=question.as_of,
        decision_date=question.as_of,
        known_at=question.known_at,
        run_id=run_id,
        base_currency=portfolio.base_currency,
        version=__version__,
        inputs=tuple(delivered.inputs),
        rulebooks=tuple(report.RulebookInfo.of(rulebook, question.regime) for rulebook in question.rulebooks),
        profile=report.ProfileInfo.of(question.profile, question.as_of) if question.profile else None,
        adopted_text=question.regime.adopted,
        texts=report.TextInfo.all_of(question.rulebooks, question.regime),
        ledger_head=job.decisions.head,
    )


__all__ = ["STAGES", "Job", "Progress", "Question", "Result", "identified", "run"]
