"""Versions of a marking scheme are published, locked, changed and taken back by two people. Source: DOMAIN 1.4, W1."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.engine import open_engine
from competition.db.models import AuditEvent, EntryResult, SchemeRelease, Sheet
from competition.domain.errors import DomainError
from competition.domain.permissions import Role
from competition.domain.scheme import Scheme
from competition.formats.scheme_sheet import write_scheme
from competition.queries.approvals import open_requests
from competition.queries.log_replay import verify_event
from competition.queries.reach import Reach
from competition.queries.scheme_drafts import draft_of
from competition.queries.scheme_effect import effect_of
from competition.queries.scheme_life import SchemeStage, may_be_undone, scheme_lines, scheme_versions
from competition.queries.scheme_proposal import proposal
from competition.queries.schemes import SchemeIndex, current_scheme
from competition.queries.sheet_frames import load_frame
from competition.queries.standings import trade_facts
from competition.services.context import Actor, Context
from competition.services.identity import new_id
from competition.services.mark_rows import MarkChange
from competition.services.marking import record_marks
from competition.services.scheme_drafts import discard_draft, replace_draft
from competition.services.scheme_import import plan_scheme_import
from competition.services.scheme_release import (
    approve_request,
    ask_for_lock,
    ask_for_release,
    ask_for_undo,
    refuse_request,
    withdraw_request,
)
from competition.services.scheme_upload import drop_scheme_file, shown_scheme_file, stage_scheme, take_scheme_file
from tests.factories import Scene, add_office_actor, make_scene

REASON = "The jury found a gap"


@pytest.fixture
def scene(sqlite_url: str) -> Iterator[Scene]:
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        yield make_scene(session)
    engine.dispose()


def fresh(scene: Scene, actor: Actor) -> Context:
    context = scene.context(actor)
    return replace(context, actor=replace(actor, authenticated_at=context.now))


def chief(scene: Scene) -> Context:
    return fresh(scene, scene.judges["FRA"])


def organizer(scene: Scene) -> Context:
    return fresh(scene, scene.organizer)


def present(scene: Scene) -> SchemeIndex:
    found = current_scheme(scene.session, scene.trade_id)
    assert found is not None
    return found


def with_marks(scheme: Scheme, **marks: str) -> Scheme:
    """Return a scheme with other maxima; dots in codes are written `_`."""
    wanted = {code.replace("_", "."): Decimal(mark) for code, mark in marks.items()}
    criteria = tuple(
        replace(
            criterion,
            sub_criteria=tuple(
                replace(sub, aspects=tuple(replace(a, max_mark=wanted.get(a.code, a.max_mark)) for a in sub.aspects))
                for sub in criterion.sub_criteria
            ),
        )
        for criterion in scheme.criteria
    )
    return replace(scheme, criteria=criteria)


def draft(scene: Scene, **marks: str) -> Scheme:
    """Put a draft with other maxima beside the present version."""
    scheme = with_marks(present(scene).scheme, **(marks or {"A1_J1": "19.00", "B1_J1": "41.00"}))
    replace_draft(chief(scene), scene.trade_id, scheme, "0" * 64)
    return scheme


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(DomainError) as caught:
        act()
    return caught.value.code


def logged(scene: Scene, beginning: str = "scheme.") -> list[str]:
    scene.session.rollback()
    found = scene.session.scalars(select(AuditEvent.type).order_by(AuditEvent.seq)).all()
    return [type_ for type_ in found if type_.startswith(beginning) and not type_.startswith("scheme.draft")]


def enter(scene: Scene, team: str, entry: str, code: str, number: str, *, base: int = 0) -> str:
    """Enter a value as the sheet of now asks for it; returns the status."""
    session = scene.session
    session.rollback()
    ref, sub = next(
        (ref, sub) for sub in present(scene).sub_criteria.values() for ref in sub.aspects if ref.aspect.code == code
    )
    sheet_id = session.scalar(
        select(Sheet.id).where(Sheet.sub_criterion_id == sub.id, Sheet.entry_id == scene.entries[entry])
    )
    assert sheet_id is not None
    frame, actor = load_frame(session, sheet_id), scene.judges[team]
    scene.sequences[actor.device_id] = scene.sequences.get(actor.device_id, 0) + 1
    kind = "judgement" if ref.aspect.type.value == "J" else "measure"
    change = MarkChange(
        new_id(), scene.sequences[actor.device_id], ref.id, kind, number, base, frame.epoch, frame.scheme_version
    )
    (outcome,) = record_marks(scene.context(actor), sheet_id, [change])
    return str(json.loads(outcome.receipt)["status"])


def release(scene: Scene, decisions: dict[str, str] | None = None) -> int:
    """Let the chief judge ask and the organizer approve; returns the new version's number."""
    asked = ask_for_release(chief(scene), scene.trade_id, reason=REASON, acknowledged=True, decisions=decisions)
    decided = approve_request(organizer(scene), asked, acknowledged=True)
    assert decided.version is not None
    return decided.version


def test_two_people_publish_a_draft_and_sheets_follow(scene: Scene) -> None:
    teams = [sub.marking_team_id for sub in present(scene).sub_criteria.values()]
    scheme = draft(scene)
    asked = ask_for_release(chief(scene), scene.trade_id, reason=REASON, acknowledged=True)
    assert [(each.action, each.reason, each.asker) for each in open_requests(scene.session, scene.event_id)] == [
        ("scheme.publish", REASON, "Judge FRA")
    ]
    assert present(scene).number == 1
    assert refusal(lambda: approve_request(chief(scene), asked, acknowledged=True)) == "second_person_needed"
    decided = approve_request(organizer(scene), asked, acknowledged=True)
    index = present(scene)
    assert (decided.version, index.number, index.scheme) == (2, 2, scheme)
    assert [sub.marking_team_id for sub in index.sub_criteria.values()] == teams
    sheets = scene.session.execute(select(Sheet.scheme_version_id, Sheet.state, Sheet.marking_team_id)).all()
    assert {tuple(row) for row in sheets} == {(index.version_id, "open", teams[0])}
    assert len(sheets) == len(scene.entries) * len(index.sub_criteria)
    assert draft_of(scene.session, scene.trade_id) is None
    row = scene.session.get(SchemeRelease, index.version_id)
    assert row is not None
    assert (row.made_by, row.approval_id, row.locked_at) == (scene.judges["FRA"].account_id, asked, None)
    assert logged(scene) == ["scheme.publish.ask", "scheme.publish.approve", "scheme.publish"]


def test_a_draft_with_errors_or_unread_warnings_or_nothing_new_is_not_asked_for(scene: Scene) -> None:
    def ask(*, read: bool = True) -> object:
        return ask_for_release(chief(scene), scene.trade_id, reason=REASON, acknowledged=read)

    assert refusal(ask) == "draft_missing"
    draft(scene, A1_J1="25.00")
    assert refusal(ask) == "scheme_not_valid"
    draft(scene, A1_J1="20.00")
    assert refusal(ask) == "scheme_unchanged"
    draft(scene)
    assert refusal(lambda: ask(read=False)) == "warnings_unread"
    asked = str(ask())
    assert refusal(lambda: approve_request(organizer(scene), asked)) == "warnings_unread"
    assert (
        refusal(lambda: ask_for_release(chief(scene), scene.trade_id, reason="  ", acknowledged=True))
        == "reason_needed"
    )


@pytest.mark.parametrize("happens", ["draft", "marks", "gone", "published"])
def test_what_is_not_what_was_asked_for_any_more_is_not_approved(scene: Scene, happens: str) -> None:
    draft(scene)
    asked = ask_for_release(chief(scene), scene.trade_id, reason=REASON, acknowledged=True)
    if happens == "draft":
        draft(scene, A1_J1="18.00", B1_J1="42.00")
    elif happens == "marks":
        enter(scene, "CHN", "EI-01", "A1.M1", "1")
    elif happens == "gone":
        discard_draft(chief(scene), scene.trade_id)
    else:
        release(scene)
        draft(scene, A1_J1="17.00", B1_J1="43.00")
    code = refusal(lambda: approve_request(organizer(scene), asked, acknowledged=True))
    assert code == {"gone": "draft_missing", "published": "approval_decided"}.get(happens, "approval_changed")
    assert present(scene).number == (2 if happens == "published" else 1)


def test_a_request_is_refused_or_withdrawn_by_the_right_person(scene: Scene) -> None:
    draft(scene)
    first = ask_for_release(chief(scene), scene.trade_id, reason=REASON, acknowledged=True)
    assert refusal(lambda: withdraw_request(organizer(scene), first)) == "request_not_yours"
    withdraw_request(chief(scene), first)
    second = ask_for_release(chief(scene), scene.trade_id, reason=REASON, acknowledged=True)
    discard_draft(chief(scene), scene.trade_id)
    refuse_request(organizer(scene), second)
    assert refusal(lambda: withdraw_request(chief(scene), second)) == "approval_decided"
    assert open_requests(scene.session, scene.event_id) == ()
    assert present(scene).number == 1
    assert logged(scene) == [
        "scheme.publish.ask", "scheme.publish.withdraw", "scheme.publish.ask", "scheme.publish.refuse",
    ]  # fmt: skip


def test_after_the_lock_only_a_chief_judge_and_an_organizer_together_make_a_version(scene: Scene) -> None:
    """W1."""
    other = add_office_actor(scene, Role.ORGANIZER)
    asked = ask_for_lock(organizer(scene), scene.trade_id, reason="C-3")
    assert approve_request(fresh(scene, other), asked).version == 1
    assert refusal(lambda: ask_for_lock(organizer(scene), scene.trade_id, reason="again")) == "scheme_locked"
    scheme = with_marks(present(scene).scheme, A1_J1="19.00", B1_J1="41.00")
    shown = plan_scheme_import(organizer(scene), scene.trade_id, write_scheme(scheme))
    assert not shown.is_applicable
    assert "scheme_locked" in {problem.code for problem in shown.problems}
    draft(scene)
    asked = ask_for_release(organizer(scene), scene.trade_id, reason=REASON, acknowledged=True)
    assert refusal(lambda: approve_request(fresh(scene, other), asked, acknowledged=True)) == "not_allowed"
    assert approve_request(chief(scene), asked, acknowledged=True).version == 2
    row = scene.session.get(SchemeRelease, present(scene).version_id)
    assert row is not None
    assert row.locked_at is not None


def test_a_change_after_the_first_mark_goes_on_with_the_marks(scene: Scene) -> None:
    for team, score in (("CHN", "3"), ("BRA", "2"), ("EGY", "3")):
        assert enter(scene, team, "EI-01", "A1.J1", score) == "applied"
    enter(scene, "CHN", "EI-01", "A1.M2", "2")
    sent_late = replace(scene.change("CHN", "A1.M1", "1"), device_seq=scene.sequences[scene.judges["CHN"].device_id])
    draft(scene, A1_J1="30.00", A2_M1="10.00")
    assert release(scene) == 2
    scene.session.rollback()
    total = scene.session.scalar(select(EntryResult.total).where(EntryResult.entry_id == scene.entries["EI-01"]))
    assert total == Decimal("31.67")
    # 8/3 of 3 of 30 marks, and 2 of 4 of 10; what a tablet still holds of the old version waits for a person.
    (held,) = record_marks(scene.context(scene.judges["CHN"]), scene.sheets["EI-01", "A1"], [sent_late])
    assert (json.loads(held.receipt)["status"], json.loads(held.receipt)["code"]) == ("held", "scheme_changed")
    assert enter(scene, "CHN", "EI-01", "A1.M2", "4", base=1) == "applied"
    assert enter(scene, "CHN", "EI-01", "A1.M1", "1") == "applied"
    scene.session.rollback()
    total = scene.session.scalar(select(EntryResult.total).where(EntryResult.entry_id == scene.entries["EI-01"]))
    assert total == Decimal("46.67")
    assert verify_event(scene.session, scene.event_id).problems == ()
    leaf = json.loads(scene.session.scalars(select(AuditEvent.leaf).where(AuditEvent.type == "scheme.change")).one())
    assert {key: leaf["new"][key] for key in ("version", "kept", "recomputed", "asked_again", "set_aside")} == {
        "version": 2, "kept": 1, "recomputed": 1, "asked_again": 0, "set_aside": 0,
    }  # fmt: skip
    assert refusal(lambda: ask_for_undo(chief(scene), scene.trade_id, reason="wrong")) == "marks_entered_since"


def test_a_person_decides_what_is_asked_again(scene: Scene) -> None:
    for team, score in (("CHN", "3"), ("BRA", "2"), ("EGY", "3")):
        enter(scene, team, "EI-01", "A1.J1", score)
    draft(scene, A1_J1="30.00", A2_M1="10.00")
    wrong = {"A2.M1": "kept"}
    assert refusal(lambda: release(scene, wrong)) == "fate_not_possible"
    release(scene, {"A1.J1": "asked_again"})
    scene.session.rollback()
    assert scene.session.scalar(select(EntryResult.total).where(EntryResult.entry_id == scene.entries["EI-01"])) is None
    assert enter(scene, "CHN", "EI-01", "A1.J1", "1") == "applied"
    assert verify_event(scene.session, scene.event_id).problems == ()


def test_two_organizers_may_not_change_a_scheme_after_the_first_mark(scene: Scene) -> None:
    other = add_office_actor(scene, Role.ORGANIZER)
    enter(scene, "CHN", "EI-01", "A1.M1", "1")
    draft(scene)
    asked = ask_for_release(organizer(scene), scene.trade_id, reason=REASON, acknowledged=True)
    assert refusal(lambda: approve_request(fresh(scene, other), asked, acknowledged=True)) == "not_allowed"
    stale = scene.context(scene.judges["FRA"])
    assert refusal(lambda: approve_request(stale, asked, acknowledged=True)) == "sign_in_again"
    assert approve_request(chief(scene), asked, acknowledged=True).version == 2


def test_a_change_is_taken_back_once(scene: Scene) -> None:
    enter(scene, "CHN", "EI-01", "A1.M2", "2")
    before = present(scene)
    draft(scene, A1_M2="5.00", A1_M1="15.00")
    release(scene)
    asked = ask_for_undo(chief(scene), scene.trade_id, reason="Wrong trade")
    assert approve_request(organizer(scene), asked).version == 3
    index = present(scene)
    assert (index.number, index.scheme) == (3, before.scheme)
    scene.session.rollback()
    total = scene.session.scalar(select(EntryResult.total).where(EntryResult.entry_id == scene.entries["EI-01"]))
    assert total == Decimal("5.00")
    assert refusal(lambda: ask_for_undo(chief(scene), scene.trade_id, reason="again")) == "nothing_to_undo"
    assert enter(scene, "CHN", "EI-01", "A1.M2", "4", base=1) == "applied"
    assert verify_event(scene.session, scene.event_id).problems == ()
    assert [each for each in logged(scene) if each.startswith("scheme.undo")] == [
        "scheme.undo.ask", "scheme.undo.approve", "scheme.undo",
    ]  # fmt: skip


def test_marks_follow_through_a_split_and_a_merge_and_entries_added_between(scene: Scene) -> None:
    """What was entered on three sheets at three times counts on the one sheet that is left."""
    enter(scene, "CHN", "EI-01", "A1.M1", "1")
    enter(scene, "CHN", "EI-01", "A2.M1", "1")
    first = present(scene).scheme
    a, b = first.criteria
    a1, a2 = a.sub_criteria
    code = {"A1.M1": "A2.M1", "A1.M2": "A2.M2", "A2.M1": "A3.M1"}
    parts = (
        replace(a1, aspects=a1.aspects[:1]),
        replace(
            a2, code="A2", name={"en": "Fitting"}, aspects=tuple(replace(x, code=code[x.code]) for x in a1.aspects[1:])
        ),
        replace(a2, code="A3", aspects=tuple(replace(x, code=code[x.code]) for x in a2.aspects)),
    )
    split = replace(first, criteria=(replace(a, sub_criteria=parts), b))
    replace_draft(chief(scene), scene.trade_id, split, "1" * 64)
    assert release(scene) == 2
    assert enter(scene, "CHN", "EI-01", "A2.M2", "3") == "applied"
    replace_draft(chief(scene), scene.trade_id, first, "2" * 64)
    assert release(scene) == 3
    scene.session.rollback()
    total = scene.session.scalar(select(EntryResult.total).where(EntryResult.entry_id == scene.entries["EI-01"]))
    assert total == Decimal("37.50")
    assert enter(scene, "CHN", "EI-01", "A1.M2", "4", base=1) == "applied"
    scene.session.rollback()
    total = scene.session.scalar(select(EntryResult.total).where(EntryResult.entry_id == scene.entries["EI-01"]))
    assert total == Decimal("40.00")
    assert verify_event(scene.session, scene.event_id).problems == ()


def test_the_preview_takes_the_same_statements_for_any_number_of_sheets(scene: Scene) -> None:
    enter(scene, "CHN", "EI-01", "A1.M1", "1")
    draft(scene)
    session = scene.session
    session.rollback()
    facts, before = trade_facts(session, scene.trade_id), present(scene)
    asked: list[str] = []
    bind = session.get_bind()
    sql_event.listen(bind, "before_cursor_execute", lambda *args: asked.append(args[2]))
    found = proposal(session, facts)
    assert found is not None
    first = len(asked)
    effect = effect_of(session, facts, before, found.version({}))
    assert (first, len(asked) - first) == (7, 10)
    assert len(effect.sheets) == len(scene.entries) * 3


def test_the_office_reads_the_life_of_schemes_on_either_engine(session: Session) -> None:
    scene = make_scene(session)
    enter(scene, "CHN", "EI-01", "A1.M1", "1")
    draft(scene)
    assert release(scene) == 2
    asked = ask_for_lock(organizer(scene), scene.trade_id, reason="C-3")
    (line,) = scheme_lines(session, Reach(scene.event_id))
    assert (line.stage, line.number, line.waiting, line.draft_at) == (SchemeStage.WAITING, 2, "scheme.lock", None)
    assert line.figures is not None
    assert (str(line.figures.total), line.languages["en"][0]) == ("100.00", line.languages["en"][1])
    approve_request(chief(scene), asked)
    (line,) = scheme_lines(session, Reach(scene.event_id, frozenset({scene.trade_id})))
    assert (line.stage, line.is_locked) == (SchemeStage.LOCKED, True)
    newest, oldest = scheme_versions(session, scene.trade_id)
    assert (newest.number, newest.asked_by, newest.approved_by, newest.reason) == (2, "Judge FRA", "Organizer", REASON)
    assert (newest.moved, newest.locked_by, oldest.approved_by) == (True, ("Organizer", "Judge FRA"), "")
    assert may_be_undone(session, scene.trade_id, newest.id)
    context = organizer(scene)
    staged_id = stage_scheme(context, scene.trade_id, "a.xlsx", write_scheme(present(scene).scheme))
    _, found = shown_scheme_file(context, scene.trade_id, staged_id, "en")
    assert (found.errors, found.number, found.difference.is_empty) == (0, 2, True)
    take_scheme_file(context, scene.trade_id, staged_id, "en")
    again = draft_of(session, scene.trade_id)
    assert again is not None
    assert refusal(lambda: drop_scheme_file(context, scene.trade_id, staged_id)) == "not_found"
