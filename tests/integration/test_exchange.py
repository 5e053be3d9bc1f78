"""Files become people, entries and schemes: shown first, then all or nothing. Source: PRODUCT B1 to B3, C1, C2."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import (
    Account,
    AuditEvent,
    Companion,
    Competitor,
    Entry,
    JudgeAssignment,
    JudgeProfile,
    Person,
    Team,
)
from competition.domain.errors import DomainError
from competition.domain.plans import PlanAction
from competition.formats.roster_sheet import TableFormat
from competition.formats.scheme_sheet import write_scheme
from competition.queries.log_replay import verify_event
from competition.queries.roster_rows import roster_facts
from competition.services.event_setup import create_event, create_trade
from competition.services.events import NewEvent, NewTrade
from competition.services.exchange import RosterImport, apply_roster_import, export_roster, plan_roster_import
from competition.services.operator import OPERATOR
from competition.services.roster_import import flag_of
from competition.services.scheme_import import (
    plan_scheme_import,
)
from tests.factories import make_scene, small_scheme
from tests.integration.exchange_scene import HEAD, PEOPLE, Office, codes


@pytest.fixture
def office(session: Session) -> Office:
    """Give an empty event with the trades 04 and 11."""
    return Office(session)


def test_a_roster_becomes_teams_entries_judges_and_companions(office: Office) -> None:
    written = office.bring(PEOPLE)
    assert written == {"created": 8, "updated": 0, "teams": 5, "entries": 3, "judges": 3, "sheets": 0}
    assert office.entries() == [("04-01", "", 1), ("EI-01", "", 1), ("EI-02", "", 1)]
    session = office.session
    assert session.scalars(select(Team.flag).order_by(Team.code)).all() == ["cn", "eg", "fr", "kz", "pe"]
    assert session.scalars(select(Companion.role).order_by(Companion.role)).all() == ["interpreter", "team_leader"]
    chen = session.scalars(select(Person).where(Person.native_name == "陈思远")).one()
    assert (chen.latin_name, chen.native_language, chen.birth_date) == ("CHEN Siyuan", "zh", date(2004, 3, 1))


def test_a_judge_of_two_trades_is_one_judge_with_one_number(office: Office) -> None:
    office.bring(PEOPLE)
    session = office.session
    assert session.scalar(select(func.count()).select_from(JudgeProfile)) == 2
    assert sorted(session.scalars(select(JudgeAssignment.is_chief))) == [False, False, True]
    assert session.execute(select(Account.login, Account.pin_hash).order_by(Account.login)).all() == [
        ("04-01", None),
        ("04-02", None),
    ]


def test_every_import_is_in_the_log_without_names(office: Office) -> None:
    office.bring(PEOPLE)
    assert office.log()[-1] == "roster.import"
    assert {"team.add", "entry.add", "judge.assign", "companion.add"} <= set(office.log())
    leaves = "".join(office.session.scalars(select(AuditEvent.leaf)))
    assert "CHEN" not in leaves
    assert "陈思远" not in leaves
    assert verify_event(office.session, office.event_id).problems == ()


def test_the_same_file_again_is_nothing_to_do(office: Office) -> None:
    office.bring(PEOPLE)
    before = office.log()
    again = office.plan(PEOPLE)
    assert again.is_empty
    assert again.plan.counts()[PlanAction.SAME] == 8
    assert set(apply_roster_import(office.context, again).counts().values()) == {0}
    assert office.log() == before


@pytest.mark.parametrize("kind", list(TableFormat))
@pytest.mark.parametrize("language", ["en", "zh", "ar"])
def test_what_is_exported_imports_as_nothing_to_do(office: Office, kind: TableFormat, language: str) -> None:
    office.bring(PEOPLE + "BRA,Brazil,Ana,,11,RO-1,,,,\nBRA,Brazil,Rui,,11,,,,,\nBRA,Brazil,Eva,,11,RO-2,,B,,\n")
    exported = export_roster(office.context, office.event_id, kind, language)
    again = plan_roster_import(office.context, office.event_id, exported)
    assert again.problems == tuple(each for each in again.problems if each.code == "latin_name_missing")
    assert again.is_empty
    assert len(again.rows) == 11


def versions(office: Office) -> dict[str, str]:
    """Return the version of each person by the Latin name."""
    return {person.row.latin_name: person.version for person in roster_facts(office.session, office.event_id).people}


def test_a_corrected_file_changes_only_what_differs(office: Office) -> None:
    office.bring(PEOPLE)
    before = versions(office)
    corrected = PEOPLE.replace("CHEN Siyuan", "CHEN Si Yuan").replace("Kazakhstan", "Republic of Kazakhstan")
    shown = office.plan(corrected)
    changed = {planned.row.row: dict(planned.changes) for planned in shown.plan.rows if planned.changes}
    assert changed[2] == {"latin_name": ("CHEN Siyuan", "CHEN Si Yuan")}
    assert changed[6] == {"team_name": ("Kazakhstan", "Republic of Kazakhstan")}
    assert apply_roster_import(office.context, shown).updated == 3
    assert office.session.scalars(select(Team.name).where(Team.code == "KAZ")).one() == {"en": "Republic of Kazakhstan"}
    assert office.plan(corrected).is_empty
    after = versions(office)
    assert after["Ahmed Samir"] == before["Ahmed Samir"]
    assert after["CHEN Si Yuan"] != before["CHEN Siyuan"]


def test_two_entries_may_change_codes_with_one_another(office: Office) -> None:
    office.bring(PEOPLE)
    swapped = PEOPLE.replace("EI-01", "x").replace("EI-02", "EI-01").replace("x", "EI-02", 1)
    assert "陈思远,CHEN Siyuan,04,EI-02" in swapped
    office.bring(swapped)
    rows = office.session.execute(
        select(Entry.code, Team.code).join(Team, Team.id == Entry.team_id).where(Entry.code.like("EI%"))
    )
    assert {tuple(row) for row in rows} == {("EI-02", "CHN"), ("EI-01", "EGY")}


def test_nothing_is_written_when_one_row_is_wrong(office: Office) -> None:
    before = office.log()
    shown = office.plan(PEOPLE + "CHN,China,陈思远,CHEN Siyuan,04,,Competitor,,,\n")
    assert ("person_twice", 10, "C") in codes(shown)
    with pytest.raises(DomainError, match="plan_not_applicable"):
        apply_roster_import(office.context, shown)
    assert (office.count(Person), office.count(Team), office.log()) == (0, 0, before)


def test_a_plan_that_is_not_true_any_more_is_refused_whole(office: Office) -> None:
    shown = office.plan(PEOPLE)
    office.bring(HEAD + "CHN,China,陈思远,CHEN Siyuan,04,EI-09,Competitor,,,\n")
    with pytest.raises(DomainError, match="plan_changed"):
        apply_roster_import(office.context, shown)
    assert (office.count(Person), office.count(Entry)) == (1, 1)


def apply_and_fail(office: Office, shown: RosterImport) -> None:
    """Fail after everything is written and before it is committed."""
    with write_transaction(office.session):
        apply_roster_import(office.context, shown)
        raise ZeroDivisionError


def test_a_failure_in_the_middle_leaves_nothing(office: Office) -> None:
    shown = office.plan(PEOPLE)
    before = office.log()
    with pytest.raises(ZeroDivisionError):
        apply_and_fail(office, shown)
    assert (office.count(Person), office.count(Entry), office.count(Account)) == (0, 0, 0)
    assert office.log() == before


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("CHN,China,A,,99,,Competitor,,,", ("trade_unknown", 2, "E")),
        ("CHN,China,A,,04,,Juggler,,,", ("role_unknown", 2, "G")),
        ("CHN,China,A,,04,,Competitor,,31/31/2001,", ("date_invalid", 2, "I")),
        (",China,A,,04,,Competitor,,,", ("team_code_missing", 2, "A")),
        ("CHN,China,A,,04,,Competitor,a group that is far too long,,", ("group_too_long", 2, "H")),
        ("CHN,China,A,,04,,,,,\nCHN,China,B,,04,,,,,", ("entry_too_large", 3, "H")),
        ("CHN,China,A,,04,,Judge,,,\nCHN,China,A,,04,,Chief judge,,,", ("judge_and_chief", 3, "G")),
        ("CHN,China,A,,04,X1,,,,\nEGY,Egypt,B,,04,X1,,,,", ("bib_twice", 3, "F")),
        ("CHN,China,A,,04,,,,,\nCHN,Chine,B,,11,,,,,", ("team_name_differs", 3, "B")),
    ],
)
def test_each_wrong_row_is_named_by_row_and_column(
    office: Office, row: str, problem: tuple[str, int | None, str | None]
) -> None:
    shown = office.plan(HEAD + row + "\n")
    assert problem in codes(shown)
    assert not shown.is_applicable


def test_a_second_entry_of_a_team_needs_a_group(office: Office) -> None:
    office.bring(HEAD + "CHN,China,A,,04,,,,,\nCHN,China,B,,04,,,B,,\n")
    assert office.entries() == [("04-01", "", 1), ("04-02", "B", 1)]


def test_team_mates_share_an_entry_up_to_its_size(office: Office) -> None:
    office.bring(HEAD + "CHN,China,A,,11,,,,,\nCHN,China,B,,11,,,,,\n")
    assert office.entries() == [("11-01", "", 2)]
    third = office.plan(HEAD + "CHN,China,C,,11,,,,,\n")
    assert ("entry_too_large", 2, "H") in codes(third)


def test_a_whole_entry_may_get_another_group_but_is_never_split(office: Office) -> None:
    office.bring(HEAD + "CHN,China,A,,11,,,,,\nCHN,China,B,,11,,,,,\n")
    split = office.plan(HEAD + "CHN,China,A,,11,,,B,,\n")
    assert ("entry_would_split", 2, "H") in codes(split)
    office.bring(HEAD + "CHN,China,A,,11,,,B,,\nCHN,China,B,,11,,,B,,\n")
    assert office.entries() == [("11-01", "B", 2)]


def test_a_judge_may_become_chief_judge(office: Office) -> None:
    office.bring(HEAD + "KAZ,Kazakhstan,A,,04,,Judge,,,\n")
    office.bring(HEAD + "KAZ,Kazakhstan,A,,04,,Chief judge,,,\n")
    assert office.session.scalars(select(JudgeAssignment.is_chief)).all() == [True]
    assert office.plan(HEAD + "KAZ,Kazakhstan,A,,04,,Chief judge,,,\n").is_empty


def test_a_code_in_a_judges_row_is_told_and_not_read(office: Office) -> None:
    shown = office.plan(HEAD + "KAZ,Kazakhstan,A,,04,J7,Judge,,,\n")
    assert ("bib_not_used", 2, "F") in codes(shown)
    assert shown.is_applicable
    office.bring(HEAD + "KAZ,Kazakhstan,A,,04,J7,Judge,,,\n")
    assert office.plan(HEAD + "KAZ,Kazakhstan,A,,04,J7,Judge,,,\n").is_empty


def test_new_people_who_say_another_name_rename_their_team_and_that_is_told(office: Office) -> None:
    office.bring(HEAD + "CHN,China,A,,04,,,,,\n")
    text = HEAD + "CHN,P. R. China,B,,11,,,,,\n"
    shown = office.plan(text)
    assert ("team_renamed", 2, "B") in codes(shown)
    assert [dict(planned.changes) for planned in shown.plan.rows] == [{"team_name": ("China", "P. R. China")}]
    apply_roster_import(office.context, shown)
    assert office.session.scalars(select(Team.name)).all() == [{"en": "P. R. China"}]
    assert office.plan(text).is_empty


@pytest.mark.parametrize(
    ("code", "flag"), [("CHN", "cn"), ("GBR", "gb"), ("CHONGQING", ""), ("TEAM1", ""), ("fr", "fr")]
)
def test_a_flag_follows_from_a_country_code_alone(code: str, flag: str) -> None:
    assert flag_of(code) == flag


def test_nobody_imports_without_the_right(session: Session) -> None:
    scene = make_scene(session)
    judge = scene.context(scene.judges["CHN"])
    with pytest.raises(DomainError, match="not_allowed"):
        plan_roster_import(judge, scene.event_id, PEOPLE.encode())
    with pytest.raises(DomainError, match="not_allowed"):
        plan_scheme_import(judge, scene.trade_id, write_scheme(small_scheme()))
    with pytest.raises(DomainError, match="not_allowed"):
        export_roster(judge, scene.event_id, TableFormat.CSV)
    nobody = replace(judge, actor=replace(OPERATOR))
    with pytest.raises(DomainError, match="sign_in_needed"):
        plan_roster_import(nobody, scene.event_id, PEOPLE.encode())


def test_an_organizer_imports_into_the_own_event_only(session: Session) -> None:
    scene = make_scene(session)
    other = Office(session)
    context = scene.context(scene.organizer)
    with pytest.raises(DomainError, match="not_allowed"):
        plan_roster_import(context, other.event_id, PEOPLE.encode())
    shown = plan_roster_import(context, scene.event_id, (HEAD + "KAZ,Kazakhstan,A,,4,,,B,,\n").encode())
    written = apply_roster_import(context, shown)
    assert (written.entries, written.sheets) == (1, 3)


def test_a_code_that_is_taken_or_malformed_is_refused(office: Office) -> None:
    for code, expected in (("test-2026", "event_code_taken"), ("Test 2026", "event_code_invalid")):
        new = NewEvent(code, {"en": "T"}, {}, "Asia/Shanghai", date(2026, 1, 1), date(2026, 1, 2))
        with pytest.raises(DomainError, match=expected):
            create_event(office.context, new)
    for code, expected in (("4", "trade_code_taken"), ("four!", "trade_code_invalid")):
        with pytest.raises(DomainError, match=expected):
            create_trade(office.context, office.event_id, NewTrade(code, {"en": "T"}))
    new = NewEvent("mars", {"en": "T"}, {}, "Mars/Olympus", date(2026, 1, 1), date(2026, 1, 2))
    with pytest.raises(DomainError, match="timezone_unknown"):
        create_event(office.context, new)


def test_competitors_of_one_event_are_no_ones_in_another(office: Office) -> None:
    office.bring(PEOPLE)
    assert office.session.scalar(select(func.count()).select_from(Competitor)) == 3
    other = NewEvent("other-2026", {"en": "Other"}, {}, "Asia/Shanghai", date(2026, 6, 24), date(2026, 6, 24))
    other_id = create_event(office.context, other)
    create_trade(office.context, other_id, NewTrade("04", {"en": "E"}))
    create_trade(office.context, other_id, NewTrade("11", {"en": "R"}))
    shown = plan_roster_import(office.context, other_id, PEOPLE.encode())
    assert shown.plan.counts()[PlanAction.CREATE] == 8
    apply_roster_import(office.context, shown)
    assert sorted(office.session.scalars(select(Account.login))) == ["04-01", "04-02", "04-03", "04-04"]
