"""The way to many viewers in one process: under gevent, clients of `/live` live on the event loop itself.

A connection to `/socket.io/` is greeted here and its first packet looked at. A client of `/live` becomes a `Viewer`:
its greenlet ends, and one watcher of the event loop reads for it. Everything else goes on to Flask-SocketIO.
"""

from __future__ import annotations

import os
import resource
import secrets
import socket
import ssl
from collections.abc import Callable, Iterable
from typing import Any, Protocol
from urllib.parse import parse_qs

import gevent
import gevent.event
import gevent.socket

from competition.realtime import protocol
from competition.realtime.broadcast import Broadcast
from competition.realtime.frames import FrameReader, Opcode
from competition.realtime.protocol import LIVE, PING_SECONDS
from competition.realtime.sockets import OPENED, Application, Environ, OpenSocket, Wire, upgrade
from competition.realtime.viewers import Viewer

PATH = "/socket.io/"
SEND_BUFFER = 64 * 1024
READABLE, WRITABLE = 1, 2


class Watch(Protocol):
    """A watcher of the event loop."""

    def start(self, callback: Callable[[], None], /) -> None:
        """Call back when there is something to do."""

    def stop(self) -> None:
        """Call back no more."""

    def close(self) -> None:
        """Let it go."""


class PlainLine:
    """A copy of the server's socket that is read and written on the event loop."""

    __slots__ = ("_fd", "_read_watch", "_write_watch")

    def __init__(self, wire: Wire) -> None:
        self._fd = os.dup(wire.fileno())
        os.set_blocking(self._fd, False)
        self._read_watch: Watch = gevent.get_hub().loop.io(self._fd, READABLE)
        self._write_watch: Watch | None = None

    def start(self, callback: Callable[[], None]) -> None:
        """Call back whenever something has come."""
        self._read_watch.start(callback)

    def read(self, size: int) -> bytes | None:
        """Return what came: nothing at the end, None when there is nothing yet."""
        try:
            return os.read(self._fd, size)
        except BlockingIOError:
            return None

    def write(self, data: bytes | memoryview) -> int:
        """Send what the connection takes now."""
        try:
            return os.write(self._fd, data)
        except BlockingIOError:
            return 0

    def wait_writable(self, resume: Callable[[], None] | None) -> None:
        """Call back when the connection takes more; None: no more."""
        if self._write_watch is not None:
            self._write_watch.stop()
            self._write_watch.close()
            self._write_watch = None
        if resume is not None:
            watch: Watch = gevent.get_hub().loop.io(self._fd, WRITABLE)
            watch.start(resume)
            self._write_watch = watch

    def close(self) -> None:
        """Close the copy; the server's own socket is closed already."""
        self.wait_writable(None)
        self._read_watch.stop()
        self._read_watch.close()
        os.close(self._fd)


class SecureLine:
    """The server's own encrypted socket, which cannot be copied: its greenlet stays and waits."""

    def __init__(self, wire: Any) -> None:
        self._wire = wire
        self._resume: Callable[[], None] | None = None
        self._is_open = True
        wire.settimeout(0)

    def read(self, size: int) -> bytes | None:
        """Return what came: nothing at the end, None when there is nothing yet."""
        try:
            data: bytes = self._wire.recv(size)
        except (BlockingIOError, TimeoutError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return None
        return data

    def write(self, data: bytes | memoryview) -> int:
        """Send what the connection takes now."""
        try:
            return int(self._wire.send(data))
        except (BlockingIOError, TimeoutError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return 0

    def wait_writable(self, resume: Callable[[], None] | None) -> None:
        """Call back when the connection takes more; None: no more."""
        if resume is not None:
            gevent.spawn(self._write_on)
        self._resume = resume

    def _write_on(self) -> None:
        while self._is_open and self._resume is not None:
            try:
                gevent.socket.wait_write(self._wire.fileno())
            except OSError:
                return
            if self._resume is not None:
                self._resume()

    def serve(self, viewer: Viewer) -> None:
        """Read until the viewer is gone; a record that was decrypted already is not announced by the socket again."""
        while viewer.is_open:
            viewer.read()
            if viewer.is_open and not self._wire.pending():
                try:
                    gevent.socket.wait_read(self._wire.fileno())
                except OSError:
                    viewer.close()

    def close(self) -> None:
        """Wake the greenlet, which gives the socket back to the server."""
        if self._is_open:
            self._is_open = False
            try:
                self._wire.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


class Fanout:
    """WSGI layer that takes the viewers of `/live` in front of Flask-SocketIO."""

    def __init__(self, following: Application, broadcast: Broadcast) -> None:
        self._following = following
        self._broadcast = broadcast
        self._turns: list[set[Viewer]] = [set() for _ in range(PING_SECONDS)]
        self._turn = 0
        self._heart: gevent.Greenlet[[], None] | None = None
        _raise_open_files()

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Greet a WebSocket client; hand everything else on."""
        if environ.get("PATH_INFO") != PATH or not _is_new_websocket(environ):
            return self._following(environ, start_response)
        sid = secrets.token_urlsafe(15)
        wire = upgrade(environ, protocol.opening(sid))
        if wire is None:
            return self._following(environ, start_response)
        begun = OpenSocket.begun(wire)
        first = begun.peek()
        if first is None:
            raise StopIteration
        if not (first.opcode is Opcode.TEXT and _is_live(first.data)):
            environ[OPENED] = begun
            return self._following(environ, start_response)
        self._adopt(sid, wire, *begun.take())
        raise StopIteration

    def _adopt(self, sid: str, wire: Wire, reader: FrameReader, frames: list[Any]) -> None:
        """Move a connection onto the event loop, or serve it here when it is encrypted."""
        turn = self._turns[self._turn - 1]
        if isinstance(wire, ssl.SSLSocket) or hasattr(wire, "pending"):
            secure = SecureLine(wire)
            viewer = Viewer(sid, secure, reader, self._broadcast, turn.discard)
            turn.add(viewer)
            self._beat()
            viewer.take(frames)
            secure.serve(viewer)
            return
        if isinstance(wire, gevent.socket.socket):
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = PlainLine(wire)
        viewer = Viewer(sid, line, reader, self._broadcast, turn.discard)
        turn.add(viewer)
        line.start(viewer.read)
        self._beat()
        viewer.take(frames)

    def _beat(self) -> None:
        if self._heart is None or self._heart.dead:
            self._heart = gevent.spawn(self._ping)

    def _ping(self) -> None:
        """Ping a part of the viewers every second, each one once in a round; drop those that stay silent."""
        while any(self._turns):
            gevent.sleep(1)
            self._turn = (self._turn + 1) % PING_SECONDS
            for viewer in list(self._turns[self._turn]):
                if viewer.owes_pong:
                    viewer.close()
                    continue
                viewer.owes_pong = True
                viewer.write(protocol.PING)


def _is_new_websocket(environ: Environ) -> bool:
    """Tell whether this is a fresh Engine.IO 4 connection over WebSocket from our own pages or from no page."""
    if environ.get("HTTP_UPGRADE", "").lower() != "websocket" or environ.get("REQUEST_METHOD") != "GET":
        return False
    query = parse_qs(environ.get("QUERY_STRING", ""))
    if query.get("transport") != ["websocket"] or query.get("EIO") != ["4"] or "sid" in query:
        return False
    return is_own_origin(environ)


def is_own_origin(environ: Environ) -> bool:
    """Tell whether the page that connects, if it is a page, is ours. Others are left to Flask-SocketIO, which refuses.

    Behind a proxy the origin is that of the outside.
    """
    origin = environ.get("HTTP_ORIGIN")
    if not origin:
        return True
    host, scheme = environ.get("HTTP_HOST", ""), environ.get("wsgi.url_scheme", "http")
    outside_host = str(environ.get("HTTP_X_FORWARDED_HOST", host)).split(",")[0].strip()
    outside_scheme = str(environ.get("HTTP_X_FORWARDED_PROTO", scheme)).split(",")[0].strip()
    return origin in {f"{scheme}://{host}", f"{outside_scheme}://{outside_host}"}


def _is_live(data: bytes) -> bool:
    """Tell whether an Engine.IO message lets a client into `/live`."""
    start = f"{protocol.ENGINE_MESSAGE}{protocol.CONNECT}{LIVE}".encode()
    return data == start or data[: len(start) + 1] in {start + b",", start + b"?"}


def _raise_open_files() -> None:
    """Allow as many open files as the system lets this process have: every viewer is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
