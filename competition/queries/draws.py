"""Drawn orders: what holds now in every trade, one trade's entries with their places, and the history of drawings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import (
    Account,
    AuditText,
    Competitor,
    Draw,
    Entry,
    EntryMember,
    Event,
    Person,
    Team,
    Trade,
)
from competition.domain.draws import DrawKind, Drawn, Wishes, draw, draw_label
from competition.domain.errors import DomainError
from competition.domain.scheme import Text
from competition.queries.reach import Reach
from competition.queries.taking_part import takes_part

ACTIVE = ("ranked", "guest")


@dataclass(frozen=True, slots=True)
class DrawLine:
    """One drawing. pool: the team of every entry by code. reason: why it was drawn again, "" for a first one."""

    id: str
    trade_id: str
    kind: DrawKind
    number: int
    seed: str
    source: str
    label: str
    wishes: Wishes
    pool: Mapping[str, str]
    lines: tuple[Drawn, ...]
    attempt: int
    maker: str
    made_at: datetime
    published_at: datetime | None
    reason: str

    def by_code(self) -> dict[str, Drawn]:
        """Return what every entry drew, by its code."""
        return {line.code: line for line in self.lines}

    def is_repeatable(self) -> bool:
        """Tell whether drawing again from the seed gives exactly what is stored."""
        try:
            again = draw(self.pool, self.kind, self.seed, self.label, self.wishes)
        except DomainError:
            return False
        return again.lines == self.lines and again.attempt == self.attempt


@dataclass(frozen=True, slots=True)
class DrawEntry:
    """An entry that is drawn for. names: its people, native and Latin; none under a blind code."""

    id: str
    code: str
    status: str
    team_code: str
    team_name: Text
    flag: str
    names: tuple[tuple[str, str, str], ...]
    start: int
    workstation: str
    lot: int

    def holds(self, kind: DrawKind) -> str:
        """Return what the entry holds of a kind, "" for nothing."""
        held = {DrawKind.START: self.start or "", DrawKind.WORKSTATION: self.workstation, DrawKind.LOTS: self.lot or ""}
        return str(held[kind])


@dataclass(frozen=True, slots=True)
class TradeDraws:
    """A trade with what was drawn. sealed, blind: layers of blind codes, sealed and wanted."""

    id: str
    code: str
    name: Text
    event_code: str
    blind: int
    sealed: int
    entries: tuple[DrawEntry, ...]
    draws: tuple[DrawLine, ...]

    def current(self, kind: DrawKind) -> DrawLine | None:
        """Return the drawing of a kind that holds, None before the first."""
        return next((each for each in reversed(self.draws) if each.kind == kind), None)

    def history(self, kind: DrawKind) -> tuple[DrawLine, ...]:
        """Return all drawings of a kind, the last one first."""
        return tuple(each for each in reversed(self.draws) if each.kind == kind)

    def competing(self) -> tuple[DrawEntry, ...]:
        """Return the entries that are drawn for."""
        return tuple(entry for entry in self.entries if entry.status in ACTIVE)

    def in_order(self) -> tuple[DrawEntry, ...]:
        """Return the entries by their place in the start order, those without one at the end."""
        return tuple(sorted(self.entries, key=lambda entry: (not entry.start, entry.start, entry.code)))

    def pool(self) -> dict[str, str]:
        """Return the team of every entry that is drawn for, by code."""
        return {entry.code: entry.team_code for entry in self.competing()}

    def missing(self, kind: DrawKind) -> tuple[DrawEntry, ...]:
        """Return who competes and was not in the drawing that holds."""
        current = self.current(kind)
        drawn = {line.code for line in current.lines} if current else set()
        return tuple(entry for entry in self.competing() if current and entry.code not in drawn)

    def holds_what_was_drawn(self, kind: DrawKind) -> bool:
        """Tell whether entries hold exactly what the drawing that holds gave them."""
        current = self.current(kind)
        if current is None:
            return True
        drawn = current.by_code()
        return all(entry.holds(kind) == told(kind, drawn[entry.code]) for entry in self.entries if entry.code in drawn)


def told(kind: DrawKind, line: Drawn) -> str:
    """Return what a drawing gives an entry to hold."""
    return line.station if kind is DrawKind.WORKSTATION else str(line.place)


def draws_of(session: Session, reach: Reach) -> tuple[TradeDraws, ...]:
    """Return the trades of an event by code. Four statements, whatever the number of trades."""
    entries = _entries(session, reach)
    rows = session.execute(
        select(Trade, Event.code)
        .join(Event, Event.id == Trade.event_id)
        .where(Trade.event_id == reach.event_id, reach.within(Trade.id))
        .order_by(Trade.code)
    ).all()
    codes = {trade.id: (event_code, trade.code) for trade, event_code in rows}
    draws: dict[str, list[DrawLine]] = {}
    for line in _draws(session, codes, Draw.event_id == reach.event_id, reach.within(Draw.trade_id)):
        draws.setdefault(line.trade_id, []).append(line)
    return tuple(
        TradeDraws(
            trade.id,
            trade.code,
            trade.name,
            event_code,
            trade.blind,
            trade.sealed,
            tuple(entries.get(trade.id, ())),
            tuple(draws.get(trade.id, ())),
        )
        for trade, event_code in rows
    )


def trade_draws(session: Session, event_id: str, trade_id: str) -> TradeDraws:
    """Return one trade. Four statements.

    Raises DomainError `not_found`.
    """
    found = draws_of(session, Reach(event_id, frozenset({trade_id})))
    if not found:
        raise DomainError("not_found")
    return found[0]


def _entries(session: Session, reach: Reach) -> dict[str, list[DrawEntry]]:
    members: dict[str, list[tuple[str, str, str]]] = {}
    for entry_id, *names in session.execute(
        select(EntryMember.entry_id, Person.native_name, Person.native_language, Person.latin_name)
        .join(Competitor, Competitor.id == EntryMember.competitor_id)
        .join(Person, Person.id == Competitor.person_id)
        .join(Entry, Entry.id == EntryMember.entry_id)
        .where(Entry.event_id == reach.event_id, reach.within(Entry.trade_id), takes_part())
        .order_by(EntryMember.position)
    ):
        members.setdefault(entry_id, []).append((names[0], names[1], names[2]))
    rows = session.execute(
        select(Entry, func.coalesce(Team.code, ""), Team.name, func.coalesce(Team.flag, ""))
        .outerjoin(Team, Team.id == Entry.team_id)
        .where(Entry.event_id == reach.event_id, reach.within(Entry.trade_id), takes_part())
        .order_by(Entry.code)
    )
    found: dict[str, list[DrawEntry]] = {}
    for entry, team_code, team_name, flag in rows:
        found.setdefault(entry.trade_id, []).append(
            DrawEntry(
                entry.id,
                entry.code,
                entry.status,
                team_code,
                team_name or {},
                flag,
                tuple(members.get(entry.id, ())),
                entry.start,
                entry.workstation,
                entry.lot,
            )
        )
    return found


def _draws(session: Session, codes: Mapping[str, tuple[str, str]], *conditions: ColumnElement[bool]) -> list[DrawLine]:
    rows = session.execute(
        select(Draw, Account.name, func.coalesce(AuditText.text, ""))
        .join(Account, Account.id == Draw.made_by)
        .outerjoin(AuditText, AuditText.ref == Draw.reason_ref)
        .where(*conditions)
        .order_by(Draw.kind, Draw.number)
    )
    return [_line(row, name, reason, codes[row.trade_id]) for row, name, reason in rows]


def _line(row: Draw, maker: str, reason: str, codes: tuple[str, str]) -> DrawLine:
    kind = DrawKind(row.kind)
    return DrawLine(
        id=row.id,
        trade_id=row.trade_id,
        kind=kind,
        number=row.number,
        seed=row.seed,
        source=row.source,
        label=draw_label(*codes, kind, row.number),
        wishes=read_wishes(row.settings),
        pool=dict(cast("list[tuple[str, str]]", row.pool)),
        lines=tuple(Drawn(*cast("tuple[str, int, int, str]", line)) for line in row.result),
        attempt=row.attempt,
        maker=maker,
        made_at=row.made_at,
        published_at=row.published_at,
        reason=reason,
    )


def read_wishes(stored: Mapping[str, Json]) -> Wishes:
    """Return the wishes of a drawing from JSON."""
    stations = cast("list[str]", stored.get("stations") or [])
    return Wishes(int(str(stored.get("heat_size", 0))), bool(stored.get("apart")), tuple(stations))


def write_wishes(wishes: Wishes) -> dict[str, Json]:
    """Return wishes as JSON."""
    return {"heat_size": wishes.heat_size, "apart": wishes.apart, "stations": list(wishes.stations)}
