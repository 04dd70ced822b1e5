"""Brings a ledger's tables up to date with Alembic, silently, one process at a time."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from screener.errors import InputError, IntegrityError, NotFoundError
from screener.ledger.database import begin, describe
from screener.ledger.models import Base

HEAD = "0001"
"""The newest migration. A test holds it against the scripts: Alembic itself is imported only where one is missing."""


def migrate(engine: sa.Engine, *, must_exist: bool = False) -> None:
    """Make the tables of a ledger, or bring them up to date; a ledger that is up to date is only read.

    Raises
    ------
    NotFoundError
        There is no ledger, and none may be made.
    InputError
        The ledger knows a migration that this version of the program does not.
    IntegrityError
        A table that belongs to its migration is gone.
    """
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    if must_exist and file and not Path(file).exists():  # SQLite would make the file by looking at it
        raise NotFoundError("there is no ledger", where=describe(engine.url))
    with begin(engine, "read") as connection:
        tables = set(sa.inspect(connection).get_table_names())
        found = (
            connection.execute(sa.text("SELECT version_num FROM alembic_version")).all() if _VERSION in tables else []
        )
    revision = found[0].version_num if found else None
    ours = set(Base.metadata.tables)
    lost = sorted(ours - tables) if revision == HEAD else [_VERSION] if revision is None and ours & tables else []
    if lost:
        raise IntegrityError(
            f"the ledger has lost what its table {' and '.join(lost)} held",
            where=describe(engine.url),
            hint="restore the ledger from a backup",
        )
    if revision == HEAD:
        return
    if must_exist and revision is None:
        raise NotFoundError("there is no ledger", where=describe(engine.url))
    _upgrade(engine, revision)


_VERSION = "alembic_version"


def _upgrade(engine: sa.Engine, revision: str | None) -> None:
    """Run the migrations that a ledger does not know yet."""
    # A third of a second to import, and needed once in a ledger's life or after an update.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config(attributes={"engine": engine})
    config.set_main_option("script_location", "screener.ledger:migrations")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise InputError(
            f"the ledger is at migration {revision}, which this version of the screener does not know; "
            "a newer version has written it",
            where=describe(engine.url),
            hint="update the screener; nothing was written",
        )
    command.upgrade(config, "head")  # runs migrations/env.py, which takes the lock
