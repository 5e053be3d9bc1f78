"""Watch over the jobs of this process: one child for each, the writer lane lent to whichever writes.

Uses plain threads and pipes: where the server patches them they are greenlets, and its loop is never held up.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from competition.db.engine import writer_lane
from competition.logs import get_log
from competition.services.context import Announcement, JobAsked
from competition.services.job_rows import (
    Progress,
    beat,
    bury_dead,
    cancelled,
    claim,
    finish,
    is_ended,
    waiting,
    worker_name,
)
from competition.services.job_wire import GO, LocalWire, announcement_of
from competition.services.jobs import CANCELLED, FAILED, JobEnd, known_kinds, run_job

MOST_AT_ONCE = 2
"""Children at work in one process; a laptop in a hall has few processors, and judges come first."""
POLL_S = 5.0
BEAT_S = 1.0
BURY_S = 30.0
GRACE_S = 10.0
"""How long a job may take to tidy up after its end was asked for."""
SPARE_S = 300.0
"""How long a child that was started ahead waits for a job."""
_BEATS_OF_LIFE = 10

log = get_log("jobs")
Publish = Callable[[Announcement], None]


@dataclass
class _Running:
    """A child at work."""

    process: subprocess.Popen[bytes]
    progress: Progress = field(default_factory=Progress)
    written: Progress = field(default_factory=Progress)
    cancelled_at: float | None = None
    holds_lane: bool = False


class JobRunner:
    """Runs what waits. environ: the settings that a child starts with. publish: calls out what was committed."""

    def __init__(
        self, engine: Engine, environ: Mapping[str, str], publish: Publish, child: str = "competition.worker"
    ) -> None:
        """Take the database and the ways out; nothing runs until `start`. child: the module that a child runs."""
        self._engine, self._environ, self._publish, self._child = engine, dict(environ), publish, child
        self.worker = worker_name()
        self._running: dict[str, _Running] = {}
        self._ended: dict[str, threading.Event] = {}
        self._spare: tuple[subprocess.Popen[bytes], float] | None = None
        self._wake = threading.Event()
        self._is_started = False
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Begin to run what waits."""
        self._is_started = True
        self._threads = [threading.Thread(target=target, daemon=True) for target in (self._serve, self._beat)]
        for thread in self._threads:
            thread.start()

    def warm_up(self) -> None:
        """Start a child ahead: somebody looks at a page that will want one, and a process takes a second to start."""
        if self._is_started and self._spare is None and not self._running:
            self._spare = (self._start_child(), time.monotonic())

    def stop(self) -> None:
        """End the watch and every child; their jobs count as dead for whoever starts next."""
        self._stopping.set()
        self._wake.set()
        self._let_spare_go()
        for running in list(self._running.values()):
            running.process.kill()
        for thread in self._threads:
            thread.join()

    def hear(self, announcement: Announcement) -> None:
        """Take note that a job waits, or that somebody wants one to end."""
        if not isinstance(announcement, JobAsked):
            return
        if announcement.cancel:
            self._cancel(announcement.job_id)
        self._wake.set()

    def progress_of(self, job_id: str) -> Progress | None:
        """Return how far a job is that runs here, None for others."""
        running = self._running.get(job_id)
        return running.progress if running else None

    def settle(self, job_id: str, seconds: float) -> None:
        """Wait until a job has ended, or for so long: what is quick needs no page that waits."""
        if not self._is_started:
            self.run_waiting()
            return
        ended = self._ended.setdefault(job_id, threading.Event())
        self._wake.set()
        with Session(self._engine) as session:
            has_ended = is_ended(session, job_id)
        if not has_ended:
            ended.wait(seconds)
        self._ended.pop(job_id, None)

    def run_waiting(self) -> int:
        """Run every job that waits, here and now; returns how many. For tests and for commands."""
        count = 0
        while (job_id := self._claim()) is not None:
            wire = LocalWire(self._publish)
            with Session(self._engine) as session:
                end = run_job(session, job_id, wire, _now)
                finish(session, job_id, self.worker, end, wire.last, _now())
            count += 1
        return count

    def _serve(self) -> None:
        buried = float("-inf")
        while not self._stopping.is_set():
            try:
                if time.monotonic() - buried > BURY_S:
                    buried = time.monotonic()
                    self._bury()
                while len(self._running) < MOST_AT_ONCE and (job_id := self._claim()) is not None:
                    self._launch(job_id)
            except Exception:
                # A database that is away for a moment must not end the watch.
                log.exception("jobs_not_served")
            self._wake.wait(POLL_S)
            self._wake.clear()

    def _bury(self) -> None:
        with Session(self._engine) as session:
            count = bury_dead(session, self.worker, _now())
        if count:
            log.warning("jobs_without_worker", count=count)

    def _claim(self) -> str | None:
        with Session(self._engine) as session:
            kinds = known_kinds()
            return claim(session, kinds, self.worker, _now()) if waiting(session, kinds) else None

    def _launch(self, job_id: str) -> None:
        process = self._take_spare() or self._start_child()
        running = self._running[job_id] = _Running(process)
        _tell(process, job_id.encode() + b"\n")
        attend = threading.Thread(target=self._attend, args=(job_id, running), daemon=True)
        attend.start()

    def _start_child(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", self._child]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=self._environ)

    def _take_spare(self) -> subprocess.Popen[bytes] | None:
        """Return the child that was started ahead, if it is still there."""
        spare, self._spare = self._spare, None
        if spare is None:
            return None
        if spare[0].poll() is None:
            return spare[0]
        _stop(spare[0])
        return None

    def _let_spare_go(self) -> None:
        spare, self._spare = self._spare, None
        if spare is not None:
            spare[0].kill()
            _stop(spare[0])

    def _attend(self, job_id: str, running: _Running) -> None:
        """Follow a child to its end and write that down."""
        end = None
        try:
            for message in _messages(running.process):
                if "end" in message:
                    end = JobEnd(**message["end"])
                else:
                    self._take(running, message)
        except Exception:
            log.exception("job_not_followed", job=job_id)
        finally:
            _stop(running.process)
            if running.holds_lane:
                writer_lane().release()
        if end is None:
            stopped = running.cancelled_at is not None
            end = JobEnd(CANCELLED) if stopped else JobEnd(FAILED, None, "job_stopped")
        try:
            with Session(self._engine) as session:
                finish(session, job_id, self.worker, end, running.progress, _now())
        except Exception:
            # Without its last word the job counts as dead in a minute.
            log.exception("job_end_not_written", job=job_id)
        self._running.pop(job_id, None)
        if ended := self._ended.get(job_id):
            ended.set()
        self._wake.set()

    def _take(self, running: _Running, message: dict[str, Any]) -> None:
        if "progress" in message:
            done, total, phase = message["progress"]
            running.progress = Progress(int(done), int(total), str(phase))
        elif "publish" in message:
            self._publish(announcement_of(message["publish"]))
        elif message.get("lane"):
            writer_lane().acquire()
            running.holds_lane = True
            _tell(running.process, GO)
        elif running.holds_lane:
            running.holds_lane = False
            writer_lane().release()

    def _cancel(self, job_id: str) -> None:
        running = self._running.get(job_id)
        if running is None or running.cancelled_at is not None:
            return
        running.cancelled_at = time.monotonic()
        with contextlib.suppress(ProcessLookupError):
            running.process.terminate()

    def _beat(self) -> None:
        """Write signs of life and progress, hear of wishes to end, and end by force who does not."""
        beats = 0
        while not self._stopping.wait(BEAT_S):
            beats += 1
            if self._spare is not None and time.monotonic() - self._spare[1] > SPARE_S:
                self._let_spare_go()
            if not self._running:
                continue
            try:
                self._beat_once(is_life=beats % _BEATS_OF_LIFE == 0)
            except Exception:
                log.exception("jobs_without_heartbeat")

    def _beat_once(self, *, is_life: bool) -> None:
        moved = {
            job_id: running.progress
            for job_id, running in self._running.items()
            if is_life or running.progress != running.written
        }
        with Session(self._engine) as session:
            for job_id in cancelled(session, list(self._running)):
                self._cancel(job_id)
            if moved:
                beat(session, self.worker, moved, _now())
        for job_id, progress in moved.items():
            if running := self._running.get(job_id):
                running.written = progress
        for running in list(self._running.values()):
            if running.cancelled_at is not None and time.monotonic() - running.cancelled_at > GRACE_S:
                running.process.kill()


def _messages(process: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
    """Yield what a child says until it falls silent."""
    said = process.stdout
    while said is not None and (line := said.readline()):
        yield json.loads(line)


def _tell(process: subprocess.Popen[bytes], words: bytes) -> None:
    """Say something to a child; one that has died says so by its silence."""
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.write(words)
            process.stdin.flush()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """See a child end; nothing of it may be at work when its lane goes to somebody else."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_S)
    if process.returncode is None:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _now() -> datetime:
    return datetime.now(UTC)
