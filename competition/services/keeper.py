"""The server's own care for its data: a backup every few minutes when something changed, and the heads of all logs."""

from __future__ import annotations

import fcntl
import threading
from datetime import UTC, datetime, timedelta
from typing import TextIO

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from competition.domain.backups import BackupReason
from competition.domain.errors import DomainError
from competition.logs import get_log
from competition.services.backups import make_backup, newest_backup, stamp_of
from competition.services.heads import note_heads
from competition.services.shelf import copy_away, is_copied, shelf_of

TICK_S = 30.0
TIMER = "timer"

log = get_log("keeper")


class Keeper:
    """Looks after one database.

    minutes: between backups, 0 for none. fault: why the last one failed, "" when it did not.
    """

    def __init__(self, engine: Engine, minutes: int) -> None:
        """Take the database; nothing happens until `start` or `tick`."""
        self.minutes = minutes
        self.fault = ""
        self._engine = engine
        self._stopping = threading.Event()
        self._held: TextIO | None = None

    def start(self) -> None:
        """Look after it from now on, beside the requests."""
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """End the care; another process may take it on."""
        self._stopping.set()
        if self._held is not None:
            self._held.close()
            self._held = None

    def tick(self, now: datetime) -> bool:
        """Do what is due; tells whether a backup was made. Of several processes one does it."""
        if not self._is_first():
            return False
        shelf = shelf_of(self._engine)
        with Session(self._engine) as session:
            note_heads(session, shelf, now)
        newest = newest_backup(self._engine)
        is_due = newest is None or now - newest.at >= timedelta(minutes=self.minutes)
        made = False
        if self.minutes and is_due and (newest is None or newest.stamp != stamp_of(self._engine)):
            newest = make_backup(self._engine, BackupReason.TIMER, by=TIMER)
            made = True
        if newest is not None and shelf.copies is not None and not is_copied(shelf, newest.name):
            copy_away(shelf, newest.name)
        self.fault = ""
        return made

    def _is_first(self) -> bool:
        if self._held is None:
            folder = shelf_of(self._engine).folder
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = (folder / ".keeper").open("a")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.close()
                return False
            self._held = file
        return True

    def _run(self) -> None:
        while not self._stopping.wait(TICK_S):
            try:
                self.tick(datetime.now(UTC))
            except DomainError as refusal:
                self.fault = refusal.params.get("fault", refusal.code)
            except Exception as fault:
                # Whatever it was, the next tick tries again and the page says so meanwhile.
                log.exception("keeper_failed")
                self.fault = type(fault).__name__
