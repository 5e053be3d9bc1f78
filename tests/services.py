"""Private PostgreSQL and Redis for tests: free ports on loopback, stopped at the end, nothing of the system's used."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import redis

from competition.db.engine import open_engine
from competition.db.migrate import upgrade

POSTGRESQL = Path("/usr/lib/postgresql/15/bin")
SUPERUSER = "postgres"
TEMPLATE = "podium_template"
START_SECONDS = 30


class ServiceMissingError(RuntimeError):
    """A program that the tests need is not installed; `make services` does that."""


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Postgresql:
    """A private cluster. `new_database` gives an empty, migrated database in some milliseconds."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port = port
        self.folder = folder
        self._numbers = itertools.count(1)

    def url(self, database: str) -> str:
        """Return the address of a database."""
        return f"postgresql://{SUPERUSER}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """Return the address of a new database with all tables."""
        name = f"podium_{os.getpid()}_{next(self._numbers)}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE} STRATEGY file_copy')
        return self.url(name)

    def drop(self, url: str) -> None:
        """Drop a database, whoever still holds a connection."""
        self.execute(f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2]}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        """Run a statement outside of any database of ours."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def control(self, *arguments: str) -> None:
        """Run pg_ctl, for tests that stop and start the cluster: `control("stop", "-m", "immediate")`."""
        _run_as_owner(
            [str(POSTGRESQL / "pg_ctl"), *arguments, "-D", str(self.folder / "data"), "-w", "-t", str(START_SECONDS)]
        )

    def start(self) -> None:
        """Start the cluster (again)."""
        self.control("start", "-l", str(self.folder / "log"))


@contextmanager
def postgresql() -> Iterator[Postgresql]:
    """Run a private PostgreSQL cluster with a migrated template database."""
    if not (POSTGRESQL / "initdb").exists():
        raise ServiceMissingError("postgresql-15")
    folder = Path(tempfile.mkdtemp(prefix="podium-postgresql-"))
    if os.geteuid() == 0:
        shutil.chown(folder, SUPERUSER, SUPERUSER)
    data = folder / "data"
    _run_as_owner(
        [str(POSTGRESQL / "initdb"), "-D", str(data), "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    )
    port = free_port()
    settings = f"\nport={port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories=''\nmax_connections=120\n"
    with (data / "postgresql.conf").open("a") as file:
        file.write(settings)
    cluster = Postgresql(port, folder)
    try:
        cluster.start()
        cluster.execute(f"CREATE DATABASE {TEMPLATE}")
        engine = open_engine(cluster.url(TEMPLATE))
        upgrade(engine)
        engine.dispose()
        yield cluster
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            cluster.control("stop", "-m", "immediate")
        shutil.rmtree(folder, ignore_errors=True)


def _run_as_owner(command: Sequence[str]) -> None:
    """Run a PostgreSQL program; it refuses to be root."""
    if os.geteuid() == 0:
        command = ["setpriv", f"--reuid={SUPERUSER}", f"--regid={SUPERUSER}", "--clear-groups", *command]
    done = subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)


class RedisServer:
    """A private Redis without files. `stop` and `start` make an outage."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"redis://127.0.0.1:{port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end = time.monotonic() + START_SECONDS
        with contextlib.closing(redis.Redis.from_url(self.url)) as client:
            while True:
                try:
                    client.ping()
                    return
                except redis.ConnectionError:
                    if time.monotonic() > end:
                        raise
                    time.sleep(0.02)

    def stop(self) -> None:
        """Kill it; what it held is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """Run a private Redis."""
    if shutil.which("redis-server") is None:
        raise ServiceMissingError("redis-server")
    server = RedisServer(free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()
