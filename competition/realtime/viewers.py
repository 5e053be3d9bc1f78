"""One viewer's connection on the public channel: no greenlet, no queue, a few hundred bytes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from competition.realtime import protocol
from competition.realtime.broadcast import Broadcast
from competition.realtime.frames import Closing, Frame, FrameError, FrameReader, Opcode, close_frame, frame
from competition.realtime.protocol import LIVE, MOST_BOARDS, Message

READ_BYTES = 4096
MOST_BACKLOG = 256 * 1024
"""Bytes that a slow viewer may owe: a few whole boards. Frames are shared, so that owing costs references only."""
MOST_EVENTS = 60
EVENT_SECONDS = 10.0


class Line(Protocol):
    """A connection that never waits."""

    def read(self, size: int) -> bytes | None:
        """Return what came: nothing at the end, None when there is nothing yet. Raises OSError."""

    def write(self, data: bytes | memoryview) -> int:
        """Send what the connection takes now. Raises OSError."""

    def wait_writable(self, resume: Callable[[], None] | None) -> None:
        """Call back once when the connection takes more; None: no more."""

    def close(self) -> None:
        """Close it."""


Elsewhere = Callable[[FrameReader, list[Frame]], None]
"""Takes a connection over, with what was read of it."""


class Viewer:
    """A Socket.IO client of `/live`, driven by what its line can read or write.

    closed: called once, when the viewer is gone. elsewhere: called instead when the client's first packet shows that
    it does not come for `/live`.
    """

    __slots__ = (
        "_backlog",
        "_broadcast",
        "_closed",
        "_elsewhere",
        "_events",
        "_line",
        "_owed",
        "_reader",
        "_since",
        "boards",
        "is_open",
        "owes_pong",
        "sid",
    )

    def __init__(
        self,
        sid: str,
        line: Line,
        reader: FrameReader,
        broadcast: Broadcast,
        closed: Callable[[Viewer], None],
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self.sid = sid
        self.is_open = True
        self.owes_pong = False
        self.boards: set[str] = set()
        self._line = line
        self._reader = reader
        self._broadcast = broadcast
        self._closed = closed
        self._elsewhere = elsewhere
        self._backlog: list[bytes | memoryview] | None = None
        self._owed = 0
        self._events = 0
        self._since = 0.0

    def deliver(self, message: Message) -> None:
        """Send an event of `/live`."""
        if message.event == "gone":
            self.boards.discard(message.board_id)
        self.write(message.frame)

    def write(self, data: bytes) -> None:
        """Send a frame. Who takes nothing for too long is dropped; it comes back and gets a snapshot."""
        if not self.is_open:
            return
        if self._backlog is not None:
            self._owe(data)
            return
        try:
            sent = self._line.write(data)
        except OSError:
            self.close()
            return
        if sent < len(data):
            self._backlog = []
            self._owe(memoryview(data)[sent:])
            self._line.wait_writable(self.write_more)

    def write_more(self) -> None:
        """Send what is owed, as far as the line takes it."""
        backlog = self._backlog
        if not self.is_open or backlog is None:
            return
        try:
            while backlog:
                sent = self._line.write(backlog[0])
                self._owed -= sent
                if sent < len(backlog[0]):
                    backlog[0] = memoryview(backlog[0])[sent:]
                    return
                del backlog[0]
        except OSError:
            self.close()
            return
        self._backlog = None
        self._line.wait_writable(None)

    def _owe(self, data: bytes | memoryview) -> None:
        if self._owed + len(data) > MOST_BACKLOG:
            self.close()
            return
        assert self._backlog is not None
        self._backlog.append(data)
        self._owed += len(data)

    def read(self) -> None:
        """Take what has come."""
        if not self.is_open:
            return
        try:
            data = self._line.read(READ_BYTES)
            if data is None:
                return
            if not data:
                self.close()
                return
            self.take(self._reader.feed(data))
        except FrameError as error:
            self.close(error.closing)
        except OSError:
            self.close()

    def take(self, frames: list[Frame]) -> None:
        """Act on messages; a client that says nonsense or too much is shown the door."""
        for position, each in enumerate(frames):
            if not self.is_open:
                return
            if self._elsewhere is not None and each.opcode is Opcode.TEXT:
                elsewhere, self._elsewhere = self._elsewhere, None
                if not protocol.is_live_connection(each.data):
                    self.is_open = False
                    self._closed(self)
                    elsewhere(self._reader, frames[position:])
                    return
            if each.opcode is Opcode.TEXT:
                self._hear(each.data)
            elif each.opcode is Opcode.PING:
                self.write(frame(Opcode.PONG, each.data))
            elif each.opcode is Opcode.CLOSE:
                self.close(Closing.NORMAL)
            elif each.opcode is Opcode.BINARY:
                self.close(Closing.POLICY)

    def _hear(self, data: bytes) -> None:
        try:
            text = data.decode()
        except UnicodeDecodeError:
            self.close(Closing.NOT_TEXT)
            return
        kind, rest = text[:1], text[1:]
        if kind == protocol.ENGINE_PONG:
            self.owes_pong = False
        elif kind == protocol.ENGINE_MESSAGE and self._is_calm():
            self._packet(rest)
        elif kind == protocol.ENGINE_CLOSE:
            self.close(Closing.NORMAL)
        elif kind != protocol.ENGINE_PING:
            self.close(Closing.POLICY)

    def _is_calm(self) -> bool:
        """Count the packet; close on a client that sends more than a page of ours ever would."""
        now = time.monotonic()
        if now - self._since > EVENT_SECONDS:
            self._since, self._events = now, 0
        self._events += 1
        if self._events > MOST_EVENTS:
            self.close(Closing.POLICY)
        return self.is_open

    def _packet(self, text: str) -> None:
        packet = protocol.parse_packet(text)
        if packet is None:
            self.close(Closing.POLICY)
        elif packet.type == protocol.CONNECT:
            is_live = packet.namespace == LIVE
            self.write(protocol.connected(LIVE, self.sid) if is_live else protocol.refused(packet.namespace))
        elif packet.namespace == LIVE and packet.type == protocol.EVENT:
            self._event(packet.data)
        elif packet.namespace == LIVE and packet.type == protocol.DISCONNECT:
            self.close(Closing.NORMAL)

    def _event(self, data: str) -> None:
        parsed = protocol.parse_event(data)
        if parsed is None:
            return
        name, payload, number = parsed
        if name == "watch":
            accepted = self.watch(payload)
        elif name == "unwatch":
            accepted = self.unwatch(payload)
        else:
            return
        if number:
            self.write(protocol.acknowledged(number, accepted))

    def watch(self, payload: object) -> bool:
        """Watch a board. Returns False for a malformed wish and for one board too many."""
        wish = protocol.parse_watch(payload)
        if wish is None or (wish.board_id not in self.boards and len(self.boards) >= MOST_BOARDS):
            return False
        self.boards.add(wish.board_id)
        self._broadcast.watch(self, wish.board_id, wish.revision)
        return True

    def unwatch(self, payload: object) -> bool:
        """Stop watching a board."""
        board_id = protocol.parse_board(payload)
        if board_id is None:
            return False
        self.boards.discard(board_id)
        self._broadcast.leave(self, (board_id,))
        return True

    def close(self, closing: Closing | None = None) -> None:
        """Leave; closing: what the client is told, if it can still hear."""
        if not self.is_open:
            return
        self.is_open = False
        self._broadcast.leave(self, self.boards)
        if closing is not None and self._backlog is None:
            try:
                self._line.write(close_frame(closing))
            except OSError:
                self._backlog = None
        self._line.close()
        self._closed(self)
