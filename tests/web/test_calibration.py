"""The calibration page: sample work added by a button, read by those who may, never by judges."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from competition.domain.permissions import Role
from competition.services.context import Actor
from tests.factories import Scene, add_office_actor

ClientOf = Callable[[Actor | None], FlaskClient]
PAGE = "/office/test-2024/trades/04/calibration"


@pytest.fixture(autouse=True)
def _without_tokens(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False


def test_an_organizer_adds_and_removes_sample_work(scene: Scene, client_of: ClientOf) -> None:
    client = client_of(scene.organizer)
    assert "No sample work yet" in client.get(PAGE).text
    assert "Sample S-01 is there" in client.post(PAGE, follow_redirects=True).text
    assert "Sample S-01 is removed" in client.post(f"{PAGE}/S-01/remove", follow_redirects=True).text


def test_an_auditor_reads_without_buttons_and_a_judge_does_not_read(scene: Scene, client_of: ClientOf) -> None:
    page = client_of(add_office_actor(scene, Role.AUDITOR)).get(PAGE)
    assert page.status_code == 200
    assert "Add sample work" not in page.text
    assert client_of(scene.judges["CHN"]).get(PAGE).status_code == 403
    assert client_of(None).get(PAGE).status_code == 302


def test_an_unknown_trade_or_sample_is_not_there(scene: Scene, client_of: ClientOf) -> None:
    client = client_of(scene.organizer)
    assert client.get("/office/test-2024/trades/99/calibration").status_code == 404
    assert client.post(f"{PAGE}/S-77/remove").status_code == 404
    assert client.get(f"{PAGE}/S-01/remove").status_code == 405
