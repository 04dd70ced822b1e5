"""What Alembic runs: it opens the ledger, waits until nobody else writes, and applies the steps in one transaction."""

from __future__ import annotations

from pathlib import Path

from alembic import context

from screener.ledger.database import begin, make_engine
from screener.ledger.models import Base
from screener.ledger.settings import default_url


def run() -> None:
    """Apply the migrations to the ledger the program hands in; for the alembic command, to that of this folder."""
    engine = context.config.attributes.get("engine") or make_engine(default_url(Path.cwd()))
    with begin(engine, "write") as connection:
        context.configure(connection=connection, target_metadata=Base.metadata)
        with context.begin_transaction():
            context.run_migrations()


if __name__ == "env_py":  # the name Alembic loads this file by; any other import runs nothing
    run()
