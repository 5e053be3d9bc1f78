"""`competition backup`: back the database up now, list the backups, look whether they are whole."""

from __future__ import annotations

import click

from competition.cli.database import operator_context
from competition.cli.output import FINE, PROBLEMS, Json, leave, print_json
from competition.cli.refusals import ready_session
from competition.domain.backups import BackupReason
from competition.formats.plain_table import align
from competition.services.backups import engine_of, make_backup
from competition.services.shelf import Backup, backups_on, is_whole, shelf_of

REASONS = click.Choice([each.value for each in BackupReason])


@click.command()
@click.option("--list", "lists", is_flag=True, help="List the backups instead of making one.")
@click.option("--check", "checks", is_flag=True, help="Read every backup and say whether it is whole.")
@click.option("--reason", type=REASONS, default=BackupReason.COMMAND.value, hidden=True)
@click.option("--by", default="", hidden=True)
@click.option("--json", "as_json", is_flag=True, help="Print for a machine.")
def backup(lists: bool, checks: bool, reason: str, by: str, as_json: bool) -> None:
    """Back the whole database up, while the server runs or not.

    Exit code 0: done, or all backups are whole. 1: it could not be written, or a backup is damaged.
    """
    with ready_session(as_json=as_json) as session:
        if lists or checks:
            shelf = shelf_of(engine_of(session))
            found = backups_on(shelf)
            damaged = {each.name for each in found if checks and not is_whole(shelf, each.name)}
            _print_list(found, damaged, as_json)
            leave(PROBLEMS if damaged else FINE)
        made = make_backup(operator_context(session), BackupReason(reason), by=by)
        if as_json:
            print_json(_as_json(made))
        else:
            click.echo(f"Backed up: {shelf_of(engine_of(session)).path(made.name)}")


def _print_list(found: tuple[Backup, ...], damaged: set[str], as_json: bool) -> None:
    if as_json:
        print_json([{**_as_json(each), "whole": each.name not in damaged} for each in found])
        return
    if not found:
        click.echo("There is no backup yet. Run: competition backup")
        return
    rows = [
        [
            *(each.name, f"{each.at:%Y-%m-%d %H:%M:%S}", each.reason.replace("_", " ")),
            *(str(each.marks), f"{each.size / 1_000_000:.1f} MB"),
            "DAMAGED" if each.name in damaged else ("pinned" if each.pinned else ""),
        ]
        for each in found
    ]
    click.echo(align(["Backup", "Made (UTC)", "Why", "Marks", "Size", ""], rows, right=(3, 4)))


def _as_json(each: Backup) -> dict[str, Json]:
    return {
        "name": each.name,
        "at": each.at.isoformat(),
        "reason": each.reason,
        "size": each.size,
        "sha256": each.sha256,
        "marks": each.marks,
        "events": [{"event": event.code, "marks": event.marks, "seq": event.seq} for event in each.events],
    }
