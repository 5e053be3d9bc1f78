"""What happens to entries and judging sheets when a layer of codes is sealed, discarded or opened. Decision 016.

Sheets of another layer are new rows with new ids, written in the order of the codes: an old backup or an older line of
the log cannot tell which of them was whose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Column, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from competition.db.base import Base
from competition.db.models import Entry, EntryResult, Sheet, SheetEpoch, SheetResult, Trade
from competition.domain.calibration import SAMPLE
from competition.queries.schemes import current_version_id, scheme_index
from competition.services.identity import new_id
from competition.services.results import refresh_entry

RANKED = "ranked"


def add_coded(session: Session, event_id: str, trade_id: str, layer: int, codes: Sequence[str]) -> dict[str, str]:
    """Add an entry for every code, in the order of the codes, alike in all but the code; returns ids by code."""
    ids = {code: new_id() for code in sorted(codes)}
    entries = [
        {
            "id": entry_id,
            "event_id": event_id,
            "trade_id": trade_id,
            "team_id": None,
            "code": code,
            "status": RANKED,
            "layer": layer,
        }
        for code, entry_id in ids.items()
    ]
    nothing: dict[str, object] = {"trade_id": trade_id, "total": None, "marked": 0, "aspects": 0, "criteria": {}}
    session.execute(insert(Entry), entries)
    session.execute(insert(EntryResult), [{"entry_id": entry_id, **nothing} for entry_id in ids.values()])
    return ids


def carry_sheets(session: Session, trade_id: str, former: Sequence[str], following: Sequence[str]) -> None:
    """Give the following entries the empty sheets that the former ones have, as new rows, and delete the old ones."""
    patterns: dict[object, tuple[dict[str, object], dict[str, object]]] = {}
    for sheet, result in session.execute(
        select(Sheet, SheetResult)
        .join(SheetResult, SheetResult.sheet_id == Sheet.id)
        .where(Sheet.entry_id.in_(former))
        .order_by(Sheet.sub_criterion_id, Sheet.id)
    ):
        patterns.setdefault(sheet.sub_criterion_id, (_values(sheet), _values(result)))
    sheets: list[dict[str, object]] = []
    results: list[dict[str, object]] = []
    for entry_id in following:
        for of_sheet, of_result in patterns.values():
            sheet_id = new_id()
            sheets.append({**of_sheet, "id": sheet_id, "entry_id": entry_id})
            results.append({**of_result, "sheet_id": sheet_id, "entry_id": entry_id})
    drop_sheets(session, former)
    if sheets:
        session.execute(insert(Sheet), sheets)
        session.execute(insert(SheetResult), results)
    version_id = current_version_id(session, trade_id)
    if version_id is not None:
        index = scheme_index(session, version_id)
        for entry_id in (*former, *following):
            refresh_entry(session, entry_id, index)


def drop_sheets(session: Session, entries: Sequence[str]) -> None:
    """Delete the empty sheets of some entries."""
    old = select(Sheet.id).where(Sheet.entry_id.in_(entries))
    session.execute(delete(SheetEpoch).where(SheetEpoch.sheet_id.in_(old)))
    session.execute(delete(SheetResult).where(SheetResult.entry_id.in_(entries)))
    session.execute(delete(Sheet).where(Sheet.entry_id.in_(entries)))


def drop_coded(session: Session, entries: Sequence[str]) -> None:
    """Delete entries under codes that have no sheets any more."""
    session.execute(delete(EntryResult).where(EntryResult.entry_id.in_(entries)))
    session.execute(delete(Entry).where(Entry.id.in_(entries)))


def stand_at(session: Session, trade_id: str, layer: int) -> None:
    """Let the entries of a layer be those that take part; sample work comes along."""
    session.execute(update(Trade).where(Trade.id == trade_id).values(sealed=layer))
    session.execute(update(Entry).where(Entry.trade_id == trade_id, Entry.status == SAMPLE).values(layer=layer))


def give_back(session: Session, behind: Mapping[str, str]) -> None:
    """Give what was earned under codes to who stands behind them; marks, signatures and the log stay as they are.

    behind: the entry behind each one, by the id of the entry under the code.
    """
    statuses = dict(
        session.execute(select(Entry.id, Entry.status).where(Entry.id.in_((*behind, *behind.values())))).all()
    )
    lots = dict(session.execute(select(Entry.id, Entry.lot).where(Entry.id.in_(behind))).all())
    columns = _pointing()
    session.execute(delete(EntryResult).where(EntryResult.entry_id.in_(list(behind.values()))))
    for coded, entry_id in behind.items():
        for table, column in columns:
            session.execute(update(table).where(column == coded).values({column.name: entry_id}))
        # Withdrawn under the code stays withdrawn; a guest was ranked like everybody and is a guest again.
        status = statuses[entry_id] if statuses[coded] == RANKED else statuses[coded]
        values: dict[str, object] = {"status": status, **({"lot": lots[coded]} if lots[coded] else {})}
        session.execute(update(Entry).where(Entry.id == entry_id).values(values))
    session.execute(delete(Entry).where(Entry.id.in_(list(behind))))


def _pointing() -> list[tuple[Table, Column[object]]]:
    """Return every column of the database that points to an entry, but for who its members are."""
    return [
        (table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if table.name != "entry_member" and any(key.column.table.name == "entry" for key in column.foreign_keys)
    ]


def _values(row: Base) -> dict[str, object]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}
