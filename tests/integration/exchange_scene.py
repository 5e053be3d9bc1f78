"""An office that brings files in, for tests of rosters and schemes."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from competition.db.models import (
    Account,
    AuditEvent,
    Entry,
    Person,
    Sheet,
    Team,
)
from competition.domain.scheme import Scheme
from competition.formats.scheme_sheet import write_scheme
from competition.services.context import Context
from competition.services.event_setup import create_event, create_trade
from competition.services.events import NewEvent, NewTrade
from competition.services.exchange import RosterImport, apply_roster_import, plan_roster_import
from competition.services.operator import OPERATOR
from competition.services.scheme_import import (
    SchemeImport,
    plan_scheme_import,
    trade_id_of,
)

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
HEAD = "Team code,Team name,Name,Latin name,Trade code,Entry code,Role,Group,Date of birth,Language of the name\n"
PEOPLE = (
    HEAD
    + """CHN,China,陈思远,CHEN Siyuan,04,EI-01,Competitor,,2004-03-01,zh
EGY,Egypt,أحمد سمير,Ahmed Samir,4,EI-02,Competitor,,,ar
FRA,France,Élodie Martin,,04,,Competitor,,,
CHN,China,李娜,LI Na,04,,Chief judge,,,
KAZ,Kazakhstan,Айгуль Омарова,Aigul Omarova,04,,Judge,,,
KAZ,Kazakhstan,Айгуль Омарова,Aigul Omarova,11,,Judge,,,
PER,Peru,Luis Quispe,,,,Team leader,,,
PER,Peru,Ana Flores,,04,,Interpreter,,,es
"""
)


class Office:
    """An empty event with two trades, and the operator at work in it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.context = Context(session, OPERATOR, NOW, lambda _announcement: None, request_id="test")
        starts, ends = date(2026, 6, 24), date(2026, 6, 26)
        new = NewEvent("test-2026", {"en": "Test", "zh": "测试"}, {}, "Asia/Shanghai", starts, ends)
        self.event_id = create_event(self.context, new)
        for code, name, size in (("04", "Electrical", 1), ("11", "Robots", 2)):
            create_trade(self.context, self.event_id, NewTrade(code, {"en": name}, team_size=size))

    def plan(self, table: str) -> RosterImport:
        """Return the plan of a table as CSV text."""
        return plan_roster_import(self.context, self.event_id, table.encode())

    def bring(self, table: str) -> dict[str, int]:
        """Import a table and return what was written."""
        return apply_roster_import(self.context, self.plan(table)).counts()

    def plan_scheme(self, scheme: Scheme, trade: str = "04") -> SchemeImport:
        """Return the plan of a scheme as its spreadsheet."""
        trade_id = trade_id_of(self.session, self.event_id, trade)
        return plan_scheme_import(self.context, trade_id, write_scheme(scheme))

    def count(self, table: type[Entry] | type[Person] | type[Team] | type[Sheet] | type[Account]) -> int:
        """Return how many rows a table has."""
        return self.session.scalar(select(func.count()).select_from(table)) or 0

    def entries(self) -> list[tuple[str, str, int]]:
        """Return code, group and number of competitors of every entry."""
        rows = self.session.execute(
            text(
                'SELECT e.code, e."group", count(m.competitor_id) FROM entry e JOIN entry_member m '
                'ON m.entry_id = e.id GROUP BY e.id, e.code, e."group" ORDER BY e.code'
            )
        )
        return [(code, group, number) for code, group, number in rows]

    def log(self) -> list[str]:
        """Return the types of all log entries."""
        return list(self.session.scalars(select(AuditEvent.type).order_by(AuditEvent.seq)))


def codes(shown: RosterImport | SchemeImport) -> list[tuple[str, int | None, str | None]]:
    return [(problem.code, problem.row, problem.column) for problem in shown.problems]
