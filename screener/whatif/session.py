"""A portfolio screened in memory and kept, so that each further question makes again only what rests on its change."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING

from screener import ingest, pipeline
from screener.engine import Recorder
from screener.tables import FACTS
from screener.whatif.changes import Change, applied

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    import pyarrow as pa

    from screener.engine import Replay
    from screener.pipeline import Decided, Job, Progress, Question

_FIGURES_FROM = ("positions", "exposures", "coverage")
"""Tables that the figures are read from; an answer has them and the decisions at once, and the others when asked."""
_DECISIONS = tuple(f"decisions_{kind}" for kind in FACTS)


class Silent:
    """A `screener.pipeline.Progress` that says nothing."""

    def stage(self, name: str) -> None:
        """Say nothing."""

    def detail(self, text: str) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Calculated:
    """What a calculation came to: its question and its tables."""

    question: Question
    tables: Mapping[str, pa.Table]
    """Name → table, as `screener.tables` declares them; those that look back to an earlier run are not among them."""
    remade: tuple[str, ...] = ()
    """Tables that had to be made again for figures and decisions, in order; empty for the portfolio as it is."""


class _Tables(Mapping[str, "pa.Table"]):
    """Tables of which some are there, and the others are made together when one of them is asked for."""

    def __init__(
        self, names: Sequence[str], there: dict[str, pa.Table], make: Callable[[], dict[str, pa.Table]]
    ) -> None:
        self._names, self._there = tuple(names), there
        self._make: Callable[[], dict[str, pa.Table]] | None = make
        self._making = Lock()

    def __getitem__(self, name: str) -> pa.Table:
        if name in self._names and name not in self._there:
            with self._making:
                if self._make:
                    self._there = self._make() | self._there
                    self._make = None  # it holds the whole session
        return self._there[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


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
        try:
            if check:
                check(self._read)
            self._decided = pipeline.decide_all(question)
            told.stage(pipeline.STAGES[2])
            self._calculate(self._read, self._decided, told)
            self.base = Calculated(question, pipeline.collect(self._read, self._decided)[0])
            self._engine.finish()
        except BaseException:
            self._engine.close()
            raise

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

        def make_all() -> dict[str, pa.Table]:
            with self._again(job, decided) as engine:
                return pipeline.collect(replace(job, engine=engine), decided)[0]

        with self._again(job, decided) as engine:
            engine.make((*_FIGURES_FROM, *_DECISIONS))
            tables = {name: engine.fetch(name) for name in _FIGURES_FROM} | {"holdings": job.delivered.holdings}
            tables["decisions"] = pipeline.decisions_of(replace(job, engine=engine), decided)
            return Calculated(now, _Tables(list(self.base.tables), tables, make_all), engine.remade)

    @contextmanager
    def _again(self, job: Job, decided: Decided) -> Iterator[Replay]:
        """Calculate another job over what is there; it is as it was when the block ends."""
        with self._asking, self._engine.again() as engine:
            self._calculate(replace(job, engine=engine), decided, Silent())
            yield engine

    @staticmethod
    def _calculate(job: Job, decided: Decided, told: Progress) -> None:
        pipeline.find_issuers(job, told)
        pipeline.calculate(job, decided, told)


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
