"""The embedded engine: DuckDB, in memory, in this process."""

from __future__ import annotations

import pathlib
from typing import TYPE_CHECKING

import duckdb

from screener.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import pyarrow as pa

    from screener.engine.base import Step
    from screener.tables import Table


class DuckDBEngine:
    """See `screener.engine.base.Engine`."""

    def __init__(self) -> None:
        self.executed: list[Step] = []
        self._connection = duckdb.connect(":memory:")
        self._connection.execute("SET preserve_insertion_order = false")
        self._connection.execute("SET enable_progress_bar = false")

    def load(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table known under a name."""
        load_arrow(self._connection, name, table)

    def load_parquet(self, name: str, path: Path) -> None:
        """Make a Parquet file known under a name."""
        self.load_parquets(name, [(path, {})])

    def load_parquets(self, name: str, files: Sequence[tuple[Path, Mapping[str, str | date]]]) -> None:
        """Make Parquet files known as one table, each with further columns of one value."""
        load_files(self._connection, name, [(path, further.items()) for path, further in files])

    def run(self, step: Step) -> None:
        """Run a SELECT and keep its result under the step's table name."""
        self._connection.execute(f'CREATE OR REPLACE TABLE "{step.table}" AS {step.sql}')
        self.executed.append(step)

    def fetch(self, name: str, declared: Table | None = None) -> pa.Table:
        """Return a table by name, checked if it is declared."""
        table = self._connection.sql(f'SELECT * FROM "{name}"').to_arrow_table()
        declared = declared or TABLES.get(name)
        return declared.check(table) if declared else table

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def load_arrow(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Make an Arrow table known to a connection under a name, as a copy."""
    connection.register(f"_arrow_{name}", table)
    connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM "_arrow_{name}"')
    connection.unregister(f"_arrow_{name}")


def load_files(
    connection: duckdb.DuckDBPyConnection, name: str, files: Iterable[tuple[Path, Iterable[tuple[str, str | date]]]]
) -> None:
    """Make Parquet files known to a connection as one table, each with further columns of one value; none is copied."""
    parts = [
        f"SELECT {', '.join(['*', *(_constant(*item) for item in further)])} FROM read_parquet({_quoted(path)})"
        for path, further in files
    ]
    connection.execute(f'CREATE OR REPLACE VIEW "{name}" AS {" UNION ALL ".join(parts)}')


def _quoted(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def _constant(column: str, value: str | date) -> str:
    """Return a column of one value, as SQL."""
    return f'{"" if isinstance(value, str) else "DATE "}{_quoted(value)} AS "{column}"'


def connect(tables: Mapping[str, pa.Table | Path]) -> duckdb.DuckDBPyConnection:
    """Return a connection that knows tables by name, none of them copied: Parquet files are read when asked.

    Parameters
    ----------
    tables : mapping
        Name → Arrow table or Parquet file.
    """
    connection = duckdb.connect(":memory:")
    for name, content in tables.items():
        if isinstance(content, pathlib.Path):
            connection.execute(f'CREATE VIEW "{name}" AS SELECT * FROM read_parquet({_quoted(content)})')
        else:
            connection.register(name, content)
    return connection


def open_engine() -> DuckDBEngine:
    """Return a fresh engine with no tables."""
    return DuckDBEngine()
