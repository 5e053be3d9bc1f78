"""Only rows of a rehearsal are ever deleted from the log and the marks, and a closed log takes nothing more."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import AuditEvent, AuditHead, Event, Mark, Op, Score, Sheet
from competition.domain.errors import DomainError
from competition.services.marking import record_marks
from tests.factories import NOW, Scene, make_scene

GUARDED = ("mark", "score", "signature", "audit_event", "op")


def marked(session: Session, code: str) -> Scene:
    scene = make_scene(session, code=code)
    for aspect, number in (("A1.M1", "1"), ("A1.J1", "2")):
        change = scene.change("CHN", aspect, number)
        record_marks(scene.context(scene.judges["CHN"]), scene.sheets["EI-04", "A1"], [change])
    return scene


def rehearse(session: Session, scene: Scene) -> None:
    """Make the event a rehearsal behind the guard's back, as only a fresh event may be one."""
    with write_transaction(session):
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("DROP TRIGGER event_rehearses"))
        else:
            session.execute(text("DROP TRIGGER event_rehearses ON event"))
        session.execute(update(Event).where(Event.id == scene.event_id).values(rehearsal_of=scene.event_id))


def counts(session: Session) -> list[int]:
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in (AuditEvent, Op, Mark, Score)]


def test_a_rehearsal_is_deleted_and_nothing_beside_it(session: Session) -> None:
    kept, gone = marked(session, "kept-2024"), marked(session, "gone-2024")
    both = counts(session)
    rehearse(session, gone)
    with write_transaction(session):
        sheets = select(Sheet.id).where(Sheet.event_id == gone.event_id)
        session.execute(delete(Mark).where(Mark.sheet_id.in_(sheets)))
        session.execute(delete(Score).where(Score.sheet_id.in_(sheets)))
        session.execute(delete(Op).where(Op.event_id == gone.event_id))
        session.execute(delete(AuditEvent).where(AuditEvent.event_id == gone.event_id))
    assert counts(session) == [number // 2 for number in both]
    for table in ("mark", "score", "op", "audit_event"):
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
        session.rollback()
    assert counts(session) == [number // 2 for number in both]
    assert kept.event_id != gone.event_id


def test_not_even_a_rehearsal_is_changed(session: Session) -> None:
    scene = marked(session, "gone-2024")
    rehearse(session, scene)
    for table, column in (("audit_event", "leaf"), ("mark", "kind"), ("op", "status"), ("score", "kind")):
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(text(f"UPDATE {table} SET {column} = 'x'"))  # noqa: S608
        session.rollback()


@pytest.mark.parametrize("start", [None, "other"])
def test_no_event_becomes_a_rehearsal_later_or_stops_being_one(session: Session, start: str | None) -> None:
    other, scene = make_scene(session, code="other-2024"), "0" * 32
    was = other.event_id if start else None
    with write_transaction(session):
        row = {"code": "x-2024", "timezone": "UTC", "starts": date(2024, 1, 1), "ends": date(2024, 1, 1)}
        words: dict[str, dict[str, str]] = {name: {} for name in ("name", "short_name", "venue", "medal_rules")}
        session.execute(insert(Event).values(id=scene, created_at=NOW, rehearsal_of=was, **row, **words))
    for becomes in {None, other.event_id} - {was}:
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(update(Event).where(Event.id == scene).values(rehearsal_of=becomes))
        session.rollback()


def test_a_closed_log_stops_every_change(session: Session) -> None:
    scene = marked(session, "done-2024")
    with write_transaction(session):
        session.execute(update(AuditHead).where(AuditHead.event_id == scene.event_id).values(closed_at=NOW))
    before = counts(session)
    change = scene.change("CHN", "A1.M2", "4")
    with pytest.raises(DomainError, match="event_archived"):
        record_marks(scene.context(scene.judges["CHN"]), scene.sheets["EI-04", "A1"], [change])
    assert counts(session) == before
