"""Rows of a sheet or text file → the table in it: header found, preamble, totals and disclaimers told from holdings.

What is skipped is named by line in one finding a file. What is neither a holding nor recognised is never dropped.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from screener.ingest.delivered import Malformed
from screener.ingest.readers.rows import Kind, Sorter, fold, row_findings, shape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from screener.findings import Finding
    from screener.ingest.readers.text import Record
    from screener.workspace import Input


@dataclass(slots=True)
class Table:
    """The table of a sheet: headings, its lines by source row, lines that fit no header, and what was skipped."""

    headings: list[str]
    source_rows: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    malformed: list[Malformed] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def find_header(grid: list[Record], wanted: Iterable[str], header_row: int | None = None) -> int | None:
    """Return the position of the first record that holds all wanted headings, or None.

    Parameters
    ----------
    grid : list of Record
    wanted : iterable of str
        Headings as ``portfolio.toml`` writes them.
    header_row : int, optional
        Line of the header where it is declared: only that one is looked at.
    """
    needed = {fold(heading) for heading in wanted}
    for position, (line, cells) in enumerate(grid):
        if header_row in (None, line) and needed <= set(map(fold, unique_headings(cells))):
            return position
    return None


def nearest_header(grid: list[Record], wanted: Iterable[str], header_row: int | None = None) -> list[str]:
    """Return the cells of the record that looks most like the header: the declared one, else most wanted headings."""
    needed = {fold(heading) for heading in wanted}
    candidates = [cells for line, cells in grid if header_row in (None, line)] or [[]]
    best = max(
        candidates, key=lambda cells: (len(needed & set(map(fold, cells))), len([c for c in cells if c.strip()]))
    )
    return [cell.strip() for cell in best if cell.strip()]


def read_table(grid: list[Record], header: int, columns: dict[str, str], entry: Input, file: str) -> Table:
    """Return the table under a header.

    Parameters
    ----------
    grid : list of Record
    header : int
        Position of the header in the grid.
    columns : dict
        Our column → heading.
    entry : Input
        Its `end_at`, `skip` and `keep` are obeyed.
    file : str
        Name of the file in findings.
    """
    cells = list(grid[header][1])
    while cells and not cells[-1].strip():
        cells.pop()
    table = Table(unique_headings(cells))
    body = grid[header + 1 :]
    sorter = Sorter(table.headings, columns, entry, {shape(row) for _, row in grid[:header] if any(row)})
    kinds = sorter.sort([row for _, row in body])
    skipped = [(line, Kind.BEFORE if any(c.strip() for c in row) else Kind.BLANK) for line, row in grid[:header]]
    for (line, row), kind in zip(body, kinds, strict=True):
        if kind is Kind.LINE:
            _add(table, line, row)
        elif kind is Kind.DOUBTFUL:
            label = next(cell.strip() for cell in row if cell.strip())
            doubt = f"the line {label!r} may be a total or a holding: no two lines or more right above it add up to it"
            table.malformed.append(Malformed(line, row, doubt, "total-or-holding"))
        else:
            skipped.append((line, kind))
    table.findings = row_findings(sorter, body, skipped, file)
    return table


def unique_headings(cells: list[str]) -> list[str]:
    """Return headings trimmed and told apart: a nameless one by its column, a repeated one by a number.

    Examples
    --------
    >>> unique_headings(["Par", "", "Par"])
    ['Par', 'column 2', 'Par (2)']
    """
    seen: Counter[str] = Counter()
    headings = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"column {number}"
        seen[fold(name)] += 1
        headings.append(f"{name} ({seen[fold(name)]})" if seen[fold(name)] > 1 else name)
    return headings


def _add(table: Table, line: int, cells: list[str]) -> None:
    """Add a holding, or what is malformed: a surplus empty cell does no harm, anything else shifts meanings."""
    width = len(table.headings)
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        table.malformed.append(
            Malformed(
                line, cells, f"the line has {len(cells)} cell{'' if len(cells) == 1 else 's'}, the header {width}"
            )
        )
        return
    table.source_rows.append(line)
    table.rows.append(cells[:width])
