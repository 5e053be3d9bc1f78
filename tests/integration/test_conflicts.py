"""Conflicts of interest are enforced on every sheet that the judge has not scored yet. Source: PRODUCT D2, D3."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import Competitor, EntryMember, Institution, Interest, Person
from competition.domain.conflicts import ConflictKind
from competition.domain.errors import DomainError
from competition.domain.people import TeamDetails, TeamKind
from competition.queries.sheet_frames import load_frame, trade_frames
from competition.services.conflicts import NewConflict, declare_conflict, end_conflict, set_rules
from competition.services.identity import new_id
from competition.services.interests import InterestReason, declare_interest, withdraw_interest
from competition.services.marking import record_marks
from competition.services.teams import update_team
from tests.factories import NOW, Scene, make_scene


def panel(scene: Scene, entry: str, sub: str = "A1") -> list[str]:
    """Return the teams whose judges mark a sheet; both ways of reading it agree."""
    scene.session.rollback()
    names = {judge_id: team for team, judge_id in scene.judge_ids.items()}
    one = load_frame(scene.session, scene.sheets[entry, sub])
    (other,) = [frame for frame in trade_frames(scene.session, scene.trade_id) if frame.id == one.id]
    assert one.panel == other.panel
    return [names[judge_id] for judge_id in one.panel.judges]


def refused(code: str, scene: Scene, kind: ConflictKind, object_: str) -> None:
    with pytest.raises(DomainError) as refusal:
        declare_conflict(
            scene.context(scene.organizer), scene.event_id, scene.judge_ids["CHN"], NewConflict(kind, object_)
        )
    assert refusal.value.code == code


def test_a_declared_conflict_keeps_the_judge_out_until_it_ends(session: Session) -> None:
    scene = make_scene(session)
    entry_id = scene.entries["EI-04"]
    person_id = session.scalar(select(Competitor.person_id).join(EntryMember).where(EntryMember.entry_id == entry_id))
    organizer, judge_id = scene.context(scene.organizer), scene.judge_ids["CHN"]
    conflict_id = declare_conflict(
        organizer, scene.event_id, judge_id, NewConflict(ConflictKind.PERSON, person_id or "", "Was the trainer")
    )
    assert panel(scene, "EI-04") == ["KAZ", "BRA", "EGY"]
    assert panel(scene, "EI-01") == ["CHN", "BRA", "EGY"]
    with pytest.raises(DomainError, match="conflict_of_interest"):
        record_marks(
            scene.context(scene.judges["CHN"]), scene.sheets["EI-04", "A1"], [scene.change("CHN", "A1.J1", "2")]
        )
    refused("conflict_known", scene, ConflictKind.PERSON, person_id or "")
    refused("conflict_with_nobody", scene, ConflictKind.TEAM, "")
    refused("not_found", scene, ConflictKind.INSTITUTION, "0" * 32)
    end_conflict(organizer, scene.event_id, conflict_id)
    assert panel(scene, "EI-04") == ["CHN", "KAZ", "BRA"]


def test_the_same_institution_stands_in_the_way_by_rule(session: Session) -> None:
    scene = make_scene(session)
    school = new_id()
    with write_transaction(session):
        session.add(
            Institution(
                id=school, name={"en": "School"}, country="cn", city="", kind="school", website="", created_at=NOW
            )
        )
        judge = session.execute(select(Person).where(Person.native_name == "Judge CHN")).scalar_one()
        judge.institution_id = school
    details = TeamDetails("PER", {"en": "Peru"}, TeamKind.COUNTRY, "pe", "pe", school)
    update_team(scene.context(scene.organizer), scene.event_id, scene.teams["PER"], details)
    assert panel(scene, "EI-04") == ["KAZ", "BRA", "EGY"]
    set_rules(scene.context(scene.organizer), scene.event_id, same_institution=False, same_country=False)
    assert panel(scene, "EI-04") == ["CHN", "KAZ", "BRA"]
    assert session.scalars(select(Interest)).all() == []


def test_a_conflict_that_comes_late_undoes_no_score(session: Session) -> None:
    scene = make_scene(session)
    sheet_id = scene.sheets["EI-04", "A1"]
    for team in ("CHN", "KAZ", "BRA"):
        record_marks(scene.context(scene.judges[team]), sheet_id, [scene.change(team, "A1.J1", "2")])
    new = NewConflict(ConflictKind.TEAM, scene.teams["PER"])
    declare_conflict(scene.context(scene.organizer), scene.event_id, scene.judge_ids["CHN"], new)
    assert panel(scene, "EI-04", "A1") == ["CHN", "KAZ", "BRA"]
    assert panel(scene, "EI-04", "B1") == ["KAZ", "BRA", "EGY"]


def test_what_follows_from_the_register_is_not_withdrawn_by_hand(session: Session) -> None:
    scene = make_scene(session)
    organizer, judge_id, team_id = scene.context(scene.organizer), scene.judge_ids["CHN"], scene.teams["PER"]
    place = (organizer, scene.event_id, scene.trade_id, judge_id, team_id)
    declare_interest(*place, InterestReason.TRAINED)
    declare_conflict(organizer, scene.event_id, judge_id, NewConflict(ConflictKind.TEAM, team_id))
    # What was declared by hand first stays so, and may be withdrawn; the register then brings its own.
    withdraw_interest(*place)
    set_rules(organizer, scene.event_id, same_institution=True, same_country=False)
    with pytest.raises(DomainError, match="interest_of_register"):
        withdraw_interest(*place)


def test_only_who_assigns_judges_keeps_the_register(session: Session) -> None:
    scene = make_scene(session)
    for team in ("FRA", "KAZ"):
        with pytest.raises(DomainError, match="not_allowed"):
            declare_conflict(
                scene.context(scene.judges[team]),
                scene.event_id,
                scene.judge_ids["CHN"],
                NewConflict(ConflictKind.TEAM, scene.teams["PER"]),
            )
