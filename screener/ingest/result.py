"""What the door hands on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

    from screener.findings import Finding
    from screener.workspace import DeliveredFile


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
