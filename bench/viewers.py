"""Thousands of viewers in one process: bare sockets and epoll, so that the measured server has the machine.

A child of the bench, spoken to in JSON lines on standard input and output:
    {"do": "connect", "count": 1000, "revision": null}   opens viewers, answers when each has its document
    {"do": "reset"}                                       forgets what was counted
    {"do": "report"}                                      answers counts and latencies of patches
"""

from __future__ import annotations

import json
import os
import select
import socket
import sys
import time
from typing import Any

OPENING_AT_ONCE = 400
CONNECT_SECONDS = 120
MASK = b"\0\0\0\0"
"""A mask of zeros leaves the data as it is; both servers unmask all the same."""


def masked(text: bytes) -> bytes:
    """Return a client's text frame."""
    size = len(text)
    head = bytes((0x81, 0x80 | size)) if size < 126 else bytes((0x81, 0xFE)) + size.to_bytes(2, "big")
    return head + MASK + text


class Viewers:
    """Open connections by file number; counts what comes."""

    def __init__(self, port: int, board: str) -> None:
        self.port = port
        self.request = (
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        ).encode()
        self.watch = masked(f'42/live,["watch",{{"board":"{board}","revision":null}}]'.encode())
        self.epoll = select.epoll()
        self.sockets: dict[int, socket.socket] = {}
        self.buffers: dict[int, bytes] = {}
        self.greeting: set[int] = set()
        self.waiting: set[int] = set()
        self.ready = 0
        self.failed = 0
        self.closed = 0
        self.patches = 0
        self.bytes = 0
        self.latencies: list[float] = []

    def connect(self, count: int) -> dict[str, Any]:
        """Open viewers and wait until each has its document."""
        goal, opened, started = self.ready + count, 0, time.monotonic()
        while self.ready < goal and time.monotonic() - started < CONNECT_SECONDS:
            while opened < count and opened - (self.ready + self.failed - goal + count) < OPENING_AT_ONCE:
                self._open()
                opened += 1
            self.turn(0.05)
            if self.ready + self.failed >= goal:
                break
        return {"seconds": time.monotonic() - started, "ready": self.ready, "failed": self.failed}

    def _open(self) -> None:
        connection = socket.socket()
        connection.setblocking(False)
        connection.connect_ex(("127.0.0.1", self.port))
        number = connection.fileno()
        self.sockets[number] = connection
        self.greeting.add(number)
        self.waiting.add(number)
        self.epoll.register(number, select.EPOLLOUT)

    def turn(self, seconds: float) -> None:
        """Serve what has come, waiting at most so long."""
        for number, event in self.epoll.poll(seconds):
            self.serve(number, event)

    def serve(self, number: int, event: int) -> None:
        """Greet the server on a connection, or read what it says."""
        if event & select.EPOLLOUT:
            self._greet(number)
        else:
            self._read(number)

    def _greet(self, number: int) -> None:
        try:
            self.sockets[number].sendall(self.request)
        except OSError:
            self._drop(number)
            return
        self.epoll.modify(number, select.EPOLLIN)

    def _read(self, number: int) -> None:
        try:
            data = os.read(number, 65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._drop(number)
            return
        kept = self.buffers.pop(number, None)
        if kept:
            data = kept + data
        if number in self.greeting:
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self.buffers[number] = data
                return
            if b" 101 " not in data[:20]:
                self._drop(number)
                return
            self.greeting.discard(number)
            data = data[end + 4 :]
        self._frames(number, data)

    def _frames(self, number: int, data: bytes) -> None:
        while len(data) >= 2:
            size, at = data[1] & 0x7F, 2
            if size >= 126:
                at = 4 if size == 126 else 10
                size = int.from_bytes(data[2:at], "big") if len(data) >= at else len(data)
            end = at + size
            if len(data) < end:
                break
            self._message(number, data, at, end)
            data = data[end:]
        if data:
            self.buffers[number] = data

    def _message(self, number: int, data: bytes, start: int, end: int) -> None:
        if data.startswith(b'42/live,["patch"', start):
            where = data.find(b'"at":', start, end) + 5
            stop = where + 13
            while data[stop : stop + 1] in b".0123456789":
                stop += 1
            self.latencies.append(time.time() * 1000 - float(data[where:stop]))
            self.patches += 1
            self.bytes += end - start
        elif data.startswith(b'42/live,["document"', start):
            if number in self.waiting:
                self.waiting.discard(number)
                self.ready += 1
        elif data.startswith(b"0{", start):
            os.write(number, masked(b"40/live,"))
        elif data.startswith(b"40/live", start):
            os.write(number, self.watch)
        elif data[start:end] == b"2":
            os.write(number, masked(b"3"))

    def _drop(self, number: int) -> None:
        self.sockets.pop(number).close()
        self.buffers.pop(number, None)
        self.greeting.discard(number)
        if number in self.waiting:
            self.waiting.discard(number)
            self.failed += 1
        else:
            self.closed += 1

    def reset(self) -> dict[str, Any]:
        """Forget what was counted."""
        self.patches = self.bytes = self.closed = 0
        self.latencies = []
        return {}

    def report(self) -> dict[str, Any]:
        """Return counts and latencies (milliseconds)."""
        found = sorted(self.latencies)

        def at(share: float) -> float:
            return round(found[min(len(found) - 1, int(len(found) * share))], 2) if found else -1.0

        return {
            "patches": self.patches,
            "bytes": self.bytes,
            "closed": self.closed,
            "p50": at(0.5),
            "p99": at(0.99),
            "max": round(found[-1], 2) if found else -1.0,
        }


def main() -> None:
    """Obey the lines on standard input until it ends."""
    viewers = Viewers(int(sys.argv[1]), sys.argv[2])
    orders = sys.stdin.fileno()
    os.set_blocking(orders, False)
    viewers.epoll.register(orders, select.EPOLLIN)
    pending = b""
    while True:
        for number, event in viewers.epoll.poll(1.0):
            if number != orders:
                viewers.serve(number, event)
                continue
            data = os.read(orders, 65536)
            if not data:
                return
            pending += data
        while b"\n" in pending:
            line, _, pending = pending.partition(b"\n")
            order = json.loads(line)
            viewers.epoll.unregister(orders)
            name = order["do"]
            answer = viewers.connect(order["count"]) if name == "connect" else getattr(viewers, name)()
            viewers.epoll.register(orders, select.EPOLLIN)
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
