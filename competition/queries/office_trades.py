"""Trades as the office sees them: the list with its figures, and one trade from its scheme to its ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from competition.db.models import (
    Account,
    AspectRow,
    Board,
    CriterionRow,
    Entry,
    JudgeAssignment,
    JudgeProfile,
    MarkingTeam,
    MarkingTeamMember,
    Person,
    PublishedDocument,
    SchemeVersion,
    Sheet,
    SheetResult,
    SubCriterionRow,
    Team,
    Trade,
)
from competition.db.types import Hundredths
from competition.domain.ranking import RankedEntry
from competition.domain.scheme import Text
from competition.domain.scheme_rules import SchemeSummary, criteria_by_share, summarise
from competition.queries.reach import Reach
from competition.queries.schemes import SchemeIndex, current_scheme
from competition.queries.standings import EntryLine, entry_lines, rank_entries, trade_facts
from competition.queries.taking_part import takes_part

ACTIVE = ("ranked", "guest")


@dataclass(frozen=True, slots=True)
class TradeName:
    """A trade by its names."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A trade's board. at: when the public revision was published, None before the first; real time."""

    id: str
    trade_id: str
    trade_code: str
    trade_name: Text
    policy: str
    label: str
    version: int
    revision: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class TradeLine:
    """A trade in the list. criteria, aspects, marks: of the newest published scheme, 0 without one."""

    id: str
    code: str
    name: Text
    worldskills: bool
    place: Text
    scheme_version: int | None
    criteria: int
    aspects: int
    marks: Decimal
    entries: int
    guests: int
    judges: int
    board: BoardLine


@dataclass(frozen=True, slots=True)
class Seat:
    """A judge of a marking team. name: as written in the office; native, language: as the person writes it."""

    seat: int
    judge_id: str
    name: str
    native: str
    language: str
    team_code: str
    flag: str


@dataclass(frozen=True, slots=True)
class MarkingTeamLine:
    """A marking team with its seats and the sub-criteria that it marks."""

    name: str
    seats: tuple[Seat, ...]
    sub_criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetDot:
    """A sheet in the table of sub-criteria and entries. percent: of its fields that are entered."""

    id: str
    state: str
    percent: int
    is_split: bool


@dataclass(frozen=True, slots=True)
class TradeRoom:
    """One trade. scheme, summary: None before a scheme is published; sheets: by entry id and sub-criterion code."""

    id: str
    code: str
    name: Text
    worldskills: bool
    place: Text
    panel_size: int
    scheme: SchemeIndex | None
    summary: SchemeSummary | None
    teams: tuple[MarkingTeamLine, ...]
    entries: tuple[EntryLine, ...]
    sheets: Mapping[tuple[str, str], SheetDot]
    board: BoardLine


def trade_names(session: Session, reach: Reach) -> tuple[TradeName, ...]:
    """Return the trades by code. One statement."""
    rows = session.execute(
        select(Trade.code, Trade.name)
        .where(Trade.event_id == reach.event_id, reach.within(Trade.id))
        .order_by(Trade.code)
    )
    return tuple(TradeName(*row) for row in rows)


def board_lines(session: Session, reach: Reach) -> tuple[BoardLine, ...]:
    """Return the boards of the trades. One statement."""
    rows = session.execute(
        select(
            Board.id,
            Trade.id.label("trade_id"),
            Trade.code,
            Trade.name,
            Board.policy,
            Board.label,
            Board.version,
            Board.revision,
            PublishedDocument.at,
        )
        .join(Trade, Trade.id == Board.trade_id)
        .outerjoin(
            PublishedDocument,
            (PublishedDocument.board_id == Board.id) & (PublishedDocument.revision == Board.revision),
        )
        .where(Board.event_id == reach.event_id, Board.kind == "trade", reach.within(Trade.id))
        .order_by(Trade.code)
    )
    return tuple(BoardLine(*row) for row in rows)


def trade_lines(session: Session, reach: Reach) -> tuple[TradeLine, ...]:
    """Return the trades of an event. Five statements."""
    boards = {board.trade_id: board for board in board_lines(session, reach)}
    schemes = _scheme_figures(session, reach)
    judges = _judge_counts(session, reach)
    entries = _entry_counts(session, reach)
    rows = session.scalars(
        select(Trade).where(Trade.event_id == reach.event_id, reach.within(Trade.id)).order_by(Trade.code)
    )
    nothing: tuple[None, int, int, Decimal] = (None, 0, 0, Decimal("0.00"))
    return tuple(
        TradeLine(
            trade.id,
            trade.code,
            trade.name,
            trade.worldskills,
            trade.place,
            *schemes.get(trade.id, nothing),
            *entries.get(trade.id, (0, 0)),
            judges.get(trade.id, 0),
            boards[trade.id],
        )
        for trade in rows
    )


def _scheme_figures(session: Session, reach: Reach) -> dict[str, tuple[int | None, int, int, Decimal]]:
    newest = (
        select(SchemeVersion.trade_id, func.max(SchemeVersion.number).label("number"))
        .where(SchemeVersion.published_at.is_not(None))
        .group_by(SchemeVersion.trade_id)
        .subquery()
    )
    rows = session.execute(
        select(
            SchemeVersion.trade_id,
            SchemeVersion.number,
            func.count(func.distinct(CriterionRow.id)),
            func.count(AspectRow.id),
            func.sum(AspectRow.max_mark, type_=Hundredths),
        )
        .join(newest, (newest.c.trade_id == SchemeVersion.trade_id) & (newest.c.number == SchemeVersion.number))
        .join(Trade, Trade.id == SchemeVersion.trade_id)
        .join(CriterionRow, CriterionRow.scheme_version_id == SchemeVersion.id)
        .join(SubCriterionRow, SubCriterionRow.criterion_id == CriterionRow.id)
        .join(AspectRow, AspectRow.sub_criterion_id == SubCriterionRow.id)
        .where(Trade.event_id == reach.event_id, reach.within(Trade.id))
        .group_by(SchemeVersion.trade_id, SchemeVersion.number)
    )
    return {trade_id: (number, criteria, aspects, marks) for trade_id, number, criteria, aspects, marks in rows}


def _judge_counts(session: Session, reach: Reach) -> dict[str, int]:
    rows = session.execute(
        select(JudgeAssignment.trade_id, func.count())
        .join(Trade, Trade.id == JudgeAssignment.trade_id)
        .where(Trade.event_id == reach.event_id, reach.within(Trade.id), JudgeAssignment.ended_at.is_(None))
        .group_by(JudgeAssignment.trade_id)
    )
    return dict(rows.all())


def _entry_counts(session: Session, reach: Reach) -> dict[str, tuple[int, int]]:
    """Return the entries that are ranked and the guests, by trade."""
    rows = session.execute(
        select(
            Entry.trade_id,
            func.sum(case((Entry.status == "ranked", 1), else_=0)),
            func.sum(case((Entry.status == "guest", 1), else_=0)),
        )
        .where(Entry.event_id == reach.event_id, reach.within(Entry.trade_id), takes_part())
        .group_by(Entry.trade_id)
    )
    return {trade_id: (int(ranked), int(guests)) for trade_id, ranked, guests in rows}


def trade_name(session: Session, trade_id: str) -> TradeName:
    """Return a trade by its names. One statement."""
    return TradeName(*session.execute(select(Trade.code, Trade.name).where(Trade.id == trade_id)).one())


def trade_id_of(session: Session, event_id: str, code: str) -> str | None:
    """Return a trade's id by its code. One statement."""
    return session.scalar(select(Trade.id).where(Trade.event_id == event_id, Trade.code == code))


def trade_room(session: Session, event_id: str, trade_id: str) -> TradeRoom:
    """Return one trade. Ten statements, four more when its scheme was not read before."""
    trade = session.execute(select(Trade).where(Trade.id == trade_id, Trade.event_id == event_id)).scalar_one()
    index = current_scheme(session, trade_id)
    (board,) = board_lines(session, Reach(event_id, frozenset({trade_id})))
    return TradeRoom(
        id=trade.id,
        code=trade.code,
        name=trade.name,
        worldskills=trade.worldskills,
        place=trade.place,
        panel_size=trade.panel_size,
        scheme=index,
        summary=summarise(index.scheme) if index else None,
        teams=_marking_teams(session, trade_id, index.version_id if index else None),
        entries=entry_lines(session, trade_id),
        sheets=_sheet_dots(session, trade_id),
        board=board,
    )


def trade_ranking(session: Session, room: TradeRoom) -> tuple[tuple[RankedEntry, EntryLine], ...]:
    """Return the places as they would be now, from the inside, best first. One statement."""
    if room.scheme is None:
        return ()
    facts = trade_facts(session, room.id)
    lines = {line.id: line for line in room.entries}
    ranked = rank_entries(room.entries, facts, criteria_by_share(room.scheme.scheme))
    return tuple((place, lines[place.entry]) for place in ranked)


def _marking_teams(session: Session, trade_id: str, version_id: str | None) -> tuple[MarkingTeamLine, ...]:
    rows = session.execute(
        select(
            MarkingTeam.id,
            MarkingTeam.name,
            MarkingTeamMember.seat,
            JudgeProfile.id.label("judge_id"),
            Account.name.label("judge"),
            Person.native_name,
            Person.native_language,
            Team.code,
            Team.flag,
        )
        .join(MarkingTeamMember, MarkingTeamMember.marking_team_id == MarkingTeam.id)
        .join(JudgeProfile, JudgeProfile.id == MarkingTeamMember.judge_id)
        .join(Account, Account.id == JudgeProfile.account_id)
        .join(Person, Person.id == JudgeProfile.person_id)
        .outerjoin(Team, Team.id == JudgeProfile.team_id)
        .where(MarkingTeam.trade_id == trade_id)
        .order_by(MarkingTeam.name, MarkingTeamMember.seat)
    )
    seats: dict[tuple[str, str], list[Seat]] = {}
    for row in rows:
        seats.setdefault((row.id, row.name), []).append(
            Seat(
                row.seat, row.judge_id, row.judge, row.native_name, row.native_language, row.code or "", row.flag or ""
            )
        )
    # Read anew: the index of a scheme is kept in memory and may be older than the marking teams.
    marked: dict[str | None, list[str]] = {}
    for code, team_id in session.execute(
        select(SubCriterionRow.code, SubCriterionRow.marking_team_id)
        .join(CriterionRow, CriterionRow.id == SubCriterionRow.criterion_id)
        .where(CriterionRow.scheme_version_id == version_id)
        .order_by(CriterionRow.position, SubCriterionRow.position)
    ):
        marked.setdefault(team_id, []).append(code)
    return tuple(
        MarkingTeamLine(name, tuple(held), tuple(marked.get(team_id, ()))) for (team_id, name), held in seats.items()
    )


def _sheet_dots(session: Session, trade_id: str) -> dict[tuple[str, str], SheetDot]:
    rows = session.execute(
        select(
            Sheet.id,
            Sheet.entry_id,
            SubCriterionRow.code,
            Sheet.state,
            SheetResult.registers,
            SheetResult.filled,
            SheetResult.disagreeing,
        )
        .join(SheetResult, SheetResult.sheet_id == Sheet.id)
        .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
        .where(Sheet.trade_id == trade_id)
    )
    return {
        (row.entry_id, row.code): SheetDot(
            row.id, row.state, row.filled * 100 // row.registers if row.registers else 0, row.disagreeing > 0
        )
        for row in rows
    }
