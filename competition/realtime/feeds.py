"""One board as this process serves it: its newest revision, its frames, and who watches."""

from __future__ import annotations

from collections import deque
from typing import Protocol

from competition.domain.errors import DomainError
from competition.queries.publication import Published
from competition.realtime import protocol
from competition.realtime.protocol import Message

KEPT_REVISIONS = 8
MOST_CATCH_UPS = 32


class Watcher(Protocol):
    """Someone who watches boards, however connected."""

    def deliver(self, message: Message) -> None:
        """Send a message. Never blocks and never raises: who cannot take it is dropped."""


class Source(Protocol):
    """Where published documents come from."""

    def newest(self, board_id: str) -> Published | None:
        """Return the newest revision of a board, None when there is none."""

    def kept(self, board_id: str, revision: int) -> Published | None:
        """Return a former revision, None when it is not kept."""

    def heads(self, board_ids: list[str]) -> dict[str, int]:
        """Return how far boards are; those that are gone are missing."""


class Feed:
    """A board that somebody watches.

    announced: the highest revision heard of. next_at: when the next patch may go, monotonic seconds.
    waiting: viewers whose answer needs the database, with the revision that they hold.
    """

    __slots__ = (
        "_catch_ups",
        "_document",
        "_kept",
        "announced",
        "board_id",
        "newest",
        "next_at",
        "waiting",
        "watchers",
    )

    def __init__(self, board_id: str) -> None:
        self.board_id = board_id
        self.newest: Published | None = None
        self.announced = 0
        self.next_at = 0.0
        self.watchers: set[Watcher] = set()
        self.waiting: dict[Watcher, int | None] = {}
        self._kept: deque[Published] = deque(maxlen=KEPT_REVISIONS)
        self._catch_ups: dict[int, Message] = {}
        self._document: Message | None = None

    @property
    def revision(self) -> int:
        """Return the revision that its viewers have been sent, 0 before the first."""
        return 0 if self.newest is None else self.newest.revision

    @property
    def is_behind(self) -> bool:
        """Tell whether a newer revision is known than the one that was sent."""
        return self.newest is None or self.announced > self.revision

    @property
    def is_idle(self) -> bool:
        """Tell whether nobody needs it any more."""
        return not self.watchers and not self.waiting

    def document(self) -> Message:
        """Return the whole board, encoded once per revision. Needs a loaded feed."""
        if self._document is None:
            assert self.newest is not None
            self._document = protocol.document(self.newest)
        return self._document

    def advance(self, newest: Published) -> Message | None:
        """Take the next revision; return what those who have the last one need, None when nobody has one."""
        old, self.newest = self.newest, newest
        self.announced = max(self.announced, newest.revision)
        self._document = None
        self._catch_ups = {}
        if old is None:
            return None
        self._kept.append(old)
        self._catch_ups[old.revision] = self._change(old)
        return self._catch_ups[old.revision]

    def ready_answer(self, revision: int | None) -> tuple[bool, Message | None]:
        """Return whether the answer to a viewer is at hand, and the answer (None: the viewer is up to date)."""
        if self.newest is None:
            return False, None
        if revision is None:
            return True, self.document()
        if revision == self.newest.revision:
            return True, None
        found = self._catch_ups.get(revision)
        return found is not None, found

    def answer(self, revision: int | None, source: Source) -> Message | None:
        """Return what a viewer with this revision needs; a former revision is read once for all that hold it."""
        ready, found = self.ready_answer(revision)
        if ready:
            return found
        if revision is None or revision > self.revision or len(self._catch_ups) >= MOST_CATCH_UPS:
            return self.document()
        old = next((each for each in self._kept if each.revision == revision), None) or source.kept(
            self.board_id, revision
        )
        self._catch_ups[revision] = self.document() if old is None else self._change(old)
        return self._catch_ups[revision]

    def _change(self, old: Published) -> Message:
        """Return the patch to the newest revision, or the document where a patch does not fit or is longer."""
        assert self.newest is not None
        try:
            change = protocol.patch(old, self.newest)
        except DomainError:
            return self.document()
        return change if len(change.text) <= len(self.newest.body) else self.document()
