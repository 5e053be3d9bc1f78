"""Passwords and PINs, hashed by Argon2id outside the event loop."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from competition.services.offload import offload

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


def hash_secret(secret: str) -> str:
    """Return the Argon2id hash of a password or PIN."""
    return offload(_hasher.hash, secret)


def matches(stored: str | None, secret: str) -> bool:
    """Tell whether the secret belongs to the stored hash; takes as long when there is none."""
    try:
        return offload(_hasher.verify, stored or _NOBODY, secret) and stored is not None
    except (Argon2Error, InvalidHashError):
        return False


_NOBODY = _hasher.hash("nobody has this secret")
