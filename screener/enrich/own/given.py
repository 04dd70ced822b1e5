"""What one of a portfolio's own folders says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa


class Given(NamedTuple):
    """What the files of a folder say, as a table, and which files they are."""

    table: pa.Table
    """One row per line of the files."""
    files: dict[str, str]
    """File relative to the portfolio's folder → SHA-256."""
