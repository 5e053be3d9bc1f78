"""An import is taken back whole and exactly, as long as nothing rests on it. Source: PRODUCT B2."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from competition.db.base import Base
from competition.db.engine import open_engine, write_transaction
from competition.db.models import (
    Entry,
    ImportPlan,
    ImportUndo,
    Interest,
    JudgeProfile,
    Person,
    Sheet,
    SubCriterionRow,
    Team,
)
from competition.domain.conflicts import ConflictKind
from competition.domain.errors import DomainError
from competition.formats.roster_sheet import TableFormat
from competition.queries.log_replay import verify_event
from competition.services.conflict_rules import refresh_interests
from competition.services.conflicts import NewConflict, add_conflict
from competition.services.context import Context
from competition.services.event_setup import create_event, create_trade
from competition.services.events import NewEvent, NewTrade
from competition.services.exchange import apply_roster_import, export_roster, plan_roster_import
from competition.services.import_undo import Blocker, check_undo, undo_import
from competition.services.journal import COMPUTED, encode
from competition.services.marking import record_marks
from competition.services.operator import OPERATOR
from competition.services.roster_plan import ReadOptions, RosterImport
from competition.services.schemes import add_scheme_version, lay_out_sheets
from competition.services.sheets import open_sheets
from competition.services.unit_of_work import unit_of_work
from tests.factories import make_scene, small_scheme

NOW = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
HEAD = "Team code,Team name,Name,Latin name,Trade code,Entry code,Role,Group,Date of birth\n"
FIRST = HEAD + (
    "CHN,China,陈思远,CHEN Siyuan,04,EI-01,,,2004-03-01\n"
    "EGY,Egypt,أحمد سمير,Ahmed Samir,04,EI-02,,,\n"
    "KAZ,Kazakhstan,Айгуль Омарова,Aigul Omarova,04,,Judge,,\n"
    "PER,Peru,Ana Flores,,,,Team leader,,\n"
)
SECOND = HEAD + (
    "CHN,China (PRC),陈思远,CHEN Si Yuan,04,EI-02,,,2004-03-02\n"
    "EGY,Egypt,أحمد سمير,Ahmed Samir,04,EI-01,,,\n"
    "FRA,France,Zoé,,11,,,,\n"
    "FRA,France,Léa,,11,,,,\n"
    "FRA,France,Max,,11,,,B,\n"
    "KAZ,Kazakhstan,Айгуль Омарова,Aigul Omarova,11,,Chief judge,,\n"
    "PER,Peru,Ana Flores,,04,,Interpreter,,\n"
)


class Office:
    """An event with two trades, one of them with a scheme, and the operator at work in it."""

    def __init__(self, session: Session, code: str = "test-2026") -> None:
        self.session = session
        self.context = Context(session, OPERATOR, NOW, lambda _announcement: None, request_id="test")
        new = NewEvent(code, {"en": "Test"}, {}, "Asia/Shanghai", date(2026, 6, 24), date(2026, 6, 26))
        self.event_id = create_event(self.context, new)
        self.trades = {
            trade: create_trade(self.context, self.event_id, NewTrade(trade, {"en": name}, team_size=size))
            for trade, name, size in (("04", "Electrical", 1), ("11", "Robots", 2))
        }
        with write_transaction(session):
            add_scheme_version(session, self.trades["04"], small_scheme(), NOW)

    def plan(self, text: str) -> RosterImport:
        """Return what importing would do; rows that cannot be written are left out."""
        options = ReadOptions(leaves_out=True)
        return plan_roster_import(self.context, self.event_id, text.encode(), options=options)

    def bring(self, text: str) -> str:
        """Import and return the import's id."""
        shown = self.plan(text)
        assert shown.is_applicable, shown.problems
        apply_roster_import(self.context, shown, name="people.csv")
        newest = select(ImportPlan.id).order_by(ImportPlan.id.desc()).limit(1)
        return self.session.scalars(newest).one()

    def state(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of every table whose content is not computed."""
        self.session.rollback()
        tables = [table for table in Base.metadata.sorted_tables if table.name not in COMPUTED]
        found: dict[str, list[tuple[Any, ...]]] = {}
        for table in tables:
            rows = self.session.connection().execute(select(table).order_by(*table.primary_key.columns))
            found[table.name] = [tuple(str(encode(value)) for value in row) for row in rows]
        self.session.rollback()
        return found

    def blockers(self, import_id: str) -> list[tuple[str, str, int]]:
        """Return what stands in the way of undoing an import."""
        found = check_undo(self.context, self.event_id, import_id)
        self.session.rollback()
        return [(each.how, each.name, each.count) for each in found]


@pytest.fixture
def office(session: Session) -> Office:
    """Give an office without people."""
    return Office(session)


def test_an_import_into_an_empty_event_leaves_nothing_when_it_is_undone(office: Office) -> None:
    before = office.state()
    import_id = office.bring(FIRST)
    assert office.session.scalar(select(func.count()).select_from(Sheet)) == 6
    assert office.state() != before
    assert office.blockers(import_id) == []
    assert undo_import(office.context, office.event_id, import_id) > 20
    assert office.state() == before
    plan = office.session.get_one(ImportPlan, import_id)
    assert (plan.state, plan.file_name) == ("undone", "people.csv")
    assert office.session.get(ImportUndo, import_id) is None
    assert verify_event(office.session, office.event_id).problems == ()


def test_changed_people_swapped_codes_and_judges_come_back_exactly(office: Office) -> None:
    office.bring(FIRST)
    before = office.state()
    import_id = office.bring(SECOND)
    undo_import(office.context, office.event_id, import_id)
    assert office.state() == before


def test_imports_are_undone_one_after_the_other(office: Office) -> None:
    empty = office.state()
    first = office.bring(FIRST)
    second = office.bring(SECOND)
    assert ("changed", "person.update", 2) in office.blockers(first)
    with pytest.raises(DomainError, match="undo_depends"):
        undo_import(office.context, office.event_id, first)
    undo_import(office.context, office.event_id, second)
    assert office.blockers(first) == []
    undo_import(office.context, office.event_id, first)
    assert office.state() == empty
    with pytest.raises(DomainError, match="undo_gone"):
        undo_import(office.context, office.event_id, first)


def test_what_was_changed_since_by_hand_is_never_overwritten(office: Office) -> None:
    office.bring(FIRST)
    import_id = office.bring(SECOND)
    with write_transaction(office.session):
        # Without a word in the log, as nothing of ours does it.
        office.session.execute(update(Person).where(Person.latin_name == "CHEN Si Yuan").values(latin_name="CHEN SY"))
    before = office.state()
    assert office.blockers(import_id) == [("changed", "person", 1)]
    with pytest.raises(DomainError, match="undo_depends"):
        undo_import(office.context, office.event_id, import_id)
    assert office.state() == before


def test_an_entry_with_a_mark_stays(session: Session) -> None:
    scene = make_scene(session)
    context = scene.context(scene.organizer)
    text = HEAD + "MEX,Mexico,Luis,,04,EI-05,,,\n"
    apply_roster_import(context, plan_roster_import(context, scene.event_id, text.encode()))
    import_id = session.scalars(select(ImportPlan.id)).one()
    with unit_of_work(context, scene.event_id) as unit:
        open_sheets(unit, scene.trade_id, {1})
    assert check_undo(context, scene.event_id, import_id) == ()
    session.rollback()
    sheet_id = session.scalars(
        select(Sheet.id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
        .where(Entry.code == "EI-05", SubCriterionRow.code == "A1")
    ).one()
    record_marks(scene.context(scene.judges["CHN"]), sheet_id, [scene.change("CHN", "A1.M1", "1")])
    found = check_undo(context, scene.event_id, import_id)
    assert Blocker("changed", "mark.applied", 1) in found
    assert {("used", "mark"), ("used", "op")} <= {(each.how, each.name) for each in found}
    session.rollback()
    with pytest.raises(DomainError, match="undo_depends"):
        undo_import(context, scene.event_id, import_id)
    with pytest.raises(DomainError, match="not_allowed"):
        undo_import(scene.context(scene.judges["CHN"]), scene.event_id, import_id)


def test_another_event_and_nothing_at_all_are_not_found(office: Office) -> None:
    import_id = office.bring(FIRST)
    other = Office(office.session, "other-2026")
    for event_id, wanted in ((other.event_id, import_id), (office.event_id, "0" * 32)):
        with pytest.raises(DomainError, match="not_found"):
            undo_import(office.context, event_id, wanted)
    with pytest.raises(DomainError, match="not_found"):
        undo_import(office.context, "0" * 32, import_id)


def test_a_new_trade_of_sheets_is_computed_again(office: Office) -> None:
    office.bring(FIRST)
    with write_transaction(office.session):
        version_id = add_scheme_version(office.session, office.trades["11"], small_scheme(), NOW)
        lay_out_sheets(office.session, office.trades["11"], version_id)
    before = office.state()
    import_id = office.bring(HEAD + "FRA,France,Zoé,,11,,,,\nCHN,,陈思远,CHEN Siyuan,04,EI-09,,,\n")
    assert office.session.scalars(select(Entry.code).where(Entry.trade_id == office.trades["04"])).all() != []
    undo_import(office.context, office.event_id, import_id)
    assert office.state() == before


def test_a_lasting_conflict_found_since_neither_stops_nor_survives_the_undoing(office: Office) -> None:
    """What follows from the register of conflicts is computed anew: no key is left over and none is written twice."""
    office.bring(FIRST)
    before = office.state()
    import_id = office.bring(SECOND + "MEX,Mexico,Luis,,04,EI-07,,,\n")
    session = office.session
    judge = session.scalars(select(JudgeProfile)).one()
    team = session.scalars(select(Team).where(Team.code == "MEX")).one()
    person_id, pair = judge.person_id, (judge.id, team.id)
    session.rollback()
    with write_transaction(session):
        add_conflict(office.context, person_id, None, NewConflict(ConflictKind.COUNTRY, "mx"))
        session.execute(update(Team).where(Team.id == pair[1]).values(country="mx"))
        refresh_interests(session, office.event_id)
    assert session.get(Interest, pair) is not None
    session.rollback()
    assert office.blockers(import_id) == []
    undo_import(office.context, office.event_id, import_id)
    after = office.state()
    assert len(after.pop("conflict")) == 1
    assert before.pop("conflict") == []
    assert after == before
    assert verify_event(session, office.event_id).problems == ()


def test_an_interest_entered_by_hand_and_a_conflict_of_an_imported_judge_stop_the_undoing(office: Office) -> None:
    import_id = office.bring(FIRST)
    session = office.session
    judge = session.scalars(select(JudgeProfile)).one()
    judge_id, person_id = judge.id, judge.person_id
    team_id = session.scalars(select(Team.id).where(Team.code == "CHN")).one()
    session.rollback()
    with write_transaction(session):
        add_conflict(office.context, person_id, None, NewConflict(ConflictKind.COUNTRY, "eg"))
        refresh_interests(session, office.event_id)
    assert office.blockers(import_id) == [("used", "conflict", 1)]
    with write_transaction(session):
        session.add(Interest(judge_id=judge_id, team_id=team_id, reason="trained"))
    assert ("used", "interest", 1) in office.blockers(import_id)
    before = office.state()
    with pytest.raises(DomainError, match="undo_depends"):
        undo_import(office.context, office.event_id, import_id)
    assert office.state() == before


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["CHN", "EGY", "KAZ"]),
        st.sampled_from(["", "One", "Two"]),
        st.sampled_from(["陈思远", "Ана", "Zoé", "علي", "Bo"]),
        st.sampled_from(["", "Latin A", "Latin B"]),
        st.sampled_from(["04", "11"]),
        st.sampled_from(["", "7", "8", "9"]),
        st.sampled_from(["competitor", "judge", "chief judge", "team leader", "interpreter"]),
        st.sampled_from(["", "B"]),
        st.sampled_from(["", "2001-02-03"]),
    ),
    max_size=8,
)


@pytest.fixture(scope="module")
def prepared(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Office]:
    """Give a database file with an office, to be copied for every random case."""
    path = tmp_path_factory.mktemp("undo") / "office.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = open_engine(f"sqlite:///{path}")
    with Session(engine) as session:
        office = Office(session)
    engine.dispose()
    return path, office


@contextmanager
def fresh(prepared: tuple[Path, Office]) -> Iterator[Office]:
    """Give the prepared office on a copy of its own."""
    path, office = prepared
    copy = path.with_suffix(".copy.db")
    copy.write_bytes(path.read_bytes())
    engine = open_engine(f"sqlite:///{copy}")
    with Session(engine) as session:
        office.session, office.context = session, replace(office.context, session=session)
        yield office
    engine.dispose()
    for left in (copy, copy.with_name(copy.name + "-wal"), copy.with_name(copy.name + "-shm")):
        left.unlink(missing_ok=True)


@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(first=ROWS, second=ROWS)
def test_undoing_restores_exactly_what_was_there(
    prepared: tuple[Path, Office], first: list[Any], second: list[Any]
) -> None:
    with fresh(prepared) as office:
        bring_and_undo(office, first, second)


def bring_and_undo(office: Office, first: list[Any], second: list[Any]) -> None:
    """Import twice, look that everything is there, and undo both."""
    states = [office.state()]
    imports: list[str] = []
    for rows in (first, second):
        text = HEAD + "".join(",".join(row) + "\n" for row in rows)
        shown = office.plan(text)
        if shown.is_applicable and not shown.is_empty:
            event("imported")
            imports.append(office.bring(text))
            again = office.plan(text)
            assert again.is_empty or shown.left_out, [each for each in again.plan.rows if each.action.value != "same"]
            states.append(office.state())
    # What was exported at the top imports as "nothing to do", whatever the rows.
    data = export_roster(office.context, office.event_id, TableFormat.CSV)
    again = plan_roster_import(office.context, office.event_id, data)
    assert again.is_empty or not again.rows
    for import_id in reversed(imports):
        states.pop()
        undo_import(office.context, office.event_id, import_id)
        assert office.state() == states[-1]
