"""The ledger's tables as they grew, by Alembic: `versions/` holds one file a step."""
