"""A figure and all that it is made of, as an analyst reads it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from screener.api import display
from screener.api.frames import Tables
from screener.explain import EXPLAINED

if TYPE_CHECKING:
    import pyarrow as pa

    from screener import explain
    from screener.tables import Table

_SHOWN = {
    "positions": ("issuer_name", "account", "market_value", "share_best", "low", "best", "high"),
    "places": ("footprint_id", "place_name", "state", "industry", "location_tier", "low", "best", "possible"),
    "evidence": ("footprint_id", "kind", "says", "dataset", "vintage"),
    "decisions": ("rulebook_id", "criterion_id", "subject", "subject_id", "outcome"),
    "lines": ("source_file", "source_row", "name", "market_value", "best"),
    "sources": ("dataset", "vintage", "published", "sha256"),
}
"""Table → the columns that a notebook shows; the first table stands open, the others unfold."""
_ROWS = 5


class Explanation(Tables):
    """A figure and all that it is made of, from `Run.explain`. Every table is an attribute, as of a `Run`.

    ``figure``, ``exposures`` (the rows it is the sum of), ``positions`` (market value × share), ``places``,
    ``evidence``, ``decisions``, ``lines`` (as delivered) and ``sources``; `columns` says what their columns mean.

    Parameters
    ----------
    walked : screener.explain.Explanation
        The same as Arrow tables.

    Examples
    --------
    >>> found = run.explain("in_state_manufacturing")
    >>> found
    <Explanation of in_state_manufacturing/operations/home/home: USD ... million>
    >>> found.positions["best"].sum() == found.figure["best"].sum()
    True
    """

    def __init__(self, walked: explain.Explanation) -> None:
        self._walked = walked

    def as_text(self, limit: int = 10) -> str:
        """Return it in words, as ``screener explain`` prints it.

        Parameters
        ----------
        limit : int
            Rows of each table that are shown; the rest is counted.

        Examples
        --------
        >>> print(run.explain("in_state_manufacturing").as_text(limit=3))
        In-state manufacturing, by operations: USD ... million
        ...
        """
        return self._walked.as_text(limit)

    def as_json(self) -> dict[str, Any]:
        """Return it as one object of plain values: money and shares as exact text, dates in ISO form.

        Examples
        --------
        >>> run.explain("in_state_manufacturing").as_json()["figure"]["unit"]
        'USD'
        """
        return self._walked.as_json()

    def __repr__(self) -> str:
        [figure] = self._walked.figure.to_pylist()
        return f"<Explanation of {figure['figure']}: {figure['printed']}>"

    def _repr_html_(self) -> str | None:
        """Return the figure and the first rows of each table as a notebook shows them; None without Great Tables."""
        if find_spec("great_tables") is None:
            return None
        [figure] = self._walked.figure.to_pylist()
        row = {"name": figure["figure"], **figure}
        parts = [display.figures_table([row], figure["title"], currency=figure["unit"]).as_raw_html()]
        for name, columns in _SHOWN.items():
            rows = getattr(self._walked, name).num_rows
            if rows:
                first = self._walked.first(name, _ROWS).select(columns)
                table = display.frame_table(first, EXPLAINED[name], rows=rows).as_raw_html()
                opened = " open" if name == "positions" else ""
                parts.append(f"<details{opened}><summary>{name} ({rows:,})</summary>{table}</details>")
        return "\n".join(parts)

    def _arrow(self, name: str) -> pa.Table:
        table: pa.Table = getattr(self._walked, name)
        return table

    def _names(self) -> tuple[str, ...]:
        return tuple(EXPLAINED)

    def _declared(self, name: str) -> Table:
        return EXPLAINED[name]
