"""Change the register of occupational standards. Source: DOMAIN 1.1, 6."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select

from competition.db.base import Json
from competition.db.engine import write_transaction
from competition.db.models import RegisterSection, Standard
from competition.domain.decimals import two_decimals
from competition.domain.errors import DomainError, Problem
from competition.domain.permissions import Permission
from competition.domain.scheme import StandardSection, Text
from competition.domain.standards import check_standard
from competition.queries.standards import standard_sections
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.register_log import note_change

REGISTER = "standard"


class StandardFaultyError(Exception):
    """A standard that cannot be kept. problems: with their places in the form."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].code)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class NewStandard:
    """A version of a standard as typed. countries: ISO 3166 codes that recognise it."""

    code: str
    version: str
    name: Text
    sections: tuple[StandardSection, ...]
    level: str = ""
    owner: str = ""
    countries: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


def add_standard(context: Context, new: NewStandard) -> str:
    """Add a standard, or another version of one; returns its id.

    Raises StandardFaultyError, DomainError `standard_name_missing`, `standard_taken`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.MANAGE_REGISTERS)
    _check(new)
    session = context.session
    with write_transaction(session):
        _refuse_taken(context, new)
        standard = Standard(id=new_id(), created_at=context.now)
        _put(standard, new)
        session.add(standard)
        session.flush()
        _put_sections(context, standard.id, new.sections)
        note_change(context, REGISTER, standard.id, "add", new=_facts(new))
        return standard.id


def change_standard(context: Context, standard_id: str, new: NewStandard) -> None:
    """Change a version of a standard; schemes that took its sections keep what they took.

    Raises StandardFaultyError, DomainError `standard_name_missing`, `standard_taken`, `not_found`, `sign_in_needed`,
    `not_allowed`.
    """
    context.require(Permission.MANAGE_REGISTERS)
    _check(new)
    session = context.session
    with write_transaction(session):
        standard = _standard(context, standard_id)
        if (standard.code, standard.version) != (new.code, new.version):
            _refuse_taken(context, new)
        before = _facts(_as_new(context, standard))
        _put(standard, new)
        session.execute(delete(RegisterSection).where(RegisterSection.standard_id == standard_id))
        session.flush()
        _put_sections(context, standard_id, new.sections)
        note_change(context, REGISTER, standard_id, "change", before, _facts(new))


def retire_standard(context: Context, standard_id: str, *, retired: bool = True) -> None:
    """Take a version out of use, or bring it back; nothing is deleted.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.MANAGE_REGISTERS)
    with write_transaction(context.session):
        standard = _standard(context, standard_id)
        if (standard.retired_at is not None) is retired:
            return
        standard.retired_at = context.now if retired else None
        note_change(context, REGISTER, standard_id, "retire" if retired else "restore")


def _check(new: NewStandard) -> None:
    problems = check_standard(new.code, new.version, new.valid_from, new.valid_to, new.sections)
    if problems:
        raise StandardFaultyError(problems)
    if not any(new.name.values()):
        raise DomainError("standard_name_missing")


def _refuse_taken(context: Context, new: NewStandard) -> None:
    taken = select(Standard.id).where(Standard.code == new.code, Standard.version == new.version)
    if context.session.scalar(taken) is not None:
        raise DomainError("standard_taken", standard=new.code, version=new.version)


def _standard(context: Context, standard_id: str) -> Standard:
    standard = context.session.scalar(select(Standard).where(Standard.id == standard_id).with_for_update())
    if standard is None:
        raise DomainError("not_found")
    return standard


def _put(standard: Standard, new: NewStandard) -> None:
    standard.code, standard.version, standard.level, standard.owner = new.code, new.version, new.level, new.owner
    standard.name, standard.countries = dict(new.name), list(new.countries)
    standard.valid_from, standard.valid_to = new.valid_from, new.valid_to


def _put_sections(context: Context, standard_id: str, sections: Sequence[StandardSection]) -> None:
    context.session.add_all(
        RegisterSection(
            id=new_id(),
            standard_id=standard_id,
            position=position,
            code=section.code,
            name=dict(section.name),
            weight=section.weight,
        )
        for position, section in enumerate(sections, start=1)
    )


def _as_new(context: Context, standard: Standard) -> NewStandard:
    return NewStandard(
        standard.code,
        standard.version,
        standard.name,
        standard_sections(context.session, standard.id),
        standard.level,
        standard.owner,
        tuple(str(each) for each in standard.countries),
        standard.valid_from,
        standard.valid_to,
    )


def _facts(new: NewStandard) -> dict[str, Json]:
    sections: list[Json] = [f"{each.code}: {two_decimals(each.weight)}" for each in new.sections]
    names: dict[str, Json] = dict(new.name)
    return {
        "code": new.code,
        "version": new.version,
        "level": new.level,
        "owner": new.owner,
        "name": names,
        "countries": list(new.countries),
        "valid_from": new.valid_from.isoformat() if new.valid_from else None,
        "valid_to": new.valid_to.isoformat() if new.valid_to else None,
        "sections": sections,
    }
