"""Blind codes as they stand: who holds keys, which layers are sealed, what waits. Never who stands behind a code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from competition.db.models import (
    Account,
    CodeLayer,
    CodeShare,
    Competitor,
    Entry,
    EntryMember,
    KeyHolder,
    Op,
    Person,
    RoleAssignment,
    Sheet,
    Team,
    Trade,
)
from competition.domain.calibration import SAMPLE
from competition.domain.permissions import Role
from competition.domain.scheme import Text
from competition.domain.stages import SheetState
from competition.queries.reach import Reach
from competition.queries.taking_part import takes_part

ACTIVE = ("ranked", "guest")


@dataclass(frozen=True, slots=True)
class HolderLine:
    """Somebody who is named to hold a key. key_id: None before the key is made; public: 64 hex digits, "" then."""

    account_id: str
    name: str
    key_id: str | None
    public: str
    made_at: datetime | None


@dataclass(frozen=True, slots=True)
class LayerLine:
    """A sealed layer. number: 1 to 3. drawing: how often the layer was drawn, this one included. Real times."""

    id: str
    trade_id: str
    number: int
    drawing: int
    holder: str
    holder_account: str
    count: int
    digest: str
    sealed_at: datetime
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class CodeLine:
    """An entry under a code."""

    id: str
    code: str
    status: str


@dataclass(frozen=True, slots=True)
class TradeCodes:
    """A trade with its layers. blind: layers wanted. sealed: layers sealed now. entries: that take part now.

    has_marks: somebody entered something. to_lock: sheets that are not locked yet. named: entries that compete under
    their own names in the roster.
    """

    id: str
    code: str
    name: Text
    blind: int
    sealed: int
    allows_compatriots: bool
    entries: int
    guests: int
    has_marks: bool
    to_lock: int
    named: int
    layers: tuple[LayerLine, ...]

    @property
    def late(self) -> int:
        """Return how many entries came after the first layer was sealed and have no code."""
        first = self.layer(1) if self.sealed else None
        return max(0, self.named - first.count) if first else 0

    def layer(self, number: int) -> LayerLine | None:
        """Return the last drawing of a layer that was not discarded."""
        return next((each for each in reversed(self.layers) if each.number == number), None)


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands before the arrow on a sealed list: an entry with its people, or a code of the layer before."""

    id: str
    code: str
    team_code: str = ""
    names: tuple[str, ...] = ()


def holders(session: Session, event_id: str) -> tuple[HolderLine, ...]:
    """Return who is named a key holder or has a key, by name. One statement."""
    named = (
        select(RoleAssignment.account_id)
        .where(RoleAssignment.event_id == event_id, RoleAssignment.role == Role.KEY_HOLDER.value)
        .union(select(KeyHolder.account_id).where(KeyHolder.event_id == event_id))
        .subquery()
    )
    rows = session.execute(
        select(Account.id, Account.name, KeyHolder.id, func.coalesce(KeyHolder.public_key, ""), KeyHolder.made_at)
        .join(named, named.c.account_id == Account.id)
        .outerjoin(KeyHolder, (KeyHolder.account_id == Account.id) & (KeyHolder.event_id == event_id))
        .order_by(Account.name, Account.id)
    )
    return tuple(HolderLine(*row) for row in rows)


def codes_of(session: Session, reach: Reach) -> tuple[TradeCodes, ...]:
    """Return the trades of an event by code. Six statements, whatever the number of trades."""
    layers: dict[str, list[LayerLine]] = {}
    for layer in _layers(session, reach):
        layers.setdefault(layer.trade_id, []).append(layer)
    entries = _entry_counts(session, reach)
    marked, to_lock, named = _marked(session, reach), _to_lock(session, reach), _named(session, reach)
    trades = session.scalars(
        select(Trade).where(Trade.event_id == reach.event_id, reach.within(Trade.id)).order_by(Trade.code)
    )
    return tuple(
        TradeCodes(
            trade.id,
            trade.code,
            trade.name,
            trade.blind,
            trade.sealed,
            trade.allows_compatriots,
            *entries.get(trade.id, (0, 0)),
            trade.id in marked,
            to_lock.get(trade.id, 0),
            named.get(trade.id, 0),
            tuple(layers.get(trade.id, ())),
        )
        for trade in trades
    )


def _layers(session: Session, reach: Reach) -> tuple[LayerLine, ...]:
    rows = session.execute(
        select(CodeLayer, Account.id, Account.name)
        .join(KeyHolder, KeyHolder.id == CodeLayer.holder_id)
        .join(Account, Account.id == KeyHolder.account_id)
        .where(CodeLayer.event_id == reach.event_id, reach.within(CodeLayer.trade_id), CodeLayer.discarded_at.is_(None))
        .order_by(CodeLayer.number, CodeLayer.batch)
    )
    return tuple(
        LayerLine(
            layer.id,
            layer.trade_id,
            layer.number,
            layer.batch,
            name,
            account_id,
            len(layer.codes),
            layer.digest,
            layer.sealed_at,
            layer.opened_at,
        )
        for layer, account_id, name in rows
    )


def _entry_counts(session: Session, reach: Reach) -> dict[str, tuple[int, int]]:
    """Return the entries that take part, and the guests among them, by trade."""
    rows = session.execute(
        select(Entry.trade_id, Entry.status, func.count())
        .where(Entry.event_id == reach.event_id, reach.within(Entry.trade_id), Entry.status.in_(ACTIVE), takes_part())
        .group_by(Entry.trade_id, Entry.status)
    )
    found: dict[str, tuple[int, int]] = {}
    for trade_id, status, count in rows:
        entries, guests = found.get(trade_id, (0, 0))
        found[trade_id] = (entries + count, guests + count * (status == "guest"))
    return found


def _named(session: Session, reach: Reach) -> dict[str, int]:
    """Return the entries that compete under their own names in the roster, sealed or not, by trade."""
    rows = session.execute(
        select(Entry.trade_id, func.count())
        .where(
            Entry.event_id == reach.event_id,
            reach.within(Entry.trade_id),
            Entry.layer == 0,
            Entry.team_id.is_not(None),
            Entry.status.in_(ACTIVE),
        )
        .group_by(Entry.trade_id)
    )
    return dict(rows.all())


def _marked(session: Session, reach: Reach) -> set[str]:
    """Return the trades in which somebody entered something on a sheet that counts."""
    return set(
        session.scalars(
            select(Trade.id).where(
                Trade.event_id == reach.event_id,
                reach.within(Trade.id),
                exists().where(
                    Sheet.trade_id == Trade.id,
                    Op.sheet_id == Sheet.id,
                    Entry.id == Sheet.entry_id,
                    Entry.status != SAMPLE,
                ),
            )
        )
    )


def _to_lock(session: Session, reach: Reach) -> dict[str, int]:
    rows = session.execute(
        select(Sheet.trade_id, func.count())
        .join(Entry, Entry.id == Sheet.entry_id)
        .where(
            Sheet.event_id == reach.event_id,
            reach.within(Sheet.trade_id),
            Sheet.state != SheetState.LOCKED.value,
            Entry.status.in_(ACTIVE),
        )
        .group_by(Sheet.trade_id)
    )
    return dict(rows.all())


def code_lines(session: Session, trade_id: str, layer: int) -> tuple[CodeLine, ...]:
    """Return the entries under the codes of a layer, by code. One statement."""
    rows = session.execute(
        select(Entry.id, Entry.code, Entry.status)
        .where(Entry.trade_id == trade_id, Entry.layer == layer, Entry.status != SAMPLE)
        .order_by(Entry.code)
    )
    return tuple(CodeLine(*row) for row in rows)


def slips(session: Session, trade_id: str, layer: int) -> tuple[Slip, ...]:
    """Return what gets codes in a layer: entries with their people for the first, else the codes of the one before.

    In the order of their codes. Two statements.
    """
    members: dict[str, list[str]] = {}
    if layer == 1:
        for entry_id, native, latin in session.execute(
            select(EntryMember.entry_id, Person.native_name, Person.latin_name)
            .join(Competitor, Competitor.id == EntryMember.competitor_id)
            .join(Person, Person.id == Competitor.person_id)
            .join(Entry, Entry.id == EntryMember.entry_id)
            .where(Entry.trade_id == trade_id, Entry.layer == 0)
            .order_by(EntryMember.position)
        ):
            members.setdefault(entry_id, []).append(native if latin in ("", native) else f"{native} ({latin})")
    rows = session.execute(
        select(Entry.id, Entry.code, Team.code)
        .outerjoin(Team, Team.id == Entry.team_id)
        .where(Entry.trade_id == trade_id, Entry.layer == layer - 1, Entry.status.in_(ACTIVE))
        .order_by(Entry.code)
    )
    return tuple(Slip(entry_id, code, team or "", tuple(members.get(entry_id, ()))) for entry_id, code, team in rows)


def used_codes(session: Session, trade_id: str) -> frozenset[str]:
    """Return every code that the trade had, discarded drawings and the entries' own codes included. Two statements."""
    drawn = session.scalars(select(CodeLayer.codes).where(CodeLayer.trade_id == trade_id))
    own = session.scalars(select(Entry.code).where(Entry.trade_id == trade_id))
    return frozenset(code for codes in drawn for code in cast("list[str]", codes)) | frozenset(own)


def shares_for(session: Session, approval_ids: tuple[str, ...], key_id: str) -> frozenset[str]:
    """Return the requests for which the first holder left something for this one. One statement."""
    rows = session.scalars(
        select(CodeShare.approval_id).where(CodeShare.approval_id.in_(approval_ids), CodeShare.holder_id == key_id)
    )
    return frozenset(rows)
