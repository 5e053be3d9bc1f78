"""Brings published revisions to their viewers: the first at once, then at most five a second and board.

A call after the commit, a hint from another process and a look at the database every second all say the same
thing, "this board is at that revision", so none of them is needed for viewers to end up with the right board.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Protocol

from competition.logs import get_log
from competition.realtime import protocol
from competition.realtime.feeds import Feed, Source, Watcher
from competition.realtime.protocol import Message

COALESCE_SECONDS = 0.2
POLL_SECONDS = 1.0
SLICE = 256
"""Viewers served before other work gets a turn."""

log = get_log("live")


class Flag(Protocol):
    """A wake-up that fits the server: a thread's event or a greenlet's."""

    def set(self) -> None:
        """Wake who waits."""

    def clear(self) -> None:
        """Take the wake-up back."""

    def wait(self, timeout: float | None = None) -> object:
        """Wait for the wake-up."""


class Broadcast:
    """The boards that are watched in this process. One background task reads the database and sends.

    The task runs while somebody watches. `watch`, `leave` and `moved` never block: they are called from socket
    handlers and, after a commit, from requests.
    """

    def __init__(
        self,
        source: Source,
        spawn: Callable[[Callable[[], None]], object],
        pause: Callable[[float], object],
        flag: Flag,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._source = source
        self._spawn = spawn
        self._pause = pause
        self._flag = flag
        self._clock = clock
        self._lock = threading.RLock()
        self._feeds: dict[str, Feed] = {}
        self._is_running = False
        self._is_failing = False
        self._polled_at = 0.0

    def watch(self, watcher: Watcher, board_id: str, revision: int | None) -> None:
        """Send a viewer what it lacks of a board, and from then on every change."""
        with self._lock:
            feed = self._feeds.get(board_id)
            if feed is None:
                feed = self._feeds[board_id] = Feed(board_id)
            ready, answer = feed.ready_answer(revision)
            if not ready:
                feed.waiting[watcher] = revision
                self._wake()
                return
            feed.watchers.add(watcher)
            # Still under the lock: a later patch must not overtake the answer.
            if answer is not None:
                watcher.deliver(answer)

    def leave(self, watcher: Watcher, board_ids: Iterable[str]) -> None:
        """Forget a viewer of these boards."""
        with self._lock:
            for board_id in board_ids:
                feed = self._feeds.get(board_id)
                if feed is not None:
                    feed.watchers.discard(watcher)
                    feed.waiting.pop(watcher, None)

    def moved(self, board_id: str, revision: int) -> None:
        """Hear that a board has a new revision."""
        with self._lock:
            feed = self._feeds.get(board_id)
            if feed is not None and revision > feed.announced:
                feed.announced = revision
                self._wake()

    def _wake(self) -> None:
        self._flag.set()
        if not self._is_running:
            self._is_running = True
            self._polled_at = self._clock()
            self._spawn(self._run)

    def _run(self) -> None:
        while True:
            self._flag.wait(self._patience())
            self._flag.clear()
            try:
                self._poll()
                for feed in self._due():
                    self._serve(feed)
                self._is_failing = False
            except Exception:
                # The database is away: everyone keeps what they have, and the next look repairs it.
                if not self._is_failing:
                    log.exception("live_board_unread")
                self._is_failing = True
                self._pause(POLL_SECONDS)
            if self._is_over():
                return

    def _is_over(self) -> bool:
        with self._lock:
            for board_id in [each.board_id for each in self._feeds.values() if each.is_idle]:
                del self._feeds[board_id]
            self._is_running = bool(self._feeds)
            return not self._is_running

    def _patience(self) -> float:
        """Return the seconds until something is due."""
        now = self._clock()
        with self._lock:
            due = [feed.next_at for feed in self._feeds.values() if feed.is_behind]
        return max(0.0, min([self._polled_at + POLL_SECONDS, *due]) - now)

    def _due(self) -> list[Feed]:
        now = self._clock()
        with self._lock:
            return [feed for feed in self._feeds.values() if feed.waiting or (feed.is_behind and feed.next_at <= now)]

    def _poll(self) -> None:
        """Compare what was sent with the database, once a second."""
        now = self._clock()
        if now - self._polled_at < POLL_SECONDS:
            return
        with self._lock:
            board_ids = [feed.board_id for feed in self._feeds.values() if feed.watchers]
        heads = self._source.heads(board_ids) if board_ids else {}
        self._polled_at = now
        for board_id in board_ids:
            if heads.get(board_id):
                self.moved(board_id, heads[board_id])
            else:
                self._end(board_id)

    def _serve(self, feed: Feed) -> None:
        """Send the newest revision to those who watch, then answer those who wait."""
        with self._lock:
            held = max((revision or 0 for revision in feed.waiting.values()), default=0)
            is_stale = (feed.is_behind and feed.next_at <= self._clock()) or held > feed.revision
        if is_stale and not self._refresh(feed):
            return
        with self._lock:
            waiting = list(feed.waiting.items())
        for number, (watcher, revision) in enumerate(waiting, start=1):
            self._answer(feed, watcher, revision)
            if number % SLICE == 0:
                self._pause(0)

    def _answer(self, feed: Feed, watcher: Watcher, revision: int | None) -> None:
        answer = feed.answer(revision, self._source)
        with self._lock:
            if watcher not in feed.waiting:
                return
            del feed.waiting[watcher]
            feed.watchers.add(watcher)
        if answer is not None:
            watcher.deliver(answer)

    def _refresh(self, feed: Feed) -> bool:
        """Read the newest revision and send it on. Returns False when there is no such board."""
        newest = self._source.newest(feed.board_id)
        if newest is None:
            self._end(feed.board_id)
            return False
        with self._lock:
            feed.announced = min(feed.announced, newest.revision)
            if newest.revision <= feed.revision:
                return True
            change = feed.advance(newest)
            # Counted from when it was due, so that a late send does not push back all that follow.
            feed.next_at = max(feed.next_at, self._clock() - COALESCE_SECONDS / 2) + COALESCE_SECONDS
            targets = list(feed.watchers) if change is not None else []
        if change is not None:
            self._deliver(targets, change)
        return True

    def _end(self, board_id: str) -> None:
        """Tell everyone that the board is gone."""
        with self._lock:
            feed = self._feeds.pop(board_id, None)
            targets = [] if feed is None else [*feed.watchers, *feed.waiting]
        self._deliver(targets, protocol.gone(board_id))

    def _deliver(self, targets: list[Watcher], sent: Message) -> None:
        for number, watcher in enumerate(targets, start=1):
            watcher.deliver(sent)
            if number % SLICE == 0:
                self._pause(0)
