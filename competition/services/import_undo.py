"""Take a whole import back: every row that it wrote, exactly, as long as nothing rests on them. Source: PRODUCT B2."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ForeignKey, Select, String, Table, bindparam, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from competition.db.base import Base
from competition.db.models import AuditEvent, Entry, Event, ImportPlan, ImportUndo, Interest
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.queries.schemes import current_version_id, scheme_index
from competition.services.conflict_rules import drop_implied, refresh_interests
from competition.services.context import Context
from competition.services.event_boards import publish_event_boards
from competition.services.exchange import lock_roster
from competition.services.imports import APPLIED, UNDONE
from competition.services.interests import DECLARED
from competition.services.journal import (
    CHUNK,
    COMPUTED,
    SUMS,
    Key,
    Written,
    chunks,
    current_rows,
    delete_rows,
    restore_values,
)
from competition.services.offload import breathe, offload
from competition.services.operator import require_or_operator
from competition.services.publication import publish_trade
from competition.services.results import refresh_entry
from competition.services.unit_of_work import Unit, unit_of_work

CHANGED, USED = "changed", "used"
IMPLIED = Interest.__tablename__
"""The table of which some rows follow from the register of conflicts, which no import writes."""


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why an import cannot be undone. how: `changed` since, as the log tells by `name`, or `used` by a table `name`."""

    how: str
    name: str
    count: int


def check_undo(context: Context, event_id: str, import_id: str) -> tuple[Blocker, ...]:
    """Return what stands in the way of undoing an import; empty when nothing does.

    Raises DomainError `not_found`, `undo_gone`, `sign_in_needed`, `not_allowed`.
    """
    require_or_operator(context, Permission.EDIT_COMPETITORS, event_id=event_id)
    _, undo = _find(context.session, event_id, import_id)
    written = offload(Written.unpack, undo.body)
    return tuple(_blockers(context.session, event_id, undo.log_seq, written))


def undo_import(context: Context, event_id: str, import_id: str) -> int:
    """Take an import back, all of it or nothing; returns how many rows were taken back.

    Afterwards the people of the event are exactly those of before the import; the log keeps both.
    Raises DomainError `not_found`, `undo_gone`, `undo_depends`, `sign_in_needed`, `not_allowed`.
    """
    require_or_operator(context, Permission.EDIT_COMPETITORS, event_id=event_id)
    session = context.session
    offset = session.execute(select(Event.clock_offset).where(Event.id == event_id)).scalar_one_or_none()
    if offset is None:
        raise DomainError("not_found")
    with unit_of_work(context, event_id, clock_offset=offset) as unit:
        lock_roster(context, event_id)
        plan, undo = _find(session, event_id, import_id)
        written = Written.unpack(undo.body)
        if any(_blockers(session, event_id, undo.log_seq, written)):
            raise DomainError("undo_depends")
        trades = _trades(session, event_id, written)
        # What follows from the register of conflicts is computed: it goes first, and comes back as the register is now.
        drop_implied(session, event_id)
        count = _take_back(session, written)
        refresh_interests(session, event_id)
        plan.state, plan.undone_at, plan.undone_by = UNDONE, context.now, context.actor.account_id
        session.delete(undo)
        unit.record("roster.undo", f"event/{event_id}", new={"import": import_id, "file": plan.sha256, "rows": count})
        # The rows were changed past the session's memory.
        session.flush()
        session.expire_all()
        _publish(unit, trades)
    publish_event_boards(context, event_id)
    return count


def _find(session: Session, event_id: str, import_id: str) -> tuple[ImportPlan, ImportUndo]:
    plan = session.scalar(select(ImportPlan).where(ImportPlan.id == import_id, ImportPlan.event_id == event_id))
    if plan is None:
        raise DomainError("not_found")
    undo = session.get(ImportUndo, import_id)
    if undo is None or plan.state != APPLIED:
        raise DomainError("undo_gone")
    return plan, undo


def _blockers(session: Session, event_id: str, log_seq: int, written: Written) -> Iterator[Blocker]:
    """Yield what was done since with the rows of an import: by the log, by their values, by who refers to them."""
    touched, undone = written.ids(), _undone(session, event_id)
    since = session.execute(
        select(AuditEvent.seq, AuditEvent.type, AuditEvent.object).where(
            AuditEvent.event_id == event_id, AuditEvent.seq > log_seq
        )
    )
    deeds = Counter(
        type_
        for seq, type_, object_ in since
        if _id_of(object_) in touched and not any(first <= seq <= last for first, last in undone)
    )
    yield from (Blocker(CHANGED, type_, count) for type_, count in sorted(deeds.items()))
    for name, rows in sorted(written.changed.items()):
        if name == IMPLIED:
            continue
        now = current_rows(session, Base.metadata.tables[name], [key for key, _ in rows])
        other = sum(
            key not in now or any(now[key][column] != new for column, (_, new) in pairs.items()) for key, pairs in rows
        )
        if other and not deeds:
            yield Blocker(CHANGED, name, other)
    for name, keys in sorted(written.added.items()):
        if name not in SUMS:
            yield from _users(session, Base.metadata.tables[name], keys, written)


def _undone(session: Session, event_id: str) -> list[tuple[int, int]]:
    """Return the places in the log of imports that were taken back: they changed nothing that is still there."""
    summaries = session.scalars(
        select(ImportPlan.summary).where(ImportPlan.event_id == event_id, ImportPlan.state == UNDONE)
    )
    return [
        (int(str(place[0])), int(str(place[1]))) for each in summaries if isinstance(place := each.get("log"), list)
    ]


def _users(session: Session, table: Table, keys: Sequence[Key], written: Written) -> Iterator[Blocker]:
    """Yield the tables whose rows refer to rows of an import without being of it themselves."""
    if len(table.primary_key.columns) != 1:
        return
    for user in Base.metadata.sorted_tables:
        if user.name in COMPUTED or user.name in SUMS:
            continue
        foreign_keys = [foreign for foreign in user.foreign_keys if foreign.column.table is table]
        # Most tables are empty at this time of an event, and asking that is cheap.
        if foreign_keys and session.connection().execute(select(literal(1)).select_from(user).limit(1)).first():
            own = written.added.get(user.name, ())
            for foreign in foreign_keys:
                # The page of a large import asks this, and judges wait for the same process.
                breathe()
                if count := _count_others(session, user, foreign, keys, own):
                    yield Blocker(USED, user.name, count)


def _count_others(session: Session, user: Table, foreign: ForeignKey, keys: Sequence[Key], own: Sequence[Key]) -> int:
    """Return how many rows of a table refer to rows of an import without being of it."""
    connection, own_keys = session.connection(), list(user.primary_key.columns)
    counted = [Interest.source == DECLARED] if user.name == IMPLIED else []
    if len(own_keys) == 1 and isinstance(own_keys[0].type, String):
        statement = select(func.count()).where(
            foreign.parent.in_(_listed(session, keys)), own_keys[0].not_in(_listed(session, own)), *counted
        )
        return connection.execute(statement).scalar_one()
    count, there = 0, set(own)
    for part in chunks(keys):
        breathe()
        rows = connection.execute(select(*own_keys).where(foreign.parent.in_([key[0] for key in part]), *counted))
        count += sum(tuple(row) not in there for row in rows)
    return count


def _listed(session: Session, keys: Sequence[Key]) -> Select[tuple[str]]:
    """Return keys of one part as a table of their own: thousands of parameters take longer than the question."""
    parts = [key[0] for key in keys]
    if session.get_bind().dialect.name == "sqlite":
        return select(func.json_each(json.dumps(parts)).table_valued("value").c.value)
    return select(func.jsonb_array_elements_text(cast(parts, JSONB)).column_valued("value"))


def _take_back(session: Session, written: Written) -> int:
    """Remove what was added, children first; give back what was removed and what was changed."""
    connection = session.connection()
    for table in reversed(Base.metadata.sorted_tables):
        if keys := written.added.get(table.name):
            delete_rows(session, table, keys)
    for table in Base.metadata.sorted_tables:
        rows = [row for row in written.removed.get(table.name, ()) if not _is_implied(table, row)]
        if rows:
            connection.execute(table.insert(), [restore_values(table, row) for row in rows])
    for name, changes in written.changed.items():
        _restore(session, Base.metadata.tables[name], changes)
    return (
        sum(map(len, written.added.values()))
        + sum(map(len, written.removed.values()))
        + sum(map(len, written.changed.values()))
    )


def _is_implied(table: Table, row: Mapping[str, object]) -> bool:
    """Tell whether a row follows from the register of conflicts."""
    return table.name == IMPLIED and row["source"] != DECLARED


def _restore(
    session: Session, table: Table, changes: Sequence[tuple[Key, Mapping[str, tuple[object, object]]]]
) -> None:
    """Write former values, row by row in one statement for each set of columns."""
    connection = session.connection()
    names = [column.name for column in table.primary_key.columns]
    if table.name == Entry.__tablename__:
        # Two entries may have changed codes with one another; for a moment neither has one of the two.
        coded = [key for key, pairs in changes if "code" in pairs]
        for number, key in enumerate(coded):
            connection.execute(update(table).where(table.c.id == key[0]).values(code=f"~{number}"))
    groups: dict[tuple[str, ...], list[dict[str, object]]] = {}
    for key, pairs in changes:
        former = restore_values(table, {column: old for column, (old, _) in pairs.items()})  # type: ignore[misc]
        row = {f"key_{name}": part for name, part in zip(names, key, strict=True)}
        groups.setdefault(tuple(sorted(former)), []).append({**row, **{f"old_{name}": former[name] for name in former}})
    for columns, rows in groups.items():
        statement = (
            update(table)
            .where(*(table.c[name] == bindparam(f"key_{name}") for name in names))
            .values({column: bindparam(f"old_{column}", type_=table.c[column].type) for column in columns})
        )
        for start in range(0, len(rows), CHUNK):
            connection.execute(statement, rows[start : start + CHUNK])


def _trades(session: Session, event_id: str, written: Written) -> list[str]:
    """Return the trades whose boards change, before anything is taken back."""
    of_event = select(Entry.trade_id).where(Entry.event_id == event_id).distinct()
    if {"person", "team"} & set(written.changed) or "entry_member" in written.added:
        return sorted(session.scalars(of_event))
    keys = [*written.added.get("entry", ()), *(key for key, _ in written.changed.get("entry", ()))]
    found: set[str] = set()
    for part in chunks(keys):
        found.update(session.scalars(of_event.where(Entry.id.in_([key[0] for key in part]))))
    return sorted(found)


def _publish(unit: Unit, trades: Sequence[str]) -> None:
    """Compute sums anew and bring the boards to what the event is again."""
    session = unit.context.session
    for trade_id in trades:
        version_id = current_version_id(session, trade_id)
        if version_id is not None:
            index = scheme_index(session, version_id)
            for entry_id in session.scalars(select(Entry.id).where(Entry.trade_id == trade_id)).all():
                refresh_entry(session, entry_id, index)
        publish_trade(unit, trade_id)


def _id_of(object_: str) -> str:
    return object_.partition("/")[2]
