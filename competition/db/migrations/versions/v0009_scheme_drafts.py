"""Drafts of marking schemes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from competition.db.types import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "scheme_draft",
        sa.Column("trade_id", sa.String(length=32), nullable=False),
        sa.Column("base_version_id", sa.String(length=32), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_scheme_draft_trade_id_trade")),
        sa.ForeignKeyConstraint(
            ["base_version_id"], ["scheme_version.id"], name=op.f("fk_scheme_draft_base_version_id_scheme_version")
        ),
        sa.ForeignKeyConstraint(["updated_by"], ["account.id"], name=op.f("fk_scheme_draft_updated_by_account")),
        sa.PrimaryKeyConstraint("trade_id", name=op.f("pk_scheme_draft")),
    )
    op.add_column("scheme_version", sa.Column("words", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("scheme_version") as version:
        version.drop_column("words")
    op.drop_table("scheme_draft")
