"""What an engine is: named tables in, SQL steps run in order, declared tables out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import pyarrow as pa

    from screener.tables import Table


@dataclass(frozen=True, slots=True)
class Step:
    """One SELECT and the table it makes."""

    table: str
    sql: str


@cache
def read_step(package: str, table: str) -> Step:
    """Return the step whose SQL text lies beside a module, in ``<table>.sql``.

    Parameters
    ----------
    package : str
        Dotted name of the stage, such as ``screener.expose``.
    table : str
        Name of the table it makes and of its file.
    """
    return Step(table, files(package).joinpath(f"{table}.sql").read_text(encoding="utf-8"))


class Engine(Protocol):
    """Runs steps over named tables. Same inputs, same bytes, whatever the engine."""

    executed: list[Step]
    """The steps run so far, in order, as the run keeps them."""

    def load(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table known under a name."""

    def load_parquet(self, name: str, path: Path) -> None:
        """Make a Parquet file known under a name; it is read by column when a step asks."""

    def load_parquets(self, name: str, files: Sequence[tuple[Path, Mapping[str, str | date]]]) -> None:
        """Make Parquet files of the same columns known as one table, each with further columns of one value."""

    def run(self, step: Step) -> None:
        """Run a SELECT and keep its result under the step's table name."""

    def fetch(self, name: str, declared: Table | None = None) -> pa.Table:
        """Return a table by name, checked, cast and sorted where it is declared: here, or by `screener.tables`."""

    def close(self) -> None:
        """Let go of memory and files."""
