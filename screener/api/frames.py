"""Tables as analysts take them: pandas frames, Arrow tables, Polars frames, DuckDB relations; none of them a copy."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from screener.engine import connect
from screener.errors import NotFoundError, nearest
from screener.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa


def as_frame(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as a data frame of Arrow types: money stays decimal, unknown stays ``<NA>``.

    The frame rests on the table's own memory. Changing the frame makes new columns and leaves the table as it is.

    Examples
    --------
    >>> import pyarrow as pa
    >>> frame = as_frame(pa.table({"share": [0.5, None]}))
    >>> frame["share"].dtype
    double[pyarrow]
    >>> frame["share"] > 0.4
    0    True
    1    <NA>
    Name: share, dtype: bool[pyarrow]
    """
    import pandas as pd  # noqa: PLC0415  half a second, and only where a frame is asked for

    return table.to_pandas(types_mapper=pd.ArrowDtype)


class Tables(ABC):
    """Named tables of a screen. Each is an attribute: ``run.exposures`` is a pandas data frame.

    The columns of each table, with their types, units and meanings: `columns`.
    """

    @abstractmethod
    def _arrow(self, name: str) -> pa.Table:
        """Return a table that is there."""

    @abstractmethod
    def _names(self) -> tuple[str, ...]:
        """Return the tables that are there, in the order in which a screen makes them."""

    def _sources(self) -> Mapping[str, pa.Table | Path]:
        """Return where each table lies: an Arrow table, or its Parquet file."""
        return {name: self._arrow(name) for name in self._names()}

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Return a table by its name as a data frame."""
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._names():
            close = nearest(name, [*self._names(), *object.__dir__(self)])
            raise AttributeError(f"{type(self).__name__} has no table or attribute {name!r}{close}")
        return as_frame(self._arrow(name))

    def __dir__(self) -> list[str]:
        return [*object.__dir__(self), *self._names()]

    def arrow(self, name: str) -> pa.Table:
        """Return a table as Arrow, as `screener.tables` declares it.

        Parameters
        ----------
        name : str
            Such as ``"exposures"``; `tables` lists them.

        Raises
        ------
        NotFoundError
            There is no such table.
        """
        if name not in self._names():
            raise NotFoundError(
                f"there is no table {name!r}{nearest(name, list(self._names()))}", hint="'.tables' lists the tables"
            )
        return self._arrow(name)

    def frame(self, name: str) -> pd.DataFrame:
        """Return a table as a pandas data frame of Arrow types, the same as the attribute of its name."""
        return as_frame(self.arrow(name))

    def polars(self, name: str) -> pl.DataFrame:
        """Return a table as a Polars frame over the same memory.

        Raises
        ------
        NotFoundError
            There is no such table.
        """
        import polars as pl  # noqa: PLC0415  an extra

        found = pl.from_arrow(self.arrow(name))
        if not isinstance(found, pl.DataFrame):
            raise TypeError(f"{name} came back as {type(found).__name__}")
        return found

    def duckdb(self) -> duckdb.DuckDBPyConnection:
        """Return a DuckDB connection that knows every table by its name.

        ``run.duckdb().sql("SELECT outcome, count(*) FROM decisions GROUP BY ALL")`` is a relation. Each call opens a
        new connection; what is made in it is no part of the run.
        """
        return connect(self._sources())

    @property
    def tables(self) -> pd.DataFrame:
        """The tables that there are: ``table``, ``one_row_per`` and ``key`` (column names, comma between)."""
        import pyarrow as pa  # noqa: PLC0415

        declared = [TABLES[name] for name in self._names()]
        return as_frame(
            pa.table(
                {
                    "table": pa.array([table.name for table in declared], pa.string()),
                    "one_row_per": pa.array(
                        [table.grain.removeprefix("one row per ") for table in declared], pa.string()
                    ),
                    "key": pa.array([", ".join(table.key) for table in declared], pa.string()),
                }
            )
        )

    def columns(self, name: str) -> pd.DataFrame:
        """Return the columns of a table: ``column``, ``type``, ``unit``, ``meaning``, ``may_be_unknown``.

        Raises
        ------
        NotFoundError
            There is no such table.
        """
        import pyarrow as pa  # noqa: PLC0415

        self.arrow(name)
        rows = [
            {
                "column": column.name,
                "type": str(column.type),
                "unit": column.unit,
                "meaning": column.meaning,
                "may_be_unknown": column.nullable,
            }
            for column in TABLES[name].columns
        ]
        return as_frame(pa.Table.from_pylist(rows))
