"""The same calculation asked again with something changed: only what rests on the change is made again.

A calculation runs once over a `Recorder`, which keeps what each table was made of. It then runs again, with other
inputs, over the `Replay` that `Recorder.again` opens: the same program, step by step. A table is made when it is asked
for, by a fetch or by a step that has to be run, and then only if its text is not what it was or a table that it reads
changed; a table that is made again and comes out as it was stops the change there. What a replay made is gone when it
ends: the recorded tables are as they were.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from graphlib import TopologicalSorter
from queue import SimpleQueue
from threading import Lock
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from screener.engine.base import Step
from screener.engine.duckdb import DuckDBEngine, load_arrow, load_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from screener.tables import Table

    Files = tuple[tuple[Path, tuple[tuple[str, str | date], ...]], ...]
    Content = pa.Table | Step | Files
    Print = tuple[int, int, str]

_WORDS = re.compile(r"\w+")
_SCHEMA = "replay"
_WORKERS = 4
"""Statements run side by side up to this number; more wait for each other anyway."""


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
        if not isinstance(content, Step):
            return Event(content)
        made = ((name, len(self.events[name])) for name in _reads(content.sql) if self.events.get(name))
        return Event(content, tuple(sorted(made)))


class Recorder(DuckDBEngine):
    """An engine that keeps what each of its tables was made of; see `screener.engine.base.Engine`."""

    def __init__(self) -> None:
        super().__init__()
        self.record = Record()
        self._prints: dict[tuple[str, int], Print] = {}
        self._printing = Lock()

    def load(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table known under a name."""
        with self._noted(name, table):
            super().load(name, table)

    def load_parquets(self, name: str, files: Sequence[tuple[Path, Mapping[str, str | date]]]) -> None:
        """Make Parquet files known as one table, each with further columns of one value."""
        with self._noted(name, _frozen(files)):
            super().load_parquets(name, files)

    def run(self, step: Step) -> None:
        """Run a SELECT and keep its result under the step's table name."""
        with self._noted(step.table, step):
            super().run(step)

    def fetch(self, name: str, declared: Table | None = None) -> pa.Table:
        """Return a table by name, checked if it is declared."""
        key = name, len(self.record.events[name]), declared
        if key not in self.record.fetched:
            self.record.fetched[key] = super().fetch(name, declared)
        return self.record.fetched[key]

    def finish(self) -> None:
        """Take the fingerprint of every table that a step made, so that no replay has to."""
        for name, events in self.record.events.items():
            if events and isinstance(events[-1].content, Step):
                self.fingerprint(name, len(events))

    def fingerprint(self, name: str, times: int) -> Print | None:
        """Return what a table was told by when it had been made so many times; None where it never was."""
        with self._printing:
            is_there = times > 0 and times == len(self.record.events.get(name, ()))
            if is_there and (name, times) not in self._prints:
                self._prints[name, times] = _fingerprint(self._connection, name)
            return self._prints.get((name, times))

    @contextmanager
    def again(self) -> Iterator[Replay]:
        """Open a replay, one at a time; when the block ends, what it made is gone."""
        self._connection.execute(f"CREATE SCHEMA {_SCHEMA}; SET threads = 1")
        try:
            with closing(Replay(self, min(_WORKERS, _cores()))) as replay:
                yield replay
        finally:
            self._connection.execute(f"DROP SCHEMA {_SCHEMA} CASCADE; RESET threads")

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return a further connection to the recorded tables."""
        return self._connection.cursor()

    @contextmanager
    def _noted(self, name: str, content: Content) -> Iterator[None]:
        """Note what a table is made of, once it is made."""
        event = self.record.event(content)
        self.fingerprint(name, len(self.record.events[name]))  # while it is still there
        yield
        self.record.events[name].append(event)


class Replay(DuckDBEngine):
    """An engine over a recorded calculation; see the module.

    Its tables lie in a schema of their own, which is searched before that of the recorded ones. Statements that do not
    wait for each other run side by side, each on a connection and a thread of its own.
    """

    def __init__(self, base: Recorder, workers: int) -> None:
        self.executed: list[Step] = []
        self._base = base
        self._connection = self._connected()
        self._connections: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()
        for _ in range(workers):
            self._connections.put(self._connected())
        self._workers = ThreadPoolExecutor(workers)
        self._record = Record()
        self._waiting: set[str] = set()
        """Tables of which it is not known yet whether they have to be made again."""
        self._changed: set[str] = set()
        """Tables that are not what they were when they had been made as often."""
        self._made: set[str] = set()
        """Tables that this replay has of its own."""

    @property
    def remade(self) -> tuple[str, ...]:
        """Tables that a step had to make again, in the order of the program."""
        return tuple(dict.fromkeys(step.table for step in self.executed if step.table in self._made))

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
        if not self._record.events.get(name):
            raise KeyError(f"this replay did not make the table {name}")
        self._settle([name])
        key = name, len(self._record.events[name]), declared
        if name not in self._changed and key in self._base.record.fetched:
            return self._base.record.fetched[key]
        if key not in self._record.fetched:
            self._record.fetched[key] = super().fetch(name, declared)
        return self._record.fetched[key]

    def make(self, names: Iterable[str]) -> None:
        """Make several tables together, those that do not wait for each other side by side, before they are fetched."""
        self._settle(names)

    def close(self) -> None:
        """Let go of the connections; the recorded tables stay with the recorder."""
        self._workers.shutdown(cancel_futures=True)
        self._connection.close()
        while not self._connections.empty():
            self._connections.get().close()

    def _connected(self) -> duckdb.DuckDBPyConnection:
        """Return a connection that finds the tables of the replay, then those recorded."""
        connection = self._base.cursor()
        connection.execute(f"SET search_path = '{_SCHEMA},main'; SET python_enable_replacements = false")
        return connection

    def _apply(self, name: str, content: Content) -> None:
        """Note that a table is to be made.

        A table that is made several times is kept as it is last. So each further making is done at once, and before it
        everything that waits and reads the table as it is until then.
        """
        event = self._record.event(content)
        earlier = self._record.events[name]
        if earlier:
            self._settle([name, *self._readers(name)])
        earlier.append(event)
        self._waiting.add(name)
        if len(earlier) > 1 or len(self._base.record.events.get(name, ())) > 1:
            self._settle([name])

    def _readers(self, name: str) -> list[str]:
        """Return the tables that wait, and read a table as it is now."""
        events = self._record.events
        return [one for one in self._waiting if any(read == name for read, _ in events[one][-1].reads)]

    def _settle(self, names: Iterable[str]) -> None:
        """Make those tables, and those that they are made of, as far as they have to be made again."""
        reads: dict[str, set[str]] = {}
        asked = [name for name in names if name in self._waiting]
        while asked:
            if (name := asked.pop()) not in reads:
                event = self._record.events[name][-1]
                reads[name] = {read for read, _ in event.reads if read in self._waiting and read != name}
                asked += reads[name]
        order = TopologicalSorter(reads)
        order.prepare()
        running: dict[Future[bool], str] = {}
        while order.is_active():
            for name in order.get_ready():
                if self._is_to_be_made(name):
                    running[self._workers.submit(self._make, name)] = name
                else:
                    order.done(name)
            for future in wait(running, return_when=FIRST_COMPLETED).done if running else ():
                name = running.pop(future)
                self._made.add(name)
                (self._changed.add if future.result() else self._changed.discard)(name)
                order.done(name)
        self._waiting -= reads.keys()

    def _is_to_be_made(self, name: str) -> bool:
        """Return whether a table may be another than it was, or is not there as it is to be."""
        recorded, (event, *earlier) = self._base.record.events.get(name, []), reversed(self._record.events[name])
        return (
            len(recorded) != 1
            or bool(earlier)
            or not _is_same(recorded[0], event)
            or any(read in self._changed for read, _ in event.reads)
        )

    def _make(self, name: str) -> bool:
        """Make a table; return whether it is another than in the recording."""
        connection = self._connections.get()
        try:
            events = self._record.events[name]
            content, recorded = events[-1].content, self._base.fingerprint(name, len(events))
            if isinstance(content, Step):
                ((rows,),) = connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS {content.sql}').fetchall()
                if recorded and rows != recorded[0]:
                    return True
            elif isinstance(content, pa.Table):
                load_arrow(connection, name, content)
            else:
                load_files(connection, name, content)
            return recorded is None or _fingerprint(connection, name) != recorded
        finally:
            self._connections.put(connection)


def _is_same(recorded: Event, event: Event) -> bool:
    """Return whether a table is made of the same."""
    if recorded.reads != event.reads or type(recorded.content) is not type(event.content):
        return False
    if isinstance(event.content, pa.Table) and isinstance(recorded.content, pa.Table):
        return recorded.content is event.content or bool(event.content.equals(recorded.content))
    return recorded.content == event.content


def _cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@lru_cache(1024)
def _reads(sql: str) -> frozenset[str]:
    """Return the tables that a SELECT reads from, in lower case.

    DuckDB tells its own common table expressions from them. It cannot for a few statements without the tables at hand;
    then every word counts: one too many may make a step again in vain, and leaves none out.
    """
    try:
        return frozenset(name.casefold() for name in _parser().get_table_names(sql))
    except duckdb.Error:
        return frozenset(word.casefold() for word in _WORDS.findall(sql))


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """Return a connection without tables, which is asked for names alone."""
    return duckdb.connect(":memory:")


def _frozen(files: Sequence[tuple[Path, Mapping[str, str | date]]]) -> Files:
    return tuple((path, tuple(further.items())) for path, further in files)


def _fingerprint(connection: duckdb.DuckDBPyConnection, name: str) -> Print:
    """Return what tells a table from others, whatever the order of its rows.

    The number of its rows, the sum of their 64-bit hashes, and the names and types of its columns. Each row's hash is
    hashed again: it mixes the columns so that rows which swap a value could cancel out.
    """
    sums = f'SELECT count(*), coalesce(sum(hash(hash(t))), 0), any_value(typeof(t)) FROM "{name}" AS t'
    ((rows, hashes, types),) = connection.execute(sums).fetchall()
    if types is None:
        columns = connection.execute(f'SELECT * FROM "{name}" LIMIT 0').description or ()
        types = str([column[:2] for column in columns])
    return int(rows), int(hashes), str(types)
