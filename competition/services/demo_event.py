"""Write the demo event through the real use cases: its history is marked, signed and logged like any other."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import (
    Account,
    Competitor,
    Device,
    Entry,
    Event,
    JudgeProfile,
    Person,
    RoleAssignment,
    Sheet,
    SubCriterionRow,
)
from competition.demo.model import (
    DemoEvent,
    DemoJudge,
    DemoPerson,
    DemoWithdrawal,
    JudgeRole,
    StaffRole,
)
from competition.domain.permissions import Grant, Role
from competition.domain.personal_data import OF_AGE, Consent
from competition.domain.scheme import AspectType
from competition.queries.schemes import scheme_index
from competition.services.accounts import make_login_token
from competition.services.context import Actor, Context
from competition.services.demo_history import DemoIds, Progress, replay
from competition.services.events import NewEvent, NewTrade, add_event, add_schedule_item, add_trade
from competition.services.identity import new_id
from competition.services.passwords import hash_secret
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

DEMO_PASSWORD = "podium-demo"  # noqa: S105 (the demo's log-in is public on purpose)
OFFICE_ROLES = {StaffRole.ORGANIZER: Role.ORGANIZER, StaffRole.AUDITOR: Role.AUDITOR, StaffRole.CLERK: Role.CLERK}
MERIT = {"kind": "number", "amount": "2"}


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A log-in of the demo, for the terminal and the README."""

    login: str
    secret: str
    name: str
    role: str
    trade: str = ""


def demo_pin(key: str, seed: int = 2024) -> str:
    """Return the six digits of a demo judge's PIN; the same for the same seed."""
    return f"{int(hashlib.sha256(f'{seed}:{key}'.encode()).hexdigest(), 16) % 1_000_000:06d}"


def demo_login(judge_key: str) -> str:
    """Return the number by which a demo judge signs in: `judge-04-03` is `04-03`."""
    return judge_key.removeprefix("judge-")


def write_demo_event(session: Session, demo: DemoEvent, progress: Progress) -> str:
    """Write the whole demo event in one transaction; returns its id.

    progress: called with steps done and steps in all.
    """
    real_now = datetime.now(UTC)
    offset = int((demo.now - real_now).total_seconds())
    with write_transaction(session):
        ids = DemoIds()
        _set_up(session, demo, ids, real_now, offset)
        replay(session, demo, ids, offset, progress)
    return ids.event


def stand_clock(session: Session, event_code: str, at: datetime) -> None:
    """Set a demo event's own time to a moment, as seen from now; marks keep the times that they have."""
    with write_transaction(session):
        session.execute(
            update(Event)
            .where(Event.code == event_code, Event.is_demo.is_(True))
            .values(clock_offset=int((at - datetime.now(UTC)).total_seconds()))
        )


def _set_up(session: Session, demo: DemoEvent, ids: DemoIds, now: datetime, offset: int) -> None:
    ids.event = add_event(
        session,
        NewEvent(
            code=demo.code,
            name=demo.name,
            short_name=demo.city,
            venue=demo.venue,
            timezone=demo.timezone,
            starts=demo.starts,
            ends=demo.ends,
            default_language="en",
            second_language="zh",
            medal_rules={"preset": "strict", "merit": dict(MERIT)},
            clock_offset=offset,
            is_demo=True,
        ),
        now,
    )
    for team in demo.teams:
        ids.teams[team.code] = add_team(session, ids.event, team.code, team.name, team.flag)
    session.flush()
    schemes: dict[str, str] = {}
    for trade in demo.trades:
        ids.trades[trade.code] = add_trade(
            session,
            ids.event,
            NewTrade(trade.code, trade.name, trade.place, worldskills=trade.worldskills, entry_prefix=trade.prefix),
        )
        schemes[trade.code] = add_scheme_version(session, ids.trades[trade.code], trade.scheme, now)
    withdrawn_later = {step.entry for step in demo.history if isinstance(step, DemoWithdrawal)}
    for entry in demo.entries:
        person = add_person(session, _person(entry.competitor))
        status = "ranked" if entry.code in withdrawn_later else entry.status.value
        ids.entries[entry.code] = add_entry(
            session, ids.event, ids.trades[entry.trade], ids.teams[entry.team], entry.code, [person], status
        )
    _note_consent(session, demo, ids.event, demo.now)
    _add_people(session, demo, ids, now)
    for trade_code, version_id in schemes.items():
        teams: dict[str, str] = {}
        for panel in (each for each in demo.panels if each.trade == trade_code):
            team_id = add_marking_team(
                session,
                ids.trades[trade_code],
                panel.key.removeprefix("panel-"),
                [ids.judges[key] for key in (*panel.seats, panel.fourth)],
            )
            teams.update(dict.fromkeys(panel.sub_criteria, team_id))
        assign_marking_teams(session, version_id, teams)
        lay_out_sheets(session, ids.trades[trade_code], version_id)
    for item in demo.schedule:
        add_schedule_item(
            session,
            ids.event,
            trade_id=ids.trades[item.trade] if item.trade else None,
            day=item.day,
            starts_at=item.starts,
            ends_at=item.ends,
            name=item.title,
            place=item.place,
            kind=item.kind.value,
            is_public=item.public,
        )
    session.flush()
    _remember_ids(session, ids)


def _person(person: DemoPerson) -> NewPerson:
    return NewPerson(person.native, person.native_lang, person.latin, person.born)


def _note_consent(session: Session, demo: DemoEvent, event_id: str, now: datetime) -> None:
    """Note that everybody agreed to be named; for those under age a guardian did."""
    born = select(Person.id).where(Person.birth_date > demo.starts.replace(year=demo.starts.year - OF_AGE))
    own = (Competitor.event_id == event_id,)
    session.execute(
        update(Competitor).where(*own).values(consent=Consent.GIVEN.value, consent_by="self", consent_at=now)
    )
    session.execute(update(Competitor).where(*own, Competitor.person_id.in_(born)).values(consent_by="guardian"))


def _add_people(session: Session, demo: DemoEvent, ids: DemoIds, now: datetime) -> None:
    password = hash_secret(DEMO_PASSWORD)
    for member in demo.staff:
        role = OFFICE_ROLES.get(member.role)
        if role is None:
            continue
        login = _office_login(member.person)
        account_id = add_account(
            session,
            login=login,
            name=_latin(member.person),
            now=now,
            password_hash=password,
            person_id=add_person(session, _person(member.person)),
        )
        grant_role(session, account_id, role, ids.event)
        ids.actors[member.person.key] = _actor(session, account_id, _latin(member.person), ids, Role(role), None, now)
    with ThreadPoolExecutor() as pool:
        hashes = pool.map(hash_secret, [demo_pin(judge.key) for judge in demo.judges])
        for judge, pin_hash in zip(demo.judges, hashes, strict=True):
            _add_judge(session, judge, pin_hash, ids, now)


def _add_judge(session: Session, judge: DemoJudge, pin_hash: str, ids: DemoIds, now: datetime) -> None:
    person_id = add_person(session, _person(judge.person))
    account_id = add_account(
        session,
        login=demo_login(judge.key),
        name=_latin(judge.person),
        now=now,
        pin_hash=pin_hash,
        person_id=person_id,
    )
    chief = judge.role is JudgeRole.CHIEF
    trade_id = ids.trades[judge.trade]
    team_id = ids.teams[judge.person.team]
    ids.judges[judge.key] = add_judge(session, ids.event, trade_id, account_id, person_id, team_id, chief=chief)
    role = Role.CHIEF_JUDGE if chief else Role.JUDGE
    ids.actors[judge.key] = _actor(session, account_id, _latin(judge.person), ids, role, trade_id, now)


def _actor(
    session: Session, account_id: str, name: str, ids: DemoIds, role: Role, trade_id: str | None, now: datetime
) -> Actor:
    device = Device(id=new_id(), name="", last_seq=0, created_at=now)
    session.add(device)
    return Actor(
        account_id=account_id,
        name=name,
        grants=frozenset({Grant(role, ids.event, trade_id)}),
        session_hash="demo",
        device_id=device.id,
        way="demo",
    )


def _latin(person: DemoPerson) -> str:
    return person.latin or person.native


def _office_login(person: DemoPerson) -> str:
    """Return `li.na` for LI Na."""
    return ".".join(_latin(person).lower().split())


def _remember_ids(session: Session, ids: DemoIds) -> None:
    trades = {trade_id: code for code, trade_id in ids.trades.items()}
    for sheet_id, trade_id, version_id, entry, code, sub_id in session.execute(
        select(Sheet.id, Sheet.trade_id, Sheet.scheme_version_id, Entry.code, SubCriterionRow.code, SubCriterionRow.id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
        .where(Sheet.event_id == ids.event)
    ):
        trade = trades[trade_id]
        ids.sheets[trade, code, entry] = sheet_id
        for ref in scheme_index(session, version_id).sub_criteria[sub_id].aspects:
            ids.aspects[trade, ref.aspect.code] = ref.id
            if ref.aspect.type is AspectType.JUDGEMENT:
                ids.judged.add(ref.id)


def demo_logins(session: Session, event_code: str) -> tuple[DemoLogin, ...]:
    """Return some log-ins of the demo: organizers, and the chief judge and judges of one trade."""
    rows = session.execute(
        select(Account.login, Account.name)
        .join(RoleAssignment, RoleAssignment.account_id == Account.id)
        .join(Event, Event.id == RoleAssignment.event_id)
        .where(Event.code == event_code)
        .order_by(Account.login)
    )
    names = {row.login: row.name for row in rows}
    office = [DemoLogin(login, DEMO_PASSWORD, name, "office") for login, name in names.items() if "." in login]
    judges = [
        DemoLogin(login, demo_pin(f"judge-{login}"), name, "judge", login[:2])
        for login, name in names.items()
        if "." not in login
    ]
    return (*office, *judges)


def demo_code(session: Session, event_code: str, login: str) -> str | None:
    """Return a one-time sign-in code for a demo judge, made as the demo's organizer; None without the demo event."""
    row = session.execute(
        select(Event.id, JudgeProfile.id.label("judge"))
        .join(JudgeProfile, JudgeProfile.event_id == Event.id)
        .join(Account, Account.id == JudgeProfile.account_id)
        .where(Event.code == event_code, Event.is_demo.is_(True), Account.login == login)
    ).one_or_none()
    if row is None:
        return None
    organizer = session.scalars(
        select(RoleAssignment.account_id).where(
            RoleAssignment.event_id == row.id, RoleAssignment.role == Role.ORGANIZER.value
        )
    ).first()
    actor = Actor(account_id=organizer, grants=frozenset({Grant(Role.ORGANIZER, row.id)}), way="command line")
    context = Context(session, actor, datetime.now(UTC), lambda _announcement: None, request_id="cli")
    return make_login_token(context, row.id, row.judge).secret
