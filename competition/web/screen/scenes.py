"""What a hall screen shows first, and what follows; from there the browser goes on by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from competition.domain.board_types import HomeBody, HomeRow, MedalRow, MedalsBody, TradeBody, TradeRow, Words
from competition.queries.publication import EventRef
from competition.web.event_clock import coming_freeze, event_now, shown_ms
from competition.web.published import Document, Page, home_document, medals_document, trade_document

ROWS = 8
MEDAL_ROWS = 10
SHOWN = frozenset({"live", "frozen", "official"})
MEDALS = "medals"
USUAL_SECONDS = 12
FEWEST_SECONDS, MOST_SECONDS = 4, 120
MOST_BOARDS = 18
"""Boards on one screen: a viewer may watch twenty, and two are the home and the medal table."""
BLANK_ROW: TradeRow = {
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
    "marks": [],
    "best": [],
    "done": 0,
    "of": 2,
    "trend": [],
    "status": "ranked",
    "scaled": None,
    "medal": None,
}
BLANK_MEDALS: MedalRow = {
    "id": "",
    "rank": 0,
    "shared": False,
    "team": {"code": "", "name": {}, "flag": "xx"},
    "gold": 0,
    "silver": 0,
    "bronze": 0,
    "all": 0,
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What the address asks for. trades: codes in their order, `medals` among them; empty for all that is public."""

    trades: tuple[str, ...] = ()
    seconds: int = USUAL_SECONDS

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> Wish:
        """Return the wish; what makes no sense counts as not there."""
        codes = (code.strip() for code in arguments.get("trades", "").split(","))
        seconds = arguments.get("seconds", "")
        number = int(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) < 5 else USUAL_SECONDS
        return cls(tuple(code for code in codes if code), max(FEWEST_SECONDS, min(MOST_SECONDS, number)))


@dataclass(frozen=True, slots=True)
class Scene:
    """One turn of the screen. trade: None for the medal table. title: what the scene before announces."""

    trade: HomeRow | None
    title: Words | None


def screen_page(event: EventRef, wish: Wish) -> Page:
    """Return the screen with its first page painted. Raises DomainError `not_found`."""
    home, medals = home_document(event), medals_document(event)
    scenes = playlist(home.body, medals.body, wish)
    first = scenes[0] if scenes else None
    board = trade_document(event, first.trade["code"]) if first and first.trade else None
    shown: Document[TradeBody] | Document[MedalsBody] = board or medals
    rows = [row for row in board.body["rows"] if row["rank"]] if board else []
    offset = home.body["event"]["clock_offset"]
    now = event_now(offset)
    freeze = coming_freeze(home.body, now)
    context = {
        "event": home.body["event"],
        "home": home,
        "medals": medals,
        "board": board,
        "first": first,
        "following": scenes[1] if len(scenes) > 1 else None,
        "rows": rows[:ROWS],
        "pages": _pages(len(rows), ROWS) if board else _pages(len(medals.body["rows"]), MEDAL_ROWS),
        "medal_rows": medals.body["rows"][:MEDAL_ROWS],
        "freeze": freeze,
        "at": shown.at_ms,
        "shown_at": shown_ms(shown.at_ms, offset),
        "wish": wish,
        "default_lang": event.default_language,
        "second_lang": event.second_language or event.default_language,
        "blank_row": BLANK_ROW,
        "blank_medals": BLANK_MEDALS,
    }
    return Page("screen/screen.html", (home.tag, shown.tag, freeze["starts"] if freeze else ""), context)


def playlist(home: HomeBody, medals: MedalsBody, wish: Wish) -> Sequence[Scene]:
    """Return what is shown in turn: the wished trades or all that are public, then the medal table if it has rows."""
    public = {row["code"]: row for row in home["rows"] if row["state"] in SHOWN}
    table = [Scene(None, None)] if medals["rows"] else []
    if not wish.trades:
        return [*(Scene(row, row["name"]) for row in public.values()), *table][: MOST_BOARDS + 1]
    scenes: list[Scene] = []
    for code in dict.fromkeys(wish.trades):
        if code == MEDALS:
            scenes += table
        elif code in public:
            scenes.append(Scene(public[code], public[code]["name"]))
    return scenes[:MOST_BOARDS]


def _pages(count: int, size: int) -> int:
    return max(1, -(-count // size))
