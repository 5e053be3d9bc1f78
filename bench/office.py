"""An organizer's browser for the bench, as far as HTTP goes, and others who use the server meanwhile."""

from __future__ import annotations

import http.client
import json
import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from competition.http.actor import DEVICE_COOKIE, SESSION_COOKIE

LOOK_S = 0.7
"""How often the page of a job looks, see static/js/behaviours/job.ts."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BOUNDARY = "bench-of-podium"


class Office:
    """Somebody signed in to the office; follows redirects and jobs as the page does."""

    def __init__(self, port: int, secret: str, device_id: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._cookies = {SESSION_COOKIE: secret, DEVICE_COOKIE: device_id}
        self.address = ""
        self.page = ""
        self.steps: list[tuple[float, str, Any]] = []

    def get(self, path: str) -> str:
        """Open a page, and those that it leads to."""
        self.page = self._ask("GET", path)
        return self.page

    def post(self, path: str, **values: str) -> str:
        """Send a form with the token of the page that is open."""
        parts = [("csrf_token", self._token()), *values.items()]
        body = "".join(f"--{_BOUNDARY}\r\n{_named(name)}\r\n\r\n{value}\r\n" for name, value in parts)
        self.page = self._ask("POST", path, f"{body}--{_BOUNDARY}--\r\n".encode())
        return self.page

    def upload(self, path: str, name: str, data: bytes) -> str:
        """Send a file with the token of the page that is open."""
        head = f"--{_BOUNDARY}\r\n{_named('csrf_token')}\r\n\r\n{self._token()}\r\n--{_BOUNDARY}\r\n"
        file = f'{_named("file")}; filename="{name}"\r\nContent-Type: {XLSX}\r\n\r\n'
        self.page = self._ask("POST", path, (head + file).encode() + data + f"\r\n--{_BOUNDARY}--\r\n".encode())
        return self.page

    def follow(self) -> str:
        """Wait for the job of the page that is open, looking as often as the page does; returns the page after it."""
        while found := re.search(r'data-progress="([^"]+)" data-state="(?:waiting|running)"', self.page):
            answer = json.loads(self._ask("GET", found[1], moves=False))
            self.steps.append((time.monotonic(), answer["state"], answer["percent"]))
            if answer["state"] in ("waiting", "running"):
                time.sleep(LOOK_S)
            else:
                self.get(answer["next"] or self.address)
        return self.page

    def _token(self) -> str:
        found = re.search(r'name="csrf[-_]token"[^>]*(?:value|content)="([^"]+)"', self.page)
        assert found is not None, self.page[:500]
        return found[1]

    def _ask(self, method: str, path: str, body: bytes | None = None, *, moves: bool = True) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = f"multipart/form-data; boundary={_BOUNDARY}"
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        answer = response.read().decode()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.partition(";")[0]
        if response.status in (302, 303):
            return self._ask("GET", response.headers["Location"])
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status}: {answer[:600]}")
        if moves:
            self.address = path
        return answer


def _named(name: str) -> str:
    return f'Content-Disposition: form-data; name="{name}"'


class Others:
    """Do one thing again and again beside the work that is measured, and keep how long each took."""

    def __init__(self, act: Callable[[], object], pause_s: float) -> None:
        self._act, self._pause = act, pause_s
        self._over = threading.Event()
        self.times: list[float] = []
        self.failed = 0

    @contextmanager
    def at_work(self) -> Iterator[Others]:
        """Let them go on for a while; times: of this while, in ms."""
        self.times, self.failed = [], 0
        self._over.clear()
        thread = threading.Thread(target=self._run)
        thread.start()
        try:
            yield self
        finally:
            self._over.set()
            thread.join()

    def _run(self) -> None:
        while not self._over.wait(self._pause):
            began = time.perf_counter()
            try:
                self._act()
            except (OSError, RuntimeError, http.client.HTTPException):
                self.failed += 1
            self.times.append((time.perf_counter() - began) * 1000)

    @property
    def median(self) -> float:
        """Return the median in ms."""
        return statistics.median(self.times) if self.times else 0.0

    @property
    def longest(self) -> float:
        """Return the longest time in ms."""
        return max(self.times, default=0.0)


def reader(port: int, path: str = "/healthz") -> Callable[[], object]:
    """Return how to ask for something small, on a connection that is kept."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask() -> None:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status}")

    return ask
