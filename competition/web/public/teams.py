"""Teams, the entries of one team, and the medal table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from competition.domain.board_types import JOINED, NO_LANGUAGE, MedalRow, TeamHead, TradeBody, TradeHead, TradeRow
from competition.domain.errors import DomainError
from competition.domain.personal_data import monogram
from competition.queries.publication import EventRef
from competition.web.public.common import frame, now_of, photo_base, stamp
from competition.web.published import Page, home_document, medals_document, trade_documents

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
class TeamEntry:
    """An entry of a team as its trade's board shows it.

    of: how many are ranked in the trade. photos: addresses of pictures. letters: what stands for a picture that is not
    there, "" where nothing but a code is public.
    """

    trade: TradeHead
    row: TradeRow
    state: str
    label: str
    of: int
    photos: tuple[str, ...]
    letters: str


def medals_page(event: EventRef) -> Page:
    """Return the medal table."""
    document = medals_document(event)
    now = now_of(document.body["event"])
    context = {
        **frame(document.body["event"], "medals", now),
        **stamp(document),
        "document": document,
        "medals": document.body,
        "blank": BLANK_MEDALS,
    }
    return Page("public/medals.html", (document.tag,), context)


def teams_page(event: EventRef) -> Page:
    """Return all teams, with their medals so far."""
    home, medals = home_document(event), medals_document(event)
    won = {row["team"]["code"]: row for row in medals.body["rows"]}
    context = {
        **frame(home.body["event"], "teams", now_of(home.body["event"])),
        "teams": home.body["teams"],
        "won": won,
    }
    return Page("public/teams.html", (home.tag, medals.tag), context)


def team_page(event: EventRef, code: str) -> Page:
    """Return the entries of one team, best places first. Raises DomainError `not_found`."""
    home, medals, boards = home_document(event), medals_document(event), trade_documents(event)
    team = _team(home.body["teams"], code)
    entries = [
        _entry(document.body, row, photo_base(event, document.board_id))
        for document in boards
        for row in document.body["rows"]
        if row["team"] is not None and row["team"]["code"] == team["code"]
    ]
    entries.sort(key=lambda entry: (entry.row["rank"] is None, entry.row["rank"] or 0, entry.trade["code"]))
    context = {
        **frame(home.body["event"], "teams", now_of(home.body["event"])),
        "team": team,
        "entries": entries,
        "won": next((row for row in medals.body["rows"] if row["team"]["code"] == team["code"]), None),
    }
    return Page("public/team.html", (home.tag, medals.tag, *(each.tag for each in boards)), context)


def _entry(board: TradeBody, row: TradeRow, base: str) -> TeamEntry:
    return TeamEntry(
        board["trade"],
        row,
        board["state"],
        board["label"],
        _ranked(board["rows"]),
        tuple(base + each for each in row.get("photos", ())),
        "" if row["native_lang"] == NO_LANGUAGE else monogram(row["native"].split(JOINED)[0]),
    )


def _team(teams: Iterable[TeamHead], code: str) -> TeamHead:
    for team in teams:
        if team["code"] == code:
            return team
    raise DomainError("not_found")


def _ranked(rows: Iterable[TradeRow]) -> int:
    return sum(row["rank"] is not None for row in rows)
