"""The embedded engine: DuckDB, in memory, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from screener.tables import TABLES

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from screener.engine.base import Step


class DuckDBEngine:
    """See `screener.engine.base.Engine`."""

    def __init__(self) -> None:
        self.executed: list[Step] = []
        self._connection = duckdb.connect(":memory:")
        self._connection.execute("SET preserve_insertion_order = false")
        self._connection.execute("SET enable_progress_bar = false")

    def load(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table known under a name."""
        self._connection.register(f"_arrow_{name}", table)
        self._connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM "_arrow_{name}"')
        self._connection.unregister(f"_arrow_{name}")

    def load_parquet(self, name: str, path: Path) -> None:
        """Make a Parquet file known under a name."""
        quoted = str(path).replace("'", "''")
        self._connection.execute(f"CREATE OR REPLACE VIEW \"{name}\" AS SELECT * FROM read_parquet('{quoted}')")

    def run(self, step: Step) -> None:
        """Run a SELECT and keep its result under the step's table name."""
        self._connection.execute(f'CREATE OR REPLACE TABLE "{step.table}" AS {step.sql}')
        self.executed.append(step)

    def fetch(self, name: str) -> pa.Table:
        """Return a table by name, checked if it is declared."""
        table = self._connection.sql(f'SELECT * FROM "{name}"').to_arrow_table()
        return TABLES[name].check(table) if name in TABLES else table

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def open_engine() -> DuckDBEngine:
    """Return a fresh engine with no tables."""
    return DuckDBEngine()
