"""``screener data verify``: the copies are what the register says, and publishers' figures are met again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from screener.enrich import register
from screener.enrich.copies import REFERENCE, Copy, copies
from screener.enrich.register import REGISTER
from screener.workspace import sha256_of

if TYPE_CHECKING:
    from pathlib import Path


def verify(root: Path | None = None) -> list[str]:
    """Return how the copies differ from the register: one line a problem, none if all is well.

    Parameters
    ----------
    root : Path, optional
        Root of a workspace, whose own vintages are checked too.
    """
    # A shipped copy that the workspace replaced is still there, and still has to be what the register says.
    held = {copy.path: copy for name in REGISTER for copy in (*copies(name), *copies(name, root))}
    problems = [problem for copy in held.values() for problem in _verify(copy)]
    folders = [register.FOLDER, *([root / REFERENCE] if root else [])]
    strangers = sorted(file.name for folder in folders for file in folder.glob("*.parquet") if file not in held)
    return problems + [f"{file}: not in the register" for file in strangers]


def _verify(copy: Copy) -> list[str]:
    """Return what is wrong with one copy."""
    name = copy.path.name
    if not copy.path.is_file():
        return [f"{name}: missing"]
    if (found := sha256_of(copy.path)) != copy.vintage.sha256:
        return [f"{name}: sha256 is {found}, the register says {copy.vintage.sha256}"]
    problems = []
    parquet = pq.ParquetFile(copy.path)
    if parquet.metadata.num_rows != copy.vintage.rows:
        problems.append(f"{name}: {parquet.metadata.num_rows} rows, the register says {copy.vintage.rows}")
    if not parquet.schema_arrow.equals(copy.dataset.arrow_schema):
        problems.append(f"{name}: columns are not those of the register")
    return problems
