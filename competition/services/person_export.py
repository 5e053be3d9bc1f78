"""Hand somebody everything that an event keeps about one person, and write down that it was handed out."""

from __future__ import annotations

from competition.db.base import Json
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.queries.person_data import person_data
from competition.services.context import Context
from competition.services.people_unit import people_unit


def export_person(context: Context, event_id: str, person_id: str) -> dict[str, Json]:
    """Return what is kept about a person; the log tells that it was handed out.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EXPORT_PERSON, event_id=event_id, own=False)
    found = person_data(context.session, event_id, person_id)
    if found is None:
        raise DomainError("not_found")
    with people_unit(context, event_id) as unit:
        unit.record("person.export", f"person/{person_id}")
    return found
