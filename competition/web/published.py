"""What pages for everyone are made of: published documents, and the page that caches may keep."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar, cast

from flask import Response, current_app, render_template
from markupsafe import Markup

from competition.domain.board_types import HomeBody, MedalsBody, TradeBody
from competition.domain.errors import DomainError
from competition.extensions import db
from competition.http.caching import public_page
from competition.http.i18n import reader_language
from competition.queries.board_wire import document_text
from competition.queries.publication import (
    EventRef,
    Published,
    board_of_event,
    board_of_trade,
    event_by_code,
    published,
    published_boards,
)
from competition.web.words import set_event, shown_theme

Body = TypeVar("Body", HomeBody, MedalsBody, TradeBody)


@dataclass(frozen=True, slots=True)
class Document(Generic[Body]):
    """A published board as pages use it. at_ms: real time of the commit, Unix milliseconds."""

    board_id: str
    revision: int
    at_ms: int
    body: Body
    wire: str

    @property
    def tag(self) -> str:
        """Return what differs as soon as the document does."""
        return f"{self.board_id}.{self.revision}"

    @property
    def embedded(self) -> Markup:
        """Return the document for the page's script, as text of an element."""
        return Markup(self.wire.replace("&", "&amp;").replace("<", "&lt;"))  # noqa: S704 (escaped right here)


@dataclass(frozen=True, slots=True)
class Page:
    """A page before it is drawn. tag: everything it depends on besides address, language and theme."""

    template: str
    tag: tuple[object, ...]
    context: Mapping[str, object] = field(default_factory=dict)


def show(page: Page) -> Response:
    """Answer a page, drawn at most once for all who see the same."""
    language = reader_language()
    parts = (language, shown_theme(), current_app.extensions["assets"].version, *page.tag)
    return public_page(parts, lambda: render_template(page.template, **page.context))


def find_event(code: str) -> EventRef:
    """Return the event of an address and make its language and zone the page's. Raises DomainError `not_found`."""
    event = event_by_code(db.session(), code)
    if event is None:
        raise DomainError("not_found")
    set_event(event.default_language, event.timezone, event.second_language)
    return event


def home_document(event: EventRef) -> Document[HomeBody]:
    """Return the event's home. Raises DomainError `not_found` before it was first published."""
    found = _of_event(event, "home")
    return _document(found, cast(HomeBody, json.loads(found.body)))


def medals_document(event: EventRef) -> Document[MedalsBody]:
    """Return the medal table. Raises DomainError `not_found` before it was first published."""
    found = _of_event(event, "medals")
    return _document(found, cast(MedalsBody, json.loads(found.body)))


def trade_document(event: EventRef, trade_code: str) -> Document[TradeBody]:
    """Return the board of a trade. Raises DomainError `not_found`."""
    board_id = board_of_trade(db.session(), event.id, trade_code)
    found = published(db.session(), board_id) if board_id else None
    if found is None:
        raise DomainError("not_found")
    return _document(found, cast(TradeBody, json.loads(found.body)))


def trade_documents(event: EventRef) -> list[Document[TradeBody]]:
    """Return all trade boards in the order of their codes."""
    documents = [
        _document(each, cast(TradeBody, json.loads(each.body))) for each in published_boards(db.session(), event.id)
    ]
    return sorted(documents, key=lambda document: document.body["trade"]["code"])


def _of_event(event: EventRef, kind: str) -> Published:
    board_id = board_of_event(db.session(), event.id, kind)
    found = published(db.session(), board_id) if board_id else None
    if found is None:
        raise DomainError("not_found")
    return found


def _document(found: Published, body: Body) -> Document[Body]:
    return Document(found.board_id, found.revision, round(found.at_ms), body, document_text(found))
