"""The only reads of the public doors: published documents and the ways to find them (PUBLICATION.md).

A rehearsal is never among them: its boards are published as any other's, and nobody outside finds them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import Board, Event, Image, PublishedDocument, Trade

MOST_PATCHES = 32


@dataclass(frozen=True, slots=True)
class Published:
    """One revision of a board. body: canonical JSON text; at: when it was committed, real time."""

    board_id: str
    revision: int
    at: datetime
    hash: str
    body: str

    @property
    def at_ms(self) -> float:
        """Return `at` as Unix milliseconds, as the live protocol writes it."""
        return self.at.timestamp() * 1000


@dataclass(frozen=True, slots=True)
class BoardHead:
    """How far a board is."""

    board_id: str
    event_id: str
    kind: str
    revision: int


@dataclass(frozen=True, slots=True)
class EventRef:
    """What a public address needs of an event."""

    id: str
    code: str
    default_language: str
    second_language: str
    timezone: str
    clock_offset: int


def event_by_code(session: Session, code: str) -> EventRef | None:
    """Return an event by the code in its address. One statement."""
    event = session.scalar(select(Event).where(Event.code == code, Event.rehearsal_of.is_(None)))
    if event is None:
        return None
    return EventRef(
        event.id, event.code, event.default_language, event.second_language, event.timezone, event.clock_offset
    )


def event_codes(session: Session) -> tuple[str, ...]:
    """Return the codes of all events, the newest first. One statement."""
    return tuple(
        session.scalars(
            select(Event.code).where(Event.rehearsal_of.is_(None)).order_by(Event.starts.desc(), Event.code)
        )
    )


def event_ids(session: Session) -> tuple[str, ...]:
    """Return the ids of all events. One statement."""
    return tuple(session.scalars(select(Event.id)))


def board_of_trade(session: Session, event_id: str, trade_code: str) -> str | None:
    """Return the board of a trade. One statement."""
    return session.scalar(
        select(Board.id)
        .join(Trade, Trade.id == Board.trade_id)
        .where(Board.event_id == event_id, Trade.code == trade_code, Board.kind == "trade")
    )


def board_of_event(session: Session, event_id: str, kind: str) -> str | None:
    """Return an event's own board: `home` or `medals`. One statement."""
    return session.scalar(select(Board.id).where(Board.event_id == event_id, Board.kind == kind))


def published(session: Session, board_id: str) -> Published | None:
    """Return the newest revision of a board, None before the first. One statement."""
    row = session.execute(
        select(PublishedDocument)
        .join(Board, (Board.id == PublishedDocument.board_id) & (Board.revision == PublishedDocument.revision))
        .join(Event, Event.id == Board.event_id)
        .where(Board.id == board_id, Event.rehearsal_of.is_(None))
    ).scalar_one_or_none()
    return None if row is None else _published(row)


def published_since(session: Session, board_id: str, revision: int) -> tuple[Published, ...]:
    """Return the kept revisions from `revision` on, that one included, oldest first. One statement.

    Empty when `revision` is not kept any more or never was: the reader then takes the whole document.
    """
    rows = session.scalars(
        select(PublishedDocument)
        .join(Board, Board.id == PublishedDocument.board_id)
        .join(Event, Event.id == Board.event_id)
        .where(
            PublishedDocument.board_id == board_id,
            PublishedDocument.revision >= revision,
            Event.rehearsal_of.is_(None),
        )
        .order_by(PublishedDocument.revision)
        .limit(MOST_PATCHES + 1)
    ).all()
    found = tuple(_published(row) for row in rows)
    return found if found and found[0].revision == revision else ()


def published_boards(session: Session, event_id: str, kind: str = "trade") -> tuple[Published, ...]:
    """Return the newest revision of every board of a kind in an event. One statement."""
    rows = session.scalars(
        select(PublishedDocument)
        .join(Board, (Board.id == PublishedDocument.board_id) & (Board.revision == PublishedDocument.revision))
        .where(Board.event_id == event_id, Board.kind == kind)
        .order_by(Board.id)
    )
    return tuple(_published(row) for row in rows)


def board_heads(session: Session, board_ids: Iterable[str] | None = None) -> tuple[BoardHead, ...]:
    """Return how far boards are: all, or those named. One statement."""
    statement = (
        select(Board.id, Board.event_id, Board.kind, Board.revision)
        .join(Event, Event.id == Board.event_id)
        .where(Event.rehearsal_of.is_(None))
    )
    if board_ids is not None:
        statement = statement.where(Board.id.in_(list(board_ids)))
    return tuple(BoardHead(*row) for row in session.execute(statement))


@dataclass(frozen=True, slots=True)
class PublicPicture:
    """A logo or a photo, as it is sent."""

    media_type: str
    data: bytes


def public_picture(session: Session, event_id: str, image_id: str) -> PublicPicture | None:
    """Return a logo of an event or of a sponsor; a photo is never public by its id alone. One statement."""
    row = session.execute(
        select(Image.media_type, Image.data).where(
            Image.id == image_id, Image.event_id == event_id, Image.purpose.in_(("logo", "sponsor"))
        )
    ).one_or_none()
    return None if row is None else PublicPicture(*row)


def public_photo(session: Session, event_id: str, board_id: str, image_id: str) -> PublicPicture | None:
    """Return a photo while the newest revision of a board of this event shows it, None as soon as it does not.

    What is public is decided by the published document alone: consent, display, state of the board and blind codes
    have worked there already. Two statements.
    """
    body = session.scalar(
        select(PublishedDocument.body)
        .join(Board, (Board.id == PublishedDocument.board_id) & (Board.revision == PublishedDocument.revision))
        .join(Event, Event.id == Board.event_id)
        .where(Board.id == board_id, Board.event_id == event_id, Event.rehearsal_of.is_(None))
    )
    if body is None or not any(image_id in row.get("photos", ()) for row in json.loads(body).get("rows", ())):
        return None
    row = session.execute(
        select(Image.media_type, Image.data).where(Image.id == image_id, Image.purpose == "photo")
    ).one_or_none()
    return None if row is None else PublicPicture(*row)


def _published(row: PublishedDocument) -> Published:
    return Published(row.board_id, row.revision, row.at, row.hash, row.body)
