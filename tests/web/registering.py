"""What tests of registration share: a team leader, a filled form, what was handed in."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import func, select

from competition.db.engine import write_transaction
from competition.db.models import Application, Companion, Competitor, Image, TeamLeader
from competition.domain.permissions import Role
from competition.services.context import Actor
from competition.services.registration import RegistrationRules, set_registration
from tests.factories import NOW, Scene, add_office_actor

DOOR = "/team/test-2024/"
OFFICE = "/office/test-2024/applications"
ASKS = "/office/test-2024/registration"


def add_leader(scene: Scene) -> Actor:
    """Add the leader of France's team, and open the registration."""
    found = add_office_actor(scene, Role.TEAM_LEADER)
    with write_transaction(scene.session):
        scene.session.add(
            TeamLeader(team_id=scene.teams["FRA"], account_id=found.account_id, event_id=scene.event_id, since=NOW)
        )
    set_registration(scene.context(scene.organizer), scene.event_id, RegistrationRules(True, None))
    return found


def typed(scene: Scene, **more: str) -> dict[str, str]:
    """Return a filled form: a competitor, an interpreter."""
    return {
        "native-0": "Zoé Martin",
        "role-0": "competitor",
        "trade-0": scene.trade_id,
        "native-1": "Luc Petit",
        "role-1": "interpreter",
        "note": "We arrive on Sunday.",
        **more,
    }


def application(scene: Scene, number: int = 1) -> Application:
    """Return an application by its number in the team."""
    scene.session.rollback()
    return scene.session.execute(select(Application).where(Application.number == number)).scalar_one()


def text(browser: FlaskClient, path: str) -> str:
    """Return a page that must be there."""
    answer = browser.get(path)
    assert answer.status_code == 200, path
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.get_data(as_text=True)


def count(scene: Scene, table: type[Competitor] | type[Companion] | type[Image]) -> int:
    """Return how many rows a table has."""
    scene.session.rollback()
    return scene.session.scalar(select(func.count()).select_from(table)) or 0
