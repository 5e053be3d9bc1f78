"""What the API takes: strict shapes, unknown members and wrong types are refused with their place."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic_core import from_json

from competition.domain.errors import DomainError

MOST_OPS = 100
LARGEST = 2**31 - 1

Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Hex64 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0, le=LARGEST)]


class Strict(BaseModel):
    """Refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ValueIn(Strict):
    """A value as a judge entered it; v may be written in any locale and is read by `parse_decimal`."""

    t: Literal["judgement", "measure", "absent"]
    v: Annotated[str, StringConstraints(max_length=64)] | None = None


class OpIn(Strict):
    """One change; value null empties the field."""

    op_id: Hex32
    device_seq: Annotated[int, Field(ge=1, le=LARGEST)]
    aspect: Hex32
    value: ValueIn | None
    base_version: Count
    epoch: Count
    scheme_version: Count
    client_time: Annotated[str, StringConstraints(max_length=40)] = ""


class OpsIn(Strict):
    """A batch of changes, in the order in which the device made them."""

    ops: Annotated[list[OpIn], Field(min_length=1, max_length=MOST_OPS)]


class SealedOpIn(OpIn):
    """One change in format 2: chained to the one before on its device, and sealed by its judge."""

    client_time: Annotated[str, StringConstraints(max_length=40)]
    prev_hash: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]
    after: Hex32 | None
    skew_ms: Annotated[int, Field(ge=-LARGEST, le=LARGEST)]
    key: Hex32 | None
    seal: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,120}$")] | None


class SealedOpsIn(Strict):
    """A batch in format 2. author: the account of an absent judge whose changes the tablet delivers."""

    format: Literal[2]
    author: Hex32 | None = None
    ops: Annotated[list[SealedOpIn], Field(min_length=1, max_length=MOST_OPS)]


class MismatchIn(Strict):
    """What a tablet holds instead of what the server says at the same revision."""

    revision: Count
    digest_own: Hex64


class KeyIn(Strict):
    """The public key of a judge on a tablet; none on plain HTTP."""

    alg: Literal["Ed25519", "ES256"] = "Ed25519"
    key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43,90}$")] | None = None


class RoundIn(Strict):
    """The wish for another round of a judgement."""

    op_id: Hex32
    aspect: Hex32
    reason: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class SignIn(Strict):
    """A signature under what the judge saw."""

    op_id: Hex32
    digest: Hex64


class LockIn(Strict):
    """The wish to lock a sheet."""

    op_id: Hex32


Shape = TypeVar("Shape", bound=Strict)


def read_payload(shape: type[Shape]) -> Shape:
    """Return the request's JSON in this shape.

    Raises DomainError `json_expected`, or `payload_invalid` with the place and the reason of the first fault.
    """
    if not request.is_json:
        raise DomainError("json_expected")
    return _in_shape(shape, request.get_data(cache=False))


def read_batch() -> tuple[OpsIn | SealedOpsIn, bytes]:
    """Return a batch in the format that it says it has, 1 when it says nothing, and its bytes.

    Raises DomainError as `read_payload`.
    """
    if not request.is_json:
        raise DomainError("json_expected")
    data = request.get_data(cache=False)
    try:
        told = from_json(data)
    except ValueError:
        told = None
    shape: type[OpsIn | SealedOpsIn] = SealedOpsIn if isinstance(told, dict) and "format" in told else OpsIn
    return _in_shape(shape, data), data


def _in_shape(shape: type[Shape], data: bytes) -> Shape:
    try:
        return shape.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "body"
        raise DomainError("payload_invalid", place=place, reason=first["type"]) from None
