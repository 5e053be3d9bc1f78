"""People, teams, entries, judges and who may not mark whom."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, Date, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Json, Key, Moment, Words


class Person(Base):
    """A human being: the native-script name first, the Latin name beside it.

    short_name: for narrow places, "" for the whole one. erased_at: real time at which everything that tells who it is
    was taken away; the names are then a code.
    """

    __tablename__ = "person"

    id: Mapped[Key]
    native_name: Mapped[str] = mapped_column(String(200))
    native_language: Mapped[str] = mapped_column(String(16), default="")
    latin_name: Mapped[str] = mapped_column(String(200), default="")
    short_name: Mapped[str] = mapped_column(String(100), default="", server_default="")
    birth_date: Mapped[date | None] = mapped_column(Date)
    email: Mapped[str] = mapped_column(String(200), default="", server_default="")
    phone: Mapped[str] = mapped_column(String(64), default="", server_default="")
    institution_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("institution.id"))
    erased_at: Mapped[Moment | None]


class Team(Base):
    """A delegation at one event; name and flag are data of the event, not of a world list.

    kind: whom it stands for: a country, a region or an institution.
    """

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("event_id", "code"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"))
    code: Mapped[str] = mapped_column(String(16))
    name: Mapped[Words]
    flag: Mapped[str] = mapped_column(String(16), default="")
    country: Mapped[str] = mapped_column(String(8), default="")
    kind: Mapped[str] = mapped_column(String(16), default="country", server_default="country")
    institution_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("institution.id"))


class Competitor(Base):
    """A person who competes for a team.

    consent: unknown, given, refused or withdrawn; by: self or guardian. display_name: full, initials or team, the most
    that the public may read; display_photo: whether it may see the photo. Source: THREATS, personal data D1 to D3.
    """

    __tablename__ = "competitor"
    __table_args__ = (UniqueConstraint("event_id", "person_id"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"))
    team_id: Mapped[Id] = mapped_column(ForeignKey("team.id"))
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    bib: Mapped[str] = mapped_column(String(16), default="")
    consent: Mapped[str] = mapped_column(String(16), default="unknown", server_default="unknown")
    consent_by: Mapped[str] = mapped_column(String(16), default="", server_default="")
    consent_at: Mapped[Moment | None]
    consent_noted_by: Mapped[str | None] = mapped_column(String(32))
    consent_notice: Mapped[int] = mapped_column(default=0, server_default="0")
    guardian_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    display_name: Mapped[str] = mapped_column(String(16), default="full", server_default="full")
    display_photo: Mapped[bool] = mapped_column(default=False, server_default=false())


class Entry(Base):
    """That which is marked and ranked: one or more competitors of a team in a trade.

    group: parts a second entry of the same team in the same trade, "" for the usual only one.
    layer: 0 for an entry under its own name, 1 to 3 for what stands for an entry under a blind code of that layer and
    has neither team nor members; an entry takes part while its layer is the trade's (`Trade.sealed`, decision 016).
    lot: drawn to part equal results. start: place in the drawn start order. 0 or "" before a draw.
    """

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("trade_id", "code"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"))
    trade_id: Mapped[Id] = mapped_column(ForeignKey("trade.id"), index=True)
    team_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("team.id"))
    code: Mapped[str] = mapped_column(String(16))
    group: Mapped[str] = mapped_column(String(16), default="", server_default="")
    status: Mapped[str] = mapped_column(String(16), default="ranked")
    lot: Mapped[int] = mapped_column(default=0)
    layer: Mapped[int] = mapped_column(default=0, server_default="0")
    start: Mapped[int] = mapped_column(default=0, server_default="0")
    workstation: Mapped[str] = mapped_column(String(16), default="", server_default="")


class EntryMember(Base):
    """A competitor of an entry."""

    __tablename__ = "entry_member"

    entry_id: Mapped[Id] = mapped_column(ForeignKey("entry.id"), primary_key=True)
    competitor_id: Mapped[Id] = mapped_column(ForeignKey("competitor.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=1)


class Companion(Base):
    """A person who comes with a team and neither competes nor judges: a team leader, an interpreter."""

    __tablename__ = "companion"

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"), index=True)
    team_id: Mapped[Id] = mapped_column(ForeignKey("team.id"))
    trade_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("trade.id"))
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(String(24))


class JudgeProfile(Base):
    """A judge at an event: an account, the person, and the team the judge comes with, if any."""

    __tablename__ = "judge_profile"
    __table_args__ = (UniqueConstraint("event_id", "account_id"),)

    id: Mapped[Key]
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"))
    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id"))
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"))
    team_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("team.id"))
    languages: Mapped[list[Json]] = mapped_column(JSON)


class JudgeAssignment(Base):
    """A judge works in a trade, as a judge or as its chief judge."""

    __tablename__ = "judge_assignment"
    __table_args__ = (UniqueConstraint("trade_id", "judge_id"),)

    id: Mapped[Key]
    trade_id: Mapped[Id] = mapped_column(ForeignKey("trade.id"))
    judge_id: Mapped[Id] = mapped_column(ForeignKey("judge_profile.id"))
    is_chief: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[Moment | None]


class MarkingTeam(Base):
    """The judges who mark all entries of certain sub-criteria (DOMAIN 2.1)."""

    __tablename__ = "marking_team"
    __table_args__ = (UniqueConstraint("trade_id", "name"),)

    id: Mapped[Key]
    trade_id: Mapped[Id] = mapped_column(ForeignKey("trade.id"))
    name: Mapped[str] = mapped_column(String(32))


class MarkingTeamMember(Base):
    """A judge's seat: 1 to the panel size score, later seats supervise and step in for a compatriot.

    former: the judges who had the seat before, the latest first; what they entered on a sheet still counts.
    """

    __tablename__ = "marking_team_member"

    marking_team_id: Mapped[Id] = mapped_column(ForeignKey("marking_team.id"), primary_key=True)
    seat: Mapped[int] = mapped_column(primary_key=True)
    judge_id: Mapped[Id] = mapped_column(ForeignKey("judge_profile.id"))
    former: Mapped[list[Json]] = mapped_column(JSON, default=list, server_default="[]")


class Interest(Base):
    """A judge may not mark this team, for another reason than the country.

    source: declared for one entered by hand; register, institution and country follow from the conflicts and are
    written anew when those change.
    """

    __tablename__ = "interest"

    judge_id: Mapped[Id] = mapped_column(ForeignKey("judge_profile.id"), primary_key=True)
    team_id: Mapped[Id] = mapped_column(ForeignKey("team.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(16), default="declared", server_default="declared")
