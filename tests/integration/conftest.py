"""Sessions on a new database of each engine: what holds on one must hold on the other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from competition.db.engine import open_engine


@pytest.fixture
def light(sqlite_url: str) -> Iterator[Session]:
    """Give a session on SQLite alone, for what does not depend on the engine."""
    engine = open_engine(sqlite_url)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:
    """Give a session on a new database with all tables."""
    engine = open_engine(database_url)
    with Session(engine) as opened:
        yield opened
    engine.dispose()
