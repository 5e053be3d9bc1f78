"""Bring the judges of a roster into an event: person, account with a judge number, place in a trade."""

from __future__ import annotations

import unicodedata

from sqlalchemy import delete, select

from competition.db.models import Account, JudgeAssignment, JudgeProfile, Person, RoleAssignment
from competition.domain.permissions import Role
from competition.queries.roster_rows import RosterTrade
from competition.services.identity import new_id
from competition.services.roster import NewPerson, add_account, add_judge, add_person, grant_role
from competition.services.unit_of_work import Unit

_ROLES = {False: Role.JUDGE, True: Role.CHIEF_JUDGE}


class JudgeWriter:
    """Writes judges inside an open transaction; nobody gets a password or PIN here, the office gives access."""

    def __init__(self, unit: Unit, event_id: str) -> None:
        """Read who judges already, and which judge numbers are taken."""
        self._unit, self._event_id = unit, event_id
        self._session = unit.context.session
        self._logins = set(self._session.scalars(select(Account.login)))
        self._judges: dict[tuple[str, str], tuple[str, str]] = {}
        rows = self._session.execute(
            select(JudgeProfile.id, JudgeProfile.account_id, JudgeProfile.team_id, Person.native_name)
            .join(Person, Person.id == JudgeProfile.person_id)
            .where(JudgeProfile.event_id == event_id)
        )
        for judge_id, account_id, team_id, name in rows:
            self._judges[team_id or "", _name_key(name)] = (judge_id, account_id)

    def assign(self, person: NewPerson, team_id: str, trade: RosterTrade, *, chief: bool) -> None:
        """Make a person a judge of a trade; one who judges in another trade already stays the same judge."""
        key = (team_id, _name_key(person.native))
        known = self._judges.get(key)
        if known is None:
            person_id = add_person(self._session, person)
            account_id = add_account(
                self._session,
                login=self._free_login(trade.code),
                name=person.latin or person.native,
                now=self._unit.context.now,
                person_id=person_id,
            )
            judge_id = add_judge(self._session, self._event_id, trade.id, account_id, person_id, team_id, chief=chief)
            self._judges[key] = (judge_id, account_id)
        else:
            judge_id, account_id = known
            self._assign_again(judge_id, account_id, trade.id, chief=chief)
        self._unit.record("judge.assign", f"judge/{judge_id}", new={"trade": trade.id, "chief": chief})

    def _assign_again(self, judge_id: str, account_id: str, trade_id: str, *, chief: bool) -> None:
        session = self._session
        there = session.scalar(
            select(JudgeAssignment).where(JudgeAssignment.trade_id == trade_id, JudgeAssignment.judge_id == judge_id)
        )
        if there is None:
            session.add(JudgeAssignment(id=new_id(), trade_id=trade_id, judge_id=judge_id, is_chief=chief))
        else:
            there.is_chief, there.ended_at = chief, None
            session.execute(
                delete(RoleAssignment).where(
                    RoleAssignment.account_id == account_id,
                    RoleAssignment.trade_id == trade_id,
                    RoleAssignment.role.in_([role.value for role in _ROLES.values()]),
                )
            )
        grant_role(session, account_id, _ROLES[chief], self._event_id, trade_id)
        session.flush()

    def _free_login(self, trade_code: str) -> str:
        """Return the next judge number of a trade, such as 04-03; numbers are unique in the installation."""
        number = 1
        while (login := f"{trade_code.lower()}-{number:02d}") in self._logins:
            number += 1
        self._logins.add(login)
        return login


def _name_key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
