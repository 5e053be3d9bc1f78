"""Viewers see the board that was published, soon and right, whatever happens to their connection."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import socketio
from socketio.exceptions import ConnectionError as NoConnection

from competition.domain.boards import apply, board_hash
from competition.domain.visibility import Policy
from competition.services.identity import new_id
from competition.services.publication import set_policy
from tests.live.hall import ENTRIES, Hall, open_hall
from tests.live.viewers import Viewer, until
from tests.servers import eventually

pytestmark = [pytest.mark.live, pytest.mark.xdist_group("live")]

VIEWERS = 200
RIGHT_SECONDS = 5.0
NONE_SUCH = "0" * 32


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Hall]:
    """Give a running event."""
    folder = tmp_path_factory.mktemp("hall")
    (folder / "competition.db").write_bytes(sqlite_template.read_bytes())
    with open_hall(folder, f"sqlite:///{folder / 'competition.db'}") as opened:
        yield opened


class Client:
    """A python-socketio client that writes down what it hears."""

    def __init__(self, url: str, namespace: str = "/live", cookie: str = "", transport: str = "websocket") -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.namespace = namespace
        self.socket = socketio.Client(reconnection=False)
        for event in ("document", "patch", "gone", "sheet", "board"):
            self.socket.on(event, self._writer(event), namespace=namespace)
        headers = {"Cookie": cookie} if cookie else {}
        self.socket.connect(url, headers=headers, namespaces=[namespace], transports=[transport], wait_timeout=10)

    def _writer(self, event: str) -> Callable[[dict[str, Any]], None]:
        return lambda data: self.heard.append((event, data))

    def watch(self, board: object, revision: object = None) -> object:
        """Ask for a board; returns whether the wish was taken."""
        return self.socket.call("watch", {"board": board, "revision": revision}, namespace=self.namespace)

    def events(self, event: str) -> list[dict[str, Any]]:
        """Return what it heard of one event."""
        return [data for name, data in self.heard if name == event]

    def close(self) -> None:
        """Hang up."""
        self.socket.disconnect()


@pytest.fixture
def join(hall: Hall) -> Iterator[Callable[..., Client]]:
    """Give a way to connect clients that hang up in the end."""
    clients: list[Client] = []

    def connect(**how: str) -> Client:
        clients.append(Client(hall.server.url, **how))
        return clients[-1]

    yield connect
    for client in clients:
        client.close()


def held_after(client: Client) -> dict[str, Any]:
    """Return the body that a client has put together from what it heard."""
    body: dict[str, Any] = {}
    for event, data in client.heard:
        if event == "document":
            body = data["body"]
        elif event == "patch":
            body = apply(body, data)  # type: ignore[arg-type]
    return body


def revision_after(client: Client) -> int:
    """Return how far a client has come.

    On so small a board a patch of several changes may be longer than the board, which is then sent instead.
    """
    reached = [data["to"] for data in client.events("patch")] + [data["revision"] for data in client.events("document")]
    return int(max(reached, default=0))


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_patches_lead_to_the_board_that_anyone_gets(hall: Hall, join: Callable[..., Client], transport: str) -> None:
    client = join(transport=transport)
    assert client.watch(hall.board_id) is True
    assert eventually(lambda: bool(client.events("document")))
    for number in ("1", "3", "2"):
        hall.mark("EI-01", number)
    wanted = hall.document()
    # A board may read as it did two changes ago, so the revision is waited for, not the hash alone.
    assert eventually(lambda: revision_after(client) == wanted["revision"])
    assert board_hash(held_after(client)) == wanted["hash"]


def test_the_first_change_comes_at_once_and_many_come_together(hall: Hall, join: Callable[..., Client]) -> None:
    client = join()
    client.watch(hall.board_id)
    assert eventually(lambda: bool(client.events("document")))
    time.sleep(0.5)  # a quiet board: what is measured is the leading edge
    started = time.monotonic()
    count = 0
    while time.monotonic() - started < 2.0:
        count += 1
        hall.mark(ENTRIES[count % 3], str(count % 4))
    wanted = hall.document()
    assert eventually(lambda: board_hash(held_after(client)) == wanted["hash"])
    seconds = time.monotonic() - started
    assert 1 <= len(client.events("patch")) <= min(count, 5 * seconds + 2)


def order(hall: Hall) -> None:
    """Bring the entries into an order that small marks of the last one do not change."""
    for entry, number in zip(ENTRIES, ("4", "3", "0"), strict=True):
        hall.mark(entry, number)


def test_a_viewer_that_was_away_gets_the_patch_that_it_missed(hall: Hall, join: Callable[..., Client]) -> None:
    order(hall)
    before = hall.document()
    for number in ("1", "2"):
        hall.mark("EI-04", number)
    after = hall.document()
    client = join()
    assert client.watch(hall.board_id, before["revision"]) is True
    assert eventually(lambda: bool(client.heard))
    event, patch = client.heard[0]
    assert (event, patch["from"], patch["to"]) == ("patch", before["revision"], after["revision"])
    assert apply(before["body"], patch) == after["body"]  # type: ignore[arg-type]


@pytest.mark.parametrize("revision", [0, 10**9])
def test_a_viewer_with_a_revision_that_is_not_kept_gets_the_document(
    hall: Hall, join: Callable[..., Client], revision: int
) -> None:
    client = join()
    assert client.watch(hall.board_id, revision) is True
    assert eventually(lambda: bool(client.heard))
    assert client.heard[0] == ("document", hall.document())


def test_a_viewer_that_is_up_to_date_is_left_alone(hall: Hall, join: Callable[..., Client]) -> None:
    client = join()
    client.watch(hall.board_id, hall.document()["revision"])
    client.watch(NONE_SUCH)
    assert eventually(lambda: bool(client.events("gone")))
    assert client.heard == [("gone", {"board": NONE_SUCH})]


def test_what_never_was_and_what_is_gone_answer_the_same(hall: Hall, join: Callable[..., Client]) -> None:
    never = requests.get(f"{hall.server.url}/b/{NONE_SUCH}", timeout=20)
    malformed = requests.get(f"{hall.server.url}/b/{'Z' * 32}", timeout=20)
    assert never.status_code == malformed.status_code == 404
    assert never.json() == malformed.json()
    assert never.headers["Content-Type"] == "application/problem+json"
    client = join()
    unknown = new_id()
    assert client.watch(unknown) is True
    assert eventually(lambda: client.heard == [("gone", {"board": unknown})])


def test_the_twenty_first_board_is_refused_until_one_is_let_go(hall: Hall, join: Callable[..., Client]) -> None:
    boards = [hall.publish({"kind": "notes", "rows": [], "number": number}) for number in range(21)]
    client = join()
    assert [client.watch(board) for board in boards] == [True] * 20 + [False]
    assert client.watch(boards[0]) is True
    assert client.socket.call("unwatch", {"board": boards[0]}, namespace="/live") is True
    assert client.watch(boards[20]) is True
    assert eventually(lambda: {data["board"] for data in client.events("document")} == set(boards))


def test_boards_that_are_not_there_take_no_place_among_the_twenty(hall: Hall, join: Callable[..., Client]) -> None:
    client = join()
    for count in range(1, 26):
        assert client.watch(new_id()) is True
        assert eventually(lambda count=count: len(client.events("gone")) == count)  # type: ignore[misc]


@pytest.mark.parametrize(
    "payload",
    [None, [], "x", 7, {}, {"board": 7}, {"board": "x"}, {"board": None, "revision": 1}, {"board": ["a"]}],
)
def test_nonsense_is_refused_and_the_viewer_goes_on(hall: Hall, join: Callable[..., Client], payload: object) -> None:
    client = join()
    assert client.socket.call("watch", payload, namespace="/live") is False
    for revision in (-1, "1", True, 1.5, 2**70):
        assert client.watch(hall.board_id, revision) is False
    client.socket.emit("no_such_event", payload, namespace="/live")
    assert client.watch(hall.board_id) is True
    assert eventually(lambda: bool(client.events("document")))
    assert "Traceback" not in hall.server.log_text()


def test_a_mark_of_another_process_arrives_within_the_second_look(hall: Hall, join: Callable[..., Client]) -> None:
    client = join()
    client.watch(hall.board_id)
    assert eventually(lambda: bool(client.events("document")))
    hall.mark_elsewhere("EI-04", "4")
    wanted = hall.document()
    assert eventually(lambda: board_hash(held_after(client)) == wanted["hash"], seconds=3)


def test_a_hidden_board_empties_every_screen(hall: Hall, join: Callable[..., Client]) -> None:
    client = join()
    client.watch(hall.board_id)
    assert eventually(lambda: bool(client.events("document")))
    set_policy(hall.scene.context(hall.scene.organizer), hall.board_id, Policy.HIDDEN)
    hall.scene.session.rollback()
    assert eventually(lambda: held_after(client).get("state") == "hidden", seconds=3)
    assert held_after(client)["rows"] == []
    set_policy(hall.scene.context(hall.scene.organizer), hall.board_id, Policy.LIVE)
    hall.scene.session.rollback()
    assert eventually(lambda: held_after(client).get("state") == "live", seconds=3)


def test_an_unchanged_board_is_not_sent_again(hall: Hall) -> None:
    address = f"{hall.server.url}/b/{hall.board_id}"
    first = requests.get(address, timeout=20)
    assert first.headers["ETag"] == f'"{first.json()["revision"]}"'
    assert "public" in first.headers["Cache-Control"]
    again = requests.get(address, headers={"If-None-Match": first.headers["ETag"]}, timeout=20)
    assert (again.status_code, again.content) == (304, b"")
    assert "Set-Cookie" not in first.headers


def test_missed_patches_can_be_fetched(hall: Hall) -> None:
    order(hall)
    before = hall.document()
    hall.mark("EI-04", "1")
    hall.mark("EI-04", "2")
    after = hall.document()
    answer = requests.get(f"{hall.server.url}/b/{hall.board_id}?after={before['revision']}", timeout=20).json()
    body = before["body"]
    for patch in answer["patches"]:
        body = apply(body, patch)
    assert body == after["body"]
    assert answer["patches"][0]["from"] == before["revision"]
    assert answer["patches"][-1]["to"] == after["revision"]
    for nonsense in ("-1", "x", "9" * 30, ""):
        whole = requests.get(f"{hall.server.url}/b/{hall.board_id}?after={nonsense}", timeout=20).json()
        assert whole["hash"] == after["hash"]


def test_strangers_hear_nothing_in_the_private_namespaces(hall: Hall, join: Callable[..., Client]) -> None:
    judge, organizer = (hall.tablet(hall.scene.judges["KAZ"]).cookie, hall.tablet(hall.scene.organizer).cookie)
    wrong = [("/judge", ""), ("/office", ""), ("/nothing", ""), ("/office", judge), ("/judge", organizer)]
    strangers = []
    for namespace, cookie in wrong:
        # Refused at once, or greeted and sent away, as the library does it.
        with contextlib.suppress(NoConnection):
            strangers.append(join(namespace=namespace, cookie=cookie))
    right = [join(namespace="/judge", cookie=judge), join(namespace="/office", cookie=organizer)]
    hall.mark("EI-01", "3")
    hall.mark("EI-01", "4")
    assert eventually(lambda: all(client.heard for client in right))
    time.sleep(0.3)  # what went to the right ones would have come by now
    assert [client.heard for client in strangers] == [[] for _ in strangers]


def test_a_foreign_page_cannot_connect(hall: Hall) -> None:
    for transport in ("websocket", "polling"):
        client = socketio.Client(reconnection=False)
        with pytest.raises(NoConnection):
            client.connect(
                hall.server.url,
                headers={"Origin": "http://elsewhere.example"},
                namespaces=["/live"],
                transports=[transport],
            )


def test_judges_and_the_office_get_hints_without_values(hall: Hall, join: Callable[..., Client]) -> None:
    judge = join(namespace="/judge", cookie=hall.tablet(hall.scene.judges["KAZ"]).cookie)
    office = join(namespace="/office", cookie=hall.tablet(hall.scene.organizer).cookie)
    # An aspect that no other test enters: the same value again would be no news.
    hall.mark("EI-02", "1", "A1.M1")
    sheet_id = hall.scene.sheets["EI-02", "A1"]
    assert eventually(lambda: bool(judge.events("sheet")) and len(office.heard) >= 2)
    hint = judge.events("sheet")[-1]
    assert set(hint) == {"sheet", "revision"}
    assert hint["sheet"] == sheet_id
    assert office.events("sheet")[-1] == {**hint, "trade": hall.scene.trade_id}
    assert hall.board_id in {hint["board"] for hint in office.events("board")}
    assert judge.events("board") == []


def test_a_session_that_ends_takes_its_socket_along(hall: Hall, join: Callable[..., Client]) -> None:
    tablet = hall.tablet(hall.scene.judges["EGY"])
    client = join(namespace="/judge", cookie=tablet.cookie)
    assert client.socket.connected
    answer = tablet._session.post(f"{hall.server.url}/sign-out", timeout=20)
    assert answer.ok, answer.text
    assert eventually(lambda: not client.socket.connected, seconds=5)


def test_two_hundred_viewers_end_with_the_same_board(hall: Hall) -> None:
    async def watch() -> None:
        viewers = [Viewer(hall.server.url, hall.board_id) for _ in range(VIEWERS)]
        for viewer in viewers:
            viewer.start()
        assert await until(lambda: all(viewer.held for viewer in viewers), 20)
        for count in range(20):
            await asyncio.to_thread(hall.mark, ENTRIES[count % 3], str(count % 4))
        wanted = hall.document()["hash"]
        assert await until(lambda: all(viewer.hash == wanted for viewer in viewers), RIGHT_SECONDS)
        assert sum(viewer.gaps for viewer in viewers) == 0
        assert all("patch" in viewer.events for viewer in viewers)
        await asyncio.gather(*(viewer.stop() for viewer in viewers))

    asyncio.run(watch())


@pytest.mark.gate("G9")
def test_after_a_kill_every_viewer_is_right_within_five_seconds(hall: Hall) -> None:
    async def watch() -> None:
        viewers = [Viewer(hall.server.url, hall.board_id) for _ in range(VIEWERS)]
        for viewer in viewers:
            viewer.start()
        assert await until(lambda: all(viewer.held for viewer in viewers), 20)
        await asyncio.to_thread(hall.server.kill)
        hall.mark_elsewhere("EI-01", "1")
        hall.mark_elsewhere("EI-02", "2")
        await asyncio.to_thread(hall.server.start)
        wanted = hall.document()["hash"]
        assert await until(lambda: all(viewer.hash == wanted for viewer in viewers), RIGHT_SECONDS)
        assert all(viewer.connections >= 2 for viewer in viewers)
        await asyncio.gather(*(viewer.stop() for viewer in viewers))

    asyncio.run(watch())


def test_a_viewer_that_does_not_read_is_dropped_and_delays_nobody(hall: Hall) -> None:
    address = ("127.0.0.1", hall.server.port)
    sleeper = socket.socket()
    sleeper.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    with contextlib.closing(sleeper):
        sleeper.connect(address)
        sleeper.sendall(
            b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        assert sleeper.recv(4096).startswith(b"HTTP/1.1 101")
        _send(sleeper, "40/live,")
        # The same wish again and again, never reading the answers: more than a slow line may owe.
        with contextlib.suppress(ConnectionError):
            for _ in range(50):
                _send(sleeper, f'42/live,["watch",{{"board":"{hall.board_id}","revision":null}}]')

        async def others() -> None:
            viewer = Viewer(hall.server.url, hall.board_id)
            viewer.start()
            assert await until(lambda: viewer.held is not None, 5)
            for count in range(10):
                await asyncio.to_thread(hall.mark, "EI-04", str(count % 4))
                wanted = hall.document()["hash"]
                assert await until(lambda wanted=wanted: viewer.hash == wanted, 1)
            await viewer.stop()

        asyncio.run(others())


def _send(connection: socket.socket, text: str) -> None:
    data = text.encode()
    head = bytes((0x81, 0x80 | len(data))) if len(data) < 126 else b"\x81\xfe" + len(data).to_bytes(2, "big")
    connection.sendall(head + b"\0\0\0\0" + data)
