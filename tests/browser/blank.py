"""A server on an empty database, as an operator meets it first; and its first administrator, signed in.

The fixtures stand in conftest.py; one installation serves the tests of a file, in their order:

    def test_it(blank: Blank, blank_visitors: Visitors) -> None:
        page = blank_visitors.page(cookies=blank.administrator(), **DESK)
        page.goto(f"{blank.url}/office/")
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from competition.db.engine import open_engine
from competition.db.migrate import upgrade
from competition.http.actor import DEVICE_COOKIE, SESSION_COOKIE
from competition.services.accounts import NewSession, sign_in
from competition.services.context import ANONYMOUS, Context
from competition.services.operator import OPERATOR
from competition.services.set_up import NewAdministrator, make_first_administrator, make_first_link
from tests.servers import Server, running_server

LOGIN = "li.na"
NAME = "Li Na"
PASSWORD = "bench saw oak"
HOURS = 2


class Blank:
    """A new installation on a running server. engine: its database, to look things up or to put things in."""

    def __init__(self, server: Server, database_url: str) -> None:
        self.server = server
        self.url = server.url
        self.database_url = database_url
        self.engine = open_engine(database_url)
        self._first: NewSession | None = None

    def close(self) -> None:
        """Hang up the database."""
        self.engine.dispose()

    def set_up_address(self) -> str:
        """Return an address by which the first administrator comes in, as `competition init` prints it."""
        with Session(self.engine) as session:
            link = make_first_link(_context(session, operator=True))
        assert link is not None, "somebody administers this installation already"
        return f"{self.url}/set-up/{link.secret}"

    def administrator(self, language: str = "") -> list[dict[str, str]]:
        """Return the cookies of the first administrator (LOGIN, PASSWORD), who is made when there is none yet."""
        with Session(self.engine) as session:
            link = make_first_link(_context(session, operator=True))
            if link is None:
                return self.signed_in(LOGIN, PASSWORD)
            new = NewAdministrator(NAME, LOGIN, PASSWORD, language)
            found = make_first_administrator(_context(session), link.secret, new, device_id=None, hours=HOURS)
        return self._cookies(found)

    def signed_in(self, login: str, password: str) -> list[dict[str, str]]:
        """Return the cookies of somebody who signs in on a new device."""
        with Session(self.engine) as session:
            return self._cookies(
                sign_in(_context(session), login, password, way="password", device_id=None, hours=HOURS)
            )

    def _cookies(self, found: NewSession) -> list[dict[str, str]]:
        return [
            {"name": SESSION_COOKIE, "value": found.secret, "url": self.url},
            {"name": DEVICE_COOKIE, "value": found.device_id, "url": self.url},
        ]


def _context(session: Session, *, operator: bool = False) -> Context:
    actor = OPERATOR if operator else ANONYMOUS
    return Context(session, actor, datetime.now(UTC), lambda _announcement: None, request_id="test")


@contextmanager
def running_blank(folder: Path) -> Iterator[Blank]:
    """Run a server on an empty database in a folder."""
    url = f"sqlite:///{folder / 'competition.db'}"
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()
    with running_server(folder, url) as server:
        found = Blank(server, url)
        try:
            yield found
        finally:
            found.close()
