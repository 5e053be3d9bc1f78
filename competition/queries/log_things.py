"""What the ids in the audit log stand for: people, sheets, entries, boards, trades, aspects. One statement a kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import (
    Account,
    AspectRow,
    AuditText,
    Board,
    Entry,
    JudgeProfile,
    Round,
    Sheet,
    SubCriterionRow,
    Trade,
)
from competition.domain.scheme import AspectType
from competition.domain.stages import TAKES_MARKS, SheetState

UNFINISHED = frozenset({SheetState.PLANNED.value, *(state.value for state in TAKES_MARKS)}) - {
    SheetState.COMPLETE.value
}
"""The states in which some round of a sheet may still be hidden."""


@dataclass(frozen=True, slots=True)
class RawEntry:
    """An entry of the log as it is stored, its leaf read."""

    seq: int
    at: datetime
    type: str
    actor: str
    object: str
    leaf: Mapping[str, Json]
    hash: str

    def part(self, name: str) -> dict[str, Json]:
        """Return `old` or `new` of the leaf, empty when it has none."""
        found = self.leaf.get(name)
        return found if isinstance(found, dict) else {}

    def aspect(self) -> str:
        """Return the id of the aspect that the entry is about, "" for none."""
        return str(self.part("new").get("aspect") or self.part("old").get("aspect") or "")

    def number(self, name: str, default: int) -> int:
        """Return a whole number of the leaf."""
        found = self.leaf.get(name)
        return found if isinstance(found, int) else default


@dataclass(frozen=True, slots=True)
class Subject:
    """What an entry of the log is about. kind and id as the log has them; the rest where it is known."""

    kind: str
    id: str
    trade_code: str = ""
    sub_criterion: str = ""
    entry: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class _SheetThing:
    subject: Subject
    state: str
    epoch: int


@dataclass
class Things:
    """The names behind the ids of some entries."""

    actors: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, _SheetThing] = field(default_factory=dict)
    others: dict[str, Subject] = field(default_factory=dict)
    aspects: dict[str, tuple[str, AspectType]] = field(default_factory=dict)
    rounds: dict[tuple[str, str], int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def subject(self, entry: RawEntry) -> Subject:
        """Return what an entry is about."""
        kind, _, id_ = entry.object.partition("/")
        if kind == "sheet" and id_ in self.sheets:
            return self.sheets[id_].subject
        return self.others.get(entry.object, Subject(kind, id_))

    def is_hidden(self, entry: RawEntry) -> bool:
        """Tell whether the entry holds a score of a round that may not be complete.

        Cautious: a score is told once another round was opened, or once every aspect of the sheet has its mark.
        """
        aspect_id = entry.aspect()
        if not aspect_id or not ({"t", "v"} & (entry.part("new").keys() | entry.part("old").keys())):
            return False
        _, kind = self.aspects.get(aspect_id, ("", None))
        if kind is AspectType.MEASUREMENT:
            return False
        sheet_id = entry.object.partition("/")[2]
        sheet = self.sheets.get(sheet_id)
        if sheet is None:
            return True
        later_round = self.rounds.get((sheet_id, aspect_id), 1) > int(str(entry.part("new").get("round") or 1))
        return not (later_round or entry.number("epoch", 1) < sheet.epoch or sheet.state not in UNFINISHED)


def load_things(session: Session, event_id: str, entries: Iterable[RawEntry]) -> Things:
    """Return the names behind the ids of some entries of one event's log. At most nine statements."""
    held = list(entries)
    ids: dict[str, set[str]] = {}
    for entry in held:
        kind, _, id_ = entry.object.partition("/")
        ids.setdefault(kind, set()).add(id_)
    things = Things()
    actors = {entry.actor for entry in held if entry.actor}
    things.actors = _names(session, actors)
    if sheets := ids.get("sheet"):
        things.sheets = _sheets(session, event_id, sheets)
    _add_others(session, event_id, ids, things)
    if aspects := {aspect for entry in held if (aspect := entry.aspect())}:
        rows = session.execute(select(AspectRow.id, AspectRow.code, AspectRow.type).where(AspectRow.id.in_(aspects)))
        things.aspects = {row.id: (row.code, AspectType(row.type)) for row in rows}
        opened = session.execute(
            select(Round.sheet_id, Round.aspect_id, func.max(Round.number))
            .where(Round.sheet_id.in_(ids.get("sheet", ())))
            .group_by(Round.sheet_id, Round.aspect_id)
        )
        things.rounds = {(sheet_id, aspect_id): number for sheet_id, aspect_id, number in opened}
    if texts := {str(reference) for entry in held if (reference := entry.leaf.get("reason_ref"))}:
        kept = session.execute(
            select(AuditText.ref, AuditText.text).where(AuditText.event_id == event_id, AuditText.ref.in_(texts))
        )
        things.texts = dict(kept.all())
    return things


def _names(session: Session, accounts: Iterable[str]) -> dict[str, str]:
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(accounts)))
    return dict(rows.all())


def _sheets(session: Session, event_id: str, ids: Iterable[str]) -> dict[str, _SheetThing]:
    rows = session.execute(
        select(
            Sheet.id,
            Sheet.state,
            Sheet.epoch,
            Trade.code.label("trade_code"),
            SubCriterionRow.code.label("sub_code"),
            Entry.code.label("entry_code"),
        )
        .join(Trade, Trade.id == Sheet.trade_id)
        .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .where(Sheet.event_id == event_id, Sheet.id.in_(ids))
    )
    return {
        row.id: _SheetThing(
            Subject("sheet", row.id, row.trade_code, row.sub_code, row.entry_code), row.state, row.epoch
        )
        for row in rows
    }


def _add_others(session: Session, event_id: str, ids: Mapping[str, set[str]], things: Things) -> None:
    if trades := ids.get("trade"):
        found = session.execute(select(Trade.id, Trade.code).where(Trade.event_id == event_id, Trade.id.in_(trades)))
        things.others.update({f"trade/{row.id}": Subject("trade", row.id, row.code) for row in found})
    if boards := ids.get("board"):
        on_boards = session.execute(
            select(Board.id, Board.kind, Trade.code)
            .outerjoin(Trade, Trade.id == Board.trade_id)
            .where(Board.event_id == event_id, Board.id.in_(boards))
        )
        things.others.update(
            {f"board/{row.id}": Subject("board", row.id, row.code or "", name=row.kind) for row in on_boards}
        )
    if entries := ids.get("entry"):
        competing = session.execute(
            select(Entry.id, Entry.code, Trade.code.label("trade_code"))
            .join(Trade, Trade.id == Entry.trade_id)
            .where(Entry.event_id == event_id, Entry.id.in_(entries))
        )
        things.others.update(
            {f"entry/{row.id}": Subject("entry", row.id, row.trade_code, entry=row.code) for row in competing}
        )
    if judges := ids.get("judge"):
        marking = session.execute(
            select(JudgeProfile.id, Account.name)
            .join(Account, Account.id == JudgeProfile.account_id)
            .where(JudgeProfile.event_id == event_id, JudgeProfile.id.in_(judges))
        )
        things.others.update({f"judge/{row.id}": Subject("judge", row.id, name=row.name) for row in marking})
