"""Reference data from Python: what there is, how old, how licensed; refresh it; check it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from screener.api.given import day_of, listed
from screener.api.rows import frame_of, shown
from screener.dates import parse_date
from screener.tables import COUNT, DATE, TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from screener.enrich.update import Change

_LISTED = dict.fromkeys(("dataset", "title", "publisher", "licence", "grain", "vintage", "address"), TEXT) | {
    "published": DATE,
    "rows": COUNT,
    "vintages": COUNT,
}
_COPIES = dict.fromkeys(("dataset", "vintage", "file", "sha256"), TEXT) | {"published": DATE, "rows": COUNT}


class Data:
    """The reference data of a workspace: what ships with the screener, and the workspace's own vintages.

    Examples
    --------
    >>> ws.data
    <Data: ... datasets>
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def __repr__(self) -> str:
        from screener.enrich.register import REGISTER  # noqa: PLC0415  slow to import

        return f"<Data: {len(REGISTER)} datasets>"

    def _repr_html_(self) -> str | None:
        """Return the datasets as a notebook shows them; None where Great Tables is not installed."""
        return shown(self.list()[["dataset", "title", "vintage", "published", "rows", "licence"]], limit=40)

    def list(self) -> pd.DataFrame:
        """Return every dataset with the newest vintage held.

        Returns
        -------
        DataFrame
            One row per ``dataset``: ``title``, ``publisher``, ``licence``, ``grain``, ``address``; ``vintage``,
            ``published`` and ``rows`` of the newest held, ``<NA>`` where none ships; the number of ``vintages``.

        Examples
        --------
        >>> data = ws.data.list().set_index("dataset")
        >>> data.loc["sec_company_tickers", "publisher"]
        'US Securities and Exchange Commission'
        """
        from screener.enrich.catalogue import catalogue  # noqa: PLC0415  slow to import

        return frame_of(
            (
                {
                    **entry,
                    "published": _day(entry["published"]),
                    "vintages": len(entry["vintages"]),
                }
                for entry in catalogue(self._root)
            ),
            _LISTED,
        )

    def show(self, name: str) -> Mapping[str, Any]:
        """Return everything that the register says about one dataset: its columns, traps and every vintage.

        Raises
        ------
        NotFoundError
            There is no such dataset.

        Examples
        --------
        >>> ws.data.show("sec_company_tickers")["grain"]
        'one row per ticker'
        """
        from screener.enrich.catalogue import entry  # noqa: PLC0415  slow to import

        return entry(name, self._root)

    def update(
        self,
        name: str,
        sources: Sequence[str | Path] | Path = (),
        *,
        vintage: str | None = None,
        published: date | str | None = None,
        dry_run: bool = False,
        accept_changes: bool = False,
    ) -> Change:
        """Refresh a dataset from its publisher's current file, into the folder ``reference/`` of the workspace.

        Parameters
        ----------
        name : str
            Dataset.
        sources : sequence of str or path
            The publisher's files or addresses; its fixed address by default.
        vintage : str, optional
            Short name of the vintage; today by default.
        published : date or str, optional
            Day by which the world could know it; as before, else today.
        dry_run : bool
            Keep nothing.
        accept_changes : bool
            Take unusual numbers of rows or changes of a vintage.

        Returns
        -------
        Change
            ``rows`` and ``totals`` before and after; ``keys_added``, ``keys_removed``, ``rows_changed``.

        Raises
        ------
        ScreenerError
            The file is not what the dataset is, or changes more than is plausible; nothing is kept.

        Examples
        --------
        A file of four companies is too little for all of the United States, and is asked about:

        >>> four = "company_tickers_exchange.json"
        >>> ws.data.update("sec_company_tickers", four, dry_run=True, accept_changes=True).rows
        (10365, 4)
        """
        from screener.enrich.update import update  # noqa: PLC0415  slow to import

        return update(
            name,
            self._root,
            [str(source) for source in listed(sources)],
            retrieved=date.today(),  # noqa: DTZ011  the day on this person's calendar
            vintage=vintage,
            published=day_of(published, "published"),
            accept_changes=accept_changes,
            keep=not dry_run,
        )

    def verify(self) -> pd.DataFrame:
        """Check every copy against the register, and publishers' own figures by working them out again.

        Returns
        -------
        DataFrame
            One row per copy, all of them as the register says: ``dataset``, ``vintage``, ``published``, ``rows``,
            ``sha256``, ``file``.

        Raises
        ------
        IntegrityError
            A copy differs from the register, or a figure from the published one; every difference at once.

        Examples
        --------
        >>> int(ws.data.verify()["rows"].sum()) > 500_000
        True
        """
        from screener.enrich.verify import verified  # noqa: PLC0415  slow to import

        copies, _ = verified(date.today(), self._root)  # noqa: DTZ011  the newest vintage there is
        return frame_of(({**copy, "published": _day(copy["published"])} for copy in copies), _COPIES)


def _day(text: str | None) -> date | None:
    return parse_date(text) if text else None
