"""Write what the plan of a roster import says: teams, competitors and entries, judges, companions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from babel.core import get_global
from sqlalchemy import func, insert, select, update

from competition.db.base import Base
from competition.db.models import (
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
from competition.services.roster import NewPerson, add_person, add_team
from competition.services.schemes import lay_out_sheets
from competition.services.unit_of_work import Unit

RANKED = "ranked"
_FLAG_LETTERS = 2
_PERSON_FIELDS = ("native_name", "native_language", "latin_name", "birth_date")


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
    """Writes one plan inside an open transaction."""

    def __init__(self, unit: Unit, facts: RosterFacts) -> None:
        """Read what the event has: teams, entries, codes in use."""
        self._unit, self._facts = unit, facts
        self._session = unit.context.session
        self._written = Written()
        self._judges = JudgeWriter(unit, facts.event_id)
        self._touched: set[str] = set()
        self._teams: dict[str, str] = {
            code.upper(): team_id
            for code, team_id in self._session.execute(
                select(Team.code, Team.id).where(Team.event_id == facts.event_id)
            )
        }
        # Thousands of people are written in a few statements, parents first.
        self._rows: dict[type[Base], list[dict[str, object]]] = {
            table: [] for table in (Person, Entry, Competitor, EntryMember, EntryResult)
        }
        last = self._session.execute(
            select(EntryMember.entry_id, func.max(EntryMember.position))
            .join(Entry, Entry.id == EntryMember.entry_id)
            .where(Entry.event_id == facts.event_id)
            .group_by(EntryMember.entry_id)
        )
        self._members: dict[str, int] = dict(last.all())
        self._entries: dict[tuple[str, str, str], str] = {}
        self._codes: dict[str, set[str]] = {}
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
        self._give_codes(planned for planned in plan.rows if planned.action is PlanAction.UPDATE)
        for planned in plan.rows:
            if planned.action is PlanAction.UPDATE:
                self._update(planned)
        for planned in plan.rows:
            if planned.action is PlanAction.CREATE:
                self._create(planned.row)
        self._session.flush()
        for table, rows in self._rows.items():
            if rows:
                self._session.execute(insert(table), rows)
        for trade_id in sorted(self._touched):
            version_id = current_version_id(self._session, trade_id)
            if version_id is not None:
                self._written.sheets += lay_out_sheets(self._session, trade_id, version_id)
            publish_trade(self._unit, trade_id)
        return self._written

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
            name = {self._facts.language: row.team_name or row.team_code}
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
        self._rows[Person].append({"id": person_id, **_person_values(row)})
        self._rows[Competitor].append(
            {"id": competitor_id, "event_id": event_id, "team_id": team_id, "person_id": person_id, "bib": bib}
        )
        self._rows[EntryMember].append({"entry_id": entry_id, "competitor_id": competitor_id, "position": position})

    def _add_entry(self, row: RosterRow, trade: RosterTrade, team_id: str, code: str) -> str:
        entry_id = new_id()
        place = {"event_id": self._facts.event_id, "trade_id": trade.id, "team_id": team_id, "group": row.group}
        self._rows[Entry].append({"id": entry_id, **place, "code": code, "status": RANKED, "lot": 0})
        self._rows[EntryResult].append(
            {"entry_id": entry_id, "trade_id": trade.id, "total": None, "marked": 0, "aspects": 0, "criteria": {}}
        )
        self._codes.setdefault(trade.id, set()).add(code.casefold())
        self._unit.record("entry.add", f"entry/{entry_id}", new={"trade": trade.id, "team": team_id, "code": code})
        self._written.entries += 1
        return entry_id

    def _free_code(self, trade: RosterTrade) -> str:
        """Return the next entry code of a trade: its prefix and a number."""
        prefix = trade.entry_prefix or trade.code
        taken = self._bibs | self._codes.get(trade.id, set())
        number = 1
        while (code := f"{prefix}-{number:02d}").casefold() in taken:
            number += 1
        return code

    def _accompany(self, row: RosterRow, trade: RosterTrade | None, team_id: str) -> None:
        companion = Companion(
            id=new_id(),
            event_id=self._facts.event_id,
            team_id=team_id,
            trade_id=trade.id if trade else None,
            person_id=add_person(self._session, _new_person(row)),
            role=row.role.value,
        )
        self._session.add(companion)
        self._unit.record("companion.add", f"companion/{companion.id}", new={"role": row.role.value, "team": team_id})

    def _update(self, planned: PlannedRow) -> None:
        """Write the changed members of a known person; the log says which, never what."""
        row, session = planned.row, self._session
        kind, _, object_id = (planned.person_id or "").partition("/")
        person_id = self._person_of(kind, object_id)
        values = {name: getattr(row, name) for name in _PERSON_FIELDS if name in planned.changes}
        if values:
            session.execute(update(Person).where(Person.id == person_id).values(**values))
        if "team_name" in planned.changes:
            self._rename_team(row)
        if "group" in planned.changes:
            session.execute(update(Entry).where(Entry.id == self._entry_of(object_id)).values(group=row.group))
        names = ",".join(sorted(planned.changes))
        self._unit.record("person.update", f"person/{person_id}", new={"members": names})
        if trade := self._facts.trades.get(trade_key(row.trade_code)):
            self._touched.add(trade.id)
        self._written.updated += 1

    def _rename_team(self, row: RosterRow) -> None:
        team = self._session.get(Team, self._teams[row.team_code])
        if team is not None and team.name.get(self._facts.language) != row.team_name:
            team.name = {**team.name, self._facts.language: row.team_name}
            self._unit.record("team.update", f"team/{team.id}", new={"members": "name"})

    def _give_codes(self, rows: Iterable[PlannedRow]) -> None:
        """Write changed bibs and the codes of the entries whose first competitor wears them."""
        changed = [planned for planned in rows if "bib" in planned.changes]
        entries: dict[str, str] = {}
        for planned in changed:
            competitor_id = (planned.person_id or "").partition("/")[2]
            self._session.execute(update(Competitor).where(Competitor.id == competitor_id).values(bib=planned.row.bib))
            entry_id = self._entry_of(competitor_id, first=True)
            if entry_id:
                entries[entry_id] = planned.row.bib
        # Two entries may change codes with one another; for a moment neither has one of the two.
        for number, entry_id in enumerate(entries):
            self._session.execute(update(Entry).where(Entry.id == entry_id).values(code=f"~{number}"))
        for entry_id, code in entries.items():
            self._session.execute(update(Entry).where(Entry.id == entry_id).values(code=code))
            self._unit.record("entry.update", f"entry/{entry_id}", new={"code": code})

    def _entry_of(self, competitor_id: str, *, first: bool = False) -> str:
        statement = select(EntryMember.entry_id).where(EntryMember.competitor_id == competitor_id)
        if first:
            statement = statement.where(EntryMember.position == 1)
        return self._session.scalar(statement) or ""

    def _person_of(self, kind: str, object_id: str) -> str:
        statement = {
            "competitor": select(Competitor.person_id).where(Competitor.id == object_id),
            "companion": select(Companion.person_id).where(Companion.id == object_id),
            "judge": select(JudgeProfile.person_id)
            .join(JudgeAssignment, JudgeAssignment.judge_id == JudgeProfile.id)
            .where(JudgeAssignment.id == object_id),
        }[kind]
        return self._session.execute(statement).scalar_one()


def _new_person(row: RosterRow) -> NewPerson:
    return NewPerson(row.native_name or row.latin_name, row.native_language, row.latin_name, row.birth_date)


def _person_values(row: RosterRow) -> dict[str, object]:
    return {**{name: getattr(row, name) for name in _PERSON_FIELDS}, "native_name": row.native_name or row.latin_name}
