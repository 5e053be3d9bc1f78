"""What must hold between the rows of a roster and the entries that follow from them. Source: PRODUCT C1, DOMAIN 3.9."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from competition.domain.errors import Problem, error
from competition.domain.person_index import KnownPerson
from competition.domain.plans import PlanAction, PlannedRow
from competition.domain.roster import RosterRole, RosterRow, have_two_births, person_key, trade_key

MAX_GROUP_LENGTH = 16
EntryKey = tuple[str, str, str]
_MARKING = (RosterRole.JUDGE, RosterRole.CHIEF_JUDGE)


def entry_key(row: RosterRow) -> EntryKey:
    """Return what makes competitors one entry: team, trade, group."""
    return (row.team_code.upper(), trade_key(row.trade_code), row.group.casefold())


def check_entries(
    planned: Sequence[PlannedRow], known: Sequence[KnownPerson], sizes: Mapping[str, int]
) -> tuple[Problem, ...]:
    """Return the rows that would break an entry, each with its row and column.

    known: the people whom the event has. sizes: competitors of one entry, by `trade_key`. Rows that are rejected
    already fill no place.
    """
    there = {person.person_id: person.row for person in known if person.row.role is RosterRole.COMPETITOR}
    written = [each for each in planned if each.action is not PlanAction.REJECT]
    competitors = [each for each in written if each.row.role is RosterRole.COMPETITOR]
    return (
        *(problem for each in planned for problem in _check_group(each.row)),
        *_check_moves(competitors, there),
        *_check_sizes(competitors, there, sizes),
        *_check_judges(written, known),
    )


def _check_group(row: RosterRow) -> Iterator[Problem]:
    if len(row.group) > MAX_GROUP_LENGTH:
        yield error("group_too_long", row=row.row, column="group", limit=str(MAX_GROUP_LENGTH))


def _check_moves(planned: Sequence[PlannedRow], there: Mapping[str, RosterRow]) -> Iterator[Problem]:
    """Yield the rows that would take somebody out of an entry; a whole entry may get another group."""
    members: dict[EntryKey, set[str]] = {}
    for person_id, old in there.items():
        members.setdefault(entry_key(old), set()).add(person_id)
    wanted = {each.person_id: each.row.group.casefold() for each in planned if each.person_id and each.row.group}
    for each in planned:
        row, before = each.row, there.get(each.person_id or "")
        if before is None or not row.group or row.group.casefold() == before.group.casefold():
            continue
        mates = members[entry_key(before)]
        if entry_key(row) in members or any(wanted.get(mate) != row.group.casefold() for mate in mates):
            yield error("entry_would_split", row=row.row, column="group", value=row.group)


def _check_sizes(
    planned: Sequence[PlannedRow], there: Mapping[str, RosterRow], sizes: Mapping[str, int]
) -> Iterator[Problem]:
    """Yield the rows by which an entry gets more competitors than the trade asks for."""
    members: dict[EntryKey, int] = {}
    for old in there.values():
        members[entry_key(old)] = members.get(entry_key(old), 0) + 1
    for each in planned:
        size = sizes.get(trade_key(each.row.trade_code))
        if size is None or each.person_id in there:
            continue
        key = entry_key(each.row)
        members[key] = members.get(key, 0) + 1
        if members[key] > size:
            yield error("entry_too_large", row=each.row.row, column="group", size=str(size))


def _check_judges(planned: Sequence[PlannedRow], known: Sequence[KnownPerson]) -> Iterator[Problem]:
    """Yield whoever would be judge and chief judge of one trade, or one judge under two sets of details."""
    seen: dict[tuple[str, str], list[RosterRow]] = {}
    for person in known:
        if person.row.role in _MARKING:
            seen.setdefault(_judge_key(person.row), []).append(person.row)
    for each in planned:
        row = each.row
        if row.role not in _MARKING:
            continue
        namesakes = seen.setdefault(_judge_key(row), [])
        for other in namesakes:
            # Whom the event knows is compared where the row is new to it; a known one is updated.
            if have_two_births(row, other) or (other.row == 0 and each.action is not PlanAction.CREATE):
                continue
            if other.row and other.role is not row.role and trade_key(other.trade_code) == trade_key(row.trade_code):
                yield error("judge_and_chief", row=row.row, column="role", first=str(other.row))
                break
            if column := _differing_detail(row, other):
                yield error("judge_differs", row=row.row, column=column, trade=other.trade_code)
                break
        namesakes.append(row)


def _judge_key(row: RosterRow) -> tuple[str, str]:
    team, _, _, name = person_key(row)
    return team, name


def _differing_detail(one: RosterRow, other: RosterRow) -> str | None:
    """Return in which column two rows of one judge contradict one another."""
    pairs = {
        "latin_name": (one.latin_name, other.latin_name),
        "native_language": (one.native_language, other.native_language),
    }
    return next((name for name, (mine, theirs) in pairs.items() if mine and theirs and mine != theirs), None)
