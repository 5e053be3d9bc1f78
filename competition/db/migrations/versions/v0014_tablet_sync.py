"""Keys of tablets, seals and chains of changes, answered batches, and what was decided on held changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from competition.db.types import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_DEVICE = ("last_hash", "quarantined_at", "skew_ms")
_OP = ("key_id", "seal", "sealed", "chain")
_HELD = ("decision", "note", "decided_by", "decided_at")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "device_key",
        _id(),
        _id("device_id"),
        _id("account_id"),
        sa.Column("alg", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        _to("device_key", "device_id", "device"),
        _to("device_key", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_key")),
        sa.UniqueConstraint("device_id", "account_id", "key", name=op.f("uq_device_key_device_id_account_id_key")),
    )
    op.create_index(op.f("ix_device_key_account_id"), "device_key", ["account_id"])
    op.create_table(
        "batch",
        _id("account_id"),
        sa.Column("key", sa.String(length=64), nullable=False),
        _id("event_id"),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        _to("batch", "account_id", "account"),
        _to("batch", "event_id", "event"),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_batch")),
    )
    op.create_index(op.f("ix_batch_event_id"), "batch", ["event_id"])
    op.add_column("device", sa.Column("last_hash", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("device", sa.Column("quarantined_at", UtcDateTime(), nullable=True))
    op.add_column("device", sa.Column("skew_ms", sa.Integer(), nullable=False, server_default="0"))
    # Columns that point elsewhere are added by hand: making the table anew would lose the guards of the log.
    _add_pointer("op", "key_id", "device_key")
    op.add_column("op", sa.Column("seal", sa.String(length=120), nullable=True))
    op.add_column("op", sa.Column("sealed", sa.Text(), nullable=True))
    op.add_column("op", sa.Column("chain", sa.String(length=64), nullable=True))
    op.add_column("held_op", sa.Column("decision", sa.String(length=16), nullable=True))
    op.add_column("held_op", sa.Column("note", sa.Text(), nullable=False, server_default=""))
    _add_pointer("held_op", "decided_by", "account")
    op.add_column("held_op", sa.Column("decided_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    """Take it back."""
    for table, columns in (("held_op", _HELD), ("op", _OP), ("device", _DEVICE)):
        for column in columns:
            op.drop_column(table, column)
    op.drop_table("batch")
    op.drop_table("device_key")


def _add_pointer(table: str, column: str, target: str) -> None:
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {column} VARCHAR(32) "
        f"CONSTRAINT fk_{table}_{column}_{target} REFERENCES {target} (id)"
    )


def _id(name: str = "id", *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=32), nullable=optional)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))
