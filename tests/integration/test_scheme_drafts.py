"""Drafts of marking schemes: opened, saved, replaced and discarded, on both engines."""

from __future__ import annotations

import copy
from collections.abc import Callable
from decimal import Decimal

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import AuditEvent, Trade
from competition.domain.errors import DomainError
from competition.domain.permissions import Role
from competition.domain.scheme import StandardSection
from competition.domain.scheme_document import read_document
from competition.queries.scheme_drafts import draft_of, draft_or_beginning, released_document, scheme_trade
from competition.queries.schemes import current_scheme, scheme_index
from competition.services.events import NewTrade, add_trade
from competition.services.scheme_drafts import discard_draft, open_draft, replace_draft, save_draft
from competition.services.standards import NewStandard, add_standard
from tests.factories import Scene, add_office_actor, add_trade_with_sheets, make_scene, small_scheme


@pytest.fixture
def scene(session: Session) -> Scene:
    """Give a small event whose trade has a released scheme."""
    return make_scene(session)


def refusal(code: str) -> pytest.RaisesExc[DomainError]:
    return pytest.raises(DomainError, match=f"^{code}$")


def log_types(scene: Scene) -> list[str]:
    return list(
        scene.session.scalars(
            select(AuditEvent.type).where(AuditEvent.type.like("scheme.draft%")).order_by(AuditEvent.seq)
        )
    )


def test_a_draft_begins_with_the_newest_version_and_keeps_its_ids(scene: Scene) -> None:
    draft = open_draft(scene.context(scene.organizer), scene.trade_id)
    assert (draft.base_version_id, draft.base_number) == (scene.version_id, 1)
    assert read_document(draft.document)[0] == small_scheme()
    index = scheme_index(scene.session, scene.version_id)
    rows = [aspect["id"] for sub in draft.document["criteria"][0]["sub_criteria"] for aspect in sub["aspects"]]
    assert rows == [each.id for sub in index.of_criterion("A") for each in sub.aspects]
    again = open_draft(scene.context(scene.judges["FRA"]), scene.trade_id)
    assert again == draft
    assert log_types(scene) == ["scheme.draft.open"]


def test_saving_writes_the_draft_and_counts_up(scene: Scene) -> None:
    beginning = draft_or_beginning(scene.session, scene.trade_id)
    assert beginning.revision == 0
    document = copy.deepcopy(beginning.document)
    document["criteria"][0]["name"] = {"en": "Cabling"}
    first = save_draft(scene.context(scene.organizer), scene.trade_id, document, 0, base=beginning.base_version_id)
    document["criteria"].reverse()
    second = save_draft(scene.context(scene.organizer), scene.trade_id, document, first.revision)
    assert second.revision == first.revision + 1
    assert [each["name"]["en"] for each in second.document["criteria"]] == ["Program", "Cabling"]
    assert second.updated_by_name == "Organizer"
    assert draft_of(scene.session, scene.trade_id) == second
    assert log_types(scene) == ["scheme.draft.save", "scheme.draft.save"]


def test_nobody_saves_over_what_somebody_else_saved_meanwhile(scene: Scene) -> None:
    draft = open_draft(scene.context(scene.organizer), scene.trade_id)
    theirs = save_draft(scene.context(scene.judges["FRA"]), scene.trade_id, draft.document, draft.revision)
    for revision in (draft.revision, 0, theirs.revision + 1):
        with refusal("draft_changed"):
            save_draft(scene.context(scene.organizer), scene.trade_id, draft.document, revision)
    assert draft_of(scene.session, scene.trade_id) == theirs


def test_a_page_of_a_discarded_draft_does_not_fit_the_next_one(scene: Scene) -> None:
    draft = open_draft(scene.context(scene.organizer), scene.trade_id)
    discard_draft(scene.context(scene.organizer), scene.trade_id)
    assert draft_of(scene.session, scene.trade_id) is None
    discard_draft(scene.context(scene.organizer), scene.trade_id)
    open_draft(scene.context(scene.organizer), scene.trade_id)
    with refusal("draft_changed"):
        save_draft(scene.context(scene.organizer), scene.trade_id, draft.document, draft.revision)
    assert log_types(scene) == ["scheme.draft.open", "scheme.draft.discard", "scheme.draft.open"]


def test_an_editor_that_began_with_another_version_is_told(scene: Scene) -> None:
    beginning = draft_or_beginning(scene.session, scene.trade_id)
    for base in ("", "0" * 32):
        with refusal("draft_changed"):
            save_draft(scene.context(scene.organizer), scene.trade_id, beginning.document, 0, base=base)
    assert draft_of(scene.session, scene.trade_id) is None


def test_an_import_takes_the_drafts_place_and_keeps_the_rows(scene: Scene) -> None:
    draft = open_draft(scene.context(scene.organizer), scene.trade_id)
    emptied = copy.deepcopy(draft.document)
    emptied["criteria"].pop()
    save_draft(scene.context(scene.organizer), scene.trade_id, emptied, draft.revision)
    back = replace_draft(scene.context(scene.organizer), scene.trade_id, small_scheme(), "f" * 64)
    assert read_document(back.document)[0] == small_scheme()
    assert back.document["criteria"][0] == draft.document["criteria"][0]
    assert back.revision == draft.revision + 2
    assert log_types(scene)[-1] == "scheme.draft.replace"


def test_a_trade_without_a_version_begins_empty(scene: Scene) -> None:
    with write_transaction(scene.session):
        trade_id = add_trade(scene.session, scene.event_id, NewTrade("05", {"en": "Floristry"}))
    draft = open_draft(scene.context(scene.organizer), trade_id)
    assert draft.base_version_id is None
    assert [each["code"] for each in draft.document["criteria"]] == ["A"]


def test_a_trade_with_a_standard_begins_with_its_sections(scene: Scene) -> None:
    admin = add_office_actor(scene, Role.ADMIN, everywhere=True)
    sections = (
        StandardSection("1", {"en": "Safety"}, Decimal("12.50")),
        StandardSection("2", {"en": "Work"}, Decimal("87.50")),
    )
    standard_id = add_standard(scene.context(admin), NewStandard("FL", "2024", {"en": "Floristry"}, sections=sections))
    with write_transaction(scene.session):
        trade_id = add_trade(scene.session, scene.event_id, NewTrade("05", {"en": "Floristry"}))
        scene.session.execute(update(Trade).where(Trade.id == trade_id).values(standard_id=standard_id))
    draft = open_draft(scene.context(scene.organizer), trade_id)
    found = [(each["code"], each["name"], each["weight"]) for each in draft.document["sections"]]
    assert found == [("1", {"en": "Safety"}, "12.50"), ("2", {"en": "Work"}, "87.50")]


def test_only_those_who_edit_the_trades_scheme_touch_its_draft(scene: Scene) -> None:
    beginning = draft_or_beginning(scene.session, scene.trade_id)
    other = add_office_actor(scene, Role.CHIEF_JUDGE, trade_id=add_trade_with_sheets(scene, "05"))
    interpreter = add_office_actor(scene, Role.INTERPRETER, trade_id=scene.trade_id)
    for actor in (scene.judges["CHN"], other, interpreter, add_office_actor(scene, Role.AUDITOR)):
        context = scene.context(actor)
        with refusal("not_allowed"):
            open_draft(context, scene.trade_id)
        with refusal("not_allowed"):
            save_draft(context, scene.trade_id, beginning.document, 0)
        with refusal("not_allowed"):
            replace_draft(context, scene.trade_id, small_scheme(), "file")
        with refusal("not_allowed"):
            discard_draft(context, scene.trade_id)
    assert draft_of(scene.session, scene.trade_id) is None


def test_a_draft_that_is_none_is_refused_before_anything_is_written(scene: Scene) -> None:
    with refusal("draft_unreadable"):
        save_draft(scene.context(scene.organizer), scene.trade_id, {"criteria": []}, 0)
    with refusal("not_found"):
        open_draft(scene.context(scene.organizer), "0" * 32)
    assert draft_of(scene.session, scene.trade_id) is None


def test_reading_a_draft_takes_a_known_number_of_statements(scene: Scene) -> None:
    statements: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    def counted(read: Callable[[], object]) -> int:
        statements.clear()
        read()
        return len(statements)

    session, trade_id = scene.session, scene.trade_id
    with write_transaction(session):
        empty = add_trade(session, scene.event_id, NewTrade("05", {"en": "Floristry"}))
    scheme_index(session, scene.version_id)
    engine = session.get_bind()
    sql_event.listen(engine, "before_cursor_execute", heard)
    try:
        assert counted(lambda: scheme_trade(session, scene.event_id, "04")) == 1
        assert counted(lambda: scheme_index(session, scene.version_id)) == 1
        assert counted(lambda: current_scheme(session, trade_id)) == 1
        assert counted(lambda: draft_or_beginning(session, empty)) == 3
        assert counted(lambda: draft_or_beginning(session, trade_id)) == 5
        assert counted(lambda: released_document(session, trade_id)) == 3
        open_draft(scene.context(scene.organizer), trade_id)
        assert counted(lambda: draft_or_beginning(session, trade_id)) == 1
    finally:
        sql_event.remove(engine, "before_cursor_execute", heard)
