"""Where and when a judging sheet is marked: what its page needs beside the sheet itself."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import Event, Sheet
from competition.domain.errors import DomainError


@dataclass(frozen=True, slots=True)
class SheetVenue:
    """The venue's zone and language. clock_offset: seconds from real time to the event's own time."""

    timezone: str
    clock_offset: int
    default_language: str
    second_language: str
    is_rehearsal: bool = False


def sheet_venue(session: Session, sheet_id: str) -> SheetVenue:
    """Return where a sheet is marked. One statement.

    Raises DomainError `not_found`.
    """
    row = session.execute(
        select(
            Event.timezone,
            Event.clock_offset,
            Event.default_language,
            Event.second_language,
            Event.rehearsal_of.is_not(None),
        )
        .join(Sheet, Sheet.event_id == Event.id)
        .where(Sheet.id == sheet_id)
    ).one_or_none()
    if row is None:
        raise DomainError("not_found")
    return SheetVenue(*row)
