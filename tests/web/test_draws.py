"""The pages of the draws: seed and label in sight, refusals at their field, a sheet for the hall."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from competition.db.engine import write_transaction
from competition.db.models import SignIn
from competition.domain.permissions import Role
from tests.factories import Scene, add_office_actor, make_scene
from tests.web.conftest import ClientOf

DRAWS = "/office/test-2024/draws"
TRADE = "/office/test-2024/trades/04/draws"


@pytest.fixture(autouse=True)
def open_forms(app: Flask) -> None:
    """Let tests post without a token."""
    app.config["WTF_CSRF_ENABLED"] = False


def page(browser: FlaskClient, path: str) -> str:
    """Return a page that must be there."""
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def post(browser: FlaskClient, kind: str, **more: str) -> int:
    """Draw; returns the status."""
    return browser.post(f"{TRADE}/{kind}", data={f"{kind}-{name}": value for name, value in more.items()}).status_code


def sign_in_again(scene: Scene) -> None:
    """Let everybody who is signed in have done so just now."""
    with write_transaction(scene.session):
        scene.session.execute(update(SignIn).values(authenticated_at=datetime.now(UTC)))


def test_a_draw_is_made_looked_at_checked_and_published(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.organizer)
    assert "Not drawn" in page(browser, TRADE)
    assert post(browser, "start", seed="6 6 1 2, 08:30", heat_size="2", apart="y") == 302
    html = page(browser, TRADE)
    assert "6 6 1 2, 08:30" in html
    assert "test-2024/04/start/1/1" in html
    assert "Drawn, not published" in html
    assert "with the same outcome" in page(browser, f"{TRADE}?check=start")
    sheet = page(browser, f"{TRADE}/start")
    assert sheet.count('<b class="place">') == 4
    assert "Heat 2" in sheet
    assert browser.post(f"{TRADE}/start/publish").status_code == 302
    assert "Published" in page(browser, DRAWS)


def test_podium_makes_a_seed_and_shows_it(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.organizer)
    assert post(browser, "workstation", stations="A1-A4") == 302
    html = page(browser, TRADE)
    assert "Seed, made by Podium" in html
    assert re.search(r'<code dir="auto">[0-9a-f]{8}</code>', html)
    assert 'value="A1, A2, A3, A4"' in html
    assert "A3" in page(browser, f"{TRADE}/workstation")


def test_a_published_draw_waits_for_a_second_person(scene: Scene, client_of: ClientOf) -> None:
    organizer, chief = client_of(scene.organizer), client_of(scene.judges["FRA"])
    post(organizer, "start", seed="1")
    organizer.post(f"{TRADE}/start/publish")
    stale = organizer.post(f"{TRADE}/start", data={"start-seed": "2", "start-reason": "Late"})
    assert "/sign-in/again" in stale.headers["Location"]
    sign_in_again(scene)
    assert post(organizer, "start", seed="2") == 422
    assert post(organizer, "start", seed="2", reason="A late entry") == 302
    html = page(chief, TRADE)
    assert "Organizer asks to draw again: Start order." in html
    address = re.search(rf'action="({TRADE}/requests/\w+)/approve"', html)
    assert address
    assert organizer.post(f"{address[1]}/approve").status_code == 403
    assert chief.post(f"{address[1]}/guess").status_code == 404
    assert chief.post(f"{address[1]}/approve").status_code == 302
    assert "1 earlier drawing" in page(chief, TRADE)


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("start", {"seed": "1", "heat_size": "1"}, "A heat has at least two entries."),
        ("start", {"seed": "1", "heat_size": "x"}, "start-heat_size-error"),
        ("start", {"seed": "x" * 201}, "start-seed-error"),
        ("workstation", {"seed": "1", "stations": ""}, "Name every workstation once"),
        ("workstation", {"seed": "1", "stations": "1, 1"}, "Name every workstation once"),
        ("workstation", {"seed": "1", "stations": "1", "apart": "y"}, ""),
    ],
)
def test_what_cannot_be_drawn_comes_back_at_its_field(
    scene: Scene, client_of: ClientOf, kind: str, data: dict[str, str], words: str
) -> None:
    browser = client_of(scene.organizer)
    answer = browser.post(f"{TRADE}/{kind}", data={f"{kind}-{name}": value for name, value in data.items()})
    assert answer.status_code == (422 if words else 302)
    assert words in answer.get_data(as_text=True)
    assert f'value="{data["seed"]}"' in answer.get_data(as_text=True) or not words


def test_others_are_refused_and_what_is_not_there_is_not_found(scene: Scene, client_of: ClientOf) -> None:
    other = make_scene(scene.session, code="other-2024")
    for actor in (scene.judges["CHN"], add_office_actor(scene, Role.AUDITOR), other.organizer):
        browser = client_of(actor)
        for path in (DRAWS, TRADE, f"{TRADE}/start"):
            assert browser.get(path).status_code == 403, path
        assert post(browser, "start", seed="1") == 403
    browser = client_of(scene.organizer)
    assert browser.get(f"{TRADE}/start").status_code == 422
    assert browser.get(f"{TRADE}/guess").status_code == 404
    assert post(browser, "guess", seed="1") == 404
    assert browser.get(TRADE.replace("04", "99")).status_code == 404
    assert browser.get(f"{TRADE}/start/publish").status_code == 405
    assert browser.post(f"{TRADE}/start/publish").status_code == 422
    assert client_of(None).get(TRADE).status_code == 302
