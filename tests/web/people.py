"""What tests of people in the office share."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from competition.db.engine import write_transaction
from competition.db.models import (
    Competitor,
    JudgeAssignment,
    SetUpLink,
    SignIn,
    Team,
)
from competition.services.context import Actor
from tests.factories import Scene
from tests.web.conftest import ClientOf


def count(scene: Scene, table: type[Team] | type[Competitor] | type[SetUpLink] | type[JudgeAssignment]) -> int:
    """Return how many rows a table has."""
    scene.session.rollback()
    return scene.session.scalar(select(func.count()).select_from(table)) or 0


def text(browser: FlaskClient, path: str) -> str:
    """Return a page that must be there."""
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def fresh(scene: Scene, client_of: ClientOf, actor: Actor) -> FlaskClient:
    """Return the browser of somebody who has just shown who it is."""
    browser = client_of(actor)
    with write_transaction(scene.session):
        scene.session.execute(
            update(SignIn).where(SignIn.account_id == actor.account_id).values(authenticated_at=SignIn.created_at)
        )
    return browser
