"""A file becomes a marking scheme: shown first, then all or nothing. Source: PRODUCT C1, C2."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import (
    SchemeVersion,
    Sheet,
)
from competition.domain.errors import DomainError
from competition.domain.plans import PlanAction
from competition.domain.scheme import Criterion, Scheme
from competition.formats.scheme_sheet import write_scheme
from competition.services.marking import record_marks
from competition.services.scheme_import import (
    apply_scheme_import,
    export_scheme,
    plan_scheme_import,
    trade_id_of,
)
from tests.factories import Scene, make_scene, measured, small_scheme
from tests.integration.exchange_scene import PEOPLE, Office, codes


@pytest.fixture
def office(session: Session) -> Office:
    """Give an empty event with the trades 04 and 11."""
    return Office(session)


def test_a_scheme_becomes_version_one_with_a_sheet_for_every_entry(office: Office) -> None:
    office.bring(PEOPLE)
    shown = office.plan_scheme(small_scheme())
    assert (shown.action, shown.version) == (PlanAction.CREATE, 1)
    written = apply_scheme_import(office.context, shown)
    assert (written.version, written.sheets, office.count(Sheet)) == (1, 9, 9)
    assert office.log()[-1] == "scheme.import"
    assert office.plan_scheme(small_scheme()).action is PlanAction.SAME


def test_entries_that_come_after_the_scheme_get_their_sheets(office: Office) -> None:
    apply_scheme_import(office.context, office.plan_scheme(small_scheme()))
    assert office.bring(PEOPLE)["sheets"] == 9


def test_an_exported_scheme_imports_as_nothing_to_do(office: Office) -> None:
    apply_scheme_import(office.context, office.plan_scheme(small_scheme()))
    trade_id = trade_id_of(office.session, office.event_id, "4")
    exported = export_scheme(office.context, trade_id)
    assert plan_scheme_import(office.context, trade_id, exported).action is PlanAction.SAME
    with pytest.raises(DomainError, match="scheme_missing"):
        export_scheme(office.context, trade_id_of(office.session, office.event_id, "11"))


def other_scheme() -> Scheme:
    """Return the small scheme with another division of B1."""
    first, second = small_scheme().criteria
    (sub,) = second.sub_criteria
    parts = (measured("B1.M1", "25.00"), measured("B1.M2", "15.00"))
    return replace(small_scheme(), criteria=(first, replace(second, sub_criteria=(replace(sub, aspects=parts),))))


def test_before_the_first_mark_a_new_version_replaces_the_sheets(session: Session) -> None:
    scene = make_scene(session)
    context = scene.context(scene.organizer)
    shown = plan_scheme_import(context, scene.trade_id, write_scheme(other_scheme()))
    assert (shown.action, shown.version) == (PlanAction.UPDATE, 2)
    assert apply_scheme_import(context, shown).sheets == 12
    rows = session.execute(select(Sheet.state, Sheet.marking_team_id, SchemeVersion.number).join(SchemeVersion)).all()
    assert {(state, team is not None, number) for state, team, number in rows} == {("open", True, 2)}


def mark_once(scene: Scene) -> None:
    """Enter one mark."""
    change = scene.change("CHN", "A1.M1", "1")
    record_marks(scene.context(scene.judges["CHN"]), scene.sheets["EI-04", "A1"], [change])


def test_after_the_first_mark_a_file_replaces_the_scheme_no_more(session: Session) -> None:
    scene = make_scene(session)
    context = scene.context(scene.organizer)
    early = plan_scheme_import(context, scene.trade_id, write_scheme(other_scheme()))
    mark_once(scene)
    late = plan_scheme_import(context, scene.trade_id, write_scheme(other_scheme()))
    assert ("scheme_has_marks", None, None) in codes(late)
    with pytest.raises(DomainError, match="plan_not_applicable"):
        apply_scheme_import(context, late)
    with pytest.raises(DomainError, match="plan_changed"):
        apply_scheme_import(context, early)
    assert session.scalars(select(SchemeVersion.number)).all() == [1]
    same = plan_scheme_import(context, scene.trade_id, write_scheme(small_scheme()))
    assert same.action is PlanAction.SAME


def test_a_scheme_that_is_not_finished_is_refused_at_its_place(office: Office) -> None:
    half = Scheme(small_scheme().criteria[:1], small_scheme().sections)
    shown = office.plan_scheme(half)
    grave = [problem.code for problem in shown.problems if problem.severity.value == "error"]
    assert sorted(grave) == ["section_variation", "total_not_100"]
    assert not shown.is_applicable
    with pytest.raises(DomainError, match="plan_not_applicable"):
        apply_scheme_import(office.context, shown)
    assert office.session.scalars(select(SchemeVersion.id)).all() == []


def on_day(day: int | None) -> Scheme:
    """Return the small scheme with B1 on a day."""
    first, second = small_scheme().criteria
    (sub,) = second.sub_criteria
    return Scheme((first, Criterion("B", second.name, (replace(sub, day=day),))), small_scheme().sections)


def test_a_day_that_the_event_lacks_is_an_error_at_its_cell(office: Office) -> None:
    (place,) = [each for each in office.plan_scheme(on_day(4)).problems if each.code == "day_unknown"]
    assert (place.sheet, place.column) == ("CIS Marking Scheme Import", "C")
    assert place.row is not None
    missing = office.plan_scheme(on_day(None))
    assert [each.code for each in missing.problems if each.code.startswith("day")] == ["day_missing"]
    assert missing.is_applicable


def test_a_broken_scheme_file_is_refused_with_its_reason(office: Office) -> None:
    trade_id = trade_id_of(office.session, office.event_id, "04")
    whole = write_scheme(small_scheme())
    for data, code in (
        (b"%PDF-1.7 ...", "file_wrong_type"),
        (whole[: len(whole) // 2], "file_broken"),
        (b"", "file_empty"),
    ):
        shown = plan_scheme_import(office.context, trade_id, data)
        assert [problem.code for problem in shown.problems] == [code]
        assert not shown.is_applicable
    with pytest.raises(DomainError, match="trade_unknown"):
        trade_id_of(office.session, office.event_id, "99")
