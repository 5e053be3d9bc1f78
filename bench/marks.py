"""S5 and S7: what one mark costs over HTTP, durable and published, and whether that grows with the event."""

from __future__ import annotations

import http.client
import json
import re
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from bench.events import LARGE, SMALL, TINY, Desk, Size, build
from bench.processes import cpu_seconds, free_port, gunicorn, our_environ, running
from competition.db.engine import open_engine
from competition.db.migrate import upgrade
from competition.services.identity import new_id

BATCH = 50
RATE = 100
LANES = 8


@dataclass(frozen=True)
class Row:
    """One measurement in milliseconds, operations a second and CPU microseconds of the server per operation."""

    what: str
    database: str
    event: str
    count: int
    p50_ms: float
    p99_ms: float
    ops_a_second: float
    cpu_us: float
    failed: int


class Judge:
    """A signed-in tablet with one kept connection."""

    def __init__(self, port: int, desk: Desk) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._desk = desk
        self._sequence = 0
        self._turn = 0
        self._versions: dict[tuple[str, str], int] = {}
        self._cookie = f"podium_session={desk.secret}"
        self._token = ""
        page = self._ask("GET", "/judge/sign-in")
        found = re.search(rb'name="csrf[-_]token"[^>]*(?:value|content)="([^"]+)"', page)
        assert found is not None, page[:500]
        self._token = found[1].decode()

    def _ask(self, method: str, path: str, body: bytes | None = None, key: str = "") -> bytes:
        headers = {"Cookie": self._cookie, "Content-Type": "application/json", "X-CSRFToken": self._token}
        headers |= {"Idempotency-Key": key} if key else {}
        try:
            self._connection.request(method, path, body, headers)
        except OSError:
            # The server lets go of a connection that was quiet for long.
            self._connection.close()
            self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        answer = response.read()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie" and value.startswith("podium_form="):
                self._cookie = f"podium_session={self._desk.secret}; {value.split(';')[0]}"
        if response.status != 200:
            raise RuntimeError(f"{response.status}: {answer[:300]!r}")
        return answer

    def enter(self, count: int) -> int:
        """Enter a batch on one sheet; returns how many were applied."""
        place = self._turn % len(self._desk.sheets)
        self._turn += 1
        sheet, aspects = self._desk.sheets[place], self._desk.aspects[place]
        operations = []
        for number in range(count):
            aspect = aspects[(self._turn + number) % len(aspects)]
            version = self._versions.get((sheet, aspect), 1)
            self._versions[sheet, aspect] = version + 1
            self._sequence += 1
            operations.append(
                {
                    "op_id": new_id(),
                    "device_seq": self._sequence,
                    "aspect": aspect,
                    "value": {"t": "measure", "v": str((version + 1) % 2)},
                    "base_version": version,
                    "epoch": 1,
                    "scheme_version": 1,
                }
            )
        body = json.dumps({"ops": operations}).encode()
        answer = json.loads(self._ask("POST", f"/api/v1/sheets/{sheet}/ops", body, operations[0]["op_id"]))  # type: ignore[arg-type]
        return sum(result["status"] == "applied" for result in answer["results"])

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


class Bare:
    """A client of the yardstick."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def enter(self, _count: int) -> int:
        """Insert a row."""
        headers = {"Content-Type": "application/json"}
        self._connection.request("POST", "/line", json.dumps({"text": "x" * 40}).encode(), headers)
        response = self._connection.getresponse()
        response.read()
        return int(response.status == 200)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


Client = Judge | Bare


def _one_by_one(client: Client, count: int, size: int) -> tuple[list[float], int]:
    """Return the times of operations one after the other, and how many failed."""
    times, failed = [], 0
    for _ in range(count):
        started = time.perf_counter()
        failed += size - client.enter(size)
        times.append((time.perf_counter() - started) * 1000)
    return times, failed


def _at_rate(clients: list[Client], rate: int, seconds: float) -> tuple[list[float], int]:
    """Return the times of operations that begin on the clock, whether or not the last one is done."""
    times: list[float] = []
    failures: list[int] = []
    started = time.perf_counter() + 0.2

    def lane(number: int, client: Client) -> None:
        for turn in range(number, int(rate * seconds), len(clients)):
            due = started + turn / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            failures.append(1 - client.enter(1))
            times.append((time.perf_counter() - due) * 1000)

    _in_threads([partial(lane, number, client) for number, client in enumerate(clients)])
    return times, sum(failures)


def _in_batches(clients: list[Client], seconds: float) -> tuple[list[float], int, float]:
    """Return the times of batches, operations that failed, and operations a second."""
    times: list[float] = []
    failures: list[int] = []
    started = time.perf_counter()

    def lane(client: Client) -> None:
        while time.perf_counter() - started < seconds:
            begun = time.perf_counter()
            failures.append(BATCH - client.enter(BATCH))
            times.append((time.perf_counter() - begun) * 1000)

    _in_threads([partial(lane, client) for client in clients])
    return times, sum(failures), len(times) * BATCH / (time.perf_counter() - started)


def _in_threads(works: list[Callable[[], None]]) -> None:
    errors: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def _row(what: str, database: str, event: str, times: list[float], failed: int, rate: float, cpu: float) -> Row:
    ordered = sorted(times)
    row = Row(
        what,
        database,
        event,
        len(times),
        round(statistics.median(ordered), 2),
        round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))], 2),
        round(rate, 1),
        round(cpu * 1e6),
        failed,
    )
    print(asdict(row), file=sys.stderr, flush=True)
    return row


@contextmanager
def _filled(url: str, size: Size) -> Iterator[tuple[Desk, ...]]:
    """Give an event of a size in a new database."""
    engine = open_engine(url)
    try:
        upgrade(engine)
        with Session(engine) as session:
            started = time.monotonic()
            built = build(session, size)
        with engine.connect() as connection:
            # What a database does by itself while an event fills up over days.
            connection.exec_driver_sql("ANALYZE")
            connection.commit()
            found = f"{size.name}: {built.scores} scores, {built.marks} marks in {time.monotonic() - started:.0f} s"
            print(found, file=sys.stderr, flush=True)
        yield built.desks
    finally:
        engine.dispose()


def measure_event(
    url: str, database: str, size: Size, folder: Path, seconds: float, parts: tuple[str, ...]
) -> list[Row]:
    """Return the rows of one event on one database. parts: `one`, `rate`, `batch`."""
    rows = []
    with _filled(url, size) as desks:
        port = free_port()
        data = folder / f"data-{port}"
        with running(gunicorn("wsgi:app", port), port, folder, **our_environ(data, url)) as pid:
            judges: list[Client] = [Judge(port, desk) for desk in desks[:LANES]]
            _one_by_one(judges[0], 20, 1)
            for part in parts:
                used, rate = cpu_seconds(pid), 0.0
                started = time.perf_counter()
                if part == "one":
                    times, failed = _one_by_one(judges[0], int(seconds * 30), 1)
                elif part == "rate":
                    times, failed = _at_rate(judges, RATE, seconds)
                else:
                    times, failed, rate = _in_batches(judges[:4], seconds)
                rate = rate or len(times) / (time.perf_counter() - started)
                done = len(times) * (BATCH if part == "batch" else 1)
                label = {
                    "one": "one mark after the other",
                    "rate": f"{RATE} marks a second",
                    "batch": f"batches of {BATCH}",
                }
                cpu = (cpu_seconds(pid) - used) / done
                rows.append(_row(label[part], database, size.name, times, failed, rate, cpu))
            for judge in judges:
                judge.close()
    return rows


def measure_bare(url: str, database: str, folder: Path, seconds: float) -> list[Row]:
    """Return the yardstick's rows."""
    port = free_port()
    with running(gunicorn("bench.bare:make_app()", port), port, folder, BARE_DATABASE_URL=url) as pid:
        client = Bare(port)
        _one_by_one(client, 20, 1)
        rows = []
        for part in ("one", "rate"):
            clients: list[Client] = [client] if part == "one" else [Bare(port) for _ in range(LANES)]
            used, started = cpu_seconds(pid), time.perf_counter()
            if part == "one":
                times, failed = _one_by_one(client, int(seconds * 60), 1)
            else:
                times, failed = _at_rate(clients, RATE, seconds)
            rate, cpu = len(times) / (time.perf_counter() - started), (cpu_seconds(pid) - used) / len(times)
            label = "bare INSERT + COMMIT" + ("" if part == "one" else f", {RATE} a second")
            rows.append(_row(label, database, "", times, failed, rate, cpu))
        client.close()
    return rows


def run(quick: bool, folder: Path, new_databases: dict[str, Callable[[], str]]) -> dict[str, list[dict[str, Any]]]:
    """Return S5 and S7. new_databases: by engine, how to get the address of an empty database."""
    seconds = 2.0 if quick else 10.0
    found: dict[str, list[Row]] = {"marks": [], "growth": []}
    for database, new in new_databases.items():
        found["marks"] += measure_bare(new(), database, folder, seconds)
        size = TINY if quick else SMALL
        found["marks"] += measure_event(new(), database, size, folder, seconds, ("one", "rate", "batch"))
    for size in (TINY,) if quick else (SMALL, LARGE):
        found["growth"] += measure_event(new_databases["SQLite"](), "SQLite", size, folder, seconds, ("one",))
    return {name: [asdict(row) for row in rows] for name, rows in found.items()}
