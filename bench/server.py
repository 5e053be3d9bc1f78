"""The measured server: the real application with one board of a size that the bench chooses.

`POST /bench/publish` commits the next revision the way a mark does: one durable transaction, then the announcement.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

from flask import Flask

from competition.app import create_app
from competition.config import load_config
from competition.db.engine import open_engine, write_transaction
from competition.db.migrate import upgrade
from competition.db.models import Board, Event, PublishedDocument
from competition.domain.boards import Json, board_hash, canonical_json
from competition.extensions import csrf, db
from competition.http.context import publish
from competition.http.guard import public
from competition.services.context import BoardMoved

BOARD_ID = "ab" * 16
EVENT_ID = "cd" * 16
ROWS = 25
ROW_BYTES = 520
PATCH_OVERHEAD = 250


def body(revision: int, size: int) -> dict[str, Json]:
    """Return a board whose first row changes with every revision; size: bytes of the patch."""
    rows: list[dict[str, Json]] = [{"id": f"{number:032d}", "text": "x" * ROW_BYTES} for number in range(ROWS)]
    rows[0] = {"id": f"{0:032d}", "total": f"{revision % 100}.00", "text": "x" * max(0, size - PATCH_OVERHEAD)}
    return {"kind": "trade", "rows": rows}


def make_app() -> Flask:
    """Return the application with the board in its database and the route that moves it."""
    config = load_config()
    engine = open_engine(config.database_url)
    upgrade(engine)
    engine.dispose()
    app = create_app(config)
    size = int(os.environ.get("BENCH_PATCH_BYTES", "1000"))
    with app.app_context():
        _seed(size)
        db.session.remove()

    def move() -> str:
        session = db.session()
        with write_transaction(session):
            board = session.get_one(Board, BOARD_ID)
            board.revision += 1
            revision = board.revision
            _write(revision, size)
        publish(BoardMoved(BOARD_ID, EVENT_ID, revision))
        return str(revision)

    csrf.exempt(move)
    app.add_url_rule("/bench/publish", view_func=public(move), methods=["POST"])
    return app


def _seed(size: int) -> None:
    session = db.session()
    if session.get(Board, BOARD_ID) is not None:
        return
    today = date(2024, 6, 24)
    words = {"en": "Bench"}
    with write_transaction(session):
        session.add(
            Event(
                id=EVENT_ID,
                code="bench",
                name=words,
                short_name=words,
                venue=words,
                timezone="UTC",
                starts=today,
                ends=today,
                medal_rules={},
                created_at=datetime.now(UTC),
            )
        )
        session.flush()
        session.add(Board(id=BOARD_ID, event_id=EVENT_ID, kind="trade", policy="live", revision=1))
        session.flush()
        _write(1, size)


def _write(revision: int, size: int) -> None:
    content = body(revision, size)
    db.session.add(
        PublishedDocument(
            board_id=BOARD_ID,
            revision=revision,
            at=datetime.now(UTC),
            hash=board_hash(content),
            body=canonical_json(content).decode(),
        )
    )
