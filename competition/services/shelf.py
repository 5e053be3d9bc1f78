"""The shelf of backups: where they lie, which there are, and which are let go. Source: QUALITY P17.

Each backup is one sealed file with a small JSON file beside it. The small file repeats what the sealed one says of
itself, so that a list is read without unpacking anything; where it is missing it is written again.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from competition.config import Config, load_config
from competition.db.base import Json
from competition.db.copies import sqlite_file
from competition.domain.backups import KeptBackup, backups_to_keep
from competition.domain.errors import DomainError
from competition.formats.sealed import SealedFile, SealLimits, file_hash
from competition.logs import get_log
from competition.queries.event_sizes import EventSize, size_from_json

FORMAT = "podium-backup"
VERSION = 1
SUFFIX = ".podium"
OPTION = "competition_shelf"
NO_LIMITS = SealLimits(unpacked=1 << 40, ratio=1 << 20)
"""Backups are our own: they are as large as the database was."""
NAME = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}", re.ASCII)

log = get_log("backups")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where backups lie. copies: a second folder, such as a USB disk; None for none."""

    folder: Path
    copies: Path | None = None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the shelf: one backup at a time, whatever process makes it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / ".lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def path(self, name: str) -> Path:
        """Return the file of a backup; raises DomainError `not_found` for a name that is none."""
        path = self.folder / f"{name}{SUFFIX}"
        if NAME.fullmatch(name) is None or not path.is_file():
            raise DomainError("not_found")
        return path


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup as the list shows it.

    at: real time at which it was begun. by: the account or program that asked. engine: sqlite or postgresql.
    schema: version of the tables. stamp: see `change_stamp`. size: bytes. sha256: of the whole file.
    """

    name: str
    at: datetime
    reason: str
    by: str
    engine: str
    schema: str
    app: str
    stamp: str
    events: tuple[EventSize, ...]
    size: int
    sha256: str
    pinned: bool = False

    @property
    def marks(self) -> int:
        """Return the filled fields of all events."""
        return sum(event.marks for event in self.events)

    def event(self, event_id: str) -> EventSize | None:
        """Return one event as it was."""
        return next((event for event in self.events if event.id == event_id), None)


def keep_backups_at(engine: Engine, config: Config) -> None:
    """Say where the backups of a database lie."""
    shelf = Shelf(config.data_dir / "backups", config.backup_copy_dir)
    engine.update_execution_options(**{OPTION: shelf})


def shelf_of(engine: Engine) -> Shelf:
    """Return where the backups of a database lie: as said, else beside its file, else in the data folder."""
    shelf = engine.get_execution_options().get(OPTION)
    if isinstance(shelf, Shelf):
        return shelf
    file = sqlite_file(engine)
    return Shelf((file.parent if file else load_config().data_dir) / "backups")


def backups_on(shelf: Shelf) -> tuple[Backup, ...]:
    """Return all backups, the newest first."""
    if not shelf.folder.is_dir():
        return ()
    found = []
    for path in shelf.folder.glob(f"*{SUFFIX}"):
        if NAME.fullmatch(path.stem):
            with suppress(DomainError):
                found.append(read_card(path))
    return tuple(sorted(found, key=lambda each: (each.at, each.name), reverse=True))


def read_card(path: Path) -> Backup:
    """Return what is known of a backup file, from the card beside it or from itself.

    Raises DomainError as `SealedFile` does when there is no card and the file is not whole.
    """
    try:
        return _from_json(path.stem, json.loads(_card(path).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        backup = describe(path)
        with suppress(OSError):
            write_card(path, backup)
        return backup


def describe(path: Path) -> Backup:
    """Return what a sealed backup says of itself, after it was found whole; raises DomainError as `SealedFile`."""
    with SealedFile(path, NO_LIMITS) as sealed:
        told: Mapping[str, Any] = sealed.manifest
        if told.get("format") != FORMAT or told.get("version") != VERSION:
            raise DomainError("sealed_broken")
        facts = {**told, "size": path.stat().st_size, "sha256": file_hash(path)}
    try:
        return _from_json(path.stem, facts)
    except (KeyError, TypeError, ValueError) as strange:
        raise DomainError("sealed_broken") from strange


def write_card(path: Path, backup: Backup) -> None:
    """Write the card of a backup, whole or not at all."""
    facts: dict[str, Json] = {
        **manifest_of(backup),
        "size": backup.size,
        "sha256": backup.sha256,
        "pinned": backup.pinned,
    }
    write_whole(_card(path), json.dumps(facts, ensure_ascii=False, indent=1))


def manifest_of(backup: Backup) -> dict[str, Json]:
    """Return what a backup says of itself inside its file."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "at": backup.at.astimezone(UTC).isoformat(),
        "reason": backup.reason,
        "by": backup.by,
        "engine": backup.engine,
        "schema": backup.schema,
        "app": backup.app,
        "stamp": backup.stamp,
        "events": [event.as_json() for event in backup.events],
    }


def pin(shelf: Shelf, name: str, *, pinned: bool) -> Backup:
    """Keep a backup until it is let go by hand, or let it go its way; raises DomainError `not_found`."""
    path = shelf.path(name)
    with shelf.locked():
        backup = replace(read_card(path), pinned=pinned)
        write_card(path, backup)
    return backup


def is_whole(shelf: Shelf, name: str) -> bool:
    """Tell whether a backup is byte for byte what was written; raises DomainError `not_found`."""
    path = shelf.path(name)
    try:
        return describe(path).sha256 == read_card(path).sha256
    except DomainError:
        return False


def let_old_ones_go(shelf: Shelf, now: datetime) -> None:
    """Delete what retention does not keep, here and in the second folder."""
    for folder in filter(None, (shelf.folder, shelf.copies)):
        backups = backups_on(replace(shelf, folder=folder))
        kept = backups_to_keep((KeptBackup(each.name, each.at, each.pinned) for each in backups), now)
        for each in backups:
            if each.name not in kept:
                path = folder / f"{each.name}{SUFFIX}"
                path.unlink(missing_ok=True)
                _card(path).unlink(missing_ok=True)


def copy_away(shelf: Shelf, name: str) -> bool:
    """Copy a backup to the second folder and read it back; tells whether it is there. Never raises."""
    if shelf.copies is None:
        return False
    source, target = shelf.path(name), shelf.copies / f"{name}{SUFFIX}"
    partly = target.with_suffix(".part")
    try:
        with source.open("rb") as read, os.fdopen(os.open(partly, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as write:
            shutil.copyfileobj(read, write, 1 << 20)
            write.flush()
            os.fsync(write.fileno())
        card = read_card(source)
        if file_hash(partly) != card.sha256:
            raise OSError("the copy differs")
        partly.replace(target)
        write_card(target, card)
    except OSError as fault:
        log.error("backup_not_copied", name=name, fault=fault.strerror or str(fault))
        with suppress(OSError):
            partly.unlink(missing_ok=True)
        return False
    return True


def is_copied(shelf: Shelf, name: str) -> bool:
    """Tell whether a backup lies in the second folder."""
    return shelf.copies is not None and (shelf.copies / f"{name}{SUFFIX}").is_file()


def copies_state(shelf: Shelf) -> str:
    """Return how the second folder is: `none`, `missing`, `same_disk`, `behind`, `good`."""
    if shelf.copies is None:
        return "none"
    if not shelf.copies.is_dir():
        return "missing"
    newest = next(iter(backups_on(shelf)), None)
    if newest is not None and not is_copied(shelf, newest.name):
        return "behind"
    same = shelf.folder.is_dir() and shelf.copies.stat().st_dev == shelf.folder.stat().st_dev
    return "same_disk" if same else "good"


def _card(path: Path) -> Path:
    return path.with_suffix(".json")


def write_whole(path: Path, text: str) -> None:
    """Write a small file whole or not at all, and wait until the disk has it."""
    partly = path.with_suffix(".part")
    with os.fdopen(os.open(partly, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partly.replace(path)


def _from_json(name: str, found: Mapping[str, Any]) -> Backup:
    at = datetime.fromisoformat(found["at"])
    if at.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return Backup(
        name=name,
        at=at,
        events=tuple(size_from_json(each) for each in found["events"]),
        size=int(found["size"]),
        sha256=str(found["sha256"]),
        pinned=bool(found.get("pinned", False)),
        **{key: str(found[key]) for key in ("reason", "by", "engine", "schema", "app", "stamp")},
    )
