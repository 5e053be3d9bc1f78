"""Two administrators name an organizer; nobody does it alone. Source: PERMISSIONS (grant Or / Ad, rules 2 and 6)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import Account, RoleAssignment
from competition.domain.errors import DomainError
from competition.domain.people import PersonDetails
from competition.domain.permissions import Role
from competition.queries.log_replay import verify_event
from competition.queries.organizers import namings
from competition.services.context import Actor
from competition.services.operator import OPERATOR
from competition.services.organizers import ACTION, Naming, add_administrator, ask_naming, decide_naming
from tests.factories import NOW, Scene, add_office_actor, make_scene

NEW = Naming(Role.ORGANIZER, "The first one is ill.", person=PersonDetails("Zhou Qiming"))


def admin(scene: Scene) -> Actor:
    """Add an administrator who has just shown who it is."""
    return replace(add_office_actor(scene, Role.ADMIN, everywhere=True), authenticated_at=NOW)


def roles(session: Session, login: str) -> list[tuple[str, str | None]]:
    """Return the roles of a log-in."""
    session.rollback()
    rows = session.execute(
        select(RoleAssignment.role, RoleAssignment.event_id)
        .join(Account, Account.id == RoleAssignment.account_id)
        .where(Account.login == login)
    )
    return [(row.role, row.event_id) for row in rows]


def test_what_one_administrator_asks_another_one_decides(session: Session) -> None:
    scene = make_scene(session)
    first, second = admin(scene), admin(scene)
    approval_id = ask_naming(scene.context(first), scene.event_id, NEW)
    assert roles(session, "zhou.qiming") == []
    (waiting,) = namings(session, ACTION).waiting
    assert (waiting.id, waiting.login, waiting.role) == (approval_id, "zhou.qiming", "organizer")
    for actor, code in (
        (first, "second_person_needed"),
        (replace(second, authenticated_at=None), "sign_in_again"),
        (scene.organizer, "not_allowed"),
    ):
        with pytest.raises(DomainError, match=code):
            decide_naming(scene.context(actor), scene.event_id, approval_id, approve=True)
    link = decide_naming(scene.context(second), scene.event_id, approval_id, approve=True)
    assert link is not None
    assert roles(session, "zhou.qiming") == [("organizer", scene.event_id)]
    with pytest.raises(DomainError, match="approval_decided"):
        decide_naming(scene.context(second), scene.event_id, approval_id, approve=True)
    assert verify_event(session, scene.event_id).problems == ()


def test_a_refused_naming_gives_no_right(session: Session) -> None:
    scene = make_scene(session)
    first, second = admin(scene), admin(scene)
    naming = replace(NEW, role=Role.ADMIN)
    approval_id = ask_naming(scene.context(first), scene.event_id, naming)
    assert decide_naming(scene.context(second), scene.event_id, approval_id, approve=False) is None
    assert roles(session, "zhou.qiming") == []
    for wrong, code in (
        (replace(NEW, role=Role.CLERK), "role_not_given_here"),
        (replace(NEW, person=None), "name_missing"),
        (replace(NEW, login="nobody"), "account_unknown"),
        (replace(NEW, login=f"org.{'test-2024'}"), "role_held_already"),
        (replace(NEW, reason=" "), "reason_needed"),
    ):
        with pytest.raises(DomainError, match=code):
            ask_naming(scene.context(first), scene.event_id, wrong)
    with pytest.raises(DomainError, match="not_allowed"):
        ask_naming(scene.context(replace(scene.organizer, authenticated_at=NOW)), scene.event_id, NEW)


def test_whoever_sits_at_the_server_adds_an_administrator(session: Session) -> None:
    scene = make_scene(session)
    assert add_administrator(scene.context(OPERATOR), "second.admin", "Second Admin") is not None
    assert roles(session, "second.admin") == [("admin", None)]
    for actor, code in ((OPERATOR, "role_held_already"), (admin(scene), "not_allowed")):
        with pytest.raises(DomainError, match=code):
            add_administrator(scene.context(actor), "second.admin", "")
