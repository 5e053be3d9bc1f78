"""One team, one competitor, one entry as the office sees and edits them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.models import (
    Account,
    Companion,
    Competitor,
    Entry,
    EntryMember,
    Event,
    Institution,
    JudgeAssignment,
    JudgeProfile,
    Op,
    PeopleSettings,
    Person,
    Portrait,
    Sheet,
    Team,
    TeamLeader,
    Trade,
)
from competition.domain.people import PersonDetails, TeamDetails, TeamKind
from competition.domain.personal_data import (
    Consent,
    ConsentRule,
    NameDisplay,
    Publicity,
    is_minor,
    shown_as,
    shows_photo,
)
from competition.domain.scheme import Text


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry as it stands in a list. members: names, native form."""

    id: str
    code: str
    group: str
    status: str
    trade_id: str
    trade_code: str
    trade_name: Text
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person in a list. id: of the competitor, judge, companion or account. note: bib, judge number or log-in."""

    id: str
    native: str
    language: str
    latin: str
    note: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class TeamRoom:
    """A team with everybody and everything that it has."""

    id: str
    details: TeamDetails
    institution: Text
    competitors: tuple[PersonLine, ...]
    entries: tuple[EntryLine, ...]
    judges: tuple[PersonLine, ...]
    companions: tuple[PersonLine, ...]
    leaders: tuple[PersonLine, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether the team may be removed."""
        return not (self.competitors or self.entries or self.judges or self.companions or self.leaders)


@dataclass(frozen=True, slots=True)
class CompetitorRoom:
    """A competitor with the person, consent, display and entries.

    starts: the event's first day, on which the age counts. noted_by: who wrote the consent down.
    """

    id: str
    person_id: str
    details: PersonDetails
    institution: Text
    photo_id: str | None
    erased_at: datetime | None
    team_id: str
    team_code: str
    team_name: Text
    flag: str
    bib: str
    publicity: Publicity
    rule: ConsentRule
    starts: date
    consent_by: str
    consent_at: datetime | None
    noted_by: str
    guardian: str
    entries: tuple[EntryLine, ...]

    @property
    def is_minor(self) -> bool:
        """Tell whether a guardian has to consent."""
        return is_minor(self.details.born, self.starts)

    @property
    def shown(self) -> NameDisplay:
        """Return how much of the name the public reads."""
        return shown_as(self.publicity, self.starts, self.rule)

    @property
    def shows_photo(self) -> bool:
        """Tell whether the public sees the photo."""
        return shows_photo(self.publicity, self.starts, self.rule)

    @property
    def code(self) -> str:
        """Return what stands for the name where it is not shown."""
        return self.bib or next((entry.code for entry in self.entries), "")


@dataclass(frozen=True, slots=True)
class EntryRoom:
    """An entry with its members and those of the team who could join. has_marks: its competitors stay."""

    line: EntryLine
    team_id: str
    team_code: str
    team_name: Text
    flag: str
    size: int
    is_sealed: bool
    has_marks: bool
    members: tuple[PersonLine, ...]
    reserve: tuple[PersonLine, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What forms about people choose from: id and names. trades: with the size of an entry."""

    teams: tuple[tuple[str, str, Text], ...] = ()
    trades: tuple[tuple[str, str, Text, int], ...] = ()
    institutions: tuple[tuple[str, Text, str], ...] = field(default=())


def roster_choices(session: Session, event_id: str) -> Choices:
    """Return the teams and trades of an event and the institutions that are not retired. Three statements."""
    teams = session.execute(select(Team.id, Team.code, Team.name).where(Team.event_id == event_id).order_by(Team.code))
    trades = session.execute(
        select(Trade.id, Trade.code, Trade.name, Trade.team_size).where(Trade.event_id == event_id).order_by(Trade.code)
    )
    return Choices(
        tuple((row.id, row.code, row.name) for row in teams),
        tuple((row.id, row.code, row.name, row.team_size) for row in trades),
        institution_choices(session),
    )


def institution_choices(session: Session) -> tuple[tuple[str, Text, str], ...]:
    """Return the institutions of the register that are not retired: id, name, country. One statement."""
    rows = session.execute(
        select(Institution.id, Institution.name, Institution.country).where(Institution.retired_at.is_(None))
    )
    found = [(row.id, row.name, row.country) for row in rows]
    return tuple(sorted(found, key=lambda each: next(iter(each[1].values()), "").casefold()))


def team_room(session: Session, event_id: str, code: str) -> TeamRoom | None:
    """Return a team by its code. Seven statements."""
    row = session.execute(
        select(Team, Institution.name)
        .outerjoin(Institution, Institution.id == Team.institution_id)
        .where(Team.event_id == event_id, Team.code == code)
    ).one_or_none()
    if row is None:
        return None
    team, institution = row
    details = TeamDetails(team.code, team.name, TeamKind(team.kind), team.flag, team.country, team.institution_id)
    return TeamRoom(
        id=team.id,
        details=details,
        institution=institution or {},
        competitors=_people(session, Competitor, team.id),
        entries=_entries(session, Entry.team_id == team.id),
        judges=_judges(session, team.id),
        companions=_people(session, Companion, team.id),
        leaders=_leaders(session, team.id),
    )


def competitor_room(session: Session, event_id: str, competitor_id: str) -> CompetitorRoom | None:
    """Return a competitor. Three statements."""
    row = session.execute(
        select(
            *(Competitor, Person, Team, Event.starts, PeopleSettings.consent_rule, Account.name, Institution.name),
            Portrait.image_id,
        )
        .join(Person, Person.id == Competitor.person_id)
        .join(Team, Team.id == Competitor.team_id)
        .join(Event, Event.id == Competitor.event_id)
        .outerjoin(PeopleSettings, PeopleSettings.event_id == Event.id)
        .outerjoin(Account, Account.id == Competitor.consent_noted_by)
        .outerjoin(Portrait, Portrait.person_id == Person.id)
        .outerjoin(Institution, Institution.id == Person.institution_id)
        .where(Competitor.id == competitor_id, Competitor.event_id == event_id)
    ).one_or_none()
    if row is None:
        return None
    competitor, person, team, starts, rule, noted_by, institution, photo_id = row
    mine = select(EntryMember.entry_id).where(EntryMember.competitor_id == competitor_id)
    return CompetitorRoom(
        id=competitor.id,
        person_id=person.id,
        details=details_of(person),
        institution=institution or {},
        photo_id=photo_id,
        erased_at=person.erased_at,
        team_id=team.id,
        team_code=team.code,
        team_name=team.name,
        flag=team.flag,
        bib=competitor.bib,
        publicity=Publicity(
            NameDisplay(competitor.display_name),
            competitor.display_photo,
            Consent(competitor.consent),
            person.birth_date,
            person.erased_at is not None,
        ),
        rule=ConsentRule(rule or ConsentRule.MINORS),
        starts=starts,
        consent_by=competitor.consent_by,
        consent_at=competitor.consent_at,
        noted_by=noted_by or "",
        guardian=competitor.guardian_name,
        entries=_entries(session, Entry.id.in_(mine)),
    )


def entry_room(session: Session, event_id: str, entry_id: str) -> EntryRoom | None:
    """Return an entry under its own name. Five statements."""
    row = session.execute(
        select(Entry.id, Trade, Team)
        .join(Trade, Trade.id == Entry.trade_id)
        .join(Team, Team.id == Entry.team_id)
        .where(Entry.id == entry_id, Entry.event_id == event_id, Entry.layer == 0)
    ).one_or_none()
    if row is None:
        return None
    _, trade, team = row
    people = _people(session, Competitor, team.id)
    in_trade = dict(
        session.execute(
            select(EntryMember.competitor_id, EntryMember.entry_id)
            .join(Entry, Entry.id == EntryMember.entry_id)
            .where(Entry.trade_id == trade.id)
            .order_by(EntryMember.position)
        ).all()
    )
    order = list(in_trade)
    members = sorted((each for each in people if in_trade.get(each.id) == entry_id), key=lambda p: order.index(p.id))
    touched = session.scalar(
        select(func.count()).select_from(Op).join(Sheet, Sheet.id == Op.sheet_id).where(Sheet.entry_id == entry_id)
    )
    return EntryRoom(
        line=_entries(session, Entry.id == entry_id)[0],
        team_id=team.id,
        team_code=team.code,
        team_name=team.name,
        flag=team.flag,
        size=trade.team_size,
        is_sealed=trade.sealed > 0,
        has_marks=bool(touched),
        members=tuple(members),
        reserve=tuple(each for each in people if each.id not in in_trade),
    )


def details_of(person: Person) -> PersonDetails:
    """Return a stored person as somebody says it."""
    return PersonDetails(
        native=person.native_name,
        language=person.native_language,
        latin=person.latin_name,
        short=person.short_name,
        born=person.birth_date,
        email=person.email,
        phone=person.phone,
        institution_id=person.institution_id,
    )


def _people(session: Session, table: type[Competitor] | type[Companion], team_id: str) -> tuple[PersonLine, ...]:
    note = Competitor.bib if table is Competitor else Companion.role
    rows = session.execute(
        select(table.id, Person.native_name, Person.native_language, Person.latin_name, note.label("note"))
        .join(Person, Person.id == table.person_id)
        .where(table.team_id == team_id)
        .order_by(note, Person.native_name, table.id)
    )
    is_competitor = table is Competitor
    return tuple(
        PersonLine(*row[:4], row.note if is_competitor else "", "" if is_competitor else row.note) for row in rows
    )


def _judges(session: Session, team_id: str) -> tuple[PersonLine, ...]:
    trades: dict[str, list[str]] = {}
    rows = session.execute(
        select(
            JudgeProfile.id,
            Person.native_name,
            Person.native_language,
            Person.latin_name,
            Account.login,
            Trade.code,
        )
        .join(Person, Person.id == JudgeProfile.person_id)
        .join(Account, Account.id == JudgeProfile.account_id)
        .outerjoin(JudgeAssignment, (JudgeAssignment.judge_id == JudgeProfile.id) & JudgeAssignment.ended_at.is_(None))
        .outerjoin(Trade, Trade.id == JudgeAssignment.trade_id)
        .where(JudgeProfile.team_id == team_id)
        .order_by(Account.login, Trade.code)
    ).all()
    for row in rows:
        trades.setdefault(row.id, []).append(row.code or "")
    return tuple(
        PersonLine(*row[:5], ", ".join(filter(None, trades[row.id]))) for row in {row.id: row for row in rows}.values()
    )


def _leaders(session: Session, team_id: str) -> tuple[PersonLine, ...]:
    rows = session.execute(
        select(
            Account.id,
            func.coalesce(Person.native_name, Account.name),
            func.coalesce(Person.native_language, ""),
            func.coalesce(Person.latin_name, ""),
            Account.login,
        )
        .join(TeamLeader, TeamLeader.account_id == Account.id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(TeamLeader.team_id == team_id)
        .order_by(Account.login)
    )
    return tuple(PersonLine(*row) for row in rows)


def _entries(session: Session, condition: object) -> tuple[EntryLine, ...]:
    """Return the entries under their own names that meet a condition. One statement."""
    rows = session.execute(
        select(Entry, Trade.code, Trade.name, Person.native_name)
        .join(Trade, Trade.id == Entry.trade_id)
        .outerjoin(EntryMember, EntryMember.entry_id == Entry.id)
        .outerjoin(Competitor, Competitor.id == EntryMember.competitor_id)
        .outerjoin(Person, Person.id == Competitor.person_id)
        .where(condition, Entry.layer == 0)  # type: ignore[arg-type]  # a column's comparison
        .order_by(Trade.code, Entry.code, EntryMember.position)
    ).all()
    members: dict[str, list[str]] = {}
    lines: dict[str, tuple[Entry, str, Text]] = {}
    for entry, code, trade_name, name in rows:
        members.setdefault(entry.id, []).extend([name] if name else [])
        lines[entry.id] = (entry, code, trade_name)
    return tuple(
        EntryLine(entry.id, entry.code, entry.group, entry.status, entry.trade_id, code, name, tuple(members[entry.id]))
        for entry, code, name in lines.values()
    )
