"""A workspace: portfolios, criteria and runs, opened from Python."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from screener.api.frames import as_frame
from screener.api.run import Run
from screener.dates import parse_date
from screener.errors import NotFoundError
from screener.tables import COUNT, DATE, TEXT
from screener.workspace import find_root

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

    from screener.pipeline import Progress


def open_workspace(folder: Path | str | None = None) -> Workspace:
    """Return the workspace that a folder lies in.

    Parameters
    ----------
    folder : path, optional
        The current folder by default.

    Raises
    ------
    NotFoundError
        No folder above it is a workspace.
    """
    return Workspace(find_root(Path(folder) if folder is not None else None))


class Workspace:
    """A folder with portfolios, criteria and reports; made by ``screener new``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __repr__(self) -> str:
        return f"<Workspace {self._root.name}: {', '.join(self.portfolios) or 'no portfolio'}>"

    @property
    def root(self) -> Path:
        """Its folder."""
        return self._root

    @property
    def portfolios(self) -> list[str]:
        """The portfolios: folders under ``portfolios/`` that have a ``portfolio.toml``."""
        return sorted(file.parent.name for file in (self._root / "portfolios").glob("*/portfolio.toml"))

    @property
    def rulebooks(self) -> pd.DataFrame:
        """The rulebooks: ``rulebook``, ``title``, and the number of ``criteria``."""
        import pyarrow as pa  # noqa: PLC0415

        from screener.rulebook import load_rulebooks  # noqa: PLC0415  slow to import

        books = load_rulebooks(self._root / "criteria")
        columns: dict[str, list[str] | list[int]] = {
            "rulebook": [book.id for book in books],
            "title": [book.title for book in books],
            "criteria": [len(book.criteria) for book in books],
        }
        return as_frame(pa.table(columns))

    def runs(self, portfolio: str | None = None) -> pd.DataFrame:
        """Return the runs on disk that the ledger records: ``run_id``, ``portfolio``, ``as_of``, ``state``, ``lines``.

        In the order in which they were recorded.
        """
        import pyarrow as pa  # noqa: PLC0415

        from screener import pipeline  # noqa: PLC0415  slow to import

        rows = [
            {
                "run_id": run.run_id,
                "portfolio": run.portfolio,
                "as_of": parse_date(run.as_of),
                "state": run.state,
                "lines": run.lines,
            }
            for run in pipeline.recorded_runs(self._root)
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
        """
        from screener import pipeline  # noqa: PLC0415  slow to import

        return Run(self._root, pipeline.find(self._root, run_id).folder)

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
            There is none; screen first.
        """
        from screener import pipeline  # noqa: PLC0415  slow to import

        found = pipeline.newest_run(self._root, portfolio, _day(as_of, "as_of"))
        if found is None:
            raise NotFoundError(f"there is no run of {portfolio} on disk", hint=f"ws.screen({portfolio!r})")
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
            Told what is being done; nobody by default.

        Raises
        ------
        ScreenerError
            Something given is wrong, or a total does not agree; nothing is written.
        """
        from screener import pipeline, whatif  # noqa: PLC0415  slow to import

        result = pipeline.run(
            self._root,
            portfolio,
            progress=progress or whatif.Silent(),
            as_of=_day(as_of, "as_of"),
            state=state,
            rulebooks=rulebooks,
            known_at=_day(known_at, "known_at"),
            strict_vintage=strict_vintage,
            since=since if isinstance(since, str) else str(since.folder),
        )
        return Run(self._root, result.folder)

    def _folder(self, portfolio: str, as_of: str, run_id: str) -> Path:
        return self._root / "reports" / "runs" / portfolio / as_of / run_id


def _day(day: date | str | None, where: str) -> date | None:
    """Return a day that was given as one, or as text."""
    return parse_date(day, where=where) if isinstance(day, str) else day
