"""Judging sheets as the office sees them: the list with its filters, and one sheet, never a score that is hidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from competition.db.models import (
    Account,
    Competitor,
    Entry,
    EntryMember,
    HeldOp,
    JudgeProfile,
    Person,
    Sheet,
    SheetResult,
    Signature,
    SubCriterionRow,
    Team,
    Trade,
)
from competition.domain.marking import Attempt, Value
from competition.domain.rounds import ScoreEntry
from competition.domain.scheme import AspectType, Calculation, Text
from competition.domain.stages import SheetState
from competition.queries.reach import Reach
from competition.queries.registers import Registers, load_registers
from competition.queries.schemes import AspectRef, scheme_index
from competition.queries.sheet_frames import load_frame
from competition.queries.standings import Member

PAGE = 50
SPLIT = "split"
"""The filter for sheets whose scores are too far apart; the others are the states of a sheet."""


@dataclass(frozen=True, slots=True)
class SheetFilter:
    """What a reader looks for. trade: a code, "" for all. day: 0 for all. state: of `SheetState`, or `split`."""

    trade: str = ""
    day: int = 0
    state: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet in the list. registers, filled: fields that the panel needs and has."""

    id: str
    trade_code: str
    trade_name: Text
    sub_criterion: str
    name: Text
    entry: str
    entry_status: str
    day: int
    state: str
    registers: int
    filled: int
    disagreeing: int
    changed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A page of the list; count: of all that match."""

    lines: tuple[SheetLine, ...]
    count: int


@dataclass(frozen=True, slots=True)
class SeatScore:
    """What a seat gave in a round; score None: did not attempt."""

    seat: int | None
    judge: str
    score: int | None


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round that everybody has finished. reason: why the next one was opened, "" for the last."""

    number: int
    scores: tuple[SeatScore, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class AspectView:
    """An aspect on a sheet.

    value: what was measured, None when nothing is. rounds: those that are complete. filled, of: fields entered so far.
    """

    code: str
    type: AspectType
    description: Text
    unit: str
    max_mark: Decimal
    status: str
    award: Decimal | None
    value: Value | None
    calculation: Calculation | None
    rounds: tuple[RoundView, ...]
    filled: int
    of: int


@dataclass(frozen=True, slots=True)
class PanelSeat:
    """A judge of the marking team on this sheet. role: `scores`, `supervises`, or why the judge may not mark."""

    seat: int
    judge_id: str
    name: str
    role: str
    signed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SheetRoom:
    """One sheet, read only. total: marks so far, None when nothing is marked; held: entries that wait for a person.

    team_code: "" for an entry under a blind code, which has no members here either.
    """

    id: str
    event_id: str
    trade_id: str
    trade_code: str
    trade_name: Text
    sub_criterion: str
    name: Text
    day: int
    state: str
    epoch: int
    revision: int
    scheme_version: int
    entry: str
    entry_status: str
    members: tuple[Member, ...]
    team_code: str
    team_name: Text
    flag: str
    panel: tuple[PanelSeat, ...]
    aspects: tuple[AspectView, ...]
    total: Decimal | None
    max_mark: Decimal
    held: int


def sheet_page(session: Session, reach: Reach, wanted: SheetFilter, page: int, size: int = PAGE) -> SheetPage:
    """Return a page of the sheets that match, pages counted from 1. Two statements."""
    conditions = tuple(_conditions(reach, wanted))
    joined = (
        select(Sheet.id)
        .join(SheetResult, SheetResult.sheet_id == Sheet.id)
        .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .join(Trade, Trade.id == Sheet.trade_id)
        .where(*conditions)
    )
    count = session.scalar(select(func.count()).select_from(joined.subquery())) or 0
    rows = session.execute(
        joined.with_only_columns(
            Sheet.id,
            Trade.code,
            Trade.name,
            SubCriterionRow.code,
            SubCriterionRow.name,
            Entry.code,
            Entry.status,
            Sheet.day,
            Sheet.state,
            SheetResult.registers,
            SheetResult.filled,
            SheetResult.disagreeing,
            SheetResult.changed_at,
        )
        .order_by(Trade.code, Sheet.day, SubCriterionRow.code, Entry.code)
        .limit(size)
        .offset((page - 1) * size)
    )
    return SheetPage(tuple(SheetLine(*tuple(row)) for row in rows), count)


def _conditions(reach: Reach, wanted: SheetFilter) -> Iterable[ColumnElement[bool]]:
    yield Sheet.event_id == reach.event_id
    yield reach.within(Sheet.trade_id)
    if wanted.trade:
        yield Trade.code == wanted.trade
    if wanted.day:
        yield Sheet.day == wanted.day
    if wanted.state == SPLIT:
        yield SheetResult.disagreeing > 0
    elif wanted.state:
        yield Sheet.state == wanted.state
    for word in wanted.words.upper().split():
        # Codes are Latin letters, digits and hyphens, upper case.
        yield Entry.code.contains(word, autoescape=True) | (SubCriterionRow.code == word)


def sheet_room(session: Session, sheet_id: str) -> SheetRoom:
    """Return one sheet. Ten statements, four more when its scheme was not read before.

    Raises DomainError `not_found`.
    """
    frame = load_frame(session, sheet_id)
    index = scheme_index(session, frame.scheme_version_id, frame.scheme_words)
    sub_criterion = index.sub_criteria[frame.sub_criterion_id]
    registers = load_registers(session, frame, sub_criterion)
    names = _names(session, registers)
    trade = session.execute(
        select(Trade.code, Trade.name, Team.code.label("team_code"), Team.name.label("team_name"), Team.flag)
        .outerjoin(Team, Team.id == frame.entry_team_id)
        .where(Trade.id == frame.trade_id)
    ).one()
    aspects = tuple(_aspect(ref, registers, names) for ref in sub_criterion.aspects)
    awards = [aspect.award for aspect in aspects if aspect.award is not None]
    return SheetRoom(
        id=frame.id,
        event_id=frame.event_id,
        trade_id=frame.trade_id,
        trade_code=trade.code,
        trade_name=trade.name,
        sub_criterion=sub_criterion.code,
        name=sub_criterion.name,
        day=frame.day,
        state=frame.state,
        epoch=frame.epoch,
        revision=frame.revision,
        scheme_version=frame.scheme_version,
        entry=frame.entry_code,
        entry_status=frame.entry_status,
        members=_members(session, frame.entry_id),
        team_code=trade.team_code or "",
        team_name=trade.team_name or {},
        flag=trade.flag or "",
        panel=_panel(session, registers, names),
        aspects=aspects,
        total=sum(awards, Decimal("0.00")) if awards else None,
        max_mark=sum((aspect.max_mark for aspect in aspects), Decimal("0.00")),
        held=session.scalar(select(func.count()).select_from(HeldOp).where(HeldOp.sheet_id == frame.id)) or 0,
    )


def _names(session: Session, registers: Registers) -> dict[str, str]:
    """Return the names of everybody on the marking team, and of those who scored before they were replaced."""
    judges = {seat.judge_id for seat in registers.frame.seats}
    judges |= {register.judge_id for given in registers.scores.values() for register in given.values()}
    rows = session.execute(
        select(JudgeProfile.id, Account.name)
        .join(Account, Account.id == JudgeProfile.account_id)
        .where(JudgeProfile.id.in_(judges))
    )
    return dict(rows.all())


def _members(session: Session, entry_id: str) -> tuple[Member, ...]:
    rows = session.execute(
        select(Person.native_name, Person.native_language, Person.latin_name)
        .join(Competitor, Competitor.person_id == Person.id)
        .join(EntryMember, EntryMember.competitor_id == Competitor.id)
        .where(EntryMember.entry_id == entry_id)
        .order_by(EntryMember.position)
    )
    return tuple(Member(*row) for row in rows)


def _panel(session: Session, registers: Registers, names: dict[str, str]) -> tuple[PanelSeat, ...]:
    frame = registers.frame
    rows = session.execute(
        select(Signature.judge_id, Signature.at).where(Signature.sheet_id == frame.id, Signature.epoch == frame.epoch)
    )
    signed = dict(rows.all())
    return tuple(
        PanelSeat(
            seat.seat,
            seat.judge_id,
            names.get(seat.judge_id, ""),
            "scores" if seat.judge_id in frame.panel.judges else frame.panel.excluded.get(seat.judge_id, "supervises"),
            signed.get(seat.judge_id),
        )
        for seat in frame.seats
    )


def _aspect(ref: AspectRef, registers: Registers, names: dict[str, str]) -> AspectView:
    aspect, state = ref.aspect, registers.state(ref)
    measured = registers.marks.get(ref.id)
    return AspectView(
        code=aspect.code,
        type=aspect.type,
        description=aspect.description,
        unit=aspect.unit,
        max_mark=aspect.max_mark,
        status=state.status.value,
        award=state.award,
        value=measured.value if measured else None,
        calculation=aspect.calculation,
        rounds=_rounds(ref, registers, names),
        filled=state.filled,
        of=state.of,
    )


def _rounds(ref: AspectRef, registers: Registers, names: dict[str, str]) -> tuple[RoundView, ...]:
    """Return the rounds that everybody has finished; the open one is not among them while a score is out."""
    judgement = registers.state(ref).judgement
    if judgement is None:
        return ()
    seats = {seat.judge_id: seat.seat for seat in registers.frame.seats}
    reasons = {opened.number: opened.reason for opened in registers.rounds.get(ref.id, ())}

    def shown(scores: tuple[ScoreEntry[str], ...]) -> tuple[SeatScore, ...]:
        return tuple(
            SeatScore(
                seats.get(each.judge),
                names.get(registers.author_of(ref.id, each.judge, each.round), ""),
                None if isinstance(each.score, Attempt) else each.score,
            )
            for each in sorted(scores, key=lambda each: seats.get(each.judge, 0))
        )

    rounds = [RoundView(each.round, shown(each.scores), reasons.get(each.round + 1, "")) for each in judgement.former]
    if judgement.scores is not None:
        rounds.append(RoundView(judgement.round, shown(judgement.scores), ""))
    return tuple(rounds)


STATES = tuple(state.value for state in SheetState)
