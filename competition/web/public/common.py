"""What every page of an event carries: its name, the ways to its other pages, the venue's clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import g, url_for

from competition.domain.board_types import EventHead, HomeBody, MedalsBody, TradeBody
from competition.queries.publication import EventRef
from competition.web.event_clock import event_now, shown_ms
from competition.web.published import Document

MINUTE = "%Y%m%d%H%M"
ID_LENGTH = 32
"""Hex digits of an id."""


def event_url(code: str) -> str:
    """Return the address of an event's home."""
    return url_for("public.home", event=code)


def links(code: str) -> dict[str, str]:
    """Return the addresses of the pages in the head of every page."""
    home = event_url(code)
    return {
        "now": home,
        "trades": f"{home}#trades",
        "teams": url_for("public.teams", event=code),
        "medals": url_for("public.medals", event=code),
        "schedule": url_for("public.schedule", event=code),
    }


def frame(event: EventHead, here: str, now: datetime) -> dict[str, object]:
    """Return what the layout of an event's page needs. here: the key of the page among its links."""
    return {
        "event": event,
        "event_name": event["name"],
        "home_url": event_url(event["code"]),
        "links": links(event["code"]),
        "here": here,
        "now": now,
        "utc_offset": _utc_offset(event, now),
        "default_lang": g.get("default_language", "en"),
        "second_lang": g.get("second_language") or g.get("default_language", "en"),
    }


def photo_base(event: EventRef, board_id: str) -> str:
    """Return the address of a board's photos, without the id at its end."""
    return url_for("public.photo", event=event.code, board_id=board_id, image_id="0" * ID_LENGTH)[:-ID_LENGTH]


def stamp(document: Document[TradeBody] | Document[HomeBody] | Document[MedalsBody]) -> dict[str, object]:
    """Return how fresh a document is: real time for its age, event time for people."""
    offset = document.body["event"]["clock_offset"]
    return {"at": document.at_ms, "shown_at": shown_ms(document.at_ms, offset), "revision": document.revision}


def now_of(event: EventHead) -> datetime:
    """Return the event's time."""
    return event_now(event["clock_offset"])


def _utc_offset(event: EventHead, now: datetime) -> str:
    """Return for instance `UTC+8` or `UTC+5:30`."""
    offset = now.astimezone(ZoneInfo(event["timezone"])).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}:{rest:02d}" if rest else f"UTC{sign}{hours}"
