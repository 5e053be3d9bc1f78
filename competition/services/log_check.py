"""Check an event's log from its first entry to its head, and write down that it was checked (AUDIT)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import AuditEvent, AuditHead, Event
from competition.domain.audit import Broken, ChainedEvent, Leaf, verify_chain
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.services.context import Context
from competition.services.unit_of_work import unit_of_work

BATCH = 1000


@dataclass(frozen=True, slots=True)
class LogCheck:
    """What a check found. seq, hash: the head that was checked; broken: the first place that is wrong."""

    seq: int
    hash: str
    broken: Broken | None


def check_log(context: Context, event_id: str) -> LogCheck:
    """Check the whole log of an event and record the outcome.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.VERIFY_LOG, event_id=event_id)
    session = context.session
    head = session.execute(
        select(AuditHead.seq, AuditHead.hash, AuditHead.genesis, Event.clock_offset)
        .join(Event, Event.id == AuditHead.event_id)
        .where(AuditHead.event_id == event_id)
    ).one_or_none()
    if head is None:
        raise DomainError("not_found")
    # The head stands as an anchor: entries cut off at the end are missed by it.
    anchors = {head.seq: head.hash} if head.seq else {}
    broken = verify_chain(_chain(session, event_id, head.seq), bytes.fromhex(head.genesis), anchors)
    with unit_of_work(context, event_id, clock_offset=head.clock_offset) as unit:
        found = {"seq": head.seq, "hash": head.hash, "whole": broken is None}
        unit.record("log.check", f"event/{event_id}", new=found)
    return LogCheck(head.seq, head.hash, broken)


def _chain(session: Session, event_id: str, last: int) -> Iterator[ChainedEvent]:
    rows = session.execute(
        select(AuditEvent.type, AuditEvent.actor, AuditEvent.object, AuditEvent.leaf, AuditEvent.hash)
        .where(AuditEvent.event_id == event_id, AuditEvent.seq <= last)
        .order_by(AuditEvent.seq)
        .execution_options(yield_per=BATCH)
    )
    for row in rows:
        leaf = _leaf(row.leaf)
        # The columns that people search by repeat the leaf; one that says otherwise is as bad as a changed leaf.
        repeats = all(leaf.get(name) == getattr(row, name) for name in ("type", "actor", "object"))
        yield ChainedEvent(leaf if repeats else {}, row.hash)


def _leaf(text: str) -> Leaf:
    try:
        leaf = json.loads(text)
    except ValueError:
        return {}
    return leaf if isinstance(leaf, dict) else {}
