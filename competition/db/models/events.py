"""Events, their days, trades and schedule."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, Date, ForeignKey, String, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Code, Id, Json, Key, Moment, Words


class Event(Base):
    """One competition. medal_rules and scale name the rules that its results follow (DOMAIN 3).

    clock_offset: seconds from real time to the event's own time; 0 except for rehearsals and the demo.
    trade_defaults: settings that a new trade starts with, by the names of `domain.trade_settings`.
    rehearsal_of: the event that this one rehearses, set once when it is made; what it holds is wiped afterwards.
    """

    __tablename__ = "event"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Words]
    short_name: Mapped[Words]
    venue: Mapped[Words]
    timezone: Mapped[str] = mapped_column(String(64))
    starts: Mapped[date] = mapped_column(Date)
    ends: Mapped[date] = mapped_column(Date)
    default_language: Mapped[str] = mapped_column(String(8), default="en")
    second_language: Mapped[str] = mapped_column(String(8), default="")
    medal_rules: Mapped[dict[str, Json]] = mapped_column(JSON)
    scale: Mapped[str] = mapped_column(String(8), default="none")
    clock_offset: Mapped[int] = mapped_column(default=0)
    is_demo: Mapped[bool] = mapped_column(default=False)
    trade_defaults: Mapped[dict[str, Json]] = mapped_column(JSON, default=dict, server_default="{}")
    created_at: Mapped[Moment]
    rehearsal_of: Mapped[str | None] = mapped_column(String(32), ForeignKey("event.id"))


class Day(Base):
    """One competition day, counted from 1."""

    __tablename__ = "day"
    __table_args__ = (UniqueConstraint("event_id", "number"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"))
    number: Mapped[int]
    date: Mapped[date] = mapped_column(Date)
    closed_at: Mapped[Moment | None]


class Trade(Base):
    """One skill that is competed in, with the settings of DOMAIN 1.5.

    blind: how many layers of blind codes the trade uses, 0 to 3. sealed: how many of them are sealed now (DOMAIN 5.4).
    min_entries, max_entries: how many entries it needs and takes, None for any. maximum_age: in whole years that are
    reached in the year of the event, None for any.
    """

    __tablename__ = "trade"
    __table_args__ = (UniqueConstraint("event_id", "code"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"))
    code: Mapped[str] = mapped_column(String(16))
    name: Mapped[Words]
    worldskills: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[str] = mapped_column(String(16), default="official")
    team_size: Mapped[int] = mapped_column(default=1)
    panel_size: Mapped[int] = mapped_column(default=3)
    spread_limit: Mapped[int] = mapped_column(default=1)
    aggregation: Mapped[str] = mapped_column(String(16), default="mean")
    allows_compatriots: Mapped[bool] = mapped_column(default=False)
    identifies_judges: Mapped[bool] = mapped_column(default=True)
    gives_medals: Mapped[bool] = mapped_column(default=True)
    counts_for_teams: Mapped[bool] = mapped_column(default=True)
    place: Mapped[Words]
    entry_prefix: Mapped[str] = mapped_column(String(8), default="")
    blind: Mapped[int] = mapped_column(default=0, server_default="0")
    sealed: Mapped[int] = mapped_column(default=0, server_default="0")
    sector: Mapped[Words] = mapped_column(default=dict, server_default="{}")
    min_entries: Mapped[int] = mapped_column(default=0, server_default="0")
    max_entries: Mapped[int | None]
    maximum_age: Mapped[int | None]
    landscape_form: Mapped[bool] = mapped_column(default=False, server_default=false())
    standard_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("standard.id"))


class ScheduleItem(Base):
    """Something at a time: a session of a trade, or an item of the whole event.

    is_public: it stands in the plan that everybody reads. sequence: how often it was moved, for calendars that follow.
    """

    __tablename__ = "schedule_item"

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"), index=True)
    trade_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("trade.id"))
    day: Mapped[int]
    starts_at: Mapped[Moment]
    ends_at: Mapped[Moment]
    name: Mapped[Words]
    place: Mapped[Words]
    kind: Mapped[str] = mapped_column(String(16), default="session")
    is_public: Mapped[bool] = mapped_column(default=True, server_default=true())
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
