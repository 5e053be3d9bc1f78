"""Processor work beside the event loop: hashing, pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import gevent
from gevent import monkey

_BREATH_S = 0.001

P = ParamSpec("P")
T = TypeVar("T")


def offload(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run processor work in a real thread when greenlets share this one, so that no socket waits for it."""
    if monkey.is_module_patched("threading"):
        result: T = gevent.get_hub().threadpool.apply(function, args, kwargs)
        return result
    return function(*args, **kwargs)


def breathe() -> None:
    """Let others have their turn in the midst of long work, where greenlets share this thread."""
    if monkey.is_module_patched("threading"):
        # Nought would let only those go on who are ready, not those whose request has just come in.
        gevent.sleep(_BREATH_S)
