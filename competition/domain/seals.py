"""What a tablet signs and chains: the exact bytes. Source: SYNC (data model), docs/contract.md (Tablets)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from competition.domain.boards import canonical_json

OP = b"podium-op-2\n"
RECEIPT = b"podium-receipt-1\n"
LEASE = b"podium-lease-1\n"


class KeyAlgorithm(StrEnum):
    """How a tablet's key signs."""

    ED25519 = "Ed25519"
    ES256 = "ES256"


class Seal(StrEnum):
    """What was found about the seal of a change. REVOKED: made with a key that was taken back."""

    VALID = "valid"
    MISSING = "missing"
    BROKEN = "broken"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class SealedContent:
    """All that a seal covers; kind, number: as sent, None to empty the register."""

    op_id: str
    sheet_id: str
    aspect_id: str
    kind: str | None
    number: str | None
    base_version: int
    after: str | None
    epoch: int
    scheme_version: int
    client_time: str

    def text(self) -> bytes:
        """Return the canonical JSON of the content.

        Raises DomainError `json_type_not_allowed` for text that has no UTF-8 form.
        """
        return canonical_json(
            {
                "op_id": self.op_id,
                "sheet": self.sheet_id,
                "aspect": self.aspect_id,
                "value": value_as_sent(self.kind, self.number),
                "base_version": self.base_version,
                "after": self.after,
                "epoch": self.epoch,
                "scheme_version": self.scheme_version,
                "client_time": self.client_time,
            }
        )


def value_as_sent(kind: str | None, number: str | None) -> Mapping[str, str] | None:
    """Return a value in its form on the wire: None, `{"t"}` or `{"t", "v"}`."""
    if kind is None:
        return None
    return {"t": kind} if number is None else {"t": kind, "v": number}


def op_hash(prev_hash: str, device_seq: int, op_id: str, seal: str) -> str:
    """Return the hash by which the next change of the device names this one: 64 hex digits."""
    body = {"prev": prev_hash, "seq": device_seq, "op_id": op_id, "seal": seal}
    return hashlib.sha256(canonical_json(body)).hexdigest()


def lease_bytes(lease: Mapping[str, object]) -> bytes:
    """Return what the installation signs of a lease."""
    return LEASE + canonical_json({name: value for name, value in lease.items() if name != "sig"})


def receipt_bytes(receipt: Mapping[str, object]) -> bytes:
    """Return what the installation signs of a receipt; the problem in the reader's language is no part of it."""
    return RECEIPT + canonical_json({name: value for name, value in receipt.items() if name not in {"sig", "problem"}})


def own_digest(registers: Iterable[tuple[str, int, Mapping[str, str] | None]]) -> str:
    """Return the digest over what a judge entered on a sheet, by which a tablet finds out that it holds the same.

    registers: aspect id, version and value of each; those of version 0 are left out. 64 hex digits.
    """
    lines = sorted(
        ((aspect, version, value) for aspect, version, value in registers if version), key=lambda each: each[0]
    )
    return hashlib.sha256(canonical_json([list(line) for line in lines])).hexdigest()
