"""A robot judge trusts only answers that are ours, and never gives one change two lives. Source: SYNC."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from competition.cli.play import play
from competition.demo import build
from competition.domain.sync import OpStatus
from competition.services.marking import receipt_code
from competition.services.robot_tables import Pace
from competition.services.robots import Hall, Ledger, RequestRefused, RobotFault, RobotJudge, RobotStopped, Tally
from tests.services import free_port

SHEET = {
    "id": "5" * 32,
    "epoch": 1,
    "scheme_version": 1,
    "device": {"last_seq": 6},
    "aspects": [{"id": "a" * 32, "own": {"value": None, "version": 0}}],
}
FORM = '<form><input id="csrf_token" name="csrf_token" type="hidden" value="token-7"></form>'


class Network(ThreadingHTTPServer):
    """A network with a sign-in page and a list of answers to what is sent; it keeps what came."""

    daemon_threads = True

    def __init__(self, answers: list[tuple[int, str, Any]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = answers
        self.sent: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Network
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/judge/sign-in":
            self._answer(200, "text/html", FORM)
        else:
            self._answer(200, "application/json", json.dumps(SHEET))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/judge/sign-in":
            self._answer(302 if b"pin=123456" in body and b"token-7" in body else 200, "text/html", FORM)
            return
        self.server.sent.append((dict(self.headers), body))
        status, kind, answer = self.server.answers.pop(0)
        if status == 0:
            self.close_connection = True
            return
        self._answer(status, kind, answer if isinstance(answer, str) else json.dumps(answer(json.loads(body))))

    def _answer(self, status: int, kind: str, body: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "podium_session=secret; HttpOnly; Path=/")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


def applied(sent: dict[str, Any]) -> dict[str, Any]:
    """Answer as the server does."""
    (op,) = sent["ops"]
    chained = "c" * 64
    receipt = receipt_code(op["op_id"], chained)
    result = {"op_id": op["op_id"], "status": "applied", "version": 1, "audit_seq": 9, "audit_hash": chained}
    return {"results": [{**result, "receipt": receipt}], "sheet": SHEET}


def foreign(sent: dict[str, Any]) -> dict[str, Any]:
    """Answer with the receipt of another change."""
    answer = applied(sent)
    answer["results"][0]["receipt"] = "AAAAAA"
    return answer


def gap(sent: dict[str, Any]) -> dict[str, Any]:
    """Ask for another number first."""
    (op,) = sent["ops"]
    return {"results": [{"op_id": op["op_id"], "status": "gap", "version": 0, "expected_seq": 3}], "sheet": SHEET}


JSON = "application/json"


@pytest.fixture
def network() -> Iterator[Network]:
    """Give a network that runs."""
    served = Network([])
    thread = threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield served
    served.shutdown()
    served.server_close()
    thread.join()


@pytest.fixture
def hall(network: Network, tmp_path: Path) -> Iterator[Hall]:
    """Give what robots share."""
    shared = Hall(network.url, threading.Event(), Ledger(tmp_path / "ledger.jsonl"), Tally())
    yield shared
    shared.ledger.close()


@pytest.fixture
def robot(hall: Hall) -> Iterator[RobotJudge]:
    """Give a robot judge with the right PIN."""
    judge = RobotJudge(hall, "04-03", "123456")
    yield judge
    judge.close()


VALUE = {"t": "measure", "v": "1"}


def ledger_of(tmp_path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (tmp_path / "ledger.jsonl").read_text().splitlines()]


def test_a_change_goes_out_in_the_same_bytes_until_our_server_answers(
    network: Network, robot: RobotJudge, tmp_path: Path
) -> None:
    portal = (200, "text/html", "<html>Welcome to the hall. Please accept our terms.</html>")
    network.answers[:] = [portal, (503, "text/html", "busy"), (0, "", ""), (200, JSON, applied)]
    status, _ = robot.enter(SHEET, SHEET["aspects"][0], VALUE)  # type: ignore[index]
    assert status is OpStatus.APPLIED
    assert len({body for _, body in network.sent}) == 1
    assert len(network.sent) == 4
    headers = network.sent[0][0]
    (op,) = json.loads(network.sent[0][1])["ops"]
    assert (headers["Idempotency-Key"], headers["X-CSRFToken"]) == (op["op_id"], "token-7")
    assert headers["Cookie"] == "podium_session=secret"
    assert (op["device_seq"], op["base_version"], op["value"]) == (7, 0, VALUE)
    (line,) = ledger_of(tmp_path)
    assert (line["op_id"], line["judge"], line["device_seq"], line["value"]) == (op["op_id"], "04-03", 7, VALUE)


def test_numbers_go_on_without_holes(network: Network, robot: RobotJudge) -> None:
    network.answers[:] = [(200, JSON, applied)] * 2
    for _ in range(2):
        robot.enter(SHEET, SHEET["aspects"][0], VALUE)  # type: ignore[index]
    assert [json.loads(body)["ops"][0]["device_seq"] for _, body in network.sent] == [7, 8]


def test_a_gap_sends_the_same_change_under_the_number_asked_for(network: Network, robot: RobotJudge) -> None:
    network.answers[:] = [(200, JSON, gap), (200, JSON, applied)]
    robot.enter(SHEET, SHEET["aspects"][0], VALUE)  # type: ignore[index]
    first, second = (json.loads(body)["ops"][0] for _, body in network.sent)
    assert (first["op_id"], first["device_seq"]) == (second["op_id"], 7)
    assert second["device_seq"] == 3


def test_a_receipt_of_another_change_is_a_fault_and_is_not_in_the_ledger(
    network: Network, robot: RobotJudge, tmp_path: Path
) -> None:
    network.answers[:] = [(200, JSON, foreign)]
    with pytest.raises(RobotFault, match="does not belong"):
        robot.enter(SHEET, SHEET["aspects"][0], VALUE)  # type: ignore[index]
    assert ledger_of(tmp_path) == []


def test_a_refusal_of_our_server_is_not_tried_again(network: Network, robot: RobotJudge) -> None:
    network.answers[:] = [(403, "application/problem+json", '{"code": "compatriot"}')]
    with pytest.raises(RequestRefused, match="compatriot"):
        robot.do("5" * 32, "lock")
    assert len(network.sent) == 1


def test_a_wrong_pin_is_a_fault(hall: Hall) -> None:
    robot = RobotJudge(hall, "04-03", "654321")
    with pytest.raises(RobotFault, match="may not sign in"):
        robot.sign_in()
    robot.close()


def test_a_robot_that_waits_for_the_server_can_be_stopped(hall: Hall) -> None:
    away = Hall(f"http://127.0.0.1:{free_port()}", hall.stop, hall.ledger, hall.tally)
    threading.Timer(0.2, hall.stop.set).start()
    with pytest.raises(RobotStopped):
        RobotJudge(away, "04-03", "123456").sign_in()
    assert hall.tally.away == 0


def test_robots_keep_the_pace_together() -> None:
    pace = Pace(200.0, threading.Event())
    started = time.monotonic()

    def take_turns() -> None:
        for _ in range(10):
            pace.turn()

    threads = [threading.Thread(target=take_turns) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - started >= 39 / 200


def test_nobody_plays_without_a_server(capsys: pytest.CaptureFixture[str]) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    assert play(build(), (), url, speed=1, seconds=1, ledger=None, seed=2024) == 1
    assert capsys.readouterr().err == f"Nobody answers at {url}. Start the server with: competition run\n"
