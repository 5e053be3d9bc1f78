"""Consent and display, invitations, team leaders, experts, conflicts, registration, questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from competition.db.types import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NEW = (
    "question",
    "application",
    "registration",
    "expert_role",
    "expert_training",
    "expert",
    "conflict",
    "team_leader",
    "portrait",
    "people_settings",
)
ADDED = {
    "person": ("short_name", "email", "phone", "institution_id", "erased_at"),
    "team": ("kind", "institution_id"),
    "competitor": (
        "consent",
        "consent_by",
        "consent_at",
        "consent_noted_by",
        "consent_notice",
        "guardian_name",
        "display_name",
        "display_photo",
    ),
    "interest": ("source",),
    "marking_team_member": ("former",),
}


def upgrade() -> None:
    """Apply."""
    _people()
    _leaders()
    _experts()
    _registration()


def downgrade() -> None:
    """Take it back."""
    for table in NEW:
        op.drop_table(table)
    for table, columns in ADDED.items():
        for column in columns:
            op.drop_column(table, column)


def _people() -> None:
    op.add_column("person", _word("short_name", 100))
    op.add_column("person", _word("email", 200))
    op.add_column("person", _word("phone", 64))
    _refer("person", "institution_id", "institution")
    op.add_column("person", sa.Column("erased_at", UtcDateTime(), nullable=True))
    op.add_column("team", _word("kind", 16, "country"))
    _refer("team", "institution_id", "institution")
    op.add_column("competitor", _word("consent", 16, "unknown"))
    op.add_column("competitor", _word("consent_by", 16))
    op.add_column("competitor", sa.Column("consent_at", UtcDateTime(), nullable=True))
    op.add_column("competitor", _id("consent_noted_by", optional=True))
    op.add_column("competitor", sa.Column("consent_notice", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("competitor", _word("guardian_name", 200))
    op.add_column("competitor", _word("display_name", 16, "full"))
    op.add_column("competitor", sa.Column("display_photo", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("interest", _word("source", 16, "declared"))
    op.add_column("marking_team_member", sa.Column("former", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "portrait",
        _id("person_id"),
        _id("image_id"),
        _to("portrait", "person_id", "person"),
        _to("portrait", "image_id", "image"),
        _key("portrait", "person_id"),
    )
    op.create_table(
        "people_settings",
        _id("event_id"),
        sa.Column("consent_rule", sa.String(length=16), nullable=False),
        sa.Column("display_name", sa.String(length=16), nullable=False),
        sa.Column("display_photo", sa.Boolean(), nullable=False),
        sa.Column("notice", sa.JSON(), nullable=False),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column("institution_conflicts", sa.Boolean(), nullable=False),
        sa.Column("country_conflicts", sa.Boolean(), nullable=False),
        _to("people_settings", "event_id", "event"),
        _key("people_settings", "event_id"),
    )


def _leaders() -> None:
    op.create_table(
        "team_leader",
        _id("team_id"),
        _id("account_id"),
        _id("event_id"),
        sa.Column("since", UtcDateTime(), nullable=False),
        _to("team_leader", "team_id", "team"),
        _to("team_leader", "account_id", "account"),
        _to("team_leader", "event_id", "event"),
        _key("team_leader", "team_id", "account_id"),
    )
    op.create_index(op.f("ix_team_leader_event_id"), "team_leader", ["event_id"])
    op.create_table(
        "conflict",
        _id(),
        _id("person_id"),
        _id("event_id", optional=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        _id("team_id", optional=True),
        _id("institution_id", optional=True),
        _id("other_person_id", optional=True),
        sa.Column("country", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("declared_at", UtcDateTime(), nullable=False),
        _id("declared_by", optional=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        _to("conflict", "person_id", "person"),
        _to("conflict", "event_id", "event"),
        _to("conflict", "team_id", "team"),
        _to("conflict", "institution_id", "institution"),
        _to("conflict", "other_person_id", "person"),
        _to("conflict", "declared_by", "account"),
        _key("conflict"),
    )
    op.create_index(op.f("ix_conflict_person_id"), "conflict", ["person_id"])
    op.create_index(op.f("ix_conflict_event_id"), "conflict", ["event_id"])


def _experts() -> None:
    op.create_table(
        "expert",
        _id(),
        _id("person_id"),
        sa.Column("trades", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("country", sa.String(length=8), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _to("expert", "person_id", "person"),
        sa.UniqueConstraint("person_id", name=op.f("uq_expert_person_id")),
        _key("expert"),
    )
    op.create_table(
        "expert_training",
        _id(),
        _id("expert_id"),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("given_by", sa.String(length=200), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        _to("expert_training", "expert_id", "expert"),
        _key("expert_training"),
    )
    op.create_index(op.f("ix_expert_training_expert_id"), "expert_training", ["expert_id"])
    op.create_table(
        "expert_role",
        _id(),
        _id("expert_id"),
        sa.Column("event", sa.String(length=200), nullable=False),
        sa.Column("trade", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        _to("expert_role", "expert_id", "expert"),
        _key("expert_role"),
    )
    op.create_index(op.f("ix_expert_role_expert_id"), "expert_role", ["expert_id"])


def _registration() -> None:
    op.create_table(
        "registration",
        _id("event_id"),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=True),
        sa.Column("note", sa.JSON(), nullable=False),
        sa.Column("trades", sa.JSON(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        _to("registration", "event_id", "event"),
        _key("registration", "event_id"),
    )
    op.create_table(
        "application",
        _id(),
        _id("event_id"),
        _id("team_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        _id("submitted_by", optional=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        _id("decided_by", optional=True),
        _to("application", "event_id", "event"),
        _to("application", "team_id", "team"),
        _to("application", "submitted_by", "account"),
        _to("application", "decided_by", "account"),
        sa.UniqueConstraint("team_id", "number", name=op.f("uq_application_team_id_number")),
        _key("application"),
    )
    op.create_index(op.f("ix_application_event_id"), "application", ["event_id"])
    op.create_table(
        "question",
        _id(),
        _id("event_id"),
        _id("trade_id", optional=True),
        _id("team_id", optional=True),
        _id("asked_by"),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        _id("answered_by", optional=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("audience", sa.String(length=16), nullable=False),
        _to("question", "event_id", "event"),
        _to("question", "trade_id", "trade"),
        _to("question", "team_id", "team"),
        _to("question", "asked_by", "account"),
        _to("question", "answered_by", "account"),
        _key("question"),
    )
    op.create_index(op.f("ix_question_event_id"), "question", ["event_id"])


def _id(name: str = "id", *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=32), nullable=optional)


def _word(name: str, length: int, default: str = "") -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False, server_default=default)


def _refer(table: str, name: str, other: str) -> None:
    """Add a column that refers to another table; SQLite takes the reference only as a part of the column."""
    key = sa.ForeignKey(f"{other}.id", name=op.f(f"fk_{table}_{name}_{other}"))
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.add_column(table, sa.Column(name, sa.String(length=32), key, nullable=True), inline_references=is_sqlite)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*(columns or ("id",)), name=op.f(f"pk_{table}"))
