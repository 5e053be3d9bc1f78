"""Restore a backup from the office: one person asks and says why, another one decides, both freshly signed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from competition.db.base import Json
from competition.db.models import AuditText, Event
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.services.approvals import Request, ask, take
from competition.services.backups import engine_of
from competition.services.context import Context
from competition.services.restoring import AskedFor
from competition.services.shelf import Backup, read_card, shelf_of
from competition.services.unit_of_work import Unit, unit_of_work

ACTION = "backup.restore"


@dataclass(frozen=True, slots=True)
class ToRestore:
    """A backup that two people want back."""

    path: Path
    asked: AskedFor


def ask_restore(context: Context, event_id: str, name: str, reason: str) -> str:
    """Ask for a backup to be restored; returns the id of the request.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`, `sign_in_again`, `reason_needed`.
    """
    backup = read_card(shelf_of(engine_of(context)).path(name))
    with _unit(context, event_id) as unit:
        return ask(unit, Request(Permission.RESTORE_BACKUP, ACTION, _object(name), reason, details=_details(backup)))


def decide_restore(context: Context, event_id: str, approval_id: str, name: str, *, approve: bool) -> ToRestore | None:
    """Decide a request as its second person; returns what is to be restored now, None when it was refused.

    Raises DomainError as `take`, and `not_found`.
    """
    path = shelf_of(engine_of(context)).path(name)
    with _unit(context, event_id) as unit:
        details = _details(read_card(path))
        approval = take(unit, approval_id, Permission.RESTORE_BACKUP, details, approve=approve)
        if approval.action != ACTION or approval.object != _object(name):
            raise DomainError("not_found")
        reason = context.session.scalar(select(AuditText.text).where(AuditText.ref == approval.reason_ref))
        asked = AskedFor(reason or "", approval.asked_by, context.actor.account_id or "")
    return ToRestore(path, asked) if approve else None


def _details(backup: Backup) -> dict[str, Json]:
    return {"backup": backup.name, "sha256": backup.sha256}


def _object(name: str) -> str:
    return f"backup/{name}"


def _unit(context: Context, event_id: str) -> AbstractContextManager[Unit]:
    offset = context.session.scalar(select(Event.clock_offset).where(Event.id == event_id))
    if offset is None:
        raise DomainError("not_found")
    return unit_of_work(context, event_id, clock_offset=offset)


def record_download(context: Context, event_id: str, kind: str, digest: str) -> None:
    """Write down that a file with everything in it left the house; an archived event's log takes no more.

    Raises DomainError `sign_in_needed`, `not_allowed`, `not_found`.
    """
    context.require(Permission.START_BACKUP, event_id=event_id)
    with suppress_closed(), _unit(context, event_id) as unit:
        unit.record(f"{kind}.download", f"event/{event_id}", new={"sha256": digest})


@contextmanager
def suppress_closed() -> Iterator[None]:
    """Let what only reads an archived event go on."""
    try:
        yield
    except DomainError as refusal:
        if refusal.code != "event_archived":
            raise
