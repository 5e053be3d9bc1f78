"""How far somebody's rights go in an event: the whole of it, or some of its trades."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import InstrumentedAttribute


@dataclass(frozen=True, slots=True)
class Reach:
    """An event and the trades of it that may be seen; None for all, those without a trade included."""

    event_id: str
    trade_ids: frozenset[str] | None = None

    @property
    def is_whole(self) -> bool:
        """Tell whether the whole event may be seen."""
        return self.trade_ids is None

    def covers(self, trade_id: str | None) -> bool:
        """Tell whether something of that trade, or of none, may be seen."""
        return self.trade_ids is None or trade_id in self.trade_ids

    def within(self, trade_id: InstrumentedAttribute[str]) -> ColumnElement[bool]:
        """Return the condition that keeps a statement to these trades."""
        return true() if self.trade_ids is None else trade_id.in_(self.trade_ids)
