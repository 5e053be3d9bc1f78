"""The board of one trade, in each of its five states."""

from __future__ import annotations

from collections import Counter

from competition.domain.board_types import HomeItem, Session, TradeBody, TradeRow
from competition.domain.errors import DomainError
from competition.queries.publication import EventRef
from competition.web.event_clock import coming_freeze, local_date, session_after, session_on
from competition.web.public.common import frame, now_of, photo_base, stamp
from competition.web.public.flow import flow
from competition.web.published import Page, home_document, trade_document


def trade_page(event: EventRef, trade_code: str) -> Page:
    """Return the page of a trade. Raises DomainError `not_found`."""
    document = trade_document(event, trade_code)
    board, now = document.body, now_of(document.body["event"])
    current, following = session_on(board["sessions"], now), session_after(board["sessions"], now)
    freeze = _freeze(event, board)
    context = {
        **frame(board["event"], "trades", now),
        **stamp(document),
        "document": document,
        "board": board,
        "standing": Counter(row["status"] for row in board["rows"]),
        "current": current,
        "following": following,
        "freeze": freeze,
        "flow": flow(board),
        "blank": blank_row(board),
        "photos": photo_base(event, document.board_id),
        "today": local_date(now, board["event"]).isoformat(),
    }
    clock = (_start(current), _start(following), freeze["starts"] if freeze else "", local_date(now, board["event"]))
    return Page("public/trade.html", (document.tag, *clock), context)


def blank_row(board: TradeBody) -> TradeRow:
    """Return a row without content: the browser fills copies of what it draws."""
    count = len(board["criteria"])
    return {
        "id": "",
        "rank": 0,
        "shared": False,
        "change": None,
        "native": "",
        "native_lang": "",
        "latin": "",
        "team": {"code": "", "name": {}, "flag": "xx"},
        "total": None,
        "behind": None,
        "marks": [None] * count,
        "best": [False] * count,
        "done": 0,
        "of": count,
        "trend": [],
        "status": "ranked",
        "scaled": None,
        "medal": None,
    }


def _freeze(event: EventRef, board: TradeBody) -> HomeItem | None:
    """Return today's coming freeze where this board would feel it."""
    if board["state"] != "live":
        return None
    try:
        home = home_document(event).body
    except DomainError:
        return None
    return coming_freeze(home, now_of(home["event"]))


def _start(session: Session | None) -> str:
    return session["starts"] if session else ""
