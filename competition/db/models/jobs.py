"""Work that goes on beside the pages: imports of large files, backups, rehearsals."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Json, Key, Moment


class Job(Base):
    """One piece of such work.

    state: waiting, running, done, failed, cancelled. done, total: units of the phase it is in; total 0: not known yet.
    asked: who asked from where, as the log shows it. worker: the process that runs it. heartbeat_at: its last sign of
    life. problem_code: the refusal that ended it.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_state_created_at", "state", "created_at"),
        Index("ix_job_event_id_created_at", "event_id", "created_at"),
    )

    id: Mapped[Key]
    event_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("event.id"))
    kind: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16), default="waiting", server_default="waiting")
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    total: Mapped[int] = mapped_column(default=0, server_default="0")
    phase: Mapped[str] = mapped_column(String(32), default="", server_default="")
    problem_code: Mapped[str | None] = mapped_column(String(64))
    problem_params: Mapped[dict[str, str]] = mapped_column(JSON)
    params: Mapped[dict[str, Json]] = mapped_column(JSON)
    result: Mapped[dict[str, Json] | None] = mapped_column(JSON(none_as_null=True))
    asked: Mapped[dict[str, str]] = mapped_column(JSON)
    worker: Mapped[str] = mapped_column(String(96), default="", server_default="")
    created_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("account.id"))
    created_at: Mapped[Moment]
    started_at: Mapped[Moment | None]
    heartbeat_at: Mapped[Moment | None]
    finished_at: Mapped[Moment | None]
    cancel_asked: Mapped[bool] = mapped_column(default=False, server_default=false())
