"""Check an event's log on request, and write down that it was checked (AUDIT)."""

from __future__ import annotations

from sqlalchemy import select

from competition.db.models import AuditHead, Event
from competition.domain.audit import LeafValue
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.queries.log_replay import LogVerdict, verify_event
from competition.services.context import Context
from competition.services.unit_of_work import unit_of_work


def check_log(context: Context, event_id: str) -> LogVerdict:
    """Check the whole log of an event against its head and against the marks, and record the outcome.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.VERIFY_LOG, event_id=event_id)
    event = context.session.get(Event, event_id)
    if event is None:
        raise DomainError("not_found")
    clock_offset = event.clock_offset
    verdict = verify_event(context.session, event_id)
    if context.session.scalar(select(AuditHead.closed_at).where(AuditHead.event_id == event_id)) is not None:
        # A closed log takes no entry, not even this one.
        return verdict
    with unit_of_work(context, event_id, clock_offset=clock_offset) as unit:
        found: dict[str, LeafValue] = {"seq": verdict.seq, "hash": verdict.hash, "whole": not verdict.problems}
        unit.record("log.check", f"event/{event_id}", new=found)
    return verdict
