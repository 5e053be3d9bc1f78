"""What tests of pages share: the application on a small event, and browsers in which somebody is signed in."""

from __future__ import annotations

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
    """Give a browser in which somebody is signed in, or nobody."""

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
