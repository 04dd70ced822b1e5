"""The plain files of a run: findings.csv, quarantine.csv and the tables as Parquet."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from screener.report.formats import money_text
from screener.tables import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

QUARANTINE = (
    "source_file",
    "source_row",
    "account",
    "column",
    "delivered",
    "rule",
    "problem",
    "fix",
    "corrected",
    "line",
)
"""Columns of quarantine.csv, one row per fault; a person fills `corrected`."""

_FORMULA = re.compile(r"[=+\-@\t\r\n']")
_NUMBER = re.compile(r"[+-]?[\d,. ]+")


def as_text(value: Any) -> str:
    """Return a cell that no spreadsheet runs as a formula.

    Text that would start a formula gets an apostrophe in front; so does text that starts with an apostrophe, so that
    taking one leading apostrophe away always gives back what was delivered. A plain signed number stays as it is.

    Examples
    --------
    >>> as_text("=1+1"), as_text("-1,234.50"), as_text("'quoted"), as_text(None)
    ("'=1+1", '-1,234.50', "''quoted", '')
    """
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def write_findings(file: Path, findings: pa.Table) -> None:
    """Write the findings, in reading order."""
    rows = ({**row, "market_value": money_text(row["market_value"])} for row in findings.to_pylist())
    _write_csv(file, FINDINGS.names, rows)


def write_quarantine(file: Path, faults: Sequence[Mapping[str, Any]]) -> None:
    """Write every fault of every quarantined line, in the order of the files."""
    _write_csv(
        file, QUARANTINE, sorted(faults, key=lambda fault: (str(fault["source_file"]), int(fault["source_row"])))
    )


def write_tables(folder: Path, tables: Mapping[str, pa.Table]) -> None:
    """Write every table as Parquet; equal tables give equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in sorted(tables.items()):
        plain = table.replace_schema_metadata(None)
        pq.write_table(plain, folder / f"{name}.parquet", compression="zstd", row_group_size=122_880)


def _write_csv(file: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    # A byte-order mark: without it Excel reads UTF-8 as Windows-1252.
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows([as_text(row.get(column)) for column in columns] for row in rows)
