"""The facts of `domain.readiness`: what an event has, in thirteen statements whatever its size."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, ScalarSelect, func, select
from sqlalchemy.orm import Session

from competition.db.models import (
    Account,
    Application,
    Board,
    Device,
    KeyHolder,
    RoleAssignment,
    ScheduleItem,
    Tablet,
    Trade,
)
from competition.domain.permissions import Role
from competition.domain.readiness import EventFacts, TradeFacts
from competition.queries.office import OfficeEvent
from competition.queries.reach import Reach
from competition.queries.readiness_counts import (
    Draft,
    EntryCount,
    JudgeCount,
    PresentScheme,
    TaskCount,
    ages,
    drafts,
    entries,
    judges,
    present_schemes,
    session_days,
    tasks,
    uneven_entries,
    waiting,
)

NO_ENTRIES, NO_JUDGES, NO_TASKS = EntryCount({}), JudgeCount(), TaskCount()


@dataclass(frozen=True, slots=True)
class _Counts:
    """Everything that is counted by trade, by its id."""

    entries: dict[str, EntryCount]
    uneven: dict[str, int]
    ages: dict[str, tuple[int, int]]
    judges: dict[str, JudgeCount]
    schemes: dict[str, PresentScheme]
    drafts: dict[str, Draft]
    waiting: dict[str, str]
    tasks: dict[str, TaskCount]
    sessions: dict[str, frozenset[int]]


def event_facts(
    session: Session, event: OfficeEvent, at: datetime, backup_at: datetime | None, reach: Reach | None = None
) -> EventFacts:
    """Return an event as far as it is. Thirteen statements, one more for drafts that were not read before.

    at: real time. backup_at: of the newest backup, which no database knows. reach: the trades that are told of, None
    for all.
    """
    within = Reach(event.id) if reach is None else reach
    trades = session.execute(_TRADES.where(Trade.event_id == event.id, within.within(Trade.id))).all()
    counts = session.execute(select(*_event_counts(event.id))).one()
    days = frozenset(day.number for day in event.days)
    schemes = present_schemes(session, event.id)
    by_trade = _Counts(
        entries=entries(session, event.id),
        uneven=uneven_entries(session, event.id),
        ages=ages(session, event.id, event.starts),
        judges=judges(session, event.id),
        schemes=schemes,
        drafts=drafts(session, event.id, schemes),
        waiting=waiting(session, event.id),
        tasks=tasks(session, event.id, days),
        sessions=session_days(session, event.id),
    )
    return EventFacts(
        starts=event.starts,
        ends=event.ends,
        today=event.local_date(at),
        now=at,
        trades=tuple(_trade(row, by_trade) for row in trades),
        has_venue=any(event.venue.values()),
        organizers=counts.organizers,
        who_came=counts.who_came,
        key_holders=counts.key_holders,
        tablets=counts.tablets,
        applications=counts.applications,
        unsent=counts.unsent,
        items=counts.items,
        backup_at=backup_at,
    )


_TRADES = (
    select(
        Trade.id,
        Trade.code,
        Trade.min_entries,
        Trade.max_entries,
        Trade.maximum_age,
        Trade.panel_size,
        Trade.allows_compatriots,
        Trade.blind,
        Trade.sealed,
        Board.policy,
    )
    .join(Board, (Board.trade_id == Trade.id) & (Board.kind == "trade"))
    .order_by(Trade.code)
)


def _trade(row: Row[*tuple[Any, ...]], counts: _Counts) -> TradeFacts:
    entered = counts.entries.get(row.id, NO_ENTRIES)
    judging = counts.judges.get(row.id, NO_JUDGES)
    tasked = counts.tasks.get(row.id, NO_TASKS)
    scheme, draft = counts.schemes.get(row.id), counts.drafts.get(row.id)
    too_old, unknown = counts.ages.get(row.id, (0, 0))
    return TradeFacts(
        id=row.id,
        code=row.code,
        min_entries=row.min_entries,
        max_entries=row.max_entries,
        maximum_age=row.maximum_age,
        panel_size=row.panel_size,
        allows_compatriots=row.allows_compatriots,
        blind=row.blind,
        sealed=row.sealed,
        entries=sum(entered.by_team.values()),
        by_team=entered.by_team,
        uneven=counts.uneven.get(row.id, 0),
        too_old=too_old,
        ages_unknown=unknown,
        scheme="published" if scheme else "draft" if draft else "none",
        draft_total=draft.total if draft else 0,
        draft_errors=draft.errors if draft else 0,
        is_locked=scheme is not None and scheme.is_locked,
        waiting=counts.waiting.get(row.id, ""),
        sub_criteria=tasked.sub_criteria,
        without_team=tasked.without_team,
        without_day=tasked.without_day,
        beyond_days=tasked.beyond_days,
        days=tasked.days,
        sessions=counts.sessions.get(row.id, frozenset()),
        teams=tuple(judging.seats(held) for held in tasked.teams),
        judges=judging.judges,
        chiefs=judging.chiefs,
        without_sign_in=judging.without_sign_in,
        without_device=judging.without_device,
        policy=row.policy,
    )


def _event_counts(event_id: str) -> list[Any]:
    organizing = (
        select(func.count(func.distinct(Account.id)))
        .select_from(RoleAssignment)
        .join(Account, Account.id == RoleAssignment.account_id)
        .where(
            RoleAssignment.event_id == event_id,
            RoleAssignment.role == Role.ORGANIZER.value,
            Account.disabled_at.is_(None),
        )
    )
    tablets = (
        select(func.count())
        .select_from(Tablet)
        .join(Device, Device.id == Tablet.device_id)
        .where(Tablet.event_id == event_id, Device.revoked_at.is_(None))
    )
    items = (
        select(func.count())
        .select_from(ScheduleItem)
        .where(ScheduleItem.event_id == event_id, ScheduleItem.trade_id.is_(None))
    )
    return [
        organizing.scalar_subquery().label("organizers"),
        organizing.where(Account.password_hash.is_not(None)).scalar_subquery().label("who_came"),
        select(func.count()).where(KeyHolder.event_id == event_id).scalar_subquery().label("key_holders"),
        tablets.scalar_subquery().label("tablets"),
        _applications(event_id, "submitted").label("applications"),
        _applications(event_id, "draft", "returned").label("unsent"),
        items.scalar_subquery().label("items"),
    ]


def _applications(event_id: str, *states: str) -> ScalarSelect[int]:
    counted = select(func.count()).select_from(Application)
    return counted.where(Application.event_id == event_id, Application.state.in_(states)).scalar_subquery()
