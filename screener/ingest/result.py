"""What the door hands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    import pyarrow as pa

    from screener.findings import Finding


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


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell that could not be used: a row of ``quarantine.csv``, the template of ``corrections.csv``."""

    source_file: str
    source_row: int
    account: str
    column: str
    """Heading as delivered; ``(line)`` for the whole line; empty where no cell is at fault."""
    delivered: str
    rule: str
    """Code of the finding."""
    problem: str
    fix: str
    corrected: str
    """Empty: for a person to fill in."""
    line: str
    """The whole line as text."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """Holdings, quarantined lines, findings, delivered files and faults of a portfolio on a date."""

    holdings: pa.Table
    quarantined: pa.Table
    findings: list[Finding]
    inputs: list[DeliveredFile]
    faults: list[Fault]
