"""Pictures as they are shown."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import Image


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
