"""An acknowledged mark survives the death of the server, and no change counts twice. Source: QUALITY G1, G6, P1."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.engine import open_engine
from competition.db.models import Mark, Op, Score
from competition.domain.marking import parse_value
from tests.servers import ROOT, Server, eventually, running_server
from tests.small_demo import write_small_demo

FULL = os.environ.get("FULL") == "1"
KILLS = {"sqlite": 200 if FULL else 3, "postgresql": 200 if FULL else 2}
TRADES = ("04", "11", "13") if FULL else ("04",)
SPEED = 200
BETWEEN_KILLS = 12
"""Acknowledged changes at least between two kills, so that each one meets a server at work."""
FIRST_WRITE_SECONDS = 20
COMMAND = [sys.executable, "-c", "from competition.cli import main; main(prog_name='competition')"]

pytestmark = [
    pytest.mark.both_engines,
    pytest.mark.live,
    pytest.mark.gate("G1"),
    pytest.mark.timeout(7200 if FULL else 240),
]


def environment(folder: Path, database_url: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COMPETITION_")}
    return {**kept, "COMPETITION_DATA_DIR": str(folder), "COMPETITION_DATABASE_URL": database_url}


def lines(ledger: Path) -> list[dict[str, Any]]:
    text = ledger.read_text() if ledger.exists() else ""
    return [json.loads(line) for line in text.splitlines()]


@contextmanager
def playing(server: Server, database_url: str, ledger: Path) -> Iterator[subprocess.Popen[str]]:
    """Let robots mark; they are stopped as an operator does, by Ctrl+C."""
    options = ["--play", "--url", server.url, "--speed", str(SPEED), "--trades", ",".join(TRADES), "--ledger", ledger]
    robots = subprocess.Popen(
        [*COMMAND, "demo", *map(str, options)],
        cwd=ROOT,
        env=environment(server.folder, database_url),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield robots
    finally:
        if robots.poll() is None:
            robots.kill()
        robots.wait()


def kill_at_random(server: Server, robots: subprocess.Popen[str], ledger: Path, kills: int) -> list[float]:
    """Kill and restart the server so often; returns how long each first acknowledged change after it took."""
    moments = random.Random()
    waits = []
    for _ in range(kills):
        before = len(lines(ledger))
        grown = eventually(lambda goal=before + BETWEEN_KILLS: len(lines(ledger)) >= goal, 60)  # type: ignore[misc]
        assert grown, f"robots stopped marking: {robots.poll()}"
        time.sleep(moments.uniform(0, 0.3))
        server.kill()
        known = len(lines(ledger))
        server.start()
        healthy = time.monotonic()
        again = eventually(lambda goal=known: len(lines(ledger)) > goal, FIRST_WRITE_SECONDS)  # type: ignore[misc]
        assert again, "nothing was acknowledged after the restart"
        waits.append(time.monotonic() - healthy)
    return waits


def test_no_acknowledged_mark_is_lost_or_counted_twice_by_kills(database_url: str, tmp_path: Path) -> None:
    kills = KILLS[database_url.partition(":")[0].partition("+")[0]]
    ledger = tmp_path / "ledger.jsonl"
    event = write_small_demo(database_url, TRADES)
    with running_server(tmp_path, database_url) as server:
        with playing(server, database_url, ledger) as robots:
            waits = kill_at_random(server, robots, ledger, kills)
            robots.send_signal(signal.SIGINT)
            output, _ = robots.communicate(timeout=60)
            assert robots.returncode == 0, output
        assert len(waits) == kills
    acknowledged = lines(ledger)
    assert len(acknowledged) >= kills * BETWEEN_KILLS
    check_database(database_url, acknowledged)
    found = subprocess.run(
        [*COMMAND, "verify", event],
        cwd=ROOT,
        env=environment(tmp_path, database_url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr


def check_database(database_url: str, acknowledged: list[dict[str, Any]]) -> None:
    """Every acknowledged change is there with its value and its receipt, once; no device has a hole."""
    engine = open_engine(database_url)
    with Session(engine) as session:
        receipts = {row.op_id: (row.status, row.code) for row in session.execute(select(Op.op_id, Op.status, Op.code))}
        stored: Counter[str] = Counter()
        values: dict[str, tuple[str, str | None, int]] = {}
        for table in (Mark, Score):
            for row in session.execute(select(table.op_id, table.kind, table.value, table.version)):
                stored[row.op_id] += 1
                values[row.op_id] = (row.kind, row.value, row.version)
        holes = session.execute(
            select(Op.device_id)
            .where(Op.device_seq.is_not(None))
            .group_by(Op.device_id)
            .having(func.count(Op.device_seq) != func.max(Op.device_seq))
        ).all()
    engine.dispose()
    assert len({line["op_id"] for line in acknowledged}) == len(acknowledged)
    for line in acknowledged:
        assert receipts[line["op_id"]] == (line["status"], line["receipt"])
        if line["status"] == "applied":
            sent = parse_value(line["value"]["t"], line["value"].get("v"))
            assert values[line["op_id"]] == (sent.kind.value, sent.number or None, line["version"])
    assert [op_id for op_id, count in stored.items() if count > 1] == []
    assert holes == []
