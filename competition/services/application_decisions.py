"""The office decides applications line by line, through the use cases of the roster. Source: PRODUCT C7."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select

from competition.db.base import Json
from competition.db.models import Application, Companion, Event, Person
from competition.domain.applications import (
    AppliedLine,
    KnownPerson,
    known_as,
    without_photos,
    wrong_places,
)
from competition.domain.errors import DomainError
from competition.domain.people import checked_person, is_same_name
from competition.domain.permissions import Permission
from competition.domain.personal_data import Consent
from competition.queries.applications import lines_of, plain_line
from competition.queries.registration import registration_of
from competition.queries.team_now import team_now
from competition.services.applications import APPROVED, REFUSED, RETURNED, SUBMITTED
from competition.services.competitors import (
    NewCompetitor,
    Place,
    changed_members,
    compete,
    register,
    require_competitor,
    write_person,
)
from competition.services.consent import ConsentNote, use_photo, write_consent
from competition.services.context import Context
from competition.services.entries import follow
from competition.services.identity import new_id
from competition.services.images import remove_image
from competition.services.people_unit import people_unit, trades_of_event
from competition.services.roster import NewPerson, add_person
from competition.services.unit_of_work import Unit

LONGEST_REASON = 2000


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

    The limit of entries holds once more, since the team may have got others meanwhile. Photos of what is refused are
    erased. Returns the state: approved, returned or refused. Raises DomainError `not_found`, `application_decided`,
    `reason_needed` unless everything is approved, `application_line_wrong` with the line and the refusal of
    `register`, `enter` or `join`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.DECIDE_APPLICATIONS, event_id=event_id)
    trades = trades_of_event(context.session, event_id)
    with people_unit(context, event_id, trades) as unit:
        row = _require_waiting(context, event_id, application_id)
        lines = lines_of(row.body)
        numbers = [] if refuse else [number for number in range(len(lines)) if number in approved]
        rest = [line for number, line in enumerate(lines) if number not in numbers]
        if (refuse or rest) and not reason.strip():
            raise DomainError("reason_needed")
        taken = [lines[number] for number in numbers]
        _check_places(unit, row.team_id, taken, numbers)
        touched = {trade for number in numbers for trade in _take_line(unit, row.team_id, lines[number], number)}
        for trade_id in sorted(touched):
            follow(unit, trade_id)
        row.state = REFUSED if refuse else RETURNED if rest else APPROVED
        row.body = {**row.body, **_kept(row, taken, rest)}
        row.reason = reason.strip()[:LONGEST_REASON]
        row.decided_by, row.decided_at = context.actor.account_id, context.now
        context.session.flush()
        if row.state == REFUSED:
            for line in lines:
                remove_image(context, line.photo or None)
        unit.record(f"application.{row.state}", f"application/{row.id}", new={"lines": len(taken)})
        return row.state


def _require_waiting(context: Context, event_id: str, application_id: str) -> Application:
    row = context.session.scalar(
        select(Application).where(Application.id == application_id, Application.event_id == event_id).with_for_update()
    )
    if row is None:
        raise DomainError("not_found")
    if row.state != SUBMITTED:
        raise DomainError("application_decided")
    return row


def _kept(row: Application, taken: Sequence[AppliedLine], rest: Sequence[AppliedLine]) -> dict[str, Json]:
    """Return what stays of the lines: what was approved, its photos now the people's own, and what is not."""
    before = lines_of(row.body, "taken")
    if row.state == RETURNED:
        return {"people": [plain_line(each) for each in rest], "taken": _plain((*before, *taken))}
    return {"people": _plain(taken or rest), "taken": _plain(before)}


def _plain(lines: Sequence[AppliedLine]) -> list[Json]:
    return [plain_line(each) for each in without_photos(lines)]


def _check_places(unit: Unit, team_id: str, taken: Sequence[AppliedLine], numbers: Sequence[int]) -> None:
    session = unit.context.session
    now = team_now(session, unit.event_id, team_id)
    limit = registration_of(session, unit.event_id).entries
    for problem in wrong_places(taken, now.people, now.trades, limit):
        raise _wrong(numbers[(problem.row or 1) - 1], DomainError(problem.code, **problem.params))


def _wrong(number: int, refusal: DomainError) -> DomainError:
    return DomainError("application_line_wrong", **{**refusal.params, "line": str(number + 1), "fault": refusal.code})


def _take_line(unit: Unit, team_id: str, line: AppliedLine, number: int) -> tuple[str, ...]:
    """Write an approved line; returns the trades whose entries or names it touched."""
    people = team_now(unit.context.session, unit.event_id, team_id).people
    try:
        known = known_as(line, people)
        if line.competes:
            return _take_competitor(unit, team_id, line, known)
        _take_companion(unit, team_id, line, known, people)
    except DomainError as refusal:
        code = "trade_missing" if refusal.code == "not_found" else refusal.code
        raise _wrong(number, DomainError(code, **refusal.params)) from refusal
    return ()


def _take_competitor(unit: Unit, team_id: str, line: AppliedLine, known: KnownPerson | None) -> tuple[str, ...]:
    """Write a new competitor, or what changed of a known one, who also competes where that is new."""
    session, details = unit.context.session, line.details()
    if known is None:
        new = NewCompetitor(team_id, details, Place(line.trade, line.group), is_another=True)
        competitor, person = require_competitor(session, unit.event_id, register(unit, new))
    else:
        competitor, person = require_competitor(session, unit.event_id, known.id)
        changed = _write_details(unit, person, known, line)
        if changed:
            unit.record("competitor.update", f"competitor/{competitor.id}", new={"members": ",".join(changed)})
        if known.entry_in(line.trade) is None:
            compete(unit, competitor, Place(line.trade, line.group))
    agreed = known is not None and known.consent is Consent.GIVEN and known.guardian == line.guardian
    if line.consent and not agreed:
        write_consent(unit, competitor, person, ConsentNote(Consent.GIVEN, line.guardian))
    if line.photo:
        use_photo(unit, person, line.photo)
    return tuple({line.trade, *(each.trade_id for each in (known.entries if known else ()))})


def _take_companion(
    unit: Unit, team_id: str, line: AppliedLine, known: KnownPerson | None, people: Sequence[KnownPerson]
) -> None:
    """Write a companion, once however often it was handed in; who comes in two roles is one person."""
    session, details = unit.context.session, line.details()
    if known is not None:
        companion, person = session.get(Companion, known.id), session.get(Person, known.person_id)
        if companion is None or person is None:
            raise DomainError("not_found")
        moved = bool(line.trade) and line.trade != companion.trade_id
        if moved:
            companion.trade_id = line.trade
        if _write_details(unit, person, known, line) or moved:
            session.flush()
            unit.record("companion.update", f"companion/{companion.id}", new={"role": line.role, "team": team_id})
        return
    same = next((each for each in people if not each.competes and is_same_name(each.details, details)), None)
    new_person = NewPerson(details.native, details.language, details.latin, details.born)
    person_id = same.person_id if same else add_person(session, new_person)
    companion = Companion(
        id=new_id(), event_id=unit.event_id, team_id=team_id, trade_id=line.trade or None, person_id=person_id,
        role=line.role,
    )  # fmt: skip
    session.add(companion)
    session.flush()
    unit.record("companion.add", f"companion/{companion.id}", new={"role": line.role, "team": team_id})


def _write_details(unit: Unit, person: Person, known: KnownPerson, line: AppliedLine) -> list[str]:
    """Write what was said anew of a person; returns the names of the members that changed."""
    starts = unit.context.session.execute(select(Event.starts).where(Event.id == unit.event_id)).scalar_one()
    after = checked_person(known.merged(line.details()), starts)
    changed = changed_members(known.details, after)
    if changed:
        write_person(person, after)
        unit.context.session.flush()
    return changed
