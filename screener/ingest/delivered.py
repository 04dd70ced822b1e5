"""What passes between the readers and the rest of the door: where a file lies, and its lines exactly as delivered."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from screener.errors import InputError, ScreenerError, SourceError, join_problems
from screener.workspace import BENCHMARK, line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from screener.findings import Finding
    from screener.workspace import Benchmark, Input, LookThrough


@dataclass(frozen=True, slots=True)
class Source:
    """One delivered file, or one query, and the entry of ``portfolio.toml`` that declares it."""

    input: Input
    file: str
    """Path relative to the portfolio's folder, with forward slashes; ``sql:name`` for a query."""
    path: Path | None
    reader: str
    toml: Path
    fund: LookThrough | Benchmark | None = None
    """The fund or the benchmark whose lines these are; none where they are the portfolio's own."""

    @property
    def table(self) -> str:
        """Name of the table of ``portfolio.toml`` that declares it."""
        if self.input.name == BENCHMARK and self.fund:
            return BENCHMARK
        return "look_through" if self.fund else "input"

    @property
    def said(self) -> str:
        """What messages call it: ``input 'custodian'``."""
        return "the benchmark" if self.table == BENCHMARK else f"{self.table} {self.input.name!r}"

    @property
    def entry(self) -> tuple[str, ...]:
        """Key path of the entry that declares it: the table, and the name where there may be several."""
        return (BENCHMARK,) if self.table == BENCHMARK else (self.table, self.input.name)

    def declared(self, *keys: str) -> str:
        """Return ``portfolio.toml:line`` of a key of the input, or of the input itself."""
        return f"{shown(self.toml)}:{line_of(self.toml, (*self.entry, *keys))}"


def shown(toml: Path) -> str:
    """Return ``portfolios/<id>/portfolio.toml``: where a declaration stands, in the same words on every machine."""
    return "/".join(toml.parts[-3:])


@dataclass(frozen=True, slots=True)
class Malformed:
    """A line that cannot be held against the rules: its cells do not fit the header, or it may be no holding at all."""

    source_row: int
    cells: list[str]
    problem: str
    code: str = "line-malformed"
    """Code of the finding."""


@dataclass(slots=True)
class Delivered:
    """The lines of one delivered file, cell by cell, as text exactly as delivered."""

    source: Source
    sha256: str
    headings: list[str]
    source_rows: list[int]
    rows: list[list[str]]
    """One list a line, one cell a heading; empty text where nothing was delivered."""
    malformed: list[Malformed] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    delimiter: str | None = None
    as_of: date | None = None
    """Date the file says of itself."""
    filed: date | None = None
    """Day a filing reached the regulator, where the file says it."""
    declared_rows: int | None = None
    """Number of lines the file states of itself."""
    declared_value: Decimal | None = None
    """Total of the values the file states of itself, in the file's unit."""
    net_assets: Decimal | None = None
    """Net assets of the fund, where a filing says them, in the file's unit."""
    fund_name: str | None = None
    """Name of the fund, where a filing says it."""

    @property
    def count(self) -> int:
        """Number of lines delivered."""
        return len(self.rows) + len(self.malformed)

    def column(self, heading: str | None) -> list[str]:
        """Return the cells under a heading; empty text throughout where there is no such heading."""
        if heading not in self.headings:
            return [""] * len(self.rows)
        position = self.headings.index(heading)
        return [row[position] for row in self.rows]


class Problems:
    """Collects errors, so that a person sees all of them at once.

    Parameters
    ----------
    summary : str
        What several of them have in common, after their number.
    """

    def __init__(self, summary: str) -> None:
        self._summary = summary
        self._errors: list[ScreenerError] = []

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Keep an error raised inside for later."""
        try:
            yield
        except ScreenerError as error:
            self._errors.append(error)

    def refuse(self) -> None:
        """Raise what was collected, if anything."""
        if len(self._errors) == 1:
            raise self._errors[0]
        if self._errors:
            kind: Callable[[str], ScreenerError] = InputError
            if all(isinstance(error, SourceError) for error in self._errors):
                kind = SourceError
            problems = [line for error in self._errors for line in str(error).splitlines()]
            raise kind(join_problems(problems, f"{len(self._errors)} {self._summary}"))
