"""Set an event up: days, trades, schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import Day, Event, ScheduleItem, Stream, Trade
from competition.domain.errors import DomainError
from competition.domain.medals import PRESETS
from competition.domain.scheme import Text
from competition.domain.trade_settings import TradeSettings, settings_from, settings_json
from competition.services.audit import open_log
from competition.services.identity import new_id
from competition.services.publication import create_board

MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class NewEvent:
    """What an organizer says of a new event. medal_rules: `{"preset": ..., "merit": {"kind", "amount"}}`.

    trade_settings, blind: what its trades start with, see `NewTrade`.
    """

    code: str
    name: Text
    venue: Text
    timezone: str
    starts: date
    ends: date
    short_name: Text | None = None
    default_language: str = "en"
    second_language: str = ""
    medal_rules: Mapping[str, Json] = field(default_factory=lambda: {"preset": "strict"})
    scale: str = "none"
    clock_offset: int = 0
    is_demo: bool = False
    trade_settings: TradeSettings = field(default_factory=TradeSettings)
    blind: int = 0


@dataclass(frozen=True, slots=True)
class NewTrade:
    """What an organizer says of a new trade.

    team_size: None for that of the settings. settings, blind (layers of blind codes): None for those that the event
    gives its new trades.
    """

    code: str
    name: Text
    place: Text = field(default_factory=dict)
    worldskills: bool = False
    entry_prefix: str = ""
    team_size: int | None = None
    sector: Text = field(default_factory=dict)
    settings: TradeSettings | None = None
    blind: int | None = None
    standard_id: str | None = None


def add_event(session: Session, new: NewEvent, now: datetime) -> str:
    """Add an event with its days, its boards and the beginning of its log; returns its id.

    Raises DomainError `event_dates_invalid`, `rules_unknown`.
    """
    days = (new.ends - new.starts).days + 1
    if not 1 <= days <= MOST_DAYS:
        raise DomainError("event_dates_invalid")
    if new.medal_rules.get("preset") not in PRESETS:
        raise DomainError("rules_unknown")
    event_id = new_id()
    session.add(
        Event(
            id=event_id,
            code=new.code,
            name=dict(new.name),
            short_name=dict(new.short_name or new.name),
            venue=dict(new.venue),
            timezone=new.timezone,
            starts=new.starts,
            ends=new.ends,
            default_language=new.default_language,
            second_language=new.second_language,
            medal_rules=dict(new.medal_rules),
            scale=new.scale,
            clock_offset=new.clock_offset,
            is_demo=new.is_demo,
            trade_defaults={**settings_json(new.trade_settings), "blind": new.blind},
            created_at=now,
        )
    )
    session.flush()
    session.add_all(
        Day(id=new_id(), event_id=event_id, number=number + 1, date=new.starts + timedelta(days=number))
        for number in range(days)
    )
    open_log(session, event_id)
    create_board(session, event_id, "home")
    create_board(session, event_id, "medals")
    return event_id


def add_trade(session: Session, event_id: str, new: NewTrade) -> str:
    """Add a trade with its stream and its hidden board; returns its id."""
    trade_id = new_id()
    session.add(
        Trade(
            id=trade_id,
            event_id=event_id,
            code=new.code,
            name=dict(new.name),
            place=dict(new.place),
            sector=dict(new.sector),
            worldskills=new.worldskills,
            entry_prefix=new.entry_prefix,
            standard_id=new.standard_id,
            **starting_settings(session, event_id, new),
        )
    )
    session.flush()
    session.add(Stream(trade_id=trade_id, revision=0))
    create_board(session, event_id, "trade", trade_id)
    return trade_id


def starting_settings(session: Session, event_id: str, new: NewTrade) -> dict[str, str | int | bool | None]:
    """Return the settings of a new trade by their columns: its own, else what the event gives its new trades."""
    stored = session.execute(select(Event.trade_defaults).where(Event.id == event_id)).scalar_one()
    settings = settings_json(new.settings or settings_from(stored))
    if new.team_size is not None:
        settings["team_size"] = new.team_size
    blind = stored.get("blind", 0) if new.blind is None else new.blind
    return {**settings, "blind": blind if isinstance(blind, int) else 0}


def add_schedule_item(
    session: Session,
    event_id: str,
    *,
    trade_id: str | None,
    day: int,
    starts_at: datetime,
    ends_at: datetime,
    name: Text,
    place: Text,
    kind: str,
    is_public: bool = True,
) -> None:
    """Add a line to the schedule; one without a trade belongs to the whole event."""
    session.add(
        ScheduleItem(
            id=new_id(),
            event_id=event_id,
            trade_id=trade_id,
            day=day,
            starts_at=starts_at,
            ends_at=ends_at,
            name=dict(name),
            place=dict(place),
            kind=kind,
            is_public=is_public,
        )
    )
