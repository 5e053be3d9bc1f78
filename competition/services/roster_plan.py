"""From the bytes of a roster to what importing it would do; nothing is written. Source: ARCHITECTURE 3, PRODUCT B2."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from competition.domain.entry_rules import check_entries
from competition.domain.errors import Problem, Severity, warning
from competition.domain.plans import OnChanged, Plan, PlanAction, PlannedRow, plan_roster
from competition.domain.roster import RosterRole, RosterRow, trade_key
from competition.formats.roster_sheet import RosterReading
from competition.queries.people_stamp import PeopleStamp
from competition.queries.roster_rows import RosterFacts

REFUSED = (PlanAction.REJECT, PlanAction.CONFLICT)
_MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person decided about a file.

    encoding: of delimited text that is not Unicode. sheet: which one to read. on_changed: what holds for people whom
    somebody changed after the file was made. leaves_out: rows that cannot be written are left out, the others are not.
    """

    encoding: str | None = None
    sheet: str | None = None
    on_changed: OnChanged = OnChanged.ASK
    leaves_out: bool = False


@dataclass(frozen=True, slots=True)
class PlanBasis:
    """What a plan rests on: the event as it was, and how far the logs were just before it was read."""

    facts: RosterFacts
    stamp: PeopleStamp


@dataclass(frozen=True, slots=True)
class RosterImport:
    """What importing a roster would do, as it is shown before anything is written.

    rows: as they count, blanks and repetitions taken away. plan: of those that would be written, or of all when some
    stand in the way. left_out: rows that a person agreed to leave out. problems: of the file and of the plan, with
    their places. digest: of everything that would be done; applying a plan with another digest is refused.
    source: SHA-256 of the file. new_teams: codes that the event does not have yet. basis: what it rests on, None where
    nobody said; it is then made again before it is done.
    """

    event_id: str
    rows: tuple[RosterRow, ...]
    plan: Plan
    problems: tuple[Problem, ...]
    digest: str
    source: str
    reading: RosterReading
    options: ReadOptions = field(default_factory=ReadOptions)
    left_out: tuple[PlannedRow, ...] = ()
    new_teams: tuple[str, ...] = ()
    basis: PlanBasis | None = field(default=None, compare=False, repr=False)

    @property
    def is_applicable(self) -> bool:
        """Tell whether everything could be written that is to be."""
        left = {planned.row.row for planned in self.left_out}
        errors = (problem for problem in self.problems if problem.severity is Severity.ERROR)
        return self.plan.is_applicable and all(problem.row in left for problem in errors)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to do."""
        return self.is_applicable and self.plan.is_empty

    @property
    def has_judges(self) -> bool:
        """Tell whether somebody would judge."""
        return any(row.role in (RosterRole.JUDGE, RosterRole.CHIEF_JUDGE) for row in self.rows)


def plan_reading(
    event_id: str, reading: RosterReading, facts: RosterFacts, options: ReadOptions, source: str
) -> RosterImport:
    """Return what importing rows that were read would do."""
    rows = tuple(_cleaned(row) for row in reading.draft)
    unread = tuple(_unread(reading))
    plan = _plan(rows, facts, options)
    remarks = tuple(_remarks(reading.draft, plan, facts))
    found = tuple(problem for planned in plan.rows for problem in planned.problems)
    left_out: tuple[PlannedRow, ...] = ()
    if options.leaves_out:
        rows, plan, left_out = _without_refused(rows, plan, facts, options)
        left_out = (*unread, *left_out)
    else:
        plan = Plan(tuple(sorted((*plan.rows, *unread), key=lambda planned: planned.row.row)))
    problems = (*reading.problems, *(reading.place(each) for each in (*found, *remarks)))
    return RosterImport(
        event_id=event_id,
        rows=rows,
        plan=plan,
        problems=tuple(sorted(problems, key=lambda problem: problem.row or 0)),
        digest=_digest(plan),
        source=source,
        reading=reading,
        options=options,
        left_out=tuple(sorted(left_out, key=lambda planned: planned.row.row)),
        new_teams=tuple(dict.fromkeys(_new_teams(plan, facts))),
    )


def _unread(reading: RosterReading) -> Iterator[PlannedRow]:
    """Yield the rows that could not be read, to be shown among the others."""
    errors: dict[int, list[Problem]] = {}
    for problem in reading.problems:
        errors.setdefault(problem.row or 0, []).append(problem)
    for row in reading.unread:
        yield PlannedRow(_cleaned(row), PlanAction.REJECT, None, {}, tuple(errors.get(row.row, ())))


def _without_refused(
    rows: tuple[RosterRow, ...], plan: Plan, facts: RosterFacts, options: ReadOptions
) -> tuple[tuple[RosterRow, ...], Plan, tuple[PlannedRow, ...]]:
    """Take the refused rows out and plan again, until what is left can be written whole."""
    left_out: list[PlannedRow] = []
    for _ in range(_MOST_ROUNDS):
        refused = [planned for planned in plan.rows if planned.action in REFUSED]
        if not refused:
            break
        left_out += refused
        numbers = {planned.row.row for planned in refused}
        rows = tuple(row for row in rows if row.row not in numbers)
        plan = _plan(rows, facts, options)
    return rows, plan, tuple(left_out)


def _cleaned(row: RosterRow) -> RosterRow:
    """Return a row without what repeats itself: a Latin name that is the native one, codes that nobody wears."""
    team_code = row.team_code.upper()
    is_latin_again = row.latin_name == row.native_name
    is_competitor = row.role is RosterRole.COMPETITOR
    if team_code == row.team_code and not is_latin_again and is_competitor:
        return row
    return replace(
        row,
        team_code=team_code,
        latin_name="" if is_latin_again else row.latin_name,
        bib=row.bib if is_competitor else "",
        group=row.group if is_competitor else "",
    )


def _new_teams(plan: Plan, facts: RosterFacts) -> Iterator[str]:
    for planned in plan.rows:
        code = planned.row.team_code
        if planned.action is PlanAction.CREATE and code and code not in facts.teams:
            yield code


def _remarks(rows: Sequence[RosterRow], plan: Plan, facts: RosterFacts) -> Iterator[Problem]:
    """Yield what a person should know of the rows besides the plan."""
    told: set[str] = set()
    for row, planned in zip(rows, plan.rows, strict=True):
        if row.bib and row.role is not RosterRole.COMPETITOR:
            yield warning("bib_not_used", row=row.row, column="bib")
        code = planned.row.team_code
        if "team_name" in planned.changes and code not in told:
            told.add(code)
            yield warning("team_renamed", row=row.row, column="team_name", known=planned.changes["team_name"][0])
        if planned.action is PlanAction.CREATE and facts.teams and code not in facts.teams and code not in told:
            # In an empty event every team is new, and nobody needs to be told.
            told.add(code)
            yield warning("team_new", row=row.row, column="team_code", value=code)


def _plan(rows: Sequence[RosterRow], facts: RosterFacts, options: ReadOptions) -> Plan:
    plan = plan_roster(rows, facts.people, facts.trade_codes(), on_changed=options.on_changed)
    sizes = {key: trade.team_size for key, trade in facts.trades.items()}
    broken: dict[int, list[Problem]] = {}
    for problem in check_entries(plan.rows, facts.people, sizes):
        broken.setdefault(problem.row or 0, []).append(problem)
    rejected = (_rejected(planned, broken.get(planned.row.row, ())) for planned in plan.rows)
    return Plan(tuple(_renaming(planned, facts) for planned in rejected))


def _renaming(planned: PlannedRow, facts: RosterFacts) -> PlannedRow:
    """Return the row of somebody new with the new name of a team that the event knows under another one."""
    known, name = facts.teams.get(planned.row.team_code), planned.row.team_name
    if planned.action is not PlanAction.CREATE or not known or name in ("", known):
        return planned
    return replace(planned, changes={"team_name": (known, name)})


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
