"""The register of conflicts of interest, and the rules that hold for all judges. Source: PRODUCT D2."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import Conflict, Institution, JudgeProfile, Person
from competition.domain.conflicts import ConflictKind
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.judges import require_judge
from competition.services.people_settings import settings_row
from competition.services.people_unit import people_unit
from competition.services.teams import require_team

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class NewConflict:
    """A conflict. object: id of the team, institution or person, or the country's code. reason: a few words."""

    kind: ConflictKind
    object: str
    reason: str = ""


def declare_conflict(context: Context, event_id: str, judge_id: str, new: NewConflict) -> str:
    """Note that a judge of an event has a conflict; from now on the judge marks nobody whom it covers. Returns its id.

    A sheet on which the judge has scored already is not undone. Raises DomainError `not_found`,
    `conflict_with_nobody`, `conflict_known`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.ASSIGN_JUDGES, event_id=event_id)
    with people_unit(context, event_id) as unit:
        profile = require_judge(context.session, event_id, judge_id)
        if new.kind is ConflictKind.TEAM and new.object:
            require_team(context.session, event_id, new.object)
        conflict = add_conflict(context, profile.person_id, event_id, new)
        unit.record("conflict.add", f"judge/{judge_id}", new={"conflict": conflict.id, "kind": new.kind.value})
        return conflict.id


def end_conflict(context: Context, event_id: str, conflict_id: str) -> None:
    """Note that a conflict of the event holds no more.

    Raises DomainError `not_found` for one of the lasting register, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.ASSIGN_JUDGES, event_id=event_id)
    with people_unit(context, event_id) as unit:
        conflict = context.session.get(Conflict, conflict_id)
        if conflict is None or conflict.event_id != event_id or conflict.ended_at is not None:
            raise DomainError("not_found")
        conflict.ended_at = context.now
        judge_id = context.session.scalar(
            select(JudgeProfile.id).where(
                JudgeProfile.event_id == event_id, JudgeProfile.person_id == conflict.person_id
            )
        )
        unit.record("conflict.end", f"judge/{judge_id}", old={"conflict": conflict_id, "kind": conflict.kind})


def set_rules(context: Context, event_id: str, *, same_institution: bool, same_country: bool) -> None:
    """Say which conflicts hold for all judges without being declared.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.ASSIGN_JUDGES, event_id=event_id)
    with people_unit(context, event_id) as unit:
        settings = settings_row(context.session, event_id)
        settings.institution_conflicts, settings.country_conflicts = same_institution, same_country
        context.session.flush()
        rules = {"institution": same_institution, "country": same_country}
        unit.record("conflict.rules", f"event/{event_id}", new=rules)


def add_conflict(context: Context, person_id: str, event_id: str | None, new: NewConflict) -> Conflict:
    """Write a conflict inside a transaction. event_id: None for a lasting one.

    Raises DomainError `conflict_with_nobody`, `conflict_known`, `not_found`.
    """
    session = context.session
    if not new.object:
        raise DomainError("conflict_with_nobody")
    _require_object(session, new)
    columns = {
        ConflictKind.TEAM: {"team_id": new.object},
        ConflictKind.INSTITUTION: {"institution_id": new.object},
        ConflictKind.PERSON: {"other_person_id": new.object},
        ConflictKind.COUNTRY: {"country": new.object.lower()},
    }[new.kind]
    known = session.scalars(
        select(Conflict).where(
            Conflict.person_id == person_id, Conflict.event_id == event_id, Conflict.ended_at.is_(None)
        )
    )
    if any(getattr(each, name) == value for each in known for name, value in columns.items()):
        raise DomainError("conflict_known")
    conflict = Conflict(
        id=new_id(),
        person_id=person_id,
        event_id=event_id,
        kind=new.kind.value,
        reason=new.reason.strip()[:LONGEST_REASON],
        declared_at=context.now,
        declared_by=context.actor.account_id,
        **{"country": "", **columns},
    )
    session.add(conflict)
    session.flush()
    return conflict


def _require_object(session: Session, new: NewConflict) -> None:
    table = {ConflictKind.INSTITUTION: Institution, ConflictKind.PERSON: Person}.get(new.kind)
    if table is not None and session.get(table, new.object) is None:
        raise DomainError("not_found")
