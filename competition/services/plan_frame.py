"""What every change of the plan begins with: the right to it, the event's row locked, its zone, days and trades."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from competition.db.models import Day, Event
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.venue_time import clock_of
from competition.queries.schedule import ScheduleTrade, schedule_trades
from competition.services.context import Context
from competition.services.unit_of_work import Unit, unit_of_work


@dataclass(frozen=True, slots=True)
class PlanFrame:
    """What a change of the plan needs to know of the event. numbers: of the competition days, by date."""

    zone: str
    numbers: Mapping[date, int]
    trades: Mapping[str, ScheduleTrade]

    def number(self, moment: datetime) -> int:
        """Return the number of the competition day at the venue, 0 for any other date."""
        return self.numbers.get(clock_of(moment, self.zone).day, 0)

    def trade(self, trade_id: str | None) -> ScheduleTrade | None:
        """Return a trade of the event, None for the whole event. Raises DomainError `not_found`."""
        if trade_id is None:
            return None
        if trade_id not in self.trades:
            raise DomainError("not_found")
        return self.trades[trade_id]


@contextmanager
def changing_plan(context: Context, event_id: str) -> Iterator[tuple[Unit, PlanFrame]]:
    """Open a change of the plan.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_EVENT, event_id=event_id)
    event = context.session.get(Event, event_id)
    if event is None:
        raise DomainError("not_found")
    with unit_of_work(context, event_id, clock_offset=event.clock_offset) as unit:
        # The row is locked, so that days do not change their numbers below an item that is being written.
        zone = context.session.execute(
            select(Event.timezone).where(Event.id == event_id).with_for_update(key_share=True)
        ).scalar_one()
        yield unit, plan_frame(context, event_id, zone)


def plan_frame(context: Context, event_id: str, zone: str) -> PlanFrame:
    """Return the frame as it is now, inside the caller's transaction. Two statements."""
    days = context.session.execute(select(Day.date, Day.number).where(Day.event_id == event_id))
    trades = {trade.id: trade for trade in schedule_trades(context.session, event_id)}
    return PlanFrame(zone, {row.date: row.number for row in days}, trades)
