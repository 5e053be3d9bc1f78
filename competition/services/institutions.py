"""Change the register of institutions. Source: DOMAIN 6."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from competition.db.base import Json
from competition.db.engine import write_transaction
from competition.db.models import Institution
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.scheme import Text
from competition.domain.standards import InstitutionKind
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.register_log import note_change

REGISTER = "institution"


@dataclass(frozen=True, slots=True)
class NewInstitution:
    """An institution as typed. country: an ISO 3166 code; website: text that nobody fetches."""

    name: Text
    country: str
    city: str
    kind: InstitutionKind
    website: str = ""


def add_institution(context: Context, new: NewInstitution) -> str:
    """Add an institution; returns its id.

    Raises DomainError `institution_name_missing`, `institution_taken` for one of the same name in the same country,
    `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.MANAGE_REGISTERS)
    with write_transaction(context.session):
        _check(context, new, None)
        institution = Institution(id=new_id(), created_at=context.now)
        _put(institution, new)
        context.session.add(institution)
        note_change(context, REGISTER, institution.id, "add", new=_facts(institution))
        return institution.id


def change_institution(context: Context, institution_id: str, new: NewInstitution) -> None:
    """Change an institution; whoever points at it shows the new words.

    Raises DomainError `institution_name_missing`, `institution_taken`, `not_found`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.MANAGE_REGISTERS)
    with write_transaction(context.session):
        institution = _institution(context, institution_id)
        _check(context, new, institution_id)
        before = _facts(institution)
        _put(institution, new)
        note_change(context, REGISTER, institution_id, "change", before, _facts(institution))


def retire_institution(context: Context, institution_id: str, *, retired: bool = True) -> None:
    """Take an institution out of the choices, or bring it back; nothing is deleted.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.MANAGE_REGISTERS)
    with write_transaction(context.session):
        institution = _institution(context, institution_id)
        if (institution.retired_at is not None) is retired:
            return
        institution.retired_at = context.now if retired else None
        note_change(context, REGISTER, institution_id, "retire" if retired else "restore")


def _check(context: Context, new: NewInstitution, own_id: str | None) -> None:
    words = {name.casefold() for name in new.name.values() if name}
    if not words:
        raise DomainError("institution_name_missing")
    others = context.session.execute(select(Institution.id, Institution.name).where(Institution.country == new.country))
    for other_id, name in others:
        if other_id != own_id and words & {each.casefold() for each in name.values()}:
            raise DomainError("institution_taken")


def _institution(context: Context, institution_id: str) -> Institution:
    found = context.session.scalar(select(Institution).where(Institution.id == institution_id).with_for_update())
    if found is None:
        raise DomainError("not_found")
    return found


def _put(institution: Institution, new: NewInstitution) -> None:
    institution.name, institution.country, institution.city = dict(new.name), new.country, new.city
    institution.kind, institution.website = new.kind.value, new.website


def _facts(institution: Institution) -> dict[str, Json]:
    names: dict[str, Json] = dict(institution.name)
    return {
        "name": names,
        "country": institution.country,
        "city": institution.city,
        "kind": institution.kind,
        "website": institution.website,
    }
