"""A run on disk, as an analyst works with it; nothing here changes it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from screener.api.frames import Tables, as_frame
from screener.dates import parse_date
from screener.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa

    from screener.api.scenario import Scenario, Sensitivity
    from screener.explain import Explanation
    from screener.pipeline import Edition, RecordedRun
    from screener.whatif import Session


class Run(Tables):
    """A finished run. Every table is an attribute (``run.exposures``); see `Tables` for other kinds of frame.

    Parameters
    ----------
    root : Path
        Root of the workspace.
    folder : Path
        Its folder; every table is checked against the run's manifest before it is read.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        self._root = root
        self._folder = folder
        self._read: dict[str, pa.Table] = {}

    @property
    def folder(self) -> Path:
        """The run's folder: report, workbook, tables, memos, manifest."""
        return self._folder

    @property
    def id(self) -> str:
        """Twelve digits that follow from the run's inputs alone."""
        return str(self.manifest["run_id"])

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """What the run was made of, and the hash of each of its files."""
        found: dict[str, Any] = json.loads((self._folder / "manifest.json").read_bytes())
        return found

    @property
    def portfolio(self) -> str:
        """Folder of its portfolio under ``portfolios/``."""
        return str(self.manifest["portfolio"])

    @property
    def as_of(self) -> date:
        """Date of the screen."""
        return parse_date(str(self.manifest["as_of"]))

    @property
    def state(self) -> str:
        """What in-state means, two letters."""
        return str(self.manifest["state"])

    @property
    def report_file(self) -> Path:
        """The report to open in a browser."""
        return self._folder / "report.html"

    def __repr__(self) -> str:
        return f"<Run {self.id} of {self.portfolio} as of {self.as_of}, home state {self.state}>"

    def _repr_html_(self) -> str | None:
        """Return the main figures as a notebook shows them; None where Great Tables is not installed."""
        from screener.api.display import money_table  # noqa: PLC0415  slow to import

        return money_table(self.figures, repr(self)[1:-1], str(self.manifest["base_currency"]))

    @property
    def figures(self) -> pd.DataFrame:
        """The main figures, one row per ``figure`` and ``basis``.

        ``low``, ``best``, ``high`` in base currency, exact; ``share`` of the net market value; ``coverage`` of the six
        figures of coverage, 0–1. What is unknown is ``<NA>``.
        """
        from screener.whatif import figures  # noqa: PLC0415  slow to import

        return as_frame(figures({name: self._arrow(name) for name in ("positions", "exposures", "coverage")}))

    def report(self, definition: str | None = None, *, out: Path | None = None) -> Edition:
        """Print the run again by a report definition, such as ``"treasury"``; as ``screener report`` does.

        Raises
        ------
        ScreenerError
            There is no such definition, or the run is not what was written.
        """
        from screener import pipeline  # noqa: PLC0415  slow to import

        return pipeline.print_edition(self._root, self.portfolio, definition, run=self.id, out=out)

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
        """
        from screener import pipeline  # noqa: PLC0415  slow to import

        name = earlier if isinstance(earlier, str) else str(earlier.folder)
        found = pipeline.compare(self._root, name, str(self._folder))
        inputs = [
            {"kind": kind, "name": name, "before": old, "after": new}
            for kind, names in found.inputs.items()
            for name, (old, new) in names.items()
        ]
        return Comparison(found.changes, inputs)

    def explain(self, figure: str) -> Explanation:
        """Follow a figure to the positions, places, evidence, decisions and delivered lines that make it.

        Parameters
        ----------
        figure : str
            Its name, such as ``"in_state_manufacturing"`` or ``"in_state/operations/county/17031"``, or a number as it
            is printed.

        Returns
        -------
        Explanation
            Arrow tables ``figure``, ``exposures``, ``positions``, ``places``, ``evidence``, ``decisions``, ``lines``,
            ``sources``; ``as_text()`` says them as ``screener explain`` does.

        Raises
        ------
        ScreenerError
            The run has no such figure or several, or what its lines add is another sum.
        """
        from screener.explain import explain  # noqa: PLC0415  slow to import

        return explain(self._root, str(self._folder), figure)

    @cached_property
    def session(self) -> Session:
        """The portfolio of the run screened again in memory: what `what_if` asks. Made once, in some seconds.

        Raises
        ------
        InputError
            The portfolio, its rules or the data have changed since, so that it would no longer be the same run.
        """
        from screener.api.scenario import session_of  # noqa: PLC0415  slow to import

        return session_of(self._root, self._folder, self.manifest)

    def what_if(
        self,
        *,
        sell: Mapping[str, Decimal | float] | Iterable[str] = (),
        add: Sequence[Mapping[str, Any]] = (),
        swap: Mapping[str, Mapping[str, Any]] | None = None,
        price: Mapping[str, Decimal | float] | None = None,
        parameters: Mapping[str, Decimal | float] | None = None,
        rulebooks: Sequence[str] | None = None,
        state: str | None = None,
        facts: Mapping[tuple[str, str, str], float | str | bool | None] | None = None,
    ) -> Scenario:
        """Return what the screen would come to with something changed. Nothing is written, and the run stays as it is.

        Parameters
        ----------
        sell : mapping or iterable of str
            Lines → the part of them that is sold, 0 to 1; all of them where only names are given. Lines are named by
            ticker, CUSIP, ISIN, SEDOL, FIGI, ``security_id``, ``file:line``, or all at once ``account:NAME`` or
            ``asset_class:NAME``. What a sale brings is cash.
        add : sequence of mappings
            Purchases, paid from cash: ``market_value`` in base currency, ``asset_class``, and a code or a name, as
            columns of the table `holdings`.
        swap : mapping
            Lines → what is bought for the same money, as in `add`, without a value.
        price : mapping
            Lines → change of price: ``-0.2`` is a fifth less.
        parameters : mapping
            ``rulebook.parameter`` → its value on every date.
        rulebooks : sequence of str
            Judge by these, and by those of the jurisdiction, instead.
        state : str
            Home state, two letters.
        facts : mapping
            ``(kind of subject, subject, fact)`` → what it is supposed to be; None is unknown.

        Raises
        ------
        ScreenerError
            The change names what is not there; every fault at once.
        """
        from screener.api.scenario import Scenario, change_of  # noqa: PLC0415  slow to import

        change = change_of(
            sell=sell,
            add=add,
            swap=swap,
            price=price,
            parameters=parameters,
            rulebooks=rulebooks,
            state=state,
            facts=facts,
        )
        return Scenario(self.session, change)

    def sensitivity(self, parameter: str, values: Iterable[Decimal | float]) -> Sensitivity:
        """Return what the screen would come to at each value of a parameter.

        Parameters
        ----------
        parameter : str
            ``rulebook.parameter``, or ``parameter`` where one rulebook alone has it.
        values : iterable of numbers
            In the parameter's unit.

        Raises
        ------
        NotFoundError
            No rulebook of the run has the parameter.
        """
        from screener.api.scenario import swept  # noqa: PLC0415  slow to import

        return swept(self.session, parameter, values)

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
        return pipeline.RecordedRun(made.folder, self.portfolio, str(self.manifest["as_of"]), made.sha256)


@dataclass(frozen=True)
class Comparison:
    """Why the figures of one run are others than those of an earlier one."""

    table: pa.Table
    """`screener.tables.CHANGES`."""
    differing: Sequence[Mapping[str, Any]]

    @property
    def changes(self) -> pd.DataFrame:
        """One row per ``measure``, ``basis`` and ``cause``: ``low``, ``best`` and ``high`` in base currency, exact."""
        return as_frame(self.table)

    @property
    def inputs(self) -> pd.DataFrame:
        """What the runs were made of differently: ``kind``, ``name``, ``before``, ``after`` (hash, vintage or day)."""
        import pyarrow as pa  # noqa: PLC0415

        columns = [(name, pa.string()) for name in ("kind", "name", "before", "after")]
        return as_frame(pa.Table.from_pylist([dict(row) for row in self.differing], schema=pa.schema(columns)))
