"""The plan of an event as the office sees it: every item, public or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import ScheduleItem, Trade
from competition.domain.schedule import ItemKind, Planned
from competition.domain.scheme import Text


@dataclass(frozen=True, slots=True)
class ScheduleLine:
    """One item. day: number of the competition day, 0 for another date; trade_*: empty for the whole event.

    sequence: how often it was changed, so that two people do not overwrite each other.
    """

    id: str
    trade_id: str
    trade_code: str
    trade_name: Text
    day: int
    starts: datetime
    ends: datetime
    name: Text
    place: Text
    kind: ItemKind
    is_public: bool
    sequence: int

    @property
    def planned(self) -> Planned:
        """Return the item as the rules of the plan take it; the same place is the same words in some language."""
        words = next((self.place[code] for code in sorted(self.place) if self.place[code]), "")
        return Planned(self.id, self.trade_id, words.casefold(), self.starts, self.ends)


@dataclass(frozen=True, slots=True)
class ScheduleTrade:
    """A trade that sessions can be planned for. place: where it usually is."""

    id: str
    code: str
    name: Text
    place: Text


def schedule_lines(session: Session, event_id: str, item_id: str | None = None) -> tuple[ScheduleLine, ...]:
    """Return the plan of an event in order of time, or one item of it. One statement."""
    statement = (
        select(ScheduleItem, Trade.code, Trade.name)
        .outerjoin(Trade, Trade.id == ScheduleItem.trade_id)
        .where(ScheduleItem.event_id == event_id)
        .order_by(ScheduleItem.starts_at, Trade.code, ScheduleItem.id)
    )
    if item_id is not None:
        statement = statement.where(ScheduleItem.id == item_id)
    return tuple(
        ScheduleLine(
            item.id,
            item.trade_id or "",
            code or "",
            name or {},
            item.day,
            item.starts_at,
            item.ends_at,
            item.name,
            item.place,
            ItemKind(item.kind),
            item.is_public,
            item.sequence,
        )
        for item, code, name in session.execute(statement)
    )


def schedule_trades(session: Session, event_id: str) -> tuple[ScheduleTrade, ...]:
    """Return the trades of an event by code. One statement."""
    rows = session.execute(
        select(Trade.id, Trade.code, Trade.name, Trade.place).where(Trade.event_id == event_id).order_by(Trade.code)
    )
    return tuple(ScheduleTrade(*row) for row in rows)
