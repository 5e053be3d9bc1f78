"""Which person of an event a row of a file means: by reference, by name, by name and date of birth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from competition.domain.errors import Problem, error, warning
from competition.domain.roster import RosterRow, parse_reference, person_key, trade_key

PersonKey = tuple[str, str, str, str]
Meeting = tuple["KnownPerson | None", tuple[Problem, ...]]


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person whom the event already has; version changes with every change of theirs, see `row_version`."""

    person_id: str
    version: str
    row: RosterRow


class PersonIndex:
    """The persons of an event, for the rows of one file."""

    def __init__(self, known: Iterable[KnownPerson], rows: Sequence[RosterRow]) -> None:
        """Take the persons, and the rows among which there may be people of one name."""
        self.persons = tuple(known)
        self._by_id = {person.person_id: person for person in self.persons}
        self._by_key: dict[PersonKey, list[KnownPerson]] = {}
        for person in self.persons:
            self._by_key.setdefault(person_key(person.row), []).append(person)
        born: dict[PersonKey, set[date]] = {}
        for row in rows:
            if row.birth_date is not None:
                born.setdefault(person_key(row), set()).add(row.birth_date)
        self._namesakes = {key for key, dates in born.items() if len(dates) > 1}
        self._referred = {parts[0] for row in rows if (parts := parse_reference(row.ref))}

    def meet(self, row: RosterRow) -> Meeting:
        """Return whom a row means, None for somebody new, and what is wrong with that."""
        if not row.ref:
            return self._by_name(row)
        parts = parse_reference(row.ref)
        person = self._by_id.get(parts[0]) if parts else None
        if person is not None:
            return person, _check_place(row, person)
        person, problems = self._by_name(row)
        return person, (warning("reference_unknown", row=row.row, column="ref"), *problems)

    def _by_name(self, row: RosterRow) -> Meeting:
        key = person_key(row)
        # Whom another row refers to is not meant by a name as well.
        candidates = [person for person in self._by_key.get(key, ()) if person.person_id not in self._referred]
        if len(candidates) <= 1 and key not in self._namesakes:
            return (candidates[0] if candidates else None), ()
        same = [person for person in candidates if row.birth_date and person.row.birth_date == row.birth_date]
        if len(same) == 1:
            return same[0], ()
        undated = row.birth_date is None or any(person.row.birth_date is None for person in candidates)
        if candidates and (same or undated):
            return None, (error("person_ambiguous", row=row.row, column="native_name"),)
        return None, ()


def _check_place(row: RosterRow, person: KnownPerson) -> tuple[Problem, ...]:
    """Return an error where a row would move its person: that is more than a spelling and is done on the page."""
    known = person.row
    pairs = (
        ("team_code", row.team_code.upper(), known.team_code.upper()),
        ("trade_code", trade_key(row.trade_code), trade_key(known.trade_code)),
        ("role", row.role.value, known.role.value),
    )
    for column, new, old in pairs:
        if new != old:
            return (error("person_moved", row=row.row, column=column),)
    return ()
