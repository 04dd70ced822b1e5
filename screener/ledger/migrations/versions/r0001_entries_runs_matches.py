"""Entries, runs and match decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from screener.ledger.migrations.append_only import protect

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the three tables and their triggers."""
    op.create_table(
        "entries",
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.Text, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.Text, nullable=False, unique=True),
        sa.Column("hash", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "runs",
        sa.Column("sequence", sa.Integer, sa.ForeignKey("entries.sequence"), primary_key=True),
        sa.Column("run_id", sa.Text, nullable=False, unique=True),
        sa.Column("portfolio", sa.Text, nullable=False),
        sa.Column("as_of", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("manifest_sha256", sa.Text, nullable=False),
        sa.Column("market_value_cents", sa.BigInteger, nullable=False),
        sa.Column("lines", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "match_decisions",
        sa.Column("sequence", sa.Integer, sa.ForeignKey("entries.sequence"), primary_key=True),
        sa.Column("subject", sa.Text, nullable=False, index=True),
        sa.Column("issuer_id", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("portfolio", sa.Text, nullable=False),
        sa.Column("withdrawn", sa.Boolean, nullable=False),
    )
    protect("entries", "sequence", "previous_hash", "hash")
    protect("runs", "sequence", "run_id")
    protect("match_decisions", "sequence")


def downgrade() -> None:
    """Refuse: a ledger is never unmade."""
    raise NotImplementedError("a ledger is never unmade")
