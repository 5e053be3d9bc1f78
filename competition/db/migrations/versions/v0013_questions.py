"""Clarifications of the jury, who has read them, and canned answers; answers in several languages.

No page wrote a question before, so that no answer has to be carried over.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from competition.db.types import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.drop_column("question", "answer")
    op.add_column("question", sa.Column("answer", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "clarification",
        _id(),
        _id("event_id"),
        _id("trade_id", optional=True),
        _id("question_id", optional=True),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        _id("sent_by"),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        _id("withdrawn_by", optional=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        _to("clarification", "event_id", "event"),
        _to("clarification", "trade_id", "trade"),
        _to("clarification", "question_id", "question"),
        _to("clarification", "sent_by", "account"),
        _to("clarification", "withdrawn_by", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification")),
    )
    op.create_index(op.f("ix_clarification_event_id"), "clarification", ["event_id"])
    op.create_table(
        "clarification_read",
        _id("clarification_id"),
        _id("account_id"),
        sa.Column("read_at", UtcDateTime(), nullable=False),
        _to("clarification_read", "clarification_id", "clarification"),
        _to("clarification_read", "account_id", "account"),
        sa.PrimaryKeyConstraint("clarification_id", "account_id", name=op.f("pk_clarification_read")),
    )
    op.create_table(
        "canned_answer",
        _id(),
        _id("event_id"),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        _to("canned_answer", "event_id", "event"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_answer")),
    )
    op.create_index(op.f("ix_canned_answer_event_id"), "canned_answer", ["event_id"])


def downgrade() -> None:
    """Take it back."""
    for table in ("canned_answer", "clarification_read", "clarification"):
        op.drop_table(table)
    op.drop_column("question", "answer")
    op.add_column("question", sa.Column("answer", sa.Text(), nullable=False, server_default=""))


def _id(name: str = "id", *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=32), nullable=optional)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))
