"""People who work at an event: invited, given a role, and let go."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update

from competition.db.engine import write_transaction
from competition.db.models import (
    Account,
    AuditEvent,
    RoleAssignment,
    SetUpLink,
)
from competition.domain.permissions import Role
from competition.services.roster import grant_role
from tests.factories import Scene, add_office_actor, make_scene
from tests.web.conftest import ClientOf
from tests.web.people import count, fresh, text

EVENT = "/office/test-2024"


@pytest.fixture(autouse=True)
def open_forms(app: Flask) -> None:
    """Let tests post without a token."""
    app.config["WTF_CSRF_ENABLED"] = False


def test_an_invited_clerk_chooses_the_password_and_nobody_else_sees_it(scene: Scene, client_of: ClientOf) -> None:
    browser = fresh(scene, client_of, scene.organizer)
    answer = browser.post(f"{EVENT}/staff/new", data={"role": "clerk", "native": "何佩兰", "latin": "HE Peilan"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "he.peilan" in html
    address = html.split("/set-up/")[1].split("<")[0]
    visitor = client_of(None)
    secret = "three quiet green machines"
    assert visitor.post(f"/set-up/{address}", data={"password": secret, "again": secret}).status_code == 302
    assert visitor.post(f"/set-up/{address}", data={"password": secret, "again": secret}).status_code == 410
    assert "Has come in" in text(browser, f"{EVENT}/staff")
    leaves = " ".join(scene.session.scalars(select(AuditEvent.leaf)))
    assert "Peilan" not in leaves
    assert secret not in leaves


def test_an_invitation_asks_who_the_organizer_is_and_what_is_missing(scene: Scene, client_of: ClientOf) -> None:
    stale = client_of(scene.organizer)
    assert "/sign-in/again" in stale.get(f"{EVENT}/staff/new").headers["Location"]
    assert (
        "/sign-in/again" in stale.post(f"{EVENT}/staff/new", data={"role": "clerk", "native": "X"}).headers["Location"]
    )
    browser = fresh(scene, client_of, scene.organizer)
    for data, field in (
        ({"role": "interpreter", "native": "X"}, "trades"),
        ({"role": "team_leader", "native": "X"}, "team"),
        ({"role": "organizer", "native": "X"}, "role"),
        ({"role": "clerk"}, "native"),
        ({"role": "clerk", "login": "nobody"}, "login"),
    ):
        answer = browser.post(f"{EVENT}/staff/new", data=data)
        assert answer.status_code == 422, field
        assert f'id="{field}-error"' in answer.get_data(as_text=True), field
    assert count(scene, SetUpLink) == 0


def test_a_role_ends_at_once_and_the_last_organizer_stays(scene: Scene, client_of: ClientOf) -> None:
    clerk = add_office_actor(scene, Role.CLERK)
    inside = client_of(clerk)
    assert inside.get("/office/").status_code == 200
    browser = fresh(scene, client_of, scene.organizer)
    held = dict(scene.session.execute(select(RoleAssignment.role, RoleAssignment.id)).all())
    scene.session.rollback()
    assert browser.post(f"{EVENT}/staff/roles/{held['clerk']}/revoke").status_code == 302
    assert inside.get("/office/").status_code == 302
    assert browser.post(f"{EVENT}/staff/roles/{held['organizer']}/revoke").status_code == 422
    assert browser.post(f"{EVENT}/staff/roles/{held['judge']}/revoke").status_code == 422


def test_no_organizer_gets_a_link_into_another_event_or_as_a_colleague(scene: Scene, client_of: ClientOf) -> None:
    browser = fresh(scene, client_of, scene.organizer)
    other = make_scene(scene.session, code="other-2024")
    clerk, colleague = add_office_actor(scene, Role.CLERK), add_office_actor(scene, Role.ORGANIZER)
    with write_transaction(scene.session):
        grant_role(scene.session, clerk.account_id or "", Role.CLERK, other.event_id)
        scene.session.execute(update(Account).values(password_hash="x"))
    for account_id in (clerk.account_id, colleague.account_id):
        assert browser.post(f"{EVENT}/staff/{account_id}/password").status_code == 422
    assert browser.post(f"{EVENT}/staff/{other.organizer.account_id}/password").status_code == 404
    # A known log-in gets the role and no link.
    login = scene.session.scalar(select(Account.login).where(Account.id == other.organizer.account_id))
    scene.session.rollback()
    assert browser.post(f"{EVENT}/staff/new", data={"role": "auditor", "login": login}).status_code == 302
    assert count(scene, SetUpLink) == 0
