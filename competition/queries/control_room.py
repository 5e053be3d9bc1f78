"""The control room: how far every trade is, what needs a person, and how much was entered today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from competition.db.models import (
    AuditEvent,
    AuditHead,
    Entry,
    JudgeAssignment,
    ScheduleItem,
    Sheet,
    SheetResult,
    SubCriterionRow,
    Trade,
)
from competition.domain.progress import CellState, Tally, cell_state, total
from competition.domain.scheme import Text
from competition.domain.stages import SheetState
from competition.queries.reach import Reach

ACTIVE = ("ranked", "guest")
LISTED = 20
"""The longest list of sheets that need a person; the rest is counted."""
AWAKE = timedelta(hours=1)
SEARCHED = 100_000
"""How many of the last entries of the log are looked at; more than a busy hour has."""
MARKS = "mark."


@dataclass(frozen=True, slots=True)
class Part:
    """One sub-criterion of one trade on its day, over all entries that compete."""

    trade_id: str
    sub_criterion_id: str
    code: str
    day: int
    tally: Tally
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell of the matrix shows. code: the sub-criterion, "" for a whole day."""

    state: CellState
    tally: Tally
    code: str = ""


@dataclass(frozen=True, slots=True)
class TradeProgress:
    """A line of the matrix.

    days: by the day's number. parts: today, sub-criterion by sub-criterion. marked: per cent of everything.
    """

    id: str
    code: str
    name: Text
    days: Mapping[int, Cell]
    parts: tuple[Cell, ...]
    marked: int
    changed_at: datetime | None
    split: int
    late: int
    to_lock: int

    @property
    def needs_somebody(self) -> bool:
        """Tell whether anything of this trade waits for a person."""
        return bool(self.split or self.late or self.to_lock)


@dataclass(frozen=True, slots=True)
class SplitSheet:
    """A sheet on which scores are too far apart, longest untouched first."""

    id: str
    trade_code: str
    trade_name: Text
    sub_criterion: str
    entry: str
    aspects: int
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sub-criterion that waits for people: overdue marks, missing signatures, or the lock. since: None unknown."""

    trade_code: str
    trade_name: Text
    code: str
    day: int
    tally: Tally
    since: datetime | None


@dataclass(frozen=True, slots=True)
class ControlRoom:
    """The control room at one moment.

    today: the tally of today's sheets, of all when the event is not on. awake: judges who entered within the hour.
    """

    trades: tuple[TradeProgress, ...]
    whole: Tally
    today: Tally | None
    split: tuple[SplitSheet, ...]
    late: tuple[Waiting, ...]
    to_lock: tuple[Waiting, ...]
    to_sign: tuple[Waiting, ...]
    awake: int
    judges: int


def control_room(session: Session, reach: Reach, now: datetime, today: int | None) -> ControlRoom:
    """Return the control room. Six statements, whatever the size of the event.

    now: the event's own time. today: the number of the day that it is, None when it is none.
    """
    trades = session.execute(
        select(Trade.id, Trade.code, Trade.name)
        .where(Trade.event_id == reach.event_id, reach.within(Trade.id))
        .order_by(Trade.code)
    ).all()
    parts = _parts(session, reach)
    ends = _ends(session, reach)
    overdue = {key for key, end in ends.items() if end < now}
    by_trade: dict[str, list[Part]] = {}
    for part in parts:
        by_trade.setdefault(part.trade_id, []).append(part)
    named = {row.id: (row.code, row.name) for row in trades}
    return ControlRoom(
        trades=tuple(_trade(row.id, row.code, row.name, by_trade.get(row.id, ()), overdue, today) for row in trades),
        whole=total(part.tally for part in parts),
        today=None if today is None else total(part.tally for part in parts if part.day == today),
        split=_split(session, reach),
        late=tuple(
            _waiting(part, named, ends[part.trade_id, part.day])
            for part in parts
            if (part.trade_id, part.day) in overdue and part.tally.unfinished
        ),
        to_lock=tuple(_waiting(part, named, part.changed_at) for part in parts if part.tally.signed),
        to_sign=tuple(_waiting(part, named, part.changed_at) for part in parts if part.tally.complete),
        awake=_awake(session, reach, now),
        judges=_judges(session, reach),
    )


def _parts(session: Session, reach: Reach) -> list[Part]:
    """Return every sub-criterion with its sheets, counted by the database."""
    rows = session.execute(
        select(
            Sheet.trade_id,
            Sheet.sub_criterion_id,
            SubCriterionRow.code,
            Sheet.day,
            *(_in_states(states) for states in _STATES.values()),
            func.sum(case((SheetResult.disagreeing > 0, 1), else_=0)),
            func.sum(SheetResult.registers),
            func.sum(SheetResult.filled),
            func.max(SheetResult.changed_at),
        )
        .join(SheetResult, SheetResult.sheet_id == Sheet.id)
        .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .where(Sheet.event_id == reach.event_id, reach.within(Sheet.trade_id), Entry.status.in_(ACTIVE))
        .group_by(Sheet.trade_id, Sheet.sub_criterion_id, SubCriterionRow.code, Sheet.day)
        .order_by(SubCriterionRow.code)
    )
    found = []
    for trade_id, sub_criterion_id, code, day, *counts, changed_at in rows:
        tally = Tally(*(int(number) for number in counts))
        found.append(Part(trade_id, sub_criterion_id, code, day, tally, changed_at))
    return found


_STATES = {
    "planned": (SheetState.PLANNED.value,),
    "open": (SheetState.OPEN.value,),
    "complete": (SheetState.COMPLETE.value,),
    "signed": (SheetState.SIGNED.value, SheetState.VERIFIED.value),
    "locked": (SheetState.LOCKED.value,),
}


def _in_states(states: Sequence[str]) -> ColumnElement[int]:
    return func.sum(case((Sheet.state.in_(states), 1), else_=0))


def _ends(session: Session, reach: Reach) -> dict[tuple[str, int], datetime]:
    """Return when the last session of each trade on each day ends."""
    rows = session.execute(
        select(ScheduleItem.trade_id, ScheduleItem.day, func.max(ScheduleItem.ends_at))
        .join(Trade, Trade.id == ScheduleItem.trade_id)
        .where(ScheduleItem.event_id == reach.event_id, reach.within(Trade.id), ScheduleItem.kind == "session")
        .group_by(ScheduleItem.trade_id, ScheduleItem.day)
    )
    return {(trade_id, day): end for trade_id, day, end in rows if trade_id is not None}


def _trade(
    trade_id: str,
    code: str,
    name: Text,
    parts: Iterable[Part],
    overdue: set[tuple[str, int]],
    today: int | None,
) -> TradeProgress:
    by_day: dict[int, list[Part]] = {}
    for part in parts:
        by_day.setdefault(part.day, []).append(part)
    days = {day: _cell([p.tally for p in held], (trade_id, day) in overdue) for day, held in by_day.items()}
    whole = total(cell.tally for cell in days.values())
    now = [] if today is None else by_day.get(today, [])
    moments = [part.changed_at for held in by_day.values() for part in held if part.changed_at is not None]
    return TradeProgress(
        id=trade_id,
        code=code,
        name=name,
        days=days,
        parts=tuple(_cell([part.tally], (trade_id, part.day) in overdue, part.code) for part in now),
        marked=whole.percent,
        changed_at=max(moments, default=None),
        split=whole.split,
        late=sum(days[day].tally.unfinished for day in days if (trade_id, day) in overdue),
        to_lock=whole.signed,
    )


def _cell(tallies: Iterable[Tally], overdue: bool, code: str = "") -> Cell:
    tally = total(tallies)
    return Cell(cell_state(tally, overdue=overdue), tally, code)


def _waiting(part: Part, named: Mapping[str, tuple[str, Text]], since: datetime | None) -> Waiting:
    trade_code, trade_name = named[part.trade_id]
    return Waiting(trade_code, trade_name, part.code, part.day, part.tally, since)


def _split(session: Session, reach: Reach) -> tuple[SplitSheet, ...]:
    rows = session.execute(
        select(
            Sheet.id,
            Trade.code.label("trade_code"),
            Trade.name,
            SubCriterionRow.code.label("sub_code"),
            Entry.code.label("entry_code"),
            SheetResult.disagreeing,
            SheetResult.changed_at,
        )
        .join(SheetResult, SheetResult.sheet_id == Sheet.id)
        .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
        .join(Trade, Trade.id == Sheet.trade_id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .where(
            Sheet.event_id == reach.event_id,
            reach.within(Sheet.trade_id),
            SheetResult.disagreeing > 0,
            Entry.status.in_(ACTIVE),
        )
        .order_by(SheetResult.changed_at, Trade.code)
        .limit(LISTED)
    )
    return tuple(SplitSheet(*row) for row in rows)


def _awake(session: Session, reach: Reach, now: datetime) -> int:
    """Return how many people entered something within the last hour, by the log."""
    last = select(AuditHead.seq).where(AuditHead.event_id == reach.event_id).scalar_subquery()
    statement = select(func.count(func.distinct(AuditEvent.actor))).where(
        AuditEvent.event_id == reach.event_id,
        AuditEvent.seq > last - SEARCHED,
        AuditEvent.type.startswith(MARKS, autoescape=True),
        AuditEvent.at > now - AWAKE,
    )
    if not reach.is_whole:
        own = select("sheet/" + Sheet.id).where(Sheet.event_id == reach.event_id, reach.within(Sheet.trade_id))
        statement = statement.where(AuditEvent.object.in_(own))
    return session.scalar(statement) or 0


def _judges(session: Session, reach: Reach) -> int:
    return (
        session.scalar(
            select(func.count(func.distinct(JudgeAssignment.judge_id)))
            .join(Trade, Trade.id == JudgeAssignment.trade_id)
            .where(Trade.event_id == reach.event_id, reach.within(Trade.id), JudgeAssignment.ended_at.is_(None))
        )
        or 0
    )
