"""Backups: of one moment while others write, whole, private, few enough. Source: PRODUCT B6, FAULTS F34."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from competition.db.copies import raw_sqlite, sqlite_file
from competition.db.engine import open_engine, write_transaction
from competition.db.models import Device
from competition.domain.backups import BackupReason
from competition.domain.errors import DomainError
from competition.formats.sealed import SealedFile
from competition.services import shelf as shelves
from competition.services.backups import engine_of, make_backup, newest_backup, stamp_of
from competition.services.marking import record_marks
from competition.services.shelf import NO_LIMITS, OPTION, Shelf, backups_on, is_whole, pin, shelf_of
from tests.factories import NOW, Scene, make_scene


@pytest.fixture
def engine(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    """Give an engine on a new database with a shelf and a second folder."""
    opened = open_engine(database_url)
    (tmp_path / "usb").mkdir()
    opened.update_execution_options(**{OPTION: Shelf(tmp_path / "backups", tmp_path / "usb")})
    yield opened
    opened.dispose()


@pytest.fixture
def scene(engine: Engine) -> Iterator[Scene]:
    """Give a small event with one mark."""
    with Session(engine) as session:
        made = make_scene(session)
        enter(made, "1")
        yield made


def enter(scene: Scene, number: str, base: int = 0) -> None:
    change = scene.change("CHN", "A1.M1", number, base=base)
    record_marks(scene.context(scene.judges["CHN"]), scene.sheets["EI-04", "A1"], [change])


def test_a_backup_says_what_it_holds(scene: Scene, engine: Engine) -> None:
    context = scene.context(scene.organizer)
    backup = make_backup(context, BackupReason.BEFORE_IMPORT)
    (event,) = backup.events
    assert (backup.reason, backup.by) == ("before_import", scene.organizer.account_id)
    assert (event.code, event.name["zh"], event.entries, event.sheets, event.locked) == (
        "test-2024",
        "测试赛",
        4,
        12,
        0,
    )
    assert (event.marks, backup.marks) == (1, 1)
    assert event.seq > 0
    assert backup.engine == engine.dialect.name
    assert backup.at.utcoffset() == timedelta(0)
    assert newest_backup(context) == backup == backups_on(shelf_of(engine))[0]


def test_a_backup_is_private_whole_and_alone(scene: Scene, engine: Engine) -> None:
    backup = make_backup(scene.session, BackupReason.ASKED)
    shelf = shelf_of(engine)
    path = shelf.path(backup.name)
    assert is_whole(shelf, backup.name)
    assert {each.stat().st_mode & 0o777 for each in (path, path.with_suffix(".json"))} == {0o600}
    assert shelf.folder.stat().st_mode & 0o777 == 0o700
    assert sorted(each.name for each in shelf.folder.iterdir()) == [".lock", f"{backup.name}.json", path.name]


def test_the_second_folder_gets_a_copy_that_was_read_back(scene: Scene, engine: Engine) -> None:
    backup = make_backup(engine, BackupReason.ASKED)
    second = replace(shelf_of(engine), folder=shelf_of(engine).copies or Path())
    assert backups_on(second) == (backup,)
    assert is_whole(second, backup.name)


def test_a_second_folder_that_is_gone_stops_nothing(scene: Scene, engine: Engine) -> None:
    engine.update_execution_options(**{OPTION: replace(shelf_of(engine), copies=Path("/nowhere/usb"))})
    backup = make_backup(engine, BackupReason.ASKED)
    assert backups_on(shelf_of(engine)) == (backup,)


def test_a_backup_inside_a_transaction_is_of_what_was_before_it(scene: Scene, engine: Engine) -> None:
    with write_transaction(scene.session):
        scene.session.add(Device(id="0" * 32, name="", last_seq=0, created_at=NOW))
        scene.session.flush()
        backup = make_backup(scene.session, BackupReason.BEFORE_CHANGE)
    text = unpacked(shelf_of(engine).path(backup.name))
    assert b"0" * 32 not in text
    assert scene.event_id.encode() in text


def unpacked(path: Path) -> bytes:
    with SealedFile(path, NO_LIMITS) as file:
        return b"".join(chunk for name in file.parts for chunk in file.chunks(name))


def test_only_what_retention_keeps_stays(scene: Scene, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = shelf_of(engine)
    first = make_backup(engine, BackupReason.ASKED)
    pinned = pin(shelf, make_backup(engine, BackupReason.ASKED).name, pinned=True)
    last = make_backup(engine, BackupReason.ASKED)
    shelves.let_old_ones_go(shelf, last.at + timedelta(days=3))
    assert {each.name for each in backups_on(shelf)} == {pinned.name, last.name}
    assert not (shelf.folder / f"{first.name}.json").exists()
    assert pin(shelf, pinned.name, pinned=False).pinned is False


def test_a_lost_card_is_written_again_from_the_file(scene: Scene, engine: Engine) -> None:
    backup = make_backup(engine, BackupReason.ASKED)
    card = shelf_of(engine).path(backup.name).with_suffix(".json")
    for damage in (None, "", "{}", '{"at": 1}'):
        card.unlink() if damage is None else card.write_text(damage)
        assert backups_on(shelf_of(engine)) == (backup,)
        assert card.stat().st_size > 100


@pytest.mark.gate("G12")
def test_rot_on_the_shelf_is_found(scene: Scene, engine: Engine) -> None:
    shelf = shelf_of(engine)
    backup = make_backup(engine, BackupReason.ASKED)
    path = shelf.path(backup.name)
    data = path.read_bytes()
    for at in range(7, len(data), len(data) // 40):
        path.write_bytes(data[:at] + bytes([data[at] ^ 16]) + data[at + 1 :])
        assert not is_whole(shelf, backup.name)
    path.write_bytes(data)
    assert is_whole(shelf, backup.name)


def test_a_stamp_differs_after_a_mark_and_stays_without(sqlite_url: str) -> None:
    """A PostgreSQL server counts what was written with a delay of its own, so only the file is asked here."""
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        scene = make_scene(session)
        before = stamp_of(engine)
        make_backup(engine, BackupReason.ASKED)
        assert stamp_of(engine) == before
        enter(scene, "0")
        assert stamp_of(engine) != before
    engine.dispose()


@pytest.mark.parametrize("name", ["", "x", "../../etc/passwd", "20261125-225903-8ca7db", "20261125-225903-8CA7DB"])
def test_a_name_that_is_none_finds_nothing(name: str, tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="not_found"):
        Shelf(tmp_path).path(name)


@pytest.mark.gate("G12")
def test_a_database_that_is_damaged_is_not_backed_up_in_silence(sqlite_url: str, tmp_path: Path) -> None:
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        make_scene(session)
    file = sqlite_file(engine)
    assert file is not None
    with raw_sqlite(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    data = bytearray(file.read_bytes())
    # Every page but the first: at least one of them is in use.
    for page in range(4096, len(data), 4096):
        data[page : page + 16] = bytes(range(16))
    file.write_bytes(data)
    with pytest.raises(DomainError) as refusal:
        make_backup(engine, BackupReason.ASKED)
    assert refusal.value.code == "backup_damaged_database"
    assert backups_on(shelf_of(engine)) == ()
    assert [each.name for each in shelf_of(engine).folder.iterdir()] == [".lock"]
    engine.dispose()


def test_a_disk_without_room_is_told_and_leaves_nothing(
    scene: Scene, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("competition.formats.sealed.os.fsync", full)
    with pytest.raises(DomainError) as refusal:
        make_backup(engine, BackupReason.ASKED)
    assert (refusal.value.code, refusal.value.params["fault"]) == ("backup_failed", "No space left on device")
    assert [each.name for each in shelf_of(engine).folder.iterdir()] == [".lock"]


def test_two_at_once_wait_for_one_another(scene: Scene, engine: Engine) -> None:
    threads = [threading.Thread(target=make_backup, args=(engine, BackupReason.ASKED)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(backups_on(shelf_of(engine))) == 3
    assert all(is_whole(shelf_of(engine), each.name) for each in backups_on(shelf_of(engine)))


def test_without_a_word_backups_lie_beside_the_database(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    file = sqlite_file(engine)
    assert file is not None
    assert shelf_of(engine).folder == file.parent / "backups"
    with Session(engine) as session:
        assert engine_of(session) is engine
    engine.dispose()
