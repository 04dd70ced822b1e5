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
from functools import cache
from typing import TYPE_CHECKING

import pyarrow as pa

from screener.engine.base import Step
from screener.engine.duckdb import DuckDBEngine

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import duckdb

    Files = tuple[tuple[Path, tuple[tuple[str, str | date], ...]], ...]
    Content = pa.Table | Step | Files

_NAMES = re.compile(r'\b(?:FROM|JOIN)\s+"?(\w+)', re.IGNORECASE)


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
    fetched: dict[tuple[str, int], pa.Table] = field(default_factory=dict)
    """Table and how often it had been made → what was fetched of it."""

    def event(self, content: Content) -> Event:
        """Return the next making of a table."""
        names = _reads(content.sql) if isinstance(content, Step) else ()
        return Event(content, tuple((read, len(self.events[read])) for read in names if self.events.get(read)))


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

    def fetch(self, name: str) -> pa.Table:
        """Return a table by name, checked if it is declared."""
        key = name, len(self.record.events[name])
        if key not in self.record.fetched:
            self.record.fetched[key] = super().fetch(name)
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

    def fetch(self, name: str) -> pa.Table:
        """Return a table by name, checked if it is declared."""
        version = len(self._record.events[name])
        if name not in self._physical and (name, version) in self._base.record.fetched:
            return self._base.record.fetched[name, version]
        self._materialise(name)
        if (name, version) not in self._record.fetched:
            self._record.fetched[name, version] = super().fetch(name)
        return self._record.fetched[name, version]

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
        self._make(name, event)
        self._physical.add(name)
        if number + 1 == len(recorded) and _fingerprint(self._connection, name) == self._base.fingerprint(name):
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

    def _make(self, name: str, event: Event) -> None:
        """Make a table."""
        content = event.content
        if isinstance(content, Step):
            for read, _ in event.reads:
                if read != name:
                    self._materialise(read)
            self._connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS {content.sql}')
            self.remade.append(name)
        elif isinstance(content, pa.Table):
            super().load(name, content)
        else:
            super().load_parquets(name, [(path, dict(further)) for path, further in content])


def _is_same(recorded: Event, event: Event) -> bool:
    """Return whether a table is made of the same."""
    if recorded.reads != event.reads or type(recorded.content) is not type(event.content):
        return False
    if isinstance(event.content, pa.Table) and isinstance(recorded.content, pa.Table):
        return recorded.content is event.content or bool(event.content.equals(recorded.content))
    return recorded.content == event.content


@cache
def _reads(sql: str) -> tuple[str, ...]:
    """Return the names that a SELECT reads from, its own common table expressions among them."""
    return tuple(dict.fromkeys(_NAMES.findall(sql)))


def _frozen(files: Sequence[tuple[Path, Mapping[str, str | date]]]) -> Files:
    return tuple((path, tuple(further.items())) for path, further in files)


def _fingerprint(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[int, int]:
    """Return what tells a table's rows, in any order, from others: their number and the sum of their 64-bit hashes."""
    ((rows, hashes),) = connection.execute(f'SELECT count(*), coalesce(sum(hash(t)), 0) FROM "{name}" AS t').fetchall()
    return int(rows), int(hashes)
