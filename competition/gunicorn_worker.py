"""gunicorn's gevent worker, with a short way in for viewers: `gunicorn -k competition.gunicorn_worker.LiveWorker`.

Imports nothing of ours: gunicorn loads this before gevent has patched the standard library.
"""

from __future__ import annotations

import socket
from typing import Any, Protocol

from gunicorn.workers.ggevent import GeventWorker  # type: ignore[import-untyped]  # it ships none

VIEWER = b"GET /socket.io/?"
MOST_HEAD = 4096


class Door(Protocol):
    """Who takes viewers (`competition.realtime.fanout.Fanout`)."""

    def take(self, wire: Any, head: bytes, address: tuple[str, int]) -> bool:
        """Take a connection by the head of its request."""


class LiveWorker(GeventWorker):  # type: ignore[misc]  # a base without types
    """Serves as gunicorn's gevent worker does; connections of viewers go straight to the live channel."""

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        """Serve a connection."""
        door: Door | None = getattr(self.wsgi, "extensions", {}).get("fanout")
        if door is not None and not self.cfg.is_ssl and self._is_taken(door, client, addr):
            client.close()
            return
        super().handle(listener, client, addr)

    def _is_taken(self, door: Door, client: Any, addr: Any) -> bool:
        client.settimeout(self.cfg.keepalive or None)
        try:
            head: bytes = client.recv(MOST_HEAD, socket.MSG_PEEK)
        except OSError:
            # Quiet or gone: the server's own reading ends it.
            return False
        if not head.startswith(VIEWER) or not head.endswith(b"\r\n\r\n"):
            return False
        return isinstance(addr, tuple) and door.take(client, head, (str(addr[0]), int(addr[1])))
