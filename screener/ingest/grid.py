"""Rows of a sheet or text file → the table in it: header found, preamble, totals and disclaimers told from holdings.

What is skipped is named by line in one finding a file. What is neither a holding nor recognised is never dropped.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from screener.findings import Finding, Severity
from screener.ingest.delivered import Malformed
from screener.ingest.identifiers import IDENTIFIERS, NAMES, clean_name
from screener.ingest.numbers import is_null, parse_amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from screener.ingest.text import Record
    from screener.workspace.portfolio import Input


class Kind(Enum):
    """What a row of a sheet is; the value says so in the finding."""

    LINE = "holdings"
    BEFORE = "before the table"
    BLANK = "blank"
    HEADER = "repeated header"
    TOTAL = "total"
    LOOSE = "value without a name"
    TEXT = "text, no holding"
    RULE = "matches skip"
    ENDED = "after end_at"


@dataclass(slots=True)
class Table:
    """The table of a sheet: headings, its lines by source row, lines that fit no header, and what was skipped."""

    headings: list[str]
    source_rows: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    malformed: list[Malformed] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


_WORDS = r"(?:grand|sub|account|portfolio|page|report|section|overall|net)"
_TOTAL = re.compile(rf"\W*(?:{_WORDS}[\s-]*)*totals?\b", re.IGNORECASE)
_BARE_TOTAL = re.compile(rf"\W*(?:{_WORDS}[\s-]*)*totals?\W*", re.IGNORECASE)
_LONG_TEXT = 60
"""A lone cell longer than this is a note; no custodian writes a name that long and nothing else."""


def fold(text: str) -> str:
    """Return a heading as it is compared: single spaces, no case."""
    return " ".join(text.split()).casefold()


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
        Its `end_at` and `skip` are obeyed.
    file : str
        Name of the file in findings.
    """
    cells = list(grid[header][1])
    while cells and not cells[-1].strip():
        cells.pop()
    body = grid[header + 1 :]
    sorter = _Sorter(cells, columns, entry, {_shape(row) for _, row in grid[:header] if any(row)})
    kinds = sorter.sort([row for _, row in body])
    table = Table(unique_headings(cells))
    for (line, row), kind in zip(body, kinds, strict=True):
        if kind is Kind.LINE:
            _add(table, line, row)
    before = [(line, Kind.BEFORE if any(c.strip() for c in row) else Kind.BLANK) for line, row in grid[:header]]
    skipped = [*before, *((line, kind) for (line, _), kind in zip(body, kinds, strict=True) if kind is not Kind.LINE)]
    table.findings = [*_skipped(skipped, file), *sorter.unfooted(body, kinds, file)]
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
        table.malformed.append(Malformed(line, cells, f"the line has {len(cells)} cells, the header {width}"))
        return
    table.source_rows.append(line)
    table.rows.append(cells[:width])


def _shape(cells: list[str]) -> str:
    """Return a row with its digits masked, so that "Page 2 of 9" is like "Page 1 of 9"."""
    return re.sub(r"\d+", "#", fold(" ".join(cells)))


def _may_be_code(cell: str) -> bool:
    """Return whether a cell under the heading of an identifier may be one: no total's label, no sentence."""
    if is_null(cell) or _TOTAL.match(cell) or len(cell) > 30:
        return False
    return len(cell.split()) == 1 or cell.isupper()


def _last_line(kinds: list[Kind]) -> int:
    return max((n for n, kind in enumerate(kinds) if kind is Kind.LINE), default=-1)


class _Sorter:
    """Tells holdings from everything else in the rows under a header."""

    def __init__(self, header: list[str], columns: dict[str, str], entry: Input, furniture: set[str]) -> None:
        self._header = [fold(cell) for cell in header]
        self._end = re.compile(entry.end_at) if entry.end_at else None
        self._skip = re.compile(entry.skip) if entry.skip else None
        self._furniture = furniture
        headings = list(map(fold, unique_headings(header)))
        where = {ours: headings.index(fold(heading)) for ours, heading in columns.items()}
        self._codes = [where[name] for name in IDENTIFIERS if name in where]
        self._names = [where[name] for name in NAMES if name in where]
        self._value = where["market_value"] if "market_value" in where else where["local_value"]
        self._others = [n for name, n in where.items() if n not in (*self._codes, *self._names, self._value)]
        self._quantity = [where["quantity"]] if "quantity" in where else []
        self._overall = Decimal(0)
        self._starts: set[Decimal] = set()
        self._previous = Decimal(0)
        self._blind = False
        """Whether some value could not be read, so that no total can be told by its sum."""
        self._unfooted: dict[int, tuple[Decimal, Decimal]] = {}

    def sort(self, rows: list[list[str]]) -> list[Kind]:
        """Return the kind of each row."""
        kinds: list[Kind] = []
        after_break = False
        for position, cells in enumerate(rows):
            ended = bool(kinds) and kinds[-1] is Kind.ENDED
            kind = Kind.ENDED if ended else self._kind(cells, after_break=after_break)
            kinds.append(kind)
            value = self._amount(cells)
            if kind is Kind.LINE:
                self._starts.add(self._overall)
                self._previous = value or Decimal(0)
                self._blind = self._blind or (
                    value is None and any(not is_null(c) for c in self._at(cells, [self._value]))
                )
                self._overall += self._previous
            elif kind in (Kind.TOTAL, Kind.LOOSE) and value is not None and not self._foots(value):
                self._unfooted[position] = (value, self._overall)
            after_break = kind in (Kind.TOTAL, Kind.LOOSE, Kind.BLANK) or (after_break and kind is not Kind.LINE)
        return self._settle(kinds)

    def unfooted(self, body: list[Record], kinds: list[Kind], file: str) -> list[Finding]:
        """Return a finding for each skipped total that is not the sum of the lines above it."""
        return [
            Finding(
                "total-unfooted",
                Severity.WARNING,
                f"The line reads as a total of {value:,}, but no run of lines right above it adds up to that; "
                f"all lines above it add up to {overall:,}.",
                where=f"{file}:{body[position][0]}",
                hint="ask the custodian which is right; if the line is a holding, give it an identifier or a quantity",
                rows=0,
            )
            for position, (value, overall) in self._unfooted.items()
            if kinds[position] is not Kind.LINE
        ]

    def _foots(self, value: Decimal) -> bool:
        """Return whether a value is the sum of the lines right above, back to any of them."""
        return self._overall - value in self._starts

    def _kind(self, cells: list[str], *, after_break: bool) -> Kind:
        """Return the kind of one row, as far as it can be told before the rows below are known."""
        filled = [cell.strip() for cell in cells if cell.strip()]
        if not filled:
            return Kind.BLANK
        if self._end and any(self._end.search(cell) for cell in filled):
            return Kind.ENDED
        if self._skip and any(self._skip.search(cell) for cell in filled):
            return Kind.RULE
        if fold(next(self._at(cells, [self._value]), "")) == self._header[self._value]:
            return Kind.HEADER
        alone = len(filled) == 1 and (after_break or len(cells) < len(self._header))
        if not alone and any(map(_may_be_code, self._at(cells, self._codes))):
            return Kind.LINE
        return self._kind_without_code(cells, filled, after_break=after_break)

    def _kind_without_code(self, cells: list[str], filled: list[str], *, after_break: bool) -> Kind:
        """Return the kind of a row that carries no identifier."""
        amount = self._amount(cells)
        counted = any(cell.strip() for cell in self._at(cells, self._quantity))
        if any(map(_BARE_TOTAL.fullmatch, filled)) or (_TOTAL.match(filled[0]) and amount is not None and not counted):
            return Kind.TOTAL
        if amount is not None and not any(clean_name(cell) for cell in self._at(cells, self._names)):
            # one line may well be worth what the line above it is; a sum of one line proves nothing
            if self._foots(amount) and amount != self._previous:
                return Kind.TOTAL
            return Kind.LINE if any(cell.strip() for cell in self._at(cells, self._others)) else Kind.LOOSE
        return Kind.TEXT if self._is_text(cells, filled, after_break=after_break) else Kind.LINE

    def _is_text(self, cells: list[str], filled: list[str], *, after_break: bool) -> bool:
        """Return whether a row may be a note or a page's furniture; whether it is, the rows below decide."""
        if any(self._reads(cell) for cell in filled):
            return False
        width = len(self._header)
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            return True
        return after_break or _shape(cells) in self._furniture or (len(filled) == 1 and len(filled[0]) > _LONG_TEXT)

    def _settle(self, kinds: list[Kind]) -> list[Kind]:
        """Return the kinds with text and nameless values decided by what follows.

        After the last holding, and right before a repeated header, text is no holding; among holdings it is kept as
        one, so that nothing vanishes. So is a value without a name that is no sum of the lines above it; only where
        some of those cannot be read, and no holding follows, may it be the total that it looks like.
        """
        last = _last_line(kinds)
        settled = [
            Kind.LINE if kind is Kind.LOOSE and not (self._blind and position > last) else kind
            for position, kind in enumerate(kinds)
        ]
        before_header = False
        for position in range(_last_line(settled), -1, -1):
            kind = settled[position]
            if kind is Kind.TEXT and not before_header:
                settled[position] = Kind.LINE
            before_header = kind is Kind.HEADER or (before_header and kind is not Kind.LINE)
        return settled

    def _amount(self, cells: list[str]) -> Decimal | None:
        """Return what the value cell states, or None where it states nothing that can be read."""
        try:
            return parse_amount(next(self._at(cells, [self._value]), ""))
        except ValueError:
            return None

    @staticmethod
    def _reads(cell: str) -> bool:
        """Return whether a cell is an amount."""
        try:
            return parse_amount(cell) is not None
        except ValueError:
            return False

    @staticmethod
    def _at(cells: list[str], positions: list[int]) -> Iterator[str]:
        return (cells[n] for n in positions if n < len(cells))


def _skipped(rows: list[tuple[int, Kind]], file: str) -> list[Finding]:
    """Return one finding that names every line that is no holding, by reason."""
    if not rows:
        return []
    reasons = []
    for kind in Kind:
        lines = [line for line, found in rows if found is kind]
        if lines:
            reasons.append(f"{Kind.TOTAL.value if kind is Kind.LOOSE else kind.value} {line_ranges(lines)}")
    return [
        Finding(
            "lines-skipped",
            Severity.INFO,
            f"{len(rows)} lines are no holdings: {'; '.join(reasons)}.",
            where=file,
            hint="look at the lines named; set skip or end_at to change what is skipped",
            rows=len(rows),
        )
    ]


def line_ranges(lines: list[int]) -> str:
    """Return line numbers in short.

    Examples
    --------
    >>> line_ranges([1, 2, 3, 7])
    '1–3, 7'
    """
    ranges: list[list[int]] = []
    for line in lines:
        if ranges and line == ranges[-1][-1] + 1:
            ranges[-1] = [ranges[-1][0], line]
        else:
            ranges.append([line])
    return ", ".join("–".join(map(str, ends)) for ends in ranges)
