"""Column types that keep marks exact and times unambiguous on both engines."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import DateTime, Dialect, Integer
from sqlalchemy.types import TypeDecorator

HUNDRED = Decimal(100)
CENT = Decimal("0.01")


class Hundredths(TypeDecorator[Decimal]):
    """A mark: `Decimal` with two decimals in code, an integer of hundredths in the database.

    Raises ValueError for a value finer than a hundredth, so that nothing is rounded in silence.
    """

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Return the number of hundredths."""
        if value is None:
            return None
        scaled = value * HUNDRED
        if scaled != scaled.to_integral_value():
            raise ValueError(f"finer than a hundredth: {value}")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """Return the mark with two decimals."""
        return None if value is None else (Decimal(value) / HUNDRED).quantize(CENT)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite would give naive values back where PostgreSQL gives aware ones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment: its zone would be a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
