"""While a backup is being restored the server answers nothing else: everybody waits some seconds, nothing is lost."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, current_app, request
from gevent import monkey

from competition.http.errors import answer

MAINTENANCE = "maintenance"
RETRY_SECONDS = "5"
LAST_WORDS_S = 1.0
_ANSWERED = frozenset({"/healthz"})


@contextmanager
def maintenance(app: Flask) -> Iterator[None]:
    """Answer everybody else that they should come again in a moment."""
    app.extensions[MAINTENANCE] = True
    try:
        yield
    finally:
        app.extensions[MAINTENANCE] = False


def refuse_while_restoring() -> Response | None:
    """Refuse a request while a backup is being restored."""
    if not current_app.extensions.get(MAINTENANCE) or request.path in _ANSWERED:
        return None
    return answer("restoring", {}, 503, {"Retry-After": RETRY_SECONDS})


def begin_anew() -> None:
    """Let this process end once it has answered, and the server's master start another that remembers nothing."""
    if monkey.is_module_patched("socket"):
        timer = threading.Timer(LAST_WORDS_S, os.kill, (os.getpid(), signal.SIGTERM))
        timer.daemon = True
        timer.start()
