"""Bring the judges of a roster into an event: person, account with a judge number, place in a trade."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from competition.db.models import Account, JudgeAssignment, JudgeProfile, Person, RoleAssignment
from competition.domain.permissions import Role
from competition.queries.roster_rows import RosterTrade
from competition.services.identity import new_id
from competition.services.roster import NewPerson
from competition.services.row_buffer import RowBuffer
from competition.services.unit_of_work import Unit

_ROLES = {False: Role.JUDGE, True: Role.CHIEF_JUDGE}


@dataclass(slots=True)
class _Judge:
    """Somebody who judges already. trades: those of this import. row: of somebody who is new since this import."""

    judge_id: str
    account_id: str
    person_id: str
    born: date | None
    row: dict[str, object] | None = None
    trades: set[str] = field(default_factory=set)

    def may_be(self, born: date | None, trade_id: str) -> bool:
        """Tell whether somebody of the same name may be this judge."""
        return trade_id not in self.trades and (None in (self.born, born) or self.born == born)


class JudgeWriter:
    """Writes judges inside an open transaction; nobody gets a password or PIN here, the office gives access."""

    def __init__(self, unit: Unit, event_id: str, rows: RowBuffer) -> None:
        """Read who judges already, and which judge numbers are taken. rows: where new rows go."""
        self._unit, self._event_id, self._rows = unit, event_id, rows
        self._session = unit.context.session
        self._logins = set(self._session.scalars(select(Account.login)))
        self._next: dict[str, int] = {}
        self._judges: dict[tuple[str, str], list[_Judge]] = {}
        known = self._session.execute(
            select(
                JudgeProfile.id,
                JudgeProfile.account_id,
                JudgeProfile.team_id,
                Person.id,
                Person.native_name,
                Person.birth_date,
            )
            .join(Person, Person.id == JudgeProfile.person_id)
            .where(JudgeProfile.event_id == event_id)
        )
        for judge_id, account_id, team_id, person_id, name, born in known:
            judge = _Judge(judge_id, account_id, person_id, born)
            self._judges.setdefault((team_id or "", _name_key(name)), []).append(judge)

    def assign(self, person: NewPerson, team_id: str, trade: RosterTrade, *, chief: bool) -> None:
        """Make a person a judge of a trade; one who judges in another trade already stays the same judge."""
        namesakes = self._judges.setdefault((team_id, _name_key(person.native)), [])
        # Two dates of birth are two people, whatever their name; the same date comes before none.
        fitting = [each for each in namesakes if each.may_be(person.born, trade.id)]
        judge = next((each for each in fitting if each.born == person.born), fitting[0] if fitting else None)
        if judge is None:
            judge = self._add(person, team_id, trade)
            namesakes.append(judge)
        else:
            self._complete(judge, person)
        judge.trades.add(trade.id)
        if judge.row is not None or not self._assign_again(judge, trade.id, chief=chief):
            self._rows.add(JudgeAssignment, id=new_id(), trade_id=trade.id, judge_id=judge.judge_id, is_chief=chief)
        self._rows.add(
            RoleAssignment,
            id=new_id(),
            account_id=judge.account_id,
            role=_ROLES[chief].value,
            event_id=self._event_id,
            trade_id=trade.id,
        )
        self._unit.record("judge.assign", f"judge/{judge.judge_id}", new={"trade": trade.id, "chief": chief})

    def _add(self, person: NewPerson, team_id: str, trade: RosterTrade) -> _Judge:
        """Add the person with an account and a judge's profile, as `services.roster` does for one at a time."""
        person_id, account_id, judge_id = new_id(), new_id(), new_id()
        row = self._rows.add(
            Person,
            id=person_id,
            native_name=person.native,
            native_language=person.language,
            latin_name=person.latin,
            birth_date=person.born,
        )
        self._rows.add(
            Account,
            id=account_id,
            login=self._free_login(trade.code),
            name=person.latin or person.native,
            person_id=person_id,
            failed_sign_ins=0,
            created_at=self._unit.context.now,
        )
        self._rows.add(
            JudgeProfile,
            id=judge_id,
            event_id=self._event_id,
            account_id=account_id,
            person_id=person_id,
            team_id=team_id,
            languages=[],
        )
        return _Judge(judge_id, account_id, person_id, person.born, row)

    def _complete(self, judge: _Judge, person: NewPerson) -> None:
        """Add what another row of the same judge knows; what is known already stays."""
        details = {"native_language": person.language, "latin_name": person.latin, "birth_date": person.born}
        if judge.row is not None:
            judge.row.update({name: value for name, value in details.items() if value and not judge.row[name]})
        elif known := self._session.get(Person, judge.person_id):
            missing = {name: value for name, value in details.items() if value and not getattr(known, name)}
            for name, value in missing.items():
                setattr(known, name, value)
            if missing:
                names = ",".join(sorted(missing))
                self._unit.record("person.update", f"person/{known.id}", new={"members": names})
        judge.born = judge.born or person.born

    def _assign_again(self, judge: _Judge, trade_id: str, *, chief: bool) -> bool:
        """Take a judge back who once left the trade; False when the judge never worked there."""
        there = self._session.scalar(
            select(JudgeAssignment).where(
                JudgeAssignment.trade_id == trade_id, JudgeAssignment.judge_id == judge.judge_id
            )
        )
        if there is None:
            return False
        there.is_chief, there.ended_at = chief, None
        former = self._session.scalars(
            select(RoleAssignment).where(
                RoleAssignment.account_id == judge.account_id,
                RoleAssignment.trade_id == trade_id,
                RoleAssignment.role.in_([role.value for role in _ROLES.values()]),
            )
        )
        for each in former:
            self._session.delete(each)
        self._session.flush()
        return True

    def _free_login(self, trade_code: str) -> str:
        """Return the next judge number of a trade, such as 04-03; numbers are unique in the installation."""
        prefix = trade_code.lower()
        number = self._next.get(prefix, 1)
        while (login := f"{prefix}-{number:02d}") in self._logins:
            number += 1
        self._logins.add(login)
        self._next[prefix] = number + 1
        return login


def _name_key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
