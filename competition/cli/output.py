"""What commands share when they print: problems, JSON, exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence

import click

from competition.domain.errors import Problem, Severity
from competition.messages import sentence

FINE = 0
PROBLEMS = 1

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]


def problem_json(problem: Problem) -> dict[str, Json]:
    """Return a problem for a machine, with its sentence."""
    return {
        "severity": problem.severity.value,
        "code": problem.code,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "message": sentence(problem.code, problem.params),
    }


def problem_line(problem: Problem) -> str:
    """Return a problem on one line, the place first, as people look for it."""
    cell = f"{problem.column or ''}{problem.row or ''}"
    place = " ".join(part for part in (problem.sheet and f"{problem.sheet}:", cell) if part)
    message = sentence(problem.code, problem.params)
    return f"{problem.severity.value}  {place}  {message}" if place else f"{problem.severity.value}  {message}"


def print_json(value: Json) -> None:
    """Print a value as JSON, letters of all scripts as they are."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_problems(problems: Iterable[Problem], *, to_errors: bool = False) -> None:
    """Print problems, errors first."""
    for problem in sorted(problems, key=lambda each: each.severity is not Severity.ERROR):
        click.echo(problem_line(problem), err=to_errors)


def leave(code: int) -> None:
    """End the command with an exit code."""
    sys.exit(code)
