"""A trade's settings as the office edits them, and what hangs on the trade."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Exists, exists, func, select
from sqlalchemy.orm import Session

from competition.db.models import (
    Entry,
    JudgeAssignment,
    MarkingTeam,
    Op,
    SchemeVersion,
    Sheet,
    Standard,
    Trade,
)
from competition.domain.calibration import SAMPLE
from competition.domain.scheme import Text
from competition.domain.trade_settings import TradeSettings, settings_from


@dataclass(frozen=True, slots=True)
class TradeDetails:
    """What an organizer may change of a trade. standard_id: the occupational standard it follows, None for none."""

    code: str
    name: Text
    place: Text
    sector: Text
    worldskills: bool
    entry_prefix: str
    standard_id: str | None
    settings: TradeSettings


@dataclass(frozen=True, slots=True)
class TradeAttached:
    """What would go with a trade.

    has_marks: marks that count were entered, which fix what they mean. is_touched: anything was, sample work included,
    and nothing takes it away.
    """

    has_marks: bool
    is_touched: bool
    entries: int
    judges: int
    versions: int
    marking_teams: int


@dataclass(frozen=True, slots=True)
class StandardChoice:
    """A standard of the register that a trade may follow."""

    id: str
    code: str
    version: str
    name: Text


def trade_details(session: Session, trade_id: str) -> TradeDetails:
    """Return a trade's settings. One statement."""
    return details_of(session.execute(select(Trade).where(Trade.id == trade_id)).scalar_one())


def details_of(trade: Trade) -> TradeDetails:
    """Return the settings of a trade that was read already."""
    return TradeDetails(
        code=trade.code,
        name=dict(trade.name),
        place=dict(trade.place),
        sector=dict(trade.sector),
        worldskills=trade.worldskills,
        entry_prefix=trade.entry_prefix,
        standard_id=trade.standard_id,
        settings=settings_from({each.name: getattr(trade, each.name) for each in fields(TradeSettings)}),
    )


def trade_attached(session: Session, trade_id: str) -> TradeAttached:
    """Return what hangs on a trade. One statement."""
    counts = [
        select(func.count()).select_from(table).where(table.trade_id == trade_id).scalar_subquery()
        for table in (Entry, JudgeAssignment, SchemeVersion, MarkingTeam)
    ]
    found: tuple[Any, ...] = tuple(session.execute(select(_marked(trade_id), _touched(trade_id), *counts)).one())
    marked, touched, entries, judges, versions, teams = found
    return TradeAttached(bool(marked), bool(touched), entries, judges, versions, teams)


def has_marks(session: Session, trade_id: str) -> bool:
    """Tell whether somebody entered anything on a sheet that counts; sample work never does. One statement."""
    return bool(session.scalar(select(_marked(trade_id))))


def is_touched(session: Session, trade_id: str) -> bool:
    """Tell whether somebody entered anything on any sheet of the trade, sample work included. One statement."""
    return bool(session.scalar(select(_touched(trade_id))))


def standard_choices(session: Session) -> tuple[StandardChoice, ...]:
    """Return the standards that are in force, by code, the newest version first. One statement."""
    rows = session.execute(
        select(Standard.id, Standard.code, Standard.version, Standard.name)
        .where(Standard.retired_at.is_(None))
        .order_by(Standard.code, Standard.created_at.desc())
    )
    return tuple(StandardChoice(*row) for row in rows)


def _marked(trade_id: str) -> Exists:
    return exists().where(
        Op.sheet_id == Sheet.id, Sheet.trade_id == trade_id, Entry.id == Sheet.entry_id, Entry.status != SAMPLE
    )


def _touched(trade_id: str) -> Exists:
    return exists().where(Op.sheet_id == Sheet.id, Sheet.trade_id == trade_id)
