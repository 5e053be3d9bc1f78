"""Which entries of a trade take part: those under their own names, or those under its last sealed codes."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, select

from competition.db.models import Entry, Trade
from competition.domain.calibration import SAMPLE


def has_sheets() -> ColumnElement[bool]:
    """Return the condition that an entry has judging sheets: it takes part, or it is sample work (PRODUCT D8)."""
    sealed = select(Trade.sealed).where(Trade.id == Entry.trade_id).correlate(Entry).scalar_subquery()
    return Entry.layer == sealed


def takes_part() -> ColumnElement[bool]:
    """Return the condition that an entry is the one that is marked and ranked now (decision 016).

    Sample work never does. Where a trade is under blind codes, the entries with names and teams stay in the roster and
    take no marks.
    """
    return and_(has_sheets(), Entry.status != SAMPLE)
