"""The ledger from Python: what people decided and which runs were made, and whether anyone has changed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screener.api.rows import frame_of, shown
from screener.tables import COUNT, TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from screener.ledger import Entry

_KINDS = {"sequence": COUNT, **dict.fromkeys(("recorded_at", "recorded_by", "kind", "says", "hash"), TEXT)}


class Ledger:
    """The ledger of a workspace: decisions and runs, in the order they were recorded, each entry sealing the last.

    Examples
    --------
    >>> ws.ledger.list()["kind"].to_list()
    ['run']
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def __repr__(self) -> str:
        count = len(self.list())
        return f"<Ledger of {self._root.name}: {count:,} {'entry' if count == 1 else 'entries'}>"

    def _repr_html_(self) -> str | None:
        """Return the newest entries as a notebook shows them; None where Great Tables is not installed."""
        return shown(self.list().tail(10))

    def list(self) -> pd.DataFrame:
        """Return every entry: ``sequence``, ``recorded_at``, ``recorded_by``, ``kind``, ``says``, ``hash``.

        Examples
        --------
        >>> ws.ledger.list()["sequence"].to_list()
        [1]
        """
        from screener.pipeline.ledger import ledger_entries  # noqa: PLC0415  slow to import

        return _frame(ledger_entries(self._root))

    def verify(self) -> pd.DataFrame:
        """Check that no entry was changed, taken out or put in, and that every run on disk is recorded.

        Returns
        -------
        DataFrame
            Every entry, as `list` has it.

        Raises
        ------
        IntegrityError
            The ledger, or a run on disk, is not as it was recorded; every fault at once.

        Examples
        --------
        >>> len(ws.ledger.verify())
        1
        """
        from screener.pipeline.ledger import verify_ledger  # noqa: PLC0415  slow to import

        return _frame(verify_ledger(self._root))


def _frame(entries: Sequence[Entry]) -> pd.DataFrame:
    from screener.pipeline.ledger import what_entry_says  # noqa: PLC0415  slow to import

    return frame_of(
        (
            {**{name: getattr(entry, name, None) for name in _KINDS}, "says": what_entry_says(entry)}
            for entry in entries
        ),
        _KINDS,
    )
