"""What is said on the live channel. Source: docs/contract.md, docs/architecture.md."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.boards import board_hash, canonical_json
from competition.queries.publication import Published
from competition.realtime import protocol
from competition.realtime.protocol import Packet, Watch

BOARD = "b" * 32
AT = datetime(2024, 6, 25, 6, 36, 0, 123000, tzinfo=UTC)


def published(revision: int, total: str) -> Published:
    """Return a revision of a small board."""
    body = {"kind": "trade", "rows": [{"id": "a", "total": total}, {"id": "b", "total": "陈"}]}
    return Published(BOARD, revision, AT, board_hash(body), canonical_json(body).decode())


def data_of(message: protocol.Message) -> object:
    """Return what a client reads in a message's frame."""
    text = message.frame.partition(b"42/live,")[2].decode()
    event, data = json.loads(text)
    assert event == message.event
    assert data == json.loads(message.text)
    return data


def test_a_document_carries_revision_time_hash_and_body() -> None:
    whole = published(7, "9.20")
    assert data_of(protocol.document(whole)) == {
        "board": BOARD,
        "revision": 7,
        "at": 1719297360123.0,
        "hash": whole.hash,
        "body": json.loads(whole.body),
    }


def test_a_patch_carries_only_what_changed() -> None:
    old, new = published(7, "9.20"), published(9, "9.30")
    assert data_of(protocol.patch(old, new)) == {
        "board": BOARD,
        "from": 7,
        "to": 9,
        "at": 1719297360123.0,
        "hash": new.hash,
        "rows": [{"id": "a", "total": "9.30"}],
        "gone": [],
    }


def test_a_board_that_is_gone_is_named_and_nothing_more() -> None:
    assert data_of(protocol.gone(BOARD)) == {"board": BOARD}


@pytest.mark.parametrize(
    ("text", "packet"),
    [
        ("0/live,", Packet("0", "/live", "")),
        ("0/live", Packet("0", "/live", "")),
        ('0/live?a=1,{"token":"x"}', Packet("0", "/live", '{"token":"x"}')),
        ('2/live,["watch",{}]', Packet("2", "/live", '["watch",{}]')),
        ('2["watch"]', Packet("2", "/", '["watch"]')),
        ("", None),
        ("x", None),
        ("9/live,", None),
    ],
)
def test_packets_are_read(text: str, packet: Packet | None) -> None:
    assert protocol.parse_packet(text) == packet


@pytest.mark.parametrize(
    ("data", "event"),
    [
        ('["watch",{"board":"x"}]', ("watch", {"board": "x"}, "")),
        ('12["watch",1,2]', ("watch", 1, "12")),
        ('["watch"]', ("watch", None, "")),
        ("[]", None),
        ("[1]", None),
        ('{"a":1}', None),
        ('-1["watch"]', None),
        ("[" * 100000, None),
        ("", None),
    ],
)
def test_events_are_read(data: str, event: object) -> None:
    assert protocol.parse_event(data) == event


@pytest.mark.parametrize(
    ("payload", "wish"),
    [
        ({"board": BOARD, "revision": 3, "lang": "zh"}, Watch(BOARD, 3)),
        ({"board": BOARD, "revision": None}, Watch(BOARD, None)),
        ({"board": BOARD}, Watch(BOARD, None)),
        ({"board": BOARD, "revision": -1}, None),
        ({"board": BOARD, "revision": True}, None),
        ({"board": BOARD, "revision": 2.0}, None),
        ({"board": BOARD, "revision": 2**53}, None),
        ({"board": BOARD.upper()}, None),
        ({"board": BOARD[1:]}, None),
        ({"board": [BOARD]}, None),
        ([BOARD], None),
        (None, None),
    ],
)
def test_wishes_are_taken_or_refused(payload: object, wish: Watch | None) -> None:
    assert protocol.parse_watch(payload) == wish


@given(st.text(max_size=80))
def test_no_text_breaks_the_readers(text: str) -> None:
    packet = protocol.parse_packet(text)
    event = protocol.parse_event(text)
    assert packet is None or packet.type in "0123456"
    assert event is None or isinstance(event[0], str)
