"""Published documents for the live channel, each read in its own short session."""

from __future__ import annotations

from flask import Flask

from competition.extensions import db
from competition.queries.publication import Published, board_heads, published, published_since


class PublishedSource:
    """Reads what is published; nothing else is reachable from here."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def newest(self, board_id: str) -> Published | None:
        """Return the newest revision of a board, None when there is none."""
        with self._app.app_context():
            try:
                return published(db.session(), board_id)
            finally:
                db.session.remove()

    def kept(self, board_id: str, revision: int) -> Published | None:
        """Return a former revision, None when it is not kept."""
        with self._app.app_context():
            try:
                return next(iter(published_since(db.session(), board_id, revision)), None)
            finally:
                db.session.remove()

    def heads(self, board_ids: list[str]) -> dict[str, int]:
        """Return how far boards are; those that are gone are missing."""
        with self._app.app_context():
            try:
                return {head.board_id: head.revision for head in board_heads(db.session(), board_ids)}
            finally:
                db.session.remove()
