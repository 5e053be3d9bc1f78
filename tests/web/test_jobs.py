"""The pages of work beside the pages: how far it is, where it leads, its end."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competition.db.engine import write_transaction
from competition.db.models import Job
from competition.domain.permissions import Role
from competition.services import jobs
from competition.services.job_rows import Progress, beat, claim
from competition.services.jobs import start_job
from competition.web.office import job_words
from competition.web.office.job_words import JobPage
from tests.factories import NOW, Scene, add_office_actor, make_scene
from tests.job_worker import register_kinds
from tests.web.conftest import ClientOf

EVENT = "/office/test-2024"


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    """Know the kinds of the tests, and no longer than they last."""
    monkeypatch.setattr(jobs, "_kinds", {})
    monkeypatch.setattr(job_words, "_pages", {})
    app.config["WTF_CSRF_ENABLED"] = False
    register_kinds()


@pytest.fixture
def browser(client_of: ClientOf, scene: Scene) -> FlaskClient:
    """Give the organizer's browser."""
    return client_of(scene.organizer)


def ask(scene: Scene, kind: str = "note") -> str:
    """Ask for a job as the organizer."""
    return start_job(scene.context(scene.organizer), kind, scene.event_id, {"say": "x"})


def running(scene: Scene, done: int = 30, total: int = 120) -> str:
    """Give a job that runs elsewhere."""
    job_id = ask(scene)
    claim(scene.session, ["note"], "elsewhere:1:x", NOW)
    beat(scene.session, "elsewhere:1:x", {job_id: Progress(done, total, "writing")}, NOW)
    return job_id


def test_the_page_follows_a_job_also_without_script(browser: FlaskClient, scene: Scene) -> None:
    job_id = running(scene)
    html = browser.get(f"{EVENT}/jobs/{job_id}").get_data(as_text=True)
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in html
    assert 'aria-valuenow="25"' in html
    assert "30 of 120" in html
    assert f'action="{EVENT}/jobs/{job_id}/cancel"' in html
    answer = browser.get(f"{EVENT}/jobs/{job_id}/progress")
    assert answer.json == {
        "state": "running",
        "percent": 25,
        "figure": "25%",
        "words": "At work: 30 of 120",
        "next": "",
    }
    assert answer.headers["Cache-Control"] == "no-store"
    assert browser.get(f"{EVENT}/jobs/{job_id}/progress?lang=ar").get_json()["figure"].startswith("٢٥")


def test_nobody_is_told_a_percentage_that_nobody_knows(browser: FlaskClient, scene: Scene) -> None:
    job_id = running(scene, 30, 0)
    assert "aria-valuenow" not in browser.get(f"{EVENT}/jobs/{job_id}").get_data(as_text=True)
    assert browser.get(f"{EVENT}/jobs/{job_id}/progress").get_json()["percent"] is None


def test_a_job_that_is_done_leads_to_what_it_made(app: Flask, browser: FlaskClient, scene: Scene) -> None:
    job_id = ask(scene)
    app.extensions["jobs"].run_waiting()
    html = browser.get(f"{EVENT}/jobs/{job_id}").get_data(as_text=True)
    assert "Done." in html
    assert "refresh" not in html
    job_words.register_job_page("note", JobPage(lambda: "Note", "people", leads_to=lambda desk, job: "/office/made"))
    assert browser.get(f"{EVENT}/jobs/{job_id}").headers["Location"] == "/office/made"
    assert browser.get(f"{EVENT}/jobs/{job_id}/progress").get_json()["next"] == "/office/made"


def test_a_job_that_failed_says_what_to_do(app: Flask, browser: FlaskClient, scene: Scene) -> None:
    job_id = ask(scene, "refuse")
    app.extensions["jobs"].run_waiting()
    html = browser.get(f"{EVENT}/jobs/{job_id}").get_data(as_text=True)
    assert "Nothing was written; look at it again." in html
    assert "/cancel" not in html


def test_whoever_started_it_may_end_it(browser: FlaskClient, scene: Scene) -> None:
    waits, runs = ask(scene), ask(scene)
    # The older one is claimed, so it runs; the other one waits.
    claim(scene.session, ["note"], "elsewhere:1:x", NOW)
    for job_id in (runs, waits):
        answer = browser.post(f"{EVENT}/jobs/{job_id}/cancel")
        assert answer.headers["Location"] == f"{EVENT}/jobs/{job_id}"
    scene.session.rollback()
    assert [scene.session.get_one(Job, job_id).state for job_id in (runs, waits)] == ["cancelled", "running"]
    assert "Ending; nothing will be written." in browser.get(f"{EVENT}/jobs/{waits}").get_data(as_text=True)


@pytest.mark.parametrize("path", ["", "/progress", "/cancel"])
def test_others_learn_nothing_of_a_job(path: str, client_of: ClientOf, scene: Scene) -> None:
    job_id = ask(scene)
    other = make_scene(scene.session, code="other-2024")
    method = "POST" if path == "/cancel" else "GET"
    address = f"{EVENT}/jobs/{job_id}{path}"
    for actor, status in (
        (scene.judges["KAZ"], 403),
        (add_office_actor(scene, Role.AUDITOR), 403),
        (other.organizer, 403),
    ):
        assert client_of(actor).open(address, method=method).status_code == status
    assert client_of(None).open(address, method=method).status_code in (302, 401)
    # A job of one event under the address of another is not there.
    foreign = f"/office/other-2024/jobs/{job_id}{path}"
    assert client_of(other.organizer).open(foreign, method=method).status_code == 404
    for absent in ("0" * 32, "short", "%00"):
        answer = client_of(scene.organizer).open(f"{EVENT}/jobs/{absent}{path}", method=method)
        assert answer.status_code == 404
    wrong = "GET" if path == "/cancel" else "POST"
    assert client_of(scene.organizer).open(address, method=wrong).status_code == 405
    with write_transaction(scene.session):
        assert scene.session.get_one(Job, job_id).state == "waiting"
