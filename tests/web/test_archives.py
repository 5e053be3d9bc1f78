"""The event as one file, archiving by two people, rehearsals from their page. Source: PRODUCT B5, A11."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, text

from competition.db.engine import write_transaction
from competition.db.models import AuditEvent, AuditHead, Event
from competition.domain.errors import DomainError
from competition.domain.permissions import Role
from competition.services.log_check import check_log
from competition.services.roster import grant_role
from tests.archives import enter
from tests.factories import Scene, add_office_actor, make_scene
from tests.web.conftest import ClientOf

EVENT = "/office/test-2024"


@pytest.fixture(autouse=True)
def open_forms(app: Flask) -> None:
    """Let tests post without a token."""
    app.config["WTF_CSRF_ENABLED"] = False


def fresh(scene: Scene) -> None:
    with write_transaction(scene.session):
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"
        scene.session.execute(text("UPDATE session SET authenticated_at = :at"), {"at": now})


def logged(scene: Scene, type_: str) -> int:
    scene.session.rollback()
    return len(scene.session.scalars(select(AuditEvent.seq).where(AuditEvent.type == type_)).all())


def test_the_organizer_takes_the_event_away_as_one_file(app: Flask, scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.organizer)
    answer = browser.post(f"{EVENT}/archive")
    assert answer.status_code == 302
    app.extensions["jobs"].run_waiting()
    assert browser.get(answer.headers["Location"]).headers["Location"] == f"{EVENT}/backups"
    (address,) = set(
        re.findall(rf"{EVENT}/archive/[\w.-]+/download", browser.get(f"{EVENT}/backups").get_data(as_text=True))
    )
    taken = browser.post(address)
    assert taken.data.startswith(b"PK")
    assert b"podium-sha256:" in taken.data
    taken.close()
    assert logged(scene, "archive.download") == 1
    assert browser.post(f"{EVENT}/archive/..%2fsecret.key/download").status_code == 404
    other = make_scene(scene.session, code="other-2024")
    assert client_of(other.organizer).post(address).status_code == 403
    assert client_of(other.organizer).post(address.replace("test-2024", "other-2024")).status_code == 404


def test_two_people_archive_an_event_and_nothing_changes_any_more(scene: Scene, client_of: ClientOf) -> None:
    second = add_office_actor(scene, Role.ORGANIZER)
    first, other = client_of(scene.organizer), client_of(second)
    fresh(scene)
    first.post(f"{EVENT}/archive/ask", data={"typed": "test", "reason": "It is over"})
    assert "/archive/decide/" not in other.get(f"{EVENT}/backups").get_data(as_text=True)
    first.post(f"{EVENT}/archive/ask", data={"typed": "test-2024", "reason": "It is over"})
    (approval,) = set(re.findall(r"/archive/decide/(\w{32})", other.get(f"{EVENT}/backups").get_data(as_text=True)))
    decide, yes = f"{EVENT}/archive/decide/{approval}", {"decision": "approve", "typed": "test-2024"}
    assert first.post(decide, data=yes).status_code == 403
    assert other.post(decide, data=yes).status_code == 302
    scene.session.rollback()
    assert scene.session.get_one(AuditHead, scene.event_id).closed_at is not None
    scene.session.rollback()
    with pytest.raises(DomainError, match="event_archived"):
        enter(scene, "CHN", scene.sheets["EI-04", "A1"], "A1.M1", "1")
    assert check_log(scene.context(scene.organizer), scene.event_id).problems == ()
    for path in ("/", "/backups", "/log", "/sheets"):
        assert "archived" in first.get(EVENT + path).get_data(as_text=True), path
    assert first.post(f"{EVENT}/archive/ask", data={"typed": "test-2024", "reason": "Again"}).status_code == 409


def test_two_people_open_an_archived_event_again_and_its_log_goes_on(scene: Scene, client_of: ClientOf) -> None:
    second = add_office_actor(scene, Role.ORGANIZER)
    first, other = client_of(scene.organizer), client_of(second)
    fresh(scene)
    yes = {"decision": "approve", "typed": "test-2024"}
    assert first.post(f"{EVENT}/archive/reopen", data={"typed": "test-2024", "reason": "x"}).status_code == 409
    first.post(f"{EVENT}/archive/ask", data={"typed": "test-2024", "reason": "It is over"})
    (asked,) = set(re.findall(r"/archive/decide/(\w{32})", other.get(f"{EVENT}/backups").get_data(as_text=True)))
    assert other.post(f"{EVENT}/archive/decide/{asked}", data=yes).status_code == 302
    for reason in ("A name is wrong", "A rank is wrong"):
        first.post(f"{EVENT}/archive/reopen", data={"typed": "test-2024", "reason": reason})
        html = other.get(f"{EVENT}/backups").get_data(as_text=True)
        (asked,) = set(re.findall(r"/archive/reopen/(\w{32})", html))
        assert reason in html
        # To have asked opens nothing, and one person alone does not either.
        assert first.post(f"{EVENT}/archive/reopen/{asked}", data=yes).status_code == 403
        with pytest.raises(DomainError, match="event_archived"):
            enter(scene, "CHN", scene.sheets["EI-04", "A1"], "A1.M1", "1")
        scene.sequences.clear()
        if reason == "A name is wrong":
            other.post(f"{EVENT}/archive/reopen/{asked}", data={"decision": "refuse"})
    assert other.post(f"{EVENT}/archive/reopen/{asked}", data=yes).status_code == 302
    scene.session.rollback()
    assert scene.session.get_one(AuditHead, scene.event_id).closed_at is None
    scene.session.rollback()
    enter(scene, "CHN", scene.sheets["EI-04", "A1"], "A1.M1", "1")
    assert logged(scene, "mark.applied") == 1
    assert check_log(scene.context(scene.organizer), scene.event_id).problems == ()
    assert [logged(scene, f"event.reopen{step}") for step in (".ask", ".refuse", ".approve", "")] == [2, 1, 1, 1]
    assert "This event is archived" not in first.get(f"{EVENT}/backups").get_data(as_text=True)


def test_a_rehearsal_is_made_watched_and_wiped_from_its_page(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.organizer)
    assert "Make the rehearsal" in browser.get(f"{EVENT}/rehearsal").get_data(as_text=True)
    assert browser.post(f"{EVENT}/rehearsal", data={"people": "nobody"}).status_code == 422
    assert browser.post(f"{EVENT}/rehearsal", data={"people": "invented"}).status_code == 302
    html = browser.get(f"{EVENT}/rehearsal").get_data(as_text=True)
    assert "/office/test-2024-rehearsal/" in html
    assert "nobody outside sees it" in browser.get("/office/test-2024-rehearsal/").get_data(as_text=True)
    assert browser.get("/e/test-2024-rehearsal/").status_code == 404
    assert "test-2024-rehearsal" not in client_of(None).get("/").get_data(as_text=True)
    assert browser.post(f"{EVENT}/rehearsal", data={"people": "invented"}).status_code == 422
    assert browser.post(f"{EVENT}/rehearsal/wipe").status_code == 302
    scene.session.rollback()
    assert scene.session.scalars(select(Event.code)).all() == ["test-2024"]
    assert browser.post(f"{EVENT}/rehearsal/wipe").status_code == 404


@pytest.mark.parametrize("who", ["nobody", "judge", "chief", "auditor"])
def test_others_neither_rehearse_nor_archive(who: str, scene: Scene, client_of: ClientOf) -> None:
    actors = {"judge": scene.judges["CHN"], "chief": scene.judges["FRA"]}
    actor = None if who == "nobody" else actors.get(who) or add_office_actor(scene, Role.AUDITOR)
    browser = client_of(actor)
    for path in (
        "rehearsal",
        "rehearsal/play",
        "rehearsal/wipe",
        "archive",
        "archive/ask",
        f"archive/decide/{'0' * 32}",
        "archive/reopen",
        f"archive/reopen/{'0' * 32}",
    ):
        assert browser.post(f"{EVENT}/{path}").status_code in {302, 401, 403}, path
    assert browser.get(f"{EVENT}/rehearsal").status_code in {302, 403}


def test_a_judge_of_a_rehearsal_is_told_so(scene: Scene, client_of: ClientOf) -> None:
    client_of(scene.organizer).post(f"{EVENT}/rehearsal", data={"people": "same"})
    with write_transaction(scene.session):
        rehearsal = scene.session.scalars(select(Event.id).where(Event.rehearsal_of.is_not(None))).one()
        scene.session.execute(
            text(
                "UPDATE judge_profile SET account_id = :mine WHERE event_id = :event AND id = "
                "(SELECT MIN(id) FROM judge_profile WHERE event_id = :event)"
            ),
            {"mine": scene.organizer.account_id, "event": rehearsal},
        )
        grant_role(scene.session, scene.organizer.account_id or "", Role.JUDGE, rehearsal)
    assert "nothing here counts" in client_of(scene.organizer).get("/judge/").get_data(as_text=True)
