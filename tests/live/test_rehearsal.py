"""Robots play a rehearsal on a real server, as its page starts them: through the doors, to the last locked sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.engine import open_engine
from competition.db.models import Event, Job, RoleAssignment, Sheet
from competition.domain.permissions import Grant, Role
from competition.queries.log_replay import verify_event
from competition.services.context import Actor, Context
from competition.services.job_kinds import register_all
from competition.services.jobs import start_job
from competition.services.rehearsal_play import KIND
from competition.services.rehearsal_wipe import wipe_rehearsal
from competition.services.rehearsals import NewRehearsal, make_rehearsal, rehearsal_of
from tests.factories import Scene, make_scene
from tests.servers import Server, eventually, running_server

pytestmark = pytest.mark.live


@pytest.fixture
def server(sqlite_url: str, tmp_path: Path) -> Iterator[Server]:
    """Give a server on a small event."""
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        make_scene(session)
    engine.dispose()
    with running_server(tmp_path, sqlite_url) as server:
        yield server


def test_robots_play_a_rehearsal_to_its_end_and_it_is_wiped(server: Server, sqlite_url: str) -> None:
    register_all()
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        scene = Scene(session)
        event = session.scalars(select(Event)).one()
        event_id = event.id
        organizer = organizer_of(session, event_id)

        def context() -> Context:
            return Context(session, organizer, datetime.now(UTC), scene.announced.append, request_id="test")

        make_rehearsal(context(), event_id, NewRehearsal())
        job_id = start_job(context(), KIND, event_id, {"url": server.url, "speed": "200"})

        def ended() -> bool:
            session.rollback()
            return session.scalars(select(Job.state).where(Job.id == job_id)).one() not in {"waiting", "running"}

        assert eventually(ended, seconds=90)
        job = session.get_one(Job, job_id)
        assert (job.state, job.problem_code) == ("done", None)
        report = job.result or {}
        assert (report["locked"], report["sheets"], report["faults"], report["log_whole"]) == (12, 12, [], True)
        assert int(str(report["marks"])) >= 12 * 2
        rehearsal = rehearsal_of(session, event_id)
        assert rehearsal is not None
        rehearsal_id = rehearsal.id
        assert set(session.scalars(select(Sheet.state).where(Sheet.event_id == rehearsal_id))) == {"locked"}
        assert verify_event(session, rehearsal_id).problems == ()
        wipe_rehearsal(context(), event_id)
        assert session.scalars(select(Event.id)).all() == [event_id]
    engine.dispose()


def organizer_of(session: Session, event_id: str) -> Actor:
    account_id = session.scalars(select(RoleAssignment.account_id).where(RoleAssignment.role == "organizer")).one()
    return Actor(account_id, "Organizer", frozenset({Grant(Role.ORGANIZER, event_id)}))
