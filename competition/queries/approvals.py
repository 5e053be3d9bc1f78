"""What waits for a second person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from competition.db.base import Json
from competition.db.models import Account, Approval, AuditText


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request that nobody has decided yet. asked_at: real time."""

    id: str
    action: str
    object: str
    trade_id: str | None
    details: Mapping[str, Json]
    reason: str
    asked_by: str
    asker: str
    asked_at: datetime


def open_requests(session: Session, event_id: str, action: str = "", object_: str = "") -> tuple[OpenRequest, ...]:
    """Return what waits in an event, the oldest first; of one action or about one object when said. One statement."""
    asker = aliased(Account)
    statement = (
        select(Approval, asker.name, AuditText.text)
        .join(asker, asker.id == Approval.asked_by)
        .join(AuditText, AuditText.ref == Approval.reason_ref, isouter=True)
        .where(Approval.event_id == event_id, Approval.decision == "open")
        .order_by(Approval.asked_at, Approval.id)
    )
    if action:
        statement = statement.where(Approval.action == action)
    if object_:
        statement = statement.where(Approval.object == object_)
    return tuple(
        OpenRequest(
            id=row.id,
            action=row.action,
            object=row.object,
            trade_id=row.trade_id,
            details=row.details,
            reason=reason or "",
            asked_by=row.asked_by,
            asker=name,
            asked_at=row.asked_at,
        )
        for row, name, reason in session.execute(statement)
    )
