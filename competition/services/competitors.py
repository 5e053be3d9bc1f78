"""Competitors one by one: who they are, for whom and in which trades they compete. Source: PRODUCT C1, C2, C6."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from competition.db.models import (
    Account,
    Companion,
    Competitor,
    Conflict,
    Entry,
    EntryMember,
    Event,
    Expert,
    JudgeProfile,
    PeopleSettings,
    Person,
    Portrait,
)
from competition.domain.errors import DomainError
from competition.domain.people import PersonDetails, checked_bib, checked_person, is_same_name
from competition.domain.permissions import Permission
from competition.domain.personal_data import NameDisplay
from competition.queries.office_roster import details_of
from competition.services.context import Context
from competition.services.destructive import back_up_first
from competition.services.entries import NewEntry, enter, entry_of_team, follow, join, require_entry, strike
from competition.services.identity import new_id
from competition.services.images import remove_image
from competition.services.people_unit import (
    people_unit,
    publish_trades,
    require_trade,
    trades_of_competitor,
)
from competition.services.teams import require_team
from competition.services.unit_of_work import Unit

PERSON_FIELDS = {
    "native": "native_name",
    "language": "native_language",
    "latin": "latin_name",
    "short": "short_name",
    "born": "birth_date",
    "email": "email",
    "phone": "phone",
    "institution_id": "institution_id",
}
"""Members of `PersonDetails` and the columns that keep them."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new competitor competes: in the team's entry of that group while it has room, else in a new one.

    trade_id: "" for nowhere yet. group: parts a second entry, "" for the usual only one.
    """

    trade_id: str = ""
    group: str = ""
    guest: bool = False


@dataclass(frozen=True, slots=True)
class NewCompetitor:
    """A person who competes for a team. bib: "" for the code of the entry.

    is_another: somebody with the same name competes already, and this is said to be another person.
    """

    team_id: str
    person: PersonDetails
    place: Place = Place()
    bib: str = ""
    is_another: bool = False


def create_competitor(context: Context, event_id: str, new: NewCompetitor) -> str:
    """Add a competitor to a team, and to a trade when one is said; returns the competitor's id.

    Raises DomainError `same_name_competes`, `bib_taken`, the refusals of `checked_person`, `enter` and `join`,
    `not_found`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    trades = (new.place.trade_id,) if new.place.trade_id else ()
    with people_unit(context, event_id, trades) as unit:
        competitor_id = register(unit, new)
        for trade_id in trades:
            follow(unit, trade_id)
        return competitor_id


def register(unit: Unit, new: NewCompetitor) -> str:
    """Write a new competitor inside a transaction that holds the trade's stream; raises as `create_competitor`."""
    session, event_id = unit.context.session, unit.event_id
    event = session.execute(select(Event).where(Event.id == event_id)).scalar_one()
    details = checked_person(new.person, event.starts)
    require_team(session, event_id, new.team_id)
    if not new.is_another:
        _require_new_name(session, event_id, details)
    bib = checked_bib(new.bib)
    _require_free_bib(session, event_id, bib)
    person = Person(id=new_id())
    write_person(person, details)
    session.add(person)
    session.flush()
    settings = session.get(PeopleSettings, event_id)
    competitor = Competitor(
        id=new_id(),
        event_id=event_id,
        team_id=new.team_id,
        person_id=person.id,
        bib=bib,
        display_name=settings.display_name if settings else NameDisplay.FULL.value,
        display_photo=settings.display_photo if settings else False,
    )
    session.add(competitor)
    session.flush()
    unit.record("competitor.add", f"competitor/{competitor.id}", new={"team": new.team_id, "person": person.id})
    if new.place.trade_id:
        compete(unit, competitor, new.place)
    return competitor.id


def compete(unit: Unit, competitor: Competitor, place: Place) -> str:
    """Let a competitor join the team's entry in a trade, or make one, inside a transaction; returns the entry's id.

    A competitor without a bib wears the entry's code from then on. Raises the refusals of `enter` and `join`.
    """
    session = unit.context.session
    trade = require_trade(session, unit.event_id, place.trade_id)
    there = entry_of_team(session, trade.id, competitor.team_id, place.group)
    if there is not None and trade.team_size > 1:
        join(unit, there, competitor.id)
        entry_id = there
    else:
        free_bib = bool(competitor.bib) and not _code_taken(session, trade.id, competitor.bib)
        code = competitor.bib if free_bib else ""
        entry_id = enter(unit, NewEntry(trade.id, competitor.team_id, (competitor.id,), place.group, code, place.guest))
    if not competitor.bib:
        competitor.bib = require_entry(session, unit.event_id, entry_id).code
        session.flush()
    return entry_id


def enter_competitor(context: Context, event_id: str, competitor_id: str, place: Place) -> str:
    """Let somebody who is in a team compete in a trade; returns the entry's id.

    Raises DomainError `not_found`, the refusals of `enter` and `join`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    with people_unit(context, event_id, (place.trade_id,)) as unit:
        competitor, _ = require_competitor(context.session, event_id, competitor_id)
        entry_id = compete(unit, competitor, place)
        follow(unit, place.trade_id)
        return entry_id


def update_competitor(
    context: Context,
    event_id: str,
    competitor_id: str,
    person: PersonDetails,
    *,
    team_id: str,
    bib: str,
    is_another: bool = False,
) -> None:
    """Change who a competitor is; the boards follow, and the log tells which members changed, never what they hold.

    Raises DomainError `not_found`, `person_erased`, `same_name_competes`, `bib_taken`, `competitor_has_entries` when
    the team changes while there are entries, the refusals of `checked_person`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    trades = trades_of_competitor(context.session, competitor_id)
    with people_unit(context, event_id, trades) as unit:
        session = context.session
        competitor, stored = require_competitor(session, event_id, competitor_id)
        if stored.erased_at is not None:
            raise DomainError("person_erased")
        event = session.execute(select(Event).where(Event.id == event_id)).scalar_one()
        before, after = details_of(stored), checked_person(person, event.starts)
        if not is_another and not is_same_name(before, after):
            _require_new_name(session, event_id, after, but=competitor_id)
        bib = checked_bib(bib)
        if bib.casefold() != competitor.bib.casefold():
            _require_free_bib(session, event_id, bib, but=competitor_id)
        changed = changed_members(before, after)
        if team_id != competitor.team_id:
            require_team(session, event_id, team_id)
            if trades:
                raise DomainError("competitor_has_entries")
            changed.append("team")
        if bib != competitor.bib:
            changed.append("bib")
        if not changed:
            return
        write_person(stored, after)
        competitor.team_id, competitor.bib = team_id, bib
        session.flush()
        unit.record("competitor.update", f"competitor/{competitor_id}", new={"members": ",".join(changed)})
        publish_trades(unit, trades)


def remove_competitor(context: Context, event_id: str, competitor_id: str) -> None:
    """Take a competitor away, and the entries in which nobody else competes, while nothing is marked.

    Raises DomainError `not_found`, `entry_has_marks`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    require_competitor(context.session, event_id, competitor_id)
    trades = trades_of_competitor(context.session, competitor_id)
    back_up_first(context, "competitors.remove_competitor")
    with people_unit(context, event_id, trades) as unit:
        session = context.session
        competitor, person = require_competitor(session, event_id, competitor_id)
        entries = session.scalars(select(EntryMember).where(EntryMember.competitor_id == competitor_id)).all()
        for member in entries:
            others = session.scalar(
                select(func.count())
                .select_from(EntryMember)
                .where(EntryMember.entry_id == member.entry_id, EntryMember.competitor_id != competitor_id)
            )
            if others:
                session.delete(member)
                session.flush()
            else:
                strike(unit, member.entry_id)
        session.delete(competitor)
        session.flush()
        unit.record("competitor.remove", f"competitor/{competitor_id}", old={"person": person.id})
        if not _is_needed(session, person.id):
            _delete_person(unit, person)
        publish_trades(unit, trades)


def require_competitor(session: Session, event_id: str, competitor_id: str) -> tuple[Competitor, Person]:
    """Return a competitor of the event and the person. Raises DomainError `not_found`."""
    competitor = session.get(Competitor, competitor_id)
    person = session.get(Person, competitor.person_id) if competitor else None
    if competitor is None or person is None or competitor.event_id != event_id:
        raise DomainError("not_found")
    return competitor, person


def write_person(person: Person, details: PersonDetails) -> None:
    """Put checked details into the columns that keep them."""
    for member, column in PERSON_FIELDS.items():
        setattr(person, column, getattr(details, member))


def changed_members(before: PersonDetails, after: PersonDetails) -> list[str]:
    """Return the names of the members that differ."""
    return [member for member in PERSON_FIELDS if getattr(before, member) != getattr(after, member)]


def _code_taken(session: Session, trade_id: str, code: str) -> bool:
    codes = session.scalars(select(Entry.code).where(Entry.trade_id == trade_id))
    return code.casefold() in {each.casefold() for each in codes}


def _require_new_name(session: Session, event_id: str, details: PersonDetails, but: str = "") -> None:
    """Refuse a name that another competitor of the event has; names are compared here, beyond a to z."""
    people = session.scalars(
        select(Person)
        .join(Competitor, Competitor.person_id == Person.id)
        .where(Competitor.event_id == event_id, Competitor.id != but)
    )
    if any(is_same_name(details, details_of(person)) for person in people):
        raise DomainError("same_name_competes")


def _require_free_bib(session: Session, event_id: str, bib: str, but: str = "") -> None:
    if not bib:
        return
    # The members of one entry may wear its code together, so only those of other entries count.
    mates = select(EntryMember.entry_id).where(EntryMember.competitor_id == but)
    own = select(EntryMember.competitor_id).where(EntryMember.entry_id.in_(mates))
    worn = session.scalars(
        select(Competitor.bib).where(Competitor.event_id == event_id, Competitor.id != but, Competitor.id.not_in(own))
    )
    if bib.casefold() in {each.casefold() for each in worn}:
        raise DomainError("bib_taken", value=bib)


def _delete_person(unit: Unit, person: Person) -> None:
    session = unit.context.session
    portrait = session.get(Portrait, person.id)
    if portrait is not None:
        session.delete(portrait)
        remove_image(unit.context, portrait.image_id)
    session.execute(delete(Conflict).where(Conflict.other_person_id == person.id))
    session.delete(person)
    session.flush()


def _is_needed(session: Session, person_id: str) -> bool:
    """Tell whether a person is something else too: in another event, a judge, a companion, an expert, an account."""
    return any(
        session.scalar(select(func.count()).select_from(table).where(table.person_id == person_id))
        for table in (Competitor, JudgeProfile, Companion, Expert, Account)
    )
