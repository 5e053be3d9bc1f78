"""Settings of events and trades that the wizard asks for, its drafts, and links that make a password."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from competition.db.types import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "set_up_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_set_up_link_account_id_account")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_set_up_link")),
    )
    op.create_index(op.f("ix_set_up_link_account_id"), "set_up_link", ["account_id"])
    op.create_table(
        "event_draft",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_event_draft_account_id_account")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_draft_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_draft")),
    )
    op.create_index(op.f("ix_event_draft_account_id"), "event_draft", ["account_id"])
    op.add_column("event", sa.Column("trade_defaults", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("trade", sa.Column("sector", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("trade", sa.Column("min_entries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("trade", sa.Column("max_entries", sa.Integer(), nullable=True))
    op.add_column("trade", sa.Column("maximum_age", sa.Integer(), nullable=True))
    op.add_column("trade", sa.Column("landscape_form", sa.Boolean(), nullable=False, server_default=sa.false()))
    # SQLite takes a foreign key only together with its column, and alembic would copy the whole table for it.
    op.execute(
        f"ALTER TABLE trade ADD COLUMN standard_id VARCHAR(32) "
        f"CONSTRAINT {op.f('fk_trade_standard_id_standard')} REFERENCES standard (id)"
    )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("trade") as trade:
        for column in ("standard_id", "landscape_form", "maximum_age", "max_entries", "min_entries", "sector"):
            trade.drop_column(column)
    with op.batch_alter_table("event") as event:
        event.drop_column("trade_defaults")
    op.drop_index(op.f("ix_event_draft_account_id"), "event_draft")
    op.drop_table("event_draft")
    op.drop_index(op.f("ix_set_up_link_account_id"), "set_up_link")
    op.drop_table("set_up_link")
