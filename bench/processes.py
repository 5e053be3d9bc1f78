"""Start servers on loopback, tell their processor time and memory apart, stop them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

START_SECONDS = 40
ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    found = [pid]
    for each in found:
        try:
            found += [int(child) for child in Path(f"/proc/{each}/task/{each}/children").read_text().split()]
        except OSError:
            continue
    return found


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process and its descendants have used."""
    total = 0
    for each in family(pid):
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def family_cpu_seconds(pid: int) -> float:
    """Return the processor time of a process and its descendants, those included that have ended meanwhile."""
    total = 0
    for each in family(pid):
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15]))
    return total / TICKS


def memory_bytes(pid: int) -> int:
    """Return the proportional set size of a process and its descendants."""
    total = 0
    for each in family(pid):
        try:
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
        except OSError:
            continue
        total += next(int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:"))
    return total


@contextmanager
def running(command: Sequence[str], port: int, folder: Path, **environ: str) -> Iterator[int]:
    """Run a server until it answers on its port; give its process id; stop it at the end."""
    log = folder / f"server-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environ},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(process, port, log)
        yield process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text(errors='replace')[-3000:]}")


def gunicorn(app: str, port: int) -> list[str]:
    """Return the command of our server: one gevent process."""
    return [
        *(
            sys.executable,
            "-m",
            "gunicorn",
            "-k",
            "competition.gunicorn_worker.LiveWorker",
            "-w",
            "1",
            "--no-control-socket",
        ),
        *("--backlog", "4096", "--worker-connections", "20000", "--keep-alive", "30", "-b", f"127.0.0.1:{port}", app),
    ]


def our_environ(folder: Path, database_url: str = "") -> dict[str, str]:
    """Return the settings of our server on a database of its own."""
    environ = {"COMPETITION_DATA_DIR": str(folder), "COMPETITION_REDIS_URL": ""}
    return {**environ, "COMPETITION_DATABASE_URL": database_url} if database_url else environ


class ViewerProcess:
    """The load client in its own process."""

    def __init__(self, port: int, board: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.viewers", str(port), board],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    @property
    def pid(self) -> int:
        """Return its process id."""
        return self._process.pid

    def ask(self, order: str, **more: Any) -> dict[str, Any]:
        """Give an order and return the answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": order, **more}).encode() + b"\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def stop(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)
