"""A portfolio screened in memory and kept, so that each further question makes again only what rests on its change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING

from screener import ingest, pipeline
from screener.engine import Recorder
from screener.whatif.changes import Change, applied

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import pyarrow as pa

    from screener.findings import Finding
    from screener.pipeline import Decided, Job, Progress, Question


class Silent:
    """A `screener.pipeline.Progress` that says nothing."""

    def stage(self, name: str) -> None:
        """Say nothing."""

    def detail(self, text: str) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Calculated:
    """What a calculation came to: its question, its tables and its findings."""

    question: Question
    tables: Mapping[str, pa.Table]
    """Name → table, as `screener.tables` declares them; those that look back to an earlier run are not among them."""
    findings: Sequence[Finding]
    remade: tuple[str, ...] = ()
    """Tables that had to be made again, in order; all of them where nothing was there before."""


class Session:
    """A portfolio that was screened once and is asked what if.

    Parameters
    ----------
    question : Question
        What is asked of it as it is.
    progress : Progress, optional
        Told what is being done while it is screened.
    check : callable, optional
        Shown what was read before anything is calculated: where it raises, nothing is.
    """

    def __init__(
        self, question: Question, progress: Progress | None = None, check: Callable[[Job], None] | None = None
    ) -> None:
        told = progress or Silent()
        self._asking = Lock()
        self._engine = Recorder()
        with ingest.start_checks() as checks:
            told.stage(pipeline.STAGES[0])
            self._read = pipeline.read_portfolio(question, checks, told, self._engine)
        if check:
            check(self._read)
        self._decided = pipeline.decide_all(question)
        told.stage(pipeline.STAGES[2])
        self.base = self._calculated(self._read, self._decided, told)

    @property
    def job(self) -> Job:
        """What was delivered, and what the portfolio's own files say."""
        return self._read

    def ask(self, change: Change) -> Calculated:
        """Return what the screen comes to with something changed; the session stays as it is.

        Threads may ask at once: one question is answered after the other.

        Raises
        ------
        ScreenerError
            The change names something that is not there, or means nothing.
        """
        job = applied(self._read, change, self.base.tables)
        now, then = job.question, self._read.question
        is_law_as_it_was = now.rulebooks is then.rulebooks and (now.regime, now.state) == (then.regime, then.state)
        decided = self._decided if is_law_as_it_was else pipeline.decide_all(now)
        with self._asking, self._engine.again() as engine:
            made = self._calculated(replace(job, engine=engine), decided, Silent())
            return replace(made, remade=tuple(engine.remade))

    def _calculated(self, job: Job, decided: Decided, told: Progress) -> Calculated:
        """Run the calculation over the job's engine."""
        found = pipeline.find_issuers(job, told)
        tables, findings = pipeline.calculate(found, decided, list(decided.findings), told)
        return Calculated(job.question, tables, tuple(findings))


def open_session(
    root: Path,
    portfolio_id: str,
    *,
    as_of: date | None = None,
    state: str | None = None,
    known_at: date | None = None,
    rulebooks: Sequence[str] | None = None,
    progress: Progress | None = None,
    check: Callable[[Job], None] | None = None,
) -> Session:
    """Screen a portfolio in memory, writing nothing; arguments of `screener.pipeline.run`, and those of a `Session`."""
    return Session(pipeline.ask(root, portfolio_id, as_of, state, known_at, rulebooks), progress, check)
