"""The scheme editor at its doors: the pages, the draft as JSON, the words. Source: PERMISSIONS, THREATS."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from competition.db.engine import write_transaction
from competition.db.models import AuditEvent, Event
from competition.domain.permissions import Role
from competition.queries.scheme_drafts import draft_of, released_document
from competition.services.context import Actor
from competition.services.events import NewTrade, add_trade
from competition.services.scheme_drafts import open_draft
from competition.web.office.scheme_editor import TOLD
from tests.factories import Scene, add_office_actor, add_trade_with_sheets
from tools.scheme_vectors import PATH as VECTORS

ClientOf = Callable[[Actor | None], FlaskClient]
TRADE = "/office/test-2024/trades/04"
EDIT = f"{TRADE}/scheme/edit"
WORDS = f"{TRADE}/scheme/words"


def island(client: FlaskClient, path: str, part: str) -> tuple[dict[str, Any], str]:
    """Return what a page gives its script, and the form token."""
    html = client.get(path).get_data(as_text=True)
    found = re.search(rf'data-part="{part}" data-token="([^"]+)"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert found is not None
    return json.loads(found[2]), found[1]


def send(client: FlaskClient, method: str, path: str, body: object, token: str) -> Any:
    return client.open(path, method=method, json=body, headers={"X-CSRFToken": token})


@pytest.fixture
def draft_path(scene: Scene) -> str:
    """Give the address of the trade's draft."""
    return f"/api/v1/trades/{scene.trade_id}/draft"


@pytest.fixture
def words_path(scene: Scene) -> str:
    """Give the address of the trade's words."""
    return f"/api/v1/trades/{scene.trade_id}/words"


@pytest.fixture
def interpreter(scene: Scene) -> Actor:
    """Give an interpreter of the trade."""
    return add_office_actor(scene, Role.INTERPRETER, trade_id=scene.trade_id)


def test_the_editor_begins_with_the_released_scheme_and_writes_nothing_by_being_looked_at(
    scene: Scene, client_of: ClientOf
) -> None:
    page, _ = island(client_of(scene.organizer), EDIT, "scheme-data")
    assert page["draft"]["revision"] == 0
    assert page["draft"]["base"] == scene.version_id
    assert [each["code"] for each in page["draft"]["document"]["criteria"]] == ["A", "B"]
    assert page["days"] == [1, 2, 3]
    assert [each["code"] for each in page["languages"]][:2] == ["en", "zh"]
    assert draft_of(scene.session, scene.trade_id) is None


def test_the_page_carries_the_sentence_of_every_problem_that_its_script_can_find() -> None:
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))
    codes = {problem[1] for draft in vectors["drafts"] for problem in draft["problems"]}
    assert codes - set(TOLD) == set()


def test_a_draft_is_saved_and_read_back(scene: Scene, client_of: ClientOf, draft_path: str) -> None:
    browser = client_of(scene.organizer)
    page, token = island(browser, EDIT, "scheme-data")
    document = page["draft"]["document"]
    document["criteria"][0]["name"]["en"] = "Cabling"
    saved = send(browser, "PUT", draft_path, {"revision": 0, "base": scene.version_id, "document": document}, token)
    assert saved.status_code == 200
    assert (saved.json["document"], saved.json["mine"], saved.json["by"]) == (None, True, "Organizer")
    found: Any = browser.get(draft_path).json
    assert found["document"]["criteria"][0]["name"] == {"en": "Cabling", "zh": "接线"}
    assert browser.get(f"{draft_path}?after={found['revision']}").status_code == 204
    chief: Any = client_of(scene.judges["FRA"]).get(draft_path).json
    assert (chief["revision"], chief["mine"]) == (found["revision"], False)


def test_a_draft_that_somebody_changed_meanwhile_is_a_conflict(
    scene: Scene, client_of: ClientOf, draft_path: str
) -> None:
    draft = open_draft(scene.context(scene.judges["FRA"]), scene.trade_id)
    browser = client_of(scene.organizer)
    _, token = island(browser, EDIT, "scheme-data")
    body = {"revision": draft.revision - 1, "base": scene.version_id, "document": draft.document}
    refused = send(browser, "PUT", draft_path, body, token)
    assert (refused.status_code, refused.json["code"]) == (409, "draft_changed")
    assert refused.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("change", "code", "status"),
    [
        ({"revision": "0"}, "payload_invalid", 422),
        ({"revision": -1}, "payload_invalid", 422),
        ({"base": "x"}, "payload_invalid", 422),
        ({"document": []}, "payload_invalid", 422),
        ({"document": {"criteria": []}}, "draft_unreadable", 422),
        ({"more": 1}, "payload_invalid", 422),
    ],
)
def test_what_is_no_draft_is_refused(
    scene: Scene, client_of: ClientOf, draft_path: str, change: dict[str, object], code: str, status: int
) -> None:
    browser = client_of(scene.organizer)
    page, token = island(browser, EDIT, "scheme-data")
    body = {"revision": 0, "base": scene.version_id, "document": page["draft"]["document"], **change}
    refused = send(browser, "PUT", draft_path, body, token)
    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert draft_of(scene.session, scene.trade_id) is None


def test_a_save_without_the_pages_token_or_as_a_form_is_refused(
    scene: Scene, client_of: ClientOf, draft_path: str
) -> None:
    browser = client_of(scene.organizer)
    page, token = island(browser, EDIT, "scheme-data")
    body = {"revision": 0, "base": scene.version_id, "document": page["draft"]["document"]}
    assert browser.put(draft_path, json=body).status_code == 400
    as_form: Any = browser.put(draft_path, data=json.dumps(body), headers={"X-CSRFToken": token})
    assert (as_form.status_code, as_form.json["code"]) == (422, "json_expected")
    assert browser.post(draft_path, json=body, headers={"X-CSRFToken": token}).status_code == 405


def test_only_those_who_edit_the_scheme_reach_the_editor(
    scene: Scene, client_of: ClientOf, draft_path: str, interpreter: Actor
) -> None:
    assert client_of(None).get(EDIT).status_code == 302
    assert client_of(None).get(draft_path).status_code == 401
    other = add_office_actor(scene, Role.CHIEF_JUDGE, trade_id=add_trade_with_sheets(scene, "05"))
    for actor in (scene.judges["CHN"], add_office_actor(scene, Role.AUDITOR), interpreter, other):
        browser = client_of(actor)
        assert browser.get(EDIT).status_code == 403
        assert browser.get(draft_path).status_code == 403
    for actor in (scene.organizer, scene.judges["FRA"]):
        assert client_of(actor).get(EDIT).status_code == 200
    organizer = client_of(scene.organizer)
    assert organizer.get(EDIT.replace("04", "77")).status_code == 404
    assert organizer.get(EDIT.replace("test-2024", "nowhere")).status_code == 404
    assert organizer.get(f"/api/v1/trades/{'0' * 32}/draft").status_code == 404


def test_an_interpreter_writes_words_and_is_refused_numbers(
    scene: Scene, client_of: ClientOf, draft_path: str, words_path: str, interpreter: Actor
) -> None:
    browser = client_of(interpreter)
    page, token = island(browser, WORDS, "words-data")
    assert page["of"] == "released"
    row = page["draft"]["document"]["criteria"][0]["id"]
    change = {"row": row, "cell": "name", "language": "zh", "text": "布线", "was": "接线"}
    written = send(browser, "POST", words_path, {"version": scene.version_id, "changes": [change]}, token)
    assert (written.status_code, written.json) == (200, {"written": 1, "conflicts": []})
    again = send(browser, "POST", words_path, {"version": scene.version_id, "changes": [change]}, token)
    assert again.json["conflicts"] == [{"row": row, "cell": "name", "language": "zh", "text": "布线"}]
    number = {**change, "cell": "max", "language": "en", "text": "99", "was": "20.00"}
    refused = send(browser, "POST", words_path, {"version": scene.version_id, "changes": [number]}, token)
    assert (refused.status_code, refused.json["code"]) == (403, "words_only")
    body = {"revision": 0, "base": scene.version_id, "document": page["draft"]["document"]}
    assert send(browser, "PUT", draft_path, body, token).status_code == 403
    released = released_document(scene.session, scene.trade_id)
    assert released is not None
    assert released.document["criteria"][0]["name"] == {"en": "Wiring", "zh": "布线"}


def test_words_of_a_draft_are_written_there(
    scene: Scene, client_of: ClientOf, words_path: str, interpreter: Actor
) -> None:
    draft = open_draft(scene.context(scene.organizer), scene.trade_id)
    browser = client_of(interpreter)
    page, token = island(browser, f"{WORDS}?of=draft", "words-data")
    assert page["of"] == "draft"
    row = page["draft"]["document"]["criteria"][1]["id"]
    change = {"row": row, "cell": "name", "language": "fr", "text": "Programme", "was": ""}
    assert send(browser, "POST", words_path, {"version": None, "changes": [change]}, token).json["written"] == 1
    after = draft_of(scene.session, scene.trade_id)
    assert after is not None
    assert after.document["criteria"][1]["name"] == {"en": "Program", "fr": "Programme"}
    assert after.revision == draft.revision + 1


@pytest.mark.parametrize(
    "body",
    [
        {"version": None, "changes": []},
        {"version": "released", "changes": [{}]},
        {"version": None, "changes": [{"row": "a", "cell": "name", "language": "en", "text": 1, "was": ""}]},
        {"changes": [{"row": "a", "cell": "name", "language": "en", "text": "x", "was": ""}]},
    ],
)
def test_words_of_another_shape_are_refused(
    client_of: ClientOf, words_path: str, interpreter: Actor, body: dict[str, object]
) -> None:
    browser = client_of(interpreter)
    _, token = island(browser, WORDS, "words-data")
    refused = send(browser, "POST", words_path, body, token)
    assert (refused.status_code, refused.json["code"]) == (422, "payload_invalid")


def test_the_words_page_is_for_those_who_translate(scene: Scene, client_of: ClientOf) -> None:
    for actor in (scene.judges["CHN"], add_office_actor(scene, Role.AUDITOR)):
        assert client_of(actor).get(WORDS).status_code == 403
    other = add_trade_with_sheets(scene, "05")
    assert client_of(add_office_actor(scene, Role.INTERPRETER, trade_id=other)).get(WORDS).status_code == 403
    html = client_of(scene.organizer).get(WORDS).get_data(as_text=True)
    assert "Version 1 is released." in html
    assert "Back to the editor" in html


def test_a_trade_without_any_scheme_says_where_its_words_will_come_from(scene: Scene, client_of: ClientOf) -> None:
    with write_transaction(scene.session):
        trade_id = add_trade(scene.session, scene.event_id, NewTrade("06", {"en": "Floristry"}))
    path = "/office/test-2024/trades/06/scheme"
    html = client_of(scene.organizer).get(f"{path}/words").get_data(as_text=True)
    assert "No words to translate yet" in html
    assert f'href="{path}/edit"' in html
    html = client_of(add_office_actor(scene, Role.INTERPRETER, trade_id=trade_id)).get(f"{path}/words").get_data(True)
    assert "No words to translate yet" in html
    assert f"{path}/edit" not in html


def test_reading_a_draft_is_logged_once_for_each_person_and_basis(scene: Scene, client_of: ClientOf) -> None:
    pages = ("scheme", "scheme/edit", "scheme/words", "scheme/publish", "scheme/compare")
    organizer, chief = client_of(scene.organizer), client_of(scene.judges["FRA"])

    def look(browser: FlaskClient) -> None:
        for path in pages:
            assert browser.get(f"{TRADE}/{path}").status_code in (200, 302)
        assert browser.get(f"/api/v1/trades/{scene.trade_id}/draft").status_code == 200

    def read() -> list[tuple[str, object]]:
        scene.session.rollback()
        leaves = scene.session.scalars(select(AuditEvent.leaf).where(AuditEvent.type == "scheme.read"))
        return [(leaf["actor"], leaf["new"]) for leaf in map(json.loads, leaves)]

    look(organizer)
    assert read() == []
    draft = open_draft(scene.context(scene.organizer), scene.trade_id)
    look(organizer)
    look(organizer)
    look(chief)
    first = {"base": 1, "revision": draft.revision}
    assert read() == [(scene.organizer.account_id, first), (scene.judges["FRA"].account_id, first)]
    # An hour later it is another reading.
    with write_transaction(scene.session):
        scene.session.execute(update(Event).values(clock_offset=Event.clock_offset + 3601))
    assert organizer.get(f"{TRADE}/scheme/edit").status_code == 200
    assert len(read()) == 3


def test_whoever_is_refused_has_read_nothing(scene: Scene, client_of: ClientOf) -> None:
    open_draft(scene.context(scene.organizer), scene.trade_id)
    for actor in (None, scene.judges["KAZ"], scene.judges["CHN"]):
        client_of(actor).get(f"{TRADE}/scheme/edit")
        client_of(actor).get(f"/api/v1/trades/{scene.trade_id}/draft")
    scene.session.rollback()
    assert scene.session.scalars(select(AuditEvent.leaf).where(AuditEvent.type == "scheme.read")).all() == []
