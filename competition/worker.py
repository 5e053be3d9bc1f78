"""The process of one job: `python -m competition.worker JOB`, started and watched by the server.

A second composition root, without the web: it knows the kinds of work, the database and the pipe to its parent.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import sys
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from competition.config import load_config
from competition.db.engine import open_engine, use_lane
from competition.logs import set_up_logs
from competition.services.job_kinds import register_all
from competition.services.job_wire import ChildWire
from competition.services.jobs import run_job
from competition.services.shelf import keep_backups_at

MOST_MEMORY = 2 << 30
"""Bytes of address space: a file made to fill the memory ends this process and no other."""
NICENESS = 5
_PARENT_DEATH = 1


def main(job_id: str) -> int:
    """Run one job and tell the parent how it ended."""
    said = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever prints must not speak to the parent.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _confine()
    set_up_logs()
    register_all()
    config = load_config()
    wire = ChildWire(sys.stdin.buffer, said)
    engine = open_engine(config.database_url)
    keep_backups_at(engine, config)
    if config.is_sqlite:
        use_lane(wire)
    with Session(engine) as session:
        end = run_job(session, job_id, wire, lambda: datetime.now(UTC))
    engine.dispose()
    wire.end(end)
    return 0


def _confine() -> None:
    """Take less than the server: of the processor, of memory, and no longer than it lives."""
    os.nice(NICENESS)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
