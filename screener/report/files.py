"""The plain files of a run: findings.csv, quarantine.csv, and every table as Parquet and as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from screener.tables import FAULTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    Cells = pa.ChunkedArray[Any]

QUARANTINE = tuple(FAULTS.names)
"""Columns of quarantine.csv, one row per fault; a person fills `corrected`."""

_FORMULA = r"^[=+\-@\t\r\n']"
_NUMBER = r"^[+-]?[0-9,. ]+$"
_PLAIN_PLACES = 6
"""Most decimal places of which Arrow writes every amount without an exponent."""
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}".encode()
"""Byte-order mark: without it Excel reads UTF-8 as Windows-1252."""


def as_text(column: Cells) -> Cells:
    """Return a column of text of which no spreadsheet runs a cell as a formula.

    Text that would start a formula gets an apostrophe in front; so does text that starts with an apostrophe, so that
    taking one leading apostrophe away always gives back what was delivered. A plain signed number stays as it is.

    Examples
    --------
    >>> as_text(pa.chunked_array([["=1+1", "-1,234.50", "'quoted", None]])).to_pylist()
    ["'=1+1", '-1,234.50', "''quoted", None]
    """
    starts = pc.match_substring_regex(column, _FORMULA)
    if not pc.any(starts).as_py():
        return column
    runs = pc.and_not(starts, pc.match_substring_regex(column, _NUMBER))
    return cast("Cells", pc.if_else(runs, pc.replace_substring_regex(column, "^", "'", max_replacements=1), column))


def write_findings(file: Path, findings: pa.Table) -> None:
    """Write the findings, in reading order."""
    _write_csv(file, findings)


def write_quarantine(file: Path, faults: Sequence[Mapping[str, Any]]) -> None:
    """Write every fault of every quarantined line, in the order of the files."""
    ordered = sorted(faults, key=lambda fault: (str(fault["source_file"]), int(fault["source_row"])))
    _write_csv(file, pa.Table.from_pylist(ordered, FAULTS.schema))


def write_tables(folder: Path, tables: Mapping[str, pa.Table]) -> None:
    """Write every table as Parquet and as CSV; equal tables give equal bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in sorted(tables.items()):
        plain = table.replace_schema_metadata(None)
        pq.write_table(plain, folder / f"{name}.parquet", compression="zstd", row_group_size=122_880)
        _write_csv(folder / f"{name}.csv", plain)


def _write_csv(file: Path, table: pa.Table) -> None:
    """Write a table as text: ISO dates, exact decimals, guarded text; unknown is empty, empty text is quoted."""
    columns = [_cells(column) for column in table.columns]
    with file.open("wb") as stream:
        stream.write(_BOM)
        pa_csv.write_csv(pa.table(columns, table.column_names), stream)


def _cells(column: Cells) -> Cells | pa.Array[Any]:
    """Return a column as it is written."""
    if pa.types.is_string(column.type):
        return as_text(column)
    return _digits(column) if pa.types.is_decimal(column.type) and column.type.scale > _PLAIN_PLACES else column


def _digits(column: Cells) -> pa.Array[Any]:
    """Return decimals of many places as digits: Arrow writes a zero of them, and the smallest, with an exponent."""
    coded = column.combine_chunks().dictionary_encode()
    return pa.array([f"{value:f}" for value in coded.dictionary.to_pylist()], pa.string()).take(coded.indices)
