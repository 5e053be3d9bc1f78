"""S1 to S4: what a message to a viewer costs, how late it is, how fast viewers come in, what one weighs."""

from __future__ import annotations

import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.processes import (
    ViewerProcess,
    cpu_seconds,
    free_port,
    gunicorn,
    memory_bytes,
    our_environ,
    running,
)

BOARD_ID = "ab" * 16
SETTLE_SECONDS = 1.5
OURS, NODE = "podium", "node socket.io"


@dataclass(frozen=True)
class Row:
    """One measurement; times in microseconds and milliseconds, memory in bytes."""

    server: str
    viewers: int
    patches_a_second: int
    patch_bytes: int
    delivered: int
    expected: int
    cpu_us: float
    p50_ms: float
    p99_ms: float
    accepted_a_second: float
    accept_cpu_us: float
    viewer_bytes: float
    client_cpu_us: float


@contextmanager
def _server(name: str, size: int, folder: Path, app: str) -> Iterator[tuple[int, int]]:
    """Run one of the two servers; give its port and process id."""
    port = free_port()
    if name == NODE:
        command = ["node", "bench/node_server.mjs", str(port), str(size)]
        with running(command, port, folder) as pid:
            yield port, pid
        return
    data = folder / f"data-{port}"
    environ = {**our_environ(data), "BENCH_PATCH_BYTES": str(size)}
    with running(gunicorn(app, port), port, folder, **environ) as pid:
        yield port, pid


def measure(
    name: str, viewers: int, rates: tuple[int, ...], size: int, seconds: float, folder: Path, app: str
) -> list[Row]:
    """Return one row per rate, on one server with one storm of viewers."""
    rows = []
    with _server(name, size, folder, app) as (port, pid):
        _publish(port, 1, 0.5)
        client = ViewerProcess(port, BOARD_ID)
        try:
            client.ask("connect", count=20)
            before, idle = memory_bytes(pid), cpu_seconds(pid)
            storm = client.ask("connect", count=viewers - 20)
            accept_cpu = (cpu_seconds(pid) - idle) / (viewers - 20)
            weight = (memory_bytes(pid) - before) / (viewers - 20)
            for rate in rates:
                time.sleep(SETTLE_SECONDS)
                client.ask("reset")
                used, client_used = cpu_seconds(pid), cpu_seconds(client.pid)
                sent = _publish(port, rate, seconds)
                time.sleep(SETTLE_SECONDS)
                used, client_used = cpu_seconds(pid) - used, cpu_seconds(client.pid) - client_used
                found = client.ask("report")
                delivered = max(1, found["patches"])
                rows.append(
                    Row(
                        name,
                        storm["ready"],
                        rate,
                        round(found["bytes"] / delivered),
                        found["patches"],
                        sent * storm["ready"],
                        round(used / delivered * 1e6, 1),
                        found["p50"],
                        found["p99"],
                        round((viewers - 20) / storm["seconds"]),
                        round(accept_cpu * 1e6),
                        round(weight),
                        round(client_used / delivered * 1e6, 1),
                    )
                )
                print(asdict(rows[-1]), file=sys.stderr, flush=True)
        finally:
            client.stop()
    return rows


def _publish(port: int, rate: int, seconds: float) -> int:
    """Move the board so often a second; return how often it moved."""
    count = max(1, round(rate * seconds))
    started = time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, started + number / rate - time.monotonic()))
        request = urllib.request.Request(f"http://127.0.0.1:{port}/bench/publish", data=b"", method="POST")
        with urllib.request.urlopen(request, timeout=30) as response:
            response.read()
    return count


def run(quick: bool, folder: Path, app: str = "bench.server:make_app()", most: int = 10_000) -> list[Row]:
    """Return the rows of both servers, interleaved so that noise of the machine meets both."""
    viewers = (300,) if quick else tuple(each for each in (1_000, 5_000, 10_000) if each <= most)
    sizes = (1_000,) if quick else (200, 1_000)
    rates, seconds = ((5,), 2.0) if quick else ((1, 5), 8.0)
    rows = []
    for count in viewers:
        for size in sizes:
            for name in (OURS, NODE):
                rows += measure(name, count, rates, size, seconds, folder, app)
    return rows
