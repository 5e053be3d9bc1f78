"""What commands on a database share: events by code, refusals as sentences, tables that fit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy.orm import Session

from competition.cli.database import open_session
from competition.cli.output import PROBLEMS, leave, print_json, print_problems, problem_json
from competition.config import load_config
from competition.db import migrate
from competition.db.engine import open_engine
from competition.domain.errors import DomainError, Problem, Severity
from competition.logs import set_up_logs


@contextmanager
def ready_session(*, make: bool = False, as_json: bool = False) -> Iterator[Session]:
    """Give a session on tables of this version; a refusal inside is printed as its sentence, with exit code 1.

    make: bring the tables to this version first, as whoever starts an installation expects.
    """
    set_up_logs("WARNING")
    config = load_config()
    engine = open_engine(config.database_url)
    if make:
        migrate.upgrade(engine)
    is_current = migrate.is_current(engine)
    engine.dispose()
    if not is_current:
        raise click.ClickException("The tables are of another version. Run: competition db upgrade")
    try:
        with open_session(config) as session:
            yield session
    except DomainError as refusal:
        refuse(Problem(Severity.ERROR, refusal.code, params=refusal.params), as_json=as_json)


def refuse(*problems: Problem, as_json: bool = False) -> None:
    """Print why nothing was done and leave with exit code 1."""
    if as_json:
        print_json({"problems": [{**problem_json(problem), "params": dict(problem.params)} for problem in problems]})
    else:
        print_problems(problems, to_errors=True)
    leave(PROBLEMS)


def one_name(name: dict[str, str]) -> str:
    """Return a name for the terminal: English, else the first one."""
    return name.get("en") or next(iter(name.values()), "")
