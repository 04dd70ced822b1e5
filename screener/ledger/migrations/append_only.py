"""The triggers that make a table append-only, for every migration that makes a table."""

from __future__ import annotations

from alembic import op

_REFUSAL = "the ledger is append-only"


def protect(table: str, *keys: str) -> None:
    """Make the database refuse every change of a table but new rows.

    Parameters
    ----------
    table : str
    *keys : str
        Its primary key and unique columns: in SQLite a replacing insert would delete the row that has the same key,
        and fire no trigger on deletion.
    """
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    same_key = " OR ".join(f"{key} = NEW.{key}" for key in keys)
    refusals = {
        "update": f"BEFORE UPDATE ON {table}",
        "delete": f"BEFORE DELETE ON {table}",
        "replace": f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {same_key})",
    }
    for name, event in refusals.items():
        op.execute(f"CREATE TRIGGER {table}_no_{name} {event} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END")
