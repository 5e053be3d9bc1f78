"""What tests of backups and their restoring share."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from competition.services.context import Context
from competition.services.operator import OPERATOR
from competition.services.shelf import Backup, shelf_of
from tests.factories import NOW, Scene


def operator(session: Session) -> Context:
    return Context(session, OPERATOR, NOW + timedelta(hours=2), lambda _announcement: None, request_id="test")


def path_of(scene: Scene, backup: Backup) -> Path:
    bind = scene.session.get_bind()
    assert isinstance(bind, Engine)
    return shelf_of(bind).path(backup.name)
