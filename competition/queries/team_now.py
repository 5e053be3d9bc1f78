"""Whom a team has already, and where it has places: that which an application is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.models import Companion, Competitor, Entry, EntryMember, Person, Portrait, Trade
from competition.domain.applications import COMPETITOR, KnownEntry, KnownPerson, TradePlaces
from competition.domain.personal_data import Consent
from competition.domain.standings import EntryStatus
from competition.queries.office_roster import details_of


@dataclass(frozen=True, slots=True)
class TeamNow:
    """A team at this moment. trades: all of the event, by id."""

    people: tuple[KnownPerson, ...]
    trades: Mapping[str, TradePlaces]


def team_now(session: Session, event_id: str, team_id: str) -> TeamNow:
    """Return whom a team has and its entries; people who were erased are left out. Five statements."""
    members: dict[str, list[KnownEntry]] = {}
    entries = _entries(session, team_id)
    for competitor_id, entry_id in session.execute(
        select(EntryMember.competitor_id, EntryMember.entry_id)
        .join(Entry, Entry.id == EntryMember.entry_id)
        .where(Entry.team_id == team_id, Entry.layer == 0)
    ):
        members.setdefault(competitor_id, []).append(entries[entry_id])
    sizes = session.execute(select(Trade.id, Trade.team_size).where(Trade.event_id == event_id))
    places = {
        row.id: TradePlaces(row.team_size, tuple(each for each in entries.values() if each.trade_id == row.id))
        for row in sizes
    }
    people = (*_competitors(session, team_id, members), *_companions(session, team_id))
    return TeamNow(people, places)


def _entries(session: Session, team_id: str) -> dict[str, KnownEntry]:
    rows = session.execute(
        select(Entry.id, Entry.trade_id, Entry.code, Entry.group, Entry.status, func.count(EntryMember.competitor_id))
        .outerjoin(EntryMember, EntryMember.entry_id == Entry.id)
        .where(Entry.team_id == team_id, Entry.layer == 0)
        .group_by(Entry.id, Entry.trade_id, Entry.code, Entry.group, Entry.status)
        .order_by(Entry.code)
    )
    return {
        entry_id: KnownEntry(trade_id, code, group, count, status != EntryStatus.WITHDRAWN.value)
        for entry_id, trade_id, code, group, status, count in rows
    }


def _competitors(session: Session, team_id: str, members: Mapping[str, list[KnownEntry]]) -> tuple[KnownPerson, ...]:
    rows = session.execute(
        select(Competitor, Person, Portrait.image_id)
        .join(Person, Person.id == Competitor.person_id)
        .outerjoin(Portrait, Portrait.person_id == Person.id)
        .where(Competitor.team_id == team_id, Person.erased_at.is_(None))
        .order_by(Competitor.bib, Competitor.id)
    )
    return tuple(
        KnownPerson(
            id=competitor.id,
            person_id=person.id,
            role=COMPETITOR,
            details=details_of(person),
            consent=Consent(competitor.consent),
            guardian=competitor.guardian_name,
            photo=photo or "",
            entries=tuple(sorted(members.get(competitor.id, []), key=lambda each: each.code)),
        )
        for competitor, person, photo in rows
    )


def _companions(session: Session, team_id: str) -> tuple[KnownPerson, ...]:
    rows = session.execute(
        select(Companion, Person)
        .join(Person, Person.id == Companion.person_id)
        .where(Companion.team_id == team_id, Person.erased_at.is_(None))
        .order_by(Companion.role, Companion.id)
    )
    return tuple(
        KnownPerson(companion.id, person.id, companion.role, details_of(person), trade_id=companion.trade_id or "")
        for companion, person in rows
    )
