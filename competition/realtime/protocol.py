"""What is said on the live channel: Engine.IO 4 and Socket.IO 5 packets as text, and the payloads of `/live`.

Shapes: docs/contract.md and docs/architecture.md. Nothing here touches a socket or the database.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from competition.domain.ids import is_id
from competition.queries.board_wire import compact_json, document_text, patch_between
from competition.queries.publication import Published
from competition.realtime.frames import Opcode, frame

LIVE = "/live"
MOST_BOARDS = 20
PING_SECONDS = 25
ANSWER_SECONDS = 20
MOST_BYTES = 64 * 1024

ENGINE_CLOSE, ENGINE_PING, ENGINE_PONG, ENGINE_MESSAGE = "1", "2", "3", "4"
CONNECT, DISCONNECT, EVENT, ACK, CONNECT_ERROR = "0", "1", "2", "3", "4"

PING = frame(Opcode.TEXT, ENGINE_PING.encode())


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """One event of `/live` about a board, encoded once for all its viewers.

    text: the data as JSON. frame: the whole WebSocket frame.
    """

    event: str
    board_id: str
    text: str
    frame: bytes


@dataclass(frozen=True, slots=True)
class Watch:
    """A viewer's wish: this board, from the revision that it holds (None: it holds nothing)."""

    board_id: str
    revision: int | None


@dataclass(frozen=True, slots=True)
class Packet:
    """A Socket.IO packet of one namespace; data: what follows, not parsed."""

    type: str
    namespace: str
    data: str


def message(event: str, board_id: str, text: str) -> Message:
    """Return an event of `/live` with its frame."""
    packet = f'{ENGINE_MESSAGE}{EVENT}{LIVE},["{event}",{text}]'
    return Message(event, board_id, text, frame(Opcode.TEXT, packet.encode()))


def document(published: Published) -> Message:
    """Return the `document` of a revision."""
    return message("document", published.board_id, document_text(published))


def patch(old: Published, new: Published) -> Message:
    """Return the `patch` from one revision to a later one.

    Raises DomainError `board_shape_differs` when only the whole document will do.
    """
    return message("patch", new.board_id, compact_json(patch_between(old, new)))


def gone(board_id: str) -> Message:
    """Return the answer for a board that was withdrawn or never was."""
    return message("gone", board_id, compact_json({"board": board_id}))


def opening(sid: str) -> bytes:
    """Return the frame that opens an Engine.IO session over WebSocket; sid: letters and digits, no quotes."""
    return frame(Opcode.TEXT, f'0{{"sid":"{sid}",{_SETTINGS}'.encode())


_SETTINGS = compact_json(
    {
        "upgrades": [],
        "pingInterval": PING_SECONDS * 1000,
        "pingTimeout": ANSWER_SECONDS * 1000,
        "maxPayload": MOST_BYTES,
    }
)[1:]


def connected(namespace: str, sid: str) -> bytes:
    """Return the frame that lets a client into a namespace; sid as in `opening`."""
    return frame(Opcode.TEXT, f'{ENGINE_MESSAGE}{CONNECT}{namespace},{{"sid":"{sid}"}}'.encode())


def refused(namespace: str) -> bytes:
    """Return the frame that keeps a client out of a namespace."""
    body = compact_json({"message": "Unable to connect"})
    return frame(Opcode.TEXT, f"{ENGINE_MESSAGE}{CONNECT_ERROR}{namespace},{body}".encode())


def acknowledged(number: str, accepted: bool) -> bytes:
    """Return the frame that answers an event sent with an acknowledgement: was the wish accepted?"""
    return frame(Opcode.TEXT, f"{ENGINE_MESSAGE}{ACK}{LIVE},{number}[{'true' if accepted else 'false'}]".encode())


def is_live_connection(data: bytes) -> bool:
    """Tell whether an Engine.IO message lets a client into `/live`."""
    start = f"{ENGINE_MESSAGE}{CONNECT}{LIVE}".encode()
    return data == start or data[: len(start) + 1] in {start + b",", start + b"?"}


def parse_packet(text: str) -> Packet | None:
    """Return the Socket.IO packet in an Engine.IO message, None when it is none.

    text: without the leading Engine.IO digit.
    """
    if not text or text[0] not in "0123456":
        return None
    kind, rest = text[0], text[1:]
    if not rest.startswith("/"):
        return Packet(kind, "/", rest)
    namespace, _, data = rest.partition(",")
    return Packet(kind, namespace.partition("?")[0], data)


def parse_event(data: str) -> tuple[str, object, str] | None:
    """Return an event's name, its first argument and the number of the acknowledgement asked for; None for garbage."""
    start = data.find("[")
    number = data[:start]
    if start < 0 or (number and not (number.isascii() and number.isdigit())):
        return None
    try:
        items = json.loads(data[start:])
    except (ValueError, RecursionError):
        return None
    if not isinstance(items, list) or not items or not isinstance(items[0], str):
        return None
    return items[0], items[1] if len(items) > 1 else None, number


def parse_watch(payload: object) -> Watch | None:
    """Return a viewer's wish, None when the payload is malformed."""
    board_id = parse_board(payload)
    if board_id is None or not isinstance(payload, dict):
        return None
    revision = payload.get("revision")
    if revision is None:
        return Watch(board_id, None)
    if isinstance(revision, bool) or not isinstance(revision, int) or not 0 <= revision < 2**53:
        return None
    return Watch(board_id, revision)


def parse_board(payload: object) -> str | None:
    """Return the board that a payload names, None when it names none."""
    board_id = payload.get("board") if isinstance(payload, dict) else None
    return board_id if isinstance(board_id, str) and is_id(board_id) else None
