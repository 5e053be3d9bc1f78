"""New public ids and secrets; the one place that asks the system for randomness."""

from __future__ import annotations

import hashlib
import secrets
import time

from competition.domain.ids import uuid7


def new_id() -> str:
    """Return a public id: UUIDv7, 32 hex digits, sortable by time, not guessable."""
    return uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10))


def new_secret() -> str:
    """Return a secret for a session or a sign-in link, 43 characters."""
    return secrets.token_urlsafe(32)


def new_seed() -> str:
    """Return a seed that nobody could foresee, short enough to be read aloud: 8 hex digits."""
    return secrets.token_hex(4)


def secret_hash(secret: str) -> str:
    """Return what is stored of a secret: SHA-256, 64 hex digits."""
    return hashlib.sha256(secret.encode()).hexdigest()
