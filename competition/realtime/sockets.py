"""WebSocket over the server's own socket for Socket.IO connections that a greenlet serves.

Writes are whole: a library that gives up after half a frame leaves a connection that nobody can read any more.
"""

from __future__ import annotations

import io
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Protocol

from competition.realtime.frames import Closing, Frame, FrameError, FrameReader, Opcode, accept_key, close_frame, frame
from competition.realtime.protocol import MOST_BYTES

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]

OPENED = "podium.websocket"
READ_BYTES = 4096
WITH_BODY = frozenset({"HTTP_CONTENT_LENGTH", "HTTP_TRANSFER_ENCODING"})
SILENCE_SECONDS = 60
"""Longer than the rhythm of pings and their answers."""


class Wire(Protocol):
    """The part of a socket that is used here; the server's greenlets wait in it."""

    def recv(self, size: int, /) -> bytes:
        """Return what came, nothing at the end."""

    def sendall(self, data: bytes, /) -> None:
        """Send all of it."""

    def fileno(self) -> int:
        """Return the number of the open file."""

    def settimeout(self, seconds: float, /) -> None:
        """Give up reading and writing after so long; 0 never waits."""

    def shutdown(self, how: int, /) -> None:
        """End the conversation, so that whoever waits in `recv` wakes up."""


def greeting(environ: Environ) -> bytes | None:
    """Return the answer to a WebSocket handshake; None when it is none or the server gives no socket."""
    key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "")
    if "gunicorn.socket" not in environ or not key or environ.get("HTTP_SEC_WEBSOCKET_VERSION") != "13":
        return None
    return (
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Accept: {accept_key(key)}\r\n\r\n"
    ).encode("ascii")


def simple_environ(head: bytes, wire: Wire, address: tuple[str, int]) -> Environ | None:
    """Return the WSGI environment of a request without a body, None for anything that is not plain to read."""
    lines = head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3 or words[0] != "GET" or words[2] != "HTTP/1.1" or lines[-2:] != ["", ""]:
        return None
    path, _, query = words[1].partition("?")
    environ: Environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": address[0],
        "gunicorn.socket": wire,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for line in lines[1:-2]:
        name, colon, value = line.partition(":")
        key = f"HTTP_{name.upper().replace('-', '_')}"
        # Repeated, folded or strange headers are for the server's own parser.
        if not colon or key in environ or not name.replace("-", "").isalnum() or key in WITH_BODY:
            return None
        environ[key] = value.strip()
    host, _, port = environ.get("HTTP_HOST", "").partition(":")
    return {**environ, "SERVER_NAME": host, "SERVER_PORT": port or "80"} if host else None


class OpenSocket:
    """A WebSocket whose messages are waited for in a greenlet.

    Satisfies what python-engineio asks of its WebSocket class: called with a handler and the server, then as a WSGI
    application; `wait`, `send`, `close`.
    """

    def __init__(self, handler: Callable[[OpenSocket], object], _server: object = None) -> None:
        self._handler = handler
        self._lock = threading.Lock()
        self._wire: Wire | None = None
        self._reader = FrameReader(MOST_BYTES)
        self._ready: list[Frame] = []
        self._skips_opening = False

    def __call__(self, environ: Environ, _start_response: object) -> Iterable[bytes]:
        """Serve the connection until it ends. Raises StopIteration, by which gunicorn knows that nothing follows."""
        opened: OpenSocket | None = environ.pop(OPENED, None)
        if opened is None:
            answer = greeting(environ)
            if answer is None:
                raise OSError("not a WebSocket handshake")
            self._wire = environ["gunicorn.socket"]
            self._wire.settimeout(SILENCE_SECONDS)
            self._wire.sendall(answer)
        else:
            # The client was greeted already, by whoever looked at its first packet.
            self._wire, self._reader, self._ready = opened._wire, opened._reader, opened._ready
            self._skips_opening = True
        self._handler(self)
        raise StopIteration

    @classmethod
    def begun(cls, wire: Wire, reader: FrameReader, ready: list[Frame]) -> OpenSocket:
        """Return the socket of a connection whose handshake is over, with what was read of it."""
        wire.settimeout(SILENCE_SECONDS)
        opened = cls(lambda _socket: None)
        opened._wire, opened._reader, opened._ready = wire, reader, ready
        return opened

    def wait(self) -> str | bytes | None:
        """Return the next message, None at the end."""
        while True:
            if not self._ready and not self._fill():
                return None
            received = self._ready.pop(0)
            if received.opcode is Opcode.PING:
                self._write(frame(Opcode.PONG, received.data))
            elif received.opcode is Opcode.CLOSE:
                return None
            elif received.opcode is Opcode.TEXT:
                try:
                    return received.data.decode()
                except UnicodeDecodeError:
                    self._write(close_frame(Closing.NOT_TEXT))
                    return None
            elif received.opcode is Opcode.BINARY:
                return received.data

    def send(self, message: str | bytes) -> None:
        """Send a message. Raises OSError when the connection is gone."""
        if self._skips_opening:
            self._skips_opening = False
            return
        if isinstance(message, str):
            self._write(frame(Opcode.TEXT, message.encode()))
        else:
            self._write(frame(Opcode.BINARY, message))

    def close(self) -> None:
        """Say good-bye and wake the reader; the server closes the socket itself."""
        with suppress(OSError):
            self._write(close_frame(Closing.NORMAL))
        with suppress(OSError):
            if self._wire is not None:
                self._wire.shutdown(socket.SHUT_RDWR)

    def _fill(self) -> bool:
        """Wait until something has come. Returns False at the end of the connection."""
        if self._wire is None:
            return False
        try:
            while not self._ready:
                data = self._wire.recv(READ_BYTES)
                if not data:
                    return False
                self._ready += self._reader.feed(data)
        except FrameError as error:
            self._write(close_frame(error.closing))
            return False
        except OSError:
            return False
        return True

    def _write(self, data: bytes) -> None:
        if self._wire is None:
            raise OSError("closed")
        with self._lock:
            self._wire.sendall(data)
