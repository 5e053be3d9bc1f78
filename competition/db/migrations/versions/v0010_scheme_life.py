"""Versions of marking schemes that wait, are approved and locked; marks that go over to the next version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from competition.db.types import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "scheme_release",
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=True),
        sa.Column("approval_id", sa.String(length=32), nullable=True),
        sa.Column("restores_id", sa.String(length=32), nullable=True),
        sa.Column("locked_at", UtcDateTime(), nullable=True),
        sa.Column("lock_approval_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["scheme_version.id"], name=op.f("fk_scheme_release_version_id_scheme_version")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_scheme_release_made_by_account")),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_scheme_release_approval_id_approval")),
        sa.ForeignKeyConstraint(
            ["restores_id"], ["scheme_version.id"], name=op.f("fk_scheme_release_restores_id_scheme_version")
        ),
        sa.ForeignKeyConstraint(
            ["lock_approval_id"], ["approval.id"], name=op.f("fk_scheme_release_lock_approval_id_approval")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_scheme_release")),
    )
    op.create_table(
        "aspect_origin",
        sa.Column("aspect_id", sa.String(length=32), nullable=False),
        sa.Column("origin_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["aspect_id"], ["aspect.id"], name=op.f("fk_aspect_origin_aspect_id_aspect")),
        sa.ForeignKeyConstraint(["origin_id"], ["aspect.id"], name=op.f("fk_aspect_origin_origin_id_aspect")),
        sa.PrimaryKeyConstraint("aspect_id", name=op.f("pk_aspect_origin")),
    )
    op.create_table(
        "scheme_change",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("trade_id", sa.String(length=32), nullable=False),
        sa.Column("former_id", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=False),
        sa.Column("approval_id", sa.String(length=32), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ops", sa.Integer(), nullable=False),
        sa.Column("fates", sa.JSON(), nullable=False),
        sa.Column("sheets", sa.JSON(), nullable=False),
        sa.Column("undone_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_scheme_change_trade_id_trade")),
        sa.ForeignKeyConstraint(
            ["former_id"], ["scheme_version.id"], name=op.f("fk_scheme_change_former_id_scheme_version")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["scheme_version.id"], name=op.f("fk_scheme_change_version_id_scheme_version")
        ),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_scheme_change_approval_id_approval")),
        sa.ForeignKeyConstraint(
            ["undone_id"], ["scheme_version.id"], name=op.f("fk_scheme_change_undone_id_scheme_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_change")),
    )
    op.create_index(op.f("ix_scheme_change_trade_id"), "scheme_change", ["trade_id"])
    op.add_column("sheet", sa.Column("sources", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("sheet") as sheet:
        sheet.drop_column("sources")
    op.drop_index(op.f("ix_scheme_change_trade_id"), "scheme_change")
    op.drop_table("scheme_change")
    op.drop_table("aspect_origin")
    op.drop_table("scheme_release")
