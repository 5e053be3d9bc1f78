"""A trade with many entries and three key holders, for tests of blind codes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import (
    Entry,
    EntryMember,
    EntryResult,
    PublishedDocument,
    Sheet,
    SubCriterionRow,
    Trade,
)
from competition.domain.errors import DomainError
from competition.domain.permissions import Role
from competition.domain.visibility import Policy
from competition.queries.standings import entry_lines, rank_entries, trade_facts
from competition.services import code_keys
from competition.services.code_holders import make_key
from competition.services.code_opening import ask_to_open, open_layer
from competition.services.codes import SealedList, seal_layer, set_layers
from competition.services.context import Actor, Context
from competition.services.event_boards import publish_event_boards
from competition.services.marking import record_marks
from competition.services.publication import change_policy
from competition.services.roster import NewPerson, add_entry, add_person, add_team
from competition.services.schemes import lay_out_sheets
from competition.services.sheets import open_sheets
from competition.services.unit_of_work import unit_of_work
from tests.factories import NOW, Scene, add_office_actor, make_scene

PASSPHRASES = ("granite lantern seven", "orchid ladder eleven", "тихая пристань девять")
WHY = "The marks are signed"


def cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let passphrases be stretched little, so that tests are quick; the costs are stored with each key."""
    monkeypatch.setattr(code_keys, "TIME_COST", 1)
    monkeypatch.setattr(code_keys, "MEMORY_KIB", 64)


@dataclass
class CodeScene:
    """The small event with more entries. holders: three people, PASSPHRASES theirs; recovery: their codes."""

    scene: Scene
    holders: tuple[Actor, ...]
    recovery: tuple[str, ...]

    @property
    def session(self) -> Session:
        """Return the session."""
        return self.scene.session

    @property
    def trade_id(self) -> str:
        """Return the trade."""
        return self.scene.trade_id

    def fresh(self, actor: Actor) -> Context:
        """Return a context of somebody who has just signed in."""
        context = self.scene.context(actor)
        return replace(context, actor=replace(actor, authenticated_at=context.now))

    def holder(self, number: int) -> Context:
        """Return a context of a holder, counted from 0."""
        return self.fresh(self.holders[number])

    def layers(self, count: int) -> None:
        """Choose so many layers."""
        set_layers(self.scene.context(self.scene.organizer), self.scene.event_id, self.trade_id, count)

    def seal(self, number: int, drawn: dict[str, str] | None = None) -> SealedList:
        """Seal the next layer as a holder."""
        return seal_layer(self.holder(number), self.scene.event_id, self.trade_id, PASSPHRASES[number], drawn)

    def ask(self, number: int, *, early: bool = True) -> str:
        """Ask to open as a holder."""
        return ask_to_open(
            self.holder(number), self.scene.event_id, self.trade_id, PASSPHRASES[number], WHY, early=early
        )

    def open(self, first: int, second: int) -> int:
        """Open the last layer as two holders."""
        request = self.ask(first)
        return open_layer(self.holder(second), self.scene.event_id, request, PASSPHRASES[second], WHY)

    def ids(self, layer: int) -> dict[str, str]:
        """Return the ids of the entries of a layer by code."""
        self.session.rollback()
        rows = self.session.execute(
            select(Entry.code, Entry.id).where(Entry.trade_id == self.trade_id, Entry.layer == layer)
        )
        return dict(rows.all())

    def sheet(self, entry_id: str, sub_criterion: str) -> str:
        """Return a sheet's id."""
        found = self.session.scalars(
            select(Sheet.id)
            .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
            .where(Sheet.entry_id == entry_id, SubCriterionRow.code == sub_criterion)
        ).one()
        self.session.rollback()
        return found

    def mark(self, entry_id: str, done: int) -> None:
        """Enter so many of four on A1.M2 of an entry."""
        scene = self.scene
        change = scene.change("CHN", "A1.M2", str(done))
        record_marks(scene.context(scene.judges["CHN"]), self.sheet(entry_id, "A1"), [change])

    def totals(self) -> dict[str, str | None]:
        """Return the totals of all entries with a result, by id."""
        self.session.rollback()
        rows = self.session.execute(
            select(EntryResult.entry_id, EntryResult.total).where(EntryResult.trade_id == self.trade_id)
        )
        return {entry_id: None if total is None else str(total) for entry_id, total in rows}


def make_code_scene(session: Session, *, more: int = 0, compatriots: bool = True) -> CodeScene:
    """Return a scene with 4 and so many more entries, each of a team of its own, and three holders with keys."""
    scene = make_scene(session)
    with write_transaction(session):
        session.execute(update(Trade).where(Trade.id == scene.trade_id).values(allows_compatriots=compatriots))
        for number in range(more):
            code = f"T{number:02d}"
            scene.teams[code] = add_team(session, scene.event_id, code, {"en": f"Team {number}"}, "un")
            session.flush()
            person = add_person(session, NewPerson(f"Person {number}", "en"))
            entry = f"EI-{number + 5:02d}"
            scene.entries[entry] = add_entry(
                session, scene.event_id, scene.trade_id, scene.teams[code], entry, [person], "ranked"
            )
        lay_out_sheets(session, scene.trade_id, scene.version_id)
        with unit_of_work(scene.context(scene.organizer), scene.event_id) as unit:
            open_sheets(unit, scene.trade_id, {1, 2})
    publish_event_boards(scene.context(scene.organizer), scene.event_id)
    holders = tuple(add_office_actor(scene, Role.KEY_HOLDER) for _ in PASSPHRASES)
    made = CodeScene(scene, holders, ())
    codes = [make_key(made.holder(number), scene.event_id, passphrase) for number, passphrase in enumerate(PASSPHRASES)]
    assert NOW is not None
    return CodeScene(scene, holders, tuple(codes))


def go_live(trade: CodeScene) -> None:
    """Let the public see every mark."""
    scene = trade.scene
    with unit_of_work(scene.context(scene.organizer), scene.event_id) as unit:
        change_policy(unit, trade.trade_id, Policy.LIVE)


def board(trade: CodeScene) -> str:
    """Return the public text of the trade's board."""
    trade.session.rollback()
    return trade.session.scalars(
        select(PublishedDocument.body)
        .where(PublishedDocument.body.contains('"kind":"trade"'))
        .order_by(PublishedDocument.revision.desc())
        .limit(1)
    ).one()


def roster(trade: CodeScene) -> list[tuple[object, ...]]:
    """Return everything about the entries under their own names and their members."""
    trade.session.rollback()
    entries = trade.session.execute(select(Entry.__table__).where(Entry.layer == 0).order_by(Entry.id)).all()
    members = trade.session.execute(select(EntryMember.__table__).order_by(EntryMember.entry_id)).all()
    return [tuple(row) for row in (*entries, *members)]


def order(trade: CodeScene) -> list[tuple[str, int | None]]:
    """Return codes and places as they are now."""
    trade.session.rollback()
    lines = entry_lines(trade.session, trade.trade_id)
    ranked = rank_entries(lines, trade_facts(trade.session, trade.trade_id), ("A", "B"))
    codes = {line.id: line.code for line in lines}
    return [(codes[place.entry], place.position) for place in ranked]


def refused(code: str) -> pytest.RaisesExc[DomainError]:
    """Expect a refusal."""
    return pytest.raises(DomainError, match=f"^{code}$")
