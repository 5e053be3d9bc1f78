"""What surrounds the people of an event: settings, team leaders, conflicts of interest."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Id, Key, Moment, Words


class PeopleSettings(Base):
    """How an event treats the data of its people; an event without a row has the defaults.

    consent_rule: minors, or everyone when adults are asked as well. display_name, display_photo: what a new competitor
    starts with. notice: how data is used, in several languages; notice_version counts its changes.
    institution_conflicts: a judge does not mark a team of the own institution. country_conflicts: nor one of the own
    country, whichever team the judge comes with.
    """

    __tablename__ = "people_settings"

    event_id: Mapped[Key] = mapped_column(ForeignKey("event.id"))
    consent_rule: Mapped[str] = mapped_column(String(16))
    display_name: Mapped[str] = mapped_column(String(16))
    display_photo: Mapped[bool]
    notice: Mapped[Words]
    notice_version: Mapped[int]
    institution_conflicts: Mapped[bool]
    country_conflicts: Mapped[bool]


class Portrait(Base):
    """The photo of a person. A table of its own: pictures know who stored them, and accounts know their persons."""

    __tablename__ = "portrait"

    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id"))
    image_id: Mapped[Id] = mapped_column(ForeignKey("image.id"))


class TeamLeader(Base):
    """An account that fills in the registration of a team."""

    __tablename__ = "team_leader"

    team_id: Mapped[Id] = mapped_column(ForeignKey("team.id"), primary_key=True)
    account_id: Mapped[Id] = mapped_column(ForeignKey("account.id"), primary_key=True)
    event_id: Mapped[Id] = mapped_column(ForeignKey("event.id"), index=True)
    since: Mapped[Moment]


class Conflict(Base):
    """A conflict of interest that a judge declared, or somebody reported.

    person_id: the judge. event_id: None for a lasting one of the expert register. kind: team, institution, person or
    country, with the column of that name filled.
    """

    __tablename__ = "conflict"

    id: Mapped[Key]
    person_id: Mapped[Id] = mapped_column(ForeignKey("person.id"), index=True)
    event_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("event.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    team_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("team.id"))
    institution_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("institution.id"))
    other_person_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("person.id"))
    country: Mapped[str] = mapped_column(String(8))
    reason: Mapped[str] = mapped_column(Text)
    declared_at: Mapped[Moment]
    declared_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("account.id"))
    ended_at: Mapped[Moment | None]
