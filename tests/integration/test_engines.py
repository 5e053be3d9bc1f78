"""The engines open only in settings under which nothing acknowledged is lost. Source: QUALITY 3 (M1 to M7)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

import competition.db.models  # noqa: F401  (registers every table)
from competition.db import engine as engines
from competition.db import migrate
from competition.db.base import Base
from competition.db.engine import WeakDatabaseError, attach_guards, engine_options, open_engine, write_transaction
from competition.db.models import Device, Mark, Stream
from competition.queries.sheet_frames import load_frame
from competition.services.identity import new_id
from competition.services.marking import record_marks
from tests.factories import NOW, make_scene

pytestmark = pytest.mark.both_engines

RACERS = 8


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give an engine on a new database, closed afterwards."""
    opened = open_engine(database_url)
    yield opened
    opened.dispose()


def test_the_driver_carries_a_sqlite_without_the_wal_reset_fault(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    with engine.connect() as connection:
        version = connection.execute(text("SELECT sqlite_version()")).scalar_one()
        settings = [connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("journal_mode", "synchronous")]
    assert tuple(int(part) for part in version.split(".")) >= (3, 51, 3)
    assert settings == ["wal", 2]


def test_an_older_sqlite_is_refused(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "SQLITE_LEAST", (99, 0, 0))
    with pytest.raises(WeakDatabaseError):
        open_engine(sqlite_url).connect()


@pytest.mark.parametrize("setting", ["synchronous_commit"])
def test_a_weak_postgresql_is_refused(postgresql_url: str, setting: str) -> None:
    engine = create_engine(postgresql_url, poolclass=NullPool, connect_args={"options": f"-c {setting}=off"})
    attach_guards(engine)
    with pytest.raises(WeakDatabaseError, match=setting):
        engine.connect()


@pytest.mark.parametrize("table", ["audit_event", "mark", "op"])
def test_the_database_itself_refuses_to_change_what_is_only_added(session: Session, table: str) -> None:
    scene = make_scene(session)
    change = scene.change("CHN", "A1.M1", "1")
    record_marks(scene.context(scene.judges["CHN"]), scene.sheets["EI-04", "A1"], [change])
    column = {"audit_event": "leaf", "mark": "kind", "op": "status"}[table]
    for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):  # noqa: S608
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(text(statement))
        session.rollback()


def test_migrations_make_exactly_the_tables_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    assert differences == []
    assert migrate.is_current(engine)


def test_migrations_can_be_taken_back_and_repeated(engine: Engine) -> None:
    migrate.downgrade(engine)
    assert not migrate.is_current(engine)
    migrate.upgrade(engine)
    migrate.upgrade(engine)
    assert migrate.is_current(engine)


def test_nothing_stays_of_a_transaction_that_fails(session: Session) -> None:
    scene = make_scene(session)

    def half() -> None:
        with write_transaction(session):
            session.execute(update(Stream).values(revision=99))
            raise RuntimeError("pulled")

    with pytest.raises(RuntimeError, match="pulled"):
        half()
    assert session.scalars(select(Stream.revision)).all() == [0]
    assert load_frame(session, scene.sheets["EI-01", "A1"]).state == "open"


@pytest.mark.gate("G4")
def test_writers_that_race_for_one_register_lose_nothing_in_silence(engine: Engine) -> None:
    """Eight devices of one panel write the same measured value: one is applied, all others see the conflict."""
    with Session(engine) as session:
        scene = make_scene(session)
        sheet_id = scene.sheets["EI-04", "A1"]
        writers = [replace(scene.judges["CHN"], device_id=new_id()) for _ in range(RACERS)]
        with write_transaction(session):
            session.add_all(Device(id=writer.device_id, name="", last_seq=0, created_at=NOW) for writer in writers)
        changes = [replace(scene.change("CHN", "A1.M2", str(number % 5)), device_seq=1) for number in range(RACERS)]
        contexts = [scene.context(writer) for writer in writers]
    answers: list[str] = []
    barrier = threading.Barrier(RACERS)

    def send(number: int) -> None:
        barrier.wait()
        with Session(engine) as own:
            (outcome,) = record_marks(replace(contexts[number], session=own), sheet_id, [changes[number]])
            answers.append(json.loads(outcome.receipt)["status"])

    threads = [threading.Thread(target=send, args=(number,)) for number in range(RACERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == RACERS
    assert answers.count("applied") == 1
    assert set(answers) <= {"applied", "conflict", "same"}
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Mark)) == 1


def test_only_sqlite_takes_the_newer_driver(tmp_path: Path) -> None:
    assert engine_options(f"sqlite:///{tmp_path}/x.db")["module"].__name__ == "pysqlite3.dbapi2"
    assert "module" not in engine_options("postgresql://localhost/x")
