"""The event's home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from competition.domain.board_types import HomeBody, HomeRow, Session
from competition.domain.errors import DomainError
from competition.queries.publication import EventRef
from competition.web.event_clock import (
    coming_freeze,
    rest_of_day,
    session_after,
    session_on,
    share_passed,
    today_number,
)
from competition.web.public.common import MINUTE, frame, now_of, stamp
from competition.web.public.search import LONGEST_QUERY, Found, folded, matches, search
from competition.web.published import Page, home_document, medals_document, trade_documents

MEDAL_LINES = 5
SHOWS = ("live", "official")


@dataclass(frozen=True, slots=True)
class Filter:
    """What a reader wants to see of the trades. show: all, live, official or worldskills."""

    query: str = ""
    show: str = "all"

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> Filter:
        """Return the filter in an address; what makes no sense counts as not there."""
        show = arguments.get("show", "all")
        query = " ".join(arguments.get("q", "").replace("\0", "").split())[:LONGEST_QUERY]
        return cls(query, show if show in (*SHOWS, "worldskills") else "all")

    @property
    def wanted(self) -> str:
        """Return the query as it is compared."""
        return folded(self.query)

    def keeps(self, row: HomeRow) -> bool:
        """Tell whether a trade is shown."""
        if self.wanted and not matches(self.wanted, (row["code"], *row["name"].values())):
            return False
        if self.show == "worldskills":
            return row["worldskills"]
        return self.show == "all" or row["state"] == self.show


@dataclass(frozen=True, slots=True)
class OnFloor:
    """A session that is on. share: how much of its time has passed, 0 to 100."""

    trade: HomeRow
    session: Session
    share: int


def home_page(event: EventRef, chosen: Filter) -> Page:
    """Return the home of an event, or the page that says it is being prepared."""
    try:
        document = home_document(event)
    except DomainError:
        return Page("public/prepared.html", (event.code,))
    home, now = document.body, now_of(document.body["event"])
    medals = medals_document(event)
    boards = trade_documents(event) if chosen.wanted else []
    found = search(chosen.wanted, (board.body for board in boards), home["teams"]) if chosen.wanted else Found((), ())
    shows = ("all", *SHOWS, "worldskills")
    context = {
        **frame(home["event"], "now", now),
        **stamp(document),
        "document": document,
        "home": home,
        "medals": medals,
        "medal_lines": MEDAL_LINES,
        "today": today_number(home, now),
        "now_text": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "floor": [] if chosen.wanted else on_floor(home, now),
        "tiles": [row for row in home["rows"] if chosen.keeps(row)],
        "next_sessions": {row["id"]: session_after(row["sessions"], now) for row in home["rows"]},
        "begun": {row["id"] for row in home["rows"] if _begun(row, now)},
        "rest": rest_of_day(home, now),
        "freeze": coming_freeze(home, now),
        "chosen_filter": chosen,
        "counts": {show: sum(Filter("", show).keeps(row) for row in home["rows"]) for show in shows},
        "found": found,
    }
    tag = (document.tag, medals.tag, now.strftime(MINUTE), *(board.tag for board in boards))
    return Page("public/home.html", tag, context)


def on_floor(home: HomeBody, now: datetime) -> list[OnFloor]:
    """Return the sessions that are on, in the order of their trades."""
    return [
        OnFloor(row, session, share_passed(session, now))
        for row in home["rows"]
        if (session := session_on(row["sessions"], now))
    ]


def _begun(row: HomeRow, now: datetime) -> bool:
    return any(datetime.fromisoformat(session["starts"]) <= now for session in row["sessions"])
