"""Identifiers: one type per thing, and random ids that sort by their time of making."""

from __future__ import annotations

from typing import NewType

EventId = NewType("EventId", str)
TradeId = NewType("TradeId", str)
TeamId = NewType("TeamId", str)
PersonId = NewType("PersonId", str)
JudgeId = NewType("JudgeId", str)
EntryId = NewType("EntryId", str)
SchemeId = NewType("SchemeId", str)
AspectId = NewType("AspectId", str)
SheetId = NewType("SheetId", str)
BoardId = NewType("BoardId", str)
DeviceId = NewType("DeviceId", str)
OpId = NewType("OpId", str)

RANDOM_BYTES = 10
"""How much randomness one id takes; six bits of it give way to version and variant."""

_MAX_TIME = 1 << 48


def uuid7(unix_ms: int, random: bytes) -> str:
    """Return a version 7 UUID as 32 lower-case hex digits.

    unix_ms: milliseconds since 1970, UTC, in [0, 2**48).
    random: RANDOM_BYTES bytes from a secure source.
    Raises ValueError on other input. Source: RFC 9562 section 5.7.
    """
    if not 0 <= unix_ms < _MAX_TIME:
        raise ValueError("unix_ms is out of range")
    if len(random) != RANDOM_BYTES:
        raise ValueError(f"{RANDOM_BYTES} random bytes are needed")
    tail = bytearray(random)
    tail[0] = 0x70 | (tail[0] & 0x0F)
    tail[2] = 0x80 | (tail[2] & 0x3F)
    return (unix_ms.to_bytes(6, "big") + bytes(tail)).hex()


def is_id(text: str) -> bool:
    """Tell whether the text has the form of a public id: 32 lower-case hex digits."""
    return len(text) == 32 and all(character in "0123456789abcdef" for character in text)
