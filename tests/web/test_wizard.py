"""The wizard in the browser: every step is kept, faults stand at their fields, nothing is made before it is whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from competition.db.models import Event, EventDraft, Trade
from competition.domain.permissions import Role
from tests.factories import Scene, add_office_actor
from tests.web.conftest import ClientOf

START = "/office/new-event"
EVENT = {
    "name-en": "National Skills 2027",
    "default_language": "en",
    "second_language": "zh",
    "timezone": "Asia/Shanghai",
    "starts": "2027-05-03",
    "ends": "2027-05-06",
}


@pytest.fixture(autouse=True)
def open_forms(app: Flask) -> None:
    """Let forms be sent without their tokens."""
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def admin(scene: Scene, client_of: ClientOf) -> FlaskClient:
    """Give the browser of an administrator."""
    return client_of(add_office_actor(scene, Role.ADMIN, everywhere=True))


def begin(admin: FlaskClient, preset: str = "worldskills") -> str:
    """Choose a preset; returns the address of the draft."""
    answer = admin.post(START, data={"preset": preset})
    assert answer.status_code == 302
    return answer.headers["Location"].removesuffix("/event")


def send(admin: FlaskClient, path: str, data: Mapping[str, Any], status: int = 302) -> TestResponse:
    """Send a step; it must answer so."""
    answer = admin.post(path, data=dict(data))
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return answer


def shown(admin: FlaskClient, path: str, data: Mapping[str, Any], status: int) -> str:
    """Send a step that comes back; returns its page."""
    return send(admin, path, data, status).get_data(as_text=True)


def sent(admin: FlaskClient, path: str, data: Mapping[str, Any]) -> str:
    """Send a step that goes on with itself by its own address; returns what then stands there."""
    assert send(admin, path, data).headers["Location"] == path
    return page(admin, path)


def page(admin: FlaskClient, path: str) -> str:
    """Return a page that must be there."""
    answer = admin.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def error_at(html: str, field: str) -> str:
    """Return what is told at a field."""
    return html.split(f'id="{field}-error"')[1].split("</span></span>")[0]


def test_only_administrators_begin_an_event(scene: Scene, client_of: ClientOf) -> None:
    for actor in (scene.organizer, scene.judges["KAZ"]):
        assert client_of(actor).get(START).status_code == 403
        assert client_of(actor).post(START, data={"preset": "school"}).status_code == 403
    assert client_of(None).get(START).status_code == 302
    assert scene.session.scalar(select(EventDraft.id)) is None


def test_a_preset_has_to_be_chosen(admin: FlaskClient) -> None:
    assert "Choose how the competition is marked" in error_at(shown(admin, START, {}, 422), "preset")


def test_from_the_preset_to_the_event(scene: Scene, admin: FlaskClient) -> None:
    draft = begin(admin)
    assert send(admin, f"{draft}/event", EVENT).headers["Location"] == f"{draft}/trades"
    pasted = {"paste": "18\tElectrical Installations\t电气装置\nCooking", "paste_add": "1"}
    assert 'value="电气装置"' in sent(admin, f"{draft}/trades", pasted)
    rows = {"code-0": "18", "name-0": "Electrical Installations", "second-0": "电气装置", "name-1": "Cooking"}
    assert send(admin, f"{draft}/trades", rows).headers["Location"] == f"{draft}/people"
    assert send(admin, f"{draft}/people", {"with_me": "y"}).headers["Location"] == f"{draft}/check"
    html = page(admin, f"{draft}/check")
    assert "National Skills 2027" in html
    assert "/e/national-skills-2027" in html
    assert send(admin, f"{draft}/check", {"go": "make"}).headers["Location"] == f"{draft}/done"
    assert "The event is made" in page(admin, f"{draft}/done")
    scene.session.rollback()
    event = scene.session.scalars(select(Event).where(Event.code == "national-skills-2027")).one()
    codes = scene.session.scalars(select(Trade.code).where(Trade.event_id == event.id).order_by(Trade.code)).all()
    assert codes == ["01", "18"]
    assert admin.get(f"{draft}/event").headers["Location"] == f"{draft}/done"
    assert admin.get("/office/national-skills-2027/trades").status_code == 200


def test_what_was_typed_is_there_after_a_fault_a_step_back_and_another_day(admin: FlaskClient) -> None:
    draft = begin(admin)
    html = shown(admin, f"{draft}/event", {**EVENT, "ends": "2027-05-01", "code": "Not Good"}, 422)
    assert "event" in error_at(html, "ends")
    assert "Not Good" in error_at(html, "code")
    assert 'value="Not Good"' in html
    back = send(admin, f"{draft}/event", {**EVENT, "code": "later", "go": "rules"})
    assert back.headers["Location"] == f"{draft}/rules"
    again = page(admin, f"{draft}/event")
    assert 'value="later"' in again
    assert 'value="National Skills 2027"' in again
    assert "National Skills 2027" in page(admin, START)
    assert "Go on with it" in page(admin, "/office/")


def test_a_step_is_kept_in_the_background_without_a_word(admin: FlaskClient) -> None:
    draft = begin(admin)
    assert send(admin, f"{draft}/event", {"go": "keep", "name-en": "Half a na"}, 204).data == b""
    html = page(admin, f"{draft}/event")
    assert 'value="Half a na"' in html
    assert 'value="half-a-na"' not in html


def test_faulty_rows_say_what_is_wrong_and_stay_as_they_were_typed(admin: FlaskClient) -> None:
    draft = begin(admin)
    pasted = {"paste": "18\tWelding\t\t1\n18\tCooking\t\tmany\n\t\t\t2", "paste_add": "1"}
    html = shown(admin, f"{draft}/trades", pasted, 422)
    assert "stands in row 1 already" in error_at(html, "code-1")
    assert "1 to 20 competitors" in error_at(html, "team_size-1")
    assert "no name" in error_at(html, "name-2")
    assert 'value="many"' in html
    assert 'value="many"' in page(admin, f"{draft}/trades")


def test_rows_come_and_go_without_script(admin: FlaskClient) -> None:
    draft = begin(admin)
    rows = {"code-0": "01", "name-0": "Welding", "code-3": "02", "name-3": "Cooking"}
    names = re.compile(r'name="name-(\d)" value="([^"]*)"')
    html = sent(admin, f"{draft}/trades", {**rows, "add": "1"})
    assert names.findall(html) == [("0", "Welding"), ("1", "Cooking"), ("2", "")]
    html = sent(admin, f"{draft}/trades", {**rows, "remove": "0"})
    assert names.findall(html) == [("0", "Cooking")]


def test_known_trades_are_chosen_with_or_without_their_numbers(admin: FlaskClient) -> None:
    draft = begin(admin)
    codes = re.compile(r'name="code-\d" value="([^"]*)"')
    send(admin, f"{draft}/event", EVENT)
    chosen = {"known": ["54", "34"], "known_add": "1", "known_numbers": "1"}
    html = sent(admin, f"{draft}/trades", chosen)
    assert codes.findall(html) == ["34", "54"]
    assert 'value="网络安全"' in html
    assert re.findall(r'name="team_size-\d" value="([^"]*)"', html) == ["1", "2"]
    html = sent(admin, f"{draft}/trades", {"known": ["27"], "known_add": "1"})
    assert codes.findall(html) == ["01"]


def test_an_earlier_event_brings_its_trades(admin: FlaskClient) -> None:
    assert "Like an earlier event" in page(admin, START)
    answer = send(admin, START, {"preset": "clone", "clone_of": "test-2024", "clone_schemes": "none"})
    html = page(admin, answer.headers["Location"].removesuffix("/event") + "/trades")
    assert 'value="Electrical Installations"' in html
    assert 'name="source-0" value="04"' in html
    assert "Choose the earlier event" in error_at(shown(admin, START, {"preset": "clone"}, 422), "clone_of")


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everybody have signed in just now."""
    monkeypatch.setattr("competition.services.context.Context.require_fresh", lambda _context: None)


def test_a_new_colleagues_address_is_shown_once(scene: Scene, admin: FlaskClient, fresh: None) -> None:
    draft = begin(admin)
    send(admin, f"{draft}/event", EVENT)
    html = shown(admin, f"{draft}/people", {"login-0": "omar.haddad", "name-0": ""}, 422)
    assert "Fill in the name" in error_at(html, "name-0")
    send(admin, f"{draft}/people", {"login-0": "omar.haddad", "name-0": "Omar Haddad"})
    html = shown(admin, f"{draft}/check", {"go": "make"}, 200)
    (address,) = re.findall(r"http://localhost(/set-up/[\w-]{40,})", html)
    assert "You do not organize this event" in html
    assert address not in page(admin, f"{draft}/done")
    scene.session.rollback()
    assert address.split("/")[-1] not in str(scene.session.scalars(select(EventDraft.data)).all())
    invited = admin.application.test_client()
    assert 'value="omar.haddad"' in invited.get(address).get_data(as_text=True)
    assert invited.post(address, data={"password": "bench saw oak", "again": "bench saw oak"}).status_code == 302
    assert invited.get("/office/national-skills-2027/trades").status_code == 200
    assert admin.get("/office/national-skills-2027/trades").status_code == 403


def test_naming_a_colleague_asks_once_more_who_one_is(admin: FlaskClient) -> None:
    draft = begin(admin)
    send(admin, f"{draft}/event", EVENT)
    send(admin, f"{draft}/people", {"with_me": "y", "login-0": "omar.haddad", "name-0": "Omar Haddad"})
    address = send(admin, f"{draft}/check", {"go": "make"}).headers["Location"]
    assert address.startswith("/sign-in/again?next=/office/new-event/")


def test_a_plan_that_is_not_whole_names_its_steps(scene: Scene, admin: FlaskClient) -> None:
    html = shown(admin, f"{begin(admin)}/check", {"go": "make"}, 422)
    assert "The event has no name" in html
    assert "Choose the day." in html
    assert scene.session.scalars(select(Event.code)).all() == ["test-2024"]


def test_a_draft_is_discarded_and_strangers_drafts_are_not_there(
    scene: Scene, client_of: ClientOf, admin: FlaskClient
) -> None:
    draft = begin(admin)
    other = client_of(add_office_actor(scene, Role.ADMIN, everywhere=True))
    for path in (f"{draft}/event", f"{draft}/done", f"{START}/{'0' * 32}/event", f"{draft}/nonsense"):
        assert other.get(path).status_code == 404
    assert other.post(f"{draft}/discard").status_code == 404
    assert admin.delete(f"{draft}/discard").status_code == 405
    assert admin.post(f"{draft}/discard").status_code == 302
    assert admin.get(f"{draft}/event").status_code == 404


def test_words_of_strangers_are_escaped(admin: FlaskClient) -> None:
    draft = begin(admin)
    send(admin, f"{draft}/event", {**EVENT, "name-en": "<script>alert(1)</script>"})
    for step in ("event", "check"):
        assert "<script>alert" not in page(admin, f"{draft}/{step}")
