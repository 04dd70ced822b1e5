"""The same calculation asked again with something changed: only what rests on the change is made again.

A calculation runs once over a `Recorder`, which keeps what each table was made of. It then runs again, with other
inputs, over the `Replay` that `Recorder.again` opens: the same program, step by step. A step is skipped where its text
is what it was and no table that it reads changed; a table that is made again and comes out as it was stops the change
there. What a replay made is gone when it ends: the recorded tables are as they were.
"""

from __future__ import annotations

import re
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from screener.engine.base import Step
from screener.engine.duckdb import DuckDBEngine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from screener.tables import Table

    Files = tuple[tuple[Path, tuple[tuple[str, str | date], ...]], ...]
    Content = pa.Table | Step | Files

_WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class Event:
    """One making of a table: from Arrow, from files or by a step."""

    content: Content
    reads: tuple[tuple[str, int], ...] = ()
    """Tables that a step reads, each with how often it had been made by then."""


@dataclass
class Record:
    """What a calculation made, in the order in which each table was made."""

    events: dict[str, list[Event]] = field(default_factory=lambda: defaultdict(list))
    fetched: dict[tuple[str, int, Table | None], pa.Table] = field(default_factory=dict)
    """Table, how often it had been made, and as what it was fetched → what was fetched of it."""

    def event(self, content: Content) -> Event:
        """Return the next making of a table."""
        names = _reads(content.sql) if isinstance(content, Step) else frozenset()
        made = sorted((name, len(events)) for name, events in self.events.items() if events)
        return Event(content, tuple((name, times) for name, times in made if name.casefold() in names))


class Recorder(DuckDBEngine):
    """An engine that keeps what each of its tables was made of; see `screener.engine.base.Engine`."""

    def __init__(self) -> None:
        super().__init__()
        self.record = Record()
        self._prints: dict[str, tuple[int, int]] = {}

    def load(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table known under a name."""
        self._note(name, table)
        super().load(name, table)

    def load_parquets(self, name: str, files: Sequence[tuple[Path, Mapping[str, str | date]]]) -> None:
        """Make Parquet files known as one table, each with further columns of one value."""
        self._note(name, _frozen(files))
        super().load_parquets(name, files)

    def run(self, step: Step) -> None:
        """Run a SELECT and keep its result under the step's table name."""
        self._note(step.table, step)
        super().run(step)

    def fetch(self, name: str, declared: Table | None = None) -> pa.Table:
        """Return a table by name, checked if it is declared."""
        key = name, len(self.record.events[name]), declared
        if key not in self.record.fetched:
            self.record.fetched[key] = super().fetch(name, declared)
        return self.record.fetched[key]

    def fingerprint(self, name: str) -> tuple[int, int]:
        """Return the number of rows of a recorded table, and the sum of their hashes."""
        if name not in self._prints:
            self._prints[name] = _fingerprint(self._connection, name)
        return self._prints[name]

    @contextmanager
    def again(self) -> Iterator[Replay]:
        """Open a replay; when the block ends, every table is what it was recorded as."""
        self._connection.execute("BEGIN")
        try:
            yield Replay(self, self._connection)
        finally:
            self._connection.execute("ROLLBACK")

    def _note(self, name: str, content: Content) -> None:
        event = self.record.event(content)
        self.record.events[name].append(event)


class Replay(DuckDBEngine):
    """An engine over a recorded calculation; see the module."""

    def __init__(self, base: Recorder, connection: duckdb.DuckDBPyConnection) -> None:
        self.executed: list[Step] = []
        self.remade: list[str] = []
        """Tables that had to be made again, in order."""
        self._connection = connection
        self._base = base
        self._record = Record()
        self._changed: set[str] = set()
        self._physical: set[str] = set()

    def load(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table known under a name."""
        self._apply(name, table)

    def load_parquets(self, name: str, files: Sequence[tuple[Path, Mapping[str, str | date]]]) -> None:
        """Make Parquet files known as one table, each with further columns of one value."""
        self._apply(name, _frozen(files))

    def run(self, step: Step) -> None:
        """Run a SELECT, unless its text and all that it reads are as recorded."""
        self._apply(step.table, step)
        self.executed.append(step)

    def fetch(self, name: str, declared: Table | None = None) -> pa.Table:
        """Return a table by name, checked if it is declared."""
        key = name, len(self._record.events[name]), declared
        if name not in self._changed and key in self._base.record.fetched:
            return self._base.record.fetched[key]
        self._materialise(name)
        if key not in self._record.fetched:
            self._record.fetched[key] = super().fetch(name, declared)
        return self._record.fetched[key]

    def close(self) -> None:
        """Leave the connection to the recorder."""

    def _apply(self, name: str, content: Content) -> None:
        """Make a table, or leave it as recorded."""
        event = self._record.event(content)
        number = len(self._record.events[name])
        recorded = self._base.record.events.get(name, [])
        self._record.events[name].append(event)
        is_same = (
            number < len(recorded)
            and _is_same(recorded[number], event)
            and not any(read in self._changed for read, _ in event.reads)
        )
        if is_same and name not in self._physical:
            return
        if name not in self._physical and recorded:
            self._base.fingerprint(name)  # while it is still there
        for earlier in () if name in self._physical else self._record.events[name][:number]:
            self._make(name, earlier)
        rows = self._make(name, event)
        self._physical.add(name)
        if number + 1 == len(recorded) and self._is_as_recorded(name, rows):
            self._changed.discard(name)
        else:
            self._changed.add(name)

    def _materialise(self, name: str) -> None:
        """Make a table what this replay made of it so far, where the recording went on from there."""
        events = self._record.events[name]
        if name in self._physical or len(events) == len(self._base.record.events.get(name, [])):
            return
        self._base.fingerprint(name)
        for event in events:
            self._make(name, event)
        self._physical.add(name)

    def _is_as_recorded(self, name: str, rows: int | None) -> bool:
        """Return whether a table that was made again, of so many rows if that is known, came out as it was."""
        recorded = self._base.fingerprint(name)
        return rows in {None, recorded[0]} and _fingerprint(self._connection, name) == recorded

    def _make(self, name: str, event: Event) -> int | None:
        """Make a table; return its number of rows where that costs nothing to know."""
        content = event.content
        if isinstance(content, Step):
            for read, _ in event.reads:
                if read != name:
                    self._materialise(read)
            self.remade.append(name)
            ((rows,),) = self._connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS {content.sql}').fetchall()
            return int(rows)
        if isinstance(content, pa.Table):
            super().load(name, content)
            return content.num_rows
        super().load_parquets(name, [(path, dict(further)) for path, further in content])
        return None


def _is_same(recorded: Event, event: Event) -> bool:
    """Return whether a table is made of the same."""
    if recorded.reads != event.reads or type(recorded.content) is not type(event.content):
        return False
    if isinstance(event.content, pa.Table) and isinstance(recorded.content, pa.Table):
        return recorded.content is event.content or bool(event.content.equals(recorded.content))
    return recorded.content == event.content


@lru_cache(1024)
def _reads(sql: str) -> frozenset[str]:
    """Return the tables that a SELECT reads from, in lower case.

    DuckDB tells its own common table expressions from them. It cannot for a few statements without the tables at hand;
    then every word counts: one too many may make a step again in vain, and leaves none out.
    """
    try:
        return frozenset(name.casefold() for name in _parser().get_table_names(sql))
    except duckdb.BinderException:
        return frozenset(word.casefold() for word in _WORDS.findall(sql))


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """Return a connection without tables, which is asked for names alone."""
    return duckdb.connect(":memory:")


def _frozen(files: Sequence[tuple[Path, Mapping[str, str | date]]]) -> Files:
    return tuple((path, tuple(further.items())) for path, further in files)


def _fingerprint(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[int, int]:
    """Return what tells a table's rows, in any order, from others: their number and the sum of their 64-bit hashes."""
    ((rows, hashes),) = connection.execute(f'SELECT count(*), coalesce(sum(hash(t)), 0) FROM "{name}" AS t').fetchall()
    return int(rows), int(hashes)
