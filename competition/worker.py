"""The process of one job: `python -m competition.worker`, started and watched by the server.

It is told the id of the job on its standard input, perhaps long after it was started. A second composition root,
without the web: it knows the kinds of work, the database and the pipe to its parent.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import resource
import signal
import sys
from datetime import UTC, datetime

from sqlalchemy.orm import Session, configure_mappers

from competition.config import load_config
from competition.db.engine import open_engine, use_lane
from competition.logs import set_up_logs
from competition.services.job_kinds import register_all
from competition.services.job_wire import ChildWire
from competition.services.jobs import run_job
from competition.services.shelf import keep_backups_at

MOST_MEMORY = 2 << 30
"""Bytes of address space: a file made to fill the memory ends this process and no other."""
_PARENT_DEATH = 1


def main() -> int:
    """Wait to be told which job, run it and tell the parent how it ended."""
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
    # What can be done before there is a job; and the collector need not walk over all modules again and again.
    configure_mappers()
    gc.freeze()
    job_id = sys.stdin.buffer.readline().decode().strip()
    if not job_id:
        # Nobody had work; the server that started it is gone or has let it go.
        return 0
    with Session(engine) as session:
        end = run_job(session, job_id, wire, lambda: datetime.now(UTC))
    engine.dispose()
    wire.end(end)
    return 0


def _confine() -> None:
    """Take no more memory than a server can spare, and live no longer than it does.

    Of the processor it takes its full share: whoever holds the writer lane must not be kept from finishing.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MOST_MEMORY if hard == resource.RLIM_INFINITY else min(MOST_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
