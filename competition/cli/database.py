"""Open the configured database for a command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from competition.config import Config, load_config
from competition.db.engine import open_engine
from competition.services.context import Context
from competition.services.operator import OPERATOR
from competition.services.shelf import keep_backups_at


@contextmanager
def open_session(config: Config | None = None) -> Iterator[Session]:
    """Give a session and close everything after it."""
    config = config or load_config()
    engine = open_engine(config.database_url)
    keep_backups_at(engine, config)
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()


def operator_context(session: Session) -> Context:
    """Return the context of whoever sits at the server; nothing listens, pages follow by revision."""
    return Context(session, OPERATOR, datetime.now(UTC), lambda _announcement: None, request_id="cli")
