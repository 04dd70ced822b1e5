"""Tables as analysts take them: pandas frames, Arrow tables, Polars frames, DuckDB relations; none of them a copy."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from screener.engine import connect
from screener.errors import NotFoundError, nearest
from screener.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from screener.tables import Table


def as_frame(table: pa.Table, *, exact: bool = True) -> pd.DataFrame:
    """Return an Arrow table as a data frame of Arrow types: money stays decimal, unknown stays ``<NA>``.

    The frame rests on the table's own memory, money of fourteen places apart: its 38 digits become 28, because Arrow
    subtracts no two decimals of 38. A sum has 38 digits again; ``.astype("double[pyarrow]")`` before further sums.
    Changing the frame makes new columns and leaves the table as it is.

    Parameters
    ----------
    table : pyarrow.Table
    exact : bool
        False gives decimals as ``double[pyarrow]``, with which pandas does all of its arithmetic.

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
    import pyarrow as pa  # noqa: PLC0415

    def kind(given: pa.DataType) -> pa.DataType:
        if not pa.types.is_decimal(given):
            return given
        return pa.decimal128(min(given.precision, 28), given.scale) if exact else pa.float64()

    fields = [field.with_type(kind(field.type)) for field in table.schema]
    return table.cast(pa.schema(fields)).to_pandas(types_mapper=pd.ArrowDtype)


class Tables(ABC):
    """Named tables of a screen. Each is an attribute: ``run.exposures`` is a pandas data frame.

    The columns of each table, with their types, units and meanings: `columns`. Money is exact: it filters, sorts,
    joins and adds up in a group. Products, quotients, sums of sums, ``describe``, ``nlargest`` and ``cumsum`` need
    ``run.frame("exposures", exact=False)``, in which money is a double.

    Examples
    --------
    >>> run.exposures["best"].dtype
    decimal128(28, 14)[pyarrow]
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

    def _declared(self, name: str) -> Table:
        """Return what a table is."""
        return TABLES[name]

    def __getattr__(self, name: str) -> pd.DataFrame:
        """Return a table by its name as a data frame."""
        if hasattr(type(self), name):
            # a property that raised AttributeError itself: asked again, it says what it misses
            found: pd.DataFrame = object.__getattribute__(self, name)
            return found
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._names():
            close = nearest(name, [*self._names(), *object.__dir__(self)])
            raise AttributeError(f"{type(self).__name__} has no table or attribute {name!r}{close}")
        return as_frame(self._arrow(name))

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse to set a table or a figure: they are what was screened."""
        if not name.startswith("_"):
            raise AttributeError(f"{name!r} cannot be set: a {type(self).__name__} stays as it was screened")
        object.__setattr__(self, name, value)

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table by its name as a data frame, as `frame` does."""
        return self.frame(name)

    def __iter__(self) -> Iterator[str]:
        """Go through the names of the tables."""
        return iter(self._names())

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

        Examples
        --------
        >>> run.arrow("positions").num_rows == len(run.positions)
        True
        """
        if name not in self._names():
            raise NotFoundError(
                f"there is no table {name!r}{nearest(str(name), list(self._names()))}",
                hint="'.tables' lists the tables",
            )
        return self._arrow(name)

    def frame(self, name: str, *, exact: bool = True) -> pd.DataFrame:
        """Return a table as a pandas data frame of Arrow types, the same as the attribute of its name.

        Parameters
        ----------
        name : str
            Such as ``"exposures"``.
        exact : bool
            Money and other decimals stay exact. False makes them ``double[pyarrow]``, for what Arrow does not do with
            decimals of this size: products, quotients, sums of sums, ``describe``, ``nlargest``, ``cumsum``.

        Raises
        ------
        NotFoundError
            There is no such table.

        Examples
        --------
        >>> run.frame("coverage").equals(run.coverage), run["coverage"].equals(run.coverage)
        (True, True)
        >>> best = run.frame("exposures", exact=False)["best"]
        >>> bool((best / best.sum()).max() < 1)
        True
        """
        return as_frame(self.arrow(name), exact=exact)

    def polars(self, name: str) -> pl.DataFrame:
        """Return a table as a Polars frame over the same memory.

        Raises
        ------
        NotFoundError
            There is no such table.
        InputError
            Polars is not installed.

        Examples
        --------
        >>> run.polars("coverage").columns[:2]
        ['figure', 'covered']
        """
        from screener.api.display.extra import need  # noqa: PLC0415  slow to import

        frame: pl.DataFrame = need("polars", "Polars", "Polars frames").DataFrame(self.arrow(name))
        return frame

    def duckdb(self) -> duckdb.DuckDBPyConnection:
        """Return a DuckDB connection that knows every table by its name.

        ``run.duckdb().sql("SELECT outcome, count(*) FROM decisions GROUP BY ALL")`` is a relation. Each call opens a
        new connection; what is made in it is no part of the run.

        Examples
        --------
        >>> run.duckdb().sql("SELECT count(*) FROM holdings").fetchall()
        [(2320,)]
        """
        return connect(self._sources())

    @property
    def tables(self) -> pd.DataFrame:
        """The tables that there are: ``table``, ``one_row_per`` and ``key`` (column names, comma between).

        Examples
        --------
        >>> run.tables.set_index("table").loc["holdings", "one_row_per"]
        'delivered line that could be used'
        """
        import pyarrow as pa  # noqa: PLC0415

        declared = [self._declared(name) for name in self._names()]
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

        Examples
        --------
        >>> money = run.columns("holdings").set_index("column").loc["market_value"]
        >>> money["unit"]
        'base currency'
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
            for column in self._declared(name).columns
        ]
        return as_frame(pa.Table.from_pylist(rows))
