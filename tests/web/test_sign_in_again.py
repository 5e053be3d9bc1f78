"""Showing once more who one is, before a step that two people take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from competition.db.engine import write_transaction
from competition.db.models import Account, SignIn
from competition.services.context import Actor
from competition.services.passwords import hash_secret
from tests.factories import Scene

ClientOf = Callable[[Actor | None], FlaskClient]
PASSWORD = "a long enough phrase"


@pytest.fixture
def client(scene: Scene, app: Flask, client_of: ClientOf) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    with write_transaction(scene.session):
        scene.session.execute(
            update(Account).where(Account.id == scene.organizer.account_id).values(password_hash=hash_secret(PASSWORD))
        )
    browser = client_of(scene.organizer)
    with write_transaction(scene.session):
        scene.session.execute(update(SignIn).values(authenticated_at=datetime.now(UTC) - timedelta(hours=1)))
    return browser


def shown_at(scene: Scene) -> datetime | None:
    scene.session.rollback()
    return scene.session.scalar(select(SignIn.authenticated_at))


def test_the_right_password_makes_the_session_fresh_and_leads_back(scene: Scene, client: FlaskClient) -> None:
    before = datetime.now(UTC)
    answer = client.post("/sign-in/again?next=/office/test-2024/log", data={"secret": PASSWORD})
    assert (answer.status_code, answer.location) == (302, "/office/test-2024/log")
    shown = shown_at(scene)
    assert shown is not None
    assert before <= shown <= datetime.now(UTC)


def test_a_wrong_password_leaves_the_session_as_it_was(scene: Scene, client: FlaskClient) -> None:
    answer = client.post("/sign-in/again?next=/office/", data={"secret": "wrong"})
    assert answer.status_code == 401
    assert b"do not match" in answer.data
    shown = shown_at(scene)
    assert shown is not None
    assert shown < datetime.now(UTC) - timedelta(minutes=59)


def test_five_wrong_ones_lock_the_account(client: FlaskClient) -> None:
    answers = [client.post("/sign-in/again", data={"secret": "wrong"}).status_code for _ in range(6)]
    assert answers == [401] * 5 + [429]


def test_nobody_is_led_to_another_server(client: FlaskClient) -> None:
    answer = client.post("/sign-in/again?next=https://example.org/", data={"secret": PASSWORD})
    assert answer.location == "/office/"


def test_it_is_for_those_who_are_signed_in(client_of: ClientOf) -> None:
    answer = client_of(None).get("/sign-in/again")
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in?next=")
