"""Every delivered file → its lines, as text exactly as delivered. One reader a format; all hand over the same thing."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from screener.errors import InputError, nearest
from screener.findings import Finding, Severity
from screener.ingest.delivered import Delivered, Problems, Source
from screener.ingest.readers.grid import find_header, nearest_header, read_table, unique_headings
from screener.ingest.readers.mapping import columns_of, wanted_columns
from screener.ingest.readers.rows import fold
from screener.ingest.readers.sec_13f import read_13f
from screener.ingest.readers.sec_nport import read_nport
from screener.ingest.readers.text import DELIMITERS, Record, read_text, split_records
from screener.ingest.readers.workbook import Workbook, to_text
from screener.workspace import sha256_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path


def read_all(sources: list[Source], as_of: date, progress: Callable[[str], None]) -> list[Delivered]:
    """Return the lines of every file, in declared order.

    Raises
    ------
    InputError, SourceError
        Files that cannot be read, or lack a declared column; all of them.
    """
    problems = Problems("inputs cannot be read")
    delivered = []
    for source in sources:
        progress(f"reading {source.file}")
        with problems.caught():
            delivered.append(read(source, as_of))
    problems.refuse()
    return delivered


def read(source: Source, as_of: date) -> Delivered:
    """Return the lines of one file or query, cell by cell, as delivered."""
    if source.path is None:
        from screener.ingest.readers.sql import read_query  # noqa: PLC0415  SQLAlchemy only where a database is read

        headings, rows = read_query(source, as_of)
        lines = json.dumps([headings, rows], ensure_ascii=False, separators=(",", ":"))
        return _flat(source, hashlib.sha256(lines.encode()).hexdigest(), headings, rows)
    try:
        return _READERS[source.reader](source, source.path, sha256_of(source.path))
    except OSError as error:
        raise InputError(f"the file cannot be opened: {error.strerror or error}", where=source.file) from error


def _flat(source: Source, digest: str, headings: list[str], rows: list[list[str]]) -> Delivered:
    """Return lines that came without preamble or totals, numbered from 1; a declared heading must be there once."""
    headings = unique_headings(headings)
    columns_of(source, headings)
    return Delivered(source, digest, headings, list(range(1, len(rows) + 1)), rows)


def _read_parquet(source: Source, path: Path, digest: str) -> Delivered:
    try:
        with pq.ParquetFile(path) as opened:  # takes equal headings, and no columns from the names of folders
            table = opened.read()
    except pa.ArrowException as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"this is no Parquet file that can be read: {reason}", where=source.file) from error
    columns = [[to_text(value) for value in column.to_pylist()] for column in table.columns]
    return _flat(source, digest, table.column_names, [list(row) for row in zip(*columns, strict=True)])


def _read_entries(source: Source, path: Path, digest: str) -> Delivered:
    """Read an SEC filing: the entries of one filing may differ in their elements, so the headings are their union."""
    entries, facts = (read_13f if source.reader == "sec-13f" else read_nport)(path, source.file)
    headings = list(dict.fromkeys(key for entry in entries for key in entry))
    rows = [[entry.get(heading, "") for heading in headings] for entry in entries]
    delivered = _flat(source, digest, headings, rows)
    for name, value in facts.items():
        setattr(delivered, name, value)
    return delivered


def _read_workbook(source: Source, path: Path, digest: str) -> Delivered:
    """Read the declared sheet; where none is declared, the first, if no other holds such a table too."""
    with Workbook(path, source.file) as book:
        declared = source.input.sheet
        if declared and declared not in book.sheets:
            raise InputError(
                f"{source.file} has no sheet {declared!r}; it has {', '.join(book.sheets)}"
                f"{nearest(declared, book.sheets)}",
                where=source.declared("sheet"),
            )
        first = declared or book.sheets[0]
        others = [name for name in book.sheets if name != first]
        grid = book.records(first)
        tables = [name for name in others if _has_table(source, book.records(name))]
    wanted = wanted_columns(source).values()
    if tables and not declared:
        found = [first, *tables] if find_header(grid, wanted, source.input.header_row) is not None else tables
        raise InputError(
            f"{source.file} has {'more than one sheet' if len(found) > 1 else 'another sheet than the first'} "
            f"with the declared headings: {', '.join(found)}",
            where=source.declared(),
            hint=f'name one with sheet = "{found[0]}", in an input for each',
        )
    delivered = _delivered(source, digest, grid, None)
    if others:
        said = f"Only the sheet {first!r} was read, not {', '.join(map(repr, others))}"
        said += f"; the same headings are on {', '.join(map(repr, tables))}." if tables else "; no such table is there."
        severity = Severity.WARNING if tables else Severity.INFO
        unread = Finding(
            "sheets-not-read", severity, said, where=source.file, hint="give each sheet an input of its own", rows=0
        )
        delivered.findings.append(unread)
    return delivered


def _has_table(source: Source, grid: list[Record]) -> bool:
    return find_header(grid, wanted_columns(source).values(), source.input.header_row) is not None


def _read_text(source: Source, path: Path, digest: str) -> Delivered:
    """Read delimited text; an undeclared delimiter is the first under which the header is found."""
    text, findings = read_text(path, source.file, source.input.encoding)
    declared = source.input.delimiter or ("\t" if source.reader == "tsv" else None)
    delimiter, grid = _split(text, (declared,) if declared else DELIMITERS, source)
    delivered = _delivered(source, digest, grid, delimiter)
    delivered.findings = [*findings, *delivered.findings]
    return delivered


def _split(text: str, delimiters: tuple[str, ...], source: Source) -> tuple[str, list[Record]]:
    """Return the delimiter and the records under it: the first that shows the header, else the likeliest."""
    wanted, row = wanted_columns(source).values(), source.input.header_row
    grids: dict[str, list[Record]] = {}
    first_error: InputError | None = None
    for delimiter in delimiters:
        try:
            grids[delimiter] = split_records(text, delimiter, source.file)
        except InputError as error:
            first_error = first_error or error
            continue
        if find_header(grids[delimiter], wanted, row) is not None:
            return delimiter, grids[delimiter]
    needed = {fold(heading) for heading in wanted}
    scores = {d: len(needed & set(map(fold, nearest_header(grid, wanted, row)))) for d, grid in grids.items()}
    if first_error and not any(scores.values()):
        raise first_error
    likeliest = max(scores, key=lambda delimiter: scores[delimiter])
    return likeliest, grids[likeliest]


def _delivered(source: Source, digest: str, grid: list[Record], delimiter: str | None) -> Delivered:
    """Return the table of a grid; a declared heading that is not there is an error that suggests the nearest."""
    wanted = wanted_columns(source)
    header = find_header(grid, wanted.values(), source.input.header_row)
    if header is None:
        raise _no_header(source, nearest_header(grid, wanted.values(), source.input.header_row))
    columns = columns_of(source, unique_headings(grid[header][1]))
    table = read_table(grid, header, columns, source.input, source.file)
    return Delivered(
        source, digest, table.headings, table.source_rows, table.rows, table.malformed, table.findings, delimiter
    )


def _no_header(source: Source, headings: list[str]) -> InputError:
    """Return the error for a header that was not found; raise the better one where single headings are missing."""
    columns_of(source, headings)
    return InputError(
        f"{source.file} has no line {source.input.header_row or ''} that holds all declared headings",
        where=source.declared("header_row"),
        hint="set header_row to the line of the header",
    )


_READERS: dict[str, Callable[[Source, Path, str], Delivered]] = {
    "csv": _read_text,
    "tsv": _read_text,
    "xlsx": _read_workbook,
    "parquet": _read_parquet,
    "sec-13f": _read_entries,
    "sec-nport": _read_entries,
}
