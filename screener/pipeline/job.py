"""The first half of a run: a portfolio is read and its issuers are found. A review of matches starts here too."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screener import enrich, identify, ingest, screen
from screener.engine import open_engine
from screener.errors import NotFoundError
from screener.ledger import Decisions, default_url, open_ledger
from screener.pipeline.progress import STAGES
from screener.pipeline.question import Question, ask
from screener.rulebook import load_rulebooks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from screener.engine import Engine
    from screener.pipeline.progress import Progress


@dataclass(frozen=True)
class Job:
    """A portfolio that was read and whose issuers were found: where a run and a review of matches both start."""

    question: Question
    selection: enrich.Selection
    """The vintages of reference data that a run of the date uses."""
    decisions: Decisions
    """People's decisions in force."""
    delivered: ingest.Ingested
    own: enrich.Own
    """What the portfolio's own files add to the reference data."""
    attestations: screen.Attestations
    """What only the fund can say."""
    votes: ingest.Votes
    """Managers' votes, and what the fund asks of them."""
    engine: Engine
    """Holds the reference data and every table up to stage identify."""

    @property
    def own_files(self) -> dict[str, str]:
        """The portfolio's own evidence: file relative to its folder → SHA-256."""
        return self.own.files | self.votes.files | self.attestations.files


@contextmanager
def identified(
    root: Path,
    portfolio_id: str,
    *,
    progress: Progress,
    as_of: date | None = None,
    state: str | None = None,
    known_at: date | None = None,
    rulebooks: Sequence[str] | None = None,
) -> Iterator[Job]:
    """Read a portfolio and find its issuers, as `run` begins; the engine is closed when the block ends."""
    # The checks take seconds to import, in a process of their own: they start first and are ready when needed.
    with ingest.start_checks() as checks:
        progress.stage(STAGES[0])
        question = ask(root, portfolio_id, as_of, state, known_at, rulebooks)
        read = read_portfolio(question, checks, progress)
    try:
        progress.stage(STAGES[2])
        find_issuers(read, progress)
        yield read
    finally:
        read.engine.close()


def read_portfolio(
    question: Question,
    checks: ingest.Checks | None,
    progress: Progress,
    engine: Engine | None = None,
    delivered: ingest.Ingested | None = None,
) -> Job:
    """Return what was delivered and what the portfolio's own files say; the engine holds nothing yet.

    Parameters
    ----------
    question : Question
    checks : Checks or None
        The checking process; one is started where none is given.
    progress : Progress
    engine : Engine, optional
        Where the job will run; a fresh one by default.
    delivered : Ingested, optional
        What the delivery holds, where it was read before.
    """
    selection = enrich.select(question.as_of, question.root, question.known_at, leave_out=question.leave_out)
    own = enrich.read_own(question.portfolio.folder, selection.path)
    # a fact that a rulebook left out of this run asks for is no fault
    whole = question.portfolio.rulebooks is None
    asking = question.rulebooks if whole else load_rulebooks(question.root / "criteria")
    attestations = screen.read_attestations(question.portfolio.folder, asking)
    votes = ingest.read_votes(question.portfolio.folder)
    decisions = _people_decided(question)
    progress.stage(STAGES[1])
    if delivered is None:
        delivered = ingest.run(question.portfolio, question.delivery, checks=checks, progress=progress.detail)
    return Job(
        question=question,
        selection=selection,
        decisions=decisions,
        delivered=delivered,
        own=own,
        attestations=attestations,
        votes=votes,
        engine=engine or open_engine(),
    )


def _people_decided(question: Question) -> Decisions:
    """Return people's decisions in force; none where there is no ledger yet, and none is made by looking."""
    try:
        with open_ledger(default_url(question.root), must_exist=True) as ledger:
            return ledger.decisions(until=question.decided_until)
    except NotFoundError:
        return Decisions({})


def find_issuers(job: Job, progress: Progress) -> None:
    """Make the reference data and every table up to stage identify known to the engine of a job."""
    engine = job.engine
    enrich.load_datasets(engine, job.selection)
    funds = job.delivered.funds
    engine.load("holdings", job.delivered.holdings)
    engine.load("fund_lines", funds.lines)
    engine.load("funds", funds.funds)
    engine.load("fund_identifiers", funds.identifiers)
    engine.load("match_decisions", job.decisions.as_table())
    for name, table in job.own.tables.items():
        engine.load(name, table)
    engine.load("attestations", job.attestations.table)
    engine.load("votes", job.votes.table)
    engine.load("vote_policy", job.votes.policy)
    identify.run(engine, job.question.as_of, progress=progress.detail)
