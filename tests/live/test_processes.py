"""Several servers on one database, with Redis, without it, and while it is away."""

from __future__ import annotations

from contextlib import closing
from itertools import cycle
from pathlib import Path

import pytest

from competition.domain.boards import board_hash
from tests.live.hall import Hall, open_hall
from tests.live.test_live import Client, held_after
from tests.servers import eventually, running_server
from tests.services import RedisServer

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live")]

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
