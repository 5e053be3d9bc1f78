"""Passwords and PINs, hashed by Argon2id outside the event loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import gevent
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from gevent import monkey

P = ParamSpec("P")
T = TypeVar("T")

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)


def offload(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run processor work in a real thread when greenlets share this one, so that no socket waits for it."""
    if monkey.is_module_patched("threading"):
        result: T = gevent.get_hub().threadpool.apply(function, args, kwargs)
        return result
    return function(*args, **kwargs)


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
