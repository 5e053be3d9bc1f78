"""The tamper-evident log. Source: AUDIT, RFC 8785, RFC 6962."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.audit import (
    Broken,
    ChainedEvent,
    ChainFault,
    canonical_leaf,
    chain_hash,
    genesis_hash,
    leaf_hash,
    node_hash,
    tree_root,
    verify_chain,
)
from competition.domain.errors import DomainError

GENESIS = genesis_hash("0198", bytes(32), bytes(range(32)))


def leaf(seq: int, **members: Any) -> dict[str, Any]:
    return {"v": 1, "event": "e1", "seq": seq, "ts": "2024-06-25T05:30:00.000Z", "type": "mark.record", **members}


def chain(leaves: Sequence[dict[str, Any]], head: bytes = GENESIS) -> list[ChainedEvent]:
    events = []
    for each in leaves:
        head = chain_hash(head, leaf_hash(each))
        events.append(ChainedEvent(each, head.hex()))
    return events


def log(length: int) -> list[ChainedEvent]:
    return chain([leaf(seq, new=f"{seq}.00") for seq in range(1, length + 1)])


def test_the_bytes_of_a_leaf_are_sorted_and_bare() -> None:
    event = leaf(7, new={"v": "1.5", "t": "measure"}, old=None, actor="p1")
    assert canonical_leaf(event) == (
        b'{"actor":"p1","event":"e1","new":{"t":"measure","v":"1.5"},"old":null,"seq":7,'
        b'"ts":"2024-06-25T05:30:00.000Z","type":"mark.record","v":1}'
    )


def test_strings_are_escaped_as_jcs_asks() -> None:
    # The strings of RFC 8785 section 3.2.2.2.
    text = "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\u0022/"
    assert (
        canonical_leaf(leaf(1, role=text)).split(b'"role":')[1].startswith('"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode())
    )


def test_inner_keys_are_sorted_by_utf16_units() -> None:
    # In code points U+FF21 comes before U+1F600, in UTF-16 units after it.
    keys = canonical_leaf(leaf(1, new={"\uff21": 1, "\U0001f600": 2})).decode()
    assert keys.index("\U0001f600") < keys.index("\uff21")


def test_the_hashes_are_separated_by_their_first_byte() -> None:
    event, one, two = leaf(1), bytes(32), bytes([1]) * 32
    assert leaf_hash(event) == hashlib.sha256(b"\x00" + canonical_leaf(event)).digest()
    assert node_hash(one, two) == hashlib.sha256(b"\x01" + one + two).digest()
    assert chain_hash(one, two) == hashlib.sha256(b"\x02" + one + two).digest()
    assert genesis_hash("é", one, two) == hashlib.sha256(b"\x03" + "é".encode() + one + two).digest()


@pytest.mark.parametrize(
    ("members", "code", "member"),
    [
        ({"extra": 1}, "leaf_member_unknown", "extra"),
        ({"new": 1.5}, "leaf_value_not_allowed", "new"),
        ({"new": [1]}, "leaf_value_not_allowed", "new"),
        ({"new": {"v": {"deep": 1}}}, "leaf_value_not_allowed", "new"),
        ({"actor": {"name": "x"}}, "leaf_value_not_allowed", "actor"),
        ({"new": 2**53}, "leaf_value_not_allowed", "new"),
        ({"new": "e\u0301"}, "leaf_value_not_allowed", "new"),
        ({"new": {"e\u0301": "x"}}, "leaf_value_not_allowed", "new"),
        ({"new": "\ud800"}, "leaf_value_not_allowed", "new"),
        ({"ts": "2024-06-25T05:30:00Z"}, "leaf_value_not_allowed", "ts"),
        ({"ts": "2024-06-25T05:30:00.000+00:00"}, "leaf_value_not_allowed", "ts"),
        ({"seq": True}, "leaf_value_not_allowed", "seq"),
        ({"seq": "1"}, "leaf_value_not_allowed", "seq"),
    ],
)
def test_what_a_leaf_may_not_hold_is_refused(members: dict[str, Any], code: str, member: str) -> None:
    with pytest.raises(DomainError) as refusal:
        canonical_leaf({**leaf(1), **members})
    assert (refusal.value.code, dict(refusal.value.params)) == (code, {"member": member})


@pytest.mark.parametrize("member", ["v", "event", "seq", "ts", "type"])
def test_a_leaf_has_its_five_members(member: str) -> None:
    event = leaf(1)
    del event[member]
    with pytest.raises(DomainError) as refusal:
        canonical_leaf(event)
    assert (refusal.value.code, dict(refusal.value.params)) == ("leaf_member_missing", {"member": member})


def test_a_whole_log_is_whole() -> None:
    events = log(20)
    assert verify_chain(events, GENESIS, {1: events[0].hash, 20: events[19].hash}) is None
    assert verify_chain([], GENESIS) is None


def test_a_changed_event_is_named() -> None:
    events = log(9)
    events[4] = replace(events[4], leaf={**events[4].leaf, "new": "9.99"})
    assert verify_chain(events, GENESIS) == Broken(5, ChainFault.HASH)


def test_a_missing_event_is_named() -> None:
    events = log(9)
    assert verify_chain(events[:3] + events[4:], GENESIS) == Broken(4, ChainFault.SEQUENCE)


def test_swapped_and_doubled_events_are_named() -> None:
    events = log(9)
    assert verify_chain([*events[:2], events[3], events[2], *events[4:]], GENESIS) == Broken(3, ChainFault.SEQUENCE)
    assert verify_chain([*events[:2], events[1], *events[2:]], GENESIS) == Broken(3, ChainFault.SEQUENCE)


def test_an_event_that_is_no_leaf_is_named() -> None:
    events = log(3)
    events[1] = replace(events[1], leaf={**events[1].leaf, "judge_name": "x"})
    assert verify_chain(events, GENESIS) == Broken(2, ChainFault.LEAF)


def test_another_genesis_breaks_at_the_first_event() -> None:
    assert verify_chain(log(3), bytes(32)) == Broken(1, ChainFault.HASH)


def test_a_fresh_chain_is_found_by_an_anchor_after_the_cut_and_only_then() -> None:
    events = log(9)
    forged = chain([{**event.leaf, "actor": "x"} for event in events[5:]], bytes.fromhex(events[4].hash))
    rewritten = events[:5] + forged
    assert verify_chain(rewritten, GENESIS) is None
    assert verify_chain(rewritten, GENESIS, {4: events[3].hash}) is None
    assert verify_chain(rewritten, GENESIS, {8: events[7].hash}) == Broken(8, ChainFault.ANCHOR)


def test_a_cut_log_is_found_by_an_anchor_beyond_its_end() -> None:
    events = log(9)
    assert verify_chain(events[:6], GENESIS) is None
    assert verify_chain(events[:6], GENESIS, {9: events[8].hash}) == Broken(7, ChainFault.ANCHOR)


# The reference values of the tree that Certificate Transparency's own tests use for these eight inputs.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize(("size", "root"), ROOTS.items())
def test_the_tree_has_the_published_roots(size: int, root: str) -> None:
    leaves = [hashlib.sha256(b"\x00" + bytes.fromhex(each)).digest() for each in INPUTS[:size]]
    assert tree_root(leaves).hex() == root


VALUES = (
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.sampled_from(["", "0", "1.5", "接线", "é"])
)
LEAVES = st.lists(
    st.fixed_dictionaries({"new": VALUES, "actor": st.sampled_from(["p1", "p2"])}), min_size=1, max_size=8
)


@given(LEAVES, st.data())
def test_every_tampering_is_found_at_its_place(members: list[dict[str, Any]], data: st.DataObject) -> None:
    events = chain([leaf(seq, **each) for seq, each in enumerate(members, start=1)])
    place = data.draw(st.integers(0, len(events) - 1))
    new = data.draw(
        VALUES.filter(lambda value: (type(value), value) != (type(members[place]["new"]), members[place]["new"]))
    )
    tampered = [*events]
    tampered[place] = replace(events[place], leaf={**events[place].leaf, "new": new})
    assert verify_chain(events, GENESIS) is None
    assert verify_chain(tampered, GENESIS) == Broken(place + 1, ChainFault.HASH)
    flipped = [*events]
    digit = "0" if events[place].hash[0] != "0" else "1"
    flipped[place] = replace(events[place], hash=digit + events[place].hash[1:])
    assert verify_chain(flipped, GENESIS) == Broken(place + 1, ChainFault.HASH)
