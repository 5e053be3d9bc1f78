"""Spreadsheets in the office: a file is shown before it changes anything, written whole, and taken back whole."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from competition.db.models import AuditEvent, ImportPlan, ImportRow, Person, StagedFile
from competition.domain.permissions import Role
from competition.formats.roster_sheet import read_roster
from competition.services.exchange import plan_roster_import
from tests.factories import Scene, add_office_actor, make_scene
from tests.web.conftest import ClientOf

EVENT = "/office/test-2024"
HOME = f"{EVENT}/spreadsheets"
HEAD = "Team code,Team name,Name,Latin name,Trade code,Entry code,Role,Group,Date of birth\n"
GOOD = HEAD + "PER,,Ana Flores,,,,Team leader,,\nMEX,Mexico,王小明,WANG Xiaoming,04,,,B,\n"
BAD = GOOD + "XYZ,,Nobody,,99,,,,\nPER,,Luis,,,,Team leader,,30.02.1990\n"
LANGUAGES = ("en", "zh", "fr", "ru", "ar", "es")


@pytest.fixture(autouse=True)
def open_forms(app: Flask) -> None:
    """Let tests post without a token."""
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def browser(client_of: ClientOf, scene: Scene) -> FlaskClient:
    """Give the organizer's browser."""
    return client_of(scene.organizer)


def bring(browser: FlaskClient, text: str | bytes, name: str = "people.csv") -> str:
    """Upload a file and return the address of its page."""
    data = text.encode() if isinstance(text, str) else text
    answer = browser.post(HOME, data={"file": (io.BytesIO(data), name)}, content_type="multipart/form-data")
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.headers["Location"]


def page(browser: FlaskClient, path: str) -> str:
    """Return a page that must be there."""
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def press(browser: FlaskClient, address: str, html: str) -> TestResponse:
    """Agree to the import that a page shows."""
    digest = re.search(r'name="digest" value="(\w{64})"', html)
    assert digest is not None
    return browser.post(f"{address}/apply", data={"digest": digest[1]})


def people(scene: Scene) -> int:
    """Return how many people there are."""
    scene.session.rollback()
    return scene.session.scalar(select(func.count()).select_from(Person)) or 0


def plan_of(scene: Scene, address: str) -> ImportPlan:
    """Return the import of an address."""
    scene.session.rollback()
    return scene.session.get_one(ImportPlan, address.rsplit("/", 1)[1])


def test_a_file_is_shown_written_and_undone(browser: FlaskClient, scene: Scene) -> None:
    before = people(scene)
    address = bring(browser, GOOD)
    html = page(browser, address)
    assert people(scene) == before
    assert "Import 2 people" in html
    assert "MEX" in html
    assert "王小明" in html
    assert 'class="actionbar mirror"' in html
    assert press(browser, address, html).headers["Location"] == address
    assert people(scene) == before + 2
    done = page(browser, address)
    assert "Undo the import" in done
    plan = plan_of(scene, address)
    assert (plan.state, plan.staged_file_id) == ("applied", None)
    assert plan.summary["written"] == {
        "created": 2,
        "updated": 0,
        "teams": 1,
        "entries": 1,
        "judges": 0,
        "sheets": 3,
    }
    assert scene.session.scalar(select(func.count()).select_from(ImportRow)) == 0
    assert scene.session.scalar(select(func.count()).select_from(StagedFile)) == 0
    refused = browser.post(f"{address}/undo", data={"typed": "test"})
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.get_data(as_text=True)
    assert people(scene) == before + 2
    browser.post(f"{address}/undo", data={"typed": "test-2024"})
    assert people(scene) == before
    assert "This import was undone." in page(browser, address)
    scene.session.rollback()
    types = scene.session.scalars(select(AuditEvent.type).where(AuditEvent.type.like("roster.%"))).all()
    assert types == ["roster.import", "roster.undo"]


def test_every_wrong_row_is_named_with_its_cell_and_nothing_is_written(browser: FlaskClient, scene: Scene) -> None:
    before = people(scene)
    address = bring(browser, BAD)
    html = page(browser, address)
    assert '<b class="place">E4</b> The event has no trade &#34;99&#34;.' in html
    assert '<b class="place">I5</b> &#34;30.02.1990&#34; is no date.' in html
    assert "It cannot be imported like this." in html
    assert f'action="{address}/apply"' not in html
    assert browser.post(f"{address}/apply", data={"digest": plan_of(scene, address).digest}).status_code == 422
    assert people(scene) == before


def test_rows_with_errors_may_be_left_out(browser: FlaskClient, scene: Scene) -> None:
    before = people(scene)
    address = bring(browser, BAD)
    assert browser.post(f"{address}/options", data={"decides": "1", "leaves_out": "y"}).status_code == 302
    html = page(browser, address)
    assert html.count("Left out") >= 2
    press(browser, address, html)
    assert people(scene) == before + 2
    # And taken back in.
    again = bring(browser, BAD)
    browser.post(f"{again}/options", data={"decides": "1", "leaves_out": "y"})
    browser.post(f"{again}/options", data={"decides": "1"})
    assert "It cannot be imported like this." in page(browser, again)


def test_the_list_shows_only_what_is_asked_for(browser: FlaskClient) -> None:
    address = bring(browser, BAD)

    def shown(query: str) -> list[str]:
        return re.findall(r'<tr class="(\w+)">', page(browser, f"{address}?{query}"))

    assert shown("") == ["create", "create", "reject", "reject"]
    assert shown("show=reject") == ["reject", "reject"]
    assert shown("show=problems") == ["create", "reject", "reject"]
    assert shown("show=same") == []
    assert shown("show=nonsense&page=x") == shown("")
    assert shown("page=7") == []


def test_a_large_file_has_pages(browser: FlaskClient) -> None:
    rows = "".join(f"PER,,Person {number},,,,Team leader,,\n" for number in range(120))
    address = bring(browser, HEAD + rows)
    html = page(browser, f"{address}?page=3")
    assert html.count("<tr class=") == 20
    assert "page=2" in html
    assert "page 3 of 3" in html


def test_a_file_that_is_not_unicode_asks_in_which_encoding_it_reads(browser: FlaskClient, scene: Scene) -> None:
    address = bring(browser, (HEAD + "KAZ,,Айгуль Омарова,,04,,Judge,,\n").encode("cp1251"))
    html = page(browser, address)
    assert "Айгуль Омарова" in html
    assert html.index("Cyrillic (Windows 1251)") < html.index("Arabic (Windows 1256)")
    assert plan_of(scene, address).state == "asking"
    assert browser.post(f"{address}/options", data={"encoding": "cp1251"}).status_code == 302
    assert "Import 1 person" in page(browser, address)
    # One that does not fit is asked for again.
    browser.post(f"{address}/options", data={"encoding": "utf-7"})
    assert plan_of(scene, address).state == "asking"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\r\n\x1a\n", "This is not a spreadsheet"),
        (b"<html><table></table></html>", "This is a web page"),
        (b"PK\x03\x04broken", "The file is damaged"),
        (b"a,b,c\n1,2,3\n", "Team code"),
    ],
)
def test_a_file_that_is_no_roster_says_what_to_do(browser: FlaskClient, data: bytes, words: str) -> None:
    html = page(browser, bring(browser, data, "x.xlsx"))
    assert words in html
    assert "Bring another file" in html


def test_rows_may_be_pasted(browser: FlaskClient) -> None:
    answer = browser.post(HOME, data={"pasted": GOOD.replace(",", "\t")})
    assert "Import 2 people" in page(browser, answer.headers["Location"])


def test_without_a_file_the_field_says_so(browser: FlaskClient) -> None:
    for data in ({}, {"pasted": "  "}):
        answer = browser.post(HOME, data=data)
        assert answer.status_code == 422
        assert "Choose a file, or paste the rows" in answer.get_data(as_text=True)
    answer = browser.post(HOME, data={"file": (io.BytesIO(b" \n"), "x.csv")}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "The file is empty." in answer.get_data(as_text=True)


def test_an_import_that_the_event_has_outgrown_is_shown_anew(browser: FlaskClient, scene: Scene) -> None:
    first, second = bring(browser, GOOD), bring(browser, GOOD)
    html = page(browser, second)
    press(browser, first, page(browser, first))
    press(browser, second, html)
    again = page(browser, second)
    assert "Somebody changed the event after this plan was shown." in again
    assert plan_of(scene, second).state == "shown"
    browser.post(f"{second}/options", data={"decides": "1"})
    assert "Nothing to do: the event has all of this already." in page(browser, second)
    # What is asked for with a digest of another time is refused at once.
    assert browser.post(f"{second}/apply", data={"digest": "0" * 64}).status_code == 422


def test_an_import_is_decided_once(browser: FlaskClient) -> None:
    address = bring(browser, GOOD)
    press(browser, address, page(browser, address))
    for step in ("apply", "discard", "options"):
        assert browser.post(f"{address}/{step}", data={"digest": "0" * 64}).status_code == 422
    given_up = bring(browser, GOOD)
    assert browser.post(f"{given_up}/discard").headers["Location"] == HOME
    assert "This file was given up." in page(browser, given_up)
    assert browser.post(f"{given_up}/discard").status_code == 422
    assert browser.post(f"{given_up}/undo", data={"typed": "test-2024"}).status_code == 422


def test_what_rests_on_an_import_stands_where_the_undo_was(browser: FlaskClient, scene: Scene) -> None:
    address = bring(browser, HEAD + "MEX,Mexico,Luis,,04,EI-05,,,\n")
    press(browser, address, page(browser, address))
    assert "Undo the import" in page(browser, address)
    other = bring(browser, HEAD + "MEX,Mexico,Luis,LUIS,04,EI-05,,,\n")
    press(browser, other, page(browser, other))
    html = page(browser, address)
    assert "It cannot be undone any more" in html
    assert "Person changed" in html


def test_the_history_names_every_import(browser: FlaskClient) -> None:
    assert "Nothing yet" in page(browser, HOME)
    address = bring(browser, GOOD, "C:\\folder\\my people.xlsx\u202e.csv")
    html = page(browser, HOME)
    assert f'href="{address}"' in html
    assert "my people.xlsx.csv" in html
    assert "Not imported yet" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_filled_workbook_comes_back_as_nothing_to_do(browser: FlaskClient, scene: Scene, language: str) -> None:
    press(browser, address := bring(browser, GOOD), page(browser, address))
    answer = browser.get(f"{HOME}/template/{language}?filled=1")
    assert answer.status_code == 200
    assert f"test-2024-people-{language}.xlsx" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    scene.session.rollback()
    shown = plan_roster_import(scene.context(scene.organizer), scene.event_id, answer.get_data())
    assert shown.is_empty
    assert len(shown.rows) == 11
    assert [problem.code for problem in shown.problems if problem.code != "latin_name_missing"] == []
    scene.session.rollback()


def test_the_empty_workbook_offers_trades_teams_and_roles(browser: FlaskClient) -> None:
    data = browser.get(f"{HOME}/template/zh").get_data()
    assert [problem.code for problem in read_roster(data).problems] == ["table_empty"]
    assert read_roster(data).letters is not None
    assert browser.get(f"{HOME}/template/xx").status_code == 404


PATHS = ("", "/template/en", "/template/en?filled=1", "/{id}")
POSTS = ("", "/{id}/options", "/{id}/apply", "/{id}/discard", "/{id}/undo")


def addresses(paths: tuple[str, ...], import_id: str) -> Iterator[str]:
    """Yield the addresses with an import in them."""
    return (HOME + path.format(id=import_id) for path in paths)


def test_others_learn_nothing_and_change_nothing(client_of: ClientOf, scene: Scene, browser: FlaskClient) -> None:
    import_id = bring(browser, GOOD).rsplit("/", 1)[1]
    other = make_scene(scene.session, code="other-2024")
    for actor in (scene.judges["KAZ"], scene.judges["FRA"], other.organizer):
        for path in addresses(PATHS, import_id):
            assert client_of(actor).get(path).status_code == 403, path
        for path in addresses(POSTS, import_id):
            assert client_of(actor).post(path).status_code == 403, path
    assert client_of(None).get(HOME).status_code == 302
    assert client_of(None).post(HOME).status_code == 401
    foreign = client_of(other.organizer)
    for path in PATHS[3:]:
        assert foreign.get(f"/office/other-2024/spreadsheets{path.format(id=import_id)}").status_code == 404
    for path in POSTS[1:]:
        assert foreign.post(f"/office/other-2024/spreadsheets{path.format(id=import_id)}").status_code == 404


def test_what_is_not_there_is_not_found_and_other_methods_are_refused(browser: FlaskClient) -> None:
    for absent in ("0" * 32, "short", "%00"):
        assert browser.get(f"{HOME}/{absent}").status_code == 404
        for path in POSTS[1:]:
            assert browser.post(HOME + path.format(id=absent)).status_code == 404
    address = bring(browser, GOOD)
    assert browser.post(address).status_code == 405
    for step in ("options", "apply", "discard", "undo"):
        assert browser.get(f"{address}/{step}").status_code == 405


def test_an_auditor_has_no_such_page(client_of: ClientOf, scene: Scene) -> None:
    assert client_of(add_office_actor(scene, Role.AUDITOR)).get(HOME).status_code == 403
