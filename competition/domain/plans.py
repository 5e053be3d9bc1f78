"""What an import would do, row by row, before anything is written. Source: PRODUCT B2, ARCHITECTURE 3."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from competition.domain.errors import Problem, Severity, error
from competition.domain.roster import RosterRow, check_rows, person_key

COMPARED = ("team_name", "native_name", "latin_name", "bib", "group", "native_language", "birth_date")
"""The members in which a known person may differ from the row."""


class PlanAction(StrEnum):
    """What becomes of one row."""

    CREATE = "create"
    UPDATE = "update"
    SAME = "same"
    CONFLICT = "conflict"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person whom the event already has; version rises with every change of theirs."""

    person_id: str
    version: int
    row: RosterRow


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """One row and what becomes of it.

    person_id: whom it meets, None for somebody new. changes: member -> (old, new). problems: of this row.
    """

    row: RosterRow
    action: PlanAction
    person_id: str | None = None
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole import; it may be applied only when nothing is rejected and nothing conflicts."""

    rows: tuple[PlannedRow, ...]

    @property
    def is_applicable(self) -> bool:
        """Tell whether everything could be written."""
        return not any(row.action in (PlanAction.REJECT, PlanAction.CONFLICT) for row in self.rows)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to do."""
        return all(row.action is PlanAction.SAME for row in self.rows)

    def counts(self) -> Mapping[PlanAction, int]:
        """Return how many rows there are of each kind."""
        counted = Counter(row.action for row in self.rows)
        return {action: counted[action] for action in PlanAction}


def plan_roster(
    rows: Sequence[RosterRow],
    known: Iterable[KnownPerson],
    trades: Collection[str],
    *,
    changed_since: Collection[str] = (),
) -> Plan:
    """Return what importing the rows would do.

    known: the persons of the event. trades: codes of the event's trades. changed_since: ids of persons whom somebody
    changed by hand after the file was made; a row that would overwrite them is a conflict.
    A row without errors whose bib somebody else already wears is a conflict as well. The same arguments give the same
    plan, whatever their order, except that rows keep theirs.
    """
    persons = list(known)
    problems: dict[int, list[Problem]] = {}
    for problem in check_rows(rows, trades):
        problems.setdefault(problem.row or 0, []).append(problem)
    by_key = {person_key(person.row): person for person in persons}
    leaving = {person_key(row): row.bib.casefold() for row in rows if row.bib}
    by_bib = {
        bib: person
        for person in persons
        if (bib := person.row.bib.casefold()) and leaving.get(person_key(person.row), bib) == bib
    }
    return Plan(tuple(_plan_row(row, tuple(problems.get(row.row, ())), by_key, by_bib, changed_since) for row in rows))


def _plan_row(
    row: RosterRow,
    problems: tuple[Problem, ...],
    by_key: Mapping[tuple[str, str, str, str], KnownPerson],
    by_bib: Mapping[str, KnownPerson],
    changed_since: Collection[str],
) -> PlannedRow:
    if any(problem.severity is Severity.ERROR for problem in problems):
        return PlannedRow(row, PlanAction.REJECT, None, {}, problems)
    person = by_key.get(person_key(row))
    wearer = by_bib.get(row.bib.casefold()) if row.bib else None
    if wearer is not None and wearer is not person:
        taken = error("bib_taken", row=row.row, column="bib", value=row.bib)
        return PlannedRow(row, PlanAction.CONFLICT, person.person_id if person else None, {}, (*problems, taken))
    if person is None:
        return PlannedRow(row, PlanAction.CREATE, None, {}, problems)
    changes = _changes(person.row, row)
    if not changes:
        return PlannedRow(row, PlanAction.SAME, person.person_id, {}, problems)
    if person.person_id in changed_since:
        changed = error("person_changed_meanwhile", row=row.row)
        return PlannedRow(row, PlanAction.CONFLICT, person.person_id, changes, (*problems, changed))
    return PlannedRow(row, PlanAction.UPDATE, person.person_id, changes, problems)


def _changes(old: RosterRow, new: RosterRow) -> dict[str, tuple[str, str]]:
    """Return the members that differ; an empty cell leaves what is known alone."""
    pairs = {name: (_text(old, name), _text(new, name)) for name in COMPARED}
    return {name: pair for name, pair in pairs.items() if pair[1] and pair[0] != pair[1]}


def _text(row: RosterRow, name: str) -> str:
    return {
        "team_name": row.team_name,
        "native_name": row.native_name,
        "latin_name": row.latin_name,
        "bib": row.bib,
        "group": row.group,
        "native_language": row.native_language,
        "birth_date": row.birth_date.isoformat() if row.birth_date else "",
    }[name]
