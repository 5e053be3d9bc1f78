"""A judge is replaced in mid-event: what the first one marked stays and counts. Source: PRODUCT D5, DOMAIN 2.1."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.engine import open_engine, write_transaction
from competition.db.models import Device, EntryResult, JudgeProfile, MarkingTeamMember, Score, Sheet
from competition.domain.errors import DomainError
from competition.domain.people import PersonDetails
from competition.domain.permissions import Grant, Role
from competition.queries.log_replay import verify_event
from competition.queries.registers import load_registers, sheet_digest, signed_judges
from competition.queries.schemes import scheme_index
from competition.queries.sheet_frames import SheetFrame, load_frame
from competition.services.context import Actor
from competition.services.identity import new_id
from competition.services.judge_replacement import Replacement, replace_judge
from competition.services.judges import NewJudge
from competition.services.marking import record_marks
from competition.services.sheets import lock_sheet, sign_sheet
from tests.factories import NOW, Scene, make_scene


def mark(scene: Scene, entry: str, aspect: str, team: str, number: str) -> str:
    """Enter a value; returns the status of the answer."""
    sheet_id = scene.sheets[entry, aspect.split(".")[0]]
    (outcome,) = record_marks(scene.context(scene.judges[team]), sheet_id, [scene.change(team, aspect, number)])
    return outcome.receipt


def succeed(scene: Scene, old: str = "CHN", home: str = "") -> Replacement:
    """Let a new judge take the place of one; the newcomer may come with a team. Named NEW in the scene."""
    person = PersonDetails("New Judge", "en")
    wish = NewJudge(scene.trade_id, person=person, team_id=scene.teams[home] if home else "")
    done = replace_judge(scene.context(scene.organizer), scene.event_id, scene.judge_ids[old], wish)
    with write_transaction(scene.session):
        account_id = scene.session.scalar(select(JudgeProfile.account_id).where(JudgeProfile.id == done.judge_id))
        device = Device(id=new_id(), name="", last_seq=0, created_at=NOW)
        scene.session.add(device)
        grant = Grant(Role.JUDGE, scene.event_id, scene.trade_id)
        scene.judges["NEW"] = Actor(account_id, "New Judge", frozenset({grant}), "test", device.id, way="test")
        scene.judge_ids["NEW"] = done.judge_id
    return done


def frame_of(scene: Scene, entry: str, sub: str) -> SheetFrame:
    """Return a sheet as it is now."""
    scene.session.rollback()
    return load_frame(scene.session, scene.sheets[entry, sub])


def panel(scene: Scene, entry: str, sub: str = "A1") -> list[str]:
    """Return the teams whose judges mark a sheet."""
    names = {judge_id: team for team, judge_id in scene.judge_ids.items()}
    return [names[judge_id] for judge_id in frame_of(scene, entry, sub).panel.judges]


def totals(scene: Scene) -> dict[str, Decimal | None]:
    """Return the sum of every entry."""
    scene.session.rollback()
    codes = {entry_id: code for code, entry_id in scene.entries.items()}
    mine = select(EntryResult).where(EntryResult.trade_id == scene.trade_id)
    return {codes[row.entry_id]: row.total for row in scene.session.scalars(mine)}


def digest(scene: Scene, entry: str, sub: str) -> str:
    """Return what a signature of the sheet covers now."""
    frame = frame_of(scene, entry, sub)
    index = scheme_index(scene.session, frame.scheme_version_id)
    return sheet_digest(load_registers(scene.session, frame, index.sub_criteria[frame.sub_criterion_id]))


def test_the_successor_takes_what_nobody_has_begun(session: Session) -> None:
    scene = make_scene(session)
    done = succeed(scene)
    assert (done.moved, done.continued, done.supervised, done.stuck) == (12, 0, 0, ())
    # CHN could not mark EI-03 (its own team); the newcomer can, so the supervising judge is spare again.
    assert panel(scene, "EI-03") == ["NEW", "KAZ", "BRA"]
    assert panel(scene, "EI-04") == ["NEW", "KAZ", "BRA"]
    with pytest.raises(DomainError):
        mark(scene, "EI-04", "A1.M1", "CHN", "1")
    assert '"applied"' in mark(scene, "EI-04", "A1.M1", "NEW", "1")
    assert verify_event(session, scene.event_id).problems == ()


def test_a_begun_sheet_goes_on_with_the_scores_that_the_first_judge_gave(session: Session) -> None:
    scene = make_scene(session)
    mark(scene, "EI-04", "A1.J1", "CHN", "3")
    mark(scene, "EI-04", "A1.J1", "KAZ", "2")
    before = digest(scene, "EI-04", "A1")
    done = succeed(scene)
    assert (done.moved, done.continued) == (11, 1)
    assert panel(scene, "EI-04") == ["NEW", "KAZ", "BRA"]
    assert digest(scene, "EI-04", "A1") == before
    # The first judge's score stands: the same value changes nothing, another one is refused.
    assert '"same"' in mark(scene, "EI-04", "A1.J1", "NEW", "3")
    answer = mark(scene, "EI-04", "A1.J1", "NEW", "0")
    assert '"refused"' in answer
    assert "score_of_former_judge" in answer
    mark(scene, "EI-04", "A1.J1", "BRA", "3")
    for aspect, value in (("A1.M1", "1"), ("A1.M2", "4")):
        mark(scene, "EI-04", aspect, "NEW", value)
    given = session.execute(select(Score.judge_id, Score.value).where(Score.sheet_id == scene.sheets["EI-04", "A1"]))
    assert {(judge, value) for judge, value in given} == {
        (scene.judge_ids["CHN"], "3"),
        (scene.judge_ids["KAZ"], "2"),
        (scene.judge_ids["BRA"], "3"),
    }
    assert totals(scene)["EI-04"] == Decimal("37.78")
    signed = digest(scene, "EI-04", "A1")
    for team in ("NEW", "KAZ", "BRA"):
        sign_sheet(scene.context(scene.judges[team]), scene.sheets["EI-04", "A1"], signed, new_id())
    assert frame_of(scene, "EI-04", "A1").state == "signed"


def test_a_signature_of_the_first_judge_is_the_signature_of_the_seat(session: Session) -> None:
    scene = make_scene(session)
    mark(scene, "EI-04", "A2.M1", "KAZ", "1")
    sheet_id = scene.sheets["EI-04", "A2"]
    sign_sheet(scene.context(scene.judges["CHN"]), sheet_id, digest(scene, "EI-04", "A2"), new_id())
    succeed(scene)
    assert scene.judge_ids["NEW"] in signed_judges(session, frame_of(scene, "EI-04", "A2"))
    for team in ("KAZ", "BRA"):
        sign_sheet(scene.context(scene.judges[team]), sheet_id, digest(scene, "EI-04", "A2"), new_id())
    assert frame_of(scene, "EI-04", "A2").state == "signed"


def test_a_locked_sheet_keeps_its_judges_and_its_mark(session: Session) -> None:
    scene = make_scene(session)
    mark(scene, "EI-01", "A2.M1", "CHN", "1")
    sheet_id, signed = scene.sheets["EI-01", "A2"], digest(scene, "EI-01", "A2")
    # KAZ is EI-01's own team, so the supervising judge of EGY marks there.
    for team in ("CHN", "BRA", "EGY"):
        sign_sheet(scene.context(scene.judges[team]), sheet_id, signed, new_id())
    lock_sheet(scene.context(scene.judges["FRA"]), sheet_id, new_id())
    succeed(scene)
    assert panel(scene, "EI-01", "A2") == ["CHN", "BRA", "EGY"]
    assert digest(scene, "EI-01", "A2") == signed
    assert totals(scene)["EI-01"] == Decimal("20.00")


def test_the_supervising_judge_goes_on_where_the_successor_is_a_compatriot(session: Session) -> None:
    scene = make_scene(session)
    mark(scene, "EI-04", "A1.J1", "CHN", "2")
    done = succeed(scene, home="PER")
    assert (done.continued, done.supervised, done.stuck) == (0, 1, ())
    assert panel(scene, "EI-04") == ["EGY", "KAZ", "BRA"]
    mark(scene, "EI-04", "A1.J1", "KAZ", "2")
    mark(scene, "EI-04", "A1.J1", "BRA", "2")
    assert totals(scene)["EI-04"] == Decimal("13.33")


def test_an_entry_that_nobody_can_go_on_with_is_named(session: Session) -> None:
    scene = make_scene(session)
    # KAZ's own entry: EGY has stepped in already, so nobody is spare when the newcomer is from KAZ too.
    mark(scene, "EI-01", "A1.J1", "CHN", "2")
    done = succeed(scene, home="KAZ")
    assert done.stuck == ("EI-01",)
    assert panel(scene, "EI-01") == ["CHN", "BRA", "EGY"]


def test_a_chief_judge_is_replaced_with_the_right(session: Session) -> None:
    scene = make_scene(session)
    done = succeed(scene, old="FRA")
    assert done.moved == 0
    mark(scene, "EI-04", "A2.M1", "CHN", "1")
    sheet_id = scene.sheets["EI-04", "A2"]
    for team in ("CHN", "KAZ", "BRA"):
        sign_sheet(scene.context(scene.judges[team]), sheet_id, digest(scene, "EI-04", "A2"), new_id())
    grant = Grant(Role.CHIEF_JUDGE, scene.event_id, scene.trade_id)
    lock_sheet(scene.context(replace(scene.judges["NEW"], grants=frozenset({grant}))), sheet_id, new_id())
    assert frame_of(scene, "EI-04", "A2").state == "locked"


def test_only_who_assigns_judges_replaces_one(session: Session) -> None:
    scene = make_scene(session)
    wish = NewJudge(scene.trade_id, person=PersonDetails("Somebody"))
    for team in ("FRA", "KAZ"):
        with pytest.raises(DomainError, match="not_allowed"):
            replace_judge(scene.context(scene.judges[team]), scene.event_id, scene.judge_ids["CHN"], wish)
    themselves = NewJudge(scene.trade_id, judge_id=scene.judge_ids["CHN"])
    with pytest.raises(DomainError, match="judge_replaced_by_self"):
        replace_judge(scene.context(scene.organizer), scene.event_id, scene.judge_ids["CHN"], themselves)
    assert panel(scene, "EI-04") == ["CHN", "KAZ", "BRA"]


@settings(
    max_examples=6,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 10**6), home=st.sampled_from(["", "PER", "KAZ", "FRA"]))
def test_no_replacement_changes_what_was_marked(sqlite_url: str, seed: int, home: str) -> None:
    random = Random(seed)
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        scene = make_scene(session, code=f"prop-{seed}-{home.lower() or 'none'}-{new_id()[-6:]}")
        for entry, sub in scene.sheets:
            frame = frame_of(scene, entry, sub)
            seats = [team for team, judge_id in scene.judge_ids.items() if judge_id in frame.panel.judges]
            aspects = {"A1": ("A1.J1", "A1.M1", "A1.M2"), "A2": ("A2.M1",), "B1": ("B1.J1",)}[sub]
            for aspect in aspects:
                for team in seats if ".J" in aspect else seats[:1]:
                    if random.random() < 0.6:
                        mark(scene, entry, aspect, team, random.choice("12" if ".J" in aspect else "01"))
        before = totals(scene), {key: digest(scene, *key) for key in scene.sheets}
        succeed(scene, old=random.choice(["CHN", "KAZ", "BRA", "EGY"]), home=home)
        assert (totals(scene), {key: digest(scene, *key) for key in scene.sheets}) == before
        for key, sheet_id in scene.sheets.items():
            frame = frame_of(scene, *key)
            assert len(set(frame.panel.judges)) == len(frame.panel.judges)
            assert session.get(Sheet, sheet_id) is not None
        seats_held = session.execute(select(MarkingTeamMember.marking_team_id, MarkingTeamMember.judge_id)).all()
        assert len(set(seats_held)) == len(seats_held)
        assert verify_event(session, scene.event_id).problems == ()
    engine.dispose()
