"""A real marking scheme from its file to scaled marks: EuroSkills 2025, Web Development. Source: DOMAIN 3.1, 3.5, 4."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.cli import main
from competition.db.engine import open_engine, write_transaction
from competition.db.models import Account, Device, Entry, JudgeProfile, RoleAssignment, Sheet, Team
from competition.domain.permissions import Grant, Role
from competition.domain.scheme import Aspect, AspectType, CalculationType
from competition.queries.inside_view import event_of
from competition.queries.schemes import AspectRef, current_version_id, scheme_index
from competition.services.context import Actor, Context
from competition.services.identity import new_id
from competition.services.mark_rows import MarkChange
from competition.services.marking import record_marks
from competition.services.roster import add_marking_team
from competition.services.scheme_import import trade_id_of
from competition.services.schemes import assign_marking_teams
from competition.services.sheets import open_sheets
from competition.services.unit_of_work import unit_of_work

SCHEME = Path(__file__).parents[1] / "vectors/schemes/es2025-web-development.xlsx"
PEOPLE = """Team code,Team name,Name,Latin name,Trade code,Entry code,Role
CHN,China,陈思远,CHEN Siyuan,17,WD-01,Competitor
FRA,France,Élodie Martin,,17,WD-02,Competitor
KAZ,Kazakhstan,Айгуль Омарова,Aigul Omarova,17,,Judge
BRA,Brazil,João Silva,,17,,Judge
EGY,Egypt,أحمد سمير,Ahmed Samir,17,,Judge
PER,Peru,Rosa Quispe,,17,,Chief judge
"""
JUDGES = ("KAZ", "BRA", "EGY")
NOW = datetime(2025, 9, 10, 9, 0, tzinfo=UTC)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 0, result.output
    return result.stdout


def shown() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(run("event", "show", "euro-2025", "--json"))["trades"][0]["entries"]
    return entries


@dataclass
class Hall:
    """The event with its judges at work."""

    session: Session
    judges: dict[str, Actor] = field(default_factory=dict)
    numbers: dict[str, Iterator[int]] = field(default_factory=dict)

    def enter(self, team: str, sheet_id: str, version: int, values: list[tuple[AspectRef, str]]) -> None:
        """Enter values on one sheet as the judge of a team; every one must be applied."""
        actor = self.judges[team]
        changes = [
            MarkChange(
                op_id=new_id(),
                device_seq=next(self.numbers[team]),
                aspect_id=ref.id,
                kind="judgement" if ref.aspect.type is AspectType.JUDGEMENT else "measure",
                number=number,
                base_version=0,
                epoch=1,
                scheme_version=version,
            )
            for ref, number in values
        ]
        context = Context(self.session, actor, NOW, lambda _announcement: None)
        outcomes = record_marks(context, sheet_id, changes)
        assert {json.loads(outcome.receipt)["status"] for outcome in outcomes} == {"applied"}


@pytest.fixture
def hall(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    """Set the event up by command line, then seat the panel and open all sheets."""
    monkeypatch.setenv("COMPETITION_DATABASE_URL", database_url)
    monkeypatch.setenv("COMPETITION_DATA_DIR", str(tmp_path))
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    dates = ("--starts", "2025-09-09", "--ends", "2025-09-13", "--timezone", "Europe/Copenhagen")
    run("event", "create", "euro-2025", "--name", "en=Euro 2025", *dates, "--rules", "wsi-2026", "--scale", "700")
    run("trade", "add", "euro-2025", "17", "--name", "en=Web Development", "--prefix", "WD")
    run("import", "roster", str(people), "--event", "euro-2025")
    assert "62 judging sheets" in run("import", "scheme", str(SCHEME), "--event", "euro-2025", "--trade", "17")
    engine = open_engine(database_url)
    with Session(engine) as session:
        yield seated(session)
    engine.dispose()


def seated(session: Session) -> Hall:
    made = Hall(session)
    event_id = event_of(session, "euro-2025").id
    trade_id = trade_id_of(session, event_id, "17")
    version_id = current_version_id(session, trade_id) or ""
    rows = session.execute(
        select(Team.code, JudgeProfile.id, Account.id, Account.name)
        .join(JudgeProfile, JudgeProfile.team_id == Team.id)
        .join(Account, Account.id == JudgeProfile.account_id)
        .join(RoleAssignment, RoleAssignment.account_id == Account.id)
        .where(Team.event_id == event_id, RoleAssignment.role == Role.JUDGE.value)
    ).all()
    judges = {team: judge_id for team, judge_id, _, _ in rows}
    codes = [ref.code for ref in scheme_index(session, version_id).sub_criteria.values()]
    with write_transaction(session):
        panel = add_marking_team(session, trade_id, "1", [judges[team] for team in JUDGES])
        assign_marking_teams(session, version_id, dict.fromkeys(codes, panel))
        for team, _, account_id, name in rows:
            device = Device(id=new_id(), name="", last_seq=0, created_at=NOW)
            session.add(device)
            grant = Grant(Role.JUDGE, event_id, trade_id)
            made.judges[team] = Actor(account_id, name, frozenset({grant}), "test", device.id)
            made.numbers[team] = count(1)
        context = Context(session, made.judges["KAZ"], NOW, lambda _announcement: None)
        with unit_of_work(context, event_id) as unit:
            open_sheets(unit, trade_id, {1, 2, 3, 4, 5})
    return made


def full_value(aspect: Aspect) -> str:
    """Return the value that earns everything, by the parameters of the aspect alone."""
    if aspect.type is AspectType.JUDGEMENT:
        return "3"
    if aspect.calculation is None or aspect.calculation.type is CalculationType.PASS_FAIL:
        return "1"
    parameters = aspect.calculation.parameters
    if aspect.calculation.type is CalculationType.NUMBER_COMPLETED:
        return parameters["NUM_POSSIBLE"]
    if aspect.calculation.type is CalculationType.CHOICE:
        free = [key for key, value in parameters.items() if key.endswith("_DEDUCTION") and Decimal(value) == 0]
        return free[0].removeprefix("CHOICE").removesuffix("_DEDUCTION")
    return parameters["TARGET_VALUE"]


def weak_value(aspect: Aspect) -> tuple[str, Decimal]:
    """Return a value and what it earns: all judges give 2, what is passed or failed is failed, the rest is full."""
    if aspect.type is AspectType.JUDGEMENT:
        return "2", (aspect.max_mark * 6 / 9).quantize(Decimal("0.01"), ROUND_HALF_UP)
    if aspect.calculation is None or aspect.calculation.type is CalculationType.PASS_FAIL:
        return "0", Decimal(0)
    return full_value(aspect), aspect.max_mark


def mark_all(hall: Hall, entry: str, values: dict[str, str]) -> None:
    """Enter a value for every aspect of an entry: judgements by all three judges, measurements by one."""
    session = hall.session
    rows = session.execute(
        select(Sheet.id, Sheet.sub_criterion_id, Sheet.scheme_version_id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .where(Entry.code == entry)
    ).all()
    for sheet_id, sub_criterion_id, version_id in rows:
        index = scheme_index(session, version_id)
        refs = index.sub_criteria[sub_criterion_id].aspects
        for number, team in enumerate(JUDGES):
            own = [ref for ref in refs if number == 0 or ref.aspect.type is AspectType.JUDGEMENT]
            if own:
                hall.enter(team, sheet_id, index.number, [(ref, values[ref.aspect.code]) for ref in own])


def test_two_competitors_come_out_with_exact_totals_at_720_and_680(hall: Hall) -> None:
    session = hall.session
    version_id = session.scalar(select(Sheet.scheme_version_id).limit(1)) or ""
    aspects = list(scheme_index(session, version_id).scheme.aspects())
    assert len(aspects) == 192
    mark_all(hall, "WD-01", {aspect.code: full_value(aspect) for aspect in aspects})
    weak = {aspect.code: weak_value(aspect) for aspect in aspects}
    mark_all(hall, "WD-02", {code: value for code, (value, _) in weak.items()})
    expected = sum((earned for _, earned in weak.values()), Decimal(0))
    assert [(e["entry"], e["total"], e["marked"], e["rank"], e["scaled"], e["medal"]) for e in shown()] == [
        ("WD-01", "100.00", 192, 1, 720, "gold"),
        ("WD-02", f"{expected:.2f}", 192, 2, 680, None),
    ]
    assert "192" in run("event", "show", "euro-2025")
    verdict = json.loads(run("verify", "euro-2025", "--json"))
    judged = sum(aspect.type is AspectType.JUDGEMENT for aspect in aspects)
    assert (verdict["whole"], verdict["changes"]) == (True, 2 * (len(aspects) + 2 * judged))


def test_the_exported_scheme_imports_as_nothing_to_do(hall: Hall, tmp_path: Path) -> None:
    assert hall.judges.keys() == set(JUDGES)
    exported = tmp_path / "scheme.xlsx"
    run("export", "scheme", str(exported), "--event", "euro-2025", "--trade", "17")
    again = run("import", "scheme", str(exported), "--event", "euro-2025", "--trade", "17")
    assert "Nothing to do: this is version 1" in again
