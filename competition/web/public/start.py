"""The first page: nothing yet, or a choice of events."""

from __future__ import annotations

from collections.abc import Sequence

from competition.domain.board_types import HomeBody
from competition.domain.errors import DomainError
from competition.extensions import db
from competition.queries.set_up import is_untouched
from competition.web.public.common import event_url
from competition.web.published import Document, Page, find_event, home_document


def start_page(codes: Sequence[str]) -> Page:
    """Return the list of events, the newest first; without any it says what to do."""
    found = [document for code in codes if (document := _home(code))]
    events = [(document.body, event_url(document.body["event"]["code"])) for document in found]
    untouched = not codes and is_untouched(db.session())
    tag = (untouched, *(document.tag for document in found))
    return Page("public/start.html", tag, {"events": events, "untouched": untouched})


def _home(code: str) -> Document[HomeBody] | None:
    try:
        return home_document(find_event(code))
    except DomainError:
        return None
