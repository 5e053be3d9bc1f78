"""What all tests share: databases of both engines, Redis, and the choice of a gate."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from competition.db.engine import open_engine
from competition.db.migrate import upgrade
from tests.services import Postgresql, RedisServer, postgresql, redis_server

ENGINES = ("sqlite", "postgresql")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--gate G3`, which runs the tests that hold one gate."""
    parser.addoption("--gate", default="", help="run only the tests that hold this gate, for instance G3")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of the chosen gate."""
    gate = str(config.getoption("--gate"))
    if not gate:
        return
    kept = [item for item in items if any(gate in mark.args for mark in item.iter_markers("gate"))]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what a test writes beside a database, such as backups, out of the checkout."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COMPETITION_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[Postgresql]:
    """Give a private PostgreSQL cluster."""
    with postgresql() as cluster:
        yield cluster


@pytest.fixture
def postgresql_url(postgresql_cluster: Postgresql) -> Iterator[str]:
    """Give a new PostgreSQL database with all tables."""
    url = postgresql_cluster.new_database()
    yield url
    postgresql_cluster.drop(url)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite file with all tables, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Give a new SQLite database with all tables."""
    path = tmp_path / "competition.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest) -> str:
    """Give a new database with all tables, once on each engine."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(scope="session")
def redis_service() -> Iterator[RedisServer]:
    """Give a private Redis that tests may stop and start again."""
    with redis_server() as server:
        yield server


@pytest.fixture
def redis_url(redis_service: RedisServer) -> str:
    """Give the address of the private Redis."""
    return redis_service.url
