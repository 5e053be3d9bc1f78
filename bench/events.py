"""Events of any size for the bench, written straight into the tables where the use cases would take hours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import (
    AspectRow,
    Board,
    CriterionRow,
    Device,
    Entry,
    EntryResult,
    Sheet,
    SheetResult,
    SignIn,
    SubCriterionRow,
)
from competition.domain.permissions import Grant, Role
from competition.domain.scheme import Aspect, AspectType, Criterion, Scheme, StandardSection, SubCriterion
from competition.domain.visibility import Policy
from competition.services.audit import AuditWriter
from competition.services.context import Actor, Announcement, Context
from competition.services.events import NewEvent, NewTrade, add_event, add_trade
from competition.services.identity import new_id, new_secret, secret_hash
from competition.services.publication import change_policy
from competition.services.roster import (
    NewPerson,
    add_account,
    add_entry,
    add_judge,
    add_marking_team,
    add_person,
    add_team,
    grant_role,
)
from competition.services.schemes import add_scheme_version, assign_marking_teams, lay_out_sheets
from competition.services.unit_of_work import Unit

CRITERIA, SUBS, JUDGED, MEASURED = 5, 2, 23, 7
PANEL = 3
TEAMS = 60
CHUNK = 20_000
MEASURED_ENTRIES = 25
"""Entries of the trade that is measured, the same in every event."""


Line = tuple[object, ...]
OP = "op_id, event_id, sheet_id, account_id, device_id, device_seq, fingerprint, status, receipt, code, received_at"
SCORE = "id, sheet_id, epoch, aspect_id, judge_id, round, version, kind, value, op_id, at"
MARK = "id, sheet_id, epoch, aspect_id, judge_id, version, kind, value, award, op_id, at"
MEASURED_HUNDREDTHS = 33
_numbers = count(1)


def _id() -> str:
    """Return an id that sorts by its time of making, as ours do."""
    return f"{next(_numbers):032x}"


@dataclass(frozen=True)
class Size:
    """How large an event is; filled: whether every sheet carries marks already."""

    name: str
    trades: int
    entries: int
    filled: bool

    def entries_of(self, number: int) -> int:
        """Return how many entries a trade has; the first ones are measured."""
        rest = self.entries - MEASURED_ENTRIES
        return MEASURED_ENTRIES if number == 0 else rest // (self.trades - 1)


SMALL = Size("18 trades, 190 entries", 18, 190, True)
LARGE = Size("60 trades, 1,500 entries", 60, 1_500, True)
TINY = Size("3 trades, 40 entries", 3, 40, True)


@dataclass(frozen=True)
class Desk:
    """One judge with a session and the sheets to mark; aspects: the measured ones of each sheet."""

    secret: str
    device_id: str
    sheets: tuple[str, ...]
    aspects: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Built:
    """An event in a database. desks: judges of the measured trade first."""

    desks: tuple[Desk, ...]
    scores: int
    marks: int


def scheme() -> Scheme:
    """Return a scheme of 100 marks: 5 criteria, 10 sub-criteria, 300 aspects."""
    aspects = CRITERIA * SUBS * (JUDGED + MEASURED)
    each = (Decimal(100) / aspects).quantize(Decimal("0.01"))
    first = Decimal(100) - each * (aspects - 1)
    criteria = []
    for criterion in range(CRITERIA):
        subs = []
        for sub in range(SUBS):
            code = f"{'ABCDE'[criterion]}{sub + 1}"
            is_first = criterion == sub == 0
            subs.append(SubCriterion(code, {"en": f"Part {code}"}, 1, tuple(_aspects(code, each, first, is_first))))
        criteria.append(Criterion("ABCDE"[criterion], {"en": f"Criterion {criterion + 1}"}, tuple(subs)))
    return Scheme(tuple(criteria), (StandardSection("1", {"en": "Work"}, Decimal("100.00")),))


def _aspects(code: str, each: Decimal, first: Decimal, is_first: bool) -> Iterator[Aspect]:
    levels = tuple({"en": f"Level {score}"} for score in range(4))
    for number in range(JUDGED):
        yield Aspect(f"{code}.J{number}", AspectType.JUDGEMENT, {"en": "Look"}, each, "1", descriptors=levels)
    for number in range(MEASURED):
        mark = first if is_first and number == 0 else each
        yield Aspect(f"{code}.M{number}", AspectType.MEASUREMENT, {"en": "Size"}, mark, "1")


def build(session: Session, size: Size, tell: Callable[[str], None] = lambda _text: None) -> Built:
    """Write an event, its judges and its marks. Trade boards are live."""
    now = datetime.now(UTC)
    desks: list[Desk] = []
    scores = marks = 0
    with write_transaction(session):
        event_id = add_event(
            session,
            NewEvent(
                code="bench", name={"en": "Bench"}, venue={"en": "Hall"}, timezone="UTC",
                starts=date(2024, 6, 24), ends=date(2024, 6, 26),
            ),
            now,
        )  # fmt: skip
        teams = [
            add_team(session, event_id, f"T{number:02d}", {"en": f"Team {number}"}, "un") for number in range(TEAMS)
        ]
        account = add_account(session, login="bench-organizer", name="Organizer", now=now)
        grant_role(session, account, Role.ORGANIZER, event_id)
        organizer = Actor(account, "Organizer", frozenset({Grant(Role.ORGANIZER, event_id)}), "bench", "", way="bench")
        session.flush()
        context = Context(session, organizer, now, _say_nothing)
        for number in range(size.trades):
            trade = _Trade(session, context, event_id, teams, now)
            desks.append(trade.write(number, size.entries_of(number)))
            if size.filled:
                more_scores, more_marks = trade.fill()
                scores, marks = scores + more_scores, marks + more_marks
            trade.go_live()
            tell(f"{number + 1} of {size.trades} trades, {scores} scores")
    return Built(tuple(desks), scores, marks)


def _say_nothing(_announcement: Announcement) -> None:
    """Nobody listens while an event is written."""


class _Trade:
    """Writes one trade."""

    def __init__(self, session: Session, context: Context, event_id: str, teams: Sequence[str], now: datetime) -> None:
        self.session = session
        self.context = context
        self.event_id = event_id
        self.teams = teams
        self.now = now
        self.trade_id = ""
        self.judges: list[str] = []
        self.accounts: list[str] = []
        self.devices: list[str] = []

    def write(self, number: int, entries: int) -> Desk:
        """Write trade, scheme, entries, judges and open sheets; return the desk of the first judge."""
        session = self.session
        code = f"{number + 1:02d}"
        self.trade_id = add_trade(
            session, self.event_id, NewTrade(code, {"en": f"Trade {code}"}, entry_prefix=f"E{code}")
        )
        session.flush()
        version_id = add_scheme_version(session, self.trade_id, scheme(), self.now)
        for place in range(entries):
            person = add_person(session, NewPerson(f"Competitor {code}-{place}", "en"))
            team = self.teams[place % len(self.teams)]
            add_entry(session, self.event_id, self.trade_id, team, f"E{code}-{place:02d}", [person], "ranked")
        for seat in range(PANEL):
            self._judge(f"{code}-{seat}")
        marking_team = add_marking_team(session, self.trade_id, "1", self.judges)
        codes = [sub.code for criterion in scheme().criteria for sub in criterion.sub_criteria]
        assign_marking_teams(session, version_id, dict.fromkeys(codes, marking_team))
        session.flush()
        lay_out_sheets(session, self.trade_id, version_id)
        secret = new_secret()
        session.add(
            SignIn(
                token_hash=secret_hash(secret), account_id=self.accounts[0], device_id=self.devices[0], way="pin",
                created_at=self.now, last_seen_at=self.now, expires_at=self.now + timedelta(days=1),
            )
        )  # fmt: skip
        session.flush()
        session.execute(update(Sheet).where(Sheet.trade_id == self.trade_id).values(state="open"))
        sheets = tuple(session.scalars(select(Sheet.id).where(Sheet.trade_id == self.trade_id).order_by(Sheet.id)))
        measured = self._measured()
        of_sheet = dict(
            session.execute(select(Sheet.id, Sheet.sub_criterion_id).where(Sheet.trade_id == self.trade_id)).all()
        )
        return Desk(secret, self.devices[0], sheets, tuple(measured[of_sheet[sheet]] for sheet in sheets))

    def _judge(self, login: str) -> None:
        session = self.session
        person = add_person(session, NewPerson(f"Judge {login}", "en"))
        account = add_account(session, login=f"bench-{login}", name=f"Judge {login}", now=self.now)
        self.accounts.append(account)
        self.judges.append(add_judge(session, self.event_id, self.trade_id, account, person, None, chief=False))
        device = Device(id=new_id(), name="", last_seq=0, created_at=self.now)
        session.add(device)
        self.devices.append(device.id)
        session.flush()

    def _aspects(self, type_: AspectType) -> dict[str, tuple[str, ...]]:
        rows = self.session.execute(
            select(AspectRow.sub_criterion_id, AspectRow.id)
            .join(SubCriterionRow, SubCriterionRow.id == AspectRow.sub_criterion_id)
            .join(CriterionRow, CriterionRow.id == SubCriterionRow.criterion_id)
            .join(Sheet, Sheet.sub_criterion_id == SubCriterionRow.id)
            .where(Sheet.trade_id == self.trade_id, AspectRow.type == type_.value)
            .distinct()
        )
        found: dict[str, tuple[str, ...]] = {}
        for sub_id, aspect_id in rows:
            found[sub_id] = (*found.get(sub_id, ()), aspect_id)
        return found

    def _measured(self) -> dict[str, tuple[str, ...]]:
        return self._aspects(AspectType.MEASUREMENT)

    def fill(self) -> tuple[int, int]:
        """Give every register of the trade a value; return the numbers of scores and marks."""
        judged, measured = self._aspects(AspectType.JUDGEMENT), self._measured()
        sheets = self.session.execute(
            select(Sheet.id, Sheet.sub_criterion_id).where(Sheet.trade_id == self.trade_id)
        ).all()
        ops: list[Line] = []
        scores: list[Line] = []
        marks: list[Line] = []
        at = self._moment()
        for sheet_id, sub_id in sheets:
            for seat, judge in enumerate(self.judges):
                for aspect in judged[sub_id]:
                    op = self._op(ops, sheet_id, seat, at)
                    scores.append((_id(), sheet_id, 1, aspect, judge, 1, 1, "judgement", "2", op, at))
            for aspect in measured[sub_id]:
                op = self._op(ops, sheet_id, 1, at)
                marks.append(
                    (_id(), sheet_id, 1, aspect, self.judges[1], 1, "measure", "1", MEASURED_HUNDREDTHS, op, at)
                )
        for table, columns, lines in (("op", OP, ops), ("score", SCORE, scores), ("mark", MARK, marks)):
            self._insert(table, columns, lines)
        self._sums(JUDGED + MEASURED)
        return len(scores), len(marks)

    def _moment(self) -> object:
        """Return now as the driver stores it: a million lines go past SQLAlchemy."""
        is_sqlite = self.session.get_bind().dialect.name == "sqlite"
        return self.now.replace(tzinfo=None).isoformat(" ", "microseconds") if is_sqlite else self.now

    def _op(self, ops: list[Line], sheet_id: str, seat: int, at: object) -> str:
        op_id = _id()
        account, device = self.accounts[seat], self.devices[seat]
        ops.append((op_id, self.event_id, sheet_id, account, device, None, "", "applied", "{}", "", at))
        return op_id

    def _insert(self, table: str, columns: str, lines: list[Line]) -> None:
        mark = "?" if self.session.get_bind().dialect.name == "sqlite" else "%s"
        places = ", ".join([mark] * len(columns.split(",")))
        statement = f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 (constants of this file)
        for start in range(0, len(lines), CHUNK):
            self.session.connection().exec_driver_sql(statement, lines[start : start + CHUNK])

    def _sums(self, aspects: int) -> None:
        sheets = select(Sheet.id).where(Sheet.trade_id == self.trade_id)
        self.session.execute(
            update(SheetResult)
            .where(SheetResult.sheet_id.in_(sheets))
            .values(total=Decimal("8.00"), marked=aspects, filled=SheetResult.registers, changed_at=self.now)
        )
        criteria = {code: {"mark": "16.00", "marked": SUBS * aspects, "of": SUBS * aspects} for code in "ABCDE"}
        self.session.execute(
            update(EntryResult)
            .where(EntryResult.entry_id.in_(select(Entry.id).where(Entry.trade_id == self.trade_id)))
            .values(total=Decimal("80.00"), marked=CRITERIA * SUBS * aspects, criteria=criteria)
        )

    def go_live(self) -> None:
        """Publish the trade's board."""
        board = self.session.scalars(select(Board).where(Board.trade_id == self.trade_id)).one()
        board.policy = Policy.HIDDEN.value
        self.session.flush()
        # A unit inside the transaction that writes the whole event.
        unit = Unit(self.context, self.event_id, 0, AuditWriter(self.context, self.event_id, 0))
        change_policy(unit, self.trade_id, Policy.LIVE)
        self.session.flush()
        unit.log.chain()
