"""One text for one event, so that two builds can be compared by a hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal

from competition.demo.model import DemoEvent


def digest(event: DemoEvent) -> str:
    """Return the SHA-256, as hex, of the event written out with sorted keys."""
    return hashlib.sha256(json.dumps(_plain(event), sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(value: object) -> object:
    """Return the value as JSON knows it; a dataclass also tells its name, as steps differ only by that."""
    if is_dataclass(value) and not isinstance(value, type):
        members = {member.name: _plain(getattr(value, member.name)) for member in fields(value)}
        return {"": type(value).__name__, **members}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, date | Decimal) else value
