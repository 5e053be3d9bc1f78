"""Archived events take no entries any more; rehearsals, and they alone, may be wiped.

The log and the marks stay append-only (v0002) with one exception: rows of an event that was made as a rehearsal. An
event is a rehearsal from its first moment or never: another trigger holds that.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from competition.db.types import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OF_EVENT = ("audit_event", "op")
OF_SHEET = ("mark", "score", "signature")
WHOSE = {
    **dict.fromkeys(OF_EVENT, "SELECT 1 FROM event WHERE event.id = OLD.event_id AND event.rehearsal_of IS NOT NULL"),
    **dict.fromkeys(
        OF_SHEET,
        "SELECT 1 FROM sheet JOIN event ON event.id = sheet.event_id "
        "WHERE sheet.id = OLD.sheet_id AND event.rehearsal_of IS NOT NULL",
    ),
}


def upgrade() -> None:
    """Apply."""
    op.execute(
        "ALTER TABLE event ADD COLUMN rehearsal_of VARCHAR(32) "
        "CONSTRAINT fk_event_rehearsal_of_event REFERENCES event (id)"
    )
    op.add_column("audit_head", sa.Column("closed_at", UtcDateTime(), nullable=True))
    op.create_table(
        "rehearsal_row",
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("table", sa.String(length=32), nullable=False),
        sa.Column("row_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_rehearsal_row_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", "table", "row_id", name=op.f("pk_rehearsal_row")),
    )
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    for table, whose in WHOSE.items():
        op.execute(f"DROP TRIGGER {table}_no_delete")
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT EXISTS ({whose}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    op.execute(
        "CREATE TRIGGER event_rehearses BEFORE UPDATE OF rehearsal_of ON event "
        "WHEN OLD.rehearsal_of IS NOT NEW.rehearsal_of "
        "BEGIN SELECT RAISE(ABORT, 'rehearsal_of is append-only'); END"
    )


def _guard_postgresql() -> None:
    for table, whose in WHOSE.items():
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute(
            f"CREATE FUNCTION {table}_keeps() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF TG_OP = 'DELETE' AND EXISTS ({whose}) THEN RETURN OLD; END IF; "
            "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_keeps()"
        )
    op.execute(
        "CREATE FUNCTION event_rehearses() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'rehearsal_of is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER event_rehearses BEFORE UPDATE OF rehearsal_of ON event FOR EACH ROW "
        "WHEN (OLD.rehearsal_of IS DISTINCT FROM NEW.rehearsal_of) EXECUTE FUNCTION event_rehearses()"
    )


def downgrade() -> None:
    """Take it back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER event_rehearses")
        for table in WHOSE:
            op.execute(f"DROP TRIGGER {table}_no_delete")
            op.execute(
                f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    else:
        op.execute("DROP TRIGGER event_rehearses ON event")
        op.execute("DROP FUNCTION event_rehearses()")
        for table in WHOSE:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            op.execute(f"DROP FUNCTION {table}_keeps()")
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION append_only()"
            )
    op.drop_table("rehearsal_row")
    op.drop_column("audit_head", "closed_at")
    op.drop_column("event", "rehearsal_of")
