"""The audit log as people read it: names for ids, and no score of a round that is still hidden (AUDIT, DOMAIN 2.2)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, Select, select, union_all
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import Account, AuditEvent, AuditHead, Board, Entry, Sheet, Trade
from competition.queries.log_things import RawEntry, Subject, Things, load_things
from competition.queries.reach import Reach

PAGE = 50
RECENT = 300
"""How many of the last entries are folded into the lines of an activity list."""
UNTOLD = frozenset({"aspect", "code", "round", "t", "v"})

Stored: TypeAlias = Select[int, datetime, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What a reader looks for. object: kind and id, or the kind alone. before: older than this entry."""

    type: str = ""
    actor: str = ""
    object: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One member that changed; name "value" is what a judge entered. old, new: None where it is not there."""

    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry of the log.

    at: the event's own time. actor: a name, "" for the system. aspect, refusal: a code, "" for none.
    is_hidden: it holds a score that nobody may see yet, and that `changes` therefore leaves out.
    """

    seq: int
    at: datetime
    type: str
    actor: str
    subject: Subject
    aspect: str
    round: int | None
    changes: tuple[Change, ...]
    is_hidden: bool
    refusal: str
    reason: str
    hash: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log, the newest first. older: what `before` must be for the next page, None at the end."""

    lines: tuple[LogLine, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class LogWords:
    """What the filters of the log offer. actors: account id and name."""

    types: tuple[str, ...]
    actors: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LogHead:
    """The end of an event's log."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that one person did `times` times to one thing, last at `at`; without any value."""

    at: datetime
    actor: str
    type: str
    subject: Subject
    times: int


def log_page(session: Session, reach: Reach, wanted: LogFilter, size: int = PAGE) -> LogPage:
    """Return a page of the log. At most ten statements."""
    statement = _visible(reach).where(*_conditions(wanted)).order_by(AuditEvent.seq.desc()).limit(size + 1)
    found = _read(session, statement)
    entries = found[:size]
    things = load_things(session, reach.event_id, entries)
    return LogPage(tuple(_line(entry, things) for entry in entries), entries[-1].seq if len(found) > size else None)


def log_words(session: Session, reach: Reach) -> LogWords:
    """Return which types and which people the log knows. Two statements."""
    seen = _visible(reach).subquery()
    types = session.scalars(select(seen.c.type).distinct().order_by(seen.c.type)).all()
    actors = session.execute(
        select(Account.id, Account.name).where(Account.id.in_(select(seen.c.actor).distinct())).order_by(Account.name)
    )
    return LogWords(tuple(types), tuple((row.id, row.name) for row in actors))


def log_head(session: Session, event_id: str) -> LogHead:
    """Return where an event's log ends now. One statement."""
    row = session.execute(select(AuditHead.seq, AuditHead.hash).where(AuditHead.event_id == event_id)).one()
    return LogHead(row.seq, row.hash)


def recent_deeds(session: Session, reach: Reach, most: int) -> tuple[Deed, ...]:
    """Return who did what last; the same deed of one person on one thing is one line. At most ten statements."""
    folded: dict[tuple[str, str, str], list[RawEntry]] = {}
    for entry in _read(session, _visible(reach).order_by(AuditEvent.seq.desc()).limit(RECENT)):
        folded.setdefault((entry.actor, entry.type, entry.object), []).append(entry)
    groups = sorted(list(folded.values())[:most], key=lambda group: group[0].at, reverse=True)
    things = load_things(session, reach.event_id, [group[0] for group in groups])
    return tuple(
        Deed(first.at, things.actors.get(first.actor, ""), first.type, things.subject(first), len(group))
        for group in groups
        for first in group[:1]
    )


def _visible(reach: Reach) -> Stored:
    """Return the entries within reach; of a part of an event those about the things of its trades."""
    statement = select(
        AuditEvent.seq,
        AuditEvent.at,
        AuditEvent.type,
        AuditEvent.actor,
        AuditEvent.object,
        AuditEvent.leaf,
        AuditEvent.hash,
    ).where(AuditEvent.event_id == reach.event_id)
    if reach.trade_ids is None:
        return statement
    own = union_all(
        select("sheet/" + Sheet.id).where(Sheet.trade_id.in_(reach.trade_ids)),
        select("entry/" + Entry.id).where(Entry.trade_id.in_(reach.trade_ids)),
        select("board/" + Board.id).where(Board.trade_id.in_(reach.trade_ids)),
        select("trade/" + Trade.id).where(Trade.id.in_(reach.trade_ids)),
    )
    return statement.where(AuditEvent.object.in_(own))


def _conditions(wanted: LogFilter) -> Iterable[ColumnElement[bool]]:
    if wanted.type:
        yield AuditEvent.type == wanted.type
    if wanted.actor:
        yield AuditEvent.actor == wanted.actor
    if wanted.object:
        exact = "/" in wanted.object
        yield (
            AuditEvent.object == wanted.object
            if exact
            else AuditEvent.object.startswith(wanted.object + "/", autoescape=True)
        )
    if wanted.before is not None:
        yield AuditEvent.seq < wanted.before


def _read(session: Session, statement: Stored) -> list[RawEntry]:
    return [
        RawEntry(row.seq, row.at, row.type, row.actor, row.object, _leaf(row.leaf), row.hash)
        for row in session.execute(statement)
    ]


def _leaf(text: str) -> dict[str, Json]:
    """Return the leaf, empty when somebody has spoilt it: the check of the log names that, the page still opens."""
    try:
        leaf = json.loads(text)
    except ValueError:
        return {}
    return leaf if isinstance(leaf, dict) else {}


def _line(entry: RawEntry, things: Things) -> LogLine:
    hidden = things.is_hidden(entry)
    number = entry.part("new").get("round")
    return LogLine(
        seq=entry.seq,
        at=entry.at,
        type=entry.type,
        actor=things.actors.get(entry.actor, ""),
        subject=things.subject(entry),
        aspect=things.aspects.get(entry.aspect(), ("", None))[0],
        round=number if isinstance(number, int) else None,
        changes=tuple(_changes(entry, hidden=hidden)),
        is_hidden=hidden,
        refusal=str(entry.part("new").get("code") or ""),
        reason=things.texts.get(str(entry.leaf.get("reason_ref") or ""), ""),
        hash=entry.hash,
    )


def _changes(entry: RawEntry, *, hidden: bool) -> Iterable[Change]:
    old, new = entry.part("old"), entry.part("new")
    if not hidden and {"t", "v"} & (old.keys() | new.keys()):
        yield Change("value", _value(old), _value(new))
    for name in sorted((old.keys() | new.keys()) - UNTOLD):
        yield Change(name, _text(old.get(name)), _text(new.get(name)))


def _value(part: dict[str, Json]) -> str | None:
    """Return an entered value as one word: its number, else its kind."""
    return _text(part.get("v") if part.get("v") is not None else part.get("t"))


def _text(value: Json) -> str | None:
    """Return a plain value of the leaf as the log writes it."""
    return value if value is None or isinstance(value, str) else json.dumps(value)
