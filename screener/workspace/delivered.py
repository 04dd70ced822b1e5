"""What was delivered, file by file: the door fills it, the manifest and the report read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003  read when a run is stored
from decimal import Decimal  # noqa: TC003


@dataclass(frozen=True, slots=True)
class DeliveredFile:
    """One delivered file or query: where it lies, its hash, and what it added up to."""

    name: str
    """Name of the input in ``portfolio.toml``."""
    label: str
    path: str
    """Relative to the portfolio's folder, with forward slashes; ``sql:name`` for a query."""
    sha256: str
    account: str
    manager: str | None
    reader: str
    as_of: date
    """Newest date its lines describe."""
    rows: int
    """Lines delivered, screened and quarantined."""
    market_value: Decimal | None
    """Sum of the lines whose value is known, in the base currency; None where no value is."""
    control_total: Decimal | None
    """Total declared in ``portfolio.toml`` for the input, else on the cover of the filing."""
