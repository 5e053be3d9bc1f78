"""What robot judges find to do at a rehearsal or the demo: marking teams, who leads the trade, sheets to be marked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import (
    Account,
    Entry,
    JudgeAssignment,
    JudgeProfile,
    MarkingTeam,
    MarkingTeamMember,
    Sheet,
    SubCriterionRow,
    Trade,
)
from competition.domain.stages import SheetState

_TO_DO = (SheetState.OPEN.value, SheetState.COMPLETE.value, SheetState.SIGNED.value)


@dataclass(frozen=True, slots=True)
class SheetToMark:
    """A judging sheet that is not locked yet."""

    id: str
    sub_criterion: str
    entry: str


@dataclass(frozen=True, slots=True)
class TableOfJudges:
    """A marking team with its sheets. seats: log-ins by seat; chief: log-in of the chief judge, "" for none."""

    trade: str
    name: str
    seats: dict[int, str]
    chief: str
    sheets: tuple[SheetToMark, ...]


def robot_tables(session: Session, event_id: str, trades: Collection[str] = ()) -> tuple[TableOfJudges, ...]:
    """Return the marking teams that have sheets to mark, in the order of trades. Three statements.

    trades: codes; none for all.
    """
    seats: dict[str, dict[int, str]] = {}
    for team_id, seat, login in session.execute(
        select(MarkingTeamMember.marking_team_id, MarkingTeamMember.seat, Account.login)
        .join(JudgeProfile, JudgeProfile.id == MarkingTeamMember.judge_id)
        .join(Account, Account.id == JudgeProfile.account_id)
        .where(JudgeProfile.event_id == event_id)
    ):
        seats.setdefault(team_id, {})[seat] = login
    chiefs: dict[str, str] = {}
    for trade_id, login in session.execute(
        select(JudgeAssignment.trade_id, Account.login)
        .join(JudgeProfile, JudgeProfile.id == JudgeAssignment.judge_id)
        .join(Account, Account.id == JudgeProfile.account_id)
        .where(
            JudgeProfile.event_id == event_id,
            JudgeAssignment.is_chief.is_(True),
            JudgeAssignment.ended_at.is_(None),
        )
        .order_by(Account.login)
    ):
        chiefs.setdefault(trade_id, login)
    found: dict[str, tuple[str, str, str, list[SheetToMark]]] = {}
    for row in session.execute(
        select(
            Sheet.id,
            Sheet.trade_id,
            Sheet.marking_team_id,
            Trade.code.label("trade"),
            MarkingTeam.name,
            SubCriterionRow.code.label("sub_criterion"),
            Entry.code.label("entry"),
        )
        .join(Trade, Trade.id == Sheet.trade_id)
        .join(MarkingTeam, MarkingTeam.id == Sheet.marking_team_id)
        .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .where(Sheet.event_id == event_id, Sheet.state.in_(_TO_DO), Entry.status.in_(("ranked", "guest")))
        .order_by(Trade.code, MarkingTeam.name, Sheet.day, SubCriterionRow.code, Entry.code)
    ):
        if trades and row.trade not in trades:
            continue
        place = found.setdefault(row.marking_team_id, (row.trade, row.name, row.trade_id, []))
        place[3].append(SheetToMark(row.id, row.sub_criterion, row.entry))
    return tuple(
        TableOfJudges(trade, name, seats.get(team_id, {}), chiefs.get(trade_id, ""), tuple(sheets))
        for team_id, (trade, name, trade_id, sheets) in found.items()
    )
