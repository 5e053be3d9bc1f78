"""The public pages: what is published, in six languages, for anyone, and not a figure more."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event as sql_event
from sqlalchemy.orm import Session

from competition.config import LANGUAGES
from competition.db.engine import open_engine
from competition.extensions import db
from tests.web.boards import STATES, Hall, body_of, make_hall
from tests.web.public import application, page, seen

EVENT = "/e/hall-2024/"
PAGES = (
    EVENT,
    *(f"{EVENT}trades/{code}/" for code in STATES),
    f"{EVENT}medals/",
    f"{EVENT}teams/",
    f"{EVENT}teams/CHN/",
    f"{EVENT}schedule/",
    f"{EVENT}screen",
    f"{EVENT}?q=chen",
)


@pytest.fixture(scope="module")
def shared_app(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Give the application on a published event that tests only read."""
    folder = tmp_path_factory.mktemp("public")
    url = f"sqlite:///{shutil.copy(sqlite_template, folder / 'hall.db')}"
    engine = open_engine(url)
    with Session(engine) as session:
        make_hall(session)
    engine.dispose()
    return application(url, folder)


@pytest.fixture
def reader(shared_app: Flask) -> FlaskClient:
    """Give a browser without cookies, in front of an event that stays as it is."""
    return shared_app.test_client()


@pytest.fixture
def hall(sqlite_url: str) -> Iterator[Hall]:
    """Give a published event in a database of its own, to be changed."""
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        yield make_hall(session)
    engine.dispose()


@pytest.fixture
def app(sqlite_url: str, tmp_path: Path) -> Flask:
    """Give the application on the database of this test alone."""
    return application(sqlite_url, tmp_path)


@pytest.fixture
def viewer(app: Flask, hall: Hall) -> FlaskClient:
    """Give a browser in front of the event that the test changes."""
    assert hall.event_id
    return app.test_client()


@pytest.mark.parametrize("address", PAGES)
def test_every_page_works_and_sets_no_cookie(reader: FlaskClient, address: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert {"Cookie", "Accept-Language"} <= {name.strip() for name in answer.headers["Vary"].split(",")}
    assert "<h1>" in answer.text
    assert answer.text.count("<title>") == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", [EVENT, f"{EVENT}trades/04/", f"{EVENT}screen"])
def test_every_language_draws_the_page(reader: FlaskClient, address: str, language: str) -> None:
    html = page(reader, f"{address}?lang={language}")
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in html


def test_the_language_is_remembered_and_only_then_a_cookie_is_set(reader: FlaskClient) -> None:
    answer = reader.get(f"{EVENT}?lang=ar")
    assert answer.headers["Set-Cookie"].startswith("lang=ar;")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    again = reader.get(EVENT)
    assert '<html lang="ar"' in again.text
    assert "Set-Cookie" not in again.headers


def test_an_unknown_language_is_as_good_as_none(reader: FlaskClient) -> None:
    answer = reader.get(f"{EVENT}?lang=xx%22%3E")
    assert '<html lang="en"' in answer.text
    assert "Set-Cookie" not in answer.headers


def test_the_browser_chooses_the_language_without_a_cookie(reader: FlaskClient) -> None:
    answer = reader.get(EVENT, headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"})
    assert '<html lang="zh"' in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/e/nowhere/",
        "/e/nowhere/screen",
        f"{EVENT}trades/99/",
        f"{EVENT}teams/XXX/",
        f"{EVENT}trades/04%00/",
        f"{EVENT}trades/..%2f04/",
        "/e/%F0%9F%8F%86/",
        "/e/hall-2024/no-such-page/",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(reader: FlaskClient, address: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 404
    assert "<h1>" in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_pages_are_for_reading(reader: FlaskClient, address: str, method: str) -> None:
    answer = reader.open(address, method=method)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_hidden_trade_shows_no_figure(reader: FlaskClient) -> None:
    read = seen(page(reader, f"{EVENT}trades/01/"))
    assert "Not public" in read
    assert not re.search(r"%|updated|Revision|\d\.\d", read)
    tile = page(reader, EVENT).split('data-state="hidden"')[1].split("</li>")[0]
    assert "%" not in tile
    assert 'class="done" width="0.00"' in tile


def test_a_hidden_trade_sends_no_row_and_no_progress_to_scripts(reader: FlaskClient) -> None:
    html = page(reader, f"{EVENT}trades/01/")
    assert "&#34;" not in html.split('data-part="document"')[1].split("</template>")[0]
    assert '"marked":null' in html
    assert '"rows":[]' in html


def test_a_trade_in_progress_shows_how_far_it_is_and_nothing_else(reader: FlaskClient) -> None:
    html = page(reader, f"{EVENT}trades/02/")
    assert "83%" in seen(html)
    assert "boardtable" not in html
    assert "82.10" not in html


def test_a_live_board_says_what_it_is(reader: FlaskClient) -> None:
    read = seen(page(reader, f"{EVENT}trades/04/"))
    for words in ("3 ranked, 1 withdrawn", "Live", "Provisional", "Revision 1", "venue time", "83%", "B Program"):
        assert words in read
    assert "This board freezes today at 17:00." in read
    assert "13:30 to 17:00, Bay 4" in read


def test_names_and_figures_are_written_as_readers_need_them(reader: FlaskClient) -> None:
    html = page(reader, f"{EVENT}trades/04/")
    assert '<bdi data-field="native" lang="zh">陈思远</bdi>' in html
    assert '<bdi data-field="latin" lang="und-Latn">CHEN Siyuan</bdi>' in html
    assert "Éléonore &lt;Lefèvre&gt;" in html
    assert re.search(r'data-field="rank">2</span><i data-field="shared" title="shared place">=</i>', html)
    assert '<span data-field="figure" title="not marked yet">–</span>' in html
    assert '<span data-field="figure">0.00</span>' in html
    assert '<bdi data-field="behind" dir="ltr">−1.10</bdi>' in html


def test_arabic_boards_write_arabic_digits_and_keep_names(reader: FlaskClient) -> None:
    html = page(reader, f"{EVENT}trades/04/?lang=ar")
    assert ">٨٢٫١٠<" in html
    assert "التمديدات الكهربائية" in html
    assert '<p class="second" lang="zh">电气装置</p>' in html
    assert "CHEN Siyuan" in html


def test_who_is_not_ranked_stands_apart_without_marks(reader: FlaskClient) -> None:
    apart = page(reader, f"{EVENT}trades/04/").split('data-part="others"')[1].split("</tbody>")[0]
    assert "José Ñahui Quispe" in apart
    assert "Withdrawn" in apart
    assert "gauge" not in apart


def test_an_official_board_gives_medals(reader: FlaskClient) -> None:
    html = page(reader, f"{EVENT}trades/07/")
    assert "Official" in seen(html)
    assert "Provisional" not in seen(html)
    table = html.split('data-part="rows"')[1].split("</tbody>")[0]
    assert re.findall(r'class="medal (m\d)"', table) == ["m1", "m2", "m3"]
    assert "would take the medals" not in html


def test_a_corrected_board_says_which_version_it_is(viewer: FlaskClient, hall: Hall) -> None:
    hall.show("07", {**hall.bodies["07"], "label": "corrected", "version": 2})
    read = seen(page(viewer, f"{EVENT}trades/07/"))
    assert "Corrected, version 2" in read
    assert "These results were corrected." in read


def test_a_frozen_board_says_since_when(reader: FlaskClient) -> None:
    read = seen(page(reader, f"{EVENT}trades/10/"))
    assert "Frozen at 14:36." in read
    assert "Live" not in read


def test_the_home_shows_the_floor_the_trades_and_the_day(reader: FlaskClient) -> None:
    read = seen(page(reader, EVENT))
    for words in ("Day 2, now 14:36", "On the floor now", "CHN leads", "CHN led at the freeze", "Boards freeze"):
        assert words in read
    assert "1 of 5 trades official" in read


@pytest.mark.parametrize(
    ("query", "found", "missing"),
    [
        ("chen", "陈思远", "Нұрлан"),
        ("陈", "陈思远", "Нұрлан"),
        ("НҰРЛАН", "Нұрлан Әбілқасымов", "陈思远"),
        ("eleonore", "Éléonore", "陈思远"),
        ("الصين", "China", "Kazakhstan"),
        ("花艺", "Floristry", "Logistics"),
        ("beauty", "Beauty Therapy", "Digital Construction"),
    ],
)
def test_search_finds_in_any_script(reader: FlaskClient, query: str, found: str, missing: str) -> None:
    html = reader.get(EVENT, query_string={"q": query}).text
    results = html.split('data-region="results"')[1].split('data-region="panels"')[0]
    assert found in results
    assert missing not in results


def test_search_finds_nothing_of_a_hidden_trade_but_its_name(reader: FlaskClient) -> None:
    results = page(reader, f"{EVENT}?q=digital").split('data-region="results"')[1].split('data-region="panels"')[0]
    assert "Digital Construction" in results
    assert "bdi" not in results


def test_a_team_page_lists_its_public_entries(reader: FlaskClient) -> None:
    html = page(reader, f"{EVENT}teams/CHN/")
    assert "Electrical Installations" in html
    assert "Floristry" in html
    assert "Digital Construction" not in html
    assert 'class="medal m1"' in html


def test_all_teams_are_listed_even_those_on_no_board(reader: FlaskClient) -> None:
    read = seen(page(reader, f"{EVENT}teams/"))
    assert all(team in read for team in ("China", "Kazakhstan", "France", "Peru"))


def test_the_same_page_is_not_sent_twice(viewer: FlaskClient, hall: Hall) -> None:
    address = f"{EVENT}trades/04/"
    tag = viewer.get(address).headers["ETag"]
    answer = viewer.get(address, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert viewer.get(address, headers={"If-None-Match": tag, "Accept-Language": "zh"}).status_code == 200
    viewer.set_cookie("theme", "dark")
    assert viewer.get(address, headers={"If-None-Match": tag}).status_code == 200
    viewer.delete_cookie("theme")
    hall.show("04", {**hall.bodies["04"], "marked": 84})
    assert viewer.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_page_that_was_drawn_once_is_not_drawn_again(shared_app: Flask, reader: FlaskClient) -> None:
    first = page(reader, f"{EVENT}medals/")
    drawn = len(shared_app.extensions["rendered_pages"]._pages)
    assert page(reader, f"{EVENT}medals/") == first
    assert len(shared_app.extensions["rendered_pages"]._pages) == drawn


@pytest.mark.parametrize(
    ("address", "count"),
    [(f"{EVENT}trades/04/", 5), (f"{EVENT}trades/07/", 3), (f"{EVENT}medals/", 3), (EVENT, 5), (f"{EVENT}?q=chen", 6)],
)
def test_a_page_takes_a_known_number_of_statements(
    shared_app: Flask, reader: FlaskClient, address: str, count: int
) -> None:
    statements: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        statements.append(statement)

    with shared_app.app_context():
        engine = db.engine
    sql_event.listen(engine, "before_cursor_execute", listen)
    page(reader, address)
    sql_event.remove(engine, "before_cursor_execute", listen)
    assert sum(statement.startswith("SELECT") for statement in statements) == count


@pytest.mark.parametrize(
    "query",
    [
        "?q=" + "a" * 5000,
        "?q=%00%ff%fe",
        "?q=<script>alert(1)</script>",
        "?q=%27%22--;DROP",
        "?show=../../etc/passwd",
        "?show[]=live&show=live&show=official",
        "?_external=1&_scheme=javascript&endpoint=x&_anchor=y&event=other",
        "?lang=ar&lang=en&theme=%22onload%3D",
        "?seconds=-1&trades=,,,%00,../..,04,04,medals",
        "?seconds=99999999999999999999",
        "?seconds=١٢",
    ],
)
@pytest.mark.parametrize("address", [EVENT, f"{EVENT}trades/04/", f"{EVENT}screen", f"{EVENT}teams/"])
def test_hostile_queries_change_nothing(reader: FlaskClient, address: str, query: str) -> None:
    answer = reader.get(address + query)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert "javascript:" not in answer.text
    assert all(href.startswith(("/", "#")) for href in re.findall(r'href="([^"]*)"', answer.text))


def test_a_path_cannot_lead_to_another_host(reader: FlaskClient) -> None:
    answer = reader.get("//evil.example/%2e%2e")
    assert answer.status_code in (308, 404)
    assert not re.search(r'href="(//|https?:)', answer.text)


def test_the_screen_shows_eight_rows_and_what_follows(reader: FlaskClient) -> None:
    html = page(reader, f"{EVENT}screen")
    assert "Electrical Installations" in html
    assert "Next: Floristry" in seen(html)
    rows = html.split('data-part="rows"')[1].split("</ol>")[0]
    assert rows.count("data-row=") == 3
    assert "José" not in rows


def test_the_screen_shows_what_the_address_asks_for(reader: FlaskClient) -> None:
    html = page(reader, f"{EVENT}screen?trades=medals,10&seconds=7")
    assert "Medal table" in seen(html)
    assert "Next: Beauty Therapy" in seen(html)
    assert 'data-seconds="7"' in html


def test_the_screen_waits_when_nothing_is_public(reader: FlaskClient) -> None:
    assert "The first boards open soon" in seen(page(reader, f"{EVENT}screen?trades=01,02"))


def test_one_event_is_the_start_page(reader: FlaskClient) -> None:
    answer = reader.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, EVENT)


def test_several_events_are_listed(viewer: FlaskClient, hall: Hall) -> None:
    make_hall(hall.session, code="other-2025")
    html = page(viewer, "/")
    assert 'href="/e/hall-2024/"' in html
    assert 'href="/e/other-2025/"' in html


def test_on_a_new_installation_the_start_page_says_what_to_do(app: Flask) -> None:
    read = seen(page(app.test_client(), "/"))
    assert "Look at the window in which the server was started" in read
    assert "competition init" in read


def test_an_event_before_its_first_publication_is_being_prepared(app: Flask, sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        make_hall(session, published=False)
    engine.dispose()
    assert "being prepared" in page(app.test_client(), EVENT)
    assert app.test_client().get(f"{EVENT}trades/04/").status_code == 404


def test_a_board_without_ranked_entries_is_not_empty_of_words(viewer: FlaskClient, hall: Hall) -> None:
    hall.show("04", {**body_of("hall-2024", "04", "live"), "rows": []})
    assert "No entries yet" in seen(page(viewer, f"{EVENT}trades/04/"))
