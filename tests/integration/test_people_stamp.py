"""A plan about people is made again when anything it rests on may have changed, and not for every mark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from competition.db.engine import open_engine
from competition.domain.errors import DomainError
from competition.queries.people_stamp import are_people_as_they_were, people_stamp
from competition.services.exchange import apply_roster_import, plan_roster_import
from competition.services.marking import record_marks
from competition.services.register_log import note_change
from competition.services.unit_of_work import unit_of_work
from tests.factories import Scene, make_scene

HEAD = "Team code,Team name,Name,Latin name,Trade code,Entry code,Role,Group,Date of birth\n"


@pytest.fixture
def scene(sqlite_url: str) -> Iterator[Scene]:
    """Give an event that is being marked."""
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        yield make_scene(session)
    engine.dispose()


def _mark(scene: Scene) -> None:
    change = scene.change("CHN", "A1.M1", "1")
    record_marks(scene.context(scene.judges["CHN"]), scene.sheets["EI-01", "A1"], [change])


def _rename(scene: Scene, team: str) -> None:
    with unit_of_work(scene.context(scene.organizer), scene.event_id) as unit:
        unit.record("team.update", f"team/{scene.teams[team]}", new={"members": "name"})


def test_marks_leave_people_as_they_were_and_everything_else_may_not(scene: Scene) -> None:
    stamp = people_stamp(scene.session)
    _mark(scene)
    assert are_people_as_they_were(scene.session, stamp)
    _rename(scene, "KAZ")
    assert not are_people_as_they_were(scene.session, stamp)
    assert are_people_as_they_were(scene.session, people_stamp(scene.session))


def test_another_event_and_the_registers_count_too(scene: Scene) -> None:
    stamp = people_stamp(scene.session)
    make_scene(scene.session, code="other-2024")
    assert not are_people_as_they_were(scene.session, stamp)
    stamp = people_stamp(scene.session)
    note_change(scene.context(scene.organizer), "expert", "1", "change")
    scene.session.flush()
    assert not are_people_as_they_were(scene.session, stamp)


def test_an_import_goes_on_over_a_mark_and_stops_at_what_it_did_not_know(scene: Scene) -> None:
    context = scene.context(scene.organizer)
    one, two = (HEAD + f"KAZ,,{name},,,,Team leader,,\n" for name in ("Ana", "Luis"))
    shown = plan_roster_import(context, scene.event_id, one.encode())
    later = plan_roster_import(context, scene.event_id, (one + two.removeprefix(HEAD)).encode())
    _mark(scene)
    assert apply_roster_import(context, shown).created == 1
    with pytest.raises(DomainError, match="plan_changed"):
        apply_roster_import(context, later)
