"""What teams hand in, against what is there: differences by field, and the places of a team. Source: PRODUCT C7."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum

from competition.domain.errors import Problem, error
from competition.domain.people import PersonDetails, is_same_name, name_key
from competition.domain.personal_data import Consent

COMPETITOR = "competitor"
ROLES = (COMPETITOR, "team_leader", "interpreter")


class Novelty(StrEnum):
    """What an applied line would bring."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class AppliedLine:
    """One person as a team leader typed it.

    trade: an id. born: ISO date or "". role: one of ROLES. photo: the id of a stored picture. answers: by question.
    """

    native: str
    latin: str = ""
    language: str = ""
    born: str = ""
    role: str = COMPETITOR
    trade: str = ""
    group: str = ""
    guardian: str = ""
    consent: bool = False
    photo: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Tell whether nobody is named here."""
        return not (self.native.strip() or self.latin.strip() or self.born or self.photo)

    @property
    def competes(self) -> bool:
        """Tell whether this is a competitor, not a companion."""
        return self.role == COMPETITOR

    def details(self) -> PersonDetails:
        """Return the person; a date that is none counts as not said."""
        try:
            born = date.fromisoformat(self.born) if self.born else None
        except ValueError:
            born = None
        return PersonDetails(self.native or self.latin, self.language, self.latin, born=born)


@dataclass(frozen=True, slots=True)
class KnownEntry:
    """An entry of a team. members: how many compete in it. counts: False for one that was withdrawn."""

    trade_id: str
    code: str
    group: str
    members: int = 1
    counts: bool = True


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody whom the team has already. id: of the competitor or companion. entries: of a competitor.

    trade_id: a companion's.
    """

    id: str
    person_id: str
    role: str
    details: PersonDetails
    consent: Consent = Consent.UNKNOWN
    guardian: str = ""
    photo: str = ""
    entries: tuple[KnownEntry, ...] = ()
    trade_id: str = ""

    @property
    def competes(self) -> bool:
        """Tell whether this is a competitor, not a companion."""
        return self.role == COMPETITOR

    def merged(self, said: PersonDetails) -> PersonDetails:
        """Return the details with what was said anew; what was left empty stays."""
        values = {
            each.name: getattr(said, each.name) or getattr(self.details, each.name) for each in fields(PersonDetails)
        }
        # A Latin name alone is said in the place of the native one; it must not take that away.
        if said.native == said.latin != "":
            values["native"] = self.details.native
        return PersonDetails(**values)

    def entry_in(self, trade_id: str) -> KnownEntry | None:
        """Return the entry in which the person competes in a trade."""
        return next((each for each in self.entries if each.trade_id == trade_id), None)


@dataclass(frozen=True, slots=True)
class FieldPair:
    """A field as it is there and as it was handed in. Trades and photos are ids, consent a code, dates ISO."""

    field: str
    old: str
    new: str

    @property
    def differs(self) -> bool:
        """Tell whether approval would change the field."""
        return bool(self.new) and self.new != self.old


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """An applied line against what is there. pairs: the fields that one of both sides says something about."""

    line: AppliedLine
    novelty: Novelty
    pairs: tuple[FieldPair, ...]


def known_as(line: AppliedLine, people: Sequence[KnownPerson]) -> KnownPerson | None:
    """Return whom an applied line means: the same name, a competitor with competitors, a companion in its role."""
    details = line.details()
    return next((each for each in people if each.role == line.role and is_same_name(each.details, details)), None)


def compared(line: AppliedLine, people: Sequence[KnownPerson]) -> ComparedLine:
    """Return a line with what is there beside each field."""
    known = known_as(line, people)
    pairs = tuple(each for each in _pairs(line, known) if each.old or each.new)
    if known is None:
        return ComparedLine(line, Novelty.NEW, pairs)
    novelty = Novelty.CHANGED if any(each.differs for each in pairs) else Novelty.SAME
    return ComparedLine(line, novelty, pairs)


def _pairs(line: AppliedLine, known: KnownPerson | None) -> Iterator[FieldPair]:
    said = line.details()
    before = known.details if known else PersonDetails("")
    after = known.merged(said) if known else said
    # The same form of both names counts as one name, as it is stored.
    latin = "" if after.latin == after.native else after.latin
    yield FieldPair("native", before.native, after.native)
    yield FieldPair("latin", before.latin, latin)
    yield FieldPair("born", _day(before.born), _day(after.born))
    if not line.competes:
        yield FieldPair("trade", known.trade_id if known else "", line.trade)
        return
    there = known.entry_in(line.trade) if known else None
    entries = known.entries if known else ()
    yield FieldPair("trade", line.trade if there else " ".join(each.trade_id for each in entries), line.trade)
    is_same_group = there is not None and _key(there.group) == _key(line.group)
    yield FieldPair("group", there.group if there else "", there.group if there and is_same_group else line.group)
    agreed = Consent.GIVEN.value if line.consent else ""
    # A guardian is only written down together with the consent.
    yield FieldPair("consent", known.consent.value if known else "", agreed)
    yield FieldPair("guardian", known.guardian if known else "", line.guardian if line.consent else "")
    yield FieldPair("photo", known.photo if known else "", line.photo)


def _day(born: date | None) -> str:
    return born.isoformat() if born else ""


@dataclass(frozen=True, slots=True)
class TradePlaces:
    """What a trade offers a team. size: competitors of one entry. entries: those that the team has."""

    size: int
    entries: tuple[KnownEntry, ...] = ()


def wrong_places(
    lines: Sequence[AppliedLine], people: Sequence[KnownPerson], trades: Mapping[str, TradePlaces], limit: int
) -> tuple[Problem, ...]:
    """Return the lines for which the team has no place: too many entries, a full one, somebody there already.

    limit: entries of the team in one trade, at most; withdrawn ones do not count. Rows count from 1. Lines without
    a trade, or with an unknown one, are not looked at.
    """
    taken = {trade_id: _Taken(each, limit) for trade_id, each in trades.items()}
    problems: list[Problem] = []
    seen: dict[tuple[str, str, str], int] = {}
    for number, line in enumerate(lines, start=1):
        names = {name_key(each) for each in (line.native, line.latin) if each}
        first = next((seen[key] for name in names if (key := (name, line.role, line.trade)) in seen), 0)
        if first:
            problems.append(error("person_twice", row=number, column="native", first=str(first)))
            continue
        seen.update({(name, line.role, line.trade): number for name in names})
        place = taken.get(line.trade)
        if not line.competes or place is None:
            continue
        known = known_as(line, people)
        there = known.entry_in(line.trade) if known else None
        if there is None:
            fault = place.take(line.group, number)
            problems.extend([fault] if fault else [])
        elif line.group and _key(line.group) != _key(there.group):
            problems.append(error("competes_already", row=number, column="group", entry=there.code))
    return tuple(problems)


class _Taken:
    """The places of a team in one trade while an application fills them."""

    def __init__(self, places: TradePlaces, limit: int) -> None:
        self._size, self._limit = places.size, limit
        self._members = {_key(each.group): each.members for each in places.entries}
        self._count = sum(each.counts for each in places.entries)

    def take(self, group: str, number: int) -> Problem | None:
        """Fill a place, or return why there is none."""
        key = _key(group)
        is_known = key in self._members
        if is_known and self._members[key] < self._size:
            self._members[key] += 1
            return None
        if self._count >= self._limit:
            size = str(self._size)
            return error("team_has_no_place", row=number, column="trade", limit=str(self._limit), size=size)
        if is_known:
            return error("second_entry_unnamed", row=number, column="group")
        self._members[key] = 1
        self._count += 1
        return None


def _key(group: str) -> str:
    return group.strip().casefold()


def without_photos(lines: Sequence[AppliedLine]) -> tuple[AppliedLine, ...]:
    """Return lines that refer to no picture any more."""
    return tuple(replace(line, photo="") for line in lines)
