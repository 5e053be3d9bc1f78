"""The switch of a board in the office: what it opens, and what it refuses."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, text

from competition.db.engine import write_transaction
from competition.db.models import Board, PublishedDocument
from tests.factories import Scene
from tests.web.conftest import ClientOf
from tests.web.office import EVENT, enter, logged, page, policy


@pytest.fixture
def open_forms(app: Flask) -> None:
    """Let tests post without a token."""
    app.config["WTF_CSRF_ENABLED"] = False


def test_the_switch_changes_the_board_and_is_logged(scene: Scene, client_of: ClientOf, open_forms: None) -> None:
    browser = client_of(scene.organizer)
    enter(scene, "CHN", "EI-01", "A1.M2", "4")
    answer = browser.post(f"{EVENT}/publication/04", data={"policy": "live"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{EVENT}/publication")
    assert "Trade 04 is switched" in page(browser, f"{EVENT}/publication")
    assert policy(scene) == "live"
    bodies = scene.session.scalars(
        select(PublishedDocument.body)
        .join(Board, (Board.id == PublishedDocument.board_id) & (Board.revision == PublishedDocument.revision))
        .where(Board.event_id == scene.event_id, Board.kind.in_(("trade", "home")))
    ).all()
    assert len(bodies) == 2
    assert all('"state":"live"' in body for body in bodies)
    (leaf,) = logged(scene, "board.policy")
    assert '"old":{"policy":"hidden"}' in leaf
    assert '"new":{"policy":"live"}' in leaf
    assert f'"actor":"{scene.organizer.account_id}"' in leaf


@pytest.mark.parametrize("value", ["", "official", "nonsense", "LIVE"])
def test_a_bad_switch_changes_nothing(value: str, scene: Scene, client_of: ClientOf, open_forms: None) -> None:
    answer = client_of(scene.organizer).post(f"{EVENT}/publication/04", data={"policy": value})
    assert answer.status_code == 422
    assert "Nothing was changed" in answer.get_data(as_text=True)
    assert policy(scene) == "hidden"
    assert logged(scene, "board.policy") == []
    assert scene.session.scalar(select(PublishedDocument.revision)) is None


def test_an_official_board_is_not_switched_here(scene: Scene, client_of: ClientOf, open_forms: None) -> None:
    with write_transaction(scene.session):
        scene.session.execute(text("UPDATE board SET policy = 'official' WHERE kind = 'trade'"))
    browser = client_of(scene.organizer)
    assert browser.post(f"{EVENT}/publication/04", data={"policy": "hidden"}).status_code == 422
    assert policy(scene) == "official"
    assert f'action="{EVENT}/publication' not in page(browser, f"{EVENT}/publication")


def test_a_switch_without_the_forms_token_is_refused(scene: Scene, client_of: ClientOf) -> None:
    answer = client_of(scene.organizer).post(f"{EVENT}/publication/04", data={"policy": "live"})
    assert answer.status_code == 400
    assert policy(scene) == "hidden"
