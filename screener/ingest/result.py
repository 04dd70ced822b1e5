"""What the door hands on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from screener.findings import Finding, Severity
from screener.ingest.numbers import to_cents
from screener.workspace import DeliveredFile

if TYPE_CHECKING:
    from datetime import date

    import pyarrow as pa

    from screener.ingest.lines import Lines


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
class Funds:
    """What the files of funds hold, ready to replace the lines that hold the funds."""

    funds: pa.Table
    """One row per fund: what it is called, its file, its date and age, its net assets in the base currency."""
    identifiers: pa.Table
    """One row per fund and identifier, as ``portfolio.toml`` declares them."""
    lines: pa.Table
    """`FUND_LINES`."""
    findings: list[Finding]
    files: list[DeliveredFile]
    faults: list[Fault]


@dataclass(frozen=True, slots=True)
class Ingested:
    """Holdings, quarantined lines, findings, delivered files and faults of a portfolio on a date, and its funds."""

    holdings: pa.Table
    quarantined: pa.Table
    findings: list[Finding]
    inputs: list[DeliveredFile]
    faults: list[Fault]
    """Of delivered lines, and of the lines of funds looked through."""
    funds: Funds


def delivered_file(file: Lines, as_of: date) -> DeliveredFile:
    """Return where a file lies, its hash, and what it adds up to."""
    delivered, entry = file.delivered, file.delivered.source.input
    known = [value for value in file.market_value if value is not None]
    cover = None if delivered.declared_value is None else delivered.declared_value * file.scale
    return DeliveredFile(
        entry.name,
        entry.label,
        delivered.source.file,
        delivered.sha256,
        entry.account,
        entry.manager,
        delivered.source.reader,
        max(file.as_of, default=delivered.as_of or entry.as_of or as_of),
        delivered.count,
        to_cents(sum(known, Decimal(0))) if known else None,
        cover if entry.control_total is None else entry.control_total,
    )


def notices(file: Lines) -> list[Finding]:
    """Return what was noticed while a file was read; that it holds no lines, too, for a total of zero looks fine."""
    found = [*file.delivered.findings, *file.findings]
    if not file.delivered.count:
        said = "The file holds no holdings."
        found.append(Finding("input-empty", Severity.WARNING, said, where=file.delivered.source.file, rows=0))
    return found
