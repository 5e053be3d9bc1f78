"""A backup takes the place of the present whole or not at all, and nobody rolls back in silence. F34, T19, G12."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from competition.db.base import Base
from competition.db.engine import open_engine, write_transaction
from competition.db.models import Account, AuditEvent, AuditText, Board, Device, Mark, Op, PublishedDocument, SignIn
from competition.domain.backups import BackupReason
from competition.domain.errors import DomainError
from competition.domain.visibility import Policy
from competition.queries.log_replay import verify_event
from competition.services import destructive, restoring
from competition.services.backups import make_backup
from competition.services.event_boards import publish_event_boards
from competition.services.heads import accept_lost, lost_heads, note_heads
from competition.services.identity import new_id
from competition.services.marking import record_marks
from competition.services.publication import set_policy
from competition.services.raw_rows import add_raw_rows
from competition.services.restoring import AskedFor, event_changes, restore_backup
from competition.services.shelf import OPTION, Backup, Shelf, backups_on, shelf_of
from tests.archives import enter, fill_empty_tables, mark_something, table_counts
from tests.factories import NOW, Scene, make_scene
from tests.integration.backup_scene import operator, path_of

pytestmark = pytest.mark.both_engines

FULL = os.environ.get("FULL") == "1"
BACKUPS_UNDER_LOAD = 20 if FULL else 4


@pytest.fixture
def engine(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    """Give an engine on a new database with a shelf of its own."""
    opened = open_engine(database_url)
    opened.update_execution_options(**{OPTION: Shelf(tmp_path / "kept" / "backups")})
    yield opened
    opened.dispose()


@pytest.fixture
def scene(engine: Engine) -> Iterator[Scene]:
    """Give a small event with some marks."""
    with Session(engine) as session:
        made = make_scene(session)
        mark_something(made)
        yield made


def marks(session: Session) -> int:
    count = session.scalar(select(func.count()).select_from(Mark)) or 0
    session.rollback()
    return count


def test_a_restore_brings_back_the_past_and_keeps_the_present(scene: Scene, engine: Engine) -> None:
    backup = make_backup(scene.session, BackupReason.ASKED)
    then, head = marks(scene.session), backup.events[0].seq
    enter(scene, "CHN", scene.sheets["EI-02", "A2"], "A2.M1", "1")
    (change,) = event_changes(scene.session, backup)
    assert change.now is not None
    assert change.then is not None
    assert (change.now.marks - change.then.marks, change.lost_entries, change.is_same) == (1, 1, False)
    done = restore_backup(operator(scene.session), path_of(scene, backup), asked=AskedFor("A wrong import", "a", "b"))
    assert marks(scene.session) == then
    (entry,) = scene.session.scalars(select(AuditEvent).where(AuditEvent.type == "backup.restore"))
    assert json.loads(entry.leaf)["old"] == {"seq": head + 1, "hash": change.now.hash}
    assert json.loads(entry.leaf)["new"]["approved_by"] == "b"
    assert entry.seq == head + 1
    assert "A wrong import" in scene.session.scalars(select(AuditText.text)).all()
    assert verify_event(scene.session, scene.event_id).problems == ()
    # What was there before is a backup like any other: restoring it undoes the restore.
    assert done.before is not None
    restore_backup(operator(scene.session), path_of(scene, done.before))
    assert marks(scene.session) == then + 1
    assert verify_event(scene.session, scene.event_id).problems == ()


def test_the_database_guards_itself_again_afterwards(scene: Scene) -> None:
    backup = make_backup(scene.session, BackupReason.ASKED)
    restore_backup(operator(scene.session), path_of(scene, backup))
    for statement in ("DELETE FROM mark", "UPDATE audit_event SET leaf = ''", "DELETE FROM op", "DELETE FROM score"):
        with pytest.raises(DBAPIError, match="append-only"):
            scene.session.execute(text(statement))
        scene.session.rollback()
    enter(scene, "CHN", scene.sheets["EI-02", "A2"], "A2.M1", "1")


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_a_backup_restores_on_an_empty_installation_of_either_engine(
    target: str, scene: Scene, tmp_path: Path, request: pytest.FixtureRequest, sqlite_template: Path
) -> None:
    fill_empty_tables(scene.session, scene.event_id)
    backup = make_backup(scene.session, BackupReason.ASKED)
    if target == "sqlite":
        shutil.copy(sqlite_template, tmp_path / "elsewhere.db")
        url = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    else:
        url = request.getfixturevalue("postgresql_cluster").new_database()
    other = open_engine(url)
    other.update_execution_options(**{OPTION: Shelf(tmp_path / "elsewhere" / "backups")})
    counts = table_counts(scene.session)
    with Session(other) as session:
        done = restore_backup(operator(session), path_of(scene, backup))
        assert done.before is None
        assert done.rows == sum(counts.values())
        assert table_counts(session) == {**counts, "audit_event": counts["audit_event"] + 1}
        # Without the one entry that tells of the restore it is the same event, byte for byte.
        assert verify_event(session, scene.event_id).problems == ()
        for table in ("mark", "score", "image", "sheet_result"):
            assert rows_of(session, table) == rows_of(scene.session, table)
    other.dispose()


def rows_of(session: Session, table: str) -> list[str]:
    found = session.execute(select(Base.metadata.tables[table])).all()
    session.rollback()
    return sorted(map(repr, found))


def test_who_may_sign_in_stays_as_it_is(scene: Scene) -> None:
    session, chn, kaz = scene.session, scene.judges["CHN"], scene.judges["KAZ"]
    sign_in(session, "old", chn.account_id, chn.device_id)
    sign_in(session, "ended", kaz.account_id, kaz.device_id)
    backup = make_backup(session, BackupReason.ASKED)
    fresh = Device(id=new_id(), name="", last_seq=0, created_at=NOW)
    with write_transaction(session):
        session.execute(text("UPDATE session SET revoked_at = :at WHERE token_hash = 'ended'"), {"at": NOW})
        session.execute(
            text("UPDATE account SET pin_hash = 'new', disabled_at = :at WHERE id = :id"),
            {"at": NOW, "id": kaz.account_id},
        )
        session.execute(text("UPDATE device SET last_seq = 40 WHERE id = :id"), {"id": chn.device_id})
        session.add(fresh)
    device_id = fresh.id
    sign_in(session, "new", chn.account_id, device_id)
    restore_backup(operator(session), path_of(scene, backup))
    found = {row.token_hash: row.revoked_at for row in session.scalars(select(SignIn))}
    assert {name: revoked is None for name, revoked in found.items()} == {"old": True, "ended": False, "new": True}
    account = session.get_one(Account, kaz.account_id)
    assert (account.pin_hash, account.disabled_at is None) == ("new", False)
    assert session.get_one(Device, chn.device_id).last_seq == 40
    assert session.get(Device, device_id) is not None


def sign_in(session: Session, token: str, account_id: str | None, device_id: str) -> None:
    with write_transaction(session):
        times = dict.fromkeys(("created_at", "last_seen_at", "authenticated_at"), NOW)
        session.add(
            SignIn(
                token_hash=token,
                account_id=account_id,
                device_id=device_id,
                way="pin",
                expires_at=NOW + timedelta(hours=14),
                **times,
            )
        )


def test_a_restored_board_gets_a_number_that_nobody_has_seen(scene: Scene) -> None:
    session = scene.session
    board = session.scalars(select(Board.id).where(Board.trade_id == scene.trade_id)).one()
    set_policy(scene.context(scene.organizer), board, Policy.LIVE)
    publish_event_boards(scene.context(scene.organizer), scene.event_id)
    backup = make_backup(session, BackupReason.ASKED)
    before = published(session, board)
    enter(scene, "CHN", scene.sheets["EI-02", "A2"], "A2.M1", "1")
    later = published(session, board)
    assert later[0] == before[0] + 1
    restore_backup(operator(session), path_of(scene, backup))
    assert published(session, board) == (later[0] + 1, before[1])
    enter(scene, "CHN", scene.sheets["EI-02", "A2"], "A2.M1", "1")
    assert published(session, board)[0] == later[0] + 2


def published(session: Session, board: str) -> tuple[int, str]:
    row = session.execute(
        select(PublishedDocument.revision, PublishedDocument.body)
        .where(PublishedDocument.board_id == board)
        .order_by(PublishedDocument.revision.desc())
        .limit(1)
    ).one()
    session.rollback()
    return row.revision, row.body


def test_a_restore_that_breaks_off_has_changed_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    backup = make_backup(scene.session, BackupReason.ASKED)
    enter(scene, "CHN", scene.sheets["EI-02", "A2"], "A2.M1", "1")
    before = table_counts(scene.session)

    def pulled(connection: object, table: object, rows: list[list[object]]) -> None:
        if getattr(table, "name", "") == "mark":
            raise RuntimeError("pulled")
        add_raw_rows(connection, table, rows)  # type: ignore[arg-type]

    monkeypatch.setattr(restoring, "add_raw_rows", pulled)
    with pytest.raises(RuntimeError, match="pulled"):
        restore_backup(operator(scene.session), path_of(scene, backup))
    assert table_counts(scene.session) == before
    with pytest.raises(DBAPIError, match="append-only"):
        scene.session.execute(text("DELETE FROM mark"))
    scene.session.rollback()
    assert verify_event(scene.session, scene.event_id).problems == ()


def test_without_a_backup_of_the_present_nothing_is_restored(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    backup = make_backup(scene.session, BackupReason.ASKED)
    before = table_counts(scene.session)

    def full(*_: object, **__: object) -> None:
        raise DomainError("backup_failed", fault="No space left on device")

    monkeypatch.setattr(destructive, "make_backup", full)
    with pytest.raises(DomainError, match="backup_failed"):
        restore_backup(operator(scene.session), path_of(scene, backup))
    assert table_counts(scene.session) == before


def test_whoever_reads_meanwhile_sees_the_old_or_the_new(
    scene: Scene, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = make_backup(scene.session, BackupReason.ASKED)
    enter(scene, "CHN", scene.sheets["EI-02", "A2"], "A2.M1", "1")
    now, then = marks(scene.session), marks(scene.session) - 1
    monkeypatch.setattr(restoring, "LOCK_WAIT", "300ms")
    with Session(engine) as reader:
        assert reader.scalar(select(func.count()).select_from(Mark)) == now
        if engine.dialect.name == "postgresql":
            # The server waits for whoever reads, not for ever, and leaves everything as it was.
            with pytest.raises(DomainError, match="restore_busy"):
                restore_backup(operator(scene.session), path_of(scene, backup))
            assert marks(scene.session) == now
        else:
            restore_backup(operator(scene.session), path_of(scene, backup))
            assert marks(scene.session) == then
        assert reader.scalar(select(func.count()).select_from(Mark)) == now


@pytest.mark.gate("G12")
@pytest.mark.timeout(600)
def test_backups_under_load_restore_and_verify(
    scene: Scene, engine: Engine, tmp_path: Path, sqlite_template: Path
) -> None:
    """Judges write without a pause while backups are made; each holds every mark acknowledged before it began."""
    stop, acked = threading.Event(), list[str]()

    def write() -> None:
        actor = replace(scene.judges["BRA"], device_id=new_id())
        with write_transaction(scene.session):
            scene.session.add(Device(id=actor.device_id, name="", last_seq=0, created_at=NOW))
        versions: dict[str, int] = {}
        number = 0
        while not stop.is_set():
            number += 1
            entry = ("EI-01", "EI-03", "EI-04")[number % 3]
            sheet = scene.sheets[entry, "A2"]
            change = replace(
                scene.change("BRA", "A2.M1", str(number % 2), base=versions.get(sheet, 2 if entry == "EI-01" else 0)),
                device_seq=number,
            )
            (outcome,) = record_marks(replace(scene.context(actor)), sheet, [change])
            answer = json.loads(outcome.receipt)
            versions[sheet] = answer["version"]
            if answer["status"] == "applied":
                acked.append(change.op_id)

    writer = threading.Thread(target=write)
    writer.start()
    taken: list[tuple[Backup, int]] = []
    try:
        for _ in range(BACKUPS_UNDER_LOAD):
            wanted = len(acked) + 5
            while len(acked) < wanted and writer.is_alive():
                stop.wait(0.01)
            done = len(acked)
            taken.append((make_backup(engine, BackupReason.TIMER), done))
    finally:
        stop.set()
        writer.join()
    assert len(acked) >= 5 * BACKUPS_UNDER_LOAD
    for number, (backup, done) in enumerate(taken):
        copy = tmp_path / f"restored-{number}.db"
        shutil.copy(sqlite_template, copy)
        other = open_engine(f"sqlite:///{copy}")
        other.update_execution_options(**{OPTION: Shelf(tmp_path / f"shelf-{number}" / "backups")})
        with Session(other) as session:
            restore_backup(operator(session), shelf_of(engine).path(backup.name))
            assert verify_event(session, scene.event_id).problems == ()
            assert set(acked[:done]) <= set(session.scalars(select(Op.op_id)))
        other.dispose()


def test_an_older_database_is_noticed_and_never_twice(scene: Scene, engine: Engine) -> None:
    session, shelf = scene.session, shelf_of(engine)
    assert note_heads(session, shelf, NOW) == ()
    backup = make_backup(session, BackupReason.ASKED)
    enter(scene, "CHN", scene.sheets["EI-02", "A2"], "A2.M1", "1")
    assert note_heads(session, shelf, NOW) == ()
    seq = event_changes(session, backup)[0].now
    assert seq is not None
    (lost,) = restore_backup(operator(session), path_of(scene, backup)).lost
    assert (lost.code, lost.seq, lost.hash, lost.backup) == ("test-2024", seq.seq, seq.hash, backup.name)
    # The restore's own entry stands where the lost one stood.
    assert lost.is_rewritten
    assert note_heads(session, shelf, NOW) == ()
    assert lost_heads(shelf) == (lost,)
    assert accept_lost(shelf, scene.event_id, "somebody") == 1
    assert accept_lost(shelf, scene.event_id, "somebody") == 0
    assert [each.accepted_by for each in lost_heads(shelf)] == ["somebody"]


def test_a_file_of_heads_that_is_broken_is_put_aside(scene: Scene, engine: Engine) -> None:
    shelf = shelf_of(engine)
    note_heads(scene.session, shelf, NOW)
    file = shelf.folder.parent / "heads.json"
    file.write_text('{"heads": []')
    assert note_heads(scene.session, shelf, NOW) == ()
    assert json.loads(file.read_text())["heads"][scene.event_id]["code"] == "test-2024"
    assert file.with_suffix(".broken").exists()
    assert file.stat().st_mode & 0o777 == 0o600


def test_old_backups_are_let_go_after_a_restore_too(scene: Scene, engine: Engine) -> None:
    backup = make_backup(scene.session, BackupReason.ASKED)
    restore_backup(operator(scene.session), path_of(scene, backup))
    assert len(backups_on(shelf_of(engine))) == 2
