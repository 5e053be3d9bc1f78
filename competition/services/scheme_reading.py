"""Who read a marking scheme before it was published: all judges know the same at the same time. Source: DOMAIN 1.4."""

from __future__ import annotations

import json
from datetime import timedelta

from sqlalchemy import select

from competition.db.models import AuditEvent, SchemeDraft, SchemeVersion
from competition.queries.scheme_drafts import scheme_place
from competition.services.context import Context
from competition.services.unit_of_work import unit_of_work

READ = "scheme.read"
AGAIN_AFTER = timedelta(hours=1)
"""A draft is read with every page of its editor: within this time the log says it once."""


def note_reading(context: Context, trade_id: str) -> None:
    """Write in the log that whoever asks reads the trade's draft, once an hour and basis; the caller has let them.

    Nothing is written where there is no draft: what is published is no secret of anybody who may read schemes.
    Raises DomainError `not_found`.
    """
    session, actor = context.session, context.actor.account_id
    draft = session.execute(
        select(SchemeDraft.revision, SchemeVersion.number)
        .outerjoin(SchemeVersion, SchemeVersion.id == SchemeDraft.base_version_id)
        .where(SchemeDraft.trade_id == trade_id)
    ).one_or_none()
    if draft is None or actor is None:
        return
    place, object_ = scheme_place(session, trade_id), f"trade/{trade_id}"
    base = draft.number or 0
    latest = session.scalar(
        select(AuditEvent.leaf)
        .where(
            AuditEvent.event_id == place.event_id,
            AuditEvent.object == object_,
            AuditEvent.type == READ,
            AuditEvent.actor == actor,
            AuditEvent.at > context.event_now(place.clock_offset) - AGAIN_AFTER,
        )
        .order_by(AuditEvent.seq.desc())
        .limit(1)
    )
    if latest is not None and json.loads(latest)["new"]["base"] == base:
        return
    with unit_of_work(context, place.event_id, clock_offset=place.clock_offset) as unit:
        unit.record(READ, object_, new={"base": base, "revision": draft.revision})
