"""Write what the plan of a roster import says: teams, competitors and entries, judges, companions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from babel.core import get_global
from sqlalchemy import func, select

from competition.db.models import (
    Account,
    Companion,
    Competitor,
    Entry,
    EntryMember,
    EntryResult,
    JudgeAssignment,
    JudgeProfile,
    Person,
    Team,
)
from competition.domain.plans import Plan, PlanAction, PlannedRow
from competition.domain.roster import RosterRole, RosterRow, trade_key
from competition.queries.roster_rows import RosterFacts, RosterTrade
from competition.queries.schemes import current_version_id
from competition.services.identity import new_id
from competition.services.judge_import import JudgeWriter
from competition.services.publication import publish_trade
from competition.services.roster import NewPerson, add_team
from competition.services.row_buffer import RowBuffer
from competition.services.schemes import lay_out_sheets
from competition.services.unit_of_work import Unit

RANKED = "ranked"
_FLAG_LETTERS = 2
_AT_ONCE = 2_000
_A_STEP = 500
_PERSON_FIELDS = ("native_name", "native_language", "latin_name", "birth_date")
Step = Callable[[int, int], None]


def no_step(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


@dataclass
class Written:
    """How much an import has written."""

    created: int = 0
    updated: int = 0
    teams: int = 0
    entries: int = 0
    judges: int = 0
    sheets: int = 0

    def counts(self) -> dict[str, int]:
        """Return the numbers by name."""
        return {
            "created": self.created,
            "updated": self.updated,
            "teams": self.teams,
            "entries": self.entries,
            "judges": self.judges,
            "sheets": self.sheets,
        }


def flag_of(code: str) -> str:
    """Return the flag that a team code asks for, "" when it is no code of a country or region: `CHN` is `cn`."""
    aliases = get_global("territory_aliases").get(code, ())
    found = aliases[0] if len(aliases) == 1 else code
    return found.lower() if len(found) == _FLAG_LETTERS and found.isalpha() else ""


class RosterWriter:
    """Writes one plan inside an open transaction. step: told how far it is."""

    def __init__(self, unit: Unit, facts: RosterFacts, step: Step = no_step) -> None:
        """Read what the event has: teams, entries, codes in use."""
        self._unit, self._facts, self._step = unit, facts, step
        self._session = unit.context.session
        self._written = Written()
        self._total = 0
        self._rows = RowBuffer()
        self._judges = JudgeWriter(unit, facts.event_id, self._rows)
        self._touched: set[str] = set()
        self._teams: dict[str, str] = {
            code.upper(): team_id
            for code, team_id in self._session.execute(
                select(Team.code, Team.id).where(Team.event_id == facts.event_id)
            )
        }
        last = self._session.execute(
            select(EntryMember.entry_id, func.max(EntryMember.position))
            .join(Entry, Entry.id == EntryMember.entry_id)
            .where(Entry.event_id == facts.event_id)
            .group_by(EntryMember.entry_id)
        )
        self._members: dict[str, int] = dict(last.all())
        self._team_names: dict[str, str] = {}
        self._entries: dict[tuple[str, str, str], str] = {}
        self._codes: dict[str, set[str]] = {}
        self._next: dict[str, int] = {}
        for entry_id, trade_id, team_id, group, code in self._session.execute(
            select(Entry.id, Entry.trade_id, Entry.team_id, Entry.group, Entry.code).where(
                Entry.event_id == facts.event_id
            )
        ):
            if team_id is not None:
                self._entries[trade_id, team_id, group.casefold()] = entry_id
            self._codes.setdefault(trade_id, set()).add(code.casefold())
        self._bibs = {person.row.bib.casefold() for person in facts.people if person.row.bib}

    def write(self, plan: Plan) -> Written:
        """Write every row that is new or changed; known people first, so that codes they give up are free."""
        self._bibs |= {planned.row.bib.casefold() for planned in plan.rows if planned.row.bib}
        # A new team has the name that any of its rows gives it.
        self._team_names = {each.row.team_code: each.row.team_name for each in plan.rows if each.row.team_name}
        known = [planned for planned in plan.rows if planned.action is PlanAction.UPDATE]
        self._give_codes(known)
        for start in range(0, len(known), _AT_ONCE):
            self._update_all(known[start : start + _AT_ONCE])
        total = self._total = len(plan.rows)
        for number, planned in enumerate(plan.rows):
            if number % _A_STEP == 0:
                self._tell(0, number, total)
            if planned.action is PlanAction.CREATE:
                self._create(planned.row)
                if "team_name" in planned.changes:
                    self._rename_team(planned.row)
        self._rows.write(self._session, lambda done, of: self._tell(1, done, of))
        for number, trade_id in enumerate(sorted(self._touched)):
            self._tell(2, number, len(self._touched))
            version_id = current_version_id(self._session, trade_id)
            if version_id is not None:
                self._written.sheets += lay_out_sheets(self._session, trade_id, version_id)
            publish_trade(self._unit, trade_id)
        self._tell(3, 0, 1)
        return self._written

    def _tell(self, quarter: int, done: int, of: int) -> None:
        """Tell how far it is: rows are made, written, shown on the boards, and logged, each about as long."""
        self._step((quarter * self._total + self._total * done // max(of, 1)) // 4, self._total)

    def _create(self, row: RosterRow) -> None:
        team_id = self._team(row)
        trade = self._facts.trades.get(trade_key(row.trade_code)) if row.trade_code else None
        if row.role is RosterRole.COMPETITOR and trade is not None:
            self._compete(row, trade, team_id)
        elif row.role in (RosterRole.JUDGE, RosterRole.CHIEF_JUDGE) and trade is not None:
            chief = row.role is RosterRole.CHIEF_JUDGE
            self._judges.assign(_new_person(row), team_id, trade, chief=chief)
            self._written.judges += 1
        else:
            self._accompany(row, trade, team_id)
        self._written.created += 1

    def _team(self, row: RosterRow) -> str:
        found = self._teams.get(row.team_code)
        if found is None:
            name = {self._facts.language: self._team_names.get(row.team_code) or row.team_code}
            found = add_team(self._session, self._facts.event_id, row.team_code, name, flag_of(row.team_code))
            self._session.flush()
            self._teams[row.team_code] = found
            self._unit.record("team.add", f"team/{found}", new={"code": row.team_code})
            self._written.teams += 1
        return found

    def _compete(self, row: RosterRow, trade: RosterTrade, team_id: str) -> None:
        person_id, competitor_id = new_id(), new_id()
        self._touched.add(trade.id)
        place = (trade.id, team_id, row.group.casefold())
        entry_id = self._entries.get(place)
        bib = row.bib
        if entry_id is None:
            bib = row.bib or self._free_code(trade)
            entry_id = self._entries[place] = self._add_entry(row, trade, team_id, bib)
        else:
            self._unit.record("entry.member", f"entry/{entry_id}", new={"person": person_id})
        self._members[entry_id] = position = self._members.get(entry_id, 0) + 1
        event_id = self._facts.event_id
        self._rows.add(Person, id=person_id, **_person_values(row))
        self._rows.add(Competitor, id=competitor_id, event_id=event_id, team_id=team_id, person_id=person_id, bib=bib)
        self._rows.add(EntryMember, entry_id=entry_id, competitor_id=competitor_id, position=position)

    def _add_entry(self, row: RosterRow, trade: RosterTrade, team_id: str, code: str) -> str:
        entry_id = new_id()
        self._rows.add(
            Entry,
            id=entry_id,
            event_id=self._facts.event_id,
            trade_id=trade.id,
            team_id=team_id,
            group=row.group,
            code=code,
            status=RANKED,
            lot=0,
        )
        self._rows.add(EntryResult, entry_id=entry_id, trade_id=trade.id, total=None, marked=0, aspects=0, criteria={})
        self._codes.setdefault(trade.id, set()).add(code.casefold())
        self._unit.record("entry.add", f"entry/{entry_id}", new={"trade": trade.id, "team": team_id, "code": code})
        self._written.entries += 1
        return entry_id

    def _free_code(self, trade: RosterTrade) -> str:
        """Return the next entry code of a trade: its prefix and a number."""
        prefix = trade.entry_prefix or trade.code
        taken = self._codes.get(trade.id, set())
        number = self._next.get(trade.id, 1)
        while (code := f"{prefix}-{number:02d}").casefold() in taken or code.casefold() in self._bibs:
            number += 1
        self._next[trade.id] = number + 1
        return code

    def _accompany(self, row: RosterRow, trade: RosterTrade | None, team_id: str) -> None:
        person_id, companion_id = new_id(), new_id()
        self._rows.add(Person, id=person_id, **_person_values(row))
        self._rows.add(
            Companion,
            id=companion_id,
            event_id=self._facts.event_id,
            team_id=team_id,
            trade_id=trade.id if trade else None,
            person_id=person_id,
            role=row.role.value,
        )
        self._unit.record("companion.add", f"companion/{companion_id}", new={"role": row.role.value, "team": team_id})

    def _update_all(self, rows: Sequence[PlannedRow]) -> None:
        """Write the changed members of known people; the log says which, never what."""
        persons = self._persons_of(rows)
        for planned in rows:
            person = persons[planned.person_id or ""]
            for name in _PERSON_FIELDS:
                if name in planned.changes:
                    setattr(person, name, getattr(planned.row, name))
            if "team_name" in planned.changes:
                self._rename_team(planned.row)
            names = ",".join(sorted(planned.changes))
            self._unit.record("person.update", f"person/{person.id}", new={"members": names})
            if trade := self._facts.trades.get(trade_key(planned.row.trade_code)):
                self._touched.add(trade.id)
            self._written.updated += 1
        self._rename_accounts(
            persons[planned.person_id or ""] for planned in rows if {"native_name", "latin_name"} & set(planned.changes)
        )
        self._session.flush()

    def _rename_team(self, row: RosterRow) -> None:
        team = self._session.get(Team, self._teams[row.team_code])
        if team is not None and team.name.get(self._facts.language) != row.team_name:
            team.name = {**team.name, self._facts.language: row.team_name}
            self._unit.record("team.update", f"team/{team.id}", new={"members": "name"})

    def _rename_accounts(self, persons: Iterable[Person]) -> None:
        """Let the accounts of renamed people carry the new names."""
        renamed = {person.id: person for person in persons}
        if not renamed:
            return
        for account in self._session.scalars(select(Account).where(Account.person_id.in_(renamed))):
            person = renamed[account.person_id or ""]
            account.name = person.latin_name or person.native_name

    def _give_codes(self, rows: Sequence[PlannedRow]) -> None:
        """Write changed bibs and groups, and the codes of the entries whose first competitor wears them."""
        changed = {
            (planned.person_id or "").partition("/")[2]: planned
            for planned in rows
            if {"bib", "group"} & set(planned.changes)
        }
        codes: dict[str, tuple[Entry, str]] = {}
        for competitor, position, entry in self._entries_of(list(changed)):
            planned = changed[competitor.id]
            if "group" in planned.changes:
                entry.group = planned.row.group
            if "bib" in planned.changes:
                competitor.bib = planned.row.bib
                if position == 1:
                    codes[entry.id] = (entry, planned.row.bib)
        # Two entries may change codes with one another; for a moment neither has one of the two.
        for number, (entry, _) in enumerate(codes.values()):
            entry.code = f"~{number}"
        self._session.flush()
        for entry, code in codes.values():
            entry.code = code
            self._unit.record("entry.update", f"entry/{entry.id}", new={"code": code})

    def _entries_of(self, competitors: Sequence[str]) -> Iterator[tuple[Competitor, int, Entry]]:
        """Yield competitors with their place and their entry."""
        for start in range(0, len(competitors), _AT_ONCE):
            found = self._session.execute(
                select(Competitor, EntryMember.position, Entry)
                .join(EntryMember, EntryMember.competitor_id == Competitor.id)
                .join(Entry, Entry.id == EntryMember.entry_id)
                .where(Competitor.id.in_(competitors[start : start + _AT_ONCE]))
            ).all()
            yield from ((competitor, position, entry) for competitor, position, entry in found)

    def _persons_of(self, rows: Sequence[PlannedRow]) -> dict[str, Person]:
        """Return the people whom rows mean, by `<kind>/<id>`."""
        ids: dict[str, list[str]] = {}
        for planned in rows:
            kind, _, object_id = (planned.person_id or "").partition("/")
            ids.setdefault(kind, []).append(object_id)
        statements = {
            "competitor": select(Competitor.id, Person).join(Person, Person.id == Competitor.person_id),
            "companion": select(Companion.id, Person).join(Person, Person.id == Companion.person_id),
            "judge": select(JudgeAssignment.id, Person)
            .join(JudgeProfile, JudgeProfile.id == JudgeAssignment.judge_id)
            .join(Person, Person.id == JudgeProfile.person_id),
        }
        columns = {"competitor": Competitor.id, "companion": Companion.id, "judge": JudgeAssignment.id}
        return {
            f"{kind}/{object_id}": person
            for kind, wanted in ids.items()
            for object_id, person in self._session.execute(statements[kind].where(columns[kind].in_(wanted)))
        }


def _new_person(row: RosterRow) -> NewPerson:
    return NewPerson(row.native_name or row.latin_name, row.native_language, row.latin_name, row.birth_date)


def _person_values(row: RosterRow) -> dict[str, object]:
    return {**{name: getattr(row, name) for name in _PERSON_FIELDS}, "native_name": row.native_name or row.latin_name}
