"""Pictures as they are shown."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import Competitor, Entry, EntryMember, Image, Portrait


@dataclass(frozen=True, slots=True)
class ImageFile:
    """A stored picture. purpose: photo, logo or sponsor; sha256: of data; width, height: pixels."""

    id: str
    purpose: str
    media_type: str
    width: int
    height: int
    sha256: str
    data: bytes


def image_of_event(session: Session, event_id: str, image_id: str) -> ImageFile | None:
    """Return a picture that belongs to an event, None for one of another event. One statement."""
    row = session.execute(
        select(Image.id, Image.purpose, Image.media_type, Image.width, Image.height, Image.sha256, Image.data).where(
            Image.id == image_id, Image.event_id == event_id
        )
    ).one_or_none()
    return None if row is None else ImageFile(*row)


def trades_of_photo(session: Session, event_id: str, image_id: str) -> tuple[str, ...]:
    """Return the trades of an event in which the person on a photo competes. One statement."""
    statement = (
        select(Entry.trade_id)
        .join(EntryMember, EntryMember.entry_id == Entry.id)
        .join(Competitor, Competitor.id == EntryMember.competitor_id)
        .join(Portrait, Portrait.person_id == Competitor.person_id)
        .where(Portrait.image_id == image_id, Competitor.event_id == event_id)
        .distinct()
    )
    return tuple(session.scalars(statement))
