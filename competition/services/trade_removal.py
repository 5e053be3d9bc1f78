"""Take a trade away with everything that is only there because of it.

What hangs on a trade is read from the tables themselves, so that a feature with a new table is taken along without a
word here. Marks are never among it: whoever calls has made sure that there are none.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Table, delete, func, or_, select, update
from sqlalchemy.orm import Session

from competition.db.base import Base
from competition.db.models import Competitor, Entry, EntryMember, Person, Trade

STAYS = frozenset({"tablet", "companion", "question"})
"""Tables whose rows only point at a trade and stay without it: a tablet's place, an interpreter's trade, a question."""
NEVER = frozenset({"op", "score", "mark", "signature", "round", "held_op"})
"""What judges entered: only added, never deleted."""
COUNTED = ("entry", "judge_assignment", "scheme_version", "schedule_item")


def take_trade_away(session: Session, trade_id: str) -> dict[str, int]:
    """Delete a trade inside an open transaction; returns how many entries, judges' assignments and so on went with it.

    Competitors who competed in nothing else go too, and of persons those whom nothing names any more.
    """
    tables = Base.metadata.tables
    competitors = _only_here(session, trade_id)
    persons = session.scalars(select(Competitor.person_id).where(Competitor.id.in_(competitors))).all()
    counts = _take(session, tables[Trade.__tablename__], [trade_id])
    _take(session, tables[Competitor.__tablename__], competitors)
    _forget(session, persons)
    session.expire_all()
    return {name: counts.get(name, 0) for name in COUNTED}


def dependants(root: Table) -> list[Table]:
    """Return the tables whose rows hang on a row of `root`, the farthest first, `root` itself last."""
    found = {root}
    grown = True
    while grown:
        grown = False
        for table in Base.metadata.tables.values():
            if table in found or table.name in STAYS | NEVER:
                continue
            if any(key.column.table in found and key.column.table is not table for key in table.foreign_keys):
                found.add(table)
                grown = True
    return [table for table in reversed(Base.metadata.sorted_tables) if table in found]


def _take(session: Session, root: Table, ids: Collection[str]) -> dict[str, int]:
    """Delete rows of a table with all that hangs on them; returns how many rows of each table."""
    if not ids:
        return {}
    tables = dependants(root)
    counts: dict[str, int] = {}
    for table in (each for each in Base.metadata.sorted_tables if each.name in STAYS):
        for key in table.foreign_keys:
            if key.column.table is root:
                session.execute(update(table).where(key.parent.in_(ids)).values({key.parent.name: None}))
    for table in tables:
        condition = _hangs(table, root, ids, frozenset(tables))
        counts[table.name] = session.scalar(select(func.count()).select_from(table).where(condition)) or 0
        if counts[table.name]:
            session.execute(delete(table).where(condition))
    return counts


def _hangs(table: Table, root: Table, ids: Collection[str], tables: frozenset[Table]) -> ColumnElement[bool]:
    """Return the condition under which a row of a table hangs on one of the rows of `root`."""
    if table is root:
        (key,) = root.primary_key.columns
        return key.in_(ids)
    ways = []
    for foreign in table.foreign_keys:
        parent = foreign.column.table
        if parent is table or parent not in tables:
            continue
        if parent is root:
            ways.append(foreign.parent.in_(ids))
        else:
            ways.append(foreign.parent.in_(select(foreign.column).where(_hangs(parent, root, ids, tables))))
    return or_(*ways)


def _only_here(session: Session, trade_id: str) -> list[str]:
    """Return the competitors who compete in this trade and in no other one."""
    members = select(EntryMember.competitor_id).join(Entry, Entry.id == EntryMember.entry_id)
    here, elsewhere = members.where(Entry.trade_id == trade_id), members.where(Entry.trade_id != trade_id)
    return list(session.scalars(select(Competitor.id).where(Competitor.id.in_(here), Competitor.id.not_in(elsewhere))))


def _forget(session: Session, persons: Collection[str]) -> None:
    """Delete those of some persons whom nothing names."""
    if not persons:
        return
    naming = [
        key.parent
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == Person.__tablename__
    ]
    unnamed = [~select(column).where(column == Person.id).exists() for column in naming]
    session.execute(
        delete(Person).where(Person.id.in_(persons), *unnamed), execution_options={"synchronize_session": False}
    )
