"""The demo event on a real server: written once for all tests, then copied; who sits on which sheet, signed in."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pysqlite3
import requests
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.engine import open_engine, write_transaction
from competition.db.models import Account, Entry, RoleAssignment, Sheet, SubCriterionRow, Trade
from competition.domain.permissions import Role
from competition.http.actor import DEVICE_COOKIE, SESSION_COOKIE
from competition.queries.publication import board_of_trade, event_by_code
from competition.queries.sheet_frames import load_frame
from competition.services.accounts import sign_in
from competition.services.context import ANONYMOUS, Context
from competition.services.demo_event import DEMO_PASSWORD, demo_pin
from competition.services.passwords import hash_secret
from competition.services.roster import add_account, grant_role
from tests.servers import ROOT, Server, running_server

EVENT = "brisc-2024"
LOAD_SECONDS = 280
HOURS = 2


@dataclass(frozen=True)
class Seats:
    """A judging sheet and the log-ins of those who meet on it.

    judges: who marks this entry, in order. compatriot, chief: empty when there is none.
    """

    id: str
    entry: str
    judges: tuple[str, ...]
    compatriot: str
    chief: str

    @property
    def path(self) -> str:
        """Return the address of the sheet on the judge's tablet."""
        return f"/judge/sheets/{self.id}"


class Demo:
    """The demo event on a running server, with its database at hand to look things up."""

    def __init__(self, server: Server, database_url: str) -> None:
        self.server = server
        self.url = server.url
        self._engine = open_engine(database_url)

    def close(self) -> None:
        """Hang up the database."""
        self._engine.dispose()

    def page(self, path: str = "") -> str:
        """Return the address of a public page of the event."""
        return f"{self.url}/e/{EVENT}/{path}"

    def office(self, path: str = "") -> str:
        """Return the address of a page of the event's office."""
        return f"{self.url}/office/{EVENT}/{path}"

    def organizer(self) -> str:
        """Return the log-in of an organizer."""
        with Session(self._engine) as session:
            login = session.scalars(
                select(Account.login)
                .join(RoleAssignment, RoleAssignment.account_id == Account.id)
                .where(RoleAssignment.role == Role.ORGANIZER.value)
                .order_by(Account.login)
            ).first()
        assert login is not None
        return login

    def all_powers(self) -> str:
        """Add somebody who administers the installation and organizes the event; returns the log-in."""
        with Session(self._engine) as session, write_transaction(session):
            event_id = session.scalars(select(Trade.event_id)).first()
            account = add_account(
                session,
                login="all.powers",
                name="All Powers",
                now=datetime.now(UTC),
                password_hash=hash_secret(DEMO_PASSWORD),
            )
            grant_role(session, account, Role.ADMIN, None)
            grant_role(session, account, Role.ORGANIZER, event_id)
        return "all.powers"

    def interpreter(self, trade: str) -> str:
        """Add an interpreter of a trade; returns the log-in."""
        login = f"interpreter.{trade}"
        with Session(self._engine) as session, write_transaction(session):
            event_id, trade_id = session.execute(select(Trade.event_id, Trade.id).where(Trade.code == trade)).one()
            account = add_account(
                session,
                login=login,
                name="Interpreter",
                now=datetime.now(UTC),
                password_hash=hash_secret(DEMO_PASSWORD),
            )
            grant_role(session, account, Role.INTERPRETER, event_id, trade_id)
        return login

    def cookies(self, login: str) -> list[dict[str, str]]:
        """Sign somebody in on a new device with password or PIN; returns the cookies that a browser then has."""
        in_office = "." in login
        secret = DEMO_PASSWORD if in_office else demo_pin(f"judge-{login}")
        with Session(self._engine) as session:
            context = Context(session, ANONYMOUS, datetime.now(UTC), lambda _announcement: None, request_id="test")
            found = sign_in(context, login, secret, way="password" if in_office else "pin", device_id=None, hours=HOURS)
        return [
            {"name": SESSION_COOKIE, "value": found.secret, "url": self.url},
            {"name": DEVICE_COOKIE, "value": found.device_id, "url": self.url},
        ]

    def sheet(self, trade: str, sub_criterion: str, entry: str) -> Seats:
        """Return a sheet with those who may and may not mark it."""
        with Session(self._engine) as session:
            sheet_id = session.scalars(
                select(Sheet.id)
                .join(Trade, Trade.id == Sheet.trade_id)
                .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
                .join(Entry, Entry.id == Sheet.entry_id)
                .where(Trade.code == trade, SubCriterionRow.code == sub_criterion, Entry.code == entry)
            ).one()
            frame = load_frame(session, sheet_id)
            logins: dict[str, str] = {
                row.id: row.login for row in session.execute(select(Account.id, Account.login)) if row.login
            }
            chief = next(login for login in sorted(logins.values()) if login.startswith(f"{trade}-"))
        judges = tuple(logins[seat.account_id] for seat in frame.scoring())
        own = [logins[seat.account_id] for seat in frame.seats if frame.panel.excluded.get(seat.judge_id)]
        return Seats(sheet_id, entry, judges, own[0] if own else "", chief)

    def board(self, trade: str) -> dict[str, Any]:
        """Return the board of a trade as anyone gets it."""
        with Session(self._engine) as session:
            event = event_by_code(session, EVENT)
            assert event is not None
            board_id = board_of_trade(session, event.id, trade)
        answer = requests.get(f"{self.url}/b/{board_id}", timeout=20)
        assert answer.status_code == 200, answer.text
        return cast("dict[str, Any]", answer.json())

    def judge_api(self, login: str) -> requests.Session:
        """Return a signed-in client of the judges' interface, for what a test wants to see without a browser."""
        client = requests.Session()
        for cookie in self.cookies(login):
            client.cookies.set(cookie["name"], cookie["value"])
        return client

    def seen_by(self, login: str, sheet: Seats) -> dict[str, Any]:
        """Return the sheet as the server shows it to a judge."""
        with self.judge_api(login) as client:
            answer = client.get(f"{self.url}/api/v1/sheets/{sheet.id}", timeout=20)
        assert answer.status_code == 200, answer.text
        return cast("dict[str, Any]", answer.json())


def demo_template(folder: Path) -> Path:
    """Return the database file with the demo event, written by whoever of several processes comes first."""
    path = folder / "demo.db"
    with (folder / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            draft = folder / f"draft-{os.getpid()}.db"
            _write_demo(folder, draft)
            draft.rename(path)
    return path


def _write_demo(folder: Path, path: Path) -> None:
    """Write the demo event as an operator does."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("COMPETITION_")}
    subprocess.run(
        [sys.executable, "-c", "from competition.cli import main; main()", "demo"],
        cwd=ROOT,
        env={**environ, "COMPETITION_DATA_DIR": str(folder), "COMPETITION_DATABASE_URL": f"sqlite:///{path}"},
        check=True,
        capture_output=True,
        timeout=LOAD_SECONDS,
    )
    with closing(pysqlite3.connect(str(path))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def running_demo(template: Path, folder: Path) -> Iterator[Demo]:
    """Run a server on a copy of the demo event; it shows the gallery of components too."""
    path = folder / "competition.db"
    with closing(pysqlite3.connect(str(template))) as source, closing(pysqlite3.connect(str(path))) as copy:
        source.backup(copy)
    url = f"sqlite:///{path}"
    with running_server(folder, url, COMPETITION_DEVELOPMENT="1") as server:
        demo = Demo(server, url)
        try:
            yield demo
        finally:
            demo.close()
