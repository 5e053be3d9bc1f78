"""`competition import …` and `competition export …`: rosters and marking schemes as files."""

from __future__ import annotations

from pathlib import Path

import click

from competition.cli.database import operator_context
from competition.cli.output import (
    FINE,
    PROBLEMS,
    Json,
    leave,
    print_json,
    print_problems,
    problem_json,
)
from competition.cli.refusals import ready_session
from competition.config import LANGUAGES
from competition.domain.decimals import two_decimals
from competition.domain.plans import PlanAction
from competition.domain.scheme import Scheme
from competition.domain.scheme_rules import summarise
from competition.formats.csv_text import OLD_ENCODINGS
from competition.formats.plain_table import align
from competition.formats.roster_sheet import TableFormat
from competition.queries.inside_view import event_of
from competition.services.exchange import RosterImport, apply_roster_import, export_roster, plan_roster_import
from competition.services.scheme_import import (
    SchemeImport,
    apply_scheme_import,
    export_scheme,
    plan_scheme_import,
    trade_id_of,
)

SOURCE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
TARGET = click.Path(dir_okay=False, writable=True, path_type=Path)
_SHOWN_CHANGES = 20


@click.group(name="import")
def import_() -> None:
    """Bring files into an event: shown first, then written whole or not at all."""


@click.group()
def export() -> None:
    """Write what an event holds into files that can be imported again."""


@import_.command(name="roster")
@click.argument("file", type=SOURCE)
@click.option("--event", "event_code", required=True, metavar="CODE", help="The event.")
@click.option("--dry-run", is_flag=True, help="Show what would happen and write nothing.")
@click.option("--encoding", type=click.Choice(OLD_ENCODINGS), help="Encoding of a CSV file that is not Unicode.")
@click.option("--json", "as_json", is_flag=True, help="Print for a machine.")
def import_roster(file: Path, event_code: str, dry_run: bool, encoding: str | None, as_json: bool) -> None:
    """Import people, teams, entries and judges from FILE (XLSX, XLS, ODS or CSV).

    Exit code 0: written, or nothing to do. 1: something must be mended first, and nothing was written.
    """
    with ready_session(as_json=as_json) as session:
        context = operator_context(session)
        shown = plan_roster_import(context, event_of(session, event_code).id, file.read_bytes(), encoding)
        if not as_json:
            _show_roster_plan(shown)
        report = _roster_json(shown)
        if shown.is_applicable and not shown.is_empty and not dry_run:
            written = apply_roster_import(context, shown)
            report["written"] = dict(written.counts())
            if not as_json:
                _say_written(written.counts())
    if as_json:
        print_json(report)
    elif dry_run and shown.is_applicable and not shown.is_empty:
        click.echo("Nothing was written (--dry-run).")
    leave(FINE if shown.is_applicable else PROBLEMS)


@import_.command(name="scheme")
@click.argument("file", type=SOURCE)
@click.option("--event", "event_code", required=True, metavar="CODE", help="The event.")
@click.option("--trade", "trade_code", required=True, metavar="CODE", help="The trade.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Of the file's texts; the event's first language.")
@click.option("--dry-run", is_flag=True, help="Show what would happen and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print for a machine.")
def import_scheme(
    file: Path, event_code: str, trade_code: str, language: str | None, dry_run: bool, as_json: bool
) -> None:
    """Import a marking scheme from FILE as the next version of a trade's scheme, and lay out its judging sheets.

    Exit code 0: written, or nothing to do. 1: something must be mended first, and nothing was written.
    """
    with ready_session(as_json=as_json) as session:
        context = operator_context(session)
        event = event_of(session, event_code)
        trade_id = trade_id_of(session, event.id, trade_code)
        shown = plan_scheme_import(context, trade_id, file.read_bytes(), language or event.default_language)
        if not as_json:
            _show_scheme_plan(shown, trade_code)
        report = _scheme_json(shown)
        if shown.is_applicable and shown.action is not PlanAction.SAME and not dry_run:
            written = apply_scheme_import(context, shown)
            report["written"] = {"version": written.version, "sheets": written.sheets}
            if not as_json:
                click.echo(f"Written: version {written.version} with {written.sheets} judging sheets.")
    if as_json:
        print_json(report)
    elif dry_run and shown.is_applicable and shown.action is not PlanAction.SAME:
        click.echo("Nothing was written (--dry-run).")
    leave(FINE if shown.is_applicable else PROBLEMS)


@export.command(name="roster")
@click.argument("file", type=TARGET)
@click.option("--event", "event_code", required=True, metavar="CODE", help="The event.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Of the headings.")
def roster_file(file: Path, event_code: str, language: str) -> None:
    """Write the people of an event into FILE (.xlsx or .csv)."""
    kinds = {f".{kind.value}": kind for kind in TableFormat}
    kind = kinds.get(file.suffix.lower())
    if kind is None:
        raise click.BadParameter(f"{file.name} must end in {' or '.join(kinds)}.", param_hint="FILE")
    with ready_session() as session:
        data = export_roster(operator_context(session), event_of(session, event_code).id, kind, language)
    file.write_bytes(data)
    click.echo(f"Wrote {file}.")


@export.command(name="scheme")
@click.argument("file", type=TARGET)
@click.option("--event", "event_code", required=True, metavar="CODE", help="The event.")
@click.option("--trade", "trade_code", required=True, metavar="CODE", help="The trade.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Of the texts; the event's first language.")
def scheme_file(file: Path, event_code: str, trade_code: str, language: str | None) -> None:
    """Write the marking scheme of a trade into FILE (.xlsx), in the layout that CIS takes."""
    if file.suffix.lower() != ".xlsx":
        raise click.BadParameter(f"{file.name} must end in .xlsx.", param_hint="FILE")
    with ready_session() as session:
        event = event_of(session, event_code)
        trade_id = trade_id_of(session, event.id, trade_code)
        data = export_scheme(operator_context(session), trade_id, language or event.default_language)
    file.write_bytes(data)
    click.echo(f"Wrote {file}.")


def _roster_json(shown: RosterImport) -> dict[str, Json]:
    return {
        "rows": {action.value: count for action, count in shown.plan.counts().items()},
        "changes": [
            {"row": planned.row.row, "members": {name: list(pair) for name, pair in planned.changes.items()}}
            for planned in shown.plan.rows
            if planned.changes
        ],
        "problems": [problem_json(problem) for problem in shown.problems],
        "written": None,
    }


def _show_roster_plan(shown: RosterImport) -> None:
    print_problems(shown.problems)
    changed = [planned for planned in shown.plan.rows if planned.changes]
    rows = [
        [str(planned.row.row), planned.row.latin_name or planned.row.native_name, name, old or "–", new]
        for planned in changed[:_SHOWN_CHANGES]
        for name, (old, new) in planned.changes.items()
    ]
    if rows:
        click.echo(align(["Row", "Person", "Field", "Is", "Becomes"], rows, right=(0,)))
    if len(changed) > _SHOWN_CHANGES:
        click.echo(f"… and {len(changed) - _SHOWN_CHANGES} more changes.")
    if shown.is_empty:
        click.echo("Nothing to do: the event has all of this already.")
        return
    counts = shown.plan.counts()
    click.echo(", ".join(f"{count} {action.value}" for action, count in counts.items() if count) or "No rows.")
    if not shown.is_applicable:
        click.echo("Nothing was written.")


def _say_written(counts: dict[str, int]) -> None:
    click.echo(
        f"Written: {counts['created']} people added, {counts['updated']} changed, {counts['teams']} new teams, "
        f"{counts['entries']} new entries, {counts['judges']} judges, {counts['sheets']} judging sheets."
    )
    if counts["judges"]:
        click.echo("Judges sign in once the office has given them a PIN or a code.")


def _scheme_json(shown: SchemeImport) -> dict[str, Json]:
    return {
        "action": shown.action.value,
        "version": shown.version,
        "problems": [problem_json(problem) for problem in shown.problems],
        "written": None,
    }


def _show_scheme_plan(shown: SchemeImport, trade_code: str) -> None:
    print_problems(shown.problems)
    if shown.action is PlanAction.SAME:
        click.echo(f"Nothing to do: this is version {shown.version} of trade {trade_code}.")
        return
    summary = summarise(shown.reading.draft or Scheme(()))
    click.echo(
        f"{shown.reading.title or 'Marking scheme'}: {len(summary.criteria)} criteria, {summary.sub_criteria} "
        f"sub-criteria, {summary.measurements + summary.judgements} aspects, {two_decimals(summary.total)} marks."
    )
    if shown.is_applicable:
        click.echo(f"It becomes version {shown.version} of trade {trade_code}.")
    else:
        click.echo("Nothing was written.")
