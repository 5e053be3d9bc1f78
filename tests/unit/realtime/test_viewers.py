"""One viewer's connection, with a line that takes as much as the test lets it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.realtime.feeds import Watcher
from competition.realtime.frames import Frame, FrameReader, Opcode
from competition.realtime.protocol import MOST_BOARDS, MOST_BYTES, message
from competition.realtime.viewers import MOST_BACKLOG, MOST_EVENTS, Viewer

BOARD = "b" * 32


class Wall:
    """Takes what viewers wish."""

    def __init__(self) -> None:
        self.wishes: list[tuple[str, int | None]] = []
        self.left: set[str] = set()

    def watch(self, _watcher: Watcher, board_id: str, revision: int | None) -> None:
        """Write a wish down."""
        self.wishes.append((board_id, revision))

    def leave(self, _watcher: Watcher, board_ids: set[str]) -> None:
        """Write down who let go."""
        self.left |= set(board_ids)


class Line:
    """A line that takes `room` bytes."""

    def __init__(self) -> None:
        self.room = 10**9
        self.sent = b""
        self.resume: Callable[[], None] | None = None
        self.is_closed = False
        self.arriving: list[bytes | None] = []
        self.is_broken = False

    def read(self, _size: int) -> bytes | None:
        """Return what arrives."""
        if self.is_broken:
            raise ConnectionResetError
        return self.arriving.pop(0)

    def write(self, data: bytes | memoryview) -> int:
        """Take what there is room for."""
        if self.is_broken:
            raise BrokenPipeError
        taken = min(len(data), self.room)
        self.sent += bytes(data[:taken])
        self.room -= taken
        return taken

    def wait_writable(self, resume: Callable[[], None] | None) -> None:
        """Remember whom to call."""
        self.resume = resume

    def close(self) -> None:
        """Close."""
        self.is_closed = True


class Meeting:
    """A viewer with its wall and line."""

    def __init__(self) -> None:
        self.wall, self.line = Wall(), Line()
        self.gone: list[Viewer] = []
        self.viewer = Viewer("sid", self.line, FrameReader(MOST_BYTES), self.wall, self.gone.append)  # type: ignore[arg-type]

    def say(self, *texts: str) -> bytes:
        """Say something and return what came back."""
        self.line.sent = b""
        self.viewer.take([Frame(Opcode.TEXT, text.encode()) for text in texts])
        return self.line.sent

    def watch(self, payload: object, number: str = "1") -> bool:
        """Send a wish; returns the acknowledgement."""
        answer = self.say(f'42/live,{number}["watch",{json.dumps(payload)}]')
        assert answer in {
            b"\x81\x10" + b"43/live,1[true]"[:16],
            b"\x81\x0f43/live,1[true]",
            b"\x81\x1043/live,1[false]",
        }
        return answer.endswith(b"[true]")


@pytest.fixture
def meeting() -> Meeting:
    """Give a connected viewer."""
    return Meeting()


def test_a_viewer_is_let_into_the_public_namespace_only(meeting: Meeting) -> None:
    assert b'40/live,{"sid":"sid"}' in meeting.say("40/live,")
    assert b"44/judge," in meeting.say("40/judge,")
    assert meeting.viewer.is_open


def test_a_wish_reaches_the_broadcast_and_is_acknowledged(meeting: Meeting) -> None:
    assert meeting.watch({"board": BOARD, "revision": 7}) is True
    assert meeting.wall.wishes == [(BOARD, 7)]


def test_the_twenty_first_board_is_refused(meeting: Meeting) -> None:
    boards = [f"{number:032x}" for number in range(MOST_BOARDS + 1)]
    assert [meeting.watch({"board": board}) for board in boards] == [True] * MOST_BOARDS + [False]
    assert meeting.watch({"board": boards[0], "revision": 2}) is True
    meeting.say(f'42/live,["unwatch",{{"board":"{boards[0]}"}}]')
    assert meeting.watch({"board": boards[-1]}) is True
    assert meeting.wall.left == {boards[0]}


def test_a_board_that_is_gone_gives_its_place_back(meeting: Meeting) -> None:
    meeting.watch({"board": BOARD})
    meeting.viewer.deliver(message("gone", BOARD, "{}"))
    assert meeting.viewer.boards == set()


def test_leaving_lets_every_board_go_once(meeting: Meeting) -> None:
    meeting.watch({"board": BOARD})
    meeting.say("41/live,", "41/live,")
    assert meeting.wall.left == {BOARD}
    assert meeting.gone == [meeting.viewer]
    assert meeting.line.is_closed


def test_what_a_slow_line_does_not_take_follows_in_order(meeting: Meeting) -> None:
    meeting.line.room = 10
    frames = [message("patch", BOARD, json.dumps({"number": number})) for number in range(20)]
    for each in frames:
        meeting.viewer.deliver(each)
    while meeting.line.resume is not None:
        meeting.line.room = 7
        meeting.line.resume()
    assert meeting.line.sent == b"".join(each.frame for each in frames)
    assert meeting.viewer.is_open


def test_who_owes_too_much_is_dropped(meeting: Meeting) -> None:
    meeting.line.room = 0
    sent = message("patch", BOARD, json.dumps("x" * 10_000))
    for _ in range(MOST_BACKLOG // 10_000 + 2):
        meeting.viewer.deliver(sent)
    assert meeting.line.is_closed
    assert meeting.gone == [meeting.viewer]
    meeting.viewer.deliver(sent)


def test_a_broken_line_ends_quietly(meeting: Meeting) -> None:
    meeting.line.is_broken = True
    meeting.viewer.deliver(message("patch", BOARD, "{}"))
    assert meeting.gone == [meeting.viewer]
    other = Meeting()
    other.line.is_broken = True
    other.viewer.read()
    assert other.gone == [other.viewer]


def test_the_end_of_the_connection_is_the_end(meeting: Meeting) -> None:
    meeting.line.arriving = [None, b""]
    meeting.viewer.read()
    assert meeting.gone == []
    meeting.viewer.read()
    assert meeting.gone == [meeting.viewer]


def test_a_pong_keeps_the_viewer(meeting: Meeting) -> None:
    meeting.viewer.owes_pong = True
    meeting.say("3")
    assert not meeting.viewer.owes_pong


def test_a_websocket_ping_is_answered(meeting: Meeting) -> None:
    meeting.viewer.take([Frame(Opcode.PING, b"hi")])
    assert meeting.line.sent == b"\x8a\x02hi"


def test_too_many_events_end_the_connection(meeting: Meeting) -> None:
    meeting.say(*['42/live,["unwatch",{}]'] * MOST_EVENTS)
    assert meeting.gone == []
    meeting.say('42/live,["unwatch",{}]')
    assert meeting.gone == [meeting.viewer]
    assert meeting.line.sent == b"\x88\x02\x03\xf0"


@pytest.mark.parametrize("first", ["40", "40/judge,", "40/office,{}", "3", "42[]"])
def test_who_does_not_come_for_the_boards_is_passed_on_with_everything_read(first: str) -> None:
    meeting = Meeting()
    passed: list[Frame] = []
    viewer = Viewer(
        "sid",
        meeting.line,
        FrameReader(MOST_BYTES),
        meeting.wall,  # type: ignore[arg-type]
        meeting.gone.append,
        lambda _reader, frames: passed.extend(frames),
    )
    frames = [Frame(Opcode.TEXT, first.encode()), Frame(Opcode.TEXT, b"40/live,")]
    viewer.take(frames)
    assert passed == frames
    assert meeting.gone == [viewer]
    assert (meeting.line.is_closed, meeting.line.sent) == (False, b"")


def test_who_comes_for_the_boards_stays() -> None:
    meeting = Meeting()
    viewer = Viewer(
        "sid",
        meeting.line,
        FrameReader(MOST_BYTES),
        meeting.wall,  # type: ignore[arg-type]
        meeting.gone.append,
        lambda _reader, _frames: pytest.fail("was passed on"),
    )
    viewer.take([Frame(Opcode.TEXT, b"40/live,"), Frame(Opcode.TEXT, b"40/judge,")])
    assert b"40/live," in meeting.line.sent
    assert b"44/judge," in meeting.line.sent


@pytest.mark.parametrize("text", ["", "9", "4", "4x", "0{}", "\u00e9"])
def test_nonsense_ends_the_connection(meeting: Meeting, text: str) -> None:
    meeting.say(text)
    assert not meeting.viewer.is_open


@given(st.lists(st.one_of(st.text(max_size=60), st.text(max_size=60).map(lambda text: f"42/live,{text}")), max_size=20))
def test_no_text_breaks_a_viewer(texts: list[str]) -> None:
    meeting = Meeting()
    meeting.say(*texts)
    assert meeting.viewer.is_open != bool(meeting.gone)


@given(st.lists(st.binary(max_size=80), max_size=10))
def test_no_bytes_break_a_viewer(pieces: list[bytes]) -> None:
    meeting = Meeting()
    for piece in pieces:
        if meeting.viewer.is_open:
            meeting.line.arriving = [piece]
            meeting.viewer.read()
    assert meeting.viewer.is_open != bool(meeting.gone)
