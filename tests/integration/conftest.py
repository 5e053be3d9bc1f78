"""Sessions on a new database of each engine: what holds on one must hold on the other."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from competition.db.engine import open_engine
from tests.integration.archive_scene import NewDatabase
from tests.services import Postgresql


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


@pytest.fixture
def new_database(sqlite_template: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[NewDatabase]:
    """Give new databases of either engine."""
    opened: list[tuple[Session, str, Postgresql | None]] = []

    def make(engine: str) -> Session:
        cluster: Postgresql | None = None
        if engine == "sqlite":
            path = tmp_path / f"new-{len(opened)}.db"
            shutil.copy(sqlite_template, path)
            url = f"sqlite:///{path}"
        else:
            cluster = request.getfixturevalue("postgresql_cluster")
            url = cluster.new_database()
        session = Session(open_engine(url))
        opened.append((session, url, cluster))
        return session

    yield make
    for session, url, cluster in opened:
        session.close()
        engine = session.get_bind()
        engine.dispose()  # type: ignore[union-attr]
        if cluster is not None:
            cluster.drop(url)
