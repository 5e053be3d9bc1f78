"""Marks on real databases: entered once, kept for ever, seen by nobody too early. Source: SYNC, DOMAIN 2.2."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.models import AuditEvent, EntryResult, HeldOp, Mark, Op, Score, Sheet
from competition.domain.errors import DomainError
from competition.queries.sheet_view import sheet_view
from competition.services.identity import new_id
from competition.services.marking import record_marks
from competition.services.sheets import lock_sheet, open_round, sign_sheet
from tests.factories import Scene, make_scene

pytestmark = pytest.mark.both_engines


@pytest.fixture
def scene(session: Session) -> Scene:
    """Give a small event with open sheets."""
    return make_scene(session)


def enter(scene: Scene, team: str, sheet: tuple[str, str], *entries: tuple[str, str | None]) -> list[dict[str, object]]:
    """Enter values as one judge and return the receipts."""
    changes = [scene.change(team, aspect, number) for aspect, number in entries]
    outcomes = record_marks(scene.context(scene.judges[team]), scene.sheets[sheet], changes)
    return [json.loads(outcome.receipt) for outcome in outcomes]


def view(scene: Scene, team: str, sheet: tuple[str, str]) -> dict[str, object]:
    """Return the sheet as one judge sees it."""
    actor = scene.judges[team]
    return sheet_view(scene.session, scene.sheets[sheet], actor.account_id or "", actor.device_id)  # type: ignore[return-value]


PANEL = ("EI-04", "A1")


def test_a_measured_value_earns_its_mark_and_a_receipt(scene: Scene) -> None:
    receipts = enter(scene, "CHN", PANEL, ("A1.M2", "3"))
    assert [(r["status"], r["version"]) for r in receipts] == [("applied", 1)]
    assert len(str(receipts[0]["receipt"])) == 6
    stored = scene.session.scalars(select(Mark)).one()
    assert (stored.value, stored.award) == ("3", Decimal("7.50"))
    result = scene.session.get(EntryResult, scene.entries["EI-04"])
    assert result is not None
    assert (result.total, result.marked, result.aspects) == (Decimal("7.50"), 1, 5)


def test_the_same_op_twice_is_stored_once_and_answered_the_same(scene: Scene) -> None:
    change = scene.change("CHN", "A1.M1", "1")
    sheet_id = scene.sheets[PANEL]
    first = record_marks(scene.context(scene.judges["CHN"]), sheet_id, [change])
    again = record_marks(scene.context(scene.judges["CHN"]), sheet_id, [change])
    assert again == first
    assert scene.session.scalar(select(func.count()).select_from(Mark)) == 1
    assert scene.session.scalar(select(func.count()).select_from(Op)) == 1


def test_another_value_under_a_known_op_id_is_refused(scene: Scene) -> None:
    change = scene.change("CHN", "A1.M1", "1")
    sheet_id = scene.sheets[PANEL]
    record_marks(scene.context(scene.judges["CHN"]), sheet_id, [change])
    with pytest.raises(DomainError, match="op_reused"):
        record_marks(scene.context(scene.judges["CHN"]), sheet_id, [replace(change, number="0")])


def test_a_stale_version_is_a_conflict_that_carries_the_current_value(scene: Scene) -> None:
    enter(scene, "CHN", PANEL, ("A1.M1", "1"))
    (receipt,) = enter(scene, "KAZ", PANEL, ("A1.M1", "0"))
    assert receipt["status"] == "conflict"
    assert receipt["current"]["value"] == {"t": "measure", "v": "1"}  # type: ignore[index]


def test_a_gap_in_the_devices_numbers_asks_for_the_missing_one(scene: Scene) -> None:
    change = replace(scene.change("CHN", "A1.M1", "1"), device_seq=3)
    (outcome,) = record_marks(scene.context(scene.judges["CHN"]), scene.sheets[PANEL], [change])
    receipt = json.loads(outcome.receipt)
    assert (receipt["status"], receipt["expected_seq"]) == ("gap", 1)
    assert scene.session.scalar(select(func.count()).select_from(Op)) == 0


@pytest.mark.parametrize(
    ("aspect", "number", "code"),
    [
        ("A1.J1", "4", "score_not_allowed"),
        ("A1.J1", "1.5", "score_not_allowed"),
        ("A1.J1", "", "number_missing"),
        ("A1.M2", "5", "value_out_of_range"),
        ("A1.M1", "2", "value_not_pass_or_fail"),
        ("A1.M2", "many", "number_invalid"),
    ],
)
def test_what_can_never_be_valid_is_refused_and_kept(scene: Scene, aspect: str, number: str, code: str) -> None:
    (receipt,) = enter(scene, "CHN", PANEL, (aspect, number))
    assert (receipt["status"], receipt["code"]) == ("refused", code)
    assert scene.session.scalars(select(Op.status)).all() == ["refused"]
    assert scene.session.scalar(select(func.count()).select_from(Score)) == 0


@pytest.mark.parametrize("number", ["3", "٣", "３", "3.0", "3,0"])
def test_digits_of_every_locale_mean_the_same(scene: Scene, number: str) -> None:
    enter(scene, "CHN", PANEL, ("A1.M2", number))
    assert scene.session.scalars(select(Mark.value)).all() == ["3"]


def test_a_compatriot_is_refused_and_the_fourth_judge_steps_in(scene: Scene) -> None:
    with pytest.raises(DomainError, match="compatriot"):
        enter(scene, "CHN", ("EI-03", "A1"), ("A1.J1", "2"))
    (receipt,) = enter(scene, "EGY", ("EI-03", "A1"), ("A1.J1", "2"))
    assert receipt["status"] == "applied"


def test_a_judge_of_no_marking_team_is_refused(scene: Scene) -> None:
    with pytest.raises(DomainError, match="not_your_sheet"):
        enter(scene, "FRA", PANEL, ("A1.J1", "2"))


def test_scores_stay_hidden_until_the_whole_panel_is_in(scene: Scene) -> None:
    enter(scene, "CHN", PANEL, ("A1.J1", "2"))
    enter(scene, "KAZ", PANEL, ("A1.J1", "3"))
    seen = json.dumps(view(scene, "BRA", PANEL))
    aspect = view(scene, "BRA", PANEL)["aspects"][0]  # type: ignore[index]
    assert (aspect["scores"], aspect["award"], aspect["waiting_for"]) == (None, None, 1)
    assert '"score":' not in seen
    enter(scene, "BRA", PANEL, ("A1.J1", "2"))
    aspect = view(scene, "BRA", PANEL)["aspects"][0]  # type: ignore[index]
    assert [each["score"] for each in aspect["scores"]] == [2, 3, 2]
    assert aspect["award"] == "15.56"


def test_a_score_that_all_have_seen_is_not_changed_any_more(scene: Scene) -> None:
    for team, score in (("CHN", "2"), ("KAZ", "2"), ("BRA", "2")):
        enter(scene, team, PANEL, ("A1.J1", score))
    change = scene.change("CHN", "A1.J1", "3", base=1)
    (outcome,) = record_marks(scene.context(scene.judges["CHN"]), scene.sheets[PANEL], [change])
    assert json.loads(outcome.receipt)["status"] == "held"
    assert scene.session.scalars(select(HeldOp.reason)).all() == ["scores_shown"]


def test_scores_too_far_apart_ask_for_a_round_that_keeps_the_old_one(scene: Scene) -> None:
    for team, score in (("CHN", "1"), ("KAZ", "2"), ("BRA", "3")):
        enter(scene, team, PANEL, ("A1.J1", score))
    aspect = view(scene, "CHN", PANEL)["aspects"][0]  # type: ignore[index]
    assert (aspect["state"], aspect["award"]) == ("disagree", None)
    open_round(
        scene.context(scene.judges["EGY"]), scene.sheets[PANEL], scene.aspect("A1.J1").id, "Looked again", new_id()
    )
    for team, base in (("CHN", 1), ("KAZ", 1), ("BRA", 1)):
        change = scene.change(team, "A1.J1", "2", base=base)
        record_marks(scene.context(scene.judges[team]), scene.sheets[PANEL], [change])
    aspect = view(scene, "CHN", PANEL)["aspects"][0]  # type: ignore[index]
    assert (aspect["state"], aspect["award"], aspect["round"]) == ("marked", "13.33", 2)
    assert aspect["rounds"] == [
        {
            "round": 1,
            "scores": [{"seat": 1, "score": 1}, {"seat": 2, "score": 2}, {"seat": 3, "score": 3}],
            "reason": "Looked again",
        }
    ]
    assert sorted(str(value) for value in scene.session.scalars(select(Score.value))) == ["1", "2", "2", "2", "2", "3"]


def test_a_round_without_disagreement_is_refused(scene: Scene) -> None:
    with pytest.raises(DomainError, match="round_not_needed"):
        open_round(
            scene.context(scene.judges["CHN"]), scene.sheets[PANEL], scene.aspect("A1.J1").id, "Why not", new_id()
        )


def test_did_not_attempt_is_neither_missing_nor_a_typed_zero(scene: Scene) -> None:
    change = scene.change("CHN", "A1.M2", None, kind="absent")
    record_marks(scene.context(scene.judges["CHN"]), scene.sheets[PANEL], [change])
    aspects = {each["code"]: each for each in view(scene, "CHN", PANEL)["aspects"]}  # type: ignore[attr-defined]
    assert (aspects["A1.M2"]["state"], aspects["A1.M2"]["award"]) == ("not_attempted", "0.00")
    assert (aspects["A1.M1"]["state"], aspects["A1.M1"]["award"]) == ("missing", None)


def complete(scene: Scene, sheet: tuple[str, str]) -> None:
    """Fill a whole A1 sheet."""
    for team in ("CHN", "KAZ", "BRA"):
        enter(scene, team, sheet, ("A1.J1", "2"))
    enter(scene, "CHN", sheet, ("A1.M1", "1"), ("A1.M2", "4"))


def sign(scene: Scene, team: str, sheet: tuple[str, str]) -> None:
    """Sign as one judge."""
    digest = str(view(scene, team, sheet)["digest"])
    sign_sheet(scene.context(scene.judges[team]), scene.sheets[sheet], digest, new_id())


def test_a_sheet_is_signed_by_all_and_locked_by_the_chief_judge(scene: Scene) -> None:
    complete(scene, PANEL)
    for team in ("CHN", "KAZ", "BRA"):
        sign(scene, team, PANEL)
    with pytest.raises(DomainError, match="not_allowed"):
        lock_sheet(scene.context(scene.judges["CHN"]), scene.sheets[PANEL], new_id())
    lock_sheet(scene.context(scene.judges["FRA"]), scene.sheets[PANEL], new_id())
    assert view(scene, "CHN", PANEL)["state"] == "locked"
    change = scene.change("CHN", "A1.M2", "1", base=1)
    (outcome,) = record_marks(scene.context(scene.judges["CHN"]), scene.sheets[PANEL], [change])
    receipt = json.loads(outcome.receipt)
    assert (receipt["status"], receipt["code"]) == ("held", "sheet_locked")
    assert scene.session.scalars(select(Mark.value).where(Mark.aspect_id == scene.aspect("A1.M2").id)).all() == ["4"]


def test_an_incomplete_sheet_cannot_be_signed(scene: Scene) -> None:
    enter(scene, "CHN", PANEL, ("A1.M1", "1"))
    with pytest.raises(DomainError, match="aspects_not_marked"):
        sign_sheet(scene.context(scene.judges["CHN"]), scene.sheets[PANEL], "0" * 64, new_id())


def test_a_signature_under_another_state_than_the_servers_is_refused(scene: Scene) -> None:
    complete(scene, PANEL)
    with pytest.raises(DomainError, match="sheet_changed"):
        sign_sheet(scene.context(scene.judges["CHN"]), scene.sheets[PANEL], "0" * 64, new_id())


def test_an_unsigned_sheet_cannot_be_locked(scene: Scene) -> None:
    complete(scene, PANEL)
    with pytest.raises(DomainError, match="step_not_allowed"):
        lock_sheet(scene.context(scene.judges["FRA"]), scene.sheets[PANEL], new_id())


def test_every_change_has_one_entry_in_an_unbroken_log(scene: Scene) -> None:
    complete(scene, PANEL)
    enter(scene, "CHN", PANEL, ("A1.M1", "9"))
    events = scene.session.scalars(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    ops = {json.loads(event.leaf).get("op_id") for event in events} - {None}
    assert ops == set(scene.session.scalars(select(Op.op_id)))


def test_a_planned_sheet_holds_what_comes_too_early(session: Session) -> None:
    scene = make_scene(session, code="early-2024", days=frozenset({1}))
    (receipt,) = enter(scene, "CHN", ("EI-04", "B1"), ("B1.J1", "2"))
    assert (receipt["status"], receipt["code"]) == ("held", "sheet_not_open")
    assert scene.session.scalars(select(Sheet.state).where(Sheet.id == scene.sheets["EI-04", "B1"])).one() == "planned"
