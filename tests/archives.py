"""Archives for tests: events with something in every table, and files rewritten as somebody with bad intent would."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Table, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from competition.db.base import Base
from competition.db.engine import write_transaction
from competition.db.event_tables import Place, event_tables, of_event, pointers
from competition.db.kinds import Kind, kind_of
from competition.db.models import DeviceKey, Op
from competition.formats.sealed import MANIFEST, SealedFile, SealedWriter
from competition.services.archive_check import LIMITS
from competition.services.identity import new_id
from competition.services.marking import record_marks
from competition.services.sheets import open_round
from tests.factories import NOW, Scene

Rows = list[dict[str, Any]]
SAMPLES: Mapping[Kind, Any] = {
    Kind.NUMBER: 7,
    Kind.FLAG: True,
    Kind.MARK: Decimal("12.50"),
    Kind.MOMENT: datetime(2024, 6, 25, 6, 36, 0, 123456, tzinfo=UTC),
    Kind.DATE: date(2024, 6, 25),
    Kind.TIME: time(14, 36),
    Kind.JSON: {"en": "Ünïcode “x”", "zh": "电气装置", "b": [1, None, True], "a": ""},
}


WORDS: Mapping[str, str] = {
    "consent_rule": "minors",
    "display_name": "full",
    **dict.fromkeys(("accent", "accent_dark", "bench"), "#0a5486"),
}
"""Columns that hold one of several words, which pages and boards read."""


def mark_something(scene: Scene) -> None:
    """Enter marks, a disagreement with another round, a second thought and a cleared value."""
    sheet = scene.sheets["EI-04", "A1"]
    for team, score in (("CHN", "0"), ("KAZ", "3"), ("BRA", "3")):
        enter(scene, team, sheet, "A1.J1", score)
    open_round(scene.context(scene.judges["EGY"]), sheet, scene.aspect("A1.J1").id, "Looked again", new_id())
    for team, score in (("CHN", "2"), ("KAZ", "2"), ("BRA", "3")):
        enter(scene, team, sheet, "A1.J1", score, base=1)
    enter(scene, "CHN", sheet, "A1.M1", "1")
    enter(scene, "CHN", sheet, "A1.M1", "0", base=1)
    enter(scene, "CHN", sheet, "A1.M2", "3")
    enter(scene, "CHN", scene.sheets["EI-01", "A2"], "A2.M1", "1")
    enter(scene, "CHN", scene.sheets["EI-01", "A2"], "A2.M1", None, base=1)


def seal_something(session: Session, event_id: str) -> None:
    """Add a change that a key of its tablet sealed; the rows of changes are never rewritten."""
    with write_transaction(session):
        like = session.scalars(select(Op).where(Op.event_id == event_id).limit(1)).one()
        key = DeviceKey(
            id=new_id(),
            device_id=like.device_id,
            account_id=like.account_id,
            alg="Ed25519",
            key="k" * 43,
            created_at=NOW,
        )
        session.add(key)
        session.flush()
        same = {each.name: getattr(like, each.name) for each in Op.__table__.columns}
        sealed = {"key_id": key.id, "seal": "s" * 86, "sealed": "{}", "chain": "c" * 64, "device_seq": None}
        session.add(Op(**{**same, **sealed, "op_id": new_id(), "status": "held"}))


def enter(scene: Scene, team: str, sheet: str, aspect: str, number: str | None, base: int = 0) -> None:
    """Enter a value as a judge."""
    record_marks(scene.context(scene.judges[team]), sheet, [scene.change(team, aspect, number, base=base)])


def fill_empty_tables(session: Session, event_id: str) -> None:
    """Add a row to every table of the event that has none, whatever columns it has."""
    with write_transaction(session):
        connection = session.connection()
        for place in event_tables().values():
            if not _rows_of(connection, place, event_id):
                row = {column.name: _sample(connection, place, column, event_id) for column in place.table.columns}
                # A key that is taken already, such as one row for each person, leaves the table as it is.
                with suppress(IntegrityError), connection.begin_nested():
                    connection.execute(insert(place.table), [row])
            # What outlasts events is carried when something points at it.
            _point_at(connection, place, event_id)


def _rows_of(connection: Connection, place: Place, event_id: str) -> int:
    count = select(func.count()).select_from(place.table)
    is_own = place.via is not None or place.name == "event"
    return connection.scalar(count.where(of_event(place, event_id)) if is_own and place.how == "own" else count) or 0


def _sample(connection: Connection, place: Place, column: Column[Any], event_id: str) -> Any:
    target = next((name for each, name in pointers(place.table) if each is column), "")
    if target == "event":
        return event_id if column.name == "event_id" else None
    if target:
        return _some_key(connection, event_tables()[target], event_id) if target in event_tables() else None
    kind = kind_of(column)
    if kind is Kind.FILE:
        return hashlib.sha256(place.name.encode()).digest() * 9
    if column.name in WORDS:
        return WORDS[column.name]
    if kind is Kind.TEXT:
        length = getattr(column.type, "length", None) or 64
        return new_id()[-length:] if column.primary_key or column.unique else f"{place.name} ü"[:length]
    return SAMPLES[kind]


def _some_key(connection: Connection, place: Place, event_id: str) -> Any:
    statement = select(place.key).limit(1)
    if place.how == "own":
        statement = statement.where(of_event(place, event_id))
    return connection.scalar(statement)


def _point_at(connection: Connection, place: Place, event_id: str) -> None:
    """Fill keys that were left empty where they may point at what outlasts events."""
    for column, target in pointers(place.table):
        other = event_tables().get(target)
        if other is None or other.how == "own" or not column.nullable or place.how != "own":
            continue
        rows = of_event(place, event_id)
        if place.name in {"audit_event", "op", "mark", "score", "signature"}:
            continue
        key = _some_key(connection, other, event_id)
        connection.execute(place.table.update().where(rows, column.is_(None)).values({column.name: key}))


def contents(path: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return manifest and parts of a sealed file."""
    with SealedFile(path, LIMITS) as sealed:
        return dict(sealed.manifest), {name: b"".join(sealed.chunks(name)) for name in sealed.parts}


def rewritten(source: Path, target: Path, change: Callable[[dict[str, Any], dict[str, Rows]], object]) -> Path:
    """Write an archive anew, whole and sealed, after something was changed in its manifest or rows."""
    manifest, parts = contents(source)
    tables = {
        name: [json.loads(line) for line in parts[f"tables/{name}.jsonl"].splitlines()] for name in manifest["tables"]
    }
    before = {name: len(rows) for name, rows in tables.items()}
    change(manifest, tables)
    target.unlink(missing_ok=True)
    writer = SealedWriter(target)
    for name, rows in tables.items():
        if name in manifest.get("tables", {}) and manifest["tables"][name]["rows"] == before.get(name):
            manifest["tables"][name]["rows"] = len(rows)
        with writer.part(f"tables/{name}.jsonl") as part:
            for row in rows:
                part.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    for name, data in parts.items():
        if name.startswith("files/"):
            with writer.part(name) as part:
                part.write(data)
    writer.close({key: value for key, value in manifest.items() if key not in {"parts", MANIFEST}})
    return target


def table_counts(session: Session) -> dict[str, int]:
    """Return how many rows each table has."""
    tables: list[Table] = Base.metadata.sorted_tables
    counts = {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}
    session.rollback()
    return counts
