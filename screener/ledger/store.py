"""The ledger as the rest of the program sees it: open, record, read, verify."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.orm import Session

from screener.errors import InputError, IntegrityError, join_problems
from screener.ledger.chain import GENESIS, canonical, find_breaks, hash_entry
from screener.ledger.database import begin, describe, make_engine
from screener.ledger.migrate import migrate
from screener.ledger.models import Base, Entry, MatchDecision, Run, content_columns, kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date


@dataclass(frozen=True)
class Decisions:
    """What people decided and did not take back, at one moment.

    Parameters
    ----------
    matches : dict
        Subject → the match decision in force.
    """

    matches: dict[str, MatchDecision]

    @property
    def head(self) -> str | None:
        """SHA-256 over what was decided, by whom, on which day and why; null where nothing is.

        It follows from the decisions alone: not from the second they were recorded in, nor from other entries. Two
        ledgers with the same decisions have the same head, and recording a run does not move it.
        """
        said = [
            [d.subject, d.issuer_id, d.reason, d.facts, d.recorded_by, d.recorded_at[:10]]
            for _, d in sorted(self.matches.items())
        ]
        return hashlib.sha256(canonical(said).encode()).hexdigest() if said else None

    def as_table(self) -> pa.Table:
        """Return the match decisions in force, one row a subject: what was decided, by whom, when, why, seeing what."""
        names = ("subject", "issuer_id", "reason", "facts", "recorded_by", "recorded_at", "hash")
        rows = [{name: getattr(decision, name) for name in names} for decision in self.matches.values()]
        return pa.Table.from_pylist(rows, pa.schema([(name, pa.string()) for name in names]))


class Ledger:
    """An open ledger; made by `open_ledger`.

    Every method but `verify` raises `IntegrityError` where the chain is broken, and `SourceError` where the database
    gives no answer.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def record_run(self, run: Run, *, recorded_by: str, recorded_at: datetime | None = None) -> Run:
        """Record a run, once: the same run recorded again gives back the entry that is there.

        Raises
        ------
        IntegrityError
            A run of that id is there and is another one.
        """
        with self._session("write") as session:
            known = session.scalar(sa.select(Run).where(Run.run_id == run.run_id))
            if known is None:
                _append(session, [run], recorded_by, recorded_at)
                return run
            changed = [name for name, value in run.content().items() if known.content()[name] != value]
            if changed:
                raise IntegrityError(
                    f"run {run.run_id} is in the ledger already, as entry {known.sequence}, with another "
                    f"{', '.join(changed)}",
                    hint="someone may have edited the run or the ledger; compare the run's manifest with the entry",
                )
            return known

    def decide(
        self, decisions: Sequence[MatchDecision], *, recorded_by: str, recorded_at: datetime | None = None
    ) -> list[MatchDecision]:
        """Record match decisions, all or none.

        Parameters
        ----------
        decisions : sequence of MatchDecision
            In the order they were made.
        recorded_by : str
            The person; from `person` by default of the command line.
        recorded_at : datetime, optional
            With its time zone; now, if not given.

        Returns
        -------
        list of MatchDecision
            Those recorded. One that repeats, word for word, what the same person said last of its subject is not: so
            that a file brought in twice changes nothing.

        Raises
        ------
        InputError
            Decisions have no subject or no reason, or nobody stands behind them; nothing was recorded.
        """
        _require_reasons(decisions)
        with self._session("write") as session:
            said = {d.subject: (d.recorded_by, d.content()) for d in session.scalars(_newest_decisions())}
            new = []
            for decision in decisions:
                words = (recorded_by, decision.content())
                if said.get(decision.subject) != words:
                    said[decision.subject] = words
                    new.append(decision)
            _append(session, new, recorded_by, recorded_at)
        return new

    def decisions(self, *, until: date | None = None) -> Decisions:
        """Return the decisions in force, now or at the end of a day (UTC)."""
        with self._session("read") as session:
            newest = list(session.scalars(_newest_decisions(until)))
        return Decisions({d.subject: d for d in newest if not d.withdrawn})

    def entries(self) -> list[Entry]:
        """Return every entry, `Run` and `MatchDecision` alike, the oldest first."""
        with self._session("read") as session:
            return list(session.scalars(sa.select(Entry).order_by(Entry.sequence)))

    def verify(self, manifests: Mapping[str, str] | None = None) -> list[str]:
        """Return every place where the ledger is not what was recorded, one sentence each; none if it is whole.

        Parameters
        ----------
        manifests : mapping, optional
            Run id → SHA-256 of the manifest in the run's folder, of the runs on disk.

        Notes
        -----
        A chain cannot know that its newest entries were cut off. The runs on disk do: each was recorded.
        """
        with begin(self._engine, "read") as connection:
            breaks = [*_find_breaks(connection), *_open_tables(connection)]
            runs = Run.__table__.c
            recorded = {
                row.run_id: row.manifest_sha256
                for row in connection.execute(sa.select(runs.run_id, runs.manifest_sha256))
            }
        for run_id, sha256 in sorted((manifests or {}).items()):
            if run_id not in recorded:
                breaks.append(
                    f"run {run_id} lies in reports/runs and has no entry: entries are missing, or the ledger is another"
                )
            elif recorded[run_id] != sha256:
                breaks.append(f"run {run_id} in reports/runs has another manifest than the one that was recorded")
        return breaks

    @contextmanager
    def _session(self, purpose: str) -> Iterator[Session]:
        """Open a session on a ledger whose chain is whole; what is added to it is there all or not at all.

        Raises
        ------
        IntegrityError
            The chain is broken: nothing may rest on entries that someone changed, nor follow them.
        """
        with begin(self._engine, purpose) as connection, Session(connection) as session:
            breaks = _find_breaks(connection)
            if breaks:
                raise IntegrityError(
                    join_problems(breaks, "the ledger was changed outside the screener"),
                    where=describe(self._engine.url),
                    hint="restore the ledger from a backup",
                )
            yield session
            session.flush()


@contextmanager
def open_ledger(url: str, *, must_exist: bool = False) -> Iterator[Ledger]:
    """Open a ledger; it is made where there is none yet, and brought up to date where it is older.

    Parameters
    ----------
    url : str
        Of a SQLite file or a PostgreSQL database; from `default_url`.
    must_exist : bool
        Make none: who only looks must not leave an empty ledger behind, which would pass for a lost one.

    Raises
    ------
    NotFoundError
        There is no ledger, and none may be made.
    InputError
        The URL names no ledger, or one that a newer version of the program wrote.
    SourceError
        The database could not be reached.
    """
    engine = make_engine(url)
    try:
        migrate(engine, must_exist=must_exist)
        yield Ledger(engine)
    finally:
        engine.dispose()


def _newest_decisions(until: date | None = None) -> sa.Select[MatchDecision]:
    """Return the query for the newest match decision about each subject by the end of a day, withdrawn or not."""
    said, entry = MatchDecision.__table__.c, Entry.__table__.c
    newest = sa.select(sa.func.max(said.sequence)).group_by(said.subject)
    if until:
        known = sa.select(entry.sequence).where(entry.recorded_at <= f"{until}T23:59:59Z")
        newest = newest.where(said.sequence.in_(known))
    return sa.select(MatchDecision).where(MatchDecision.sequence.in_(newest)).order_by(MatchDecision.sequence)


def _append(session: Session, entries: Sequence[Entry], recorded_by: str, recorded_at: datetime | None) -> None:
    """Add entries to the end of the chain; nobody else writes meanwhile."""
    if not recorded_by.strip():
        raise InputError("an entry of the ledger needs a person who stands behind it", hint="set SCREENER_USER")
    table = Entry.__table__
    last = session.execute(sa.select(table.c.sequence, table.c.hash).order_by(table.c.sequence.desc()).limit(1)).first()
    sequence, previous_hash = (last.sequence, last.hash) if last else (0, GENESIS)
    moment = (recorded_at or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for entry in entries:
        sequence += 1
        entry.sequence, entry.previous_hash = sequence, previous_hash
        entry.recorded_at, entry.recorded_by = moment, recorded_by
        entry.hash = previous_hash = hash_entry(vars(entry), entry.content())
    session.add_all(entries)


def _require_reasons(decisions: Sequence[MatchDecision]) -> None:
    """Raise if a decision does not say what it is about or why it was made."""
    problems = [
        f"decision {number} ({decision.subject or 'no subject'}) has no {name}"
        for number, decision in enumerate(decisions, start=1)
        for name in ("subject", "reason")
        if not getattr(decision, name).strip()
    ]
    if problems:
        raise InputError(
            join_problems(problems, "no decision was recorded"), hint="say in a few words why each decision was made"
        )


def _find_breaks(connection: sa.Connection) -> list[str]:
    """Return where the chain is broken. The tables are read one by one: a row that lost its partner is seen too."""

    def rows(table: Any) -> list[dict[str, Any]]:
        return [dict(row) for row in connection.execute(sa.select(table).order_by(table.c.sequence)).mappings()]

    contents = {
        kind: {row["sequence"]: {name: row[name] for name in content_columns(model)} for row in rows(model.__table__)}
        for kind, model in kinds().items()
    }
    return find_breaks(rows(Entry.__table__), contents)


def _open_tables(connection: sa.Connection) -> list[str]:
    """Return the tables that the database would let someone change, because their triggers are gone."""
    if connection.dialect.name == "postgresql":
        wanted, query = ["append_only"], "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    else:
        wanted, query = (
            ["no_update", "no_delete", "no_replace"],
            "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        )
    there = set(connection.execute(sa.text(query)).scalars())
    return [
        f"table {table} is not protected any more: its trigger {table}_{name} is gone"
        for table in Base.metadata.tables
        for name in wanted
        if f"{table}_{name}" not in there
    ]
