"""A run on disk, as an analyst works with it; nothing here changes it."""

from __future__ import annotations

import json
from copy import deepcopy
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screener.api.comparison import Comparison
from screener.api.frames import as_frame
from screener.api.given import basis_of
from screener.api.questions import Questions
from screener.dates import parse_date
from screener.errors import NotFoundError
from screener.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

    import altair as alt
    import pandas as pd
    import pyarrow as pa

    from screener.api.explanation import Explanation
    from screener.pipeline import Edition, RecordedRun


class Run(Questions):
    """A finished run. Every table is an attribute (``run.exposures``); see `Tables` for other kinds of frame.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    folder : Path
        Its folder; every table is checked against the run's manifest before it is read.

    Examples
    --------
    >>> run = ws.latest("illinois-demo")
    >>> run
    <Run ... of illinois-demo as of 2024-12-31, home state IL>
    """

    def __init__(self, root: Path, folder: Path) -> None:
        self._root = root
        self._folder = folder
        self._read: dict[str, pa.Table] = {}

    @property
    def folder(self) -> Path:
        """The run's folder: report, workbook, tables, memos, manifest.

        Examples
        --------
        >>> (run.folder / "report.html").is_file()
        True
        """
        return self._folder

    @property
    def id(self) -> str:
        """Twelve digits that follow from the run's inputs alone.

        Examples
        --------
        >>> len(run.id)
        12
        """
        return str(self._manifest["run_id"])

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What the run was made of, and the hash of each of its files; to change it changes nothing.

        Examples
        --------
        >>> run.manifest["base_currency"]
        'USD'
        """
        return deepcopy(self._manifest)

    @cached_property
    def _manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self._folder / "manifest.json").read_bytes())
        return found

    @property
    def portfolio(self) -> str:
        """Folder of its portfolio under ``portfolios/``.

        Examples
        --------
        >>> run.portfolio
        'illinois-demo'
        """
        return str(self._manifest["portfolio"])

    @property
    def as_of(self) -> date:
        """Date of the screen.

        Examples
        --------
        >>> str(run.as_of)
        '2024-12-31'
        """
        return parse_date(str(self._manifest["as_of"]))

    @property
    def state(self) -> str:
        """What in-state means, two letters.

        Examples
        --------
        >>> run.state
        'IL'
        """
        return str(self._manifest["state"])

    @property
    def report_file(self) -> Path:
        """The report to open in a browser.

        Examples
        --------
        >>> run.report_file.name
        'report.html'
        """
        return self._folder / "report.html"

    def __repr__(self) -> str:
        return f"<Run {self.id} of {self.portfolio} as of {self.as_of}, home state {self.state}>"

    def _repr_html_(self) -> str | None:
        """Return the main figures as a notebook shows them; None where Great Tables is not installed."""
        from screener.api.display import money_table  # noqa: PLC0415  slow to import

        return money_table(self.figures, repr(self)[1:-1], str(self._manifest["base_currency"]))

    @property
    def figures(self) -> pd.DataFrame:
        """The main figures, one row per ``figure`` and ``basis``.

        ``low``, ``best``, ``high`` in base currency, exact; ``share`` of the net market value; ``coverage`` of the six
        figures of coverage, 0–1. What is unknown is ``<NA>``.

        Examples
        --------
        >>> figures = run.figures.set_index(["figure", "basis"])
        >>> figures.loc[("market_value", ""), "best"]
        Decimal('1114196583.26000000000000')
        """
        from screener.whatif import figures  # noqa: PLC0415  slow to import

        return as_frame(figures({name: self._arrow(name) for name in ("positions", "exposures", "coverage")}))

    def exposure(
        self, measure: str = "in_state", *, basis: str = "operations", grouping: str = "home", exact: bool = True
    ) -> pd.DataFrame:
        """Return the rows of `exposures` of one measure, one basis and one grouping.

        The table itself holds every measure by each basis and each grouping: the same money many times. Add up one of
        each at a time; the groups of ``"outcome"``, ``"definition"`` and others overlap (see groupings of exposure).

        Parameters
        ----------
        measure : str
            Such as ``"in_state"``, ``"in_state_manufacturing"`` or, by ``"definition"``, ``"community_development"``.
        basis : str
            ``"operations"`` or ``"headquarters"``.
        grouping : str
            ``"home"``, ``"state"``, ``"county"`` and others: what the column ``group`` is; its ``name`` stands beside.
        exact : bool
            As of `frame`.

        Raises
        ------
        InputError
            There is no such measure, basis or grouping; the message names those that there are.

        Examples
        --------
        >>> figures = run.figures.set_index(["figure", "basis"])
        >>> figures.loc[("in_state", "operations"), "best"] == run.exposure("in_state")["best"].sum()
        True
        >>> run.exposure("in_state", grouping="county").columns[3:5].to_list()
        ['group', 'name']
        """
        from screener.api.exposure import named, rows_by  # noqa: PLC0415  slow to import

        rows = rows_by(self._arrow("exposures"), measure, basis, grouping)
        return as_frame(named(rows, self._arrow("regions")), exact=exact)

    def report(self, definition: str | None = None, *, out: Path | str | None = None) -> Edition:
        """Print the run again by a report definition, such as ``"treasury"``; as ``screener report`` does.

        Parameters
        ----------
        definition : str, optional
            Name of a definition; the portfolio's own by default.
        out : path, optional
            Folder to write to; a folder of its own in ``reports/editions`` by default.

        Raises
        ------
        ScreenerError
            There is no such definition, or the run is not what was written.

        Examples
        --------
        >>> run.report("treasury", out="board-book").folder  # doctest: +SKIP
        """
        from screener import pipeline  # noqa: PLC0415  slow to import

        folder = Path(out) if out is not None else None
        return pipeline.print_edition(self._root, self.portfolio, definition, run=str(self._folder), out=folder)

    def compare(self, earlier: Run | str) -> Comparison:
        """Return why the figures of this run are others than those of an earlier one; as ``screener compare`` does.

        Parameters
        ----------
        earlier : Run or str
            The earlier run, its id, or the beginning of it.

        Raises
        ------
        ScreenerError
            There is no such run, or the two cannot be compared.

        Examples
        --------
        >>> later, earlier = ws.latest("illinois-demo"), ws.latest("illinois-demo", as_of="2024-09-30")
        >>> later.compare(earlier).changes.columns.to_list()
        ['measure', 'basis', 'step', 'cause', 'low', 'best', 'high']
        """
        from screener import pipeline  # noqa: PLC0415  slow to import

        name = earlier if isinstance(earlier, str) else str(earlier.folder)
        found = pipeline.compare(self._root, name, str(self._folder))
        inputs = [
            {"kind": kind, "name": name, "before": old, "after": new}
            for kind, names in found.inputs.items()
            for name, (old, new) in names.items()
        ]
        return Comparison(found.changes, inputs, str(self._manifest["base_currency"]))

    def explain(self, figure: str | float | Decimal) -> Explanation:
        """Follow a figure to the positions, places, evidence, decisions and delivered lines that make it.

        Parameters
        ----------
        figure : str or number
            Its name, one of `explained_figures` or of `figures`, such as ``"in_state_manufacturing"`` or
            ``"in_state/operations/county/17031"``, or a number as it is printed.

        Returns
        -------
        Explanation
            Tables ``figure``, ``exposures``, ``positions``, ``places``, ``evidence``, ``decisions``, ``lines``,
            ``sources``; ``as_text()`` says them as ``screener explain`` does.

        Raises
        ------
        ScreenerError
            The run has no such figure or several, or what its lines add is another sum.

        Examples
        --------
        >>> run.explain("in_state_manufacturing").figure["figure"].to_list()
        ['in_state_manufacturing/operations/home/home']
        """
        from screener.api.explanation import Explanation  # noqa: PLC0415  slow to import
        from screener.explain import explain  # noqa: PLC0415

        try:
            return Explanation(explain(self._root, str(self._folder), str(figure)))
        except NotFoundError as error:
            raise NotFoundError(error.message, hint="'.explained_figures' lists those that can be followed") from None

    @property
    def explained_figures(self) -> pd.DataFrame:
        """The figures that `explain` can follow: ``figure``, ``title``, ``printed``, low, best and high.

        Examples
        --------
        >>> "coverage/identified" in set(run.explained_figures["figure"])
        True
        """
        from screener.explain import figures  # noqa: PLC0415  slow to import

        return as_frame(figures(self._root, str(self._folder)))

    def chart(self, *, basis: str = "operations") -> alt.LayerChart:
        """Return the main figures as bars from low to high, a tick at the best estimate.

        Parameters
        ----------
        basis : str
            ``"operations"`` or ``"headquarters"``.

        Raises
        ------
        InputError
            There is no such basis, or Altair is not installed.

        Examples
        --------
        >>> run.chart()  # doctest: +ELLIPSIS
        alt.LayerChart(...)
        """
        from screener.api import display  # noqa: PLC0415  slow to import

        rows = [
            {"name": row["figure"].replace("_", " "), **row}
            for row in self.figures.to_dict("records")
            if row["basis"] == basis_of(basis)
        ]
        return display.intervals(rows, f"Main figures, by {basis}", currency=str(self._manifest["base_currency"]))

    def map(self, measure: str = "in_state_manufacturing") -> alt.LayerChart:
        """Return the counties of the home state, darker where more money is; hatched where it is unknown.

        Parameters
        ----------
        measure : str
            ``"in_state_manufacturing"`` or ``"in_state"``.

        Raises
        ------
        InputError
            The measure was not computed by county, or Altair is not installed.

        Examples
        --------
        >>> run.map()  # doctest: +ELLIPSIS
        alt.LayerChart(...)
        """
        from screener.api import display  # noqa: PLC0415  slow to import
        from screener.api.exposure import rows_by  # noqa: PLC0415

        rows_by(self._arrow("exposures"), measure, "operations", "county")
        currency = str(self._manifest["base_currency"])
        tables = (self._arrow("regions"), self._arrow("exposures"))
        return display.county_map(*tables, self.state, measure=measure, currency=currency)

    def outcomes_chart(self) -> alt.LayerChart:
        """Return the outcomes of each criterion as one bar; a bare measure is *measured*, never a pass.

        Examples
        --------
        >>> run.outcomes_chart()  # doctest: +ELLIPSIS
        alt.LayerChart(...)
        """
        from screener.api import display  # noqa: PLC0415  slow to import

        books = json.loads((self._folder / "about.json").read_bytes())["rulebooks"]
        bare = {(book["id"], one["id"]) for book in books for one in book["criteria"] if one["is_bare"]}
        return display.outcomes(self._arrow("decisions"), bare=bare)

    def _arrow(self, name: str) -> pa.Table:
        """Return a table, checked once against the manifest."""
        if name not in self._read:
            import pyarrow.parquet as pq  # noqa: PLC0415

            self._read[name] = pq.read_table(self._files([name])[name])
        return self._read[name]

    def _names(self) -> tuple[str, ...]:
        return tuple(TABLES)

    def _sources(self) -> Mapping[str, Path]:
        return self._files(TABLES)

    def _files(self, names: Iterable[str]) -> dict[str, Path]:
        """Return the files of tables, each as the run wrote it."""
        return self._recorded.tables(names)

    @cached_property
    def _recorded(self) -> RecordedRun:
        """The run, its manifest that which the ledger records, where it does."""
        from screener import pipeline  # noqa: PLC0415  slow to import

        made = pipeline.find(self._root, str(self._folder))
        return pipeline.RecordedRun(made.folder, self.portfolio, str(self._manifest["as_of"]), made.sha256)
