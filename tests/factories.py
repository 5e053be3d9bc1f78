"""Small real events for tests, made by the use cases themselves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import Device, Sheet, SubCriterionRow
from competition.domain.permissions import Grant, Role
from competition.domain.scheme import (
    Aspect,
    AspectType,
    Calculation,
    CalculationType,
    Criterion,
    Scheme,
    StandardSection,
    SubCriterion,
)
from competition.queries.schemes import AspectRef, scheme_index
from competition.services.context import Actor, Announcement, Context
from competition.services.events import NewEvent, NewTrade, add_event, add_trade
from competition.services.identity import new_id
from competition.services.mark_rows import MarkChange
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
from competition.services.sheets import open_sheets
from competition.services.unit_of_work import unit_of_work

NOW = datetime(2024, 6, 25, 6, 36, tzinfo=UTC)
TEAMS = {"CHN": "China", "KAZ": "Kazakhstan", "BRA": "Brazil", "EGY": "Egypt", "FRA": "France"}
DESCRIPTORS = tuple({"en": f"Level {score}", "zh": f"{score} 级"} for score in range(4))


def judged(code: str, mark: str, section: str = "1") -> Aspect:
    """Return a judgement aspect."""
    return Aspect(
        code, AspectType.JUDGEMENT, {"en": f"Look of {code}"}, Decimal(mark), section, descriptors=DESCRIPTORS
    )


def measured(code: str, mark: str, calculation: Calculation | None = None, section: str = "1") -> Aspect:
    """Return a measurement aspect; pass or fail without a calculation."""
    return Aspect(
        code, AspectType.MEASUREMENT, {"en": f"Size of {code}"}, Decimal(mark), section, calculation=calculation
    )


def small_scheme() -> Scheme:
    """Return a valid scheme of 100.00 marks: A (day 1) 60.00 with A1, A2; B (day 2) 40.00 with B1."""
    of_four = Calculation(CalculationType.NUMBER_COMPLETED, {"NUM_POSSIBLE": "4"})
    return Scheme(
        criteria=(
            Criterion(
                "A",
                {"en": "Wiring", "zh": "接线"},
                (
                    SubCriterion(
                        "A1",
                        {"en": "Panel"},
                        1,
                        (judged("A1.J1", "20.00"), measured("A1.M1", "10.00"), measured("A1.M2", "10.00", of_four)),
                    ),
                    SubCriterion("A2", {"en": "Tests"}, 1, (measured("A2.M1", "20.00"),)),
                ),
            ),
            Criterion("B", {"en": "Program"}, (SubCriterion("B1", {"en": "Logic"}, 2, (judged("B1.J1", "40.00"),)),)),
        ),
        sections=(StandardSection("1", {"en": "Work"}, Decimal("100.00")),),
    )


@dataclass
class Scene:
    """A small event with what tests need to act in it.

    judges: by team code, four of one marking team, CHN first; the one of FRA is the chief judge, on no team.
    entries, sheets: by entry code EI-01 (KAZ), EI-02 (BRA), EI-03 (CHN), EI-04 (PER).
    """

    session: Session
    event_id: str = ""
    trade_id: str = ""
    version_id: str = ""
    judges: dict[str, Actor] = field(default_factory=dict)
    judge_ids: dict[str, str] = field(default_factory=dict)
    organizer: Actor = field(default_factory=Actor)
    entries: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    sheets: dict[tuple[str, str], str] = field(default_factory=dict)
    announced: list[Announcement] = field(default_factory=list)
    sequences: dict[str, int] = field(default_factory=dict)
    ticks: count[int] = field(default_factory=count)

    def context(self, actor: Actor) -> Context:
        """Return a context for an actor; each one is a second later."""
        return Context(
            self.session, actor, NOW + timedelta(seconds=next(self.ticks)), self.announced.append, request_id="test"
        )

    def aspect(self, code: str) -> AspectRef:
        """Return an aspect with its id."""
        index = scheme_index(self.session, self.version_id)
        return next(ref for sub in index.sub_criteria.values() for ref in sub.aspects if ref.aspect.code == code)

    def change(self, team: str, aspect: str, number: str | None, *, base: int = 0, kind: str = "") -> MarkChange:
        """Return a judge's next change; kind follows from the aspect."""
        ref = self.aspect(aspect)
        actor = self.judges[team]
        self.sequences[actor.device_id] = self.sequences.get(actor.device_id, 0) + 1
        usual = "judgement" if ref.aspect.type is AspectType.JUDGEMENT else "measure"
        return MarkChange(
            op_id=new_id(),
            device_seq=self.sequences[actor.device_id],
            aspect_id=ref.id,
            kind=kind or (None if number is None else usual),
            number=number,
            base_version=base,
            epoch=1,
            scheme_version=1,
        )


def make_scene(
    session: Session,
    *,
    code: str = "test-2024",
    days: frozenset[int] = frozenset({1, 2}),
    scheme: Scheme | None = None,
) -> Scene:
    """Write a small event whose sheets of some days are open. scheme: with the sub-criteria A1, A2 and B1."""
    scene = Scene(session)
    with write_transaction(session):
        scene.event_id = add_event(
            session,
            NewEvent(
                code=code,
                name={"en": "Test event", "zh": "测试赛"},
                venue={"en": "Hall"},
                timezone="Asia/Shanghai",
                starts=date(2024, 6, 24),
                ends=date(2024, 6, 26),
                second_language="zh",
            ),
            NOW,
        )
        scene.trade_id = add_trade(
            session,
            scene.event_id,
            NewTrade("04", {"en": "Electrical Installations", "zh": "电气装置"}, entry_prefix="EI"),
        )
        for team, name in {**TEAMS, "PER": "Peru"}.items():
            scene.teams[team] = add_team(session, scene.event_id, team, {"en": name}, team[:2].lower())
        session.flush()
        scene.version_id = add_scheme_version(session, scene.trade_id, scheme or small_scheme(), NOW)
        for number, team in enumerate(("KAZ", "BRA", "CHN", "PER"), start=1):
            person = add_person(session, NewPerson(f"Competitor {number}", "en"))
            entry = f"EI-{number:02d}"
            scene.entries[entry] = add_entry(
                session, scene.event_id, scene.trade_id, scene.teams[team], entry, [person], "ranked"
            )
        for team in TEAMS:
            _add_judge(scene, team, chief=team == "FRA")
        marking_team = add_marking_team(
            session, scene.trade_id, "1", [scene.judge_ids[team] for team in ("CHN", "KAZ", "BRA", "EGY")]
        )
        assign_marking_teams(session, scene.version_id, dict.fromkeys(("A1", "A2", "B1"), marking_team))
        lay_out_sheets(session, scene.trade_id, scene.version_id)
        account = add_account(session, login=f"org.{code}", name="Organizer", now=NOW)
        grant_role(session, account, Role.ORGANIZER, scene.event_id)
        scene.organizer = _actor(session, account, "Organizer", Grant(Role.ORGANIZER, scene.event_id))
        with unit_of_work(replace(scene.context(scene.organizer)), scene.event_id) as unit:
            open_sheets(unit, scene.trade_id, set(days))
    entry_codes = {entry_id: entry for entry, entry_id in scene.entries.items()}
    for sheet_id, entry_id, sub in session.execute(
        select(Sheet.id, Sheet.entry_id, SubCriterionRow.code)
        .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
        .where(Sheet.trade_id == scene.trade_id)
    ):
        scene.sheets[entry_codes[entry_id], sub] = sheet_id
    session.rollback()
    return scene


def _add_judge(scene: Scene, team: str, *, chief: bool) -> None:
    session = scene.session
    person = add_person(session, NewPerson(f"Judge {team}", "en"))
    account = add_account(session, login=f"{scene.event_id[-8:]}-{team.lower()}", name=f"Judge {team}", now=NOW)
    scene.judge_ids[team] = add_judge(
        session, scene.event_id, scene.trade_id, account, person, scene.teams[team], chief=chief
    )
    role = Role.CHIEF_JUDGE if chief else Role.JUDGE
    scene.judges[team] = _actor(session, account, f"Judge {team}", Grant(role, scene.event_id, scene.trade_id))


def _actor(session: Session, account_id: str, name: str, grant: Grant) -> Actor:
    device = Device(id=new_id(), name="", last_seq=0, created_at=NOW)
    session.add(device)
    return Actor(account_id, name, frozenset({grant}), "test", device.id, way="test")


def add_office_actor(scene: Scene, role: Role, *, trade_id: str | None = None, everywhere: bool = False) -> Actor:
    """Add somebody with a role in the scene's event, in one trade of it, or everywhere."""
    event_id = None if everywhere else scene.event_id
    with write_transaction(scene.session):
        name = f"{role.value} {new_id()[-6:]}"
        account = add_account(scene.session, login=name.replace(" ", "."), name=name, now=NOW)
        grant_role(scene.session, account, role, event_id, trade_id)
        return _actor(scene.session, account, name, Grant(role, event_id, trade_id))


def add_trade_with_sheets(scene: Scene, code: str, entries: int = 2) -> str:
    """Add another trade of the same scheme with open sheets, two teams and no judges; returns its id."""
    with write_transaction(scene.session):
        trade_id = add_trade(
            scene.session, scene.event_id, NewTrade(code, {"en": f"Trade {code}"}, entry_prefix=f"T{code}")
        )
        version_id = add_scheme_version(scene.session, trade_id, small_scheme(), NOW)
        for number in range(1, entries + 1):
            person = add_person(scene.session, NewPerson(f"Стажёр {number}", "ru", f"Stazher {number}"))
            team_id = list(scene.teams.values())[number % len(scene.teams)]
            add_entry(scene.session, scene.event_id, trade_id, team_id, f"T{code}-{number:02d}", [person], "ranked")
        lay_out_sheets(scene.session, trade_id, version_id)
        with unit_of_work(scene.context(scene.organizer), scene.event_id) as unit:
            open_sheets(unit, trade_id, {1, 2})
    scene.session.rollback()
    return trade_id
