"""Kinds of work for tests, and the child process that knows them: `python -m tests.job_worker`."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from competition import worker
from competition.db.base import Json
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.services.context import BoardMoved
from competition.services.jobs import JobRun, Work, register_kind
from competition.services.unit_of_work import unit_of_work

PAUSE_S = 0.01


def _event(run: JobRun) -> str:
    assert run.event_id is not None
    return run.event_id


def note(run: JobRun) -> Mapping[str, Json]:
    """Write to the log, call something out, and tell how far it is."""
    context = run.context
    context.require(Permission.EDIT_EVENT, event_id=run.event_id)
    run.progress(1, 2, "writing")
    with unit_of_work(context, _event(run)) as unit:
        unit.record("test.note", f"event/{run.event_id}", new={"by": str(os.getpid())})
    context.publish(BoardMoved("board", _event(run), 7))
    run.progress(2, 2, "writing")
    return {"said": run.params["say"], "child": os.getpid()}


def hold(run: JobRun) -> None:
    """Write, then stay inside the transaction until a file appears."""
    with unit_of_work(run.context, _event(run)) as unit:
        unit.record("test.hold", f"event/{run.event_id}")
        run.context.session.flush()
        unit.log.chain()
        run.progress(1, 4, "holding")
        while not Path(str(run.params["until"])).exists():
            run.check_cancel()
            time.sleep(PAUSE_S)


def rest(run: JobRun) -> None:
    """Do nothing until a file appears."""
    while not Path(str(run.params["until"])).exists():
        run.check_cancel()
        time.sleep(PAUSE_S)


def die(run: JobRun) -> None:
    """Be killed inside a transaction."""
    with unit_of_work(run.context, _event(run)) as unit:
        unit.record("test.die", f"event/{run.event_id}")
        unit.log.chain()
        os.kill(os.getpid(), signal.SIGKILL)


def stumble(_run: JobRun) -> None:
    """Fail as nobody foresaw."""
    raise ZeroDivisionError


def refuse(_run: JobRun) -> None:
    """Be refused by a rule."""
    raise DomainError("plan_changed")


def gorge(_run: JobRun) -> None:
    """Take more memory than a child may have."""
    bytearray(worker.MOST_MEMORY)


KINDS: tuple[Callable[[JobRun], Mapping[str, Json] | None], ...] = (note, hold, rest, die, stumble, refuse, gorge)


def register_kinds() -> None:
    """Make the kinds known to this process."""
    kind: Work
    for kind in KINDS:
        register_kind(kind.__name__, kind, Permission.EDIT_EVENT)


if __name__ == "__main__":
    register_kinds()
    sys.exit(worker.main())
