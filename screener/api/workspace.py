"""A workspace: portfolios, criteria and runs, opened from Python."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from screener.api.frames import as_frame
from screener.api.given import day_of, listed_if
from screener.api.progress import default
from screener.api.run import Run
from screener.api.tools import Tools
from screener.dates import parse_date
from screener.errors import NotFoundError, nearest
from screener.tables import COUNT, DATE, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from screener.api.backscreen import BackScreen
    from screener.backscreen import Before, Every
    from screener.pipeline import Progress


class Workspace(Tools):
    """A folder with portfolios, criteria and reports; made by `screener.new` or ``screener new``.

    Examples
    --------
    >>> ws.portfolios
    ['illinois-demo', 'kentucky-munis', 'look-through-demo']
    """

    def __repr__(self) -> str:
        return f"<Workspace {self._root.name}: {', '.join(self.portfolios) or 'no portfolio'}>"

    @property
    def root(self) -> Path:
        """Its folder.

        Examples
        --------
        >>> (ws.root / "portfolios").is_dir()
        True
        """
        return self._root

    @property
    def portfolios(self) -> list[str]:
        """The portfolios: folders under ``portfolios/`` that have a ``portfolio.toml``.

        Examples
        --------
        >>> ws.portfolios
        ['illinois-demo', 'kentucky-munis', 'look-through-demo']
        """
        return sorted(file.parent.name for file in (self._root / "portfolios").glob("*/portfolio.toml"))

    @property
    def rulebooks(self) -> pd.DataFrame:
        """The rulebooks: ``rulebook_id``, ``title``, and the number of ``criteria``.

        Examples
        --------
        >>> "un-pri" in set(ws.rulebooks["rulebook_id"])
        True
        """
        import pyarrow as pa  # noqa: PLC0415

        from screener.rulebook import load_rulebooks  # noqa: PLC0415  slow to import

        books = load_rulebooks(self._root / "criteria")
        columns: dict[str, list[str] | list[int]] = {
            "rulebook_id": [book.id for book in books],
            "title": [book.title for book in books],
            "criteria": [len(book.criteria) for book in books],
        }
        return as_frame(pa.table(columns))

    def runs(self, portfolio: str | None = None) -> pd.DataFrame:
        """Return the runs on disk that the ledger records: ``run_id``, ``portfolio``, ``as_of``, ``state``, ``lines``.

        In the order in which they were recorded.

        Parameters
        ----------
        portfolio : str, optional
            Only its runs.

        Raises
        ------
        NotFoundError
            There is no such portfolio, nor a run of it.

        Examples
        --------
        >>> ws.runs("illinois-demo")["lines"].to_list()
        [2320]
        """
        import pyarrow as pa  # noqa: PLC0415

        from screener import pipeline  # noqa: PLC0415  slow to import

        recorded = pipeline.recorded_runs(self._root)
        known = {*self.portfolios, *(run.portfolio for run in recorded)}
        if portfolio is not None and portfolio not in known:
            raise self._no_portfolio(portfolio, known)
        rows = [
            {
                "run_id": run.run_id,
                "portfolio": run.portfolio,
                "as_of": parse_date(run.as_of),
                "state": run.state,
                "lines": run.lines,
            }
            for run in recorded
            if portfolio in (None, run.portfolio) and self._folder(run.portfolio, run.as_of, run.run_id).is_dir()
        ]
        kinds: dict[str, pa.DataType] = {
            "run_id": TEXT,
            "portfolio": TEXT,
            "as_of": DATE,
            "state": TEXT,
            "lines": COUNT,
        }
        return as_frame(pa.Table.from_pylist(rows, schema=pa.schema(kinds)))

    def run(self, run_id: str) -> Run:
        """Return a run by its id, the beginning of one, or its folder.

        Raises
        ------
        NotFoundError
            There is no such run.
        IntegrityError
            It is not what was written.

        Examples
        --------
        >>> ws.run(run.id[:6]).id == run.id
        True
        """
        from screener import pipeline  # noqa: PLC0415  slow to import

        try:
            return Run(self._root, pipeline.find(self._root, str(run_id)).folder)
        except NotFoundError as error:
            raise NotFoundError(error.message, hint="ws.runs() lists the runs") from None

    def latest(self, portfolio: str, *, as_of: date | str | None = None) -> Run:
        """Return a portfolio's newest run: of the latest date, the one recorded last.

        Parameters
        ----------
        portfolio : str
        as_of : date or str, optional
            Runs of later dates do not count.

        Raises
        ------
        NotFoundError
            There is none (screen first), or no such portfolio.

        Examples
        --------
        >>> ws.latest("illinois-demo").state
        'IL'
        """
        from screener import pipeline  # noqa: PLC0415  slow to import

        day = day_of(as_of, "as_of")
        found = pipeline.newest_run(self._root, portfolio, day)
        if found is None and portfolio not in self.portfolios:
            raise self._no_portfolio(portfolio, self.portfolios)
        if found is None:
            until = "" if day is None else f" of {day} or before"
            on = "" if day is None else f", as_of={str(day)!r}"
            raise NotFoundError(f"there is no run of {portfolio}{until} on disk", hint=f"ws.screen({portfolio!r}{on})")
        return Run(self._root, found.folder)

    def screen(
        self,
        portfolio: str,
        *,
        as_of: date | str | None = None,
        state: str | None = None,
        rulebooks: Sequence[str] | None = None,
        known_at: date | str | None = None,
        strict_vintage: bool = False,
        since: Run | str = "last",
        progress: Progress | None = None,
    ) -> Run:
        """Screen a portfolio, write its run and its report, and return the run; as ``screener run`` does.

        Parameters
        ----------
        portfolio : str
            Folder under ``portfolios/``.
        as_of : date or str, optional
            Date of the screen; the newest folder in ``inputs/`` by default.
        state : str, optional
            What in-state means, two letters; the portfolio's own by default.
        rulebooks : sequence of str, optional
            Judge by these, and by those of the jurisdiction, instead of those that the portfolio adopts.
        known_at : date or str, optional
            Evidence and people's decisions count as they were known on this day.
        strict_vintage : bool
            Refuse reference data that the world could not know on the date.
        since : Run or str
            The earlier run that it is compared with; ``"last"`` or ``"none"``.
        progress : Progress, optional
            Told what is being done; a bar in a notebook, else nobody, by default.

        Raises
        ------
        ScreenerError
            Something given is wrong, or a total does not agree; nothing is written.

        Examples
        --------
        >>> ws.screen("illinois-demo", as_of="2024-12-31", state="WI")  # doctest: +SKIP
        """
        from screener import pipeline  # noqa: PLC0415  slow to import

        with nullcontext(progress) if progress else default(pipeline.STAGES) as told:
            result = pipeline.run(
                self._root,
                portfolio,
                progress=told,
                as_of=day_of(as_of, "as_of"),
                state=state,
                rulebooks=listed_if(rulebooks),
                known_at=day_of(known_at, "known_at"),
                strict_vintage=strict_vintage,
                since=since if isinstance(since, str) else str(since.folder),
            )
        return Run(self._root, result.folder)

    def back_screen(
        self,
        portfolio: str,
        start: date | str,
        end: date | str | None = None,
        *,
        every: Every = "quarter",
        state: str | None = None,
        rulebooks: Sequence[str] | None = None,
        holdings: Before = "refuse",
        strict_vintage: bool = True,
        workers: int | None = None,
        progress: Progress | None = None,
    ) -> BackScreen:
        """Screen a portfolio on many dates, each by the rules in force and the facts known then; nothing is written.

        Parameters
        ----------
        portfolio : str
            Folder under ``portfolios/``.
        start, end : date or str
            First and last day; the end is the newest delivery's date by default.
        every : str
            month, quarter or year: the last day of each is screened.
        state, rulebooks
            As of `screen`.
        holdings : str
            ``"first"`` screens the first delivery on dates before it, as a study; by default they are refused.
        strict_vintage : bool
            Leave out data published after the date; else the earliest later vintage is used, as `screen` does.
        workers : int, optional
            Processes; by default one for each processor core, and for two dates at least. In a script, call it under
            ``if __name__ == "__main__":``.
        progress : Progress, optional
            Told what is being done; a bar in a notebook, else nobody, by default.

        Raises
        ------
        ScreenerError
            Dates could not be screened; every one, with why.

        Examples
        --------
        >>> ws.back_screen("illinois-demo", "2022-03-31", holdings="first").chart()  # doctest: +SKIP
        """
        from screener.api.backscreen import back_screen  # noqa: PLC0415  slow to import

        return back_screen(
            self._root,
            portfolio,
            start,
            end,
            every=every,
            state=state,
            rulebooks=rulebooks,
            holdings=holdings,
            strict_vintage=strict_vintage,
            workers=workers,
            progress=progress,
        )

    def _no_portfolio(self, name: str, known: Iterable[str]) -> NotFoundError:
        """Return the error that there is no such portfolio."""
        close = nearest(str(name), sorted(known))
        hint = f"one of {', '.join(self.portfolios)}" if self.portfolios else "make one: screener init"
        return NotFoundError(f"there is no portfolio {name!r} and no run of it{close}", hint=hint)

    def _folder(self, portfolio: str, as_of: str, run_id: str) -> Path:
        return self._root / "reports" / "runs" / portfolio / as_of / run_id
