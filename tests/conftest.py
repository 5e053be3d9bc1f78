"""What all tests share: databases of both engines, Redis, and the choice of a gate."""

from __future__ import annotations

import os
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from competition.db.engine import open_engine
from competition.db.migrate import upgrade
from tests.services import Postgresql, RedisServer, postgresql, redis_server

ENGINES = ("sqlite", "postgresql")
MEMORY = Path("/dev/shm")
ROOM_NEEDED = 6 * 1024**3
FULL = os.environ.get("FULL") == "1"
ON_POSTGRESQL = 3
"""Of the tests that need one engine, every how many run on PostgreSQL."""


def pytest_configure(config: pytest.Config) -> None:
    """Keep what tests write in memory where there is room: hundreds of databases a run wait for no disk there.

    What a power cut does to a disk is not tested here, so nothing is lost by it. Workers inherit the folder.
    """
    if "TMPDIR" in os.environ or not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM_NEEDED:
        return
    os.environ["TMPDIR"] = str(MEMORY)
    tempfile.tempdir = None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--gate G3`, which runs the tests that hold one gate."""
    parser.addoption("--gate", default="", help="run only the tests that hold this gate, for instance G3")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of the chosen gate; without one, leave each test to one engine unless it needs both."""
    gate = str(config.getoption("--gate"))
    if gate:
        kept = [item for item in items if any(gate in mark.args for mark in item.iter_markers("gate"))]
    else:
        kept = [item for item in items if FULL or _is_wanted(item)]
    chosen = set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = kept


def _is_wanted(item: pytest.Item) -> bool:
    """Tell whether a test runs on this engine: on both if it is marked so, else on the one that its name chooses.

    A name always chooses the same engine, so that a failure is found again; FULL=1 runs everything on both.
    """
    engine = (
        item.callspec.params.get("database_url")
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
        else None
    )
    if engine is None or item.get_closest_marker("both_engines"):
        return True
    name = item.nodeid.replace(str(engine), "")
    chosen = "postgresql" if zlib.crc32(name.encode()) % ON_POSTGRESQL == 0 else "sqlite"
    return bool(engine == chosen)


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
