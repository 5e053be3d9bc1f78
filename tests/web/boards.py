"""An event whose boards are published by hand, one in each state; its clock stands at 14:36 of day 2."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import Board
from competition.domain.board_types import BoardState, Label, TeamHead, TradeBody, TradeRow
from competition.domain.boards import Body
from competition.services.context import ANONYMOUS, Context
from competition.services.event_boards import publish_event_boards
from competition.services.events import NewEvent, NewTrade, add_event, add_schedule_item, add_trade
from competition.services.publication import last_text, publish
from competition.services.roster import add_team
from competition.services.unit_of_work import unit_of_work

EVENT_NOW = datetime(2024, 6, 25, 6, 36, tzinfo=UTC)
NAMES = {
    "01": {"en": "Digital Construction", "zh": "数字建造"},
    "02": {"en": "Logistics", "zh": "物流"},
    "04": {"en": "Electrical Installations", "zh": "电气装置", "ar": "التمديدات الكهربائية"},
    "07": {"en": "Floristry", "zh": "花艺"},
    "10": {"en": "Beauty Therapy", "zh": "美容"},
}
STATES: dict[str, BoardState] = {"01": "hidden", "02": "progress", "04": "live", "07": "official", "10": "frozen"}
TEAMS: dict[str, TeamHead] = {
    "CHN": {"code": "CHN", "name": {"en": "China", "zh": "中国", "ar": "الصين"}, "flag": "cn"},
    "KAZ": {"code": "KAZ", "name": {"en": "Kazakhstan"}, "flag": "kz"},
    "FRA": {"code": "FRA", "name": {"en": "France"}, "flag": "fr"},
    "PER": {"code": "PER", "name": {"en": "Peru"}, "flag": "pe"},
}
SESSION_NAME = {"en": "B Program", "zh": "B 编程"}
COMPETITORS = {
    "CHN": ("陈思远", "zh", "CHEN Siyuan"),
    "KAZ": ("Нұрлан Әбілқасымов", "kk", "Nurlan Abilkassymov"),
    "FRA": ("Éléonore <Lefèvre>", "fr", ""),
    "PER": ("José Ñahui Quispe", "es", ""),
}


def row(team: str, rank: int | None, total: str | None, **more: object) -> TradeRow:
    """Return a row of a board with two criteria."""
    native, language, latin = COMPETITORS[team]
    plain: dict[str, object] = {
        "id": f"row-{team}",
        "rank": rank,
        "shared": False,
        "change": 0,
        "native": native,
        "native_lang": language,
        "latin": latin,
        "team": TEAMS[team],
        "total": total,
        "behind": "1.10",
        "marks": ["51.35", None],
        "best": [rank == 1, False],
        "done": 1,
        "of": 2,
        "trend": [rank, rank] if rank else [],
        "status": "ranked",
        "scaled": None,
        "medal": None,
    }
    return cast("TradeRow", {**plain, **more})


def rows_of(state: BoardState) -> list[TradeRow]:
    """Return three ranked entries and one that withdrew, in display order."""
    medals = ("gold", "silver", "bronze") if state == "official" else (None, None, None)
    return [
        row("CHN", 1, "82.10", change=1, trend=[2, 1], medal=medals[0], behind="0.00"),
        row("KAZ", 2, "81.00", change=-1, trend=[1, 2], medal=medals[1], shared=True),
        row("FRA", 2, "81.00", medal=medals[2], shared=True, marks=["0.00", None]),
        row("PER", None, None, status="withdrawn", change=None, behind=None, marks=[None, None], done=0),
    ]


@dataclass
class Hall:
    """A published event. boards: board ids by trade code, and `home`, `medals`."""

    session: Session
    event_id: str = ""
    boards: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, TradeBody] = field(default_factory=dict)

    def context(self) -> Context:
        """Return the context in which nobody in particular publishes now."""
        return Context(self.session, ANONYMOUS, datetime.now(UTC), lambda _: None, request_id="test")

    def show(self, code: str, body: TradeBody) -> None:
        """Publish the next revision of a trade's board."""
        board_id = self.boards[code]
        with unit_of_work(self.context(), self.event_id) as unit:
            board = self.session.get_one(Board, board_id)
            before = last_text(self.session, board_id, board.revision)
            publish(unit, board_id, board.revision, before, cast("Body", body))
        self.bodies[code] = body

    def settle(self) -> None:
        """Bring the event home and the medal table up to date."""
        publish_event_boards(self.context(), self.event_id)


def make_hall(session: Session, *, code: str = "hall-2024", published: bool = True) -> Hall:
    """Write an event with five trades; published: with a board in each state."""
    hall = Hall(session)
    offset = int((EVENT_NOW - datetime.now(UTC)).total_seconds())
    with write_transaction(session):
        hall.event_id = add_event(
            session,
            NewEvent(
                code=code,
                name={"en": "Hall event", "zh": "馆内赛事"},
                venue={"en": "Hall N1"},
                timezone="Asia/Shanghai",
                starts=date(2024, 6, 24),
                ends=date(2024, 6, 26),
                second_language="zh",
                clock_offset=offset,
            ),
            datetime.now(UTC),
        )
        for team in TEAMS.values():
            add_team(session, hall.event_id, team["code"], team["name"], team["flag"])
        trades = {
            trade: add_trade(session, hall.event_id, NewTrade(trade, name, worldskills=trade < "05"))
            for trade, name in NAMES.items()
        }
        add_schedule_item(
            session,
            hall.event_id,
            trade_id=None,
            day=2,
            starts_at=datetime(2024, 6, 25, 9, 0, tzinfo=UTC),
            ends_at=datetime(2024, 6, 25, 9, 5, tzinfo=UTC),
            name={"en": "Boards freeze"},
            place={"en": "Hall N1"},
            kind="freeze",
        )
        session.flush()
        for board_id, kind, trade_id in session.execute(
            select(Board.id, Board.kind, Board.trade_id).where(Board.event_id == hall.event_id)
        ):
            key = next((trade for trade, found in trades.items() if found == trade_id), kind)
            hall.boards[key] = board_id
    if published:
        for trade, state in STATES.items():
            hall.show(trade, body_of(code, trade, state, offset))
        hall.settle()
    session.rollback()
    return hall


def body_of(event: str, trade: str, state: BoardState, offset: int = 0) -> TradeBody:
    """Return the public body of a trade in a state."""
    shows = state in ("live", "frozen", "official")
    label: Label = "official" if state == "official" else "provisional"
    return {
        "kind": "trade",
        "event": {"code": event, "name": {"en": "Hall event", "zh": "馆内赛事"}, "timezone": "Asia/Shanghai",
                  "clock_offset": offset},
        "trade": {"code": trade, "name": NAMES[trade], "worldskills": trade < "05"},
        "state": state,
        "label": label,
        "version": 1,
        "max": "100.00",
        "marked": None if state == "hidden" else 83,
        "criteria": [
            {"code": "A", "name": {"en": "Wiring"}, "max": "60.00"},
            {"code": "B", "name": {"en": "Program"}, "max": "40.00"},
        ],
        "sessions": [
            {"id": "s1", "seq": 0, "name": SESSION_NAME, "place": {"en": "Bay 4"}, "starts": "2024-06-25T05:30:00Z",
             "ends": "2024-06-25T09:00:00Z"}
        ],
        "rows": rows_of(state) if shows else [],
    }  # fmt: skip
