"""What tests of the office share: its pages, a mark entered, what the log says."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select

from competition.db.models import AuditEvent, Board
from competition.services.marking import record_marks
from tests.factories import Scene

EVENT = "/office/test-2024"


POSTS = ("/publication/04", "/log/check", "/people/judges/{judge}/code")


def posts(scene: Scene) -> list[str]:
    """Return every address that changes something."""
    return [EVENT + path.format(judge=scene.judge_ids["KAZ"]) for path in POSTS]


def enter(scene: Scene, team: str, entry: str, aspect: str, number: str) -> None:
    """Enter a value as a judge."""
    sheet_id = scene.sheets[entry, aspect.split(".")[0]]
    record_marks(scene.context(scene.judges[team]), sheet_id, [scene.change(team, aspect, number)])


def page(browser: FlaskClient, path: str) -> str:
    """Return a page that must be there."""
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def policy(scene: Scene) -> str | None:
    """Return what the public may see of the scene's trade."""
    scene.session.rollback()
    return scene.session.scalar(select(Board.policy).where(Board.trade_id == scene.trade_id))


def logged(scene: Scene, type_: str) -> list[str]:
    """Return the leaves of one type."""
    scene.session.rollback()
    return list(scene.session.scalars(select(AuditEvent.leaf).where(AuditEvent.type == type_)))
