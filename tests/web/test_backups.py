"""The backups page: who sees, makes and takes them, and two people restoring one. Source: PRODUCT B6, PERMISSIONS."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from competition.db.engine import write_transaction
from competition.db.models import AuditEvent, Mark
from competition.domain.permissions import Role
from competition.extensions import db
from competition.services.context import Actor
from competition.services.heads import note_heads
from competition.services.keeper import Keeper
from competition.services.shelf import backups_on, shelf_of
from tests.archives import enter
from tests.factories import Scene, add_office_actor, make_scene
from tests.web.conftest import ClientOf

PAGE = "/office/test-2024/backups"


@pytest.fixture(autouse=True)
def open_forms(app: Flask) -> None:
    """Let tests post without a token."""
    app.config["WTF_CSRF_ENABLED"] = False


def fresh(scene: Scene) -> None:
    """Let everybody have just shown who they are."""
    with write_transaction(scene.session):
        scene.session.execute(
            text("UPDATE session SET authenticated_at = :at"), {"at": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"}
        )


def names(app: Flask) -> list[str]:
    with app.app_context():
        return [each.name for each in backups_on(shelf_of(db.engine))]


def marks(scene: Scene) -> int:
    scene.session.rollback()
    return scene.session.scalar(select(func.count()).select_from(Mark)) or 0


def test_the_organizer_makes_a_backup_and_reads_how_old_it_is(app: Flask, scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.organizer)
    assert "No backup yet" in browser.get(PAGE).get_data(as_text=True)
    assert browser.post(PAGE).status_code == 302
    html = browser.get(PAGE).get_data(as_text=True)
    assert "just now" in html
    assert "The newest backup is fresh" in html
    (name,) = names(app)
    assert browser.post(f"{PAGE}/{name}/check").status_code == 302
    assert "every byte is what was written" in browser.get(f"{PAGE}/{name}").get_data(as_text=True)
    browser.post(f"{PAGE}/{name}/pin")
    assert "Let it go" in browser.get(f"{PAGE}/{name}").get_data(as_text=True)


def test_a_rotten_backup_is_told(app: Flask, scene: Scene, client_of: ClientOf, tmp_path: Path) -> None:
    browser = client_of(scene.organizer)
    browser.post(PAGE)
    (name,) = names(app)
    with app.app_context():
        path = shelf_of(db.engine).path(name)
    data = path.read_bytes()
    path.write_bytes(data[:900] + b"\x00" + data[901:])
    browser.post(f"{PAGE}/{name}/check")
    assert "must not be relied on" in browser.get(f"{PAGE}/{name}").get_data(as_text=True)


def test_taking_a_backup_away_is_logged_and_needs_every_event(app: Flask, scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.organizer)
    browser.post(PAGE)
    (name,) = names(app)
    answer = browser.post(f"{PAGE}/{name}/download")
    assert answer.data.startswith(b"PK")
    answer.close()
    scene.session.rollback()
    assert scene.session.scalars(select(AuditEvent.type).where(AuditEvent.type == "backup.download")).all()
    make_scene(scene.session, code="other-2024")
    browser.post(PAGE)
    newest = names(app)[0]
    assert browser.post(f"{PAGE}/{newest}/download").status_code == 403
    html = browser.get(f"{PAGE}/{newest}").get_data(as_text=True)
    assert "other-2024" not in html
    assert "An event of others" in html


@pytest.mark.parametrize("who", ["nobody", "judge", "chief", "auditor", "stranger"])
def test_others_get_nothing(who: str, app: Flask, scene: Scene, client_of: ClientOf) -> None:
    client_of(scene.organizer).post(PAGE)
    (name,) = names(app)
    actors: dict[str, Actor | None] = {
        "nobody": None,
        "judge": scene.judges["CHN"],
        "chief": scene.judges["FRA"],
        "auditor": add_office_actor(scene, Role.AUDITOR),
        "stranger": make_scene(scene.session, code="other-2024").organizer,
    }
    browser = client_of(actors[who])
    for method, path in (
        ("GET", ""),
        ("POST", ""),
        ("GET", f"/{name}"),
        ("POST", f"/{name}/check"),
        ("POST", f"/{name}/pin"),
        ("POST", f"/{name}/download"),
        ("POST", f"/{name}/restore"),
        ("POST", f"/{name}/decide/{'0' * 32}"),
        ("POST", "/heads"),
    ):
        assert browser.open(PAGE + path, method=method).status_code in {302, 401, 403}, (method, path)
    assert names(app) == [name]


@pytest.mark.parametrize("name", ["nothing", "20261125-225903-8ca7db", "..%2f..%2fetc", "%00"])
def test_a_backup_that_is_not_there_is_not_found(name: str, scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.organizer)
    assert browser.get(f"{PAGE}/{name}").status_code == 404
    for step in ("check", "pin", "download"):
        assert browser.post(f"{PAGE}/{name}/{step}").status_code == 404


def test_two_people_restore_a_backup(app: Flask, scene: Scene, client_of: ClientOf) -> None:
    organizer, admin = client_of(scene.organizer), client_of(add_office_actor(scene, Role.ADMIN, everywhere=True))
    organizer.post(PAGE)
    (name,) = names(app)
    enter(scene, "CHN", scene.sheets["EI-04", "A1"], "A1.M1", "1")
    assert marks(scene) == 1
    page = organizer.get(f"{PAGE}/{name}").get_data(as_text=True)
    assert "Loses 1 entry of the log" in page
    fresh(scene)
    # The code must be typed, and a reason given.
    wrong = organizer.post(f"{PAGE}/{name}/restore", data={"typed": "test", "reason": "Wrong import"})
    assert wrong.status_code == 422
    assert "Wrong import" in wrong.get_data(as_text=True)
    assert organizer.post(f"{PAGE}/{name}/restore", data={"typed": "test-2024", "reason": " "}).status_code == 422
    asked = organizer.post(f"{PAGE}/{name}/restore", data={"typed": "test-2024", "reason": "Wrong import"})
    assert asked.status_code == 302
    (approval,) = set(re.findall(r"/decide/(\w{32})", admin.get(f"{PAGE}/{name}").get_data(as_text=True)))
    decide = f"{PAGE}/{name}/decide/{approval}"
    approve = {"decision": "approve", "typed": "test-2024"}
    # Whoever asked does not decide.
    assert organizer.post(decide, data=approve).status_code == 403
    assert marks(scene) == 1
    assert admin.post(decide, data={"decision": "approve", "typed": "no"}).status_code == 422
    assert admin.post(decide, data=approve).status_code == 302
    assert marks(scene) == 0
    assert "Restored." in admin.get(PAGE).get_data(as_text=True)
    assert len(names(app)) == 2
    (leaf,) = scene.session.scalars(select(AuditEvent.leaf).where(AuditEvent.type == "backup.restore"))
    assert f'"asked_by":"{scene.organizer.account_id}"' in leaf
    # Both still have their sign-in, and the page says what was lost until somebody takes note.
    html = organizer.get(PAGE).get_data(as_text=True)
    assert "A backup was restored over a later log" in html
    organizer.post(f"{PAGE}/heads")
    assert "A backup was restored over a later log" not in organizer.get(PAGE).get_data(as_text=True)


def test_the_second_person_may_refuse(app: Flask, scene: Scene, client_of: ClientOf) -> None:
    organizer, admin = client_of(scene.organizer), client_of(add_office_actor(scene, Role.ADMIN, everywhere=True))
    organizer.post(PAGE)
    (name,) = names(app)
    fresh(scene)
    organizer.post(f"{PAGE}/{name}/restore", data={"typed": "test-2024", "reason": "Why not"})
    (approval,) = set(re.findall(r"/decide/(\w{32})", admin.get(f"{PAGE}/{name}").get_data(as_text=True)))
    admin.post(f"{PAGE}/{name}/decide/{approval}", data={"decision": "refuse"})
    assert "/decide/" not in admin.get(f"{PAGE}/{name}").get_data(as_text=True)
    assert len(names(app)) == 1


def test_everybody_waits_while_a_backup_is_restored(app: Flask, scene: Scene, client_of: ClientOf) -> None:
    app.extensions["maintenance"] = True
    page = client_of(scene.organizer).get(PAGE)
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    api = client_of(scene.judges["CHN"]).get(f"/api/v1/sheets/{scene.sheets['EI-01', 'A1']}")
    assert (api.status_code, api.mimetype) == (503, "application/problem+json")
    assert app.test_client().get("/healthz").status_code == 200


def test_the_server_backs_up_by_itself_when_something_changed(app: Flask, scene: Scene) -> None:
    with app.app_context():
        keeper, now = Keeper(db.engine, 10), datetime.now(UTC)
        assert keeper.tick(now) is True
        assert keeper.tick(now + timedelta(minutes=9)) is False
        assert keeper.tick(now + timedelta(minutes=11)) is False
        enter(scene, "CHN", scene.sheets["EI-04", "A1"], "A1.M1", "1")
        assert keeper.tick(now + timedelta(minutes=9)) is False
        assert keeper.tick(now + timedelta(minutes=11)) is True
        # A second process leaves it to the first; without minutes only heads are noted.
        second = Keeper(db.engine, 10)
        assert second.tick(now + timedelta(hours=2)) is False
        keeper.stop()
        second.minutes = 0
        assert second.tick(now + timedelta(hours=2)) is False
        second.stop()
        assert [each.reason for each in backups_on(shelf_of(db.engine))] == ["timer", "timer"]
        assert note_heads(scene.session, shelf_of(db.engine), now) == ()
