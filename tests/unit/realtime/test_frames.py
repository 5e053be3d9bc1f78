"""WebSocket frames. Source: RFC 6455."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.realtime.frames import (
    Closing,
    Frame,
    FrameError,
    FrameReader,
    Opcode,
    accept_key,
    close_frame,
    frame,
    unmask,
)

MOST = 1000


def masked(opcode: int, data: bytes, mask: bytes = b"\x37\xfa\x21\x3d", final: bool = True) -> bytes:
    """Return a client's frame."""
    size = len(data)
    if size < 126:
        head = bytes((opcode | (0x80 if final else 0), 0x80 | size))
    else:
        head = bytes((opcode | (0x80 if final else 0), 0x80 | 126)) + size.to_bytes(2, "big")
    return head + mask + unmask(data, mask)


def test_the_handshake_of_the_standard_is_answered_as_it_says() -> None:
    assert accept_key("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="


def test_the_masked_hello_of_the_standard_is_read() -> None:
    hello = bytes.fromhex("818537fa213d7f9f4d5158")
    assert FrameReader(MOST).feed(hello) == [Frame(Opcode.TEXT, b"Hello")]


def test_the_unmasked_hello_of_the_standard_is_written() -> None:
    assert frame(Opcode.TEXT, b"Hello") == bytes.fromhex("810548656c6c6f")


@pytest.mark.parametrize(
    ("size", "head"), [(125, "827d"), (126, "827e007e"), (65535, "827effff"), (65536, "827f0000000000010000")]
)
def test_lengths_are_written_in_the_shortest_form(size: int, head: str) -> None:
    assert frame(Opcode.BINARY, b"x" * size)[: len(head) // 2].hex() == head


def test_the_fragments_of_the_standard_are_joined_around_a_ping() -> None:
    data = masked(1, b"Hel", final=False) + masked(9, b"Hello") + masked(0, b"lo")
    assert FrameReader(MOST).feed(data) == [Frame(Opcode.PING, b"Hello"), Frame(Opcode.TEXT, b"Hello")]


def test_a_close_frame_says_why() -> None:
    assert close_frame(Closing.POLICY) == b"\x88\x02\x03\xf0"


@given(st.lists(st.binary(max_size=300), max_size=6), st.binary(min_size=4, max_size=4), st.data())
def test_messages_are_read_however_they_are_cut(messages: list[bytes], mask: bytes, data: st.DataObject) -> None:
    sent = b"".join(masked(2, message, mask) for message in messages)
    reader, found = FrameReader(MOST), []
    while sent:
        size = data.draw(st.integers(1, len(sent)))
        found += reader.feed(sent[:size])
        sent = sent[size:]
    assert found == [Frame(Opcode.BINARY, message) for message in messages]


@pytest.mark.parametrize(
    ("data", "closing"),
    [
        (frame(Opcode.TEXT, b"unmasked"), Closing.PROTOCOL),
        (masked(1, b"x" * (MOST + 1)), Closing.TOO_BIG),
        (masked(1, b"x" * MOST, final=False) + masked(0, b"y"), Closing.TOO_BIG),
        (masked(3, b""), Closing.PROTOCOL),
        (masked(0x41, b""), Closing.PROTOCOL),
        (masked(0, b"nothing began"), Closing.PROTOCOL),
        (masked(1, b"a", final=False) + masked(1, b"b"), Closing.PROTOCOL),
        (masked(9, b"", final=False), Closing.PROTOCOL),
        (masked(9, b"x" * 126), Closing.PROTOCOL),
    ],
)
def test_what_no_client_may_send_is_refused(data: bytes, closing: Closing) -> None:
    with pytest.raises(FrameError) as refusal:
        FrameReader(MOST).feed(data)
    assert refusal.value.closing is closing


@given(st.binary(max_size=200))
def test_garbage_is_read_or_refused_but_never_breaks_the_reader(data: bytes) -> None:
    try:
        found = FrameReader(MOST).feed(data)
    except FrameError:
        return
    assert all(len(each.data) <= MOST for each in found)
