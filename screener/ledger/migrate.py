"""Brings a ledger's tables up to date with Alembic, silently, one process at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from screener.errors import InputError
from screener.ledger.database import begin, describe

if TYPE_CHECKING:
    import sqlalchemy as sa


def migrate(engine: sa.Engine) -> None:
    """Make the tables of a ledger, or bring them up to date; a ledger that is up to date is only read.

    Raises
    ------
    InputError
        The ledger knows a migration that this version of the program does not.
    """
    config = Config(attributes={"engine": engine})
    config.set_main_option("script_location", "screener.ledger:migrations")
    script = ScriptDirectory.from_config(config)
    with begin(engine, "read") as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    if revision == script.get_current_head():
        return
    if revision is not None and revision not in {known.revision for known in script.walk_revisions()}:
        raise InputError(
            f"the ledger is at migration {revision}, which this version of the screener does not know; "
            "a newer version has written it",
            where=describe(engine.url),
            hint="update the screener; nothing was written",
        )
    command.upgrade(config, "head")  # runs migrations/env.py, which takes the lock
