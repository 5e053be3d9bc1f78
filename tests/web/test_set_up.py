"""An empty installation in the browser: it says what to do, and its first address works once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from competition.app import create_app
from competition.config import load_config
from competition.db.engine import open_engine
from competition.services.context import Context
from competition.services.operator import OPERATOR
from competition.services.set_up import make_first_link

PASSWORD = "bench saw oak"
FORM = {"name": "Li Na", "login": "li.na", "password": PASSWORD, "again": PASSWORD, "language": "fr"}


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Session]:
    """Give an empty database."""
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def browser(database: Session, sqlite_url: str, tmp_path: Path) -> FlaskClient:
    """Give a browser at a new installation."""
    settings = {"COMPETITION_DATABASE_URL": sqlite_url, "COMPETITION_DATA_DIR": str(tmp_path / "data")}
    app: Flask = create_app(load_config({**settings, "COMPETITION_SECRET_KEY": "for tests"}))
    app.config["WTF_CSRF_ENABLED"] = False
    return app.test_client()


@pytest.fixture
def address(database: Session) -> str:
    """Give the address from the terminal."""
    context = Context(database, OPERATOR, datetime.now(UTC), lambda _announcement: None)
    link = make_first_link(context)
    assert link is not None
    return f"/set-up/{link.secret}"


def text(browser: FlaskClient, path: str, status: int = 200) -> str:
    """Return a page that must answer so."""
    answer = browser.get(path, follow_redirects=True)
    assert answer.status_code == status, path
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/", "/office/", "/office/new-event", "/sign-in", "/judge/", "/judge/sign-in"])
def test_every_door_of_a_new_installation_says_what_to_do(browser: FlaskClient, path: str) -> None:
    html = text(browser, path)
    assert "Look at the window in which the server was started" in html
    assert '<code dir="ltr">competition init</code>' in html
    assert 'name="password"' not in html


def test_once_somebody_is_there_the_doors_ask_who_comes(browser: FlaskClient, address: str) -> None:
    before = browser.get("/").headers.get("ETag")
    browser.post(address, data=FORM)
    browser.post("/sign-out")
    assert 'name="password"' in text(browser, "/office/")
    assert "Look at the window" not in text(browser, "/")
    assert browser.get("/").headers.get("ETag") != before


def test_the_first_person_is_signed_in_and_reads_the_chosen_language(browser: FlaskClient, address: str) -> None:
    assert "<title>Set Podium up</title>" in text(browser, f"{address}?lang=en")
    answer = browser.post(address, data=FORM)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/office/")
    html = text(browser, "/office/")
    assert '<html lang="fr"' in html
    assert "Li Na" in html


def test_the_address_is_gone_afterwards_and_never_stored_by_a_cache(browser: FlaskClient, address: str) -> None:
    assert browser.get(address).headers["Cache-Control"] == "no-store"
    browser.post(address, data=FORM)
    again = f"{address}?lang=en"
    for answer in (browser.get(again), browser.post(again, data={**FORM, "login": "mallory"})):
        assert answer.status_code == 410
        assert "This address is used up" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"again": "bench saw oaks"}, "again", "The two passwords differ"),
        ({"password": "short", "again": "short"}, "password", "too short"),
        ({"password": "password1234", "again": "password1234"}, "password", "among the first"),
        ({"login": "04-03"}, "login", "cannot be a log-in"),
        ({"login": ""}, "login", "Choose a log-in"),
        ({"name": ""}, "name", "Fill in the name"),
    ],
)
def test_a_fault_is_told_at_its_field_and_the_rest_is_kept(
    browser: FlaskClient, address: str, change: dict[str, str], field: str, words: str
) -> None:
    answer = browser.post(address, data={**FORM, **change})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    error = html.split(f'id="{field}-error"')[1].split("</span></span>")[0]
    assert words in error
    assert PASSWORD not in html
    if field != "name":
        assert 'value="Li Na"' in html
    assert browser.post(address, data=FORM).status_code == 302


def test_an_invented_address_is_refused_without_a_hint(browser: FlaskClient) -> None:
    assert "This address is used up" in text(browser, "/set-up/invented", 410)
    assert browser.delete("/set-up/invented").status_code == 405
