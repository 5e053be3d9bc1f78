"""The real product as tests meet it: gunicorn on a free port, killed and restarted at will."""

from __future__ import annotations

import os
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services import free_port

ROOT = Path(__file__).resolve().parent.parent
LIVE_WORKER = "competition.gunicorn_worker.LiveWorker"
START_SECONDS = 40
STOP_SECONDS = 15
SHOWN = 4000


class ServerFailedError(AssertionError):
    """The server did not do what was expected; the message ends with its log."""


class Server:
    """One gunicorn with one worker.

    url: without a slash at the end. worker: gunicorn's worker class. certificate: files of a certificate and its key,
    for HTTPS. Settings are those of the environment given here, none of the caller's own.
    """

    def __init__(
        self,
        folder: Path,
        database_url: str = "",
        *,
        redis_url: str = "",
        app: str = "wsgi:app",
        worker: str = LIVE_WORKER,
        certificate: tuple[Path, Path] | None = None,
        **environ: str,
    ) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self.port}"
        self.log = folder / f"server-{self.port}.log"
        self._app = app
        self._worker = worker
        self._certificate = certificate
        self._environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith("COMPETITION_")},
            "COMPETITION_DATA_DIR": str(folder),
            "COMPETITION_DATABASE_URL": database_url,
            "COMPETITION_REDIS_URL": redis_url,
            **environ,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it is healthy."""
        self.begin()
        self.wait()

    def begin(self) -> None:
        """Start it without waiting."""
        command = [
            *(sys.executable, "-m", "gunicorn", "-k", self._worker, "-w", "1", "--no-control-socket"),
            *("--worker-connections", "5000", "--threads", "16", "--keep-alive", "15"),
            *("--graceful-timeout", "2"),
            *("-b", f"127.0.0.1:{self.port}", self._app),
        ]
        if self._certificate:
            command += ["--certfile", str(self._certificate[0]), "--keyfile", str(self._certificate[1])]
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self._environ,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait(self) -> None:
        """Wait until it is healthy."""
        end = time.monotonic() + START_SECONDS
        context = ssl.create_default_context(cafile=self._certificate[0]) if self._certificate else None
        while time.monotonic() < end and self.is_running:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5, context=context):
                    return
            except OSError:
                time.sleep(0.05)
        raise self.failed("did not become healthy")

    @property
    def is_running(self) -> bool:
        """Tell whether its process is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Return the process id of the master; the worker is its child."""
        assert self._process is not None
        return self._process.pid

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the master alone, `SIGHUP` for a planned restart of the worker."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill master and worker at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator would."""
        self._end(signal.SIGTERM)

    def restart(self) -> None:
        """Kill it and start it again on the same port."""
        self.kill()
        self.start()

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            self._process.wait(STOP_SECONDS)
        else:
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait(STOP_SECONDS)
        self._process = None

    def log_text(self) -> str:
        """Return what it has logged."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def failed(self, what: str) -> ServerFailedError:
        """Return the error to raise, with the end of the log."""
        return ServerFailedError(f"server {what}; its log ends:\n{self.log_text()[-SHOWN:]}")


@contextmanager
def running_server(
    folder: Path,
    database_url: str = "",
    *,
    redis_url: str = "",
    app: str = "wsgi:app",
    worker: str = LIVE_WORKER,
    certificate: tuple[Path, Path] | None = None,
    **environ: str,
) -> Iterator[Server]:
    """Run a server for the length of a test; its log is shown when the test fails."""
    server = Server(
        folder, database_url, redis_url=redis_url, app=app, worker=worker, certificate=certificate, **environ
    )
    try:
        server.start()
        yield server
    except Exception:
        print(f"\n--- {server.url} ---\n{server.log_text()[-SHOWN:]}")
        raise
    finally:
        server.stop()


def eventually(claim: Callable[[], bool], seconds: float = 10.0, every: float = 0.02) -> bool:
    """Tell whether a claim becomes true in time; tests wait for conditions, never for the clock."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if claim():
            return True
        time.sleep(every)
    return claim()
