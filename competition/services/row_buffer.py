"""Rows that a large import collects and writes in a few statements, parents before those who name them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import insert
from sqlalchemy.orm import Session

from competition.db.base import Base
from competition.db.models import (
    Account,
    Companion,
    Competitor,
    Entry,
    EntryMember,
    EntryResult,
    JudgeAssignment,
    JudgeProfile,
    Person,
    RoleAssignment,
)

ORDER: tuple[type[Base], ...] = (
    Person,
    Account,
    Entry,
    Competitor,
    EntryMember,
    EntryResult,
    JudgeProfile,
    JudgeAssignment,
    RoleAssignment,
    Companion,
)
CHUNK = 2_000
"""Rows in one statement: large enough to be quick, small enough that progress is seen to move."""


class RowBuffer:
    """Collects rows of the tables of a roster."""

    def __init__(self) -> None:
        """Begin empty."""
        self._rows: dict[type[Base], list[dict[str, object]]] = {table: [] for table in ORDER}

    def add(self, table: type[Base], **values: object) -> dict[str, object]:
        """Take a row and return it, to be completed; columns that are left out get their defaults."""
        self._rows[table].append(values)
        return values

    def __len__(self) -> int:
        """Return how many rows wait."""
        return sum(map(len, self._rows.values()))

    def write(self, session: Session, step: Callable[[int, int], None]) -> None:
        """Write all rows. step: told how many are done and how many there are."""
        session.flush()
        done, total = 0, len(self)
        for table, rows in self._parts():
            # By the table, not the model: nobody needs these rows as objects, and it takes half as long.
            session.execute(insert(Base.metadata.tables[table.__tablename__]), rows)
            done += len(rows)
            step(done, total)

    def _parts(self) -> Iterator[tuple[type[Base], list[dict[str, object]]]]:
        for table in ORDER:
            rows = self._rows[table]
            for start in range(0, len(rows), CHUNK):
                yield table, rows[start : start + CHUNK]
