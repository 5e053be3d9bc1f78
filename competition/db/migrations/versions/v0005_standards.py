"""Pictures, standards, institutions, brand and sponsors, sessions, enrolled tablets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from competition.db.types import Hundredths, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NEW = (
    "judge_card",
    "tablet",
    "enrolment",
    "register_change",
    "institution",
    "register_section",
    "standard",
    "sponsor",
    "event_brand",
    "image",
)


def upgrade() -> None:
    """Apply."""
    _pictures()
    _registers()
    _tablets()
    op.add_column("schedule_item", sa.Column("is_public", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("schedule_item", sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("schedule_item") as item:
        item.drop_column("sequence")
        item.drop_column("is_public")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP TRIGGER register_change_append_only ON register_change")
    for table in NEW:
        op.drop_table(table)


def _pictures() -> None:
    op.create_table(
        "image",
        _id(),
        _id("event_id", optional=True),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("media_type", sa.String(length=32), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _id("created_by", optional=True),
        _to("image", "event_id", "event"),
        _to("image", "created_by", "account"),
        _key("image"),
    )
    op.create_index("ix_image_event_id_purpose", "image", ["event_id", "purpose"])
    op.create_table(
        "event_brand",
        _id("event_id"),
        _id("logo_id", optional=True),
        sa.Column("accent", sa.String(length=7), nullable=False),
        sa.Column("accent_dark", sa.String(length=7), nullable=False),
        sa.Column("bench", sa.String(length=7), nullable=False),
        sa.Column("notice", sa.JSON(), nullable=False),
        _to("event_brand", "event_id", "event"),
        _to("event_brand", "logo_id", "image"),
        _key("event_brand", "event_id"),
    )
    op.create_table(
        "sponsor",
        _id(),
        _id("event_id"),
        sa.Column("name", sa.JSON(), nullable=False),
        _id("image_id", optional=True),
        sa.Column("position", sa.Integer(), nullable=False),
        _to("sponsor", "event_id", "event"),
        _to("sponsor", "image_id", "image"),
        _key("sponsor"),
    )
    op.create_index("ix_sponsor_event_id_position", "sponsor", ["event_id", "position"])


def _registers() -> None:
    op.create_table(
        "standard",
        _id(),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("countries", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("code", "version", name=op.f("uq_standard_code_version")),
        _key("standard"),
    )
    op.create_table(
        "register_section",
        _id(),
        _id("standard_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("weight", Hundredths(), nullable=False),
        _to("register_section", "standard_id", "standard"),
        sa.UniqueConstraint("standard_id", "code", name=op.f("uq_register_section_standard_id_code")),
        _key("register_section"),
    )
    op.create_table(
        "institution",
        _id(),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("country", sa.String(length=8), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _key("institution"),
    )
    op.create_table(
        "register_change",
        _id(),
        sa.Column("register", sa.String(length=16), nullable=False),
        _id("object_id"),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        _id("actor_id", optional=True),
        sa.Column("old", sa.JSON(), nullable=True),
        sa.Column("new", sa.JSON(), nullable=True),
        _to("register_change", "actor_id", "account"),
        _key("register_change"),
    )
    op.create_index("ix_register_change_object_id_at", "register_change", ["object_id", "at"])
    _keep_changes()


def _keep_changes() -> None:
    """Refuse what would change the history of a register, as for the log (v0002)."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER register_change_no_{change.lower()} BEFORE {change} ON register_change "
                "BEGIN SELECT RAISE(ABORT, 'register_change is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER register_change_append_only BEFORE UPDATE OR DELETE ON register_change "
        "FOR EACH ROW EXECUTE FUNCTION append_only()"
    )


def _tablets() -> None:
    op.create_table(
        "enrolment",
        _id(),
        _id("event_id"),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        _id("opened_by"),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("stopped_at", UtcDateTime(), nullable=True),
        _to("enrolment", "event_id", "event"),
        _to("enrolment", "opened_by", "account"),
        sa.UniqueConstraint("token_hash", name=op.f("uq_enrolment_token_hash")),
        _key("enrolment"),
    )
    op.create_index(op.f("ix_enrolment_event_id"), "enrolment", ["event_id"])
    op.create_table(
        "tablet",
        _id("device_id"),
        _id("event_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        _id("trade_id", optional=True),
        sa.Column("bay", sa.String(length=40), nullable=False),
        _id("enrolment_id"),
        sa.Column("enrolled_at", UtcDateTime(), nullable=False),
        _to("tablet", "device_id", "device"),
        _to("tablet", "event_id", "event"),
        _to("tablet", "trade_id", "trade"),
        _to("tablet", "enrolment_id", "enrolment"),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_tablet_event_id_number")),
        _key("tablet", "device_id"),
    )
    op.create_table(
        "judge_card",
        _id("judge_id"),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        _id("made_by"),
        _to("judge_card", "judge_id", "judge_profile"),
        _to("judge_card", "made_by", "account"),
        _key("judge_card", "judge_id"),
    )


def _id(name: str = "id", *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=32), nullable=optional)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _key(table: str, column: str = "id") -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(column, name=op.f(f"pk_{table}"))
