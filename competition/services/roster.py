"""Put people into an event: teams, competitors and entries, judges and marking teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from competition.db.models import (
    Account,
    Competitor,
    Entry,
    EntryMember,
    EntryResult,
    JudgeAssignment,
    JudgeProfile,
    MarkingTeam,
    MarkingTeamMember,
    Person,
    RoleAssignment,
    Team,
)
from competition.domain.permissions import Role
from competition.domain.scheme import Text
from competition.services.identity import new_id


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person's names; latin is empty when the native name is written in Latin letters."""

    native: str
    language: str = ""
    latin: str = ""
    born: date | None = None


def add_team(session: Session, event_id: str, code: str, name: Text, flag: str, country: str = "") -> str:
    """Add a delegation; returns its id."""
    team = Team(id=new_id(), event_id=event_id, code=code, name=dict(name), flag=flag, country=country or flag)
    session.add(team)
    return team.id


def add_person(session: Session, new: NewPerson) -> str:
    """Add a person; returns the id."""
    person = Person(
        id=new_id(),
        native_name=new.native,
        native_language=new.language,
        latin_name=new.latin,
        birth_date=new.born,
    )
    session.add(person)
    session.flush()
    return person.id


def add_entry(
    session: Session, event_id: str, trade_id: str, team_id: str, code: str, members: Sequence[str], status: str
) -> str:
    """Add an entry of persons of one team; returns its id."""
    entry_id = new_id()
    session.add(
        Entry(id=entry_id, event_id=event_id, trade_id=trade_id, team_id=team_id, code=code, status=status, lot=0)
    )
    session.flush()
    for position, person_id in enumerate(members, start=1):
        competitor = Competitor(id=new_id(), event_id=event_id, team_id=team_id, person_id=person_id, bib=code)
        session.add(competitor)
        session.flush()
        session.add(EntryMember(entry_id=entry_id, competitor_id=competitor.id, position=position))
    session.add(EntryResult(entry_id=entry_id, trade_id=trade_id, total=None, marked=0, aspects=0, criteria={}))
    return entry_id


def add_account(
    session: Session,
    *,
    login: str,
    name: str,
    now: datetime,
    password_hash: str | None = None,
    pin_hash: str | None = None,
    language: str = "",
    person_id: str | None = None,
) -> str:
    """Add an account; returns its id. language: what its pages are written in, "" for the browser's own."""
    account = Account(
        id=new_id(),
        login=login.lower(),
        name=name,
        password_hash=password_hash,
        pin_hash=pin_hash,
        language=language,
        person_id=person_id,
        failed_sign_ins=0,
        created_at=now,
    )
    session.add(account)
    session.flush()
    return account.id


def grant_role(
    session: Session, account_id: str, role: Role, event_id: str | None, trade_id: str | None = None
) -> None:
    """Give an account a role in an event, perhaps in one trade only."""
    session.add(
        RoleAssignment(id=new_id(), account_id=account_id, role=role.value, event_id=event_id, trade_id=trade_id)
    )


def add_judge(
    session: Session, event_id: str, trade_id: str, account_id: str, person_id: str, team_id: str | None, *, chief: bool
) -> str:
    """Make an account a judge of a trade, as its chief judge or not; returns the judge's id."""
    judge = JudgeProfile(
        id=new_id(), event_id=event_id, account_id=account_id, person_id=person_id, team_id=team_id, languages=[]
    )
    session.add(judge)
    session.flush()
    session.add(JudgeAssignment(id=new_id(), trade_id=trade_id, judge_id=judge.id, is_chief=chief))
    grant_role(session, account_id, Role.CHIEF_JUDGE if chief else Role.JUDGE, event_id, trade_id)
    return judge.id


def add_marking_team(session: Session, trade_id: str, name: str, judges: Sequence[str]) -> str:
    """Add a marking team with its judges in the order of their seats; returns its id."""
    team = MarkingTeam(id=new_id(), trade_id=trade_id, name=name)
    session.add(team)
    session.flush()
    session.add_all(
        MarkingTeamMember(marking_team_id=team.id, seat=seat, judge_id=judge_id)
        for seat, judge_id in enumerate(judges, start=1)
    )
    return team.id
