"""Before anything is taken away everything is backed up; what cannot be backed up stays. Source: PRODUCT B6."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.engine import open_engine
from competition.db.models import Competitor, Day
from competition.domain.errors import DomainError
from competition.domain.people import TeamDetails
from competition.services import destructive
from competition.services.backups import engine_of
from competition.services.competitors import remove_competitor
from competition.services.context import Context
from competition.services.entries import remove_entry
from competition.services.erasure import erase_person, erasure_code
from competition.services.schedule_days import add_day, remove_day
from competition.services.shelf import backups_on, shelf_of
from competition.services.teams import create_team, remove_team
from tests.archives import table_counts
from tests.factories import Scene, make_scene

Act = Callable[[Context, Scene], object]


@pytest.fixture
def scene(sqlite_url: str) -> Iterator[Scene]:
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        yield make_scene(session)
    engine.dispose()


def _entry(context: Context, scene: Scene) -> None:
    remove_entry(context, scene.event_id, scene.entries["EI-04"])


def _competitor(context: Context, scene: Scene) -> None:
    found = scene.session.scalars(select(Competitor.id).order_by(Competitor.id)).first()
    remove_competitor(context, scene.event_id, str(found))


def _erase(context: Context, scene: Scene) -> object:
    person_id = scene.session.scalars(select(Competitor.person_id).order_by(Competitor.id)).first() or ""
    return erase_person(context, scene.event_id, person_id, erasure_code(scene.session, scene.event_id, person_id))


def _day(context: Context, scene: Scene) -> None:
    last = max(scene.session.scalars(select(Day.date).where(Day.event_id == scene.event_id)))
    add_day(context, scene.event_id, date.fromordinal(last.toordinal() + 1))
    number = max(scene.session.scalars(select(Day.number).where(Day.event_id == scene.event_id)))
    remove_day(context, scene.event_id, number)


@pytest.mark.parametrize("act", [_entry, _competitor, _erase, _day])
def test_a_backup_is_made_first_and_without_one_nothing_goes(
    act: Act, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = scene.context(scene.organizer)

    def full(*_: object) -> None:
        raise DomainError("backup_failed", fault="No space left on device")

    shelf = shelf_of(engine_of(scene.session))
    with monkeypatch.context() as patch:
        patch.setattr(destructive, "make_backup", full)
        before = [table_counts(scene.session)[name] for name in ("person", "competitor", "entry", "image")]
        with pytest.raises(DomainError, match="backup_failed"):
            act(context, scene)
        scene.session.rollback()
        assert [table_counts(scene.session)[name] for name in ("person", "competitor", "entry", "image")] == before
    if act is _day:
        # The first call added the day that it could not take away.
        return
    assert backups_on(shelf) == ()
    act(context, scene)
    assert [each.reason for each in backups_on(shelf)] == ["before_delete"]
    assert backups_on(shelf)[0].events[0].entries == len(scene.entries)


def test_of_small_steps_in_a_row_a_fresh_backup_is_enough(scene: Scene) -> None:
    context = replace(scene.context(scene.organizer), now=datetime.now(UTC))
    shelf = shelf_of(engine_of(scene.session))
    codes = ("MEX", "THA")
    teams = [create_team(context, scene.event_id, TeamDetails(code, {"en": code})) for code in codes]
    for team in teams:
        remove_team(replace(context, now=datetime.now(UTC)), scene.event_id, team)
    assert len(backups_on(shelf)) == 1
    later = replace(context, now=datetime.now(UTC) + 2 * destructive.RECENT)
    _entry(later, scene)
    assert len(backups_on(shelf)) == 2
