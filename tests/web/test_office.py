"""The office: the right people, their own events and trades, and not a score that is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event as sql_event
from sqlalchemy import select, text

from competition.db.engine import write_transaction
from competition.db.models import Entry
from competition.domain.permissions import Role
from competition.extensions import db
from tests.factories import Scene, add_office_actor, add_trade_with_sheets, make_scene
from tests.web.conftest import ClientOf
from tests.web.office import EVENT, enter, logged, page, policy, posts

PAGES = ("/", "/trades", "/trades/04", "/people", "/people/judges", "/people/teams", "/sheets", "/publication", "/log")


def paths(scene: Scene) -> list[str]:
    """Return every page of the event."""
    return [EVENT + path for path in (*PAGES, f"/sheets/{scene.sheets['EI-01', 'A1']}")]


@pytest.fixture
def open_forms(app: Flask) -> None:
    """Let tests post without a token."""
    app.config["WTF_CSRF_ENABLED"] = False


def test_the_organizer_finds_the_own_event(scene: Scene, client_of: ClientOf) -> None:
    make_scene(scene.session, code="other-2024")
    html = page(client_of(scene.organizer), "/office/")
    assert 'href="/office/test-2024/"' in html
    assert "other-2024" not in html


def test_every_page_opens_for_the_organizer_and_is_kept_by_no_cache(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.organizer)
    for path in paths(scene):
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert answer.headers["Cache-Control"] == "no-store"
        assert "style=" not in answer.get_data(as_text=True), path


def test_every_page_opens_in_an_event_without_trades(scene: Scene, client_of: ClientOf) -> None:
    with write_transaction(scene.session):
        for name in ("sheet_result", "sheet", "entry_result", "entry_member", "entry", "marking_team_member"):
            scene.session.execute(text(f"DELETE FROM {name}"))  # noqa: S608 (the names stand above)
    browser = client_of(scene.organizer)
    for path in PAGES:
        page(browser, EVENT + path)


def test_the_auditor_reads_everything_and_switches_nothing(scene: Scene, client_of: ClientOf, open_forms: None) -> None:
    browser = client_of(add_office_actor(scene, Role.AUDITOR))
    for path in paths(scene):
        page(browser, path)
    assert f'action="{EVENT}/publication' not in page(browser, f"{EVENT}/publication")
    assert '/code"' not in page(browser, f"{EVENT}/people/judges")
    assert browser.post(f"{EVENT}/publication/04", data={"policy": "live"}).status_code == 403
    assert browser.post(posts(scene)[2]).status_code == 403
    assert policy(scene) == "hidden"


def test_nobody_gets_in_without_signing_in(scene: Scene, client_of: ClientOf, open_forms: None) -> None:
    browser = client_of(None)
    for path in ("/office/", *paths(scene)):
        answer = browser.get(path)
        assert answer.status_code == 302, path
        assert "/sign-in?next=" in answer.headers["Location"]
    for path in posts(scene):
        assert browser.post(path).status_code == 401, path


def test_a_judge_is_refused(scene: Scene, client_of: ClientOf, open_forms: None) -> None:
    browser = client_of(scene.judges["KAZ"])
    for path in ("/office/", *paths(scene)):
        assert browser.get(path).status_code == 403, path
    for path in posts(scene):
        assert browser.post(path).status_code == 403, path


def test_the_organizer_of_another_event_is_refused(scene: Scene, client_of: ClientOf, open_forms: None) -> None:
    other = make_scene(scene.session, code="other-2024")
    browser = client_of(other.organizer)
    for path in paths(scene):
        answer = browser.get(path)
        assert answer.status_code == 403, path
        assert "Electrical" not in answer.get_data(as_text=True)
    for path in posts(scene):
        assert browser.post(path, data={"policy": "live"}).status_code == 403, path
    # A sheet of one event under the address of another is not there.
    assert browser.get(f"/office/other-2024/sheets/{scene.sheets['EI-01', 'A1']}").status_code == 404
    assert browser.post(f"/office/other-2024/people/judges/{scene.judge_ids['KAZ']}/code").status_code == 404
    assert policy(scene) == "hidden"


def test_a_chief_judge_sees_the_own_trade_alone(scene: Scene, client_of: ClientOf) -> None:
    trade_id = add_trade_with_sheets(scene, "07")
    foreign = scene.session.execute(
        text("SELECT id FROM sheet WHERE trade_id = :trade LIMIT 1"), {"trade": trade_id}
    ).scalar_one()
    scene.session.rollback()
    browser = client_of(scene.judges["FRA"])
    for path in (*PAGES, "/people?q=staz", "/log?object=trade"):
        html = page(browser, EVENT + path)
        assert "Trade 07" not in html, path
        assert "T07-01" not in html, path
        assert trade_id not in html, path
    assert browser.get(f"{EVENT}/trades/07").status_code == 403
    assert browser.get(f"{EVENT}/sheets/{foreign}").status_code == 403
    assert "Not shown to your role" in page(browser, f"{EVENT}/trades/04")
    assert f'action="{EVENT}/publication' not in page(browser, f"{EVENT}/publication")


def test_a_clerk_is_told_that_there_are_no_pages_for_the_role(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(add_office_actor(scene, Role.CLERK))
    html = page(browser, "/office/")
    assert "Test event" in html
    assert f'href="{EVENT}/"' not in html
    assert browser.get(f"{EVENT}/").status_code == 403


def test_who_works_in_no_event_is_told_what_to_do(scene: Scene, client_of: ClientOf) -> None:
    html = page(client_of(add_office_actor(scene, Role.ADMIN, everywhere=True)), "/office/")
    assert "competition demo" in html
    assert "test-2024" not in html


@pytest.mark.parametrize(
    "path",
    [
        "/office/nowhere/",
        "/office/nowhere/log",
        f"{EVENT}/trades/99",
        f"{EVENT}/sheets/{'0' * 32}",
        f"{EVENT}/sheets/short",
        f"{EVENT}/sheets/%00",
        f"{EVENT}/sheets/..%2f..%2fetc",
        f"{EVENT}/nothing",
    ],
)
def test_what_is_not_there_is_not_found(path: str, scene: Scene, client_of: ClientOf) -> None:
    assert client_of(scene.organizer).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/publication/99", "/people/judges/short/code", f"/people/judges/{'0' * 32}/code"])
def test_nothing_is_changed_that_is_not_there(path: str, scene: Scene, client_of: ClientOf, open_forms: None) -> None:
    before = len(logged(scene, "account.code"))
    assert client_of(scene.organizer).post(EVENT + path, data={"policy": "live"}).status_code == 404
    assert len(logged(scene, "account.code")) == before


@pytest.mark.parametrize(
    "query",
    [
        "/sheets?page=abc",
        "/sheets?page=-1",
        "/sheets?page=99999999999999999999",
        "/sheets?page=%D9%A3",
        "/sheets?day=x&state=nonsense&trade='",
        "/sheets?q=%25_%27%22",
        "/people?q=" + "x" * 500,
        "/people?trade=zz&team=zz&page=7",
        "/people/judges?q=%00",
        "/log?before=x",
        "/log?before=999999999999999999999999",
        "/log?type=nonsense&actor=nobody",
        "/log?object=sheet/%25",
        "/?only=nonsense",
        "/?lang=xx",
    ],
)
def test_a_malformed_question_gets_an_answer(query: str, scene: Scene, client_of: ClientOf) -> None:
    page(client_of(scene.organizer), EVENT + query)


def test_pages_take_only_their_own_method(scene: Scene, client_of: ClientOf, open_forms: None) -> None:
    browser = client_of(scene.organizer)
    for path in paths(scene):
        assert browser.post(path).status_code == 405, path
    for path in posts(scene):
        answer = browser.get(path)
        assert answer.status_code == 405, path
        assert "POST" in answer.headers["Allow"]


def test_a_sheet_hides_scores_until_the_whole_panel_is_in(scene: Scene, client_of: ClientOf) -> None:
    browser, path = client_of(scene.organizer), f"{EVENT}/sheets/{scene.sheets['EI-01', 'A1']}"
    enter(scene, "CHN", "EI-01", "A1.J1", "3")
    enter(scene, "BRA", "EI-01", "A1.J1", "2")
    hidden = page(browser, path)
    assert "2 of 3 judges in" in hidden
    assert 'class="scores"' not in hidden
    enter(scene, "EGY", "EI-01", "A1.J1", "3")
    shown = page(browser, path)
    assert re.findall(r"</small>(\d)</li>", shown) == ["3", "2", "3"]
    # 8 of 9 possible, of 20.00 marks.
    assert "17.78" in shown


def test_a_disagreement_is_listed_with_its_sheet_and_not_its_scores(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.organizer)
    for team, score in (("CHN", "0"), ("BRA", "3"), ("EGY", "3")):
        enter(scene, team, "EI-01", "A1.J1", score)
    html = page(browser, f"{EVENT}/")
    sheet_id = scene.sheets["EI-01", "A1"]
    assert f'href="{EVENT}/sheets/{sheet_id}"' in html
    assert "more than one apart" in html
    listed = page(browser, f"{EVENT}/sheets?state=split")
    assert re.findall(rf'href="{EVENT}/sheets/(\w+)"', listed) == [sheet_id]
    assert 'class="scores"' not in html


def test_the_log_tells_a_score_only_when_nobody_can_be_led_by_it(scene: Scene, client_of: ClientOf) -> None:
    browser, path = client_of(scene.organizer), f"{EVENT}/log?type=mark.applied"
    enter(scene, "CHN", "EI-01", "A1.J1", "3")
    enter(scene, "CHN", "EI-01", "A1.M2", "4")
    html = page(browser, path)
    assert html.count("hidden until all are in") == 1
    assert re.findall(r"value</small> <bdi dir=\"ltr\">(\w+)</bdi>", html) == ["4"]
    for team, score in (("BRA", "2"), ("EGY", "3")):
        enter(scene, team, "EI-01", "A1.J1", score)
    # Everybody is in, but another aspect is missing: the sheet is still being marked, and the log stays silent.
    assert page(browser, path).count("hidden until all are in") == 3
    enter(scene, "CHN", "EI-01", "A1.M1", "1")
    told = page(browser, path)
    assert "hidden until all are in" not in told
    assert sorted(re.findall(r"value</small> <bdi dir=\"ltr\">(\w+)</bdi>", told)) == ["1", "2", "3", "3", "4"]


def test_activity_names_people_and_sheets_and_never_a_value(scene: Scene, client_of: ClientOf) -> None:
    enter(scene, "CHN", "EI-01", "A1.J1", "3")
    enter(scene, "CHN", "EI-01", "A1.M2", "4")
    html = page(client_of(scene.organizer), f"{EVENT}/")
    activity = html[html.index('class="panel act"') :]
    assert "<b>Judge CHN</b> entered 2 marks on sheet 04 A1 of EI-01" in activity
    assert "value" not in activity


def test_the_log_is_checked_and_says_its_head(scene: Scene, client_of: ClientOf, open_forms: None) -> None:
    enter(scene, "CHN", "EI-01", "A1.M2", "4")
    browser = client_of(add_office_actor(scene, Role.AUDITOR))
    head = scene.session.execute(text("SELECT hash FROM audit_head")).scalar_one()
    scene.session.rollback()
    assert browser.post(f"{EVENT}/log/check").status_code == 302
    html = page(browser, f"{EVENT}/log")
    assert "The log is whole" in html
    assert head in html
    assert len(logged(scene, "log.check")) == 1


def test_a_spoilt_log_is_named_at_its_first_bad_entry_and_still_opens(
    scene: Scene, client_of: ClientOf, open_forms: None
) -> None:
    enter(scene, "CHN", "EI-01", "A1.M2", "4")
    with write_transaction(scene.session):
        triggers = scene.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
        for name in triggers:
            scene.session.execute(text(f'DROP TRIGGER "{name}"'))
        scene.session.execute(text("UPDATE audit_event SET leaf = '{' WHERE seq = 2"))
    browser = client_of(scene.organizer)
    browser.post(f"{EVENT}/log/check")
    html = page(browser, f"{EVENT}/log")
    assert "The log is broken at entry 2" in html
    assert "The log is whole" not in html


def test_people_are_found_in_any_script(scene: Scene, client_of: ClientOf) -> None:
    add_trade_with_sheets(scene, "07")
    browser = client_of(scene.organizer)
    for words in ("стажёр", "СТАЖЕР", "stazher", "t07", "КАЗ", "бра"):
        found = "T07-0" in page(browser, f"{EVENT}/people?q={words}")
        assert found == (words not in ("КАЗ", "бра")), words
    assert "T07-01" not in page(browser, f"{EVENT}/people?trade=04")
    judges = page(browser, f"{EVENT}/people/judges?team=KAZ")
    assert ("Judge KAZ" in judges, "Judge BRA" in judges) == (True, False)
    assert "Nobody matches" in page(browser, f"{EVENT}/people?q=nobody")


def test_long_lists_come_in_pages(scene: Scene, client_of: ClientOf) -> None:
    add_trade_with_sheets(scene, "07", entries=30)
    browser = client_of(scene.organizer)
    first = page(browser, f"{EVENT}/sheets?trade=07&lang=en")
    assert "page 1 of 2" in first
    assert "trade=07" in re.findall(r'rel="next" href="([^"]+)"', first)[0]
    second = page(browser, f"{EVENT}/sheets?trade=07&page=2")
    ids = [set(re.findall(rf'{EVENT}/sheets/(\w{{32}})"', html)) for html in (first, second)]
    assert [len(each) for each in ids] == [50, 40]
    assert not ids[0] & ids[1]
    assert "This page is empty" in page(browser, f"{EVENT}/sheets?trade=07&page=3")


def test_a_withdrawn_entry_is_not_waited_for(scene: Scene, client_of: ClientOf) -> None:
    with write_transaction(scene.session):
        scene.session.execute(text("UPDATE entry SET status = 'withdrawn' WHERE code = 'EI-01'"))
    for entry in ("EI-02", "EI-04"):
        enter(scene, "CHN", entry, "A2.M1", "1")
    enter(scene, "KAZ", "EI-03", "A2.M1", "1")
    html = page(client_of(scene.organizer), f"{EVENT}/")
    assert "3 sheets to sign" in html
    assert scene.session.scalar(select(Entry.status).where(Entry.code == "EI-01")) == "withdrawn"


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Collect the reading statements of what is asked meanwhile."""
    statements: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    sql_event.listen(engine, "before_cursor_execute", heard)
    try:
        yield statements
    finally:
        sql_event.remove(engine, "before_cursor_execute", heard)


MOST_STATEMENTS = {
    "/": 20,
    "/trades": 9,
    "/trades/04": 20,
    "/people": 7,
    "/people/judges": 8,
    "/people/teams": 7,
    "/sheets": 7,
    "/publication": 5,
    "/log": 17,
}


def test_a_page_asks_the_database_as_often_for_a_large_event_as_for_a_small_one(
    scene: Scene, client_of: ClientOf, app: Flask
) -> None:
    browser = client_of(scene.organizer)
    for team in ("CHN", "BRA", "EGY"):
        enter(scene, team, "EI-01", "A1.J1", "2")
    sizes = []
    for trades in ((), ("07", "08", "09")):
        for code in trades:
            add_trade_with_sheets(scene, code, entries=8)
        size = {}
        for path in PAGES:
            page(browser, EVENT + path)  # a scheme that was never read costs four more
            with counted(app) as statements:
                page(browser, EVENT + path)
            size[path] = len(statements)
        sizes.append(size)
    assert sizes[0] == sizes[1]
    assert {path: count for path, count in sizes[0].items() if count > MOST_STATEMENTS[path]} == {}
