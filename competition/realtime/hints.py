"""Hints to judges and the office, and between processes: what moved, never a value.

They are sent some milliseconds after the commit, together; one that is lost is made good by the next look.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable
from typing import Any

import redis

from competition.logs import get_log
from competition.realtime.broadcast import Broadcast
from competition.services.context import Announcement, BoardMoved, JobAsked, Moved, SheetMoved

CHANNEL = "podium:moved"
GATHER_SECONDS = 0.05
REDIS_SECONDS = 1.0
LONGEST_REST = 5.0

JUDGE, OFFICE = "/judge", "/office"

log = get_log("live")


def trade_room(trade_id: str) -> str:
    """Return the room of everyone whose rights reach one trade."""
    return f"trade:{trade_id}"


def event_room(event_id: str) -> str:
    """Return the room of everyone whose rights reach a whole event."""
    return f"event:{event_id}"


def boards_room(event_id: str) -> str:
    """Return the room of everyone in the office of an event."""
    return f"boards:{event_id}"


class Relay:
    """Takes announcements after their commit and brings them to this process's sockets and to other processes.

    server: the Socket.IO server. redis_url: empty for one process.
    """

    def __init__(self, server: Any, broadcast: Broadcast, redis_url: str) -> None:
        self._server = server
        self._broadcast = broadcast
        self._own = secrets.token_hex(8)
        self._redis_url = redis_url
        self._redis: redis.Redis | None = None
        self._lock = threading.Lock()
        self._pending: dict[str, Moved] = {}
        self._is_gathering = False
        self._is_listening = False
        self.has_private_sockets: Callable[[], bool] = lambda: True

    def announce(self, announcement: Announcement) -> None:
        """Pass on what was committed. Never blocks: the caller is the request that a judge waits for."""
        if isinstance(announcement, BoardMoved):
            self._broadcast.moved(announcement.board_id, announcement.revision)
        if isinstance(announcement, JobAsked) or not (self._redis_url or self.has_private_sockets()):
            return
        with self._lock:
            self._pending[_key(announcement)] = announcement
            starts, self._is_gathering = not self._is_gathering, True
        if starts:
            self._server.start_background_task(self._send)

    def _send(self) -> None:
        self._server.sleep(GATHER_SECONDS)
        with self._lock:
            pending, self._pending = list(self._pending.values()), {}
            self._is_gathering = False
        for announcement in pending:
            self._emit(announcement)
        if self._redis_url:
            self._publish(pending)

    def _emit(self, announcement: Moved) -> None:
        """Send a hint to the rooms of this process."""
        send = self._server.emit
        if isinstance(announcement, BoardMoved):
            data = {"board": announcement.board_id, "revision": announcement.revision}
            send("board", data, to=boards_room(announcement.event_id), namespace=OFFICE, ignore_queue=True)
            return
        rooms = [trade_room(announcement.trade_id), event_room(announcement.event_id)]
        hint = {"sheet": announcement.sheet_id, "revision": announcement.revision}
        send("sheet", hint, to=rooms, namespace=JUDGE, ignore_queue=True)
        send("sheet", {**hint, "trade": announcement.trade_id}, to=rooms, namespace=OFFICE, ignore_queue=True)

    def _publish(self, announcements: list[Moved]) -> None:
        if self._redis is None:
            self._redis = redis.Redis.from_url(
                self._redis_url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
            )
        try:
            self._redis.publish(CHANNEL, json.dumps([self._own, [_packed(each) for each in announcements]]))
        except redis.RedisError as error:
            log.warning("live_hint_not_sent", error=type(error).__name__)

    def listen(self) -> None:
        """Hear other processes from now on; does nothing without Redis, or the second time."""
        with self._lock:
            starts = bool(self._redis_url) and not self._is_listening
            self._is_listening = self._is_listening or starts
        if starts:
            self._server.start_background_task(self._hear)

    def _hear(self) -> None:
        rest = GATHER_SECONDS
        while True:
            # The stubs leave this client's methods untyped.
            client: Any = redis.Redis.from_url(self._redis_url, socket_connect_timeout=REDIS_SECONDS)
            try:
                with client.pubsub(ignore_subscribe_messages=True) as channel:
                    channel.subscribe(CHANNEL)
                    for heard in channel.listen():
                        rest = GATHER_SECONDS
                        self._take(heard.get("data"))
            except redis.RedisError as error:
                log.warning("live_hints_not_heard", error=type(error).__name__)
            finally:
                client.close()
            self._server.sleep(rest)
            rest = min(LONGEST_REST, rest * 2)

    def _take(self, data: object) -> None:
        """Act on a hint of another process; what is not one is left alone."""
        if not isinstance(data, bytes):
            return
        try:
            own, packed = json.loads(data)
            announcements = [_unpacked(each) for each in packed]
        except (ValueError, TypeError, KeyError):
            log.warning("live_hint_malformed")
            return
        if own == self._own:
            return
        for announcement in announcements:
            if isinstance(announcement, BoardMoved):
                self._broadcast.moved(announcement.board_id, announcement.revision)
            self._emit(announcement)


def _key(announcement: Moved) -> str:
    """Return what a later announcement of the same thing replaces."""
    return announcement.board_id if isinstance(announcement, BoardMoved) else announcement.sheet_id


def _packed(announcement: Moved) -> dict[str, str | int]:
    if isinstance(announcement, BoardMoved):
        return {"board": announcement.board_id, "event": announcement.event_id, "revision": announcement.revision}
    return {
        "sheet": announcement.sheet_id,
        "trade": announcement.trade_id,
        "event": announcement.event_id,
        "revision": announcement.revision,
    }


def _unpacked(packed: dict[str, Any]) -> Moved:
    if "board" in packed:
        return BoardMoved(str(packed["board"]), str(packed["event"]), int(packed["revision"]))
    return SheetMoved(str(packed["sheet"]), str(packed["trade"]), str(packed["event"]), int(packed["revision"]))
