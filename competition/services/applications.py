"""Teams register themselves; the office decides line by line, through the same use cases. Source: PRODUCT C7."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import Application, Companion, Event, Registration, Team, TeamLeader, Trade
from competition.domain.errors import DomainError
from competition.domain.people import checked_person
from competition.domain.permissions import Condition, Permission
from competition.domain.personal_data import Consent, is_minor
from competition.queries.applications import AppliedLine, known_competitor, lines_of, registration_of
from competition.services.competitors import (
    NewCompetitor,
    Place,
    changed_members,
    register,
    require_competitor,
    write_person,
)
from competition.services.consent import ConsentNote, write_consent
from competition.services.context import Context
from competition.services.entries import follow
from competition.services.identity import new_id
from competition.services.people_unit import people_unit, trades_of_event
from competition.services.roster import NewPerson, add_person
from competition.services.unit_of_work import Unit

DRAFT, SUBMITTED, RETURNED, APPROVED, REFUSED = "draft", "submitted", "returned", "approved", "refused"
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class RegistrationRules:
    """What an organizer asks of the teams. closes_at: the event's own time. entries: of a team in a trade, at most."""

    is_open: bool
    closes_at: datetime | None
    entries: int = 1


def set_registration(context: Context, event_id: str, rules: RegistrationRules) -> None:
    """Open or close the registration of an event. Raises DomainError `sign_in_needed`, `not_allowed`, `not_found`."""
    context.require(Permission.DECIDE_APPLICATIONS, event_id=event_id)
    with people_unit(context, event_id) as unit:
        row = context.session.get(Registration, event_id)
        if row is None:
            row = Registration(event_id=event_id, note={}, trades=[], questions=[])
            context.session.add(row)
        row.is_open, row.closes_at, row.entries = rules.is_open, rules.closes_at, rules.entries
        closes = rules.closes_at.isoformat() if rules.closes_at else ""
        unit.record("registration.set", f"event/{event_id}", new={"open": rules.is_open, "closes": closes})


def save_application(
    context: Context, event_id: str, team_id: str, lines: Sequence[AppliedLine], note: str, *, submit: bool
) -> str:
    """Keep what a team leader typed, and hand it in when said; returns the application's id.

    After the end, by the server's time, it can still be handed in and is marked as late.
    Raises DomainError `not_found`, `registration_closed`, `application_waits` while the office has it,
    `application_empty`, `application_line_wrong` with the first wrong line, `sign_in_needed`, `not_allowed`.
    """
    account_id = _require_leader(context, event_id, team_id)
    with people_unit(context, event_id) as unit:
        session = context.session
        now = context.event_now(unit.clock_offset)
        rules = registration_of(session, event_id)
        if not rules.is_open:
            raise DomainError("registration_closed")
        row = _current(session, event_id, team_id, context.now)
        if row.state == SUBMITTED:
            raise DomainError("application_waits")
        row.body = {"people": [line.plain() for line in lines[:MOST_LINES]], "note": note.strip()[:2000]}
        row.revision, row.changed_at = row.revision + 1, context.now
        if submit:
            _check(session, event_id, lines)
            row.state, row.submitted_at, row.submitted_by = SUBMITTED, now, account_id
            row.is_late = rules.closes_at is not None and now > rules.closes_at
            unit.record("application.submit", f"application/{row.id}", new={"team": team_id, "late": row.is_late})
        session.flush()
        return row.id


def decide_application(
    context: Context,
    event_id: str,
    application_id: str,
    approved: Collection[int],
    reason: str,
    *,
    refuse: bool = False,
) -> str:
    """Approve lines of an application, by their numbers, and return the others with a reason; or refuse it whole.

    Returns the state: approved, returned or refused. Raises DomainError `not_found`, `application_decided`,
    `reason_needed` unless everything is approved, the refusals of `register`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.DECIDE_APPLICATIONS, event_id=event_id)
    trades = trades_of_event(context.session, event_id)
    with people_unit(context, event_id, trades) as unit:
        session = context.session
        row = session.scalar(
            select(Application)
            .where(Application.id == application_id, Application.event_id == event_id)
            .with_for_update()
        )
        if row is None:
            raise DomainError("not_found")
        if row.state != SUBMITTED:
            raise DomainError("application_decided")
        lines = lines_of(row.body)
        taken = [] if refuse else [line for number, line in enumerate(lines) if number in approved]
        rest = [line for line in lines if line not in taken]
        if (refuse or rest) and not reason.strip():
            raise DomainError("reason_needed")
        for line in taken:
            _take(unit, row.team_id, line)
        for trade_id in {line.trade for line in taken if line.trade}:
            follow(unit, trade_id)
        row.state = REFUSED if refuse else RETURNED if rest else APPROVED
        kept: list[Json] = [line.plain() for line in (rest if row.state == RETURNED else lines)]
        row.body = {**row.body, "people": kept}
        row.reason, row.decided_by, row.decided_at = reason.strip()[:2000], context.actor.account_id, context.now
        session.flush()
        unit.record(f"application.{row.state}", f"application/{row.id}", new={"lines": len(taken)})
        return row.state


def _take(unit: Unit, team_id: str, line: AppliedLine) -> None:
    """Write one approved line: a new competitor, changes of a known one, or a companion."""
    session, event_id = unit.context.session, unit.event_id
    details = line.details()
    if line.role != "competitor":
        person_id = add_person(session, NewPerson(details.native, details.language, details.latin, details.born))
        companion = Companion(
            id=new_id(), event_id=event_id, team_id=team_id, trade_id=line.trade or None, person_id=person_id,
            role=line.role,
        )  # fmt: skip
        session.add(companion)
        unit.record("companion.add", f"companion/{companion.id}", new={"role": line.role, "team": team_id})
        return
    known = known_competitor(session, event_id, team_id, details)
    if known is None:
        place = Place(line.trade, line.group)
        competitor_id = register(unit, NewCompetitor(team_id, details, place, is_another=True))
        competitor, person = require_competitor(session, event_id, competitor_id)
    else:
        competitor, person = require_competitor(session, event_id, known.id)
        starts = session.execute(select(Event.starts).where(Event.id == event_id)).scalar_one()
        after = checked_person(known.merged(details), starts)
        changed = changed_members(known.details, after)
        if changed:
            write_person(person, after)
            unit.record("competitor.update", f"competitor/{competitor.id}", new={"members": ",".join(changed)})
    if line.consent:
        write_consent(unit, competitor, person, ConsentNote(Consent.GIVEN, line.guardian))


def _check(session: Session, event_id: str, lines: Sequence[AppliedLine]) -> None:
    """Refuse what the office could not approve, naming the line."""
    if not lines:
        raise DomainError("application_empty")
    starts: date = session.execute(select(Event.starts).where(Event.id == event_id)).scalar_one()
    trades = set(session.scalars(select(Trade.id).where(Trade.event_id == event_id)))
    for number, line in enumerate(lines, start=1):
        try:
            details = checked_person(line.details(), starts)
            if line.role == "competitor" and line.trade not in trades:
                raise DomainError("trade_missing")
            if line.consent and is_minor(details.born, starts) and not line.guardian.strip():
                raise DomainError("guardian_missing")
        except DomainError as refusal:
            raise DomainError("application_line_wrong", line=str(number), fault=refusal.code) from refusal


def _current(session: Session, event_id: str, team_id: str, now: datetime) -> Application:
    """Return the application that is being written, a new one when the last is over."""
    row = session.scalar(
        select(Application).where(Application.team_id == team_id).order_by(Application.number.desc()).limit(1)
    )
    if row is not None and row.state in (DRAFT, RETURNED, SUBMITTED):
        return row
    number = (session.scalar(select(func.max(Application.number)).where(Application.team_id == team_id)) or 0) + 1
    fresh = Application(
        id=new_id(), event_id=event_id, team_id=team_id, number=number, state=DRAFT, revision=0, is_late=False,
        body={}, reason="", created_at=now, changed_at=now,
    )  # fmt: skip
    session.add(fresh)
    return fresh


def _require_leader(context: Context, event_id: str, team_id: str) -> str:
    """Return the account of the team's leader, or refuse; late requests may be sent, the office decides them."""
    session = context.session
    account_id = context.actor.account_id or ""
    team = session.get(Team, team_id)
    own = session.get(TeamLeader, (team_id, account_id)) is not None
    if team is None or team.event_id != event_id:
        raise DomainError("not_found")
    facts = frozenset({Condition.BEFORE_DEADLINE})
    return context.require(Permission.EDIT_COMPETITORS, event_id=event_id, own=own, facts=facts)
