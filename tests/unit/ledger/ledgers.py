"""What the tests of the ledger share: a database to tamper with, a run, a decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from screener.ledger import MatchDecision, Run, canonical

TABLES = ("entries", "runs", "match_decisions")
AT = datetime(2025, 1, 15, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Database:
    """A database that a ledger may lie in."""

    url: str

    @property
    def kind(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return sa.make_url(self.url).get_backend_name()

    def execute(self, *statements: str) -> None:
        """Run statements past the ledger, in one transaction."""
        self._execute([], statements)

    def tamper(self, *statements: str) -> None:
        """Run statements as someone who owns the database and switches its protection off, and on again after."""
        if self.kind == "postgresql":
            self._execute(["SET session_replication_role = replica"], statements)
            return
        with sa.create_engine(self.url, poolclass=sa.NullPool).connect() as connection:
            query = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
            triggers = connection.exec_driver_sql(query).all()
        off = [f"DROP TRIGGER {trigger.name}" for trigger in triggers]
        on = [trigger.sql for trigger in triggers if f"DROP TABLE {trigger.tbl_name}" not in statements]
        self._execute(off, statements, on)

    def _execute(self, *groups: tuple[str, ...] | list[str]) -> None:
        engine = sa.create_engine(self.url.replace("postgresql:", "postgresql+psycopg:"), poolclass=sa.NullPool)
        with engine.begin() as connection:
            for statement in (statement for group in groups for statement in group):
                connection.exec_driver_sql(statement)


def a_run(**changes: object) -> Run:
    """Return a run; its figures are constructed."""
    run = {
        "run_id": "0123456789ab",
        "portfolio": "illinois-demo",
        "as_of": "2024-12-31",
        "state": "IL",
        "manifest_sha256": "ab" * 32,
        "market_value_cents": 111_419_658_326,
        "lines": 2320,
    }
    return Run(**{**run, **changes})


def a_decision(subject: str = "parent:KOCH INDUSTRIES", **changes: object) -> MatchDecision:
    """Return a match decision; its words are constructed."""
    decision = {
        "issuer_id": "private:KOCH",
        "reason": "owner named in its own register",
        "facts": canonical({"name": "KOCH INDUSTRIES", "state": "KS"}),
        "portfolio": "illinois-demo",
    }
    return MatchDecision(subject=subject, **{**decision, **changes})
