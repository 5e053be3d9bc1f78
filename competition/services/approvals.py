"""Two people: one asks, another one decides, both having just shown who they are. Source: PERMISSIONS (2), (6).

A feature's use case opens its unit of work, calls `ask` or `take` inside, and does the step itself: one transaction.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from competition.db.base import Json
from competition.db.models import Account, Approval, RoleAssignment
from competition.domain.errors import DomainError
from competition.domain.permissions import Grant, Permission, Role, may_approve
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.unit_of_work import Unit

OPEN, APPROVED, REFUSED, WITHDRAWN = "open", "approved", "refused", "withdrawn"
LONGEST_REASON = 2000


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    action: such as `scheme.publish`. object: kind and id, such as `trade/0190…`. details: all that the step depends
    on; its digest is compared when somebody decides. reason: why, at least a few words.
    """

    permission: Permission
    action: str
    object: str
    reason: str
    trade_id: str | None = None
    details: Mapping[str, Json] = field(default_factory=dict)


def ask(unit: Unit, request: Request) -> str:
    """Ask for a step that a second person decides; an open request for the same is replaced. Returns its id.

    Raises DomainError `sign_in_needed`, `not_allowed`, `sign_in_again`, `reason_needed`.
    """
    context = unit.context
    account_id = context.require(request.permission, event_id=unit.event_id, trade_id=request.trade_id)
    context.require_fresh()
    reason = request.reason.strip()[:LONGEST_REASON]
    if not reason:
        raise DomainError("reason_needed")
    former = context.session.scalars(
        select(Approval).where(
            Approval.event_id == unit.event_id,
            Approval.action == request.action,
            Approval.object == request.object,
            Approval.decision == OPEN,
        )
    )
    for each in former:
        each.decision, each.decided_by, each.decided_at = WITHDRAWN, account_id, context.now
    approval = Approval(
        id=new_id(),
        event_id=unit.event_id,
        trade_id=request.trade_id,
        action=request.action,
        object=request.object,
        digest=details_digest(request.details),
        details=dict(request.details),
        reason_ref=unit.log.keep_text(reason),
        asked_by=account_id,
        asked_at=context.now,
        decision=OPEN,
    )
    context.session.add(approval)
    context.session.flush()
    unit.record(
        f"{request.action}.ask",
        request.object,
        new={"approval": approval.id, "digest": approval.digest},
        reason_ref=approval.reason_ref,
    )
    return approval.id


def take(
    unit: Unit, approval_id: str, permission: Permission, details: Mapping[str, Json], *, approve: bool = True
) -> Approval:
    """Decide a request as its second person; the caller then does the step when it was approved.

    details: what the step depends on now; other details than those asked for are refused.
    Raises DomainError `not_found`, `approval_decided`, `approval_changed`, `second_person_needed`, `not_allowed`,
    `sign_in_needed`, `sign_in_again`.
    """
    context = unit.context
    approval = context.session.scalar(
        select(Approval).where(Approval.id == approval_id, Approval.event_id == unit.event_id).with_for_update()
    )
    if approval is None:
        raise DomainError("not_found")
    account_id = context.actor.account_id
    if account_id is None:
        raise DomainError("sign_in_needed")
    context.require_fresh()
    if approval.decision != OPEN:
        raise DomainError("approval_decided")
    if is_same_person(context, account_id, approval.asked_by):
        raise DomainError("second_person_needed")
    asker = grants_of(context, approval.asked_by)
    allowed = may_approve(asker, context.actor.grants, permission, event_id=unit.event_id, trade_id=approval.trade_id)
    if not allowed:
        raise DomainError("not_allowed", permission=permission.value)
    if approve and details_digest(details) != approval.digest:
        raise DomainError("approval_changed")
    approval.decision = APPROVED if approve else REFUSED
    approval.decided_by, approval.decided_at = account_id, context.now
    unit.record(
        f"{approval.action}.{'approve' if approve else 'refuse'}",
        approval.object,
        new={"approval": approval.id, "digest": approval.digest, "asked_by": approval.asked_by},
    )
    return approval


def withdraw(unit: Unit, approval_id: str) -> None:
    """Take back an own request before anybody has decided it.

    Raises DomainError `not_found`, `sign_in_needed`, `approval_decided`, `request_not_yours`.
    """
    context = unit.context
    approval = context.session.scalar(
        select(Approval).where(Approval.id == approval_id, Approval.event_id == unit.event_id).with_for_update()
    )
    if approval is None:
        raise DomainError("not_found")
    account_id = context.actor.account_id
    if account_id is None:
        raise DomainError("sign_in_needed")
    if approval.decision != OPEN:
        raise DomainError("approval_decided")
    if not is_same_person(context, account_id, approval.asked_by):
        raise DomainError("request_not_yours")
    approval.decision, approval.decided_by, approval.decided_at = WITHDRAWN, account_id, context.now
    unit.record(f"{approval.action}.withdraw", approval.object, new={"approval": approval.id})


def is_same_person(context: Context, first: str, second: str) -> bool:
    """Tell whether two accounts are one person's: four eyes are held on persons, not on log-ins."""
    if first == second:
        return True
    people = set(context.session.scalars(select(Account.person_id).where(Account.id.in_((first, second)))))
    return len(people) == 1 and None not in people


def grants_of(context: Context, account_id: str) -> frozenset[Grant]:
    """Return the roles that an account holds now."""
    rows = context.session.execute(
        select(RoleAssignment.role, RoleAssignment.event_id, RoleAssignment.trade_id).where(
            RoleAssignment.account_id == account_id
        )
    )
    return frozenset(Grant(Role(role), event_id, trade_id) for role, event_id, trade_id in rows)


def details_digest(details: Mapping[str, Json]) -> str:
    """Return the SHA-256 of details, whatever their order; 64 hex digits."""
    text = json.dumps(details, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
