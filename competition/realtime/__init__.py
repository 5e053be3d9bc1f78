"""The live channel: published boards for everyone, hints for those who are signed in."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, cast

from flask import Flask

from competition.config import Config
from competition.extensions import socketio
from competition.realtime.broadcast import Broadcast
from competition.realtime.event_boards import EventBoards
from competition.realtime.fanout import Fanout
from competition.realtime.hints import Relay
from competition.realtime.namespaces import JudgeNamespace, LiveNamespace, OfficeNamespace, refuse_unguarded_events
from competition.realtime.sockets import OpenSocket
from competition.realtime.source import PublishedSource

__all__ = ["start_live"]


def start_live(app: Flask, config: Config) -> None:
    """Attach the live channel to the application; background work starts with the first who connects."""
    server = cast(Any, socketio).server

    def begin(run: Callable[[], None]) -> object:
        relay.listen()
        return server.start_background_task(run)

    broadcast = Broadcast(PublishedSource(app), begin, server.sleep, server.eio.create_event(), time.monotonic)
    relay = Relay(server, broadcast, config.redis_url)
    judge, office = JudgeNamespace(app, server, relay.listen), OfficeNamespace(app, server, relay.listen)
    relay.has_private_sockets = lambda: not (judge.is_empty and office.is_empty)
    namespaces = (LiveNamespace(server, broadcast), judge, office)
    refuse_unguarded_events(namespaces)
    for namespace in namespaces:
        socketio.on_namespace(namespace)
    app.extensions["live"] = broadcast
    app.extensions["socket_namespaces"] = namespaces
    app.extensions.setdefault("announcements", []).append(relay.announce)
    if server.async_mode == "gevent":
        server.eio._async["websocket"] = OpenSocket
        boards = EventBoards(app, server.start_background_task, server.sleep)
        app.extensions["announcements"].append(boards.announce)
        fanout = Fanout(app.wsgi_app, broadcast)
        app.extensions["fanout"] = fanout
        # The documented way to add a WSGI layer.
        app.wsgi_app = fanout  # type: ignore[method-assign]
