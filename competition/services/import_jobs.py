"""The jobs of an import: read the file and show what it would do; do it; take it back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from competition.db.base import Base, Json
from competition.db.engine import write_transaction
from competition.db.models import ImportPlan, ImportRow
from competition.domain.errors import DomainError, Problem, Severity
from competition.domain.plans import PlanAction, PlannedRow
from competition.formats.csv_text import readings
from competition.services.destructive import back_up_first
from competition.services.exchange import apply_roster_import, plan_roster_import
from competition.services.import_undo import undo_import
from competition.services.imports import ASKING, READING, SHOWN, UNREADABLE, options_of, staged_bytes
from competition.services.jobs import JobCancelled, JobRun
from competition.services.roster_plan import RosterImport

LEFT_OUT = "left_out"
"""What becomes of a row that a person agreed to leave out, beside the actions of a plan."""
MOST_LISTED = 200
"""Problems of the file as a whole that are kept; further ones are counted."""
CHUNK = 1_000


def read_import(run: JobRun) -> dict[str, Json]:
    """Read the file of an import, plan it, and keep what is shown: every row, what becomes of it, what is wrong."""
    import_id, event_id = str(run.params["import"]), str(run.event_id)
    run.progress(0, 0, "reading")
    session = run.context.session
    data = staged_bytes(session, event_id, import_id)
    options = options_of(session.get_one(ImportPlan, import_id).options)
    session.rollback()

    def step(done: int, total: int) -> None:
        run.progress(done, 2 * total, "comparing")

    shown = plan_roster_import(run.context, event_id, data, options=options, step=step)
    session.rollback()
    codes = [problem.code for problem in shown.problems]
    if codes in (["encoding_unknown"], ["encoding_wrong"]):
        fitting: list[Json] = list(readings(data))
        return _settle(
            run, import_id, ASKING if fitting else UNREADABLE, {"encodings": fitting, **_file_problems(shown)}
        )
    rows = list(_rows(import_id, shown))
    state = SHOWN if rows else UNREADABLE
    return _settle(run, import_id, state, _summary(shown, rows), rows, shown.digest)


def apply_import(run: JobRun) -> dict[str, Json]:
    """Write an import that was shown, in one transaction; when that is not possible it can be looked at again."""
    import_id, event_id = str(run.params["import"]), str(run.event_id)
    session = run.context.session
    try:
        run.progress(0, 0, "reading")
        plan = session.get_one(ImportPlan, import_id)
        options, digest, name = options_of(plan.options), plan.digest, plan.file_name
        data = staged_bytes(session, event_id, import_id)
        session.rollback()
        shown = plan_roster_import(run.context, event_id, data, options=options)
        session.rollback()
        if shown.digest != digest:
            raise DomainError("plan_changed")

        def step(done: int, total: int) -> None:
            run.progress(done, total, "writing")

        run.progress(0, 0, "backing_up")
        back_up_first(run.context, "import_jobs.apply_import")
        run.progress(0, 0, "comparing")
        written = apply_roster_import(run.context, shown, import_id=import_id, name=name, step=step)
    except (DomainError, JobCancelled):
        _set_state(session, import_id, SHOWN)
        raise
    return {"import": import_id, **written.counts()}


def undo(run: JobRun) -> dict[str, Json]:
    """Take an import back after a backup of how things are now."""
    import_id, event_id = str(run.params["import"]), str(run.event_id)
    run.progress(0, 0, "backing_up")
    back_up_first(run.context, "import_jobs.undo")
    run.progress(0, 0, "undoing")
    return {"import": import_id, "rows": undo_import(run.context, event_id, import_id)}


def _settle(
    run: JobRun,
    import_id: str,
    state: str,
    summary: dict[str, Json],
    rows: Sequence[dict[str, object]] = (),
    digest: str = "",
) -> dict[str, Json]:
    """Keep what was found, in one transaction."""
    session = run.context.session
    with write_transaction(session):
        plan = session.get_one(ImportPlan, import_id, with_for_update=True)
        if plan.state != READING or plan.job_id != run.job_id:
            raise DomainError("import_decided")
        session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))
        for start in range(0, len(rows), CHUNK):
            session.execute(insert(Base.metadata.tables[ImportRow.__tablename__]), rows[start : start + CHUNK])
            run.progress(len(rows) + min(start + CHUNK, len(rows)), 2 * len(rows), "comparing")
        plan.state, plan.digest, plan.summary = state, digest, summary
    return {"import": import_id}


def _set_state(session: Session, import_id: str, state: str) -> None:
    session.rollback()
    with write_transaction(session):
        plan = session.get_one(ImportPlan, import_id)
        if plan.staged_file_id is not None:
            plan.state = state


def _rows(import_id: str, shown: RosterImport) -> Iterator[dict[str, object]]:
    """Yield the rows of the preview in the order of the file."""
    problems: dict[int, list[Problem]] = {}
    for problem in shown.problems:
        problems.setdefault(problem.row or 0, []).append(problem)
    pairs = [(planned, planned.action.value) for planned in shown.plan.rows]
    pairs += [(planned, LEFT_OUT) for planned in shown.left_out]
    pairs.sort(key=lambda pair: pair[0].row.row)
    for position, (planned, action) in enumerate(pairs):
        found = problems.get(planned.row.row, [])
        yield {
            "import_id": import_id,
            "position": position,
            "action": action,
            "has_problem": bool(found),
            "body": json.dumps(_body(planned, found), ensure_ascii=False),
        }


def _body(planned: PlannedRow, problems: Sequence[Problem]) -> dict[str, Json]:
    row = planned.row
    return {
        "row": row.row,
        "native": row.native_name,
        "language": row.native_language,
        "latin": row.latin_name,
        "team": row.team_code,
        "trade": row.trade_code,
        "role": row.role.value,
        "bib": row.bib,
        "changes": {name: list(pair) for name, pair in planned.changes.items()},
        "problems": [problem_json(problem) for problem in problems],
    }


def problem_json(problem: Problem) -> list[Json]:
    """Return a problem as it is kept: severity, code, sheet, row, column, parameters."""
    params: Mapping[str, Json] = dict(problem.params)
    return [problem.severity.value, problem.code, problem.sheet, problem.row, problem.column, dict(params)]


def _summary(shown: RosterImport, rows: Sequence[Mapping[str, object]]) -> dict[str, Json]:
    """Return the counts and facts that the page begins with; nothing of a person."""
    counts: dict[str, Json] = {action.value: count for action, count in shown.plan.counts().items()}
    reading = shown.reading
    return {
        **_file_problems(shown),
        "actions": {**counts, LEFT_OUT: len(shown.left_out)},
        "rows": len(rows),
        "problem_rows": sum(bool(row["has_problem"]) for row in rows),
        "applicable": shown.is_applicable,
        "empty": shown.is_empty,
        "new_teams": list(shown.new_teams[:MOST_LISTED]),
        "roles": _roles(shown.plan.rows),
        "sheet": reading.sheet,
        "sheets": [[each.name, each.rows, each.columns, each.is_hidden] for each in reading.sheets],
        "encoding": reading.encoding or "",
        "codes": _codes(shown),
    }


def _file_problems(shown: RosterImport) -> dict[str, Json]:
    """Return the problems that belong to no row of the preview, and how many of each severity there are in all."""
    numbers = {planned.row.row for planned in (*shown.plan.rows, *shown.left_out)}
    whole = [problem_json(problem) for problem in shown.problems if problem.row not in numbers]
    errors = sum(problem.severity is Severity.ERROR for problem in shown.problems)
    return {"file": list(whole[:MOST_LISTED]), "errors": errors, "warnings": len(shown.problems) - errors}


def _roles(rows: Sequence[PlannedRow]) -> dict[str, Json]:
    """Return how many people of each role would be added."""
    counts: dict[str, int] = {}
    for planned in rows:
        if planned.action is PlanAction.CREATE:
            counts[planned.row.role.value] = counts.get(planned.row.role.value, 0) + 1
    return dict(counts)


def _codes(shown: RosterImport) -> list[Json]:
    """Return which problems there are and how often, errors and frequent ones first."""
    counts: dict[tuple[str, str], int] = {}
    for problem in shown.problems:
        key = (problem.severity.value, problem.code)
        counts[key] = counts.get(key, 0) + 1
    return [[*key, count] for key, count in sorted(counts.items(), key=lambda each: (each[0][0], -each[1], each[0][1]))]
