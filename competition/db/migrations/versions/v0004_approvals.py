"""What one person asks for and another one approves, and when somebody last showed who they are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from competition.db.types import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "approval",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("trade_id", sa.String(length=32), nullable=True),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("object", sa.String(length=96), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("reason_ref", sa.String(length=64), nullable=True),
        sa.Column("asked_by", sa.String(length=32), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decision", sa.String(length=16), nullable=False, server_default="open"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_approval_event_id_event")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_approval_trade_id_trade")),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_approval_asked_by_account")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_approval_decided_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index("ix_approval_event_id_decision", "approval", ["event_id", "decision"])
    op.add_column("session", sa.Column("authenticated_at", UtcDateTime(), nullable=True))
    op.execute("UPDATE session SET authenticated_at = created_at")


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("session") as session:
        session.drop_column("authenticated_at")
    op.drop_index("ix_approval_event_id_decision", "approval")
    op.drop_table("approval")
