"""The rows under a header → what each is: a holding, or a total, a heading, a note.

Nothing is dropped on a guess. A row with a value is a total if its label says so and nothing else, or if it is the sum
of lines above it; a label that a fund may bear too is left for a person to decide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from screener.findings import Finding, Severity
from screener.ingest.identifiers import IDENTIFIERS, NAMES, clean_name, is_proven
from screener.ingest.numbers import is_null, parse_amount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screener.ingest.readers.text import Record
    from screener.workspace import Input


class Kind(Enum):
    """What a row of a sheet is; the value says so in the finding."""

    LINE = "holdings"
    BEFORE = "before the table"
    BLANK = "blank"
    HEADER = "repeated header"
    HEADING = "heading of a section"
    TOTAL = "total"
    DOUBTFUL = "total or holding"
    LOOSE = "value without a name"
    TEXT = "text, no holding"
    RULE = "matches skip"
    ENDED = "after end_at"


@dataclass(frozen=True, slots=True)
class Unfooted:
    """A row that is labelled as a total and is not the sum of the lines right above."""

    position: int
    label: str
    value: Decimal
    overall: Decimal
    """Sum of all lines above it."""


_WORDS = r"(?:grand|sub|account|portfolio|page|report|section|overall|net)"
_LABEL = rf"\W*(?:{_WORDS}[\s-]*)*totals?"
_OF_WHAT = r"(?:of|for|in|usd|(?:(?:market|fair|book|base)\W+)?values?|holdings|assets|investments|portfolio|account)"
_TOTAL = re.compile(rf"{_LABEL}\b|.*\btotals?\W*$", re.IGNORECASE)
_BARE_TOTAL = re.compile(rf"{_LABEL}(?:\W+{_OF_WHAT})*[\W\d]*", re.IGNORECASE)
_LONG_TEXT = 60
"""A lone cell longer than this is a note; no custodian writes a name that long and nothing else."""
_WIDE = 4
"""In a table of so many columns, a lone word is the heading of a section: a holding says more of itself."""


def fold(text: str) -> str:
    """Return a heading as it is compared: single spaces, no case."""
    return " ".join(text.split()).casefold()


def shape(cells: list[str]) -> str:
    """Return a row with its digits masked, so that "Page 2 of 9" is like "Page 1 of 9"."""
    return re.sub(r"\d+", "#", fold(" ".join(cells)))


def _may_be_code(cell: str) -> bool:
    """Return whether a cell under the heading of an identifier may be one: no total's label, no sentence."""
    if (is_null(cell) and cell.strip() != "NAN") or _TOTAL.match(cell) or len(cell) > 30:
        return False
    return len(cell.split()) == 1 or cell.isupper()


def _last_line(kinds: list[Kind]) -> int:
    return max((n for n, kind in enumerate(kinds) if kind is Kind.LINE), default=-1)


class Sorter:
    """Tells holdings from everything else in the rows under a header.

    Parameters
    ----------
    header : list of str
        Headings, told apart.
    columns : dict
        Our column → heading.
    entry : Input
        Its `end_at`, `skip`, `keep` and `decimal` are obeyed.
    furniture : set of str
        Shapes of the rows above the header, which pages may repeat.
    """

    def __init__(self, header: list[str], columns: dict[str, str], entry: Input, furniture: set[str]) -> None:
        headings = [fold(cell) for cell in header]
        where = {ours: headings.index(fold(heading)) for ours, heading in columns.items()}
        rules = ((Kind.LINE, entry.keep), (Kind.ENDED, entry.end_at), (Kind.RULE, entry.skip))
        self._rules = [(kind, re.compile(rule)) for kind, rule in rules if rule]
        self._furniture = furniture
        self._width = len(header)
        self._codes = {name: where[name] for name in IDENTIFIERS if name in where}
        self._names = [where[name] for name in NAMES if name in where]
        self._value = where["market_value"] if "market_value" in where else where["local_value"]
        self._value_heading = headings[self._value]
        self._others = [n for n in where.values() if n not in (*self._codes.values(), *self._names, self._value)]
        self._decimal = entry.decimal or "."
        self._overall = Decimal(0)
        self._start = Decimal(0)
        """Sum of the lines before the last one."""
        self._earlier: set[Decimal] = set()
        """Sum of the lines before each line but the last."""
        self._previous = Decimal(0)
        self._lines = 0
        self._blind = False
        """Whether some value could not be read, so that no total can be told by its sum."""
        self.unfooted: list[Unfooted] = []
        """Rows that only say to be a total, and are skipped."""
        self.left_out: list[tuple[int, Decimal]] = []
        """Position and value of rows that `skip` or `end_at` leaves out though they look like holdings."""

    def sort(self, rows: list[list[str]]) -> list[Kind]:
        """Return the kind of each row."""
        kinds: list[Kind] = []
        after_break = ended = False
        for position, cells in enumerate(rows):
            kind = self._kind(cells, after_break=after_break, ended=ended)
            kinds.append(kind)
            value = self._amount(cells)
            if kind is Kind.LINE:
                self._add(cells, value)
            elif kind is Kind.TOTAL and value is not None and not self._foots(value):
                label = next((cell.strip() for cell in cells if _TOTAL.match(cell.strip())), "")
                self.unfooted.append(Unfooted(position, label, value, self._overall))
            elif value and self._is_left_out(kind, cells):
                self.left_out.append((position, value))
            ended = kind is Kind.ENDED or (ended and kind is Kind.BLANK)
            after_break = kind in (Kind.TOTAL, Kind.DOUBTFUL, Kind.LOOSE, Kind.BLANK) or (
                after_break and kind is not Kind.LINE
            )
        return self._settle(kinds)

    def _add(self, cells: list[str], value: Decimal | None) -> None:
        """Add a line to the sum that totals are held against."""
        if value:
            if self._lines:
                self._earlier.add(self._start)
            self._lines += 1
            self._start = self._overall
            self._previous = value
            self._overall += value
        self._blind = self._blind or (value is None and not is_null(self._cell(cells, self._value)))

    def _foots(self, value: Decimal) -> bool:
        """Return whether a value is that of the line right above, or the sum of lines right above."""
        return bool(self._lines) and (self._overall - value == self._start or self._is_sum(value))

    def _is_sum(self, value: Decimal) -> bool:
        """Return whether a value is proven a total: one line may well be worth what the line above it is."""
        return value != self._previous and self._overall - value in self._earlier

    def _kind(self, cells: list[str], *, after_break: bool, ended: bool) -> Kind:
        """Return the kind of one row, as far as it can be told before the rows below are known."""
        filled = [cell.strip() for cell in cells if cell.strip()]
        if not filled:
            return Kind.BLANK
        for kind, rule in self._rules:
            if any(map(rule.search, filled)) and not ended:
                return kind
        return Kind.ENDED if ended else self._kind_by_looks(cells, filled, after_break=after_break)

    def _kind_by_looks(self, cells: list[str], filled: list[str], *, after_break: bool) -> Kind:
        """Return the kind of a row that no rule of the layout decides."""
        if fold(self._cell(cells, self._value)) == self._value_heading:
            return Kind.HEADER
        if self._is_heading(cells, filled):
            return Kind.HEADING
        alone = len(filled) == 1 and (after_break or len(cells) < self._width)
        if not alone and any(_may_be_code(self._cell(cells, place)) for place in self._codes.values()):
            return Kind.LINE
        return self._kind_without_code(cells, filled, after_break=after_break)

    def _is_heading(self, cells: list[str], filled: list[str]) -> bool:
        """Return whether a row holds one word and nothing else: no code but a ticker is without a digit."""
        if (
            len(filled) > 1
            or len(filled[0]) > _LONG_TEXT
            or re.search(r"\d", filled[0])
            or _TOTAL.match(filled[0])
            or is_null(filled[0])
        ):
            return False
        if is_proven("ticker", self._cell(cells, self._codes.get("ticker", self._width))):
            return False
        of_code = any(self._cell(cells, place).strip() for place in self._codes.values())
        of_name = any(self._cell(cells, place).strip() for place in self._names)
        return len(cells) >= self._width and (of_code or (of_name and self._width >= _WIDE))

    def _kind_without_code(self, cells: list[str], filled: list[str], *, after_break: bool) -> Kind:
        """Return the kind of a row that carries no identifier."""
        amount = self._amount(cells)
        if any(map(_BARE_TOTAL.fullmatch, filled)):
            return Kind.TOTAL
        if amount is None:
            return Kind.TEXT if self._is_text(cells, filled, after_break=after_break) else Kind.LINE
        if _TOTAL.match(filled[0]):
            return Kind.TOTAL if self._is_sum(amount) else Kind.DOUBTFUL
        if not any(clean_name(self._cell(cells, place)) for place in self._names):
            if self._is_sum(amount):
                return Kind.TOTAL
            return Kind.LINE if any(self._cell(cells, place).strip() for place in self._others) else Kind.LOOSE
        return Kind.LINE

    def _is_text(self, cells: list[str], filled: list[str], *, after_break: bool) -> bool:
        """Return whether a row may be a note or a page's furniture; whether it is, the rows below decide."""
        if any(self._reads(cell) for cell in filled):
            return False
        if len(cells) < self._width or any(cell.strip() for cell in cells[self._width :]) or self._repeats(cells):
            return True
        value = self._cell(cells, self._value).strip()
        if (
            value
            and (is_null(value) or value.startswith("#") or re.search(r"\d", value))
            and any(clean_name(self._cell(cells, place)) for place in self._names)
        ):
            return False  # it is said that it has no price, or a spreadsheet failed to find one
        return after_break or (len(filled) == 1 and len(filled[0]) > _LONG_TEXT)

    def _repeats(self, cells: list[str]) -> bool:
        return shape(cells) in self._furniture

    def _settle(self, kinds: list[Kind]) -> list[Kind]:
        """Return the kinds with text and nameless values decided by what follows.

        After the last holding, and right before a repeated header, text is no holding; among holdings it is kept as
        one, so that nothing vanishes. So is a value without a name that is no sum of the lines above it; where some of
        those cannot be read, and no holding follows, it may yet be their total, and a person decides.
        """
        last = _last_line(kinds)
        settled: list[Kind] = [
            (Kind.DOUBTFUL if self._blind and position > last else Kind.LINE) if kind is Kind.LOOSE else kind
            for position, kind in enumerate(kinds)
        ]
        before_header = False
        for position in range(_last_line(settled), -1, -1):
            kind = settled[position]
            if kind is Kind.TEXT and not before_header:
                settled[position] = Kind.LINE
            before_header = kind is Kind.HEADER or (before_header and kind is not Kind.LINE)
        return settled

    def _is_left_out(self, kind: Kind, cells: list[str]) -> bool:
        """Return whether a row with a value that a rule of the layout leaves out looks like a holding.

        After the end of the table a name and a value are enough: a rule that ends it at "Total Stock Market Index
        Fund" would otherwise take every fund below with it.
        """
        if kind not in (Kind.RULE, Kind.ENDED):
            return False
        return self._is_proven(cells) or (kind is Kind.ENDED and self._is_named(cells))

    def _is_named(self, cells: list[str]) -> bool:
        """Return whether a row has a name and is no plain total."""
        named = any(clean_name(self._cell(cells, position)) for position in self._names)
        return named and not any(_BARE_TOTAL.fullmatch(cell.strip()) for cell in cells)

    def _is_proven(self, cells: list[str]) -> bool:
        return any(is_proven(name, self._cell(cells, place)) for name, place in self._codes.items())

    def _amount(self, cells: list[str]) -> Decimal | None:
        """Return what the value cell states, or None where it states nothing that can be read."""
        return self._read(self._cell(cells, self._value))

    def _read(self, cell: str) -> Decimal | None:
        try:
            return parse_amount(cell, None, self._decimal)
        except ValueError:
            return None

    def _reads(self, cell: str) -> bool:
        """Return whether a cell is an amount."""
        return self._read(cell) is not None

    @staticmethod
    def _cell(cells: list[str], place: int) -> str:
        return cells[place] if place < len(cells) else ""


def row_findings(sorter: Sorter, body: list[Record], skipped: list[tuple[int, Kind]], file: str) -> list[Finding]:
    """Return what a person should know of the rows that are no holdings.

    Parameters
    ----------
    sorter : Sorter
        After sorting.
    body : list of Record
        The rows it sorted.
    skipped : list
        Line and kind of each row of the sheet that is no holding.
    file : str
        Name of the file.
    """
    return [*_skipped(skipped, file), *_left_out(sorter, body, file), *_unfooted(sorter, body, file)]


def _skipped(rows: list[tuple[int, Kind]], file: str) -> list[Finding]:
    """Return one finding that names every line that is no holding, by reason."""
    if not rows:
        return []
    reasons = []
    for kind in Kind:
        lines = [line for line, found in rows if found is kind]
        if lines:
            reasons.append(f"{kind.value} {line_ranges(lines)}")
    are = "lines are" if len(rows) > 1 else "line is"
    return [
        Finding(
            "lines-skipped",
            Severity.INFO,
            f"{len(rows)} {are} no holdings: {'; '.join(reasons)}.",
            where=file,
            hint="look at the lines named; set skip, keep or end_at to change what is skipped",
            rows=len(rows),
        )
    ]


def _left_out(sorter: Sorter, body: list[Record], file: str) -> list[Finding]:
    """Return one finding for the lines that a rule of the layout leaves out though they look like holdings."""
    if not sorter.left_out:
        return []
    lines = [body[position][0] for position, _ in sorter.left_out]
    total = sum((value for _, value in sorter.left_out), Decimal(0))
    carry = "lines carry" if len(lines) > 1 else "line carries"
    return [
        Finding(
            "skipped-holding",
            Severity.ERROR,
            f"{len(lines)} {carry} an identifier or a name, and a value, {total:,.2f} in all, but skip or "
            f"end_at leaves {'them' if len(lines) > 1 else 'it'} out: {line_ranges(lines)}.",
            where=f"{file}:{lines[0]}",
            hint="make the regular expression narrower, or match the lines with keep",
            rows=len(lines),
        )
    ]


def _unfooted(sorter: Sorter, body: list[Record], file: str) -> Iterator[Finding]:
    """Return a finding for each skipped total that is not the sum of the lines above it."""
    for total in sorter.unfooted:
        yield Finding(
            "total-unfooted",
            Severity.WARNING,
            f"The line {total.label!r} states a total of {total.value:,.2f}, but no run of lines right above it adds "
            f"up to that; all lines above it add up to {total.overall:,.2f}.",
            where=f"{file}:{body[total.position][0]}",
            value=f"{total.value}",
            hint="ask the custodian which is right; if the line is a holding, match it with keep",
            rows=0,
        )


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
