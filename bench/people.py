"""A large roster for the bench: an event of many trades, and a file of people for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.events import Built, Size, build
from competition.db.engine import write_transaction
from competition.db.models import Account, Device, Event, SignIn
from competition.domain.permissions import Grant, Role
from competition.domain.roster import RosterRole, RosterRow
from competition.formats.roster_sheet import TableFormat, write_roster
from competition.services.context import Actor
from competition.services.events import NewTrade, add_trade
from competition.services.identity import new_id, new_secret, secret_hash

TRADES, TEAMS = 60, 84
MARKED = Size("3 trades that are marked", 3, 40, False)
"""The trades whose sheets are open while people come in; the others have no scheme yet, as before an event."""
_KINDS = (
    *(RosterRole.COMPETITOR,) * 5,
    *(RosterRole.JUDGE,) * 2,
    RosterRole.TEAM_LEADER,
    RosterRole.INTERPRETER,
    RosterRole.INTERPRETER,
)
_ADULT = date(1970, 1, 1)


def prepare(session: Session) -> tuple[Built, Actor, str, str]:
    """Write the event; returns what was built, its organizer, a secret of their session, and the event's id."""
    built = build(session, MARKED)
    now = datetime.now(UTC)
    with write_transaction(session):
        event_id = session.scalars(select(Event.id)).one()
        for number in range(MARKED.trades, TRADES):
            code = f"{number + 1:02d}"
            add_trade(session, event_id, NewTrade(code, {"en": f"Trade {code}"}, entry_prefix=f"E{code}"))
        account = session.scalars(select(Account).where(Account.login == "bench-organizer")).one()
        device, secret = Device(id=new_id(), name="", last_seq=0, created_at=now), new_secret()
        session.add(device)
        session.flush()
        session.add(
            SignIn(
                token_hash=secret_hash(secret), account_id=account.id, device_id=device.id, way="password",
                created_at=now, last_seen_at=now, expires_at=now + timedelta(days=1),
            )
        )  # fmt: skip
        actor = Actor(
            account.id, account.name, frozenset({Grant(Role.ORGANIZER, event_id)}), "", device.id, way="password"
        )
    return built, actor, secret, event_id


def people(count: int) -> Iterator[RosterRow]:
    """Yield so many people: half compete, one of a team in a trade; a fifth judges; the others come along."""
    for number in range(count):
        role = _KINDS[number % len(_KINDS)]
        place = number // len(_KINDS) * _KINDS.count(role) + _KINDS[: number % len(_KINDS)].count(role)
        trade, team = place % TRADES, place // TRADES % TEAMS
        yield RosterRow(
            row=number + 2,
            team_code=f"N{team:02d}",
            team_name=f"Region {team}",
            native_name=f"李明{number}",
            native_language="zh",
            latin_name=f"LI Ming {number}",
            trade_code=f"{trade + 1:02d}",
            bib=f"B{number}" if role is RosterRole.COMPETITOR else "",
            role=role,
            group="",
            birth_date=_ADULT + timedelta(days=number),
        )


def roster(count: int) -> bytes:
    """Return the people as XLSX."""
    return write_roster(people(count), kind=TableFormat.XLSX, language="en")
