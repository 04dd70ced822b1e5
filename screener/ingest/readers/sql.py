"""A query against any database that SQLAlchemy reaches: rows as text, exactly as the database gives them."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    NoSuchModuleError,
    NotSupportedError,
    ProgrammingError,
    SQLAlchemyError,
)

from screener.errors import InputError, ScreenerError, SourceError
from screener.ingest.readers.workbook import to_text

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from screener.ingest.delivered import Source


_SQLITE_REFUSALS = (1, 8)
"""SQLITE_ERROR: a wrong query; SQLITE_READONLY: one that would write."""


def read_query(source: Source, as_of: date) -> tuple[list[str], list[list[str]]]:
    """Return the headings and rows of an input's query.

    Parameters
    ----------
    source : Source
        Its input holds the URL (``${NAME}`` is read from the environment) and the query (``:as_of`` is bound).
    as_of : date

    Raises
    ------
    InputError
        The URL means nothing, or names an environment variable that is not set.
    SourceError
        The database could not be asked.
    """
    url = _url(source)
    query = source.input.query or ""
    statement = sa.text(query)
    if re.search(r"(?<![:\w]):as_of\b", query):
        statement = statement.bindparams(as_of=as_of.isoformat() if url.get_backend_name() == "sqlite" else as_of)
    try:
        engine = sa.create_engine(url)
    except ImportError as error:
        raise InputError(
            f"the driver {error.name} of the database is not installed",
            where=source.declared("url"),
            hint=f"pip install {error.name}",
        ) from error
    except (ArgumentError, NoSuchModuleError) as error:
        raise InputError(f"url cannot be used: {error}", where=source.declared("url")) from error
    connected = False
    try:
        with engine.connect() as connection:
            connected = True
            result = connection.execute(statement)
            return list(result.keys()), [[to_text(cell) for cell in row] for row in result]
    except SQLAlchemyError as error:
        raise _failure(source, error, refused=connected and _is_refusal(error)) from error
    finally:
        engine.dispose()


def _is_refusal(error: SQLAlchemyError) -> bool:
    """Return whether a database that was reached refused the query, so that asking again is of no use."""
    if not isinstance(error, DBAPIError) or isinstance(error, (ProgrammingError, DataError, NotSupportedError)):
        return True
    # a lost connection is an operational error; SQLite says so of wrong queries too
    return getattr(error.orig, "sqlite_errorcode", None) in _SQLITE_REFUSALS


def _failure(source: Source, error: SQLAlchemyError, *, refused: bool) -> ScreenerError:
    """Return the error for a query without an answer: the query is wrong, or the database could not be asked."""
    reason = str(getattr(error, "orig", None) or error).splitlines()[0]
    if refused:
        return InputError(
            f"input {source.input.name!r}: the database refuses the query: {reason}",
            where=source.declared("query"),
            hint="correct the query; it must return rows",
        )
    return SourceError(
        f"input {source.input.name!r}: the database could not answer: {reason}",
        where=source.declared("url"),
        hint="check that it can be reached; nothing was read",
    )


def _url(source: Source) -> sa.URL:
    """Return the URL with environment variables filled in; a relative SQLite file lies in the portfolio's folder."""
    text = source.input.url or ""
    names = re.findall(r"\$\{(\w+)\}", text)
    unset = sorted({name for name in names if name not in os.environ})
    if unset:
        raise InputError(
            f"url of input {source.input.name!r} needs the environment variable {', '.join(unset)}",
            where=source.declared("url"),
            hint="set it before the run",
        )
    try:
        url = sa.make_url(re.sub(r"\$\{(\w+)\}", lambda found: os.environ[found[1]], text))
    except ArgumentError as error:
        raise InputError("url is no database URL", where=source.declared("url")) from error
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return url
    database = _database(source.toml.parent, url.database, source)
    return url.set(database=f"file:{database.as_posix()}", query={"mode": "ro", "uri": "true"})


def _database(folder: Path, name: str, source: Source) -> Path:
    """Return the SQLite file, which must exist: opening a missing one would make an empty one."""
    file = folder / name
    if not file.is_file():
        raise InputError(
            f"input {source.input.name!r}: there is no database {name}",
            where=source.declared("url"),
            hint="a relative path starts at the portfolio's folder",
        )
    return file.resolve()
