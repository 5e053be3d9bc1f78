"""Several servers on one database, with Redis, without it, and while it is away."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
from contextlib import closing
from itertools import cycle
from pathlib import Path

import pytest

from competition.domain.boards import board_hash
from tests.live.hall import Hall, open_hall
from tests.live.test_live import Client, held_after
from tests.live.viewers import Viewer, until
from tests.servers import eventually, running_server
from tests.services import RedisServer

pytestmark = [pytest.mark.both_engines, pytest.mark.live, pytest.mark.xdist_group("live")]

SECONDS = 5.0


def sees(client: Client, hall: Hall, seconds: float = SECONDS) -> bool:
    """Tell whether a client ends with the published board."""
    wanted = hall.document()["hash"]
    return eventually(lambda: board_hash(held_after(client)) == wanted, seconds)


@pytest.mark.gate("G9")
def test_viewers_of_every_server_agree_with_redis_and_while_it_is_away(
    tmp_path: Path, database_url: str, redis_service: RedisServer
) -> None:
    with (
        open_hall(tmp_path, database_url, redis_url=redis_service.url) as hall,
        running_server(tmp_path, database_url, redis_url=redis_service.url) as second,
        closing(Client(hall.server.url)) as here,
        closing(Client(second.url)) as there,
        closing(Client(second.url, "/office", hall.tablet(hall.scene.organizer).cookie)) as office,
    ):
        for client in (here, there):
            assert client.watch(hall.board_id) is True
        hall.mark("EI-01", "2")
        assert sees(here, hall)
        assert sees(there, hall)
        assert eventually(lambda: bool(office.events("sheet")), SECONDS)
        redis_service.stop()
        try:
            hall.mark("EI-02", "3")
            assert sees(here, hall)
            assert sees(there, hall)
        finally:
            redis_service.start()
        hints = len(office.events("sheet"))
        numbers = cycle("0123")

        def is_heard_again() -> bool:
            hall.mark("EI-01", next(numbers))
            return len(office.events("sheet")) > hints

        assert eventually(is_heard_again, 20, every=0.5)


def test_viewers_of_every_server_agree_without_redis(tmp_path: Path, sqlite_url: str) -> None:
    with (
        open_hall(tmp_path, sqlite_url) as hall,
        running_server(tmp_path, sqlite_url) as second,
        closing(Client(second.url)) as there,
    ):
        assert there.watch(hall.board_id) is True
        hall.mark("EI-01", "2")
        assert sees(there, hall)


@pytest.mark.parametrize(("worker", "transport"), [("gevent", "websocket"), ("gthread", "polling")])
def test_other_workers_of_gunicorn_serve_viewers_too(
    tmp_path: Path, sqlite_url: str, worker: str, transport: str
) -> None:
    with (
        open_hall(tmp_path, sqlite_url, worker=worker) as hall,
        closing(Client(hall.server.url, transport=transport)) as client,
        closing(Client(hall.server.url, "/judge", hall.tablet(hall.scene.judges["KAZ"]).cookie, transport)) as judge,
    ):
        assert client.watch(hall.board_id) is True
        hall.mark("EI-01", "2")
        assert sees(client, hall)
        assert eventually(lambda: bool(judge.events("sheet")), SECONDS)


def test_viewers_come_over_https(tmp_path: Path, sqlite_url: str) -> None:
    certificate, key = tmp_path / "hall.pem", tmp_path / "hall.key"
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "2",
            ),
            *("-keyout", str(key), "-out", str(certificate), "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
        ],
        check=True,
        capture_output=True,
        timeout=30,
    )
    trusting = ssl.create_default_context(cafile=certificate)

    async def watch(url: str, hall: Hall) -> None:
        viewers = [Viewer(url, hall.board_id, trusting) for _ in range(20)]
        for viewer in viewers:
            viewer.start()
        assert await until(lambda: all(viewer.held for viewer in viewers), 20)
        for number in "1234":
            await asyncio.to_thread(hall.mark_elsewhere, "EI-01", number)
            wanted = hall.document()["hash"]
            assert await until(lambda wanted=wanted: all(viewer.hash == wanted for viewer in viewers), SECONDS)
        assert {viewer.connections for viewer in viewers} == {1}
        await asyncio.gather(*(viewer.stop() for viewer in viewers))

    with (
        open_hall(tmp_path, sqlite_url) as hall,
        running_server(tmp_path, sqlite_url, certificate=(certificate, key)) as secure,
    ):
        asyncio.run(watch(secure.url, hall))
