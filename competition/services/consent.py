"""What somebody agreed to, how the public reads the name, and the photo. Source: PRODUCT C6; THREATS D1 to D3, D7."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from competition.db.models import Competitor, Event, PeopleSettings, Person, Portrait
from competition.domain.errors import DomainError
from competition.domain.people import checked_name
from competition.domain.permissions import Permission
from competition.domain.personal_data import Consent, NameDisplay, is_minor
from competition.services.competitors import require_competitor
from competition.services.context import Context
from competition.services.images import Picture, remove_image, store_image
from competition.services.people_unit import people_unit, publish_trades, trades_of_competitor
from competition.services.unit_of_work import Unit

SELF, GUARDIAN = "self", "guardian"


@dataclass(frozen=True, slots=True)
class ConsentNote:
    """What was decided, by whom. guardian: the name of a minor's guardian, "" when the person decided."""

    consent: Consent
    guardian: str = ""


def note_consent(context: Context, event_id: str, competitor_id: str, note: ConsentNote) -> None:
    """Write down whether a competitor agreed to be named; the boards follow at once.

    Raises DomainError `not_found`, `person_erased`, `guardian_missing` for a minor, `name_too_long`, `name_invalid`,
    `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    trades = trades_of_competitor(context.session, competitor_id)
    with people_unit(context, event_id, trades) as unit:
        competitor, person = _living(context, event_id, competitor_id)
        write_consent(unit, competitor, person, note)
        publish_trades(unit, trades)


def write_consent(unit: Unit, competitor: Competitor, person: Person, note: ConsentNote) -> None:
    """Write a decision inside a transaction; raises as `note_consent`."""
    session = unit.context.session
    guardian = checked_name(note.guardian)
    starts = session.execute(select(Event.starts).where(Event.id == unit.event_id)).scalar_one()
    if note.consent is Consent.GIVEN and is_minor(person.birth_date, starts) and not guardian:
        raise DomainError("guardian_missing")
    settings = session.get(PeopleSettings, unit.event_id)
    known = note.consent is not Consent.UNKNOWN
    competitor.consent = note.consent.value
    competitor.consent_by = (GUARDIAN if guardian else SELF) if known else ""
    competitor.guardian_name = guardian if known else ""
    competitor.consent_at = unit.context.event_now(unit.clock_offset) if known else None
    competitor.consent_noted_by = unit.context.actor.account_id if known else None
    competitor.consent_notice = settings.notice_version if settings else 0
    session.flush()
    unit.record(
        "consent.note",
        f"competitor/{competitor.id}",
        new={"consent": competitor.consent, "by": competitor.consent_by, "notice": competitor.consent_notice},
    )


def set_display(context: Context, event_id: str, competitor_id: str, display: NameDisplay, *, photo: bool) -> None:
    """Say how the public reads a competitor's name, and whether it sees the photo; consent may narrow it further.

    Raises DomainError `not_found`, `person_erased`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    trades = trades_of_competitor(context.session, competitor_id)
    with people_unit(context, event_id, trades) as unit:
        competitor, _ = _living(context, event_id, competitor_id)
        competitor.display_name, competitor.display_photo = display.value, photo
        context.session.flush()
        unit.record("display.set", f"competitor/{competitor_id}", new={"name": display.value, "photo": photo})
        publish_trades(unit, trades)


def set_photo(context: Context, event_id: str, competitor_id: str, picture: Picture | None) -> None:
    """Keep a competitor's photo, or take it away with None; the former one is erased.

    Raises DomainError `not_found`, `person_erased`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    trades = trades_of_competitor(context.session, competitor_id)
    with people_unit(context, event_id, trades) as unit:
        _, person = _living(context, event_id, competitor_id)
        write_photo(unit, person, picture)
        publish_trades(unit, trades)


def write_photo(unit: Unit, person: Person, picture: Picture | None) -> None:
    """Put a photo in the place of the former one inside a transaction."""
    use_photo(unit, person, store_image(unit.context, unit.event_id, picture) if picture is not None else "")


def use_photo(unit: Unit, person: Person, image_id: str) -> None:
    """Make a stored picture somebody's photo, or none with ""; the former one is erased."""
    session = unit.context.session
    former = session.get(Portrait, person.id)
    if former is not None and former.image_id != image_id:
        session.delete(former)
        remove_image(unit.context, former.image_id)
        former = None
    if image_id and former is None:
        session.add(Portrait(person_id=person.id, image_id=image_id))
    session.flush()
    unit.record("photo.set", f"person/{person.id}", new={"photo": bool(image_id)})


def _living(context: Context, event_id: str, competitor_id: str) -> tuple[Competitor, Person]:
    competitor, person = require_competitor(context.session, event_id, competitor_id)
    if person.erased_at is not None:
        raise DomainError("person_erased")
    return competitor, person
