"""The boards of the whole event, drawn from published trade boards alone: event home and medal table."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.models import (
    Board,
    Competitor,
    Day,
    Event,
    PublishedDocument,
    ScheduleItem,
    Team,
    Trade,
)
from competition.domain.awards import TradeResult
from competition.domain.board_types import (
    EventHead,
    HomeBody,
    HomeItem,
    MedalsBody,
    TeamHead,
    TradeBody,
)
from competition.domain.boards import Body
from competition.domain.errors import DomainError
from competition.domain.medals import Medal
from competition.domain.schedule import ItemKind
from competition.domain.team_tables import medal_table
from competition.domain.visibility import public_home_row
from competition.services.board_bodies import moment
from competition.services.context import Context
from competition.services.event_look import event_brand, event_look
from competition.services.publication import last_text, publish
from competition.services.unit_of_work import Unit, unit_of_work


@dataclass(frozen=True, slots=True)
class _PublicTrade:
    trade_id: str
    board_id: str
    body: TradeBody


def publish_event_boards(context: Context, event_id: str) -> None:
    """Write the next revision of the event home and the medal table where the public sees a difference.

    Reads only what is already public of the trades, so that it can tell nothing more than they do.
    """
    event = context.session.get(Event, event_id)
    if event is None:
        raise DomainError("not_found")
    with unit_of_work(context, event_id, clock_offset=event.clock_offset) as unit:
        # The two rows are locked before anything is read, so that an older picture never overtakes a newer one.
        boards = _lock_boards(unit)
        trades = _public_trades(context.session, event_id)
        for kind, body in (("home", _home(context.session, event_id, trades)), ("medals", _medals(unit, trades))):
            board = boards[kind]
            publish(unit, board.id, board.revision, last_text(context.session, board.id, board.revision), body)


def _lock_boards(unit: Unit) -> dict[str, Board]:
    rows = unit.context.session.scalars(
        select(Board)
        .where(Board.event_id == unit.event_id, Board.kind.in_(("home", "medals")))
        .order_by(Board.kind)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {board.kind: board for board in rows}


def _public_trades(session: Session, event_id: str) -> list[_PublicTrade]:
    rows = session.execute(
        select(Trade.id, Board.id, PublishedDocument.body)
        .join(Board, Board.trade_id == Trade.id)
        .join(
            PublishedDocument,
            (PublishedDocument.board_id == Board.id) & (PublishedDocument.revision == Board.revision),
        )
        .where(Trade.event_id == event_id, Board.kind == "trade")
        .order_by(Trade.code)
    )
    return [_PublicTrade(trade_id, board_id, cast("TradeBody", json.loads(text))) for trade_id, board_id, text in rows]


def _event_head(session: Session, event: Event) -> EventHead:
    head: EventHead = {
        "code": event.code,
        "name": dict(event.name),
        "timezone": event.timezone,
        "clock_offset": event.clock_offset,
    }
    if brand := event_brand(session, event.id):
        head["brand"] = brand
    return head


def _home(session: Session, event_id: str, trades: list[_PublicTrade]) -> Body:
    event = session.execute(select(Event).where(Event.id == event_id)).scalar_one()
    days = session.scalars(select(Day).where(Day.event_id == event_id).order_by(Day.number)).all()
    body: HomeBody = {
        "kind": "home",
        "event": _event_head(session, event),
        "venue": dict(event.venue),
        "starts": event.starts.isoformat(),
        "ends": event.ends.isoformat(),
        "counts": {
            "teams": _count(session, Team, event_id),
            "competitors": _competitors(session, event_id),
            "trades": len(trades),
        },
        "teams": _teams(session, event_id),
        "days": [
            {"number": day.number, "date": day.date.isoformat(), "closed": day.closed_at is not None} for day in days
        ],
        "items": _items(session, event_id),
        "rows": [public_home_row(trade.trade_id, trade.board_id, trade.body) for trade in trades],
        **event_look(session, event_id),
    }
    return body


def _teams(session: Session, event_id: str) -> list[TeamHead]:
    rows = session.execute(select(Team.code, Team.name, Team.flag).where(Team.event_id == event_id).order_by(Team.code))
    return [{"code": code, "name": dict(name), "flag": flag} for code, name, flag in rows]


def _count(session: Session, table: type[Team], event_id: str) -> int:
    return session.scalar(select(func.count()).select_from(table).where(table.event_id == event_id)) or 0


def _competitors(session: Session, event_id: str) -> int:
    """Return how many people compete, guests included."""
    return session.scalar(select(func.count()).select_from(Competitor).where(Competitor.event_id == event_id)) or 0


def _items(session: Session, event_id: str) -> list[HomeItem]:
    rows = session.execute(
        select(ScheduleItem, Trade.code)
        .outerjoin(Trade, Trade.id == ScheduleItem.trade_id)
        .where(
            ScheduleItem.event_id == event_id, ScheduleItem.is_public.is_(True), ScheduleItem.kind != ItemKind.SESSION
        )
        .order_by(ScheduleItem.starts_at, ScheduleItem.id)
    )
    return [
        {
            "id": item.id,
            "seq": item.sequence,
            "name": dict(item.name),
            "place": dict(item.place),
            "starts": moment(item.starts_at),
            "ends": moment(item.ends_at),
            "kind": item.kind,
            "trade": code or "",
        }
        for item, code in rows
    ]


def _medals(unit: Unit, trades: list[_PublicTrade]) -> Body:
    session = unit.context.session
    event = session.execute(select(Event).where(Event.id == unit.event_id)).scalar_one()
    official = [trade.body for trade in trades if trade.body["state"] == "official"]
    heads: dict[str, TeamHead] = {
        team["code"]: team for body in official for row in body["rows"] if (team := row["team"]) is not None
    }
    teams = session.execute(select(Team.code, Team.id).where(Team.event_id == unit.event_id))
    ids = {row.code: row.id for row in teams}
    results = [
        TradeResult(
            trade=body["trade"]["code"],
            entry=row["id"],
            team=team["code"],
            scaled=int(row["scaled"] or 0),
            medal=Medal(row["medal"]) if row["medal"] else None,
        )
        for body in official
        for row in body["rows"]
        if row["status"] == "ranked" and (team := row["team"]) is not None
    ]
    table: MedalsBody = {
        "kind": "medals",
        "event": _event_head(session, event),
        "official": len(official),
        "of": len(trades),
        "rows": [
            {
                "id": ids[line.team],
                "rank": line.rank,
                "shared": line.shared,
                "team": heads[line.team],
                "gold": line.gold,
                "silver": line.silver,
                "bronze": line.bronze,
                "all": line.all,
            }
            for line in medal_table(results)
        ],
    }
    return table
