"""Publish, lock, change and take back versions of a marking scheme: one person asks, another one decides.

Source: DOMAIN 1.4, section 8 W1; PERMISSIONS (Schemes); PRODUCT N10; decision 011.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import Approval, SchemeChange, SchemeRelease
from competition.domain.audit import LeafValue
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.scheme_document import document_digest
from competition.queries.scheme_effect import effect_of
from competition.queries.scheme_proposal import Proposal, is_locked, proposal
from competition.queries.schemes import current_scheme, current_version_id, scheme_index
from competition.queries.standings import TradeFacts, trade_facts
from competition.queries.trade_sheets import count_ops
from competition.services.approvals import Request, ask, take, withdraw
from competition.services.context import Context
from competition.services.destructive import back_up_first
from competition.services.event_boards import publish_event_boards
from competition.services.publication import publish_trade
from competition.services.scheme_drafts import remove_draft
from competition.services.scheme_moves import move_version, restore_version
from competition.services.scheme_versions import put_version
from competition.services.unit_of_work import Unit, unit_of_work

PUBLISH, CHANGE, LOCK, UNDO = "scheme.publish", "scheme.change", "scheme.lock", "scheme.undo"
ACTIONS = (PUBLISH, CHANGE, LOCK, UNDO)


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a request. version: the number of the version that was published or locked, None when refused."""

    action: str
    trade_id: str
    version: int | None


def ask_for_release(
    context: Context, trade_id: str, *, reason: str, acknowledged: bool, decisions: Mapping[str, str] | None = None
) -> str:
    """Ask for the draft to become the next version; returns the request's id.

    acknowledged: the asker has read the warnings. decisions: what becomes of marks, by aspect, where that is a choice.
    Raises DomainError `draft_missing`, `scheme_not_valid`, `scheme_unchanged`, `warnings_unread`, `fate_not_possible`
    and the refusals of `ask`.
    """
    with _unit(context, trade_id) as unit:
        facts, chosen = trade_facts(context.session, trade_id), dict(decisions or {})
        found = _publishable(context.session, facts, acknowledged=acknowledged)
        if found.moves_marks:
            found.version(chosen)
        request = Request(found.permission, found.action, f"trade/{trade_id}", reason, trade_id, found.details(chosen))
        return ask(unit, request)


def ask_for_lock(context: Context, trade_id: str, *, reason: str) -> str:
    """Ask for the present version to be locked; returns the request's id.

    Raises DomainError `scheme_missing`, `scheme_locked` and the refusals of `ask`.
    """
    with _unit(context, trade_id) as unit:
        details = _lock_details(context.session, trade_id)
        return ask(unit, Request(Permission.PUBLISH_SCHEME, LOCK, f"trade/{trade_id}", reason, trade_id, details))


def ask_for_undo(context: Context, trade_id: str, *, reason: str) -> str:
    """Ask for the last change after the first mark to be taken back; returns the request's id.

    Raises DomainError `nothing_to_undo`, `marks_entered_since` and the refusals of `ask`.
    """
    with _unit(context, trade_id) as unit:
        details = _undo_details(context.session, trade_id)
        permission = Permission.CHANGE_SCHEME_AFTER_MARK
        return ask(unit, Request(permission, UNDO, f"trade/{trade_id}", reason, trade_id, details))


def refuse_request(context: Context, approval_id: str) -> Decided:
    """Refuse what somebody else asked for; nothing is changed.

    Raises DomainError `not_found` and the refusals of `take`.
    """
    asked = _asked(context.session, approval_id)
    with _unit(context, asked.trade_id) as unit:
        take(unit, approval_id, _permission(asked), {}, approve=False)
    return Decided(asked.action, asked.trade_id, None)


def withdraw_request(context: Context, approval_id: str) -> None:
    """Take back what this person asked for. Raises DomainError `not_found` and the refusals of `withdraw`."""
    asked = _asked(context.session, approval_id)
    with _unit(context, asked.trade_id) as unit:
        withdraw(unit, approval_id)


def approve_request(context: Context, approval_id: str, *, acknowledged: bool = False) -> Decided:
    """Approve what somebody else asked for, and do it.

    acknowledged: this person too has read the warnings. A backup is made before a version is replaced.
    Raises DomainError `not_found`, `approval_changed` when the draft, the version or the marks are not what was asked
    for any more, the refusals of `take`, and those of the asking use cases.
    """
    asked = _asked(context.session, approval_id)
    facts = trade_facts(context.session, asked.trade_id)
    if asked.action in (CHANGE, UNDO) or (asked.action == PUBLISH and current_version_id(context.session, facts.id)):
        context.require(_permission(asked), event_id=facts.event_id, trade_id=facts.id)
        context.require_fresh()
        context.session.rollback()
        back_up_first(context, "scheme_release.approve_request")
    with _unit(context, asked.trade_id) as unit:
        version = _STEPS[asked.action](unit, facts, asked, acknowledged)
        publish_trade(unit, facts.id)
    publish_event_boards(context, facts.event_id)
    return Decided(asked.action, facts.id, version)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request as it is stored."""

    id: str
    action: str
    trade_id: str
    details: Mapping[str, Json]
    reason_ref: str | None

    @property
    def decisions(self) -> dict[str, str]:
        return {str(code): str(fate) for code, fate in cast("dict[str, Json]", self.details["decisions"]).items()}


def _asked(session: Session, approval_id: str) -> _Asked:
    row = session.get(Approval, approval_id)
    if row is None or row.action not in ACTIONS or row.trade_id is None:
        raise DomainError("not_found")
    return _Asked(row.id, row.action, row.trade_id, row.details, row.reason_ref)


def _permission(asked: _Asked) -> Permission:
    """Return what refusing takes: the same as approving."""
    is_early = asked.action == LOCK or (asked.action == PUBLISH and not asked.details["locked"])
    return Permission.PUBLISH_SCHEME if is_early else Permission.CHANGE_SCHEME_AFTER_MARK


def _release(unit: Unit, facts: TradeFacts, asked: _Asked, acknowledged: bool) -> int:
    """Make a version of the draft, with or without marks to move."""
    session = unit.context.session
    found = proposal(session, facts)
    if found is None:
        raise DomainError("draft_missing")
    take(unit, asked.id, found.permission, found.details(asked.decisions))
    found = _publishable(session, facts, acknowledged=acknowledged)
    version = found.version(asked.decisions)
    figures: dict[str, LeafValue] = {"draft": document_digest(found.draft.document)}
    if found.moves_marks and found.present is not None:
        effect = effect_of(session, facts, found.present, version)
        change = move_version(
            unit, facts.id, found.present, version, effect, approval_id=asked.id, reason_ref=asked.reason_ref
        )
        version_id = change.version_id
        figures |= {fate.value: count for fate, count in effect.marks().items()}
    else:
        base = found.present.version_id if found.present else None
        made = put_version(unit, facts.id, version.scheme, base, codes=version.matching.sub_criteria)
        version_id = made.version_id
        figures["sheets"] = made.sheets
    release = SchemeRelease(version_id=version_id, made_by=found.draft.updated_by, approval_id=asked.id)
    if found.is_locked:
        release.locked_at, release.lock_approval_id = unit.context.now, asked.id
    session.add(release)
    remove_draft(session, facts.id)
    number = scheme_index(session, version_id).number
    unit.record(asked.action, f"trade/{facts.id}", new={"version": number, **figures}, reason_ref=asked.reason_ref)
    return number


def _lock(unit: Unit, facts: TradeFacts, asked: _Asked, _acknowledged: bool) -> int:
    session = unit.context.session
    details = _lock_details(session, facts.id)
    take(unit, asked.id, Permission.PUBLISH_SCHEME, details)
    version_id = str(details["version"])
    release = session.get(SchemeRelease, version_id)
    if release is None:
        release = SchemeRelease(version_id=version_id)
        session.add(release)
    release.locked_at, release.lock_approval_id = unit.context.now, asked.id
    number = scheme_index(session, version_id).number
    unit.record(LOCK, f"trade/{facts.id}", new={"version": number}, reason_ref=asked.reason_ref)
    return number


def _undo(unit: Unit, facts: TradeFacts, asked: _Asked, _acknowledged: bool) -> int:
    session = unit.context.session
    details = _undo_details(session, facts.id)
    take(unit, asked.id, Permission.CHANGE_SCHEME_AFTER_MARK, details)
    change = session.get_one(SchemeChange, str(details["change"]))
    locked = is_locked(session, change.version_id)
    version_id = restore_version(unit, change)
    release = SchemeRelease(version_id=version_id, approval_id=asked.id, restores_id=change.former_id)
    if locked:
        release.locked_at, release.lock_approval_id = unit.context.now, asked.id
    session.add(release)
    number = scheme_index(session, version_id).number
    unit.record(UNDO, f"trade/{facts.id}", new={"version": number}, reason_ref=asked.reason_ref)
    return number


_STEPS = {PUBLISH: _release, CHANGE: _release, LOCK: _lock, UNDO: _undo}


def _publishable(session: Session, facts: TradeFacts, *, acknowledged: bool) -> Proposal:
    """Return the proposal of a draft that may be published. Raises DomainError as `ask_for_release`."""
    found = proposal(session, facts)
    if found is None:
        raise DomainError("draft_missing")
    if found.scheme is None or found.errors:
        raise DomainError("scheme_not_valid", errors=str(found.errors))
    if found.present is not None and found.difference.is_empty:
        raise DomainError("scheme_unchanged", version=str(found.present.number))
    if found.warnings and not acknowledged:
        raise DomainError("warnings_unread", warnings=str(found.warnings))
    return found


def _lock_details(session: Session, trade_id: str) -> dict[str, Json]:
    version_id = current_version_id(session, trade_id)
    if version_id is None:
        raise DomainError("scheme_missing", trade=trade_facts(session, trade_id).code)
    if is_locked(session, version_id):
        raise DomainError("scheme_locked")
    return {"version": version_id}


def _undo_details(session: Session, trade_id: str) -> dict[str, Json]:
    present = current_scheme(session, trade_id)
    change = session.scalar(
        select(SchemeChange).where(
            SchemeChange.trade_id == trade_id,
            SchemeChange.version_id == (present.version_id if present else None),
            SchemeChange.undone_id.is_(None),
        )
    )
    if change is None:
        raise DomainError("nothing_to_undo")
    if count_ops(session, trade_id) != change.ops:
        raise DomainError("marks_entered_since")
    return {"change": change.id, "ops": change.ops}


def _unit(context: Context, trade_id: str) -> AbstractContextManager[Unit]:
    facts = trade_facts(context.session, trade_id)
    return unit_of_work(context, facts.event_id, clock_offset=facts.clock_offset, trade_id=trade_id)
