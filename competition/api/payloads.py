"""What the API takes: strict shapes, unknown members and wrong types are refused with their place."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

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
    try:
        return shape.model_validate_json(request.get_data(cache=False))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "body"
        raise DomainError("payload_invalid", place=place, reason=first["type"]) from None
