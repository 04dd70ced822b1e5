"""A run on disk, of tables made by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from screener.pipeline.made import RecordedRun
from screener.regional.holdings import READ
from screener.tables import TABLES
from screener.workspace import sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pyarrow as pa


@pytest.fixture(scope="session")
def write_run() -> Callable[..., RecordedRun]:
    """A function that writes a run's tables and its manifest; a table that is not given is empty."""

    def write(
        root: Path, tables: Mapping[str, pa.Table], run_id: str = "run", as_of: str = "2024-12-31"
    ) -> RecordedRun:
        folder = root / "reports" / "runs" / "kentucky-munis" / as_of / run_id
        (folder / "tables").mkdir(parents=True)
        for name in (*READ, "attestations"):
            pq.write_table(tables.get(name, TABLES[name].empty()), folder / "tables" / f"{name}.parquet")
        outputs = {f"tables/{path.name}": sha256_of(path) for path in sorted((folder / "tables").iterdir())}
        manifest = folder / "manifest.json"
        manifest.write_text(json.dumps({"outputs": outputs}), encoding="utf-8")
        return RecordedRun(folder, "kentucky-munis", as_of, sha256_of(manifest))

    return write
