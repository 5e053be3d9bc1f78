"""The Socket.IO namespaces: `/live` for everyone, `/judge` and `/office` for those who are signed in."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, cast

from flask import Flask, request
from flask_socketio import Namespace
from socketio.exceptions import ConnectionRefusedError as Refused

from competition.domain.permissions import Grant, Permission, allows
from competition.extensions import db
from competition.http.actor import SESSION_COOKIE, current_actor
from competition.http.guard import PUBLIC, needs, public
from competition.logs import get_log
from competition.queries.accounts import signed_in
from competition.realtime import protocol
from competition.realtime.broadcast import Broadcast
from competition.realtime.hints import JUDGE, OFFICE, boards_room, event_room, trade_room
from competition.realtime.protocol import LIVE, MOST_BOARDS, Message
from competition.services.identity import secret_hash

CHECK_SECONDS = 3.0
MOST_QUEUED = 200

log = get_log("live")


class UnguardedSocketEventError(RuntimeError):
    """A socket event carries neither `@public` nor `@needs(...)`."""


class NamedNamespace(Namespace):
    """A namespace whose name the type checker knows."""

    namespace: str


def _sid() -> str:
    """Return the Socket.IO id of who sent the event at hand."""
    return str(cast(Any, request).sid)


def access_of(handler: object) -> Permission | str | None:
    """Return what a socket event asks for, None when nothing was said."""
    access: Permission | str | None = getattr(handler, "access", None)
    return access


def socket_events(namespace: NamedNamespace) -> dict[str, Permission | str | None]:
    """Return the events that a namespace takes from clients, with what they ask for."""
    return {name[3:]: access_of(getattr(namespace, name)) for name in dir(namespace) if name.startswith("on_")}


def refuse_unguarded_events(namespaces: Iterable[NamedNamespace]) -> None:
    """Stop the start when a socket event forgot to say who may use it."""
    forgotten = [
        f"{namespace.namespace} {event}"
        for namespace in namespaces
        for event, access in socket_events(namespace).items()
        if access != PUBLIC and not isinstance(access, Permission)
    ]
    if forgotten:
        raise UnguardedSocketEventError(", ".join(forgotten))


class SocketWatcher:
    """A viewer that Flask-SocketIO serves: long polling, or a server without the event loop."""

    def __init__(self, server: Any, sid: str) -> None:
        self._server = server
        self.sid = sid
        self.boards: set[str] = set()

    def deliver(self, message: Message) -> None:
        """Send an event of `/live`; who does not fetch what is queued is cut off."""
        if message.event == "gone":
            self.boards.discard(message.board_id)
        connection = self._server.eio.sockets.get(self._server.manager.eio_sid_from_sid(self.sid, LIVE))
        if connection is None:
            return
        if connection.queue.qsize() > MOST_QUEUED:
            self._server.start_background_task(self._server.disconnect, self.sid, LIVE, True)
            return
        self._server.emit(message.event, json.loads(message.text), to=self.sid, namespace=LIVE, ignore_queue=True)


class LiveNamespace(NamedNamespace):
    """Published boards for anyone; no cookie is read."""

    def __init__(self, server: Any, broadcast: Broadcast) -> None:
        super().__init__(LIVE)
        self._socket_server = server
        self._broadcast = broadcast
        self._watchers: dict[str, SocketWatcher] = {}

    @public
    def on_connect(self, _auth: object = None) -> None:
        """Let anyone in."""
        self._watchers[_sid()] = SocketWatcher(self._socket_server, _sid())

    @public
    def on_disconnect(self, *_reason: object) -> None:
        """Forget the viewer."""
        watcher = self._watchers.pop(_sid(), None)
        if watcher is not None:
            self._broadcast.leave(watcher, set(watcher.boards))

    @public
    def on_watch(self, *payload: object) -> bool:
        """Watch a board. Returns False for a malformed wish and for one board too many."""
        watcher, wish = self._watchers.get(_sid()), protocol.parse_watch(payload[0] if payload else None)
        if watcher is None or wish is None:
            return False
        if wish.board_id not in watcher.boards and len(watcher.boards) >= MOST_BOARDS:
            return False
        watcher.boards.add(wish.board_id)
        self._broadcast.watch(watcher, wish.board_id, wish.revision)
        return True

    @public
    def on_unwatch(self, *payload: object) -> bool:
        """Stop watching a board."""
        watcher, board_id = self._watchers.get(_sid()), protocol.parse_board(payload[0] if payload else None)
        if watcher is None or board_id is None:
            return False
        watcher.boards.discard(board_id)
        self._broadcast.leave(watcher, (board_id,))
        return True


class PrivateNamespace(NamedNamespace):
    """A namespace behind the session cookie. Rooms follow from the grants; nothing is taken from the client.

    A session that is revoked, or whose grants change, loses its socket within seconds.
    """

    permission: Permission

    def __init__(self, name: str, app: Flask, server: Any, connected: Callable[[], None]) -> None:
        super().__init__(name)
        self._app = app
        self._socket_server = server
        self._connected = connected
        self._members: dict[str, tuple[str, frozenset[Grant]]] = {}
        self._is_checking = False

    @property
    def is_empty(self) -> bool:
        """Tell whether nobody is connected."""
        return not self._members

    def enter(self) -> None:
        """Let someone in whose grants give the permission anywhere. Raises Refused."""
        actor = current_actor()
        rooms = {room for grant in actor.grants for room in self.rooms_of(grant)}
        if not actor.is_signed_in or not rooms:
            raise Refused("not_allowed")
        for room in rooms:
            self._socket_server.enter_room(_sid(), room, namespace=self.namespace)
        self._members[_sid()] = (secret_hash(request.cookies[SESSION_COOKIE]), actor.grants)
        self._connected()
        if not self._is_checking:
            self._is_checking = True
            self._socket_server.start_background_task(self._check)

    def leave(self) -> None:
        """Forget someone."""
        self._members.pop(_sid(), None)

    def rooms_of(self, grant: Grant) -> set[str]:
        """Return the rooms that one grant opens."""
        if grant.event_id is None or not allows(
            (grant,), self.permission, event_id=grant.event_id, trade_id=grant.trade_id
        ):
            return set()
        return {event_room(grant.event_id) if grant.trade_id is None else trade_room(grant.trade_id)}

    def _check(self) -> None:
        """Cut off those whose session ended, every few seconds while anyone is connected."""
        while self._members:
            self._socket_server.sleep(CHECK_SECONDS)
            for sid, (token_hash, grants) in list(self._members.items()):
                if self._grants_of(token_hash) != grants:
                    self._members.pop(sid, None)
                    self._socket_server.disconnect(sid, namespace=self.namespace, ignore_queue=True)
        self._is_checking = False

    def _grants_of(self, token_hash: str) -> frozenset[Grant] | None:
        with self._app.app_context():
            try:
                found = signed_in(db.session(), token_hash, datetime.now(UTC))
            finally:
                db.session.remove()
        return None if found is None else frozenset(Grant(*grant) for grant in found.grants)


class JudgeNamespace(PrivateNamespace):
    """Hints for tablets: a sheet of the judge's trade moved."""

    permission = Permission.ENTER_MARKS

    def __init__(self, app: Flask, server: Any, connected: Callable[[], None]) -> None:
        super().__init__(JUDGE, app, server, connected)

    @needs(Permission.ENTER_MARKS)
    def on_connect(self, _auth: object = None) -> None:
        """Let judges in."""
        self.enter()

    @public
    def on_disconnect(self, *_reason: object) -> None:
        """Forget the judge."""
        self.leave()


class OfficeNamespace(PrivateNamespace):
    """Hints for the office: sheets and boards moved."""

    permission = Permission.SEE_LOG

    def __init__(self, app: Flask, server: Any, connected: Callable[[], None]) -> None:
        super().__init__(OFFICE, app, server, connected)

    def rooms_of(self, grant: Grant) -> set[str]:
        """Return the rooms that one grant opens; boards are public, so that every office hears of them."""
        found = super().rooms_of(grant)
        return found | {boards_room(grant.event_id)} if found and grant.event_id is not None else found

    @needs(Permission.SEE_LOG)
    def on_connect(self, _auth: object = None) -> None:
        """Let the office in."""
        self.enter()

    @public
    def on_disconnect(self, *_reason: object) -> None:
        """Forget the member of the office."""
        self.leave()
