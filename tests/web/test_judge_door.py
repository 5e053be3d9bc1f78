"""The judge's pages: the desk and the judging sheet, for the right person only."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from competition.app import create_app
from competition.config import load_config
from competition.db.engine import open_engine, write_transaction
from competition.db.models import SignIn
from competition.http.actor import SESSION_COOKIE
from competition.services.context import Actor
from competition.services.identity import new_secret, secret_hash
from tests.factories import Scene, make_scene

ClientOf = Callable[[Actor | None], FlaskClient]


@pytest.fixture
def scene(sqlite_url: str) -> Iterator[Scene]:
    """Give a small event in a database of its own."""
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        yield make_scene(session)
    engine.dispose()


@pytest.fixture
def app(scene: Scene, sqlite_url: str, tmp_path: Path) -> Flask:
    """Give the application on the same database."""
    settings = {"COMPETITION_DATABASE_URL": sqlite_url, "COMPETITION_DATA_DIR": str(tmp_path / "data")}
    return create_app(load_config({**settings, "COMPETITION_SECRET_KEY": "for tests"}))


@pytest.fixture
def client_of(app: Flask, scene: Scene) -> ClientOf:
    """Give a browser in which somebody is signed in."""

    def client(actor: Actor | None) -> FlaskClient:
        browser = app.test_client()
        if actor is None:
            return browser
        secret, now = new_secret(), datetime.now(UTC)
        with write_transaction(scene.session):
            scene.session.add(
                SignIn(
                    token_hash=secret_hash(secret),
                    account_id=actor.account_id,
                    device_id=actor.device_id,
                    way="pin",
                    created_at=now,
                    last_seen_at=now,
                    expires_at=now + timedelta(hours=1),
                )
            )
        browser.set_cookie(SESSION_COOKIE, secret)
        return browser

    return client


def sheet_data(html: str) -> dict[str, object]:
    """Return the sheet that lies in the page."""
    found = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert found is not None
    data: dict[str, object] = json.loads(found.group(1))
    return data


def test_the_desk_lists_the_sheets_of_the_judge(scene: Scene, client_of: ClientOf) -> None:
    answer = client_of(scene.judges["KAZ"]).get("/judge/")
    assert answer.status_code == 200
    html = answer.get_data(as_text=True)
    for (entry, sub_criterion), sheet_id in scene.sheets.items():
        assert f'href="/judge/sheets/{sheet_id}"' in html, (entry, sub_criterion)
    assert "All sheets of your trade" not in html


def test_the_desk_of_a_chief_judge_lists_the_whole_trade(scene: Scene, client_of: ClientOf) -> None:
    html = client_of(scene.judges["FRA"]).get("/judge/").get_data(as_text=True)
    assert "All sheets of your trade" in html
    assert all(sheet_id in html for sheet_id in scene.sheets.values())


def test_the_sheet_lies_in_the_page_as_the_api_gives_it(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.judges["BRA"])
    sheet_id = scene.sheets["EI-01", "A1"]
    answer = browser.get(f"/judge/sheets/{sheet_id}")
    assert answer.status_code == 200
    assert sheet_data(answer.get_data(as_text=True)) == browser.get(f"/api/v1/sheets/{sheet_id}").get_json()
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_compatriot_sees_why_another_judge_marks(scene: Scene, client_of: ClientOf) -> None:
    html = client_of(scene.judges["CHN"]).get(f"/judge/sheets/{scene.sheets['EI-03', 'A1']}").get_data(as_text=True)
    sheet = sheet_data(html)
    assert sheet["refusal"] == "compatriot"
    assert sheet["may"] == {"enter": False, "open_round": False, "sign": False, "lock": False}


def test_the_page_says_which_judge_this_is(scene: Scene, client_of: ClientOf) -> None:
    sheet_id = scene.sheets["EI-02", "A1"]
    roles = {}
    for team in ("CHN", "EGY", "FRA"):
        html = client_of(scene.judges[team]).get(f"/judge/sheets/{sheet_id}").get_data(as_text=True)
        found = re.search(r'class="who">.*?<small>(.*?)</small>', html, re.DOTALL)
        roles[team] = found.group(1) if found else ""
    assert roles == {"CHN": "Judge 1 of 3", "EGY": "Judge 4", "FRA": "Chief judge"}


@pytest.mark.parametrize("path", ["/judge/", "/judge/sheets/{sheet}"])
def test_nobody_gets_in_without_signing_in(path: str, scene: Scene, client_of: ClientOf) -> None:
    answer = client_of(None).get(path.format(sheet=scene.sheets["EI-01", "A1"]))
    assert answer.status_code == 302
    assert "sign-in" in answer.headers["Location"]


@pytest.mark.parametrize("path", ["/judge/", "/judge/sheets/{sheet}"])
def test_an_organizer_is_no_judge(path: str, scene: Scene, client_of: ClientOf) -> None:
    answer = client_of(scene.organizer).get(path.format(sheet=scene.sheets["EI-01", "A1"]))
    assert answer.status_code == 403


def test_a_judge_of_another_event_does_not_see_the_sheet(scene: Scene, client_of: ClientOf) -> None:
    other = make_scene(scene.session, code="other-2024")
    answer = client_of(other.judges["KAZ"]).get(f"/judge/sheets/{scene.sheets['EI-01', 'A1']}")
    assert answer.status_code == 403
    assert "A1.J1" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("sheet", ["0" * 32, "short", "../../etc/passwd"])
def test_a_sheet_that_is_not_there_is_not_found(sheet: str, scene: Scene, client_of: ClientOf) -> None:
    assert client_of(scene.judges["KAZ"]).get(f"/judge/sheets/{sheet}").status_code == 404


@pytest.mark.parametrize("path", ["/judge/", "/judge/sheets/{sheet}"])
def test_pages_are_only_read(path: str, scene: Scene, client_of: ClientOf, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    answer = client_of(scene.judges["KAZ"]).post(path.format(sheet=scene.sheets["EI-01", "A1"]))
    assert answer.status_code == 405


def test_texts_of_a_scheme_cannot_leave_their_place_in_the_page(scene: Scene, client_of: ClientOf) -> None:
    html = client_of(scene.judges["BRA"]).get(f"/judge/sheets/{scene.sheets['EI-01', 'A1']}").get_data(as_text=True)
    found = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert found is not None
    assert "<" not in found.group(1)
    assert not re.search(r"<script(?![^>]*(src=|application/json))", html)
    assert " style=" not in html
