"""A whole event as one file: it restores to the same bytes on either engine, and nothing bad gets in. PRODUCT B5."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from competition.db.base import Base
from competition.db.engine import open_engine, write_transaction
from competition.db.event_tables import LEFT_OUT, REGISTERS, event_tables, uncovered_tables
from competition.db.kinds import kind_of
from competition.db.models import Account, AuditEvent, Board, Event, Person, PublishedDocument
from competition.domain.errors import DomainError
from competition.domain.permissions import Role
from competition.formats.sealed import file_hash
from competition.queries.log_replay import verify_event
from competition.services.archive_restore import restore_archive
from competition.services.archives import write_archive
from competition.services.passwords import hash_secret
from tests.archives import Rows, contents, rewritten, table_counts
from tests.factories import NOW, add_office_actor, make_scene
from tests.integration.archive_scene import NewDatabase, restore, rich

pytestmark = pytest.mark.both_engines

ENGINES = ("sqlite", "postgresql")


@pytest.fixture(scope="module")
def written(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the archive of a rich event, made on SQLite."""
    folder = tmp_path_factory.mktemp("archive")
    shutil.copy(sqlite_template, folder / "source.db")
    engine = open_engine(f"sqlite:///{folder / 'source.db'}")
    with Session(engine) as session:
        scene = rich(session)
        write_archive(session, scene.event_id, folder / "a.podium", secrets=True)
    engine.dispose()
    return folder / "a.podium"


def test_every_table_is_covered_or_left_out_for_a_reason() -> None:
    assert uncovered_tables() == frozenset()
    assert LEFT_OUT.keys() <= Base.metadata.tables.keys()
    assert Base.metadata.tables.keys() >= REGISTERS
    assert LEFT_OUT.keys() & event_tables().keys() == set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            kind_of(column)


def test_every_table_of_an_event_has_rows_in_the_archive(written: Path) -> None:
    manifest, parts = contents(written)
    assert manifest["tables"].keys() == event_tables().keys()
    assert {name for name, told in manifest["tables"].items() if not told["rows"]} == set()
    assert sum(name.startswith("files/") for name in parts) > 0


def first(tables: dict[str, Rows], table: str, **values: Any) -> None:
    tables[table][0].update(values)


def drop_log_end(_: dict[str, Any], tables: dict[str, Rows]) -> None:
    tables["audit_event"].pop()


def grant_everywhere(_: dict[str, Any], tables: dict[str, Rows]) -> None:
    tables["role_assignment"].append(
        {**tables["role_assignment"][0], "id": "f" * 32, "event_id": None, "role": "admin"}
    )


def another_event(_: dict[str, Any], tables: dict[str, Rows]) -> None:
    tables["event"].append({**tables["event"][0], "id": "e" * 32, "code": "other"})


def drop_column(manifest: dict[str, Any], tables: dict[str, Rows]) -> None:
    del manifest["tables"]["mark"]["columns"]["award"]
    for row in tables["mark"]:
        del row["award"]


def drop_table(manifest: dict[str, Any], tables: dict[str, Rows]) -> None:
    del manifest["tables"]["mark"], tables["mark"]


def add_table(manifest: dict[str, Any], tables: dict[str, Rows]) -> None:
    manifest["tables"]["session"] = {"columns": {"token_hash": "text"}, "rows": 0}
    tables["session"] = []


def fewer_rows_than_told(manifest: dict[str, Any], tables: dict[str, Rows]) -> None:
    manifest["tables"]["day"]["rows"] = len(tables["day"]) + 1


BAD: dict[str, tuple[str, Callable[[dict[str, Any], dict[str, Rows]], object]]] = {
    "a mark was changed": ("archive_not_verified", lambda _, t: first(t, "mark", value="9", award="10.00")),
    "a mark earns more than its value": ("archive_not_verified", lambda _, t: t["mark"][-1].update(award="19.99")),
    "a score was changed": ("archive_not_verified", lambda _, t: first(t, "score", value="3")),
    "a mark was taken away": ("archive_not_verified", lambda _, t: t["mark"].pop()),
    "the log was cut": ("archive_not_verified", drop_log_end),
    "a log entry was changed": ("archive_not_verified", lambda _, t: first(t, "audit_event", actor="0" * 32)),
    "a total was changed": ("archive_not_verified", lambda _, t: first(t, "entry_result", total="99.00")),
    "a board was changed": ("archive_not_verified", lambda _, t: first(t, "published_document", body="{}")),
    "figures do not fit": ("archive_incomplete", lambda m, _: m["event"].update(marks=1)),
    "a table is missing": ("archive_table_missing", drop_table),
    "a column is missing": ("archive_table_missing", drop_column),
    "there is a table too many": ("archive_foreign_rows", add_table),
    "rows are missing": ("archive_unreadable", fewer_rows_than_told),
    "a key points nowhere": ("archive_incomplete", lambda _, t: t["person"].clear()),
    "there is another event": ("archive_foreign_rows", another_event),
    "a role reaches beyond the event": ("archive_foreign_rows", grant_everywhere),
    "it is a rehearsal": ("rehearsal_not_archived", lambda _, t: first(t, "event", rehearsal_of=t["event"][0]["id"])),
    "a key is there twice": ("archive_unreadable", lambda _, t: t["day"].append(t["day"][0])),
    "a mark is finer than a hundredth": ("archive_unreadable", lambda _, t: first(t, "mark", award="1.005")),
    "a mark is no number": ("archive_unreadable", lambda _, t: first(t, "mark", award="NaN")),
    "a number is a text": ("archive_unreadable", lambda _, t: first(t, "day", number="1")),
    "a flag is a number": ("archive_unreadable", lambda _, t: first(t, "trade", worldskills=1)),
    "a moment has no zone": ("archive_unreadable", lambda _, t: first(t, "mark", at="2024-06-25T06:36:00")),
    "a value is missing": ("archive_unreadable", lambda _, t: t["day"][0].pop("number")),
    "there is a value too many": ("archive_unreadable", lambda _, t: first(t, "day", secret="x")),
    "a picture is another one": ("archive_unreadable", lambda _, t: first(t, "image", data="0" * 64)),
    "a row is no object": ("archive_unreadable", lambda _, t: t["day"].append([])),  # type: ignore[arg-type]
    "it is of a format to come": ("archive_other_version", lambda m, _: m.update(version=2)),
    "it is of tables to come": ("archive_other_version", lambda m, _: m.update(schema="9999")),
    "it is a backup": ("archive_is_backup", lambda m, _: m.update(format="podium-backup")),
    "it is something else": ("sealed_broken", lambda m, _: m.update(format="x")),
    "it says nothing of its event": ("sealed_broken", lambda m, _: m.pop("event")),
    "it says nothing of its tables": ("sealed_broken", lambda m, _: m.pop("tables")),
}


@pytest.fixture(scope="module")
def empty(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Give a database without events that all refusals share, since none of them may leave anything in it."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    shutil.copy(sqlite_template, path)
    engine = open_engine(f"sqlite:///{path}")
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.mark.parametrize("name", BAD)
def test_a_bad_archive_is_refused_and_leaves_nothing(name: str, written: Path, empty: Session, tmp_path: Path) -> None:
    code, change = BAD[name]
    bad = rewritten(written, tmp_path / "bad.podium", change)
    with pytest.raises(DomainError) as refusal:
        restore(empty, bad)
    assert refusal.value.code == code
    assert set(table_counts(empty).values()) == {0}
    assert [each.name for each in tmp_path.iterdir()] == ["bad.podium"]


def test_secrets_come_only_when_both_sides_ask_for_them(new_database: NewDatabase, tmp_path: Path) -> None:
    source = new_database("sqlite")
    scene = make_scene(source)
    stored = hash_secret("123456")
    with write_transaction(source):
        source.execute(text("UPDATE account SET pin_hash = :pin"), {"pin": stored})
    hashes = {}
    for name, writes, reads in (("none", False, True), ("written", True, False), ("both", True, True)):
        path = write_archive(source, scene.event_id, tmp_path / name, secrets=writes).path
        assert (stored.encode() in b"".join(contents(path)[1].values())) is writes
        target = new_database("sqlite")
        restore(target, path, secrets=reads)
        hashes[name] = set(target.scalars(select(Account.pin_hash)))
    assert hashes == {"none": {None}, "written": {None}, "both": {stored}}


def test_a_restored_event_is_not_restored_again(written: Path, new_database: NewDatabase) -> None:
    session = new_database("sqlite")
    assert restore(session, written, dry_run=True).rows == 0
    assert set(table_counts(session).values()) == {0}
    restore(session, written)
    before = table_counts(session)
    for code in ("", "other-2024"):
        with pytest.raises(DomainError, match="archive_event_exists"):
            restore(session, written, code=code)
    assert table_counts(session) == before


@pytest.mark.parametrize("engine", ENGINES)
def test_beside_an_event_of_the_same_code_it_takes_another(
    engine: str, written: Path, new_database: NewDatabase
) -> None:
    session = new_database(engine)
    there = make_scene(session, code="test-2024")
    with pytest.raises(DomainError, match="event_code_taken"):
        restore(session, written)
    with pytest.raises(DomainError, match="event_code_invalid"):
        restore(session, written, code="No Code")
    restored = restore(session, written, code="test-2024-old")
    assert session.scalars(select(Event.code).order_by(Event.code)).all() == ["test-2024", "test-2024-old"]
    home = session.scalars(
        select(PublishedDocument.body)
        .join(Board, (Board.id == PublishedDocument.board_id) & (Board.revision == PublishedDocument.revision))
        .where(Board.event_id == restored.event_id, Board.kind == "home")
    ).one()
    assert json.loads(home)["event"]["code"] == "test-2024-old"
    (leaf,) = session.scalars(select(AuditEvent.leaf).where(AuditEvent.type == "event.rename"))
    assert '"new":{"code":"test-2024-old"}' in leaf
    assert verify_event(session, restored.event_id).problems == ()
    assert verify_event(session, there.event_id).problems == ()


def test_people_and_log_ins_that_are_here_stay_as_they_are(new_database: NewDatabase, tmp_path: Path) -> None:
    source, target = new_database("sqlite"), new_database("sqlite")
    scene = make_scene(source)
    path = write_archive(source, scene.event_id, tmp_path / "a").path
    person = source.scalars(select(Person).order_by(Person.id)).first()
    login = source.scalars(select(Account.login).order_by(Account.login)).first()
    assert person is not None
    with write_transaction(target):
        target.add(Person(id=person.id, native_name="Known here", native_language="en", latin_name=""))
        target.add(Account(id="a" * 32, login=login, name="Somebody else", failed_sign_ins=0, created_at=NOW))
    restored = restore(target, path)
    assert restored.known["person"] == 1
    assert restored.logins == {login: f"{login}.test-2024"}
    assert target.get_one(Person, person.id).native_name == "Known here"
    owners = dict(target.execute(select(Account.login, Account.name)).all())
    assert owners[str(login)] == "Somebody else"
    assert f"{login}.test-2024" in owners


def test_other_events_are_not_touched(written: Path, new_database: NewDatabase, tmp_path: Path) -> None:
    session = new_database("sqlite")
    other = rich(session, code="other-2024")
    before = write_archive(session, other.event_id, tmp_path / "before").sha256
    restore(session, written)
    assert write_archive(session, other.event_id, tmp_path / "after").sha256 == before


def test_only_who_makes_events_restores_one(written: Path, new_database: NewDatabase) -> None:
    session = new_database("sqlite")
    scene = make_scene(session, code="other-2024")
    for actor in (scene.organizer, scene.judges["FRA"]):
        with pytest.raises(DomainError, match="not_allowed"):
            restore_archive(scene.context(actor), written, written.parent)
    admin = add_office_actor(scene, Role.ADMIN, everywhere=True)
    assert restore_archive(scene.context(admin), written, written.parent).code == "test-2024"


SINCE_0011 = {
    "event": ("rehearsal_of",),
    "audit_head": ("closed_at",),
    "device": ("last_hash", "quarantined_at", "skew_ms"),
    "op": ("key_id", "seal", "sealed", "chain"),
    "held_op": ("decision", "note", "decided_by", "decided_at"),
}
"""Columns that came with later migrations."""


def test_an_archive_of_older_tables_is_brought_up(written: Path, new_database: NewDatabase, tmp_path: Path) -> None:
    def age(manifest: dict[str, Any], tables: dict[str, Rows]) -> None:
        manifest["schema"] = "0011"
        for table, columns in SINCE_0011.items():
            for column in columns:
                del manifest["tables"][table]["columns"][column]
                for row in tables[table]:
                    del row[column]
        for table in ("canned_answer", "clarification", "clarification_read", "device_key"):
            del manifest["tables"][table], tables[table]
        manifest["tables"]["question"]["columns"]["answer"] = "text"
        for row in tables["question"]:
            row["answer"] = ""

    session = new_database("sqlite")
    old = rewritten(written, tmp_path / "old.podium", age)
    restored = restore(session, old, secrets=True)
    again = write_archive(session, restored.event_id, tmp_path / "again.podium", secrets=True)
    assert again.sha256 != file_hash(old)
    with_closed, _ = contents(again.path)
    assert with_closed["event"] == contents(written)[0]["event"]


def test_a_file_that_is_no_archive_is_refused(new_database: NewDatabase, tmp_path: Path) -> None:
    session = new_database("sqlite")
    for data, code in (
        (b"", "sealed_broken"),
        (b"PK\x03\x04rest", "sealed_broken"),
        (b"SQLite format 3\x00", "sealed_raw_copy"),
    ):
        (tmp_path / "x").write_bytes(data)
        with pytest.raises(DomainError, match=code):
            restore(session, tmp_path / "x")


def test_an_unknown_event_and_a_rehearsal_are_not_archived(session: Session, tmp_path: Path) -> None:
    scene = make_scene(session)
    with pytest.raises(DomainError, match="not_found"):
        write_archive(session, "0" * 32, tmp_path / "a")
    with write_transaction(session):
        session.execute(
            text("DROP TRIGGER event_rehearses" + (" ON event" if session.get_bind().dialect.name != "sqlite" else ""))
        )
        session.execute(text("UPDATE event SET rehearsal_of = id"))
    with pytest.raises(DomainError, match="rehearsal_not_archived"):
        write_archive(session, scene.event_id, tmp_path / "a")
    assert not (tmp_path / "a").exists()
