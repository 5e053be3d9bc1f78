"""`competition verify`: is the log whole, and are the marks those that it tells of?"""

from __future__ import annotations

import click

from competition.cli.output import FINE, PROBLEMS, leave, print_json, print_problems, problem_json
from competition.cli.refusals import ready_session
from competition.queries.inside_view import event_of
from competition.queries.log_replay import verify_event

_SHOWN = 20


@click.command()
@click.argument("event_code", metavar="EVENT")
@click.option("--json", "as_json", is_flag=True, help="Print for a machine.")
def verify(event_code: str, as_json: bool) -> None:
    """Verify the log of an EVENT, and that replaying it gives exactly the marks and scores of the database.

    Exit code 0: everything agrees. 1: the first broken entry, or the registers that differ, are named.
    """
    with ready_session(as_json=as_json) as session:
        verdict = verify_event(session, event_of(session, event_code).id)
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
