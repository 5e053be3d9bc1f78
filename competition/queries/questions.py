"""Questions to the jury and its clarifications, as askers, readers and the office see them. Source: PRODUCT C8."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from competition.db.models import (
    Account,
    CannedAnswer,
    Clarification,
    ClarificationRead,
    Entry,
    JudgeAssignment,
    JudgeProfile,
    Question,
    Team,
    TeamLeader,
    Trade,
)
from competition.domain.questions import FOR_JUDGES, FOR_TEAM_LEADERS, Audience, Membership, is_read, recipients
from competition.domain.scheme import Text
from competition.queries.reach import Reach

MOST_SHOWN = 200
"""Lines of a list; the newest, open questions before all others."""

_Select: TypeAlias = "Select[Question, Trade, Team, str, str]"


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question. trade_code: "" for one about the event. answer: empty while it is open."""

    id: str
    trade_id: str | None
    trade_code: str
    trade_name: Text
    text: str
    asked_at: datetime
    asker: str
    team_code: str
    flag: str
    answer: Text
    answered_at: datetime | None
    answered_by: str
    audience: Audience

    @property
    def is_open(self) -> bool:
        """Tell whether nobody has answered yet."""
        return self.answered_at is None


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """A clarification for somebody. trade_code: "" for one to everybody of the event. is_read: nothing new in it."""

    id: str
    trade_code: str
    trade_name: Text
    text: Text
    sent_at: datetime
    withdrawn_at: datetime | None
    is_read: bool


@dataclass(frozen=True, slots=True)
class SentLine:
    """A clarification in the office. read, of: how many of those it is for have read it as it stands now."""

    id: str
    trade_id: str | None
    trade_code: str
    trade_name: Text
    question_id: str | None
    audience: Audience
    text: Text
    sent_at: datetime
    sent_by: str
    withdrawn_at: datetime | None
    read: int
    of: int


@dataclass(frozen=True, slots=True)
class TradeChoice:
    """A trade about which somebody may ask."""

    id: str
    code: str
    name: Text


def own_questions(session: Session, event_id: str, account_id: str, team_id: str | None = None) -> list[QuestionLine]:
    """Return what somebody asked at an event, the newest first. team_id: for this team only. One statement."""
    asked = _questions().where(Question.event_id == event_id, Question.asked_by == account_id)
    if team_id is not None:
        asked = asked.where(Question.team_id == team_id)
    return _question_lines(session, asked.order_by(Question.asked_at.desc(), Question.id).limit(MOST_SHOWN))


def question_list(session: Session, reach: Reach, state: str = "", trade: str = "") -> list[QuestionLine]:
    """Return questions within reach: open ones first, the longest waiting in front, then the newest. One statement.

    state: open, answered or "". trade: a code, "event" for those about the event, or "".
    """
    found = _questions().where(Question.event_id == reach.event_id)
    if reach.trade_ids is not None:
        found = found.where(Question.trade_id.in_(reach.trade_ids))
    if state in ("open", "answered"):
        found = found.where(Question.answered_at.is_(None) if state == "open" else Question.answered_at.is_not(None))
    if trade:
        found = found.where(Question.trade_id.is_(None) if trade == "event" else Trade.code == trade)
    lines = _question_lines(
        session, found.order_by(Question.answered_at.is_not(None), Question.asked_at.desc()).limit(MOST_SHOWN)
    )
    waiting = sorted((line for line in lines if line.is_open), key=lambda line: line.asked_at)
    return [*waiting, *(line for line in lines if not line.is_open)]


def question_of(session: Session, reach: Reach, question_id: str) -> QuestionLine | None:
    """Return a question within reach. One statement."""
    found = _questions().where(Question.event_id == reach.event_id, Question.id == question_id)
    line = next(iter(_question_lines(session, found)), None)
    return line if line is not None and reach.covers(line.trade_id) else None


def clarifications_for(
    session: Session, event_id: str, account_id: str, *, as_judge: bool = False, as_leader: bool = False
) -> list[ReaderLine]:
    """Return what is said to somebody as a judge or as a team leader: the unread first, then the newest.

    Three statements.
    """
    judges, leaders = memberships(session, event_id, account_id)
    mine, asked = [], []
    if as_judge and judges:
        mine.append((FOR_JUDGES, {trade for _, trade in judges}))
    if as_leader and leaders:
        mine.append((FOR_TEAM_LEADERS, {trade for _, trade in leaders}))
    for audiences, trades in mine:
        within = or_(Clarification.trade_id.is_(None), Clarification.trade_id.in_([each for each in trades if each]))
        asked.append(and_(Clarification.audience.in_([each.value for each in audiences]), within))
    if not asked:
        return []
    of_reader = and_(ClarificationRead.clarification_id == Clarification.id, ClarificationRead.account_id == account_id)
    rows = session.execute(
        select(Clarification, Trade.code, Trade.name, ClarificationRead.read_at)
        .outerjoin(Trade, Trade.id == Clarification.trade_id)
        .outerjoin(ClarificationRead, of_reader)
        .where(Clarification.event_id == event_id, or_(*asked))
        .order_by(Clarification.sent_at.desc(), Clarification.id)
        .limit(MOST_SHOWN)
    )
    lines = [
        ReaderLine(
            row.id, code or "", name or {}, row.text, row.sent_at, row.withdrawn_at, is_read(read, row.withdrawn_at)
        )
        for row, code, name, read in rows
    ]
    return sorted(lines, key=lambda line: line.is_read)


def clarification_list(session: Session, reach: Reach) -> list[SentLine]:
    """Return what was said within reach, the newest first, with who has read it. Four statements."""
    statement = (
        select(Clarification, Trade.code, Trade.name, Account.name)
        .outerjoin(Trade, Trade.id == Clarification.trade_id)
        .join(Account, Account.id == Clarification.sent_by)
        .where(Clarification.event_id == reach.event_id)
        .order_by(Clarification.sent_at.desc(), Clarification.id)
        .limit(MOST_SHOWN)
    )
    if reach.trade_ids is not None:
        statement = statement.where(Clarification.trade_id.in_(reach.trade_ids))
    rows = session.execute(statement).all()
    reads = _reads(session, [row.id for row, *_ in rows])
    judges, leaders = memberships(session, reach.event_id)
    lines = []
    for row, code, name, sender in rows:
        readers = recipients(Audience(row.audience), row.trade_id, judges, leaders)
        read = {each for each, at in reads.get(row.id, ()) if is_read(at, row.withdrawn_at)}
        lines.append(
            SentLine(
                id=row.id,
                trade_id=row.trade_id,
                trade_code=code or "",
                trade_name=name or {},
                question_id=row.question_id,
                audience=Audience(row.audience),
                text=row.text,
                sent_at=row.sent_at,
                sent_by=sender,
                withdrawn_at=row.withdrawn_at,
                read=len(read & readers),
                of=len(readers),
            )
        )
    return lines


def memberships(session: Session, event_id: str, account_id: str = "") -> tuple[Membership, Membership]:
    """Return judges with their trades and team leaders with the trades of their teams, of one account when said.

    Two statements.
    """
    at_work = and_(JudgeAssignment.judge_id == JudgeProfile.id, JudgeAssignment.ended_at.is_(None))
    judges = (
        select(JudgeProfile.account_id, JudgeAssignment.trade_id)
        .outerjoin(JudgeAssignment, at_work)
        .where(JudgeProfile.event_id == event_id)
    )
    leaders = (
        select(TeamLeader.account_id, Entry.trade_id)
        .outerjoin(Entry, Entry.team_id == TeamLeader.team_id)
        .where(TeamLeader.event_id == event_id)
        .distinct()
    )
    if account_id:
        judges = judges.where(JudgeProfile.account_id == account_id)
        leaders = leaders.where(TeamLeader.account_id == account_id)
    return (
        [(account, trade) for account, trade in session.execute(judges)],
        [(account, trade) for account, trade in session.execute(leaders)],
    )


def trade_choices(session: Session, event_id: str) -> tuple[TradeChoice, ...]:
    """Return the trades of an event by code. One statement."""
    rows = session.execute(
        select(Trade.id, Trade.code, Trade.name).where(Trade.event_id == event_id).order_by(Trade.code)
    )
    return tuple(TradeChoice(*row) for row in rows)


def trades_judged(session: Session, event_id: str, account_id: str) -> tuple[TradeChoice, ...]:
    """Return the trades in which somebody is a judge now. One statement."""
    rows = session.execute(
        select(Trade.id, Trade.code, Trade.name)
        .join(JudgeAssignment, JudgeAssignment.trade_id == Trade.id)
        .join(JudgeProfile, JudgeProfile.id == JudgeAssignment.judge_id)
        .where(Trade.event_id == event_id, JudgeProfile.account_id == account_id, JudgeAssignment.ended_at.is_(None))
        .order_by(Trade.code)
    )
    return tuple(TradeChoice(*row) for row in rows)


def canned_answers(session: Session, event_id: str) -> list[tuple[str, Text]]:
    """Return the answers that are kept ready: id and words, in the order in which they were made. One statement."""
    rows = session.execute(
        select(CannedAnswer.id, CannedAnswer.text).where(CannedAnswer.event_id == event_id).order_by(CannedAnswer.id)
    )
    return [(row.id, row.text) for row in rows]


def _reads(session: Session, ids: Iterable[str]) -> dict[str, list[tuple[str, datetime]]]:
    found: dict[str, list[tuple[str, datetime]]] = {}
    statement = select(ClarificationRead).where(ClarificationRead.clarification_id.in_(list(ids)))
    for row in session.scalars(statement):
        found.setdefault(row.clarification_id, []).append((row.account_id, row.read_at))
    return found


def _questions() -> _Select:
    asker, answerer = aliased(Account), aliased(Account)
    return (
        select(Question, Trade, Team, asker.name, answerer.name)
        .join(asker, asker.id == Question.asked_by)
        .outerjoin(answerer, answerer.id == Question.answered_by)
        .outerjoin(Trade, Trade.id == Question.trade_id)
        .outerjoin(Team, Team.id == Question.team_id)
    )


def _question_lines(session: Session, statement: _Select) -> list[QuestionLine]:
    return [
        QuestionLine(
            id=row.id,
            trade_id=row.trade_id,
            trade_code=trade.code if trade else "",
            trade_name=trade.name if trade else {},
            text=row.text,
            asked_at=row.asked_at,
            asker=asker,
            team_code=team.code if team else "",
            flag=team.flag if team else "",
            answer=row.answer,
            answered_at=row.answered_at,
            answered_by=answerer or "",
            audience=Audience(row.audience),
        )
        for row, trade, team, asker, answerer in session.execute(statement)
    ]
