"""The tamper-evident log: canonical leaf, hash chain, and finding the first place where it breaks.

h_0 = H(0x03, event id, public key, nonce); leaf = H(0x00, canonical bytes); h_i = H(0x02, h_(i-1), leaf_i);
H is SHA-256 of the parts put one after the other. Canonical bytes are JCS (RFC 8785) restricted to strings,
booleans, null and integers below 2**53, in Unicode NFC.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from competition.domain.errors import DomainError

LeafValue: TypeAlias = bool | int | str | Mapping[str, "LeafValue"] | None
Leaf: TypeAlias = Mapping[str, LeafValue]

REQUIRED_MEMBERS = frozenset({"v", "event", "seq", "ts", "type"})
OPTIONAL_MEMBERS = frozenset(
    {
        "actor",
        "role",
        "device",
        "session_hash",
        "object",
        "old",
        "new",
        "ver",
        "epoch",
        "reason_ref",
        "op_id",
        "client_time",
        "request_id",
        "scheme_version",
        "rule_version",
    }
)
LEAF_MEMBERS = REQUIRED_MEMBERS | OPTIONAL_MEMBERS
NESTED_MEMBERS = frozenset({"object", "old", "new"})
"""The members that may hold an object of plain values, e.g. a register or a value."""
MAX_INTEGER = 2**53 - 1
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z", re.ASCII)
_LEAF, _NODE, _CHAIN, _GENESIS = b"\x00", b"\x01", b"\x02", b"\x03"


class ChainFault(StrEnum):
    """What is wrong at the first place where a log breaks."""

    LEAF = "leaf"
    SEQUENCE = "sequence"
    HASH = "hash"
    ANCHOR = "anchor"


@dataclass(frozen=True, slots=True)
class ChainedEvent:
    """One event of the log with the chain hash (64 hex digits) stored beside it."""

    leaf: Leaf
    hash: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The first sequence number at which a log is not what it was, and in which way."""

    seq: int
    fault: ChainFault


def canonical_leaf(leaf: Leaf) -> bytes:
    """Return the bytes of an event that are hashed.

    Raises DomainError `leaf_member_unknown`, `leaf_member_missing`, `leaf_value_not_allowed` with the member's name.
    """
    for name in leaf:
        if name not in LEAF_MEMBERS:
            raise DomainError("leaf_member_unknown", member=name)
    for name in sorted(REQUIRED_MEMBERS - leaf.keys()):
        raise DomainError("leaf_member_missing", member=name)
    for name, value in leaf.items():
        _check_value(name, value, nested=name in NESTED_MEMBERS)
    if not _is_count(leaf["v"]) or not _is_count(leaf["seq"]):
        raise DomainError("leaf_value_not_allowed", member="seq")
    if not isinstance(leaf["ts"], str) or not _TIME.fullmatch(leaf["ts"]):
        raise DomainError("leaf_value_not_allowed", member="ts")
    return json.dumps(_sorted(leaf), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def leaf_hash(leaf: Leaf) -> bytes:
    """Return the hash of one event, 32 bytes; raises as `canonical_leaf`."""
    return hashlib.sha256(_LEAF + canonical_leaf(leaf)).digest()


def chain_hash(previous: bytes, leaf: bytes) -> bytes:
    """Return the chain hash after an event.

    previous: chain hash before it. leaf: the event's leaf hash. All 32 bytes.
    """
    return hashlib.sha256(_CHAIN + previous + leaf).digest()


def genesis_hash(event_id: str, public_key: bytes, nonce: bytes) -> bytes:
    """Return the chain hash before the first event of a log.

    event_id: its public id, hashed as UTF-8. public_key, nonce: 32 bytes each.
    """
    return hashlib.sha256(_GENESIS + event_id.encode("utf-8") + public_key + nonce).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node of the tree over the leaves. Source: RFC 6962 section 2.1."""
    return hashlib.sha256(_NODE + left + right).digest()


def tree_root(leaves: Iterable[bytes]) -> bytes:
    """Return the Merkle tree hash over leaf hashes; for none the hash of nothing. Source: RFC 6962 section 2.1."""
    peaks: list[tuple[int, bytes]] = []
    for leaf in leaves:
        size, top = 1, leaf
        while peaks and peaks[-1][0] == size:
            top = node_hash(peaks.pop()[1], top)
            size *= 2
        peaks.append((size, top))
    if not peaks:
        return hashlib.sha256().digest()
    root = peaks.pop()[1]
    while peaks:
        root = node_hash(peaks.pop()[1], root)
    return root


def verify_chain(
    events: Iterable[ChainedEvent], genesis: bytes, anchors: Mapping[int, str] | None = None
) -> Broken | None:
    """Return the first place where a log breaks, None when it is whole.

    events: in the order of their sequence numbers, which count from 1 without gaps. genesis: chain hash before them.
    anchors: chain hashes by sequence number that were kept elsewhere; one beyond the end shows a cut log.
    """
    head, seq = genesis, 0
    waiting = dict(anchors or {})
    for seq, event in enumerate(events, start=1):
        try:
            leaf = leaf_hash(event.leaf)
        except (DomainError, UnicodeEncodeError):
            return Broken(seq, ChainFault.LEAF)
        if event.leaf["seq"] != seq:
            return Broken(seq, ChainFault.SEQUENCE)
        head = chain_hash(head, leaf)
        if event.hash != head.hex():
            return Broken(seq, ChainFault.HASH)
        if waiting.pop(seq, event.hash) != event.hash:
            return Broken(seq, ChainFault.ANCHOR)
    return Broken(seq + 1, ChainFault.ANCHOR) if waiting else None


def _check_value(name: str, value: LeafValue, *, nested: bool) -> None:
    if isinstance(value, str):
        _check_text(name, value)
    elif isinstance(value, Mapping):
        if not nested:
            raise DomainError("leaf_value_not_allowed", member=name)
        for inner, each in value.items():
            _check_text(name, inner)
            _check_value(name, each, nested=False)
    elif isinstance(value, int) and not isinstance(value, bool):
        if abs(value) > MAX_INTEGER:
            raise DomainError("leaf_value_not_allowed", member=name)
    elif value is not None and not isinstance(value, bool):
        raise DomainError("leaf_value_not_allowed", member=name)


def _check_text(name: str, text: object) -> None:
    # Ids and codes are nearly all of a log, and plain letters have one form only.
    if isinstance(text, str) and text.isascii():
        return
    if (
        not isinstance(text, str)
        or not unicodedata.is_normalized("NFC", text)
        or any("\ud800" <= letter <= "\udfff" for letter in text)
    ):
        raise DomainError("leaf_value_not_allowed", member=name)


def _is_count(value: LeafValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _sorted(leaf: Leaf) -> dict[str, LeafValue]:
    """Return the members in the order that JCS asks for: by UTF-16 code units."""
    return {
        name: value if isinstance(value, str | int) or value is None else _sorted(value)
        for name, value in sorted(leaf.items(), key=lambda item: _code_units(item[0]))
    }


@lru_cache(maxsize=1024)
def _code_units(name: str) -> bytes:
    return name.encode("utf-16-be")
