"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "device",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("short_name", sa.JSON(), nullable=False),
        sa.Column("venue", sa.JSON(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("default_language", sa.String(length=8), nullable=False),
        sa.Column("second_language", sa.String(length=8), nullable=False),
        sa.Column("medal_rules", sa.JSON(), nullable=False),
        sa.Column("scale", sa.String(length=8), nullable=False),
        sa.Column("clock_offset", sa.Integer(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("code", name=op.f("uq_event_code")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("native_name", sa.String(length=200), nullable=False),
        sa.Column("native_language", sa.String(length=16), nullable=False),
        sa.Column("latin_name", sa.String(length=200), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("pin_hash", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("failed_sign_ins", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )
    op.create_table(
        "audit_event",
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=False),
        sa.Column("object", sa.String(length=96), nullable=False),
        sa.Column("leaf", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_audit_event_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", "seq", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index("ix_audit_event_event_id_object", ["event_id", "object"], unique=False)

    op.create_table(
        "audit_head",
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("genesis", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_audit_head_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_text",
        sa.Column("ref", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_audit_text_event_id_event")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_audit_text")),
    )
    op.create_table(
        "day",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_day_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_day_event_id_number")),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("flag", sa.String(length=16), nullable=False),
        sa.Column("country", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_team_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("event_id", "code", name=op.f("uq_team_event_id_code")),
    )
    op.create_table(
        "trade",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("worldskills", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("team_size", sa.Integer(), nullable=False),
        sa.Column("panel_size", sa.Integer(), nullable=False),
        sa.Column("spread_limit", sa.Integer(), nullable=False),
        sa.Column("aggregation", sa.String(length=16), nullable=False),
        sa.Column("allows_compatriots", sa.Boolean(), nullable=False),
        sa.Column("identifies_judges", sa.Boolean(), nullable=False),
        sa.Column("gives_medals", sa.Boolean(), nullable=False),
        sa.Column("counts_for_teams", sa.Boolean(), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("entry_prefix", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_trade_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trade")),
        sa.UniqueConstraint("event_id", "code", name=op.f("uq_trade_event_id_code")),
    )
    op.create_table(
        "board",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("trade_id", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("policy", sa.String(length=16), nullable=False),
        sa.Column("label", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_board_event_id_event")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_board_trade_id_trade")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board")),
        sa.UniqueConstraint("event_id", "kind", "trade_id", name=op.f("uq_board_event_id_kind_trade_id")),
    )
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_board_trade_id"), ["trade_id"], unique=False)

    op.create_table(
        "competitor",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("bib", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_competitor_event_id_event")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_competitor_person_id_person")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_competitor_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competitor")),
        sa.UniqueConstraint("event_id", "person_id", name=op.f("uq_competitor_event_id_person_id")),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("trade_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("lot", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_entry_event_id_event")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_entry_team_id_team")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_entry_trade_id_trade")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("trade_id", "code", name=op.f("uq_entry_trade_id_code")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_trade_id"), ["trade_id"], unique=False)

    op.create_table(
        "judge_profile",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_judge_profile_account_id_account")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_judge_profile_event_id_event")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_judge_profile_person_id_person")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_judge_profile_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge_profile")),
        sa.UniqueConstraint("event_id", "account_id", name=op.f("uq_judge_profile_event_id_account_id")),
    )
    op.create_table(
        "login_token",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_login_token_account_id_account")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_login_token")),
    )
    op.create_table(
        "marking_team",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("trade_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_marking_team_trade_id_trade")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking_team")),
        sa.UniqueConstraint("trade_id", "name", name=op.f("uq_marking_team_trade_id_name")),
    )
    op.create_table(
        "role_assignment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=True),
        sa.Column("trade_id", sa.String(length=32), nullable=True),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_role_assignment_account_id_account")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_role_assignment_event_id_event")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_role_assignment_trade_id_trade")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_assignment")),
        sa.UniqueConstraint(
            "account_id",
            "event_id",
            "role",
            "trade_id",
            name=op.f("uq_role_assignment_account_id_event_id_role_trade_id"),
        ),
    )
    with op.batch_alter_table("role_assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_assignment_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_role_assignment_event_id_role", ["event_id", "role"], unique=False)

    op.create_table(
        "schedule_item",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("trade_id", sa.String(length=32), nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_schedule_item_event_id_event")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_schedule_item_trade_id_trade")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule_item")),
    )
    with op.batch_alter_table("schedule_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schedule_item_event_id"), ["event_id"], unique=False)

    op.create_table(
        "scheme_version",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("trade_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(length=8), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_scheme_version_trade_id_trade")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_version")),
        sa.UniqueConstraint("trade_id", "number", name=op.f("uq_scheme_version_trade_id_number")),
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_account_id_account")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_session_device_id_device")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_account_id"), ["account_id"], unique=False)

    op.create_table(
        "stream",
        sa.Column("trade_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_stream_trade_id_trade")),
        sa.PrimaryKeyConstraint("trade_id", name=op.f("pk_stream")),
    )
    op.create_table(
        "criterion",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("scheme_version_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheme_version_id"], ["scheme_version.id"], name=op.f("fk_criterion_scheme_version_id_scheme_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("scheme_version_id", "code", name=op.f("uq_criterion_scheme_version_id_code")),
    )
    op.create_table(
        "entry_member",
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("competitor_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["competitor_id"], ["competitor.id"], name=op.f("fk_entry_member_competitor_id_competitor")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_member_entry_id_entry")),
        sa.PrimaryKeyConstraint("entry_id", "competitor_id", name=op.f("pk_entry_member")),
    )
    op.create_table(
        "entry_result",
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("trade_id", sa.String(length=32), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("marked", sa.Integer(), nullable=False),
        sa.Column("aspects", sa.Integer(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_result_entry_id_entry")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_entry_result_trade_id_trade")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_entry_result")),
    )
    with op.batch_alter_table("entry_result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_result_trade_id"), ["trade_id"], unique=False)

    op.create_table(
        "interest",
        sa.Column("judge_id", sa.String(length=32), nullable=False),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["judge_id"], ["judge_profile.id"], name=op.f("fk_interest_judge_id_judge_profile")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_interest_team_id_team")),
        sa.PrimaryKeyConstraint("judge_id", "team_id", name=op.f("pk_interest")),
    )
    op.create_table(
        "judge_assignment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("trade_id", sa.String(length=32), nullable=False),
        sa.Column("judge_id", sa.String(length=32), nullable=False),
        sa.Column("is_chief", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["judge_id"], ["judge_profile.id"], name=op.f("fk_judge_assignment_judge_id_judge_profile")
        ),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_judge_assignment_trade_id_trade")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge_assignment")),
        sa.UniqueConstraint("trade_id", "judge_id", name=op.f("uq_judge_assignment_trade_id_judge_id")),
    )
    op.create_table(
        "marking_team_member",
        sa.Column("marking_team_id", sa.String(length=32), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["judge_id"], ["judge_profile.id"], name=op.f("fk_marking_team_member_judge_id_judge_profile")
        ),
        sa.ForeignKeyConstraint(
            ["marking_team_id"], ["marking_team.id"], name=op.f("fk_marking_team_member_marking_team_id_marking_team")
        ),
        sa.PrimaryKeyConstraint("marking_team_id", "seat", name=op.f("pk_marking_team_member")),
    )
    op.create_table(
        "published_document",
        sa.Column("board_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_published_document_board_id_board")),
        sa.PrimaryKeyConstraint("board_id", "revision", name=op.f("pk_published_document")),
    )
    with op.batch_alter_table("published_document", schema=None) as batch_op:
        batch_op.create_index("ix_published_document_at", ["at"], unique=False)

    op.create_table(
        "rank_snapshot",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("trade_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_rank_snapshot_entry_id_entry")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_rank_snapshot_trade_id_trade")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rank_snapshot")),
        sa.UniqueConstraint("trade_id", "number", "entry_id", name=op.f("uq_rank_snapshot_trade_id_number_entry_id")),
    )
    op.create_table(
        "standard_section",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("scheme_version_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["scheme_version_id"],
            ["scheme_version.id"],
            name=op.f("fk_standard_section_scheme_version_id_scheme_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_section")),
        sa.UniqueConstraint("scheme_version_id", "code", name=op.f("uq_standard_section_scheme_version_id_code")),
    )
    op.create_table(
        "sub_criterion",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("criterion_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=True),
        sa.Column("marking_team_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_sub_criterion_criterion_id_criterion")
        ),
        sa.ForeignKeyConstraint(
            ["marking_team_id"], ["marking_team.id"], name=op.f("fk_sub_criterion_marking_team_id_marking_team")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sub_criterion")),
        sa.UniqueConstraint("criterion_id", "code", name=op.f("uq_sub_criterion_criterion_id_code")),
    )
    op.create_table(
        "aspect",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sub_criterion_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("type", sa.String(length=1), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=True),
        sa.Column("requirement", sa.JSON(), nullable=True),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("max_mark", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=16), nullable=False),
        sa.Column("calculation", sa.JSON(), nullable=True),
        sa.Column("descriptors", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sub_criterion_id"], ["sub_criterion.id"], name=op.f("fk_aspect_sub_criterion_id_sub_criterion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aspect")),
        sa.UniqueConstraint("sub_criterion_id", "code", name=op.f("uq_aspect_sub_criterion_id_code")),
    )
    op.create_table(
        "sheet",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("trade_id", sa.String(length=32), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("sub_criterion_id", sa.String(length=32), nullable=False),
        sa.Column("scheme_version_id", sa.String(length=32), nullable=False),
        sa.Column("marking_team_id", sa.String(length=32), nullable=True),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_sheet_entry_id_entry")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_sheet_event_id_event")),
        sa.ForeignKeyConstraint(
            ["marking_team_id"], ["marking_team.id"], name=op.f("fk_sheet_marking_team_id_marking_team")
        ),
        sa.ForeignKeyConstraint(
            ["scheme_version_id"], ["scheme_version.id"], name=op.f("fk_sheet_scheme_version_id_scheme_version")
        ),
        sa.ForeignKeyConstraint(
            ["sub_criterion_id"], ["sub_criterion.id"], name=op.f("fk_sheet_sub_criterion_id_sub_criterion")
        ),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_sheet_trade_id_trade")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sa.UniqueConstraint("entry_id", "sub_criterion_id", name=op.f("uq_sheet_entry_id_sub_criterion_id")),
    )
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.create_index("ix_sheet_sub_criterion_id", ["sub_criterion_id"], unique=False)
        batch_op.create_index("ix_sheet_trade_id_day", ["trade_id", "day"], unique=False)

    op.create_table(
        "op",
        sa.Column("op_id", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("sheet_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("device_seq", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_op_account_id_account")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_op_device_id_device")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_op_event_id_event")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_op_sheet_id_sheet")),
        sa.PrimaryKeyConstraint("op_id", name=op.f("pk_op")),
        sa.UniqueConstraint("device_id", "device_seq", name=op.f("uq_op_device_id_device_seq")),
    )
    with op.batch_alter_table("op", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_op_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_op_sheet_id"), ["sheet_id"], unique=False)

    op.create_table(
        "sheet_epoch",
        sa.Column("sheet_id", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=32), nullable=False),
        sa.Column("reason_ref", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["opened_by"], ["account.id"], name=op.f("fk_sheet_epoch_opened_by_account")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_sheet_epoch_sheet_id_sheet")),
        sa.PrimaryKeyConstraint("sheet_id", "epoch", name=op.f("pk_sheet_epoch")),
    )
    op.create_table(
        "sheet_result",
        sa.Column("sheet_id", sa.String(length=32), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("marked", sa.Integer(), nullable=False),
        sa.Column("aspects", sa.Integer(), nullable=False),
        sa.Column("disagreeing", sa.Integer(), nullable=False),
        sa.Column("registers", sa.Integer(), nullable=False),
        sa.Column("filled", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_sheet_result_entry_id_entry")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_sheet_result_sheet_id_sheet")),
        sa.PrimaryKeyConstraint("sheet_id", name=op.f("pk_sheet_result")),
    )
    with op.batch_alter_table("sheet_result", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_result_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "held_op",
        sa.Column("op_id", sa.String(length=32), nullable=False),
        sa.Column("sheet_id", sa.String(length=32), nullable=False),
        sa.Column("judge_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["judge_id"], ["judge_profile.id"], name=op.f("fk_held_op_judge_id_judge_profile")),
        sa.ForeignKeyConstraint(["op_id"], ["op.op_id"], name=op.f("fk_held_op_op_id_op")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_held_op_sheet_id_sheet")),
        sa.PrimaryKeyConstraint("op_id", name=op.f("pk_held_op")),
    )
    with op.batch_alter_table("held_op", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_held_op_sheet_id"), ["sheet_id"], unique=False)

    op.create_table(
        "mark",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sheet_id", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("aspect_id", sa.String(length=32), nullable=False),
        sa.Column("judge_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=True),
        sa.Column("award", sa.Integer(), nullable=True),
        sa.Column("op_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["aspect_id"], ["aspect.id"], name=op.f("fk_mark_aspect_id_aspect")),
        sa.ForeignKeyConstraint(["judge_id"], ["judge_profile.id"], name=op.f("fk_mark_judge_id_judge_profile")),
        sa.ForeignKeyConstraint(["op_id"], ["op.op_id"], name=op.f("fk_mark_op_id_op")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_mark_sheet_id_sheet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint("sheet_id", "aspect_id", "version", name=op.f("uq_mark_sheet_id_aspect_id_version")),
    )
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.create_index("ix_mark_sheet_id", ["sheet_id"], unique=False)

    op.create_table(
        "round",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sheet_id", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("aspect_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("judge_id", sa.String(length=32), nullable=False),
        sa.Column("op_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["aspect_id"], ["aspect.id"], name=op.f("fk_round_aspect_id_aspect")),
        sa.ForeignKeyConstraint(["judge_id"], ["judge_profile.id"], name=op.f("fk_round_judge_id_judge_profile")),
        sa.ForeignKeyConstraint(["op_id"], ["op.op_id"], name=op.f("fk_round_op_id_op")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_round_sheet_id_sheet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("sheet_id", "aspect_id", "number", name=op.f("uq_round_sheet_id_aspect_id_number")),
    )
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_round_sheet_id"), ["sheet_id"], unique=False)

    op.create_table(
        "score",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sheet_id", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("aspect_id", sa.String(length=32), nullable=False),
        sa.Column("judge_id", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(length=64), nullable=True),
        sa.Column("op_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["aspect_id"], ["aspect.id"], name=op.f("fk_score_aspect_id_aspect")),
        sa.ForeignKeyConstraint(["judge_id"], ["judge_profile.id"], name=op.f("fk_score_judge_id_judge_profile")),
        sa.ForeignKeyConstraint(["op_id"], ["op.op_id"], name=op.f("fk_score_op_id_op")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_score_sheet_id_sheet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sa.UniqueConstraint(
            "sheet_id", "aspect_id", "judge_id", "version", name=op.f("uq_score_sheet_id_aspect_id_judge_id_version")
        ),
    )
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.create_index("ix_score_sheet_id", ["sheet_id"], unique=False)

    op.create_table(
        "signature",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sheet_id", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("op_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["judge_id"], ["judge_profile.id"], name=op.f("fk_signature_judge_id_judge_profile")),
        sa.ForeignKeyConstraint(["op_id"], ["op.op_id"], name=op.f("fk_signature_op_id_op")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_signature_sheet_id_sheet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("sheet_id", "epoch", "judge_id", name=op.f("uq_signature_sheet_id_epoch_judge_id")),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signature_sheet_id"), ["sheet_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signature_sheet_id"))

    op.drop_table("signature")
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.drop_index("ix_score_sheet_id")

    op.drop_table("score")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_round_sheet_id"))

    op.drop_table("round")
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.drop_index("ix_mark_sheet_id")

    op.drop_table("mark")
    with op.batch_alter_table("held_op", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_held_op_sheet_id"))

    op.drop_table("held_op")
    with op.batch_alter_table("sheet_result", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_result_entry_id"))

    op.drop_table("sheet_result")
    op.drop_table("sheet_epoch")
    with op.batch_alter_table("op", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_op_sheet_id"))
        batch_op.drop_index(batch_op.f("ix_op_code"))

    op.drop_table("op")
    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.drop_index("ix_sheet_trade_id_day")
        batch_op.drop_index("ix_sheet_sub_criterion_id")

    op.drop_table("sheet")
    op.drop_table("aspect")
    op.drop_table("sub_criterion")
    op.drop_table("standard_section")
    op.drop_table("rank_snapshot")
    with op.batch_alter_table("published_document", schema=None) as batch_op:
        batch_op.drop_index("ix_published_document_at")

    op.drop_table("published_document")
    op.drop_table("marking_team_member")
    op.drop_table("judge_assignment")
    op.drop_table("interest")
    with op.batch_alter_table("entry_result", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_result_trade_id"))

    op.drop_table("entry_result")
    op.drop_table("entry_member")
    op.drop_table("criterion")
    op.drop_table("stream")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_account_id"))

    op.drop_table("session")
    op.drop_table("scheme_version")
    with op.batch_alter_table("schedule_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_schedule_item_event_id"))

    op.drop_table("schedule_item")
    with op.batch_alter_table("role_assignment", schema=None) as batch_op:
        batch_op.drop_index("ix_role_assignment_event_id_role")
        batch_op.drop_index(batch_op.f("ix_role_assignment_account_id"))

    op.drop_table("role_assignment")
    op.drop_table("marking_team")
    op.drop_table("login_token")
    op.drop_table("judge_profile")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entry_trade_id"))

    op.drop_table("entry")
    op.drop_table("competitor")
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_board_trade_id"))

    op.drop_table("board")
    op.drop_table("trade")
    op.drop_table("team")
    op.drop_table("day")
    op.drop_table("audit_text")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_event_id_object")

    op.drop_table("audit_event")
    op.drop_table("account")
    op.drop_table("person")
    op.drop_table("event")
    op.drop_table("device")
