"""Import people: read a file, show what would happen, do exactly that in one transaction. Source: ARCHITECTURE 3."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from competition.db.models import Event, Stream, Trade
from competition.domain.entry_rules import check_entries
from competition.domain.errors import DomainError, Problem, Severity, warning
from competition.domain.permissions import Permission
from competition.domain.plans import Plan, PlanAction, PlannedRow, plan_roster
from competition.domain.roster import RosterRole, RosterRow, trade_key
from competition.formats.roster_sheet import TableFormat, read_roster, write_roster
from competition.queries.roster_rows import RosterFacts, roster_facts
from competition.services.context import Context
from competition.services.event_boards import publish_event_boards
from competition.services.operator import require_or_operator
from competition.services.roster_import import RosterWriter, Written
from competition.services.unit_of_work import unit_of_work

NOTHING_WRITTEN = Written()


@dataclass(frozen=True, slots=True)
class RosterImport:
    """What importing a roster would do, as it is shown before anything is written.

    rows: as they count, blanks and repetitions taken away. problems: of the file and of the plan, with their places.
    digest: of everything that would be done; applying a plan with another digest is refused.
    """

    event_id: str
    rows: tuple[RosterRow, ...]
    plan: Plan
    problems: tuple[Problem, ...]
    digest: str
    source: str

    @property
    def is_applicable(self) -> bool:
        """Tell whether everything could be written."""
        return not any(problem.severity is Severity.ERROR for problem in self.problems)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to do."""
        return self.is_applicable and self.plan.is_empty


def plan_roster_import(context: Context, event_id: str, data: bytes, encoding: str | None = None) -> RosterImport:
    """Return what importing a roster file into an event would do; nothing is written.

    encoding: of delimited text that is not Unicode. What is wrong with the file stands in the problems.
    Raises DomainError `sign_in_needed`, `not_allowed`.
    """
    require_or_operator(context, Permission.EDIT_COMPETITORS, event_id=event_id)
    reading = read_roster(data, encoding=encoding)
    facts = roster_facts(context.session, event_id)
    rows = tuple(_cleaned(row) for row in reading.draft)
    plan = _plan(rows, facts)
    found = (problem for planned in plan.rows for problem in planned.problems)
    problems = (*reading.problems, *(reading.place(each) for each in (*found, *_remarks(reading.draft, plan, facts))))
    ordered = tuple(sorted(problems, key=lambda problem: problem.row or 0))
    return RosterImport(event_id, rows, plan, ordered, _digest(plan), hashlib.sha256(data).hexdigest())


def apply_roster_import(context: Context, shown: RosterImport) -> Written:
    """Write an import that was shown: all of it, or nothing.

    Under the lock the plan is made again; when it is another one than the one shown, nothing is written.
    Raises DomainError `plan_not_applicable`, `plan_changed`, `sign_in_needed`, `not_allowed`.
    """
    event_id = shown.event_id
    require_or_operator(context, Permission.EDIT_COMPETITORS, event_id=event_id)
    if any(row.role in (RosterRole.JUDGE, RosterRole.CHIEF_JUDGE) for row in shown.rows):
        require_or_operator(context, Permission.ASSIGN_JUDGES, event_id=event_id)
    if not shown.is_applicable:
        raise DomainError("plan_not_applicable")
    if shown.is_empty:
        return NOTHING_WRITTEN
    clock_offset = roster_facts(context.session, event_id).clock_offset
    with unit_of_work(context, event_id, clock_offset=clock_offset) as unit:
        _lock(context, event_id)
        facts = roster_facts(context.session, event_id)
        plan = _plan(shown.rows, facts)
        if _digest(plan) != shown.digest:
            raise DomainError("plan_changed")
        written = RosterWriter(unit, facts).write(plan)
        unit.record("roster.import", f"event/{event_id}", new={"file": shown.source, **written.counts()})
    publish_event_boards(context, event_id)
    return written


def export_roster(context: Context, event_id: str, kind: TableFormat, language: str = "en") -> bytes:
    """Return the people of an event as a file that imports as "nothing to do".

    Raises DomainError `sign_in_needed`, `not_allowed`.
    """
    require_or_operator(context, Permission.EXPORT_PERSON, event_id=event_id)
    people = roster_facts(context.session, event_id).people
    return write_roster((person.row for person in people), kind=kind, language=language)


def _cleaned(row: RosterRow) -> RosterRow:
    """Return a row without what repeats itself: a Latin name that is the native one, codes that nobody wears."""
    return replace(
        row,
        team_code=row.team_code.upper(),
        latin_name="" if row.latin_name == row.native_name else row.latin_name,
        bib=row.bib if row.role is RosterRole.COMPETITOR else "",
        group=row.group if row.role is RosterRole.COMPETITOR else "",
    )


def _remarks(rows: Sequence[RosterRow], plan: Plan, facts: RosterFacts) -> Iterator[Problem]:
    """Yield what a person should know of the rows besides the plan."""
    renamed = {planned.row.team_code for planned in plan.rows if "team_name" in planned.changes}
    for row, planned in zip(rows, plan.rows, strict=True):
        if row.bib and row.role is not RosterRole.COMPETITOR:
            yield warning("bib_not_used", row=row.row, column="bib")
        team = facts.teams.get(planned.row.team_code)
        differs = planned.action is PlanAction.CREATE and row.team_name not in ("", team)
        if team and differs and planned.row.team_code not in renamed:
            yield warning("team_name_kept", row=row.row, column="team_name", known=team)


def _plan(rows: Sequence[RosterRow], facts: RosterFacts) -> Plan:
    plan = plan_roster(rows, facts.people, facts.trade_codes())
    sizes = {key: trade.team_size for key, trade in facts.trades.items()}
    broken: dict[int, list[Problem]] = {}
    for problem in check_entries(plan.rows, facts.people, sizes):
        broken.setdefault(problem.row or 0, []).append(problem)
    return Plan(tuple(_rejected(planned, broken.get(planned.row.row, ())) for planned in plan.rows))


def _rejected(planned: PlannedRow, problems: Sequence[Problem]) -> PlannedRow:
    if not problems:
        return planned
    return replace(planned, action=PlanAction.REJECT, problems=(*planned.problems, *problems))


def _digest(plan: Plan) -> str:
    lines = [
        [planned.action.value, planned.person_id, _plain(planned.changes), _fields(planned.row)]
        for planned in plan.rows
    ]
    return hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest()


def _plain(changes: Mapping[str, tuple[str, str]]) -> list[list[str]]:
    return [[name, *pair] for name, pair in sorted(changes.items())]


def _fields(row: RosterRow) -> list[str]:
    born = row.birth_date.isoformat() if row.birth_date else ""
    texts = [row.team_code, row.team_name, row.native_name, row.latin_name, trade_key(row.trade_code), row.bib]
    return [str(row.row), *texts, row.role.value, row.group, row.native_language, born]


def _lock(context: Context, event_id: str) -> None:
    """Lock the event and the streams of its trades, streams first, as every mark does."""
    session = context.session
    session.execute(
        select(Stream.trade_id)
        .join(Trade, Trade.id == Stream.trade_id)
        .where(Trade.event_id == event_id)
        .order_by(Stream.trade_id)
        .with_for_update(of=Stream)
    ).all()
    session.execute(select(Event.id).where(Event.id == event_id).with_for_update(key_share=True)).all()
