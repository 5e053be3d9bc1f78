"""Words of a marking scheme: translated and corrected in the draft and in the released version, on both engines."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import (
    AspectRow,
    AuditEvent,
    AuditText,
    Board,
    CriterionRow,
    PublishedDocument,
    SchemeVersion,
)
from competition.domain.errors import DomainError
from competition.domain.permissions import Role
from competition.domain.scheme import Calculation, CalculationType
from competition.domain.scheme_document import ids_of
from competition.domain.visibility import Policy
from competition.queries.scheme_drafts import draft_of, released_document
from competition.queries.schemes import current_scheme, scheme_index
from competition.queries.sheet_view import sheet_view
from competition.services.context import Actor
from competition.services.publication import set_policy
from competition.services.scheme_drafts import open_draft
from competition.services.scheme_words import WordChange, WordConflict, write_draft_words, write_released_words
from tests.factories import Scene, add_office_actor, add_trade_with_sheets, make_scene


@pytest.fixture
def scene(session: Session) -> Scene:
    """Give a small event whose trade has a released scheme."""
    return make_scene(session)


@pytest.fixture
def interpreter(scene: Scene) -> Actor:
    """Give an interpreter of the trade."""
    return add_office_actor(scene, Role.INTERPRETER, trade_id=scene.trade_id)


def rows(scene: Scene) -> dict[str, str]:
    released = released_document(scene.session, scene.trade_id)
    assert released is not None
    return ids_of(released.document)


def refusal(code: str) -> pytest.RaisesExc[DomainError]:
    return pytest.raises(DomainError, match=f"^{code}$")


def test_a_released_text_is_translated_without_a_new_version(scene: Scene, interpreter: Actor) -> None:
    ids = rows(scene)
    changes = [
        WordChange(ids["A1.J1"], "description", "ar", "مظهر", ""),
        WordChange(ids["A1.J1"], "descriptors.3", "zh", "三级", "3 级"),
        WordChange(ids["A1.M1"], "requirement", "en", "20 mm", ""),
        WordChange(ids["A"], "name", "fr", "Câblage", ""),
        WordChange(ids["A1"], "name", "zh", "面板", ""),
        WordChange(ids["section 1"], "name", "zh", "工作", ""),
    ]
    result = write_released_words(scene.context(interpreter), scene.trade_id, scene.version_id, changes)
    assert (result.written, result.conflicts) == (6, ())
    index = current_scheme(scene.session, scene.trade_id)
    assert index is not None
    assert (index.version_id, index.number, index.words) == (scene.version_id, 1, 2)
    judged, measured = list(index.scheme.aspects())[:2]
    assert judged.description == {"en": "Look of A1.J1", "ar": "مظهر"}
    assert judged.descriptors[3] == {"en": "Level 3", "zh": "三级"}
    assert measured.requirement == {"en": "20 mm"}
    assert index.scheme.criteria[0].name == {"en": "Wiring", "zh": "接线", "fr": "Câblage"}
    assert index.scheme.criteria[0].sub_criteria[0].name == {"en": "Panel", "zh": "面板"}
    assert index.scheme.sections[0].name == {"en": "Work", "zh": "工作"}


def test_another_process_sees_new_words_at_once(scene: Scene) -> None:
    sheet, judge = scene.sheets["EI-04", "A1"], scene.judges["CHN"]
    account = judge.account_id or ""
    first = sheet_view(scene.session, sheet, account, judge.device_id)
    with write_transaction(scene.session):
        # What another process does: this one's memory still holds the former words.
        scene.session.execute(
            update(AspectRow).where(AspectRow.code == "A1.J1").values(description={"en": "Other words"})
        )
        scene.session.execute(update(SchemeVersion).values(words=SchemeVersion.words + 1))
    second = sheet_view(scene.session, sheet, account, judge.device_id)
    assert [_first_words(each) for each in (first, second)] == [{"en": "Look of A1.J1"}, {"en": "Other words"}]
    assert scheme_index(scene.session, scene.version_id).words == 2


def _first_words(view: object) -> object:
    return json.loads(json.dumps(view))["aspects"][0]["description"]


def test_a_text_that_reads_differently_by_now_is_not_overwritten(scene: Scene, interpreter: Actor) -> None:
    ids = rows(scene)
    write_released_words(
        scene.context(interpreter),
        scene.trade_id,
        scene.version_id,
        [WordChange(ids["A"], "name", "zh", "布线", "接线")],
    )
    result = write_released_words(
        scene.context(scene.organizer),
        scene.trade_id,
        scene.version_id,
        [
            WordChange(ids["A"], "name", "zh", "线路", "接线"),
            WordChange(ids["B"], "name", "zh", "程序", ""),
            WordChange("0" * 32, "name", "zh", "无", ""),
            WordChange(ids["A"], "descriptors.0", "zh", "无", ""),
        ],
    )
    assert result.written == 1
    assert result.conflicts == (
        WordConflict(ids["A"], "name", "zh", "布线"),
        WordConflict("0" * 32, "name", "zh", None),
        WordConflict(ids["A"], "descriptors.0", "zh", None),
    )


def test_the_draft_follows_where_it_still_reads_the_same(scene: Scene, interpreter: Actor) -> None:
    draft = open_draft(scene.context(scene.organizer), scene.trade_id)
    ids = rows(scene)
    write_draft_words(scene.context(interpreter), scene.trade_id, [WordChange(ids["A1"], "name", "zh", "草稿", "")])
    write_released_words(
        scene.context(interpreter),
        scene.trade_id,
        scene.version_id,
        [WordChange(ids["A"], "name", "zh", "布线", "接线"), WordChange(ids["A1"], "name", "zh", "面板", "")],
    )
    after = draft_of(scene.session, scene.trade_id)
    assert after is not None
    assert after.document["criteria"][0]["name"] == {"en": "Wiring", "zh": "布线"}
    assert after.document["criteria"][0]["sub_criteria"][0]["name"] == {"en": "Panel", "zh": "草稿"}
    assert after.revision == draft.revision + 2
    assert after.updated_by_name == interpreter.name


def test_words_are_logged_by_reference_and_the_text_is_kept(scene: Scene, interpreter: Actor) -> None:
    ids = rows(scene)
    change = WordChange(ids["A"], "name", "zh", "布线", "接线")
    write_released_words(scene.context(interpreter), scene.trade_id, scene.version_id, [change])
    entry = scene.session.scalars(select(AuditEvent).where(AuditEvent.type == "scheme.words")).one()
    leaf = json.loads(entry.leaf)
    assert leaf["object"] == f"trade/{scene.trade_id}"
    place = ("criterion", ids["A"], "name", "zh")
    assert tuple(leaf["new"][key] for key in ("kind", "row", "cell", "language")) == place
    kept = dict(scene.session.execute(select(AuditText.ref, AuditText.text)).all())
    assert [kept[leaf[side]["text"]] for side in ("old", "new")] == ["接线", "布线"]
    assert "布线" not in entry.leaf


def test_a_board_shows_a_criterions_new_name(scene: Scene, interpreter: Actor) -> None:
    board_id = scene.session.scalar(select(Board.id).where(Board.trade_id == scene.trade_id))
    set_policy(scene.context(scene.organizer), str(board_id), Policy.LIVE)
    write_released_words(
        scene.context(interpreter),
        scene.trade_id,
        scene.version_id,
        [WordChange(rows(scene)["A"], "name", "fr", "Câblage", "")],
    )
    newest = select(PublishedDocument.body).where(PublishedDocument.board_id == board_id)
    body = scene.session.scalars(newest.order_by(PublishedDocument.revision.desc())).first()
    assert body is not None
    assert "Câblage" in body


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cell": "max", "text": "99"}, "words_only"),
        ({"cell": "descriptors.4"}, "words_only"),
        ({"cell": "name", "text": ""}, "words_needed"),
        ({"language": "not a language"}, "draft_unreadable"),
        ({"text": "x" * 4001}, "draft_too_large"),
        ({"text": "a\x00b"}, "draft_unreadable"),
    ],
)
def test_what_is_no_text_is_refused_whole(scene: Scene, interpreter: Actor, change: dict[str, str], code: str) -> None:
    ids = rows(scene)
    wrong = WordChange(**{"row": ids["B"], "cell": "name", "language": "en", "text": "x", "was": "Program", **change})
    good = WordChange(ids["A"], "name", "fr", "Câblage", "")
    with refusal(code):
        write_released_words(scene.context(interpreter), scene.trade_id, scene.version_id, [good, wrong])
    name = scene.session.scalar(select(CriterionRow.name).where(CriterionRow.id == ids["A"]))
    assert name == {"en": "Wiring", "zh": "接线"}


def test_only_the_newest_released_version_and_an_existing_draft_have_words(scene: Scene, interpreter: Actor) -> None:
    change = WordChange(rows(scene)["A"], "name", "fr", "Câblage", "")
    other = add_trade_with_sheets(scene, "05")
    index = current_scheme(scene.session, other)
    assert index is not None
    with refusal("not_found"):
        write_released_words(scene.context(interpreter), scene.trade_id, index.version_id, [change])
    with refusal("draft_missing"):
        write_draft_words(scene.context(interpreter), scene.trade_id, [change])
    with refusal("not_allowed"):
        write_released_words(scene.context(interpreter), other, index.version_id, [change])
    for actor in (scene.judges["CHN"], add_office_actor(scene, Role.AUDITOR)):
        with refusal("not_allowed"):
            write_released_words(scene.context(actor), scene.trade_id, scene.version_id, [change])


CHOICES = {"CHOICE1_LABEL": "clean", "CHOICE1_DEDUCTION": "0", "CHOICE2_LABEL": "rough", "CHOICE2_DEDUCTION": "100"}


def test_names_of_choices_are_translated_in_the_released_version_and_in_the_draft(
    scene: Scene, interpreter: Actor
) -> None:
    with write_transaction(scene.session):
        aspect = scene.session.scalar(select(AspectRow).where(AspectRow.code == "A1.M1"))
        assert aspect is not None
        aspect.calculation = {"type": "CHOICE", "parameters": {**CHOICES}, "name": "", "shared": False, "number": None}
        scene.session.execute(update(SchemeVersion).values(words=SchemeVersion.words + 1))
    open_draft(scene.context(scene.organizer), scene.trade_id)
    row = rows(scene)["A1.M1"]
    changes = [
        WordChange(row, "choices.1", "zh", "干净", ""),
        WordChange(row, "choices.2", "en", "not clean", "rough"),
        WordChange(row, "choices.3", "zh", "没有", ""),
        WordChange(row, "choices.2", "fr", "sale", "autre"),
        WordChange(rows(scene)["A1.J1"], "choices.1", "zh", "没有", ""),
    ]
    result = write_released_words(scene.context(interpreter), scene.trade_id, scene.version_id, changes)
    assert [(each.cell, each.text) for each in result.conflicts] == [
        ("choices.3", None), ("choices.2", ""), ("choices.1", None),
    ]  # fmt: skip
    wanted = {**CHOICES, "CHOICE1_ZH_LABEL": "干净", "CHOICE2_LABEL": "not clean"}
    draft = draft_of(scene.session, scene.trade_id)
    assert draft is not None
    drafted = draft.document["criteria"][0]["sub_criteria"][0]["aspects"][1]["calculation"]
    assert drafted is not None
    assert (parameters(scene), drafted["parameters"]) == (wanted, wanted)
    out = [WordChange(row, "choices.1", "zh", "", "干净")]
    assert write_released_words(scene.context(interpreter), scene.trade_id, scene.version_id, out).written == 1
    assert "CHOICE1_ZH_LABEL" not in parameters(scene)


def parameters(scene: Scene) -> dict[str, str]:
    """Return those of A1.M1 as everybody reads them."""
    index = current_scheme(scene.session, scene.trade_id)
    assert index is not None
    found = next(each for each in index.scheme.aspects() if each.code == "A1.M1").calculation
    assert found is not None
    assert found == Calculation(CalculationType.CHOICE, dict(found.parameters))
    return dict(found.parameters)
