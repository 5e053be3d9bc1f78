"""An archived event is let in from the browser by an administrator: all of it, or nothing. Source: PRODUCT B5, B6."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from competition.db.engine import open_engine, write_transaction
from competition.db.models import AuditHead, Event, Job
from competition.domain.errors import DomainError
from competition.domain.permissions import Role
from competition.services import archive_upload
from competition.services.archives import write_archive
from competition.services.jobs import JobCancelled
from competition.services.shelf import Shelf, backups_on
from competition.web.office import event_restore
from tests.archives import mark_something, table_counts
from tests.factories import NOW, Scene, add_office_actor, make_scene
from tests.web.conftest import ClientOf

START = "/office/restore-event"


@pytest.fixture
def open_forms(app: Flask) -> None:
    """Let tests post without a token."""
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture(scope="module")
def archive(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give the archive of an event of another installation, with the code that the event here has too, closed."""
    folder = tmp_path_factory.mktemp("elsewhere")
    (folder / "source.db").write_bytes(sqlite_template.read_bytes())
    engine = open_engine(f"sqlite:///{folder / 'source.db'}")
    with Session(engine) as session:
        scene = make_scene(session, code="test-2024")
        mark_something(scene)
        with write_transaction(session):
            session.execute(update(AuditHead).values(closed_at=NOW))
        write_archive(session, scene.event_id, folder / "a.podium")
    engine.dispose()
    return (folder / "a.podium").read_bytes()


@pytest.fixture
def admin(scene: Scene, client_of: ClientOf) -> FlaskClient:
    """Give the browser of an administrator who has just shown who they are."""
    browser = client_of(add_office_actor(scene, Role.ADMIN, everywhere=True))
    with write_transaction(scene.session):
        scene.session.execute(text("UPDATE session SET authenticated_at = last_seen_at"))
    return browser


def bring(browser: FlaskClient, data: bytes, name: str = "brisc.podium") -> str:
    """Bring a file and return the address of what was found."""
    answer = browser.post(START, data={"file": (io.BytesIO(data), name)})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def incoming(app: Flask) -> list[str]:
    folder = app.config["COMPETITION"].data_dir / "archives"
    return sorted(path.name for path in (*folder.glob("incoming-*"), *folder.glob(".staging-*")))


@pytest.mark.usefixtures("open_forms")
def test_an_archive_is_shown_confirmed_and_restored_beside_an_event_of_the_same_code(
    app: Flask, admin: FlaskClient, scene: Scene, archive: bytes
) -> None:
    assert "Restore an event" in admin.get("/office/").get_data(as_text=True)
    assert admin.get(START).status_code == 200
    address = bring(admin, archive)
    page = admin.get(address).get_data(as_text=True)
    for words in ("Whole and verified", "Archived", 'value="test-2024-2"', "Another event here has the code test-2024"):
        assert words in page
    before = table_counts(scene.session)
    shelf = Shelf(app.config["COMPETITION"].data_dir / "backups")
    for code, typed, words in (
        ("test-2024", "test-2024", "has this code"),
        ("No code", "test-2024", "error"),
        ("restore-event", "test-2024", "error"),
        ("test-2024-2", "test", "Type test-2024"),
    ):
        answer = admin.post(f"{address}/confirm", data={"code": code, "typed": typed})
        html = answer.get_data(as_text=True)
        assert answer.status_code == 422, code
        assert 'class="error"' in html, (code, words)
    assert table_counts(scene.session) == before
    backups = len(backups_on(shelf))
    answer = admin.post(f"{address}/confirm", data={"code": "old-2024", "typed": "test-2024"})
    done = admin.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Restored as old-2024" in done
    assert "/e/old-2024/" in done
    assert admin.get("/e/old-2024/").status_code == 200
    scene.session.rollback()
    assert set(scene.session.scalars(select(Event.code))) == {"test-2024", "old-2024"}
    closed = select(AuditHead.closed_at).join(Event, Event.id == AuditHead.event_id).where(Event.code == "old-2024")
    assert scene.session.scalar(closed) == NOW
    assert len(backups_on(shelf)) == backups + 1
    assert incoming(app) == []
    assert "not here any more" in admin.get(address).get_data(as_text=True)
    again = admin.get(bring(admin, archive)).get_data(as_text=True)
    assert "This very event is here already, as old-2024" in again


@pytest.mark.usefixtures("open_forms")
def test_broken_files_and_backups_are_refused_and_nothing_stays(
    app: Flask, admin: FlaskClient, scene: Scene, archive: bytes
) -> None:
    before = table_counts(scene.session)
    wrong = {
        b"not a zip": "damaged, cut off, or not from Podium",
        archive[:-100]: "damaged, cut off, or not from Podium",
        archive[:2000] + b"\x00\x01" + archive[2002:]: "damaged, cut off, or not from Podium",
        b"SQLite format 3\x00" + b"\x00" * 100: "bare copy of a database file",
    }
    for data, words in wrong.items():
        assert words in admin.get(bring(admin, data)).get_data(as_text=True)
    for sent in ({}, {"file": (io.BytesIO(b""), "")}):
        answer = admin.post(START, data=sent)
        assert answer.status_code == 422
        assert "Choose a file" in answer.get_data(as_text=True)
    after = table_counts(scene.session)
    assert {name for name in before if before[name] != after[name]} == {"job"}
    assert incoming(app) == []


@pytest.mark.usefixtures("open_forms")
def test_a_file_that_is_too_large_is_told_at_its_field(
    app: Flask, admin: FlaskClient, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_upload, "LARGEST", 100_000)
    monkeypatch.setattr(event_restore, "AROUND", 1_000)
    answer = admin.post(START, data={"file": (io.BytesIO(b"x" * 200_000), "large.podium")})
    assert answer.status_code == 422
    assert "larger than 0 MB" in answer.get_data(as_text=True)
    assert incoming(app) == []


@pytest.mark.usefixtures("open_forms")
def test_what_is_ended_midway_has_written_nothing_and_can_be_tried_again(
    admin: FlaskClient, scene: Scene, archive: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = bring(admin, archive)

    def ended(*_args: object, **options: object) -> None:
        tell = options["tell"]
        assert callable(tell)
        tell(0, 9, "writing")
        raise JobCancelled

    monkeypatch.setattr(archive_upload, "restore_archive", ended)
    before = table_counts(scene.session)
    data = {"code": "old-2024", "typed": "test-2024"}
    stopped = admin.post(f"{address}/confirm", data=data).headers["Location"]
    assert "Nothing of it was written" in admin.get(stopped).get_data(as_text=True)
    assert admin.get(f"{stopped}/progress").json["state"] == "cancelled"  # type: ignore[index]
    after = table_counts(scene.session)
    assert {name for name in before if before[name] != after[name]} == {"job"}
    monkeypatch.undo()
    done = admin.post(f"{address}/confirm", data=data).headers["Location"]
    assert "Restored as old-2024" in admin.get(done).get_data(as_text=True)


@pytest.mark.usefixtures("open_forms")
def test_a_file_is_let_go_and_one_that_waited_a_day_goes_by_itself(
    app: Flask, admin: FlaskClient, scene: Scene, archive: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = bring(admin, archive)
    assert len(incoming(app)) == 1
    assert admin.post(f"{address}/let-go").status_code == 302
    assert incoming(app) == []
    assert admin.post(f"{address}/confirm", data={"code": "old", "typed": "test-2024"}).status_code == 422
    bring(admin, archive)
    monkeypatch.setattr(archive_upload, "KEPT_S", -1)
    bring(admin, b"something else")
    assert incoming(app) == []


@pytest.mark.usefixtures("open_forms")
def test_only_administrators_who_have_just_signed_in_restore(
    app: Flask, scene: Scene, client_of: ClientOf, admin: FlaskClient, archive: bytes
) -> None:
    address = bring(admin, archive)
    for actor in (scene.organizer, scene.judges["CHN"]):
        browser = client_of(actor)
        assert browser.get(address).status_code == 403
        assert browser.post(START, data={"file": (io.BytesIO(archive), "a.podium")}).status_code == 403
        for step in ("confirm", "let-go", "cancel"):
            assert browser.post(f"{address}/{step}").status_code == 403
    with pytest.raises(DomainError, match="not_allowed"):
        archive_upload.begin_upload(scene.context(scene.organizer))
    with write_transaction(scene.session):
        scene.session.execute(text("UPDATE session SET authenticated_at = NULL"))
    answer = admin.post(f"{address}/confirm", data={"code": "old-2024", "typed": "test-2024"})
    assert "/sign-in/again" in answer.headers["Location"]
    scene.session.rollback()
    assert scene.session.scalars(select(Job.kind)).all() == ["archive.check"]


def test_the_form_needs_its_token(app: Flask, admin: FlaskClient, scene: Scene, archive: bytes) -> None:
    answer = admin.post(START, data={"file": (io.BytesIO(archive), "a.podium")})
    assert answer.status_code == 422
    assert incoming(app) == []
    scene.session.rollback()
    assert scene.session.scalars(select(Job.kind)).all() == []
