"""Why the figures of one run are others than those of an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from screener.api.frames import as_frame

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import altair as alt
    import pandas as pd
    import pyarrow as pa


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Why the figures of one run are others than those of an earlier one.

    Examples
    --------
    >>> later, earlier = ws.latest("illinois-demo"), ws.latest("illinois-demo", as_of="2024-09-30")
    >>> later.compare(earlier)
    <Comparison: ... changes by measure and cause; ... inputs differ>
    """

    table: pa.Table
    """`screener.tables.CHANGES`."""
    differing: Sequence[Mapping[str, Any]]
    """What the runs were made of differently."""
    currency: str
    """Base currency."""

    @property
    def changes(self) -> pd.DataFrame:
        """One row per ``measure``, ``basis`` and ``cause``: ``low``, ``best`` and ``high`` in base currency, exact.

        Examples
        --------
        >>> value = later.compare(earlier).changes.query("measure == 'market_value'").set_index("cause")["best"]
        >>> round(value["before"], 2), round(value.sum(), 2)  # before and all causes come to what is held now
        (Decimal('1052325899.26'), Decimal('1114196583.26'))
        """
        return as_frame(self.table)

    def __repr__(self) -> str:
        rows, inputs = self.table.num_rows, len(self.differing)
        return f"<Comparison: {rows:,} changes by measure and cause; {inputs:,} inputs differ>"

    def _repr_html_(self) -> str | None:
        """Return how the main measure changed, cause by cause; None where Great Tables is not installed."""
        from screener.api.display import figures_table  # noqa: PLC0415  slow to import

        if find_spec("great_tables") is None:
            return None
        rows = [
            {"name": f"{row['measure'].replace('_', ' ')}: {row['cause'].replace('_', ' ')}", **row}
            for row in self.table.to_pylist()
            if row["basis"] in ("", "operations") and any(row[end] for end in ("low", "best", "high"))
        ]
        return figures_table(rows, "Changes by cause, by operations", currency=self.currency).as_raw_html()

    def chart(self, measure: str = "in_state_manufacturing") -> alt.LayerChart:
        """Return how a figure came from that of the earlier run, cause by cause, by operations.

        Parameters
        ----------
        measure : str
            ``"market_value"``, ``"in_state"``, ``"in_state_manufacturing"``, ``"community_development"`` or
            ``"community_development_places"``.

        Raises
        ------
        InputError
            Nothing changed the figure, or Altair is not installed.

        Examples
        --------
        >>> later.compare(earlier).chart("in_state")
        alt.LayerChart(...)
        """
        from screener.api import display  # noqa: PLC0415  slow to import

        return display.waterfall(self.table, measure=measure, currency=self.currency)

    @property
    def inputs(self) -> pd.DataFrame:
        """What the runs were made of differently: ``kind``, ``name``, ``before``, ``after`` (hash, vintage or day).

        Examples
        --------
        >>> later.compare(earlier).inputs.query("name == 'as_of'").values.tolist()
        [['run', 'as_of', '2024-09-30', '2024-12-31']]
        """
        import pyarrow as pa  # noqa: PLC0415

        columns = [(name, pa.string()) for name in ("kind", "name", "before", "after")]
        return as_frame(pa.Table.from_pylist([dict(row) for row in self.differing], schema=pa.schema(columns)))
