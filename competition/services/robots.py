"""A robot that judges as a person on a tablet does: through the sign-in form and the same requests, in order.

An answer is trusted only when it is ours: JSON with a receipt that belongs to the change. What was not answered is
sent again, the same bytes under the same ids, until it is. Source: SYNC.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, TextIO, TypeVar
from urllib.parse import urlencode, urlsplit

from competition.domain.sync import OpStatus
from competition.services.identity import new_id
from competition.services.marking import receipt_code

TIMEOUT = 20.0
FIRST_WAIT = 0.2
LONGEST_WAIT = 2.0
LIMITED_WAIT = 3.0
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_JSON = "application/json"

Found = TypeVar("Found")
Sheet = Mapping[str, Any]
"""A judging sheet as docs/contract.md has it."""


class RobotFault(Exception):
    """Something that must not happen: a wrong receipt, a PIN that is refused, an answer nobody can read."""


class RobotStopped(Exception):
    """The robots were asked to stop while one was waiting."""


class RequestRefused(Exception):
    """The server understood and refused. code: of the problem document."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. kind: the media type."""

    status: int
    kind: str
    body: bytes

    def json(self) -> dict[str, Any]:
        """Return the body; raises ValueError when it is no JSON object."""
        found = json.loads(self.body)
        if not isinstance(found, dict):
            raise ValueError("no object")
        return found


class Connection:
    """One kept-alive connection with its cookies."""

    def __init__(self, url: str) -> None:
        """url: of the server, without a path."""
        parts = urlsplit(url)
        kinds = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}
        if parts.scheme not in kinds or not parts.hostname:
            raise RobotFault(f"{url} is no address of a server")
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._connection = kinds[parts.scheme](parts.hostname, parts.port, timeout=TIMEOUT)
        self._cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, body: str = "", headers: Mapping[str, str] | None = None) -> Answer:
        """Send one request and return its answer; raises OSError or HTTPException when there is none."""
        sent = {"Referer": self._origin + path, **(headers or {})}
        if self._cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        try:
            self._connection.request(method, path, body.encode() or None, sent)
            response = self._connection.getresponse()
            data = response.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise
        for cookie in response.headers.get_all("Set-Cookie") or ():
            self._cookies.update({name: morsel.value for name, morsel in SimpleCookie(cookie).items()})
        return Answer(response.status, response.headers.get_content_type(), data)

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()


class Ledger:
    """Keeps every acknowledged change on the disk before the robot that made it goes on."""

    def __init__(self, path: Path | None) -> None:
        """path: a file to append JSON lines to, None to keep nothing."""
        self._file: TextIO | None = path.open("a", encoding="utf-8") if path else None
        self._lock = threading.Lock()

    def keep(self, line: Mapping[str, Any]) -> None:
        """Write one line and wait until the disk has it."""
        if self._file is None:
            return
        with self._lock:
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


@dataclass
class Tally:
    """What all robots together have done; away: how many wait for a server that does not answer."""

    counts: dict[str, int] = field(default_factory=dict)
    away: int = 0
    last: str = ""
    faults: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, what: str, last: str = "") -> None:
        """Count one more."""
        with self._lock:
            self.counts[what] = self.counts.get(what, 0) + 1
            self.last = last or self.last

    def wait(self, difference: int) -> None:
        """Say that one robot more, or less, waits for the server."""
        with self._lock:
            self.away += difference

    def fail(self, fault: str) -> None:
        """Keep a fault to be told at the end."""
        with self._lock:
            self.faults.append(fault)


@dataclass(frozen=True, slots=True)
class Hall:
    """What the robots of one play share. gate: one robot signs in at a time, since sign-ins are limited."""

    url: str
    stop: threading.Event
    ledger: Ledger
    tally: Tally
    gate: threading.RLock = field(default_factory=threading.RLock)


class RobotJudge:
    """One judge with one tablet: one session, one counter of changes, one request at a time."""

    def __init__(self, hall: Hall, login: str, pin: str, code: str = "") -> None:
        """login, pin: as they stand on the judge's card. code: a one-time code instead, which works once."""
        self.login = login
        self._hall, self._pin, self._code = hall, pin, code
        self._connection = Connection(hall.url)
        self._token = ""
        self._last_seq: int | None = None
        self._lock = threading.RLock()

    def sign_in(self) -> None:
        """Sign in by number and PIN through the form, unless it is done."""
        with self._lock:
            if self._token:
                return
        with self._hall.gate, self._lock:
            if not self._token:
                self._sign_in()

    def sheet(self, sheet_id: str) -> Sheet:
        """Return a judging sheet as this judge sees it."""
        self.sign_in()
        with self._lock:
            found = self._until_answered("GET", f"/api/v1/sheets/{sheet_id}")
            if self._last_seq is None:
                self._last_seq = int(found["device"]["last_seq"])
            return found

    def enter(self, sheet: Sheet, aspect: Mapping[str, Any], value: Mapping[str, str] | None) -> tuple[OpStatus, Sheet]:
        """Enter a value and return what became of it, with the sheet as it is now.

        The acknowledged change is in the ledger when this returns.
        Raises RobotFault for a receipt that does not belong to the change.
        """
        self.sign_in()
        with self._lock:
            if self._last_seq is None:
                self.sheet(str(sheet["id"]))
            op = {
                "op_id": new_id(),
                "device_seq": (self._last_seq or 0) + 1,
                "aspect": aspect["id"],
                "value": value,
                "base_version": aspect["own"]["version"],
                "epoch": sheet["epoch"],
                "scheme_version": sheet["scheme_version"],
                "client_time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            }
            return self._send(str(sheet["id"]), op)

    def do(self, sheet_id: str, step: str, **what: str) -> Sheet:
        """Open a round (`rounds`), sign (`sign`) or lock (`lock`) and return the sheet as it is now."""
        self.sign_in()
        with self._lock:
            body = json.dumps({"op_id": new_id(), **what})
            return self._posted(f"/api/v1/sheets/{sheet_id}/{step}", body)["sheet"]  # type: ignore[no-any-return]

    def close(self) -> None:
        """Let the connection go."""
        self._connection.close()

    def _send(self, sheet_id: str, op: dict[str, Any]) -> tuple[OpStatus, Sheet]:
        while True:
            answer = self._posted(f"/api/v1/sheets/{sheet_id}/ops", json.dumps({"ops": [op]}), key=op["op_id"])
            result = answer["results"][0]
            status = _checked(result, op)
            if status is not OpStatus.GAP:
                break
            # The device was known from an earlier session; the same change goes out under the number asked for.
            op["device_seq"] = int(result["expected_seq"])
        self._last_seq = op["device_seq"]
        self._hall.ledger.keep(
            {
                "op_id": op["op_id"],
                "sheet": sheet_id,
                "aspect": op["aspect"],
                "value": op["value"],
                "receipt": result["receipt"],
                "status": status.value,
                "version": result["version"],
                "judge": self.login,
                "device_seq": op["device_seq"],
                "audit_seq": result["audit_seq"],
            }
        )
        return status, answer["sheet"]

    def _posted(self, path: str, body: str, key: str = "") -> dict[str, Any]:
        headers = {"Content-Type": _JSON, "X-CSRFToken": self._token, "Idempotency-Key": key or new_id()}
        return self._until_answered("POST", path, body, headers)

    def _until_answered(
        self, method: str, path: str, body: str = "", headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Send the same request until it is answered by our server; raises RequestRefused when it says no."""

        def attempt() -> dict[str, Any] | None:
            answer = self._connection.ask(method, path, body, {"Accept": _JSON, **(headers or {})})
            if answer.status == http.client.OK and answer.kind == _JSON:
                return answer.json()
            if answer.status == http.client.UNAUTHORIZED:
                self._sign_in()
                return None
            if answer.kind == "application/problem+json" and answer.status < http.client.INTERNAL_SERVER_ERROR:
                code = str(answer.json().get("code"))
                if answer.status != http.client.TOO_MANY_REQUESTS:
                    raise RequestRefused(code)
            return None

        return self._patiently(attempt)

    def _sign_in(self) -> None:
        def attempt() -> str | None:
            door = f"/q/{self._code}" if self._code else "/judge/sign-in"
            page = self._connection.ask("GET", door)
            found = _TOKEN.search(page.body.decode(errors="replace"))
            if page.status != http.client.OK or found is None:
                return None
            who = {} if self._code else {"login": self.login, "pin": self._pin}
            form = urlencode({"csrf_token": found[1], **who})
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = self._connection.ask("POST", door, form, headers)
            if answer.status == http.client.TOO_MANY_REQUESTS:
                self._hall.tally.add("sign-ins put off")
                if self._hall.stop.wait(LIMITED_WAIT):
                    raise RobotStopped
                return None
            if answer.status in (http.client.OK, http.client.UNAUTHORIZED):
                raise RobotFault(f"judge {self.login} may not sign in; is this the demo of another seed?")
            return found[1] if answer.status in (http.client.FOUND, http.client.SEE_OTHER) else None

        self._token = self._patiently(attempt)

    def _patiently(self, attempt: Callable[[], Found | None]) -> Found:
        """Return what an attempt brings, waiting longer and longer between those that bring nothing."""
        wait, waiting = FIRST_WAIT, False
        try:
            while True:
                try:
                    found = attempt()
                except (OSError, http.client.HTTPException, ValueError):
                    found = None
                if found is not None:
                    return found
                if not waiting:
                    waiting = True
                    self._hall.tally.wait(1)
                if self._hall.stop.wait(wait):
                    raise RobotStopped
                wait = min(LONGEST_WAIT, wait * 2)
        finally:
            if waiting:
                self._hall.tally.wait(-1)


def _checked(result: Mapping[str, Any], op: Mapping[str, Any]) -> OpStatus:
    """Return what became of a change, once its receipt is seen to belong to it."""
    status = OpStatus(result["status"])
    if result["op_id"] != op["op_id"]:
        raise RobotFault(f"the answer to {op['op_id']} is about {result['op_id']}")
    if status is OpStatus.GAP:
        return status
    if result["receipt"] != receipt_code(str(op["op_id"]), str(result["audit_hash"])):
        raise RobotFault(f"the receipt of {op['op_id']} does not belong to it")
    if status is OpStatus.APPLIED and result["version"] != op["base_version"] + 1:
        raise RobotFault(f"{op['op_id']} made version {result['version']} out of {op['base_version']}")
    return status
