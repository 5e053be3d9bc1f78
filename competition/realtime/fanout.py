"""The way to many viewers in one process: under gevent, clients of `/live` live on the event loop itself.

A WebSocket connection to `/socket.io/` is greeted here and becomes a `Viewer`: its greenlet ends, a watcher of the loop
reads for it. If its first packet shows that it does not come for `/live`, it moves on to Flask-SocketIO.
"""

from __future__ import annotations

import os
import resource
import secrets
import socket
import ssl
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Protocol

import gevent
import gevent.event
import gevent.socket

from competition.realtime import protocol
from competition.realtime.broadcast import Broadcast
from competition.realtime.frames import Frame, FrameReader
from competition.realtime.protocol import MOST_BYTES, PING_SECONDS
from competition.realtime.sockets import OPENED, Application, Environ, OpenSocket, Wire, greeting, simple_environ
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
        # The server's sockets are non-blocking underneath, and so is every copy.
        self._fd = os.dup(wire.fileno())
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

    def release(self) -> int:
        """Let go of the file without closing it, and return its number."""
        self.wait_writable(None)
        self._read_watch.stop()
        self._read_watch.close()
        return self._fd

    def close(self) -> None:
        """Close the copy; the server's own socket is closed already."""
        os.close(self.release())


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
        answer = greeting(environ)
        if answer is None:
            return self._following(environ, start_response)
        sid = secrets.token_urlsafe(15)
        wire = environ["gunicorn.socket"]
        if hasattr(wire, "pending"):
            self._serve_secure(sid, wire, answer + protocol.opening(sid), environ, start_response)
        else:
            self._adopt(sid, wire, answer + protocol.opening(sid), environ)
        raise StopIteration

    def take(self, wire: Any, head: bytes, address: tuple[str, int]) -> bool:
        """Take a connection by the head of its request, before the server has read it. Returns False for all others.

        A storm of viewers is let in several times faster so; see `competition.gunicorn_worker`.
        """
        environ = simple_environ(head, wire, address)
        if environ is None or environ["PATH_INFO"] != PATH or not _is_new_websocket(environ):
            return False
        answer = greeting(environ)
        if answer is None:
            return False
        wire.recv(len(head))
        sid = secrets.token_urlsafe(15)
        self._adopt(sid, wire, answer + protocol.opening(sid), environ)
        return True

    def _adopt(self, sid: str, wire: Any, answer: bytes, environ: Environ) -> None:
        """Move a connection onto the event loop."""
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = PlainLine(wire)
        turn = self._turns[self._turn - 1]
        move = partial(self._move, line, environ)
        viewer = Viewer(sid, line, FrameReader(MOST_BYTES), self._broadcast, turn.discard, move)
        turn.add(viewer)
        self._beat()
        line.start(viewer.read)
        viewer.write(answer)

    def _move(self, line: PlainLine, environ: Environ, reader: FrameReader, frames: list[Frame]) -> None:
        """Give a connection to Flask-SocketIO, in a greenlet of its own."""
        wire: Any = gevent.socket.socket(fileno=line.release())
        environ[OPENED] = OpenSocket.begun(wire, reader, frames)
        gevent.spawn(self._serve_moved, wire, environ)

    def _serve_moved(self, wire: Any, environ: Environ) -> None:
        try:
            list(self._following(environ, _start_nothing))
        except StopIteration:
            return
        finally:
            wire.close()

    def _serve_secure(self, sid: str, wire: Any, answer: bytes, environ: Environ, start_response: Any) -> None:
        """Serve an encrypted connection here: its socket cannot be copied."""
        wire.sendall(answer)
        line = SecureLine(wire)
        turn = self._turns[self._turn - 1]
        moved: list[OpenSocket] = []

        def move(reader: FrameReader, frames: list[Frame]) -> None:
            moved.append(OpenSocket.begun(wire, reader, frames))

        viewer = Viewer(sid, line, FrameReader(MOST_BYTES), self._broadcast, turn.discard, move)
        turn.add(viewer)
        self._beat()
        line.serve(viewer)
        if moved:
            environ[OPENED] = moved[0]
            list(self._following(environ, start_response))

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
    query = str(environ.get("QUERY_STRING", "")).split("&")
    if "transport=websocket" not in query or "EIO=4" not in query or any(each.startswith("sid=") for each in query):
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


def _start_nothing(_status: str, _headers: list[tuple[str, str]], _error: object = None) -> None:
    """Take the start of a response that nobody waits for."""


def _raise_open_files() -> None:
    """Allow as many open files as the system lets this process have: every viewer is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
