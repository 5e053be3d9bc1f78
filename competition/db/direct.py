"""Run a statement that was built once, past the object layer: the path of every mark takes some twenty of them.

Building a statement anew costs more than running it; here it is built when its module is imported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult, Executable, Row
from sqlalchemy.orm import Session

Values = Mapping[str, object]
Rows = CursorResult[*tuple[Any, ...]]
Line = Row[*tuple[Any, ...]]


def run(session: Session, statement: Executable, values: Values | Sequence[Values] | None = None) -> Rows:
    """Run a prepared statement in the session's transaction; values: one row, or several for an insert."""
    return session.connection().execute(statement, values)
