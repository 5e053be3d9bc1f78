"""Work beside the pages: run once, by a child, all or nothing, whatever ends it. Source: ARCHITECTURE 3."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from competition.db.engine import open_engine, write_transaction
from competition.db.models import AuditEvent, Job, RoleAssignment
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.queries.jobs import JobView, job_view, latest_job
from competition.services import jobs
from competition.services.context import Announcement, BoardMoved, JobAsked
from competition.services.job_rows import DEAD_AFTER, Progress, beat, bury_dead, claim, worker_name
from competition.services.job_runner import JobRunner
from competition.services.jobs import request_cancel, start_job
from tests.factories import NOW, Scene, make_scene
from tests.job_worker import KINDS, register_kinds

WAIT_S = 60.0
"""How long a condition may take on a busy machine; no test claims a time."""


@pytest.fixture(autouse=True)
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Know the kinds of the tests, and no longer than they last."""
    monkeypatch.setattr(jobs, "_kinds", {})
    register_kinds()


@pytest.fixture
def scene(session: Session) -> Scene:
    """Give a small event."""
    return make_scene(session)


Watch = Callable[[Scene], JobRunner]


@pytest.fixture
def heard() -> list[Announcement]:
    """Give what the jobs called out."""
    return []


@pytest.fixture
def runner(database_url: str, tmp_path: Path, heard: list[Announcement]) -> Iterator[JobRunner]:
    """Give a runner with real children, started."""
    engine = open_engine(database_url)
    environ = {**os.environ, "COMPETITION_DATABASE_URL": database_url, "COMPETITION_DATA_DIR": str(tmp_path / "data")}
    found = JobRunner(engine, environ, heard.append, child="tests.job_worker")
    found.start()
    yield found
    found.stop()
    engine.dispose()


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something holds."""
    until = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def ask(scene: Scene, kind: str, **params: str) -> str:
    """Ask for a job as the organizer."""
    return start_job(scene.context(scene.organizer), kind, scene.event_id, params)


def begin(scene: Scene, runner: JobRunner, kind: str, **params: str) -> str:
    """Ask for a job, and let the runner know as the application does."""
    job_id = ask(scene, kind, **params)
    runner.hear(JobAsked(job_id))
    return job_id


def look(scene: Scene, job_id: str) -> JobView:
    """Return a job as it is now."""
    scene.session.rollback()
    found = job_view(scene.session, scene.event_id, job_id)
    assert found is not None
    return found


def entries(scene: Scene, type_: str) -> int:
    """Return how often the log tells of something."""
    scene.session.rollback()
    return scene.session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.type == type_)) or 0


def test_a_child_runs_the_job_with_the_rights_of_whoever_asked(
    scene: Scene, runner: JobRunner, heard: list[Announcement]
) -> None:
    job_id = ask(scene, "note", say="你好")
    runner.settle(job_id, WAIT_S)
    done = look(scene, job_id)
    assert (done.state, done.percent, done.phase, done.by) == ("done", 100, "writing", "Organizer")
    assert done.result is not None
    assert done.result["said"] == "你好"
    assert done.result["child"] != os.getpid()
    leaf = scene.session.scalar(select(AuditEvent.leaf).where(AuditEvent.type == "test.note"))
    assert leaf is not None
    assert str(scene.organizer.account_id) in leaf
    assert heard == [BoardMoved("board", scene.event_id, 7)]
    latest = latest_job(scene.session, scene.event_id, "note")
    assert latest is not None
    assert latest.id == job_id


def test_a_child_that_was_started_ahead_takes_the_next_job(scene: Scene, runner: JobRunner) -> None:
    runner.warm_up()
    runner.warm_up()
    spare = runner._spare
    assert spare is not None
    job_id, later = begin(scene, runner, "note", say="ahead"), ask(scene, "note", say="later")
    runner.settle(job_id, WAIT_S)
    runner.settle(later, WAIT_S)
    children = [(look(scene, each).result or {})["child"] for each in (job_id, later)]
    assert children[0] == spare[0].pid != children[1]
    assert runner._spare is None


def test_a_child_that_was_started_ahead_and_died_is_replaced(scene: Scene, runner: JobRunner) -> None:
    runner.warm_up()
    spare = runner._spare
    assert spare is not None
    spare[0].kill()
    spare[0].wait()
    job_id = ask(scene, "note", say="anyway")
    runner.settle(job_id, WAIT_S)
    assert look(scene, job_id).state == "done"


def test_a_writer_of_the_server_waits_for_the_child_and_then_writes(
    scene: Scene, runner: JobRunner, tmp_path: Path
) -> None:
    job_id = begin(scene, runner, "hold", until=str(tmp_path / "go"))
    wait_for(lambda: (runner.progress_of(job_id) or Progress()).phase == "holding")
    # A chain of the log has one head, so both engines make the second writer wait.
    order: list[str] = []

    def write() -> None:
        engine = open_engine(str(scene.session.get_bind().url.render_as_string(hide_password=False)))  # type: ignore[union-attr]
        with Session(engine) as own, write_transaction(own):
            own.execute(select(Job.id).where(Job.id == job_id).with_for_update()).all()
            order.append("server")
        engine.dispose()

    writer = threading.Thread(target=write)
    writer.start()
    if scene.session.get_bind().dialect.name == "sqlite":
        writer.join(0.2)
        assert order == []
    (tmp_path / "go").touch()
    writer.join(WAIT_S)
    runner.settle(job_id, WAIT_S)
    assert order == ["server"]
    assert (look(scene, job_id).state, entries(scene, "test.hold")) == ("done", 1)


def test_a_job_that_is_ended_leaves_nothing_behind(scene: Scene, runner: JobRunner, tmp_path: Path) -> None:
    job_id = begin(scene, runner, "hold", until=str(tmp_path / "never"))
    wait_for(lambda: (runner.progress_of(job_id) or Progress()).phase == "holding")
    context = scene.context(scene.organizer)
    scene.announced.clear()
    ending = threading.Thread(target=runner.hear, args=(JobAsked(job_id, cancel=True),))
    ending.start()
    request_cancel(context, scene.event_id, job_id)
    ending.join()
    runner.settle(job_id, WAIT_S)
    assert look(scene, job_id).state == "cancelled"
    assert entries(scene, "test.hold") == 0
    assert scene.announced == [JobAsked(job_id, cancel=True)]


def test_a_wish_to_end_that_another_process_wrote_is_heard(scene: Scene, runner: JobRunner, tmp_path: Path) -> None:
    job_id = begin(scene, runner, "rest", until=str(tmp_path / "never"))
    wait_for(lambda: look(scene, job_id).state == "running")
    request_cancel(scene.context(scene.organizer), scene.event_id, job_id)
    runner.settle(job_id, WAIT_S)
    assert look(scene, job_id).state == "cancelled"


def test_a_file_made_to_fill_the_memory_ends_its_child_alone(scene: Scene, runner: JobRunner) -> None:
    job_id = ask(scene, "gorge")
    runner.settle(job_id, WAIT_S)
    assert (look(scene, job_id).state, look(scene, job_id).problem_code) == ("failed", "job_failed")


def test_a_job_whose_child_is_killed_leaves_nothing_behind(scene: Scene, runner: JobRunner) -> None:
    job_id, next_id = ask(scene, "die"), ask(scene, "note", say="next")
    runner.settle(job_id, WAIT_S)
    runner.settle(next_id, WAIT_S)
    failed = look(scene, job_id)
    assert (failed.state, failed.problem_code) == ("failed", "job_stopped")
    assert entries(scene, "test.die") == 0
    # The lane is free again.
    assert look(scene, next_id).state == "done"


@pytest.mark.parametrize(("kind", "code"), [("stumble", "job_failed"), ("refuse", "plan_changed")])
def test_a_job_that_fails_says_why(scene: Scene, database_url: str, kind: str, code: str) -> None:
    job_id = ask(scene, kind)
    engine = open_engine(database_url)
    JobRunner(engine, {}, scene.announced.append).run_waiting()
    engine.dispose()
    failed = look(scene, job_id)
    assert (failed.state, failed.problem_code, failed.result) == ("failed", code, None)


def test_somebody_who_lost_the_right_meanwhile_is_refused(scene: Scene, database_url: str) -> None:
    job_id = ask(scene, "note", say="late")
    with write_transaction(scene.session):
        scene.session.execute(delete(RoleAssignment).where(RoleAssignment.account_id == scene.organizer.account_id))
    engine = open_engine(database_url)
    assert JobRunner(engine, {}, scene.announced.append).run_waiting() == 1
    engine.dispose()
    assert look(scene, job_id).problem_code == "not_allowed"
    assert entries(scene, "test.note") == 0


def test_a_job_is_claimed_by_one_worker(scene: Scene, database_url: str) -> None:
    job_id = ask(scene, "note", say="once")
    claimed: list[str] = []
    barrier = threading.Barrier(4)

    def race(number: int) -> None:
        engine = open_engine(database_url)
        with Session(engine) as own:
            barrier.wait()
            if found := claim(own, ["note"], f"host:{number}:x", NOW):
                claimed.append(found)
        engine.dispose()

    racers = [threading.Thread(target=race, args=(number,)) for number in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert claimed == [job_id]
    with Session(scene.session.get_bind()) as own:
        assert claim(own, ["another"], "host:9:x", NOW) is None


def test_the_oldest_job_comes_first(scene: Scene) -> None:
    first, second = ask(scene, "note", say="1"), ask(scene, "note", say="2")
    worker = worker_name()
    assert [claim(scene.session, ["note"], worker, NOW) for _ in range(3)] == [first, second, None]


def test_a_waiting_job_ends_at_once_and_never_runs(scene: Scene) -> None:
    job_id = ask(scene, "note", say="never")
    request_cancel(scene.context(scene.organizer), scene.event_id, job_id)
    ended = look(scene, job_id)
    assert (ended.state, ended.is_open) == ("cancelled", False)
    assert claim(scene.session, ["note"], worker_name(), NOW) is None


def test_a_job_whose_worker_died_is_told_as_failed(scene: Scene) -> None:
    own = worker_name()
    host, pid, _ = own.split(":")
    silent, alive, gone, reborn = (ask(scene, "note", say=str(number)) for number in range(4))
    now = datetime.now(UTC)
    for job_id, worker, at in (
        (silent, "elsewhere:1:x", now - DEAD_AFTER - timedelta(seconds=1)),
        (alive, "elsewhere:1:x", now),
        (gone, f"{host}:{_dead_pid()}:x", now),
        (reborn, f"{host}:{pid}:before", now),
    ):
        assert claim(scene.session, ["note"], worker, at) == job_id
    assert bury_dead(scene.session, own, now) == 3
    states = {job_id: look(scene, job_id).state for job_id in (silent, alive, gone, reborn)}
    assert states == {silent: "failed", alive: "running", gone: "failed", reborn: "failed"}
    assert look(scene, gone).problem_code == "job_stopped"


def test_a_sign_of_life_carries_the_progress(scene: Scene) -> None:
    job_id, worker = ask(scene, "note", say="x"), worker_name()
    claim(scene.session, ["note"], worker, NOW)
    beat(scene.session, worker, {job_id: Progress(30, 120, "reading")}, NOW + timedelta(seconds=5))
    shown = look(scene, job_id)
    assert (shown.percent, shown.phase) == (25, "reading")
    beat(scene.session, "somebody:1:else", {job_id: Progress(99, 120, "reading")}, NOW)
    assert look(scene, job_id).done == 30


def test_only_who_may_start_it_may_start_or_end_it(scene: Scene) -> None:
    with pytest.raises(DomainError, match="not_allowed"):
        start_job(scene.context(scene.judges["KAZ"]), "note", scene.event_id)
    with pytest.raises(DomainError, match="not_found"):
        start_job(scene.context(scene.organizer), "nothing", scene.event_id)
    job_id = ask(scene, "note", say="x")
    with pytest.raises(DomainError, match="not_allowed"):
        request_cancel(scene.context(scene.judges["KAZ"]), scene.event_id, job_id)
    other = make_scene(scene.session, code="other-2024")
    with pytest.raises(DomainError, match="not_found"):
        request_cancel(other.context(other.organizer), other.event_id, job_id)
    assert look(scene, job_id).state == "waiting"


def test_the_kinds_of_the_tests_are_complete() -> None:
    assert jobs.known_kinds() == tuple(sorted(kind.__name__ for kind in KINDS))
    assert jobs.permission_for("note") is Permission.EDIT_EVENT


def _dead_pid() -> int:
    """Return the number of a process that has ended."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return child
