"""`competition restore`: put a backup in the place of everything, after showing what that does."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy.orm import Session

from competition.cli.database import operator_context
from competition.cli.output import Json, print_json
from competition.cli.refusals import ready_session
from competition.formats.plain_table import align
from competition.services.backups import engine_of
from competition.services.restoring import AskedFor, EventChange, check_backup, event_changes, restore_backup
from competition.services.shelf import describe, shelf_of

FOUND = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.command()
@click.argument("file", type=FOUND)
@click.option("--dry-run", is_flag=True, help="Look through the backup, show what would change, write nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--reason", default="", help="Why; it stays in the log.")
@click.option("--asked-by", default="", hidden=True)
@click.option("--approved-by", default="", hidden=True)
@click.option("--json", "as_json", is_flag=True, help="Print for a machine.")
def restore(file: Path, dry_run: bool, yes: bool, reason: str, asked_by: str, approved_by: str, as_json: bool) -> None:
    """Put the backup FILE in the place of everything that is here.

    It is checked apart first: whole, complete, every log in agreement with its marks. The present is backed up before.
    Whoever is signed in stays so, and passwords stay as they are now. The server may run; it starts anew afterwards
    when it restores by itself, else restart it.

    Exit code 0: done, or nothing wrong found by --dry-run. 1: refused, with the reason; nothing was changed.
    """
    with ready_session(make=True, as_json=as_json) as session:
        changes = event_changes(session, describe(file))
        if not as_json:
            _print(changes)
        if dry_run:
            check_backup(file, shelf_of(engine_of(session)).folder)
            if as_json:
                print_json({"events": [_as_json(each) for each in changes]})
            else:
                click.echo("The backup is whole, and its logs agree with its marks. Nothing was changed.")
            return
        if not yes and not as_json and not click.confirm("Restore this backup?"):
            return
        _restore(session, file, AskedFor(reason, asked_by, approved_by), as_json)


def _restore(session: Session, file: Path, asked: AskedFor, as_json: bool) -> None:
    done = restore_backup(operator_context(session), file, asked=asked)
    before = done.before.name if done.before else None
    if as_json:
        print_json({"rows": done.rows, "before": before, "events": [_as_json(each) for each in done.changes]})
        return
    click.echo(f"Restored {done.rows} rows of {done.backup.at:%Y-%m-%d %H:%M:%S} UTC.")
    if before:
        click.echo(f"What was here before is kept: {shelf_of(engine_of(session)).path(before)}")
    for each in done.lost:
        click.echo(f"  {each.code}: {each.missing} entries of the log that were seen are not in it.")


def _print(changes: tuple[EventChange, ...]) -> None:
    rows = [
        [
            each.code,
            *(_step(each, figure) for figure in ("marks", "locked", "seq")),
            "the same" if each.is_same else f"{each.lost_entries} entries of the log are lost",
        ]
        for each in changes
    ]
    if rows:
        click.echo(align(["Event", "Marks", "Locked sheets", "Log", ""], rows, right=(1, 2, 3)))


def _step(change: EventChange, figure: str) -> str:
    now, then = (None if size is None else getattr(size, figure) for size in (change.now, change.then))
    return f"{'–' if now is None else now} → {'–' if then is None else then}"


def _as_json(change: EventChange) -> dict[str, Json]:
    return {
        "event": change.code,
        "now": None if change.now is None else {"marks": change.now.marks, "seq": change.now.seq},
        "then": None if change.then is None else {"marks": change.then.marks, "seq": change.then.seq},
        "lost": change.lost_entries,
    }
