"""What an import would do, row by row, before anything is written. Source: PRODUCT B2, ARCHITECTURE 3."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from competition.domain.errors import Problem, Severity, error, warning
from competition.domain.person_index import KnownPerson, PersonIndex
from competition.domain.roster import RosterRow, check_rows, parse_reference

__all__ = ["COMPARED", "KnownPerson", "OnChanged", "Plan", "PlanAction", "PlannedRow", "plan_roster"]

COMPARED = ("team_name", "native_name", "latin_name", "bib", "group", "native_language", "birth_date")
"""The members in which a known person may differ from the row."""


class PlanAction(StrEnum):
    """What becomes of one row."""

    CREATE = "create"
    UPDATE = "update"
    SAME = "same"
    CONFLICT = "conflict"
    REJECT = "reject"


class OnChanged(StrEnum):
    """What holds for a person whom somebody changed after the file was made: a person decides, the file, the event."""

    ASK = "ask"
    FILE = "file"
    EVENT = "event"


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
    on_changed: OnChanged = OnChanged.ASK,
) -> Plan:
    """Return what importing the rows would do.

    known: the persons of the event. trades: codes of the event's trades. changed_since: ids of persons whom somebody
    changed by hand after the file was made, beside those whose row refers to an older version; on_changed: what holds
    for them, a conflict unless somebody has decided.
    A row without errors whose bib somebody else already wears is a conflict as well. The same arguments give the same
    plan, whatever their order, except that rows keep theirs.
    """
    problems: dict[int, list[Problem]] = {}
    for problem in check_rows(rows, trades):
        problems.setdefault(problem.row or 0, []).append(problem)
    index = PersonIndex(known, rows)
    meeting = [index.meet(row) for row in rows]
    leaving = {
        person.person_id: row.bib.casefold()
        for row, (person, _) in zip(rows, meeting, strict=True)
        if person is not None and row.bib
    }
    wearers = {
        bib: person
        for person in index.persons
        if (bib := person.row.bib.casefold()) and leaving.get(person.person_id, bib) == bib
    }
    met: set[str] = set()
    planned = []
    for row, (person, found) in zip(rows, meeting, strict=True):
        own = (*problems.get(row.row, ()), *found)
        if person is not None and person.person_id in met and not _has_errors(own):
            own = (*own, error("reference_twice", row=row.row, column="ref"))
        if person is not None:
            met.add(person.person_id)
        planned.append(_plan_row(row, own, person, wearers, changed_since, on_changed))
    return Plan(tuple(planned))


def _has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _plan_row(
    row: RosterRow,
    problems: tuple[Problem, ...],
    person: KnownPerson | None,
    wearers: Mapping[str, KnownPerson],
    changed_since: Collection[str],
    on_changed: OnChanged,
) -> PlannedRow:
    if _has_errors(problems):
        return PlannedRow(row, PlanAction.REJECT, None, {}, problems)
    wearer = wearers.get(row.bib.casefold()) if row.bib else None
    if wearer is not None and wearer is not person:
        taken = error("bib_taken", row=row.row, column="bib", value=row.bib)
        return PlannedRow(row, PlanAction.CONFLICT, person.person_id if person else None, {}, (*problems, taken))
    if person is None:
        return PlannedRow(row, PlanAction.CREATE, None, {}, problems)
    changes = _changes(person.row, row)
    if not changes:
        return PlannedRow(row, PlanAction.SAME, person.person_id, {}, problems)
    if person.person_id in changed_since or _is_older(row, person):
        if on_changed is OnChanged.ASK:
            changed = error("person_changed_meanwhile", row=row.row)
            return PlannedRow(row, PlanAction.CONFLICT, person.person_id, changes, (*problems, changed))
        if on_changed is OnChanged.EVENT:
            kept = warning("person_kept", row=row.row)
            return PlannedRow(row, PlanAction.SAME, person.person_id, {}, (*problems, kept))
    return PlannedRow(row, PlanAction.UPDATE, person.person_id, changes, problems)


def _is_older(row: RosterRow, person: KnownPerson) -> bool:
    """Tell whether the row was made from another state of the person than that of now."""
    parts = parse_reference(row.ref)
    return parts is not None and parts[0] == person.person_id and parts[1] != person.version


def _changes(old: RosterRow, new: RosterRow) -> dict[str, tuple[str, str]]:
    """Return the members that differ; an empty cell leaves what is known alone."""
    pairs = {name: (_text(old, name), _text(new, name)) for name in COMPARED}
    return {name: pair for name, pair in pairs.items() if pair[1] and pair[0] != pair[1]}


def _text(row: RosterRow, name: str) -> str:
    if name == "birth_date":
        return row.birth_date.isoformat() if row.birth_date else ""
    text: str = getattr(row, name)
    return text
