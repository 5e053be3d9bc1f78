"""What is no whole, unspoilt backup is not restored, and an exchanged file is noticed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.copies import raw_sqlite, sqlite_file
from competition.db.engine import open_engine
from competition.db.models import AuditEvent
from competition.domain.backups import BackupReason
from competition.domain.errors import DomainError
from competition.queries.log_replay import verify_event
from competition.services.archives import write_archive
from competition.services.backups import make_backup
from competition.services.heads import note_heads
from competition.services.restoring import check_backup, restore_backup
from competition.services.shelf import shelf_of
from tests.archives import mark_something, table_counts
from tests.factories import NOW, make_scene
from tests.integration.backup_scene import operator, path_of


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda file, _: file.read_bytes(), "sealed_raw_copy"),
        (lambda _, backup: backup.read_bytes()[:-7], "sealed_broken"),
        (lambda _, backup: backup.read_bytes()[:500] + b"x" + backup.read_bytes()[501:], "sealed_broken"),
    ],
    ids=["a naive copy of the live file", "a cut file", "a rotten file"],
)
def test_what_is_no_whole_backup_is_refused(make: object, code: str, sqlite_url: str, tmp_path: Path) -> None:
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        scene = make_scene(session)
        backup = path_of(scene, make_backup(session, BackupReason.ASKED))
        file = sqlite_file(engine)
        (tmp_path / "bad").write_bytes(make(file, backup))  # type: ignore[operator]
        before = table_counts(session)
        for step in (check_backup, lambda path, _: restore_backup(operator(session), path)):
            with pytest.raises(DomainError) as refusal:
                step(tmp_path / "bad", tmp_path)
            assert refusal.value.code == code
        assert table_counts(session) == before
        archive = write_archive(session, scene.event_id, tmp_path / "a").path
        with pytest.raises(DomainError, match="backup_is_archive"):
            restore_backup(operator(session), archive)
    engine.dispose()
    assert [each.name for each in tmp_path.glob(".staging*")] == []


def test_a_backup_of_a_forged_database_is_refused(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        scene = make_scene(session)
        mark_something(scene)
        file = sqlite_file(engine)
        assert file is not None
        with raw_sqlite(file) as connection:
            connection.execute("DROP TRIGGER mark_no_update")
            connection.execute("UPDATE mark SET value = '9' WHERE version = 1")
        backup = path_of(scene, make_backup(session, BackupReason.ASKED))
        before = table_counts(session)
        with pytest.raises(DomainError) as refusal:
            restore_backup(operator(session), backup)
        assert refusal.value.code == "backup_not_verified"
        assert refusal.value.params["event"] == "test-2024"
        assert table_counts(session) == before
    engine.dispose()


def test_an_exchanged_file_is_noticed(sqlite_url: str, tmp_path: Path) -> None:
    engine = open_engine(sqlite_url)
    file = sqlite_file(engine)
    assert file is not None
    with Session(engine) as session:
        scene = make_scene(session)
        with raw_sqlite(file) as connection:
            connection.execute("VACUUM INTO ?", (str(tmp_path / "yesterday"),))
        mark_something(scene)
        shelf = shelf_of(engine)
        note_heads(session, shelf, NOW)
        seq = session.scalar(select(func.max(AuditEvent.seq)))
    engine.dispose()
    for each in file.parent.glob(f"{file.name}*"):
        each.unlink()
    shutil.move(tmp_path / "yesterday", file)
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        (lost,) = note_heads(session, shelf, NOW)
        assert (lost.seq, lost.backup, lost.is_rewritten) == (seq, "", False)
        assert lost.missing == lost.seq - lost.found > 0
        assert verify_event(session, scene.event_id).problems == ()
    engine.dispose()
