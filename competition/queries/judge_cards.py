"""Which judges have a card to sign in with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from competition.db.models import Account, JudgeAssignment, JudgeCard, JudgeProfile, Person, RoleAssignment, Team, Trade
from competition.domain.permissions import Role
from competition.domain.scheme import Text
from competition.queries.reach import Reach


@dataclass(frozen=True, slots=True)
class CardLine:
    """A judge with the last card. way: pin, code, "" for none; made_at: real time; opens_office: has more roles."""

    judge_id: str
    trade_code: str
    trade_name: Text
    native: str
    language: str
    latin: str
    login: str
    flag: str
    is_chief: bool
    way: str
    made_at: datetime | None
    made_by: str
    opens_office: bool


def card_lines(session: Session, reach: Reach, trade_code: str = "") -> tuple[CardLine, ...]:
    """Return the judges by trade and number, as far as somebody's rights go. One statement.

    trade_code: "" for all trades.
    """
    maker = aliased(Account)
    more = (
        select(RoleAssignment.id)
        .where(
            RoleAssignment.account_id == JudgeProfile.account_id,
            RoleAssignment.role.not_in((Role.JUDGE.value, Role.CHIEF_JUDGE.value)),
        )
        .correlate(JudgeProfile)
        .exists()
    )
    statement = (
        select(
            JudgeProfile.id,
            Trade.code,
            Trade.name,
            Person.native_name,
            Person.native_language,
            Person.latin_name,
            Account.login,
            Team.flag,
            JudgeAssignment.is_chief,
            JudgeCard.way,
            JudgeCard.made_at,
            maker.name.label("made_by"),
            more.label("opens_office"),
        )
        .join(JudgeAssignment, JudgeAssignment.judge_id == JudgeProfile.id)
        .join(Trade, Trade.id == JudgeAssignment.trade_id)
        .join(Account, Account.id == JudgeProfile.account_id)
        .join(Person, Person.id == JudgeProfile.person_id)
        .outerjoin(Team, Team.id == JudgeProfile.team_id)
        .outerjoin(JudgeCard, JudgeCard.judge_id == JudgeProfile.id)
        .outerjoin(maker, maker.id == JudgeCard.made_by)
        .where(
            JudgeProfile.event_id == reach.event_id,
            reach.within(JudgeAssignment.trade_id),
            JudgeAssignment.ended_at.is_(None),
            Account.disabled_at.is_(None),
        )
        .order_by(Trade.code, JudgeAssignment.is_chief.desc(), Account.login)
    )
    if trade_code:
        statement = statement.where(Trade.code == trade_code)
    return tuple(
        CardLine(
            row.id, row.code, row.name, row.native_name, row.native_language, row.latin_name, row.login,
            row.flag or "", row.is_chief, row.way or "", row.made_at, row.made_by or "", bool(row.opens_office),
        )
        for row in session.execute(statement)
    )  # fmt: skip
