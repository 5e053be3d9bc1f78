"""Restore a backup while the server runs: beside it, with its writer lane held, so that its loop goes on turning."""

from __future__ import annotations

from pathlib import Path

from competition.db.engine import writer_lane
from competition.services.apart import run_apart, shares_its_thread
from competition.services.backups import engine_of
from competition.services.context import Context
from competition.services.restore_requests import ToRestore
from competition.services.restoring import restore_backup


def restore_here(context: Context, wanted: ToRestore, data_dir: Path) -> None:
    """Put a backup that two people want in the place of the present; raises DomainError as `restore_backup`."""
    asked = wanted.asked
    if not shares_its_thread():
        restore_backup(context, wanted.path, asked=asked)
        return
    context.session.rollback()
    engine = engine_of(context)
    lane = writer_lane()
    lane.acquire()
    try:
        people = ["--asked-by", asked.asked_by, "--approved-by", asked.approved_by]
        run_apart(engine, data_dir, ["restore", str(wanted.path), "--yes", "--reason", asked.reason, *people])
    finally:
        lane.release()
