"""The public plan as an iCalendar feed (RFC 5545) that calendars follow. Source: PRODUCT A4.

Drawn from the published home document alone. The UID of a line never changes, SEQUENCE grows when it is moved, and
times carry the venue's zone with its rules, so that a change of the clocks moves nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Response, request, url_for
from flask_babel import gettext
from icalendar import Calendar, Event

from competition.domain.board_types import HomeBody, Words
from competition.domain.errors import DomainError
from competition.http.caching import public_page
from competition.http.i18n import reader_language
from competition.queries.publication import EventRef
from competition.web.filters import chosen, pick
from competition.web.public.plan import PlanLine, plan_lines
from competition.web.published import Document, home_document

MIMETYPE = "text/calendar"
PRODUCT = "-//Podium//Schedule//EN"
UID_DOMAIN = "podium"
REFRESH = timedelta(minutes=15)
"""How often calendars are asked to look again."""


def calendar_file(event: EventRef, trade_code: str) -> Response:
    """Return the feed of an event or of one of its trades. Raises DomainError `not_found`."""
    document = home_document(event)
    if trade_code and all(row["code"] != trade_code for row in document.body["rows"]):
        raise DomainError("not_found")
    language = reader_language()
    response = public_page(
        ("calendar", request.host, document.tag, language),
        lambda: calendar_text(document, event, trade_code, language),
        MIMETYPE,
    )
    name = f"{event.code}-{trade_code}" if trade_code else event.code
    response.headers["Content-Disposition"] = f'inline; filename="{name}.ics"'
    return response


def calendar_text(document: Document[HomeBody], event: EventRef, trade_code: str, language: str) -> str:
    """Return the feed. trade_code: "" for everything; language: of the reader, as far as the words are in it."""
    home = document.body
    zone = ZoneInfo(event.timezone)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    title = pick(home["event"]["name"], language, event.default_language)
    calendar.add("x-wr-calname", title)
    calendar.add("name", title)
    calendar.add("x-wr-timezone", event.timezone)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    at = datetime.fromtimestamp(document.at_ms / 1000, UTC).replace(microsecond=0)
    for line in plan_lines(home, trade_code):
        calendar.add_component(_entry(line, home, event, language, zone, at))
    calendar.add_missing_timezones()
    return str(calendar.to_ical().decode())


def _entry(line: PlanLine, home: HomeBody, event: EventRef, language: str, zone: ZoneInfo, at: datetime) -> Event:
    def words(text: Words) -> tuple[str, dict[str, str]]:
        found = chosen(text, language, event.default_language)
        return found.text, {"LANGUAGE": found.lang or language}

    entry = Event()
    entry.add("uid", f"{line.item.get('id') or _old_id(line)}@{UID_DOMAIN}")
    entry.add("sequence", line.item.get("seq", 0))
    entry.add("dtstamp", at)
    entry.add("dtstart", datetime.fromisoformat(line.item["starts"]).astimezone(zone))
    entry.add("dtend", datetime.fromisoformat(line.item["ends"]).astimezone(zone))
    name, parameters = words(line.item["name"])
    trade = f"{line.trade['code']} {words(line.trade['name'])[0]}" if line.trade else ""
    entry.add("summary", gettext("%(trade)s: %(name)s", trade=trade, name=name) if trade else name, parameters)
    places = [words(each)[0] for each in (line.item["place"], home["venue"]) if any(each.values())]
    if places:
        entry.add("location", ", ".join(dict.fromkeys(places)))
    entry.add("categories", [line.kind.upper()])
    entry.add("transp", "OPAQUE" if line.kind == "session" else "TRANSPARENT")
    if line.trade:
        entry.add("url", url_for("public.trade", event=event.code, trade=line.trade["code"], _external=True))
    return entry


def _old_id(line: PlanLine) -> str:
    """Return what stands for the id in a document of an earlier version."""
    return f"{line.trade['code'] if line.trade else 'event'}-{line.item['starts']}"
