"""One judge of an event as the office sees and edits one, and who could become a judge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from competition.db.models import (
    Account,
    Entry,
    Expert,
    JudgeAssignment,
    JudgeProfile,
    Mark,
    MarkingTeam,
    MarkingTeamMember,
    Person,
    Score,
    Sheet,
    SubCriterionRow,
    Team,
    Trade,
)
from competition.domain.calibration import SAMPLE
from competition.domain.people import PersonDetails
from competition.domain.scheme import Text
from competition.domain.stages import SheetState
from competition.queries.office_roster import details_of


@dataclass(frozen=True, slots=True)
class JudgeChoice:
    """Somebody who may be chosen as a judge. note: the judge number, or the trades an expert knows."""

    id: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class JudgeWork:
    """A judge's work in a trade. seats: marking team and seat. marks: how many scores and values that count."""

    trade_id: str
    trade_code: str
    trade_name: Text
    is_chief: bool
    ended_at: datetime | None
    seats: tuple[tuple[str, int], ...]
    marks: int


@dataclass(frozen=True, slots=True)
class JudgeRoom:
    """A judge at an event. has_pin: whether a PIN was made. expert_id: "" for somebody who is not in the register."""

    id: str
    person_id: str
    account_id: str
    login: str
    details: PersonDetails
    languages: tuple[str, ...]
    team_id: str
    team_code: str
    team_name: Text
    flag: str
    has_pin: bool
    expert_id: str
    erased_at: datetime | None
    work: tuple[JudgeWork, ...]

    @property
    def has_marked(self) -> bool:
        """Tell whether the judge has entered anything."""
        return any(each.marks for each in self.work)


def judge_room(session: Session, event_id: str, judge_id: str) -> JudgeRoom | None:
    """Return a judge. At most five statements."""
    row = session.execute(
        select(JudgeProfile, Person, Account, Team, Expert.id)
        .join(Person, Person.id == JudgeProfile.person_id)
        .join(Account, Account.id == JudgeProfile.account_id)
        .outerjoin(Team, Team.id == JudgeProfile.team_id)
        .outerjoin(Expert, Expert.person_id == Person.id)
        .where(JudgeProfile.id == judge_id, JudgeProfile.event_id == event_id)
    ).one_or_none()
    if row is None:
        return None
    profile, person, account, team, expert_id = row
    return JudgeRoom(
        id=profile.id,
        person_id=person.id,
        account_id=account.id,
        login=account.login,
        details=details_of(person),
        languages=tuple(str(each) for each in profile.languages),
        team_id=team.id if team else "",
        team_code=team.code if team else "",
        team_name=team.name if team else {},
        flag=team.flag if team else "",
        has_pin=account.pin_hash is not None,
        expert_id=expert_id or "",
        erased_at=person.erased_at,
        work=_work(session, judge_id),
    )


def judge_choices(session: Session, event_id: str) -> tuple[JudgeChoice, ...]:
    """Return the judges of an event by number. One statement."""
    rows = session.execute(
        select(JudgeProfile.id, Person.native_name, Person.latin_name, Account.login)
        .join(Person, Person.id == JudgeProfile.person_id)
        .join(Account, Account.id == JudgeProfile.account_id)
        .where(JudgeProfile.event_id == event_id, Person.erased_at.is_(None))
        .order_by(Account.login)
    )
    return tuple(JudgeChoice(row.id, _both(row.native_name, row.latin_name), row.login) for row in rows)


def expert_choices(session: Session, event_id: str) -> tuple[JudgeChoice, ...]:
    """Return the experts of the register who are asked still and do not judge at the event. One statement."""
    here = exists().where(JudgeProfile.person_id == Expert.person_id, JudgeProfile.event_id == event_id)
    rows = session.execute(
        select(Expert.id, Expert.trades, Person.native_name, Person.latin_name)
        .join(Person, Person.id == Expert.person_id)
        .where(Expert.retired_at.is_(None), Person.erased_at.is_(None), ~here)
        .order_by(Person.latin_name, Person.native_name)
    )
    return tuple(
        JudgeChoice(row.id, _both(row.native_name, row.latin_name), ", ".join(str(each) for each in row.trades))
        for row in rows
    )


def is_at_work() -> ColumnElement[bool]:
    """Return the condition that a marking team still marks: a sub-criterion is its own, or a sheet that is not over."""
    over = (SheetState.SIGNED.value, SheetState.VERIFIED.value, SheetState.LOCKED.value)
    return or_(
        exists().where(SubCriterionRow.marking_team_id == MarkingTeam.id),
        exists().where(Sheet.marking_team_id == MarkingTeam.id, Sheet.state.not_in(over)),
    )


def _work(session: Session, judge_id: str) -> tuple[JudgeWork, ...]:
    seats: dict[str, list[tuple[str, int]]] = {}
    for trade_id, name, seat in session.execute(
        select(MarkingTeam.trade_id, MarkingTeam.name, MarkingTeamMember.seat)
        .join(MarkingTeamMember, MarkingTeamMember.marking_team_id == MarkingTeam.id)
        .where(MarkingTeamMember.judge_id == judge_id, is_at_work())
        .order_by(MarkingTeam.name)
    ):
        seats.setdefault(trade_id, []).append((name, seat))
    rows = session.execute(
        select(JudgeAssignment, Trade.code, Trade.name)
        .join(Trade, Trade.id == JudgeAssignment.trade_id)
        .where(JudgeAssignment.judge_id == judge_id)
        .order_by(JudgeAssignment.ended_at.is_not(None), Trade.code)
    ).all()
    marks = _marks(session, judge_id)
    return tuple(
        JudgeWork(
            each.trade_id,
            code,
            name,
            each.is_chief,
            each.ended_at,
            tuple(seats.get(each.trade_id, ())),
            marks.get(each.trade_id, 0),
        )
        for each, code, name in rows
    )


def _marks(session: Session, judge_id: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for table in (Score, Mark):
        for trade_id, count in session.execute(
            select(Sheet.trade_id, func.count())
            .select_from(table)
            .join(Sheet, Sheet.id == table.sheet_id)
            .join(Entry, Entry.id == Sheet.entry_id)
            .where(table.judge_id == judge_id, Entry.status != SAMPLE)
            .group_by(Sheet.trade_id)
        ):
            found[trade_id] = found.get(trade_id, 0) + count
    return found


def _both(native: str, latin: str) -> str:
    return f"{native} ({latin})" if latin and latin != native else native
