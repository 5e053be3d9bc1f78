"""What a job's process and the process that watches it say to one another: one JSON object a line.

Child: `{"lane": true|false}`, `{"progress": [done, total, phase]}`, `{"publish": …}`, `{"end": …}`.
Parent: the id of the job, once; `go`, the answer to `{"lane": true}`. It asks for the end by SIGTERM; its own end
is the end of the pipe.
"""

from __future__ import annotations

import json
import signal
import threading
import time
from dataclasses import asdict
from typing import IO, Any

from competition.services.context import Announcement, BoardMoved, JobAsked, SheetMoved
from competition.services.job_rows import Progress
from competition.services.jobs import JobEnd

GO = b"go\n"
LEAST_S = 0.05
_TYPES: dict[str, type[Announcement]] = {each.__name__: each for each in (BoardMoved, SheetMoved, JobAsked)}


class ChildWire:
    """The child's end; also its writer lane: the parent lends its own for the length of a transaction."""

    def __init__(self, heard: IO[bytes], said: IO[bytes]) -> None:
        """Take the pipes, and the signal that asks for the end."""
        self._heard, self._said = heard, said
        self._is_cancelled = False
        self._last = 0.0
        self._phase: str | None = None
        signal.signal(signal.SIGTERM, self._cancel)

    def _cancel(self, *_: object) -> None:
        self._is_cancelled = True

    def is_cancelled(self) -> bool:
        """Tell whether the end was asked for."""
        return self._is_cancelled

    def progress(self, done: int, total: int, phase: str) -> None:
        """Tell how far it is, not more often than somebody could read."""
        now = time.monotonic()
        if phase == self._phase and now - self._last < LEAST_S and done < total:
            return
        self._last, self._phase = now, phase
        self._say({"progress": [done, total, phase]})

    def publish(self, announcement: Announcement) -> None:
        """Have the parent call it out."""
        self._say({"publish": {"type": type(announcement).__name__, **asdict(announcement)}})

    def acquire(self) -> None:
        """Wait for the parent's writer lane."""
        self._say({"lane": True})
        if self._heard.readline() != GO:
            raise ConnectionAbortedError("the parent is gone")

    def release(self) -> None:
        """Give the lane back."""
        self._say({"lane": False})

    def end(self, end: JobEnd) -> None:
        """Tell how the job ended."""
        self._say({"end": asdict(end)})

    def _say(self, message: dict[str, Any]) -> None:
        self._said.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")
        self._said.flush()


class LocalWire:
    """Both ends in one process: for tests and commands."""

    def __init__(self, publish: Any) -> None:
        """Take what calls out."""
        self._publish = publish
        self.last = Progress()
        self.ended = threading.Event()

    def progress(self, done: int, total: int, phase: str) -> None:
        """Keep how far it is."""
        self.last = Progress(done, total, phase)

    def is_cancelled(self) -> bool:
        """Tell whether the end was asked for."""
        return self.ended.is_set()

    def publish(self, announcement: Announcement) -> None:
        """Call it out."""
        self._publish(announcement)


def announcement_of(packed: dict[str, Any]) -> Announcement:
    """Return what a child wants called out."""
    members = {name: value for name, value in packed.items() if name != "type"}
    return _TYPES[str(packed["type"])](**members)
