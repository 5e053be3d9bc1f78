"""Sample work is marked like any other and changes no result. Source: PRODUCT D8."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.engine import open_engine
from competition.db.models import Board, Entry, JudgeProfile, Score, Sheet, SubCriterionRow
from competition.domain.calibration import SAMPLE
from competition.domain.errors import DomainError
from competition.domain.permissions import Role
from competition.domain.visibility import Policy
from competition.queries.calibration import calibration
from competition.queries.log_replay import verify_event
from competition.queries.publication import published
from competition.queries.recount import recount_event
from competition.queries.schemes import current_scheme
from competition.queries.sheets import judge_desk
from competition.queries.standings import entry_lines
from competition.queries.trade_settings import has_marks, is_touched
from competition.services.calibration import add_sample, remove_sample
from competition.services.identity import new_id
from competition.services.judges import has_marked
from competition.services.marking import record_marks
from competition.services.publication import set_policy
from competition.services.scheme_versions import open_days, put_version
from competition.services.sheets import open_round
from competition.services.unit_of_work import unit_of_work
from tests.factories import Scene, add_office_actor, make_scene

PANEL = ("CHN", "KAZ", "BRA")


@pytest.fixture
def scene(database_url: str) -> Iterator[Scene]:
    engine = open_engine(database_url)
    with Session(engine) as session:
        yield make_scene(session)
    engine.dispose()


def sheet_of(scene: Scene, code: str, sub_criterion: str) -> str:
    return scene.session.execute(
        select(Sheet.id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
        .where(Entry.code == code, SubCriterionRow.code == sub_criterion)
    ).scalar_one()


def score(scene: Scene, code: str, scores: tuple[str, str, str], *, base: int = 0) -> None:
    for team, number in zip(PANEL, scores, strict=True):
        change = scene.change(team, "A1.J1", number, base=base)
        record_marks(scene.context(scene.judges[team]), sheet_of(scene, code, "A1"), [change])


def test_sample_work_is_marked_compared_and_never_ranked_or_published(scene: Scene) -> None:
    board = scene.session.execute(select(Board.id).where(Board.trade_id == scene.trade_id)).scalar_one()
    set_policy(scene.context(scene.organizer), board, Policy.LIVE)
    before = published(scene.session, board)
    lines = entry_lines(scene.session, scene.trade_id)
    assert add_sample(scene.context(scene.organizer), scene.trade_id) == "S-01"
    score(scene, "S-01", ("0", "2", "2"))
    found = calibration(scene.session, scene.trade_id)
    assert [(each.code, each.filled) for each in found.samples] == [("S-01", 3)]
    assert [(each.spread, sorted(each.scores.values())) for each in found.agreement.aspects] == [(2, [0, 2, 2])]
    assert {judge.name for judge in found.judges.values()} == {"Judge CHN", "Judge KAZ", "Judge BRA"}
    after = published(scene.session, board)
    assert before is not None
    assert after is not None
    assert after.body == before.body
    assert entry_lines(scene.session, scene.trade_id) == lines


def test_a_second_round_does_not_hide_what_was_given_first(scene: Scene) -> None:
    add_sample(scene.context(scene.organizer), scene.trade_id)
    score(scene, "S-01", ("0", "2", "2"))
    sheet = sheet_of(scene, "S-01", "A1")
    open_round(scene.context(scene.judges["CHN"]), sheet, scene.aspect("A1.J1").id, "Read the levels", new_id())
    score(scene, "S-01", ("2", "2", "2"), base=1)
    assert sorted(calibration(scene.session, scene.trade_id).agreement.aspects[0].scores.values()) == [0, 2, 2]


def test_judges_find_it_on_their_tablets(scene: Scene) -> None:
    add_sample(scene.context(scene.organizer), scene.trade_id)
    desk = judge_desk(scene.session, scene.judges["CHN"].account_id or "")
    assert desk is not None
    assert {(line.entry, line.sub_criterion, line.state) for line in desk.lines if line.is_sample} == {
        ("S-01", "A1", "open"),
        ("S-01", "A2", "open"),
        ("S-01", "B1", "open"),
    }


def test_only_what_nobody_has_marked_can_be_removed(scene: Scene) -> None:
    context = scene.context(scene.organizer)
    assert [add_sample(context, scene.trade_id) for _ in range(2)] == ["S-01", "S-02"]
    score(scene, "S-01", ("1", "1", "1"))
    remove_sample(context, scene.trade_id, "S-02")
    with pytest.raises(DomainError, match="sample_has_marks"):
        remove_sample(context, scene.trade_id, "S-01")
    with pytest.raises(DomainError, match="not_found"):
        remove_sample(context, scene.trade_id, "EI-01")
    assert scene.session.scalars(select(Entry.code).where(Entry.status == SAMPLE)).all() == ["S-01"]


def test_a_judge_and_an_auditor_add_none(scene: Scene) -> None:
    for actor in (scene.judges["CHN"], add_office_actor(scene, Role.AUDITOR)):
        with pytest.raises(DomainError, match="not_allowed"):
            add_sample(scene.context(actor), scene.trade_id)


def test_scores_of_sample_work_are_no_first_mark(scene: Scene) -> None:
    """A scheme is replaced, rules are changed and a judge changes teams after judges have calibrated."""
    context, session = scene.context(scene.organizer), scene.session
    add_sample(context, scene.trade_id)
    score(scene, "S-01", ("0", "2", "2"))
    days = open_days(session, scene.trade_id)
    assert not has_marks(session, scene.trade_id)
    assert is_touched(session, scene.trade_id)
    former = current_scheme(session, scene.trade_id)
    assert former is not None
    with unit_of_work(context, scene.event_id, trade_id=scene.trade_id) as unit:
        put_version(unit, scene.trade_id, former.scheme, former.version_id)
    assert open_days(session, scene.trade_id) == days
    found = calibration(session, scene.trade_id)
    assert [(each.code, each.filled) for each in found.samples] == [("S-01", 0)]
    assert found.agreement.aspects == ()
    # The scores stay where they were given; the new sheets are marked anew.
    assert session.scalar(select(func.count()).select_from(Score)) == 3
    after = current_scheme(session, scene.trade_id)
    assert after is not None
    (sheet,) = session.scalars(
        select(Sheet.id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
        .where(Entry.code == "S-01", SubCriterionRow.code == "A1", Sheet.scheme_version_id == after.version_id)
    )
    (aspect,) = (ref.id for sub in after.sub_criteria.values() for ref in sub.aspects if ref.aspect.code == "A1.J1")
    for team in PANEL:
        change = replace(scene.change(team, "A1.J1", "3"), aspect_id=aspect, scheme_version=2)
        record_marks(scene.context(scene.judges[team]), sheet, [change])
    assert [each.spread for each in calibration(session, scene.trade_id).agreement.aspects] == [0]
    assert verify_event(session, scene.event_id).problems == ()
    assert list(recount_event(session, scene.event_id)) == []
    judge_id = session.scalars(
        select(JudgeProfile.id).where(JudgeProfile.account_id == scene.judges["CHN"].account_id)
    ).one()
    assert not has_marked(session, judge_id)
