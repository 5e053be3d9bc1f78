"""Tell whether anything that a plan about people rests on may have changed since it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import and_, func, not_, or_, select
from sqlalchemy.orm import Session

from competition.db.models import AuditEvent, AuditHead, RegisterChange

_OF_MARKS = ("mark.%", "sheet.%")
"""What judges do all day; none of it is about who takes part."""


@dataclass(frozen=True, slots=True)
class PeopleStamp:
    """How far every log was when people were read. heads: by event, since one person can be at several events.

    registers: how many changes the registers had, which belong to no event and name people as well.
    """

    heads: Mapping[str, int]
    registers: int


def people_stamp(session: Session) -> PeopleStamp:
    """Return how far the logs are; read it before the people. Two statements."""
    return PeopleStamp(_heads(session), _register_changes(session))


def are_people_as_they_were(session: Session, stamp: PeopleStamp) -> bool:
    """Tell whether nothing but marks was logged since. At most three statements."""
    if _register_changes(session) != stamp.registers:
        return False
    now = _heads(session)
    if now.keys() != stamp.heads.keys():
        return False
    moved = [
        and_(AuditEvent.event_id == event_id, AuditEvent.seq > stamp.heads[event_id])
        for event_id, seq in now.items()
        if seq != stamp.heads[event_id]
    ]
    if not moved:
        return True
    others = select(AuditEvent.seq).where(
        or_(*moved), not_(or_(*(AuditEvent.type.like(pattern) for pattern in _OF_MARKS)))
    )
    return session.execute(others.limit(1)).first() is None


def _heads(session: Session) -> dict[str, int]:
    return dict(session.execute(select(AuditHead.event_id, AuditHead.seq)).all())


def _register_changes(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(RegisterChange)) or 0
