"""`competition verify`: is the log whole, and are the marks those that it tells of?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import click
from sqlalchemy.orm import Session

from competition.cli.output import FINE, PROBLEMS, leave, print_json, print_problems, problem_json
from competition.cli.refusals import ready_session
from competition.domain.errors import Problem, error
from competition.queries.inside_view import event_of
from competition.queries.log_replay import verify_event
from competition.queries.recount import recount_event
from competition.services.backups import engine_of
from competition.services.heads import lost_heads, note_heads
from competition.services.shelf import shelf_of

_SHOWN = 20


@click.command()
@click.argument("event_code", metavar="EVENT")
@click.option("--results", is_flag=True, help="Count all results anew too, and compare them with the stored ones.")
@click.option("--json", "as_json", is_flag=True, help="Print for a machine.")
def verify(event_code: str, results: bool, as_json: bool) -> None:
    """Verify the log of an EVENT, and that replaying it gives exactly the marks and scores of the database.

    The log must also go on from the newest head that this server has seen: a database that is older is told.
    Exit code 0: everything agrees. 1: the first broken entry, or the registers that differ, are named.
    """
    with ready_session(as_json=as_json) as session:
        event_id = event_of(session, event_code).id
        verdict = verify_event(session, event_id)
        problems = (*verdict.problems, *_older(session, event_id))
        if results and not problems:
            problems = tuple(recount_event(session, event_id))
        verdict = replace(verdict, problems=problems)
    if as_json:
        print_json(
            {
                "event": event_code,
                "whole": not verdict.problems,
                "seq": verdict.seq,
                "head": verdict.hash,
                "changes": verdict.changes,
                "problems": [problem_json(problem) for problem in verdict.problems],
            }
        )
    else:
        print_problems(verdict.problems[:_SHOWN])
        if len(verdict.problems) > _SHOWN:
            click.echo(f"… and {len(verdict.problems) - _SHOWN} more.")
        click.echo(f"Head of the log: {verdict.seq} {verdict.hash}")
        if not verdict.problems:
            click.echo(f"{verdict.seq} entries are whole; {verdict.changes} marks and scores agree with them.")
    leave(PROBLEMS if verdict.problems else FINE)


def _older(session: Session, event_id: str) -> tuple[Problem, ...]:
    """Return what the heads that were seen say against the log, unless somebody has taken note of it."""
    shelf = shelf_of(engine_of(session))
    note_heads(session, shelf, datetime.now(UTC))
    return tuple(
        error(
            "log_rolled_back",
            seq=str(each.seq),
            seen=each.seen,
            found=str(each.found),
            missing=str(each.missing),
        )
        for each in lost_heads(shelf)
        if each.event_id == event_id and not each.accepted_by
    )
