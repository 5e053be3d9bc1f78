"""What tests of archives share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import Board
from competition.domain.visibility import Policy
from competition.services.archive_restore import Restored, restore_archive
from competition.services.context import Context
from competition.services.event_boards import publish_event_boards
from competition.services.operator import OPERATOR
from competition.services.publication import set_policy
from tests.archives import fill_empty_tables, mark_something, seal_something
from tests.factories import NOW, Scene, make_scene

NewDatabase = Callable[[str], Session]


def rich(session: Session, code: str = "test-2024") -> Scene:
    """Return an event with marks, rounds, a locked sheet, published boards and something in every table."""
    scene = make_scene(session, code=code)
    mark_something(scene)
    board = session.scalars(select(Board.id).where(Board.trade_id == scene.trade_id)).one()
    set_policy(scene.context(scene.organizer), board, Policy.LIVE)
    publish_event_boards(scene.context(scene.organizer), scene.event_id)
    seal_something(session, scene.event_id)
    fill_empty_tables(session, scene.event_id)
    return scene


def restore(session: Session, path: Path, **options: Any) -> Restored:
    return restore_archive(operator(session), path, path.parent, **options)


def operator(session: Session) -> Context:
    return Context(session, OPERATOR, NOW, lambda _announcement: None, request_id="test")
