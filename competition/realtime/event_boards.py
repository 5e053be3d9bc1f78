"""Keep event home and medal table up to date with the trade boards, at most once a second and off every mark's path."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask

from competition.extensions import db
from competition.http.context import publish
from competition.logs import get_log
from competition.queries.publication import event_ids
from competition.services.context import Actor, Announcement, BoardMoved, Context
from competition.services.event_boards import publish_event_boards

PAUSE_S = 1.0
PUBLISHER = Actor(name="publisher", way="server")

log = get_log("event_boards")


class EventBoards:
    """Notes whose boards moved and brings the event's own boards up after a moment.

    The first time it brings all events up, so that what a killed process left behind is mended.
    """

    def __init__(
        self, app: Flask, begin: Callable[[Callable[[], None]], object], sleep: Callable[[float], object]
    ) -> None:
        """Take the application and the server's ways to run something beside the requests."""
        self._app = app
        self._begin = begin
        self._sleep = sleep
        self._moved: set[str] = set()
        self._is_running = False
        self._is_first = True

    def announce(self, announcement: Announcement) -> None:
        """Note a moved board."""
        if not isinstance(announcement, BoardMoved):
            return
        self._moved.add(announcement.event_id)
        if not self._is_running:
            self._is_running = True
            self._begin(self._run)

    def _run(self) -> None:
        while self._moved:
            self._sleep(PAUSE_S)
            moved, self._moved = self._moved, set()
            with self._app.app_context():
                try:
                    self._publish(moved)
                except Exception:
                    # Whatever it was, the boards stay as they were and the next change tries again.
                    log.exception("event_boards_failed")
                finally:
                    db.session.remove()
        self._is_running = False

    def _publish(self, moved: set[str]) -> None:
        session = db.session()
        if self._is_first:
            moved |= set(event_ids(session))
            self._is_first = False
        for event_id in sorted(moved):
            publish_event_boards(Context(session, PUBLISHER, datetime.now(UTC), publish), event_id)
