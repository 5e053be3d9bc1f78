"""WebSocket frames as bytes, without any socket. Source: RFC 6455."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from enum import IntEnum

GREETING = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
"""The fixed text that RFC 6455 section 1.3 mixes into the answer to a handshake."""

MASK_BYTES = 4
SHORT, MEDIUM = 126, 127
LONGEST_CONTROL = 125


class Opcode(IntEnum):
    """What a frame is."""

    CONTINUATION = 0
    TEXT = 1
    BINARY = 2
    CLOSE = 8
    PING = 9
    PONG = 10


class Closing(IntEnum):
    """Why a connection is closed, as the other side is told."""

    NORMAL = 1000
    GOING_AWAY = 1001
    PROTOCOL = 1002
    NOT_TEXT = 1007
    POLICY = 1008
    TOO_BIG = 1009


class FrameError(ValueError):
    """The other side does not speak WebSocket; closing tells why."""

    def __init__(self, closing: Closing) -> None:
        super().__init__(closing.name)
        self.closing = closing


@dataclass(frozen=True, slots=True)
class Frame:
    """One whole message, or one control frame."""

    opcode: Opcode
    data: bytes


def accept_key(key: str) -> str:
    """Return what `Sec-WebSocket-Accept` answers to `Sec-WebSocket-Key`."""
    return base64.b64encode(hashlib.sha1(key.strip().encode("latin-1") + GREETING).digest()).decode()  # noqa: S324


def frame(opcode: Opcode, data: bytes) -> bytes:
    """Return an unmasked, whole frame, as servers send them."""
    size = len(data)
    if size < SHORT:
        return bytes((0x80 | opcode, size)) + data
    if size < 1 << 16:
        return bytes((0x80 | opcode, SHORT)) + size.to_bytes(2, "big") + data
    return bytes((0x80 | opcode, MEDIUM)) + size.to_bytes(8, "big") + data


def close_frame(closing: Closing) -> bytes:
    """Return a frame that closes the connection."""
    return frame(Opcode.CLOSE, int(closing).to_bytes(2, "big"))


def unmask(data: bytes, mask: bytes) -> bytes:
    """Return a client's data without its mask (the same operation puts it on)."""
    size = len(data)
    repeated = (mask * (size // MASK_BYTES + 1))[:size]
    return (int.from_bytes(data, "big") ^ int.from_bytes(repeated, "big")).to_bytes(size, "big")


class FrameReader:
    """Cuts what a client sends into messages.

    most: bytes of one message, fragments together.
    """

    __slots__ = ("_buffer", "_most", "_opcode", "_parts")

    def __init__(self, most: int) -> None:
        self._most = most
        self._buffer = b""
        self._opcode: Opcode | None = None
        self._parts = b""

    def feed(self, data: bytes) -> list[Frame]:
        """Return the messages and control frames that are complete now.

        Raises FrameError for what no client may send: unmasked, reserved, too big, out of order.
        """
        buffer = self._buffer + data if self._buffer else data
        found: list[Frame] = []
        while (cut := self._cut(buffer)) is not None:
            final, opcode, payload, used = cut
            buffer = buffer[used:]
            whole = self._join(final, opcode, payload)
            if whole is not None:
                found.append(whole)
        self._buffer = buffer
        return found

    def _cut(self, buffer: bytes) -> tuple[bool, Opcode, bytes, int] | None:
        """Return the first frame of the buffer and its length, None when it is not all there."""
        if len(buffer) < 2:
            return None
        first, second = buffer[0], buffer[1]
        try:
            opcode = Opcode(first & 0x0F)
        except ValueError:
            raise FrameError(Closing.PROTOCOL) from None
        if first & 0x70 or not second & 0x80:
            raise FrameError(Closing.PROTOCOL)
        size, at = second & 0x7F, 2
        if opcode >= Opcode.CLOSE and (size > LONGEST_CONTROL or not first & 0x80):
            raise FrameError(Closing.PROTOCOL)
        if size >= SHORT:
            at = 4 if size == SHORT else 10
            if len(buffer) < at:
                return None
            size = int.from_bytes(buffer[2:at], "big")
        if size + len(self._parts) > self._most:
            raise FrameError(Closing.TOO_BIG)
        end = at + MASK_BYTES + size
        if len(buffer) < end:
            return None
        payload = unmask(buffer[at + MASK_BYTES : end], buffer[at : at + MASK_BYTES])
        return bool(first & 0x80), opcode, payload, end

    def _join(self, final: bool, opcode: Opcode, payload: bytes) -> Frame | None:
        """Return the whole message once its last fragment is there; control frames pass between fragments."""
        if opcode >= Opcode.CLOSE:
            return Frame(opcode, payload)
        if (opcode is Opcode.CONTINUATION) == (self._opcode is None):
            raise FrameError(Closing.PROTOCOL)
        if self._opcode is None:
            if final:
                return Frame(opcode, payload)
            self._opcode = opcode
        self._parts += payload
        if not final:
            return None
        whole = Frame(self._opcode, self._parts)
        self._opcode, self._parts = None, b""
        return whole
