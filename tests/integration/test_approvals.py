"""Steps that two people take: who may ask, who may decide, and what is refused. Source: PERMISSIONS (2), (6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.engine import open_engine, write_transaction
from competition.db.models import Account, Approval, AuditEvent
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission, Role
from competition.queries.approvals import open_requests
from competition.services.approvals import Request, ask, take
from competition.services.context import Actor, Context
from competition.services.roster import NewPerson, add_person
from competition.services.unit_of_work import unit_of_work
from tests.factories import Scene, add_office_actor, make_scene

pytestmark = pytest.mark.both_engines

RELEASE = Permission.RELEASE_RESULTS
DETAILS = {"trade": "04", "total": "100.00"}


@pytest.fixture
def scene(database_url: str) -> Iterator[Scene]:
    engine = open_engine(database_url)
    with Session(engine) as session:
        yield make_scene(session)
    engine.dispose()


def fresh(scene: Scene, actor: Actor, *, minutes: int = 0) -> Context:
    context = scene.context(actor)
    shown = context.now - timedelta(minutes=minutes)
    return replace(context, actor=replace(actor, authenticated_at=shown))


def asked(scene: Scene, *, reason: str = "All sheets are locked") -> str:
    context = fresh(scene, scene.organizer)
    with unit_of_work(context, scene.event_id) as unit:
        return ask(unit, Request(RELEASE, "test.release", f"trade/{scene.trade_id}", reason, details=dict(DETAILS)))


def decide(scene: Scene, context: Context, approval_id: str, *, total: str = "100.00", yes: bool = True) -> str:
    with unit_of_work(context, scene.event_id) as unit:
        return take(unit, approval_id, RELEASE, {**DETAILS, "total": total}, approve=yes).decision


def refusal(scene: Scene, context: Context, approval_id: str, *, total: str = "100.00") -> str:
    with pytest.raises(DomainError) as caught:
        decide(scene, context, approval_id, total=total)
    return caught.value.code


def test_a_second_organizer_approves_and_both_stand_in_the_log(scene: Scene) -> None:
    second = add_office_actor(scene, Role.ORGANIZER)
    approval = asked(scene)
    assert [(each.id, each.reason) for each in open_requests(scene.session, scene.event_id)] == [
        (approval, "All sheets are locked")
    ]
    assert decide(scene, fresh(scene, second), approval) == "approved"
    assert open_requests(scene.session, scene.event_id) == ()
    told = scene.session.execute(
        select(AuditEvent.type, AuditEvent.actor).where(AuditEvent.type.like("test.release%")).order_by(AuditEvent.seq)
    ).all()
    assert [tuple(each) for each in told] == [
        ("test.release.ask", scene.organizer.account_id),
        ("test.release.approve", second.account_id),
    ]
    assert not any("All sheets" in leaf for leaf in scene.session.scalars(select(AuditEvent.leaf)))


def test_a_refused_request_is_closed(scene: Scene) -> None:
    second = add_office_actor(scene, Role.ORGANIZER)
    approval = asked(scene)
    assert decide(scene, fresh(scene, second), approval, yes=False) == "refused"
    assert refusal(scene, fresh(scene, second), approval) == "approval_decided"


def test_who_asked_cannot_decide_nor_can_the_same_person_with_another_account(scene: Scene) -> None:
    second = add_office_actor(scene, Role.ORGANIZER)
    approval = asked(scene)
    assert refusal(scene, fresh(scene, scene.organizer), approval) == "second_person_needed"
    with write_transaction(scene.session):
        person = add_person(scene.session, NewPerson("Li Na"))
        for account in (scene.organizer.account_id, second.account_id):
            found = scene.session.get(Account, account)
            assert found is not None
            found.person_id = person
    assert refusal(scene, fresh(scene, second), approval) == "second_person_needed"


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.CLERK, Role.TRADE_MANAGER])
def test_a_role_without_the_right_cannot_decide(scene: Scene, role: Role) -> None:
    approval = asked(scene)
    assert refusal(scene, fresh(scene, add_office_actor(scene, role)), approval) == "not_allowed"


def test_both_must_have_shown_within_five_minutes_who_they_are(scene: Scene) -> None:
    second = add_office_actor(scene, Role.ORGANIZER)
    approval = asked(scene)
    assert refusal(scene, fresh(scene, second, minutes=6), approval) == "sign_in_again"
    with (
        pytest.raises(DomainError, match="sign_in_again"),
        unit_of_work(fresh(scene, scene.organizer, minutes=6), scene.event_id) as unit,
    ):
        ask(unit, Request(RELEASE, "test.release", "event/x", "because"))
    assert decide(scene, fresh(scene, second, minutes=4), approval) == "approved"


def test_something_else_than_what_was_asked_for_is_not_approved(scene: Scene) -> None:
    second = add_office_actor(scene, Role.ORGANIZER)
    approval = asked(scene)
    assert refusal(scene, fresh(scene, second), approval, total="99.99") == "approval_changed"
    assert decide(scene, fresh(scene, second), approval) == "approved"


def test_a_reason_is_needed(scene: Scene) -> None:
    with pytest.raises(DomainError, match="reason_needed"):
        asked(scene, reason="  ")
    assert scene.session.scalars(select(Approval)).all() == []


def test_a_new_request_for_the_same_takes_the_place_of_the_old_one(scene: Scene) -> None:
    second = add_office_actor(scene, Role.ORGANIZER)
    first, newer = asked(scene), asked(scene, reason="Again")
    assert [each.id for each in open_requests(scene.session, scene.event_id)] == [newer]
    assert refusal(scene, fresh(scene, second), first) == "approval_decided"
