"""Trades change and go: what marks mean stays, what hangs on a trade goes with it. Source: DOMAIN 1.5."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.base import Base
from competition.db.models import AuditEvent, Competitor, Entry, Person, PublishedDocument, SheetResult, Trade
from competition.domain.errors import DomainError
from competition.domain.marking import PanelMethod
from competition.domain.permissions import Role
from competition.domain.trade_settings import TradeKind
from competition.queries.log_replay import verify_event
from competition.queries.trade_settings import trade_attached, trade_details
from competition.services.backups import newest_backup
from competition.services.marking import record_marks
from competition.services.trade_removal import NEVER, STAYS, dependants
from competition.services.trades import remove_trade, update_trade
from tests.factories import Scene, add_office_actor, add_trade_with_sheets, make_scene


@pytest.fixture
def scene(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Give a small event."""
    monkeypatch.setenv("COMPETITION_DATA_DIR", str(tmp_path))
    return make_scene(session)


def mark(scene: Scene) -> None:
    """Enter the first mark."""
    record_marks(scene.context(scene.judges["CHN"]), scene.sheets["EI-01", "A1"], [scene.change("CHN", "A1.M1", "1")])


def change(scene: Scene, **settings: object) -> bool:
    """Change some settings of the trade as an organizer."""
    known = trade_details(scene.session, scene.trade_id)
    wanted = replace(known, settings=replace(known.settings, **settings))  # type: ignore[arg-type]
    return update_trade(scene.context(scene.organizer), scene.event_id, scene.trade_id, wanted)


def rename(scene: Scene, **words: object) -> bool:
    """Change words of the trade as an organizer."""
    known = trade_details(scene.session, scene.trade_id)
    return update_trade(
        scene.context(scene.organizer),
        scene.event_id,
        scene.trade_id,
        replace(known, **words),  # type: ignore[arg-type]
    )


def refusal(use: object) -> str:
    """Return why something is refused."""
    with pytest.raises(DomainError) as refused:
        use()  # type: ignore[operator]
    return refused.value.code


def logged(scene: Scene, type_: str) -> list[dict[str, object]]:
    """Return the entries of a type in the log."""
    scene.session.rollback()
    rows = scene.session.scalars(
        select(AuditEvent.leaf).where(AuditEvent.event_id == scene.event_id, AuditEvent.type == type_)
    )
    return [json.loads(row) for row in rows]


def public_name(scene: Scene) -> str:
    """Return what the public reads as the trade's name on the event's home."""
    scene.session.rollback()
    bodies = scene.session.scalars(select(PublishedDocument.body).order_by(PublishedDocument.at.desc()))
    home = next(body for each in bodies if (body := json.loads(each))["kind"] == "home")
    name: str = home["rows"][0]["name"]["en"]
    return name


def test_settings_change_and_the_log_says_what_was_and_is(scene: Scene) -> None:
    assert change(scene, kind=TradeKind.DEMONSTRATION, max_entries=20, aggregation=PanelMethod.MEDIAN)
    known = trade_details(scene.session, scene.trade_id).settings
    assert (known.kind, known.max_entries, known.aggregation) == (TradeKind.DEMONSTRATION, 20, PanelMethod.MEDIAN)
    (entry,) = logged(scene, "trade.update")
    assert entry["old"] == {"aggregation": "mean", "kind": "official", "max_entries": None}
    assert entry["new"] == {"aggregation": "median", "kind": "demonstration", "max_entries": 20}
    assert verify_event(scene.session, scene.event_id).problems == ()


def test_nothing_different_changes_nothing(scene: Scene) -> None:
    assert not change(scene)
    assert logged(scene, "trade.update") == []


def test_a_new_name_reaches_the_public_even_while_the_board_is_hidden(scene: Scene) -> None:
    rename(scene, name={"en": "Smart Buildings"})
    assert public_name(scene) == "Smart Buildings"
    (entry,) = logged(scene, "trade.update")
    assert "Smart" not in json.dumps(entry)


def test_after_the_first_mark_what_marks_mean_stays(scene: Scene) -> None:
    assert change(scene, panel_size=5)
    mark(scene)
    assert refusal(lambda: change(scene, panel_size=3)) == "setting_fixed_by_marks"
    assert refusal(lambda: change(scene, allows_compatriots=True)) == "setting_fixed_by_marks"
    assert refusal(lambda: rename(scene, code="05")) == "trade_code_fixed"
    assert change(scene, gives_medals=False)
    assert rename(scene, name={"en": "Smart Buildings"})


def test_a_larger_panel_is_waited_for_on_every_sheet(scene: Scene) -> None:
    def registers() -> list[int]:
        scene.session.rollback()
        return sorted(
            scene.session.scalars(
                select(SheetResult.registers).where(SheetResult.sheet_id == scene.sheets["EI-01", "A1"])
            )
        )

    assert registers() == [3 + 2]
    change(scene, panel_size=5)
    assert registers() == [5 + 2]


def test_a_code_is_one_trades_only(scene: Scene) -> None:
    add_trade_with_sheets(scene, "07")
    assert refusal(lambda: rename(scene, code="7")) == "trade_code_taken"
    assert refusal(lambda: rename(scene, code="a b")) == "trade_code_invalid"
    assert refusal(lambda: rename(scene, name={})) == "trade_name_missing"
    assert refusal(lambda: rename(scene, entry_prefix="far-too-long")) == "entry_prefix_too_long"
    assert rename(scene, code="4")


def test_only_who_edits_the_trade_changes_it(scene: Scene) -> None:
    known = trade_details(scene.session, scene.trade_id)
    wanted = replace(known, worldskills=True)
    for actor, allowed in (
        (scene.judges["KAZ"], False),
        (scene.judges["FRA"], True),
        (add_office_actor(scene, Role.ADMIN, everywhere=True), False),
    ):
        if allowed:
            assert update_trade(scene.context(actor), scene.event_id, scene.trade_id, wanted)
        else:
            context = scene.context(actor)
            assert refusal(lambda c=context: update_trade(c, scene.event_id, scene.trade_id, wanted)) == "not_allowed"


def remove(scene: Scene, typed: str = "04") -> str:
    """Remove the trade as an organizer."""
    return remove_trade(scene.context(scene.organizer), scene.event_id, scene.trade_id, typed)


def test_a_trade_goes_with_all_that_hangs_on_it_after_a_backup(scene: Scene) -> None:
    other = add_trade_with_sheets(scene, "07")
    assert trade_attached(scene.session, scene.trade_id).entries == 4
    before = {table: _count(scene, table, other) for table in ("entry", "sheet", "scheme_version", "board")}
    assert remove(scene) == "04"
    backup = newest_backup(scene.session)
    assert backup is not None
    assert backup.reason == "before_delete"
    scene.session.rollback()
    assert scene.session.get(Trade, scene.trade_id) is None
    for table in dependants(Base.metadata.tables["trade"]):
        if "trade_id" in table.columns:
            assert _count(scene, table.name, scene.trade_id) == 0, table.name
    assert {table: _count(scene, table, other) for table in before} == before
    (entry,) = logged(scene, "trade.remove")
    assert entry["old"] == {
        "code": "04", "entry": 4, "judge_assignment": 5, "schedule_item": 0, "scheme_version": 1,
    }  # fmt: skip
    assert verify_event(scene.session, scene.event_id).problems == ()


def test_its_competitors_go_and_those_of_other_trades_stay(scene: Scene) -> None:
    other = add_trade_with_sheets(scene, "07")
    remove(scene)
    scene.session.rollback()
    names = set(scene.session.scalars(select(Person.native_name)))
    assert not any(name.startswith("Competitor") for name in names)
    assert {"Стажёр 1", "Стажёр 2", "Judge KAZ"} <= names
    entries = scene.session.scalar(select(func.count()).select_from(Entry).where(Entry.trade_id == other))
    assert scene.session.scalar(select(func.count()).select_from(Competitor)) == entries == 2


def test_a_trade_with_a_mark_stays(scene: Scene) -> None:
    mark(scene)
    assert refusal(lambda: remove(scene)) == "trade_has_marks"
    scene.session.rollback()
    assert scene.session.get(Trade, scene.trade_id) is not None
    assert newest_backup(scene.session) is None


def test_removal_asks_for_the_code_and_for_an_organizer(scene: Scene) -> None:
    assert refusal(lambda: remove(scene, "05")) == "confirmation_differs"
    chief = scene.context(scene.judges["FRA"])
    assert refusal(lambda: remove_trade(chief, scene.event_id, scene.trade_id, "04")) == "not_allowed"


def test_what_stays_without_its_trade_is_named() -> None:
    """A new table that points at trades goes with them, unless it is named as one whose rows stay."""
    loose = {
        table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "trade" and key.parent.nullable
    }
    going = {"approval", "board", "clarification", "role_assignment", "schedule_item"}
    assert loose - going == STAYS
    assert {table.name for table in dependants(Base.metadata.tables["trade"])}.isdisjoint(STAYS | NEVER)


def _count(scene: Scene, name: str, trade_id: str) -> int:
    table = Base.metadata.tables[name]
    found = scene.session.scalar(select(func.count()).select_from(table).where(table.c.trade_id == trade_id))
    return found or 0
