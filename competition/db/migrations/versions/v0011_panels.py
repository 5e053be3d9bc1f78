"""Marking teams, draws, blind codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from competition.db.types import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    # The same words on both engines; SQLite needs no copy of the table for them (3.53).
    op.execute("ALTER TABLE entry ALTER COLUMN team_id DROP NOT NULL")
    op.add_column("entry", sa.Column("layer", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("entry", sa.Column("start", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("entry", sa.Column("workstation", sa.String(length=16), nullable=False, server_default=""))
    op.add_column("trade", sa.Column("blind", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("trade", sa.Column("sealed", sa.Integer(), nullable=False, server_default="0"))
    _panels()
    _codes()


def _panels() -> None:
    op.create_table(
        "panel_plan",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("trade_id", sa.String(length=32), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("base", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=32), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_panel_plan_event_id_event")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_panel_plan_trade_id_trade")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_panel_plan_made_by_account")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_panel_plan_decided_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_plan")),
    )
    op.create_index("ix_panel_plan_trade_id_state", "panel_plan", ["trade_id", "state"])
    op.create_table(
        "draw",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("trade_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("pool", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("reason_ref", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_draw_event_id_event")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_draw_trade_id_trade")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_draw_made_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("trade_id", "kind", "number", name=op.f("uq_draw_trade_id_kind_number")),
    )


def _codes() -> None:
    op.create_table(
        "key_holder",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("by_passphrase", sa.JSON(), nullable=False),
        sa.Column("by_recovery", sa.JSON(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_key_holder_event_id_event")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_key_holder_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_holder")),
        sa.UniqueConstraint("event_id", "account_id", name=op.f("uq_key_holder_event_id_account_id")),
    )
    op.create_table(
        "code_layer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("trade_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.String(length=32), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("envelope", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", UtcDateTime(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("discarded_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_code_layer_event_id_event")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_code_layer_trade_id_trade")),
        sa.ForeignKeyConstraint(["holder_id"], ["key_holder.id"], name=op.f("fk_code_layer_holder_id_key_holder")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_layer")),
    )
    op.create_index("ix_code_layer_trade_id_number", "code_layer", ["trade_id", "number"])
    op.create_table(
        "code_share",
        sa.Column("approval_id", sa.String(length=32), nullable=False),
        sa.Column("layer_id", sa.String(length=32), nullable=False),
        sa.Column("holder_id", sa.String(length=32), nullable=False),
        sa.Column("box", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_code_share_approval_id_approval")),
        sa.ForeignKeyConstraint(["layer_id"], ["code_layer.id"], name=op.f("fk_code_share_layer_id_code_layer")),
        sa.ForeignKeyConstraint(["holder_id"], ["key_holder.id"], name=op.f("fk_code_share_holder_id_key_holder")),
        sa.PrimaryKeyConstraint("approval_id", "layer_id", "holder_id", name=op.f("pk_code_share")),
    )


def downgrade() -> None:
    """Take it back; a trade under blind codes has to be opened first."""
    op.drop_table("code_share")
    op.drop_index("ix_code_layer_trade_id_number", "code_layer")
    op.drop_table("code_layer")
    op.drop_table("key_holder")
    op.drop_table("draw")
    op.drop_index("ix_panel_plan_trade_id_state", "panel_plan")
    op.drop_table("panel_plan")
    for table, column in (
        ("trade", "sealed"),
        ("trade", "blind"),
        ("entry", "workstation"),
        ("entry", "start"),
        ("entry", "layer"),
    ):
        op.drop_column(table, column)
    op.execute("ALTER TABLE entry ALTER COLUMN team_id SET NOT NULL")
