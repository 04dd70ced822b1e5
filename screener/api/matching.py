"""Matching from Python: ask a person whose securities are, record the answers, measure how good the matching is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from screener.api.given import day_of
from screener.api.progress import default
from screener.api.rows import frame_of
from screener.tables import COUNT, FLAG, NUMBER, TEXT

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from screener.matching import Exported, Imported

_MEASURED = (
    {"portfolio": TEXT, "section": TEXT, "figure": TEXT, "count": COUNT, "of": COUNT}
    | dict.fromkeys(("share_of_lines", "share_of_value", "low", "high", "bar"), NUMBER)
    | {"meets_bar": FLAG}
)


class Matching:
    """Whose securities are: what a person is asked, what the answers were, and how good the matching is.

    Examples
    --------
    >>> done = ws.match.export("illinois-demo")  # doctest: +SKIP
    >>> ws.match.record(done.file, by="A. Analyst")  # doctest: +SKIP
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def __repr__(self) -> str:
        return f"<Matching of {self._root.name}: export, record, measure>"

    def export(
        self,
        portfolio: str,
        *,
        as_of: date | str | None = None,
        out: Path | str | None = None,
        owners: bool = False,
    ) -> Exported:
        """Write a workbook that asks whose securities these are, with candidates and what speaks for each.

        Parameters
        ----------
        portfolio : str
            Folder under ``portfolios/``.
        as_of : date or str, optional
            Date of the holdings; the newest folder in ``inputs/`` by default.
        out : path, optional
            Workbook to write; ``reports/review/<portfolio>-<date>.xlsx`` by default.
        owners : bool
            Ask about every owner of facilities, not only those like what is held.

        Returns
        -------
        Exported
            ``file``, and how many questions it asks about ``securities`` and ``owners``.

        Raises
        ------
        ScreenerError
            The portfolio cannot be read, or the workbook not be written.

        Examples
        --------
        >>> ws.match.export("illinois-demo").file  # doctest: +SKIP
        """
        from screener import matching  # noqa: PLC0415  slow to import

        with default(matching.STAGES) as told:
            return matching.export(
                self._root,
                portfolio,
                as_of=day_of(as_of, "as_of"),
                out=Path(out) if out is not None else None,
                all_owners=owners,
                progress=told,
            )

    def record(self, file: Path | str, *, by: str | None = None) -> Imported:
        """Record the decisions of a filled-in workbook in the ledger: all of them, or none and every fault named.

        Parameters
        ----------
        file : path
            Workbook of `export`, filled in.
        by : str, optional
            Who decided; ``SCREENER_USER`` by default, else the user name on this computer.

        Returns
        -------
        Imported
            ``answers`` in a line each; how many were ``recorded``, ``repeated`` and left ``blank``.

        Raises
        ------
        ScreenerError
            The workbook is none of these, or an answer cannot hold; nothing is recorded.

        Examples
        --------
        >>> ws.match.record("reports/review/illinois-demo-2026-06-30.xlsx").recorded  # doctest: +SKIP
        """
        from screener import matching  # noqa: PLC0415  slow to import

        with default(matching.STAGES[:-1]) as told:
            return matching.import_decisions(self._root, Path(file), by=by, progress=told)

    def measure(
        self, portfolio: str | None = None, *, oracle: Path | str | None = None, labels: Path | str | None = None
    ) -> pd.DataFrame:
        """Return how securities got their issuers and facilities their owners: coverage, precision, recall.

        Parameters
        ----------
        portfolio : str, optional
            Folder under ``portfolios/``; every one by default. The newest holdings are measured.
        oracle : path, optional
            CSV that knows whose CUSIPs are: ``cusip`` and ``ticker``, or ``cusip`` and ``cik``.
        labels : path, optional
            CSV of facility owners labelled by hand: ``parent_name``, ``cik``, ``certainty``.

        Returns
        -------
        DataFrame
            One row per ``portfolio``, ``section`` and ``figure``: ``count`` ``of``, ``share_of_lines`` and
            ``share_of_value`` 0–1, ``low`` and ``high`` of the share of lines at 95 percent, ``bar`` and ``meets_bar``.

        Examples
        --------
        >>> ws.match.measure("illinois-demo").head(3)  # doctest: +SKIP
        """
        from screener import matching  # noqa: PLC0415  slow to import
        from screener.workspace import list_portfolios  # noqa: PLC0415

        names = list_portfolios(self._root) if portfolio is None else [portfolio]
        rows: list[dict[str, Any]] = []
        with default(matching.STAGES[:-1] * len(names)) as told:
            for name in names:
                measured = matching.measure(
                    self._root,
                    name,
                    progress=told,
                    oracle=Path(oracle) if oracle is not None else None,
                    labels=Path(labels) if labels is not None else None,
                )
                rows += [{"portfolio": name, **row} for row in measured.as_rows()]
        return frame_of(rows, _MEASURED)
