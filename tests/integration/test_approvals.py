"""Two people: what one asks for another one decides, and the log tells of both. Source: PERMISSIONS (2), (6)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import AuditEvent
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission, Role
from competition.queries.approvals import open_requests
from competition.queries.log_replay import verify_event
from competition.services.approvals import Request, ask, take
from competition.services.context import Actor
from competition.services.unit_of_work import unit_of_work
from tests.factories import NOW, Scene, add_office_actor, make_scene

DETAILS = {"version": 3}


def fresh(actor: Actor) -> Actor:
    """Return somebody who has just shown who they are."""
    return replace(actor, authenticated_at=NOW)


def request(scene: Scene) -> Request:
    """Return a request for a step that two people take."""
    return Request(
        Permission.PUBLISH_SCHEME, "scheme.publish", f"trade/{scene.trade_id}", "It is ready.", None, DETAILS
    )


def test_what_one_asks_for_another_one_decides(session: Session) -> None:
    scene = make_scene(session)
    second = fresh(add_office_actor(scene, Role.ORGANIZER))
    with unit_of_work(scene.context(fresh(scene.organizer)), scene.event_id) as unit:
        approval_id = ask(unit, request(scene))
    (waiting,) = open_requests(session, scene.event_id)
    assert (waiting.id, waiting.reason, waiting.details) == (approval_id, "It is ready.", DETAILS)
    for actor, code in (
        (fresh(scene.organizer), "second_person_needed"),
        (replace(second, authenticated_at=None), "sign_in_again"),
    ):
        with pytest.raises(DomainError, match=code), unit_of_work(scene.context(actor), scene.event_id) as unit:
            take(unit, approval_id, Permission.PUBLISH_SCHEME, DETAILS)
    with unit_of_work(scene.context(second), scene.event_id) as unit:
        take(unit, approval_id, Permission.PUBLISH_SCHEME, DETAILS)
    assert open_requests(session, scene.event_id) == ()
    told = session.scalars(select(AuditEvent.type).where(AuditEvent.type.like("scheme.%")).order_by(AuditEvent.seq))
    assert list(told) == ["scheme.publish.ask", "scheme.publish.approve"]
    assert verify_event(session, scene.event_id).problems == ()
