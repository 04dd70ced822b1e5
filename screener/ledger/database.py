"""The database under the ledger, SQLite or PostgreSQL: reached, read as of one moment, written by one at a time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError

from screener.errors import InputError, ScreenerError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGIN = {
    ("sqlite", "read"): ["BEGIN"],
    ("sqlite", "write"): ["BEGIN IMMEDIATE"],
    ("postgresql", "read"): ["SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"],
    # An advisory lock asks for no right to change a table, so a role that may only read and insert can write.
    ("postgresql", "write"): [
        "SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
        "SELECT pg_advisory_xact_lock(726501)",
    ],
}
"""The first statements of a transaction: a read sees one moment, a write waits until no other is under way."""

_WAIT = 60
"""Seconds that a SQLite writer waits for the others."""


def parse_url(text: str) -> sa.URL:
    """Return a ledger's URL.

    Raises
    ------
    InputError
        It is none, or of a database that the ledger is not made for. The text is not shown: it may hold a password.
    """
    try:
        url = sa.make_url(text)
    except (ArgumentError, ValueError):
        url = None
    if url is None or not _is_usable(url):
        raise InputError(
            "the URL of the ledger is no URL of a SQLite or PostgreSQL database",
            where="SCREENER_LEDGER_URL",
            hint="write postgresql://user:password@server/database, with @ in a password as %40, or sqlite:///file",
        ) from None
    return url


def _is_usable(url: sa.URL) -> bool:
    """Return whether a URL names a SQLite file or a PostgreSQL database."""
    if url.get_backend_name() == "sqlite":
        return url.database not in {None, "", ":memory:"}  # memory would forget what people decided
    # an @ that was not written %40 cuts the password in two, and its end would pass for the server's name
    return url.get_backend_name() == "postgresql" and "@" not in (url.host or "")


def make_engine(text: str) -> sa.Engine:
    """Return an engine for a ledger's URL; nothing is connected yet.

    Raises
    ------
    InputError
        The URL cannot be used, or the database's driver is not installed.
    """
    url = parse_url(text)
    if url.get_backend_name() == "sqlite":
        return sa.create_engine(url, connect_args={"timeout": _WAIT}, poolclass=sa.NullPool)
    url = url.set(drivername="postgresql+psycopg", query={"connect_timeout": "10", **url.query})
    try:
        return sa.create_engine(url, poolclass=sa.NullPool)
    except ImportError as error:
        raise InputError(
            "the driver of PostgreSQL is not installed",
            where="SCREENER_LEDGER_URL",
            hint="pip install '.[postgres]' in a checkout",
        ) from error


@contextmanager
def begin(engine: sa.Engine, purpose: str) -> Iterator[sa.Connection]:
    """Open one transaction, to ``read`` or to ``write``; it is committed at the end, or undone by an error.

    Raises
    ------
    SourceError
        The database could not be asked.
    InputError
        The database refuses: it is no ledger, or the user may not do this.
    """
    try:
        with engine.begin() as connection:
            for statement in _BEGIN[engine.dialect.name, purpose]:
                connection.exec_driver_sql(statement)
            yield connection
    except DBAPIError as error:
        raise _explain(engine.url, error) from error


def describe(url: sa.URL) -> str:
    """Return where a ledger is, as a person may see it: the file, or the URL without its password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.set(query={}).render_as_string(hide_password=True)


def _explain(url: sa.URL, error: DBAPIError) -> ScreenerError:
    """Return the error for a database that gave no answer or refused; it never shows the password."""
    reason = str(error.orig).strip().partition("\n")[0]
    for secret in (url.password, url.query.get("password")):
        reason = reason.replace(str(secret), "***") if secret else reason
    where = describe(url)
    if isinstance(error, (OperationalError, InterfaceError)):
        return SourceError(
            f"the ledger could not be asked: {reason}",
            where=where,
            hint="check that its database is there and can be reached, then the same command again",
        )
    return InputError(
        f"the ledger's database refuses: {reason}",
        where=where,
        hint="check that SCREENER_LEDGER_URL names a ledger and that its user may read and insert",
    )
