"""Files that people hand in, what importing them would do, and what it takes to undo that."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Json, Key, Moment


class StagedFile(Base):
    """A file as it came, kept until it is imported, given up or too old. sha256: 64 hex digits of its bytes."""

    __tablename__ = "staged_file"

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    created_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("account.id"))
    created_at: Mapped[Moment]


class ImportPlan(Base):
    """One import of people, from the file to its undoing.

    state: reading, asking (how the text is written), shown, applied, undone, discarded, failed (unreadable).
    options: how to read the file: encoding, sheet. summary: counts and facts of the file, no personal data.
    digest: of everything that would be done. file_name, sha256: stay when the file is gone.
    """

    __tablename__ = "import_plan"
    __table_args__ = (Index("ix_import_plan_event_id_created_at", "event_id", "created_at"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"))
    staged_file_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("staged_file.id"))
    job_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("job.id"))
    state: Mapped[str] = mapped_column(String(16), default="reading", server_default="reading")
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    options: Mapped[dict[str, str]] = mapped_column(JSON)
    summary: Mapped[dict[str, Json]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64), default="", server_default="")
    created_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("account.id"))
    created_at: Mapped[Moment]
    applied_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("account.id"))
    applied_at: Mapped[Moment | None]
    undone_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("account.id"))
    undone_at: Mapped[Moment | None]


class ImportRow(Base):
    """One row of the file and what becomes of it, for the preview. body: JSON of the row, its changes and problems."""

    __tablename__ = "import_row"
    __table_args__ = (
        Index("ix_import_row_import_id_action", "import_id", "action", "position"),
        Index("ix_import_row_import_id_has_problem", "import_id", "has_problem", "position"),
    )

    import_id: Mapped[Id] = mapped_column(ForeignKey("import_plan.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    action: Mapped[str] = mapped_column(String(16))
    has_problem: Mapped[bool] = mapped_column(default=False, server_default=false())
    body: Mapped[str] = mapped_column(Text)


class ImportUndo(Base):
    """What an import has written, so that it can be taken back. log_seq: place of the import in the log.

    body: compressed JSON: ids of added rows by table, former and new values of changed ones, removed rows whole.
    """

    __tablename__ = "import_undo"

    import_id: Mapped[Id] = mapped_column(ForeignKey("import_plan.id"), primary_key=True)
    log_seq: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
