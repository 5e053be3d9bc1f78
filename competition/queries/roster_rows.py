"""The people of an event as the rows of a roster: what an import is compared with and what an export writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from competition.db.models import (
    Companion,
    Competitor,
    Entry,
    EntryMember,
    Event,
    JudgeAssignment,
    JudgeProfile,
    Person,
    Team,
    Trade,
)
from competition.domain.plans import KnownPerson
from competition.domain.roster import RosterRole, RosterRow, reference, row_version, trade_key
from competition.domain.scheme import Text


@dataclass(frozen=True, slots=True)
class RosterTrade:
    """What a roster needs of a trade. team_size: competitors of one entry."""

    id: str
    code: str
    team_size: int
    entry_prefix: str


@dataclass(frozen=True, slots=True)
class RosterFacts:
    """An event as a roster meets it.

    people: person_id is `competitor/<id>`, `judge/<assignment id>` or `companion/<id>`.
    teams: names by code. trades: by `trade_key`. language: in which team names are written.
    """

    event_id: str
    clock_offset: int
    language: str
    trades: dict[str, RosterTrade]
    teams: dict[str, str]
    people: tuple[KnownPerson, ...]

    def trade_codes(self) -> tuple[str, ...]:
        """Return the codes of the trades as the organizer wrote them."""
        return tuple(trade.code for trade in self.trades.values())


_PERSON = (
    Person.native_name,
    Person.native_language,
    Person.latin_name,
    Person.birth_date,
)
_PLACE = (Team.code.label("team_code"), Team.name.label("team_name"), Trade.code.label("trade_code"))


def roster_facts(session: Session, event_id: str) -> RosterFacts:
    """Return everything that an import of people depends on. Six statements."""
    event = session.execute(select(Event.default_language, Event.clock_offset).where(Event.id == event_id)).one()
    trades = session.execute(
        select(Trade.id, Trade.code, Trade.team_size, Trade.entry_prefix)
        .where(Trade.event_id == event_id)
        .order_by(Trade.code)
    )
    teams = session.execute(select(Team.code, Team.name).where(Team.event_id == event_id))
    return RosterFacts(
        event_id=event_id,
        clock_offset=event.clock_offset,
        language=event.default_language,
        trades={trade_key(row.code): RosterTrade(*row) for row in trades},
        teams={row.code: _name(row.name, event.default_language) for row in teams},
        people=tuple(_people(session, event_id, event.default_language)),
    )


def _people(session: Session, event_id: str, language: str) -> Iterator[KnownPerson]:
    def known(kind: str, row: RowMapping, role: RosterRole, bib: str = "", group: str = "") -> KnownPerson:
        roster_row = RosterRow(
            row=0,
            team_code=row["team_code"] or "",
            team_name=_name(row["team_name"] or {}, language),
            native_name=row["native_name"],
            latin_name=row["latin_name"],
            trade_code=row["trade_code"] or "",
            bib=bib,
            role=role,
            group=group,
            native_language=row["native_language"],
            birth_date=row["birth_date"],
        )
        person_id, version = f"{kind}/{row['id']}", row_version(roster_row)
        return KnownPerson(person_id, version, replace(roster_row, ref=reference(person_id, version)))

    for row in _competitors(session, event_id):
        # An entry of several lends its code to the first of them; nobody else wears it.
        bib = "" if row["position"] > 1 and row["bib"] == row["entry"] else row["bib"]
        yield known("competitor", row, RosterRole.COMPETITOR, bib, row["group"])
    for row in _judges(session, event_id):
        yield known("judge", row, RosterRole.CHIEF_JUDGE if row["is_chief"] else RosterRole.JUDGE)
    for row in _companions(session, event_id):
        yield known("companion", row, RosterRole(row["role"]))


def _competitors(session: Session, event_id: str) -> Iterable[RowMapping]:
    statement = (
        select(*_PERSON, *_PLACE, Competitor.id, Competitor.bib, Entry.code.label("entry"), Entry.group)
        .add_columns(EntryMember.position)
        .join(Competitor, Competitor.person_id == Person.id)
        .join(Team, Team.id == Competitor.team_id)
        .join(EntryMember, EntryMember.competitor_id == Competitor.id)
        .join(Entry, Entry.id == EntryMember.entry_id)
        .join(Trade, Trade.id == Entry.trade_id)
        .where(Competitor.event_id == event_id)
        .order_by(Trade.code, Entry.code, EntryMember.position)
    )
    return session.execute(statement).mappings()


def _judges(session: Session, event_id: str) -> Iterable[RowMapping]:
    statement = (
        select(*_PERSON, *_PLACE, JudgeAssignment.id, JudgeAssignment.is_chief)
        .join(JudgeProfile, JudgeProfile.person_id == Person.id)
        .join(JudgeAssignment, JudgeAssignment.judge_id == JudgeProfile.id)
        .join(Trade, Trade.id == JudgeAssignment.trade_id)
        .outerjoin(Team, Team.id == JudgeProfile.team_id)
        .where(JudgeProfile.event_id == event_id, JudgeAssignment.ended_at.is_(None))
        .order_by(Trade.code, JudgeAssignment.is_chief.desc(), Team.code, Person.native_name, JudgeAssignment.id)
    )
    return session.execute(statement).mappings()


def _companions(session: Session, event_id: str) -> Iterable[RowMapping]:
    statement = (
        select(*_PERSON, *_PLACE, Companion.id, Companion.role)
        .join(Companion, Companion.person_id == Person.id)
        .join(Team, Team.id == Companion.team_id)
        .outerjoin(Trade, Trade.id == Companion.trade_id)
        .where(Companion.event_id == event_id)
        .order_by(Team.code, Companion.role, Person.native_name, Companion.id)
    )
    return session.execute(statement).mappings()


def _name(name: Text, language: str) -> str:
    return name.get(language) or next(iter(name.values()), "")
