"""Run migrations on the connection that `competition.db.migrate` opened."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

import competition.db.models  # noqa: F401  (registers every table)
from competition.db.base import Base
from competition.db.types import Hundredths, UtcDateTime


def _render(kind: str, item: Any, _api: Any) -> str | Literal[False]:
    """Write our column types as plain ones, so that an old migration never follows a changed type."""
    if kind == "type" and isinstance(item, Hundredths):
        return "sa.Integer()"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_render,
    compare_type=False,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
