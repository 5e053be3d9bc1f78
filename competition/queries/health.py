"""Which engine answers, and in which version."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session


def engine_version(session: Session) -> tuple[str, str]:
    """Return the engine's name and version. One statement; fails when the database does not answer."""
    name = session.get_bind().dialect.name
    question = "SELECT sqlite_version()" if name == "sqlite" else "SHOW server_version"
    return name, str(session.execute(text(question)).scalar_one())
