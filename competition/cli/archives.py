"""`competition archive export|restore|show`: a whole event as one file."""

from __future__ import annotations

from pathlib import Path

import click

from competition.cli.database import operator_context
from competition.cli.output import Json, print_json
from competition.cli.refusals import one_name, ready_session
from competition.config import load_config
from competition.queries.inside_view import event_of
from competition.services.archive_check import ArchiveFacts, archive_facts
from competition.services.archive_restore import Restored, restore_archive
from competition.services.archives import write_archive

FILE = click.Path(dir_okay=False, path_type=Path)
FOUND = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


@click.group()
def archive() -> None:
    """Write a whole event as one file, and let it in again somewhere else."""


@archive.command()
@click.argument("event_code", metavar="EVENT")
@click.argument("file", type=FILE)
@click.option("--with-secrets", "secrets", is_flag=True, help="With the hashes of passwords and PINs.")
@click.option("--json", "as_json", is_flag=True, help="Print for a machine.")
def export(event_code: str, file: Path, secrets: bool, as_json: bool) -> None:
    """Write an EVENT to FILE, which must not exist: everything, from its trades to its log.

    The same event makes the same bytes. docs/archive.md describes the file.
    """
    if file.exists():
        raise click.ClickException(f"{file} is there already.")
    with ready_session(as_json=as_json) as session:
        written = write_archive(session, event_of(session, event_code).id, file, secrets=secrets)
    if as_json:
        print_json({"event": event_code, "rows": written.rows, "size": written.size, "sha256": written.sha256})
    else:
        click.echo(f"Archived {event_code}: {written.rows} rows, {written.size / 1_000_000:.1f} MB")
        click.echo(f"SHA-256 {written.sha256}")


@archive.command()
@click.argument("file", type=FOUND)
@click.option("--as", "code", default="", help="Give the event another code.")
@click.option("--with-secrets", "secrets", is_flag=True, help="Let hashes of passwords and PINs in.")
@click.option("--dry-run", is_flag=True, help="Look through everything and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print for a machine.")
def restore(file: Path, code: str, secrets: bool, dry_run: bool, as_json: bool) -> None:
    """Let the event in FILE in, beside whatever is here: all of it, or nothing.

    Its log, marks and results are verified first. Exit code 0: done. 1: refused, with the reason.
    """
    with ready_session(make=True, as_json=as_json) as session:
        restored = restore_archive(
            operator_context(session), file, load_config().data_dir, code=code, secrets=secrets, dry_run=dry_run
        )
    if as_json:
        print_json(_restored_json(restored, dry_run))
        return
    said = "Would restore" if dry_run else "Restored"
    click.echo(f"{said} {restored.code}: {_words(restored.facts)}; log, marks and results agree.")
    for table, count in restored.known.items():
        if count:
            click.echo(f"  {count} rows of {table} are here already and stay as they are.")
    for old, new in restored.logins.items():
        click.echo(f"  The log-in {old} is taken here; its owner is {new} now.")
    if not (restored.facts.secrets and secrets):
        click.echo("  Nobody has a password or PIN yet: make new ones in the office.")


@archive.command()
@click.argument("file", type=FOUND)
@click.option("--json", "as_json", is_flag=True, help="Print for a machine.")
def show(file: Path, as_json: bool) -> None:
    """Say what is in FILE, and whether it is whole."""
    with ready_session(as_json=as_json):
        facts = archive_facts(file)
    if as_json:
        print_json(_facts_json(facts))
    else:
        click.echo(f"{facts.event.code}  {one_name(dict(facts.event.name))}")
        click.echo(f"{_words(facts)}; {facts.rows} rows, whole.")
        click.echo(f"Written by Podium {facts.app}, tables {facts.schema}.")


def _words(facts: ArchiveFacts) -> str:
    event = facts.event
    return f"{event.entries} entries, {event.sheets} sheets, {event.marks} marks, log up to {event.seq}"


def _facts_json(facts: ArchiveFacts) -> dict[str, Json]:
    event = facts.event
    return {
        "event": event.code,
        "entries": event.entries,
        "sheets": event.sheets,
        "marks": event.marks,
        "seq": event.seq,
        "head": event.hash,
        "rows": facts.rows,
        "size": facts.size,
        "app": facts.app,
        "schema": facts.schema,
        "secrets": facts.secrets,
    }


def _restored_json(restored: Restored, dry_run: bool) -> dict[str, Json]:
    return {
        **_facts_json(restored.facts),
        "event": restored.code,
        "written": 0 if dry_run else restored.rows,
        "known": dict(restored.known),
        "logins": dict(restored.logins),
    }
