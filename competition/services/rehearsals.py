"""Rehearse an event: a copy with its trades, schemes and panels that nobody outside sees. Source: PRODUCT A11.

The copy has a clock and accounts of its own: robots never act as a real person. Everything that was made for it outside
its own rows is written down, so that the wipe takes away exactly that.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from datetime import time as clock
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.event_tables import EVENT, of_event, own_tables, pointers
from competition.db.models import (
    Account,
    EntryResult,
    Event,
    JudgeProfile,
    MarkingTeam,
    Person,
    RehearsalRow,
    RoleAssignment,
    SchemeVersion,
    Stream,
    Trade,
)
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission, Role
from competition.queries.schemes import current_version_id
from competition.services.audit import open_log
from competition.services.context import Context
from competition.services.event_boards import publish_event_boards
from competition.services.identity import new_id
from competition.services.publication import create_board, publish_trade
from competition.services.schemes import lay_out_sheets
from competition.services.unit_of_work import unit_of_work

COPIED = (
    "day", "team", "trade", "schedule_item", "scheme_version", "standard_section", "criterion", "marking_team",
    "sub_criterion", "aspect", "competitor", "entry", "entry_member", "judge_profile", "judge_assignment",
    "marking_team_member", "interest",
)  # fmt: skip
"""What a rehearsal takes from its event; marks, log, boards and everything in progress begin anew."""
OPENS = clock(8, 30)
JUDGING = frozenset({Role.JUDGE.value, Role.CHIEF_JUDGE.value})
LONGEST_LOGIN = 64
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NewRehearsal:
    """What somebody wants to rehearse.

    invented: other names instead of the people's own. trades: codes, none for all.
    """

    invented: bool = True
    trades: frozenset[str] = frozenset()


def make_rehearsal(context: Context, event_id: str, wanted: NewRehearsal) -> str:
    """Make a rehearsal of an event; returns its code.

    Raises DomainError `not_found`, `rehearsal_exists`, `rehearsal_of_rehearsal`, `nothing_to_rehearse`,
    `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.REHEARSE, event_id=event_id)
    session = context.session
    with write_transaction(session):
        source = session.get(Event, event_id)
        if source is None:
            raise DomainError("not_found")
        if source.rehearsal_of is not None:
            raise DomainError("rehearsal_of_rehearsal")
        if rehearsal_of(session, event_id) is not None:
            raise DomainError("rehearsal_exists")
        offset = source.clock_offset
        copy = _Copy(session, source, context.now, wanted)
        copy.write()
        if not copy.trades:
            raise DomainError("nothing_to_rehearse")
        for trade_id in copy.trades:
            with unit_of_work(context, copy.event_id, clock_offset=copy.clock_offset, trade_id=trade_id) as unit:
                publish_trade(unit, trade_id)
        with unit_of_work(context, copy.event_id, clock_offset=copy.clock_offset) as unit:
            unit.record("rehearsal.make", f"event/{copy.event_id}", new={"trades": len(copy.trades)})
        with unit_of_work(context, event_id, clock_offset=offset) as unit:
            unit.record("rehearsal.make", f"event/{copy.event_id}", new={"trades": len(copy.trades)})
    publish_event_boards(context, copy.event_id)
    return copy.code


def rehearsal_of(session: Session, event_id: str) -> Event | None:
    """Return the rehearsal of an event, None when there is none."""
    return session.scalar(select(Event).where(Event.rehearsal_of == event_id))


def day_offset(zone: str, day: Any, now: datetime) -> int:
    """Return the clock offset at which it is the morning of a day at the venue."""
    return round((datetime.combine(day, OPENS, ZoneInfo(zone)) - now).total_seconds())


class _Copy:
    """The rows of one rehearsal on their way."""

    def __init__(self, session: Session, source: Event, now: datetime, wanted: NewRehearsal) -> None:
        self.session, self.source, self.now, self.wanted = session, source, now, wanted
        self.event_id = new_id()
        self.code = f"{source.code[:50]}-rehearsal"
        self.clock_offset = day_offset(source.timezone, source.starts, now)
        self.trades: list[str] = []
        self._ids: dict[str, dict[Any, Any]] = {EVENT: {source.id: self.event_id}}
        self._numbers = count(1)
        self._trade_of: dict[str, str] = {}

    def write(self) -> None:
        """Write everything."""
        self._event()
        self._people_of_panels()
        for name in COPIED:
            self._table(own_tables()[name].table)
        self._roles()
        for trade_id in self.trades:
            self.session.add(Stream(trade_id=trade_id, revision=0))
            create_board(self.session, self.event_id, "trade", trade_id)
            for entry_id in self._ids.get("entry", {}).values():
                if self._trade_of[entry_id] == trade_id:
                    zero = dict.fromkeys(("marked", "aspects"), 0)
                    self.session.add(EntryResult(entry_id=entry_id, trade_id=trade_id, criteria={}, **zero))
            self.session.flush()
            version_id = current_version_id(self.session, trade_id)
            if version_id is not None:
                lay_out_sheets(self.session, trade_id, version_id)

    def _event(self) -> None:
        table = own_tables()[EVENT].table
        row = dict(self.session.execute(select(table).where(table.c.id == self.source.id)).mappings().one())
        row |= {
            "id": self.event_id,
            "code": self.code,
            "clock_offset": self.clock_offset,
            "is_demo": False,
            "created_at": self.now,
            "rehearsal_of": self.source.id,
        }
        self.session.execute(insert(table), [row])
        open_log(self.session, self.event_id)
        create_board(self.session, self.event_id, "home")
        create_board(self.session, self.event_id, "medals")

    def _people_of_panels(self) -> None:
        """Make an account of its own for every judge, so that robots never act as a real person."""
        accounts: dict[Any, Any] = {}
        for account in self.session.execute(
            select(Account.id, Account.login, Account.name)
            .join(JudgeProfile, JudgeProfile.account_id == Account.id)
            .where(JudgeProfile.event_id == self.source.id)
            .order_by(Account.login)
        ).all():
            account_id = accounts[account.id] = new_id()
            name = f"Robot {account.login}" if self.wanted.invented else account.name
            login = f"rehearsal.{self.event_id[-6:]}.{account.login}"[:LONGEST_LOGIN]
            self.session.add(
                Account(id=account_id, login=login, name=name, language="", failed_sign_ins=0, created_at=self.now)
            )
            self._remember("account", account_id)
        self.session.flush()
        self._ids["account"] = accounts

    def _table(self, table: Table) -> None:
        place = own_tables()[table.name]
        found = self.session.execute(select(table).where(of_event(place, self.source.id))).mappings()
        rows = [row for row in (self._row(table, dict(each)) for each in found) if row is not None]
        if table.name == "entry":
            self._trade_of = {row["id"]: row["trade_id"] for row in rows}
        if rows:
            self.session.connection().execute(insert(table), rows)

    def _row(self, table: Table, row: Row) -> Row | None:
        """Return a row as the rehearsal has it, None for one that it does not take."""
        if not self._takes(table, row):
            return None
        for column, target in pointers(table):
            value = row[column.name]
            if value is None:
                continue
            if target == "person":
                row[column.name] = self._person(table.name, value)
            elif target in self._ids or target in own_tables():
                known = self._ids.get(target, {}).get(value)
                if known is None and not column.nullable:
                    return None
                row[column.name] = known
        if "id" in row:
            old, row["id"] = row["id"], new_id()
            self._ids.setdefault(table.name, {})[old] = row["id"]
        if table.name == "trade":
            self.trades.append(row["id"])
            # Codes are sealed by their holders; a rehearsal judges under open names.
            row |= {name: 0 for name in ("blind", "sealed") if name in row}
        return row

    def _takes(self, table: Table, row: Row) -> bool:
        if table.name == "trade":
            return not self.wanted.trades or row["code"] in self.wanted.trades
        if table.name == "scheme_version":
            return current_version_id(self.session, row["trade_id"]) == str(row["id"])
        if table.name == "entry":
            return bool(row.get("layer") in (None, 0))
        return True

    def _person(self, table: str, person_id: str) -> str:
        if not self.wanted.invented:
            return person_id
        known = self._ids.setdefault("person", {})
        if person_id not in known:
            known[person_id] = new_id()
            number = next(self._numbers)
            name = f"Robot {number}" if table == "judge_profile" else f"Competitor {number}"
            self.session.add(Person(id=known[person_id], native_name=name, native_language="en", latin_name=""))
            self._remember("person", known[person_id])
            self.session.flush()
        return str(known[person_id])

    def _roles(self) -> None:
        """Let the office see the rehearsal as it sees the event, and robots judge in it."""
        for role in self.session.scalars(select(RoleAssignment).where(RoleAssignment.event_id == self.source.id)).all():
            account_id, trade_id = role.account_id, role.trade_id
            if role.role in JUDGING:
                account_id = self._ids["account"].get(account_id, "")
            if trade_id is not None:
                trade_id = self._ids.get("trade", {}).get(trade_id, "")
            if account_id and trade_id != "":
                self.session.add(
                    RoleAssignment(
                        id=new_id(), account_id=account_id, event_id=self.event_id, trade_id=trade_id, role=role.role
                    )
                )
        self.session.flush()

    def _remember(self, table: str, row_id: str) -> None:
        self.session.add(RehearsalRow(event_id=self.event_id, table=table, row_id=row_id))


def trades_to_rehearse(session: Session, event_id: str) -> Collection[tuple[str, dict[str, str]]]:
    """Return code and name of the trades that have a published scheme and a marking team. One statement."""
    rows = session.execute(
        select(Trade.code, Trade.name)
        .where(
            Trade.event_id == event_id,
            Trade.id.in_(select(SchemeVersion.trade_id).where(SchemeVersion.published_at.is_not(None))),
            Trade.id.in_(select(MarkingTeam.trade_id)),
        )
        .order_by(Trade.code)
    )
    return [(code, name) for code, name in rows]
