"""Managers: the names by which registers may know them, and votes on file that belong to none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from screener.errors import nearest
from screener.findings import Finding, Severity
from screener.names import name_key

if TYPE_CHECKING:
    from screener.engine import Engine


def names(engine: Engine) -> pa.Table:
    """Return each manager that a position names, with the key that registers know it by."""
    managers = _named(engine.fetch("positions"))
    return pa.table(
        {
            "manager": pa.array(managers, pa.string()),
            "name_key": pa.array([name_key(name) for name in managers], pa.string()),
        }
    )


def findings(engine: Engine) -> list[Finding]:
    """Return one finding for each manager whose votes are on file and whom no position names."""
    managers = _named(engine.fetch("positions"))
    files: dict[str, set[str]] = {}
    for row in engine.fetch("votes").select(["manager", "source_file"]).to_pylist():
        files.setdefault(row["manager"], set()).add(row["source_file"])
    return [
        Finding(
            "votes-not-used",
            Severity.WARNING,
            f"votes of {manager} are on file, and no position names that manager{nearest(manager, managers)}",
            where=", ".join(sorted(files[manager])),
            hint="write the manager in votes.toml as the portfolio does",
            rows=0,
        )
        for manager in sorted(files)
        if manager not in managers
    ]


def _named(table: pa.Table) -> list[str]:
    """Return the managers that a table names, in alphabetical order."""
    return sorted({name for name in table["manager"].to_pylist() if name})
