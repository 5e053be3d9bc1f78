"""A small event on a running server, with judges who mark over HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import requests
from sqlalchemy.orm import Session

from competition.db.engine import open_engine, write_transaction
from competition.db.models import Board, PublishedDocument, SignIn
from competition.domain.boards import Json, board_hash, canonical_json
from competition.domain.visibility import Policy
from competition.http.actor import SESSION_COOKIE
from competition.queries.publication import board_of_trade
from competition.services.context import Actor
from competition.services.identity import new_id, new_secret, secret_hash
from competition.services.marking import record_marks
from competition.services.publication import set_policy
from tests.factories import Scene, make_scene
from tests.servers import LIVE_WORKER, Server, running_server

ENTRIES = ("EI-01", "EI-02", "EI-04")
"""Entries that the Chinese judge may mark."""


class Tablet:
    """A signed-in browser that speaks to the server over HTTP."""

    def __init__(self, url: str, secret: str) -> None:
        self.url = url
        self.secret = secret
        self._session = requests.Session()
        self._session.cookies.set(SESSION_COOKIE, secret)
        page = self._session.get(f"{url}/judge/sign-in", timeout=20).text
        found = re.search(r'name="csrf[-_]token"[^>]*(?:value|content)="([^"]+)"', page)
        assert found is not None, page
        self._session.headers["X-CSRFToken"] = found[1]

    @property
    def cookie(self) -> str:
        """Return the cookie header of the session."""
        return f"{SESSION_COOKIE}={self.secret}"

    def post(self, path: str, body: dict[str, Any], key: str) -> dict[str, Any]:
        """Send JSON and return the answer."""
        answer = self._session.post(f"{self.url}{path}", json=body, headers={"Idempotency-Key": key}, timeout=20)
        assert answer.status_code == 200, answer.text
        return cast("dict[str, Any]", answer.json())

    def close(self) -> None:
        """Hang up."""
        self._session.close()


def sign_in_anew(session: Session, actor: Actor) -> str:
    """Start a session of somebody on their device, as after a successful sign-in; returns the cookie's secret."""
    secret, now = new_secret(), datetime.now(UTC)
    with write_transaction(session):
        session.add(
            SignIn(
                token_hash=secret_hash(secret),
                account_id=actor.account_id,
                device_id=actor.device_id,
                way="pin",
                created_at=now,
                last_seen_at=now,
                expires_at=now + timedelta(hours=1),
            )
        )
    return secret


class Hall:
    """The event, its server, its board; the board is live."""

    def __init__(self, server: Server, scene: Scene) -> None:
        self.server = server
        self.scene = scene
        found = board_of_trade(scene.session, scene.event_id, "04")
        scene.session.rollback()
        assert found is not None
        self.board_id = found
        self._versions: dict[tuple[str, str], int] = {}
        self._tablets: dict[str, Tablet] = {}

    def tablet(self, actor: Actor) -> Tablet:
        """Return a signed-in tablet of somebody."""
        account = actor.account_id
        assert account is not None
        if account not in self._tablets:
            self._tablets[account] = Tablet(self.server.url, sign_in_anew(self.scene.session, actor))
        return self._tablets[account]

    def mark(self, entry: str, number: str, aspect: str = "A1.M2") -> None:
        """Enter a mark over HTTP."""
        base = self._versions.get((entry, aspect), 0)
        change = self.scene.change("CHN", aspect, number, base=base)
        self.scene.session.rollback()
        operation = {
            "op_id": change.op_id,
            "device_seq": change.device_seq,
            "aspect": change.aspect_id,
            "value": {"t": change.kind, "v": number},
            "base_version": base,
            "epoch": 1,
            "scheme_version": 1,
        }
        path = f"/api/v1/sheets/{self.scene.sheets[entry, 'A1']}/ops"
        answer = self.tablet(self.scene.judges["CHN"]).post(path, {"ops": [operation]}, change.op_id)
        assert [result["status"] in {"applied", "same"} for result in answer["results"]] == [True], answer
        self._versions[entry, aspect] = answer["results"][0]["version"]

    def mark_elsewhere(self, entry: str, number: str, aspect: str = "A1.M2") -> None:
        """Enter a mark in this process, as another server on the same database would."""
        base = self._versions.get((entry, aspect), 0)
        change = self.scene.change("CHN", aspect, number, base=base)
        context = self.scene.context(self.scene.judges["CHN"])
        receipt = json.loads(record_marks(context, self.scene.sheets[entry, "A1"], [change])[0].receipt)
        assert receipt["status"] in {"applied", "same"}, receipt
        self.scene.session.rollback()
        self._versions[entry, aspect] = receipt["version"]

    def publish(self, body: dict[str, Json]) -> str:
        """Publish a board of its own and return its id."""
        session, board_id = self.scene.session, new_id()
        with write_transaction(session):
            session.add(Board(id=board_id, event_id=self.scene.event_id, kind="notes", policy="live", revision=1))
            session.flush()
            text = canonical_json(body).decode()
            session.add(
                PublishedDocument(board_id=board_id, revision=1, at=datetime.now(UTC), hash=board_hash(body), body=text)
            )
        return board_id

    def document(self) -> dict[str, Any]:
        """Return the board as anyone gets it, its hash checked."""
        found = cast("dict[str, Any]", requests.get(f"{self.server.url}/b/{self.board_id}", timeout=20).json())
        assert board_hash(found["body"]) == found["hash"]
        return found

    def close(self) -> None:
        """Hang up."""
        for tablet in self._tablets.values():
            tablet.close()


@contextmanager
def open_hall(folder: Path, database_url: str, *, redis_url: str = "", worker: str = LIVE_WORKER) -> Iterator[Hall]:
    """Run a server on a small event whose board is live."""
    engine = open_engine(database_url)
    try:
        with Session(engine) as session:
            scene = make_scene(session)
            board_id = board_of_trade(session, scene.event_id, "04")
            assert board_id is not None
            set_policy(scene.context(scene.organizer), board_id, Policy.LIVE)
            session.rollback()
            with running_server(folder, database_url, redis_url=redis_url, worker=worker) as server:
                hall = Hall(server, scene)
                try:
                    yield hall
                finally:
                    hall.close()
    finally:
        engine.dispose()
