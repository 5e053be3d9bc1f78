"""Every table of the office may be taken as a file: what the page shows, no more, and nothing that computes."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select, update

from competition.db.engine import write_transaction
from competition.db.models import AuditEvent, Person, RegisterChange
from competition.domain.permissions import Role
from competition.domain.standards import InstitutionKind
from competition.services.institutions import NewInstitution, add_institution
from competition.services.marking import record_marks
from tests.factories import Scene, add_office_actor, add_trade_with_sheets, make_scene
from tests.web.conftest import ClientOf

EVENT = "/office/test-2024"
TABLES = (
    *("people", "people/judges", "people/teams", "trades", "sheets", "log", "schedule", "staff", "publication"),
    *("people/conflicts", "panels", "schemes", "applications", "backups"),
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def browser(client_of: ClientOf, scene: Scene) -> FlaskClient:
    """Give the organizer's browser."""
    return client_of(scene.organizer)


def rows(browser: FlaskClient, path: str) -> list[list[str]]:
    """Return a table as CSV, headings first."""
    answer = browser.get(f"{EVENT}/{path}{'&' if '?' in path else '?'}format=csv")
    assert answer.status_code == 200, path
    assert answer.mimetype == "text/csv"
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def test_every_table_is_a_file_to_keep_and_the_log_says_who_took_it(browser: FlaskClient, scene: Scene) -> None:
    for path in TABLES:
        page = browser.get(f"{EVENT}/{path}?lang=en").get_data(as_text=True)
        answer = browser.get(f"{EVENT}/{path}?format=xlsx")
        assert (answer.status_code, answer.mimetype) == (200, XLSX), path
        assert answer.headers["Content-Disposition"].startswith('attachment; filename="test-2024-')
        assert answer.headers["Cache-Control"] == "no-store"
        sheet = load_workbook(io.BytesIO(answer.get_data())).active
        assert sheet is not None
        assert [str(cell.value) for cell in sheet[1]] == rows(browser, path)[0]
        if sheet.max_row > 1:
            assert f'href="{EVENT}/{path}?lang=en&amp;format=xlsx"' in page
    scene.session.rollback()
    taken = [
        json.loads(leaf)
        for leaf in scene.session.scalars(
            select(AuditEvent.leaf).where(AuditEvent.type == "table.export").order_by(AuditEvent.seq)
        )
    ]
    assert [leaf["new"]["format"] for leaf in taken] == ["xlsx", "csv"] * len(TABLES)
    assert {leaf["actor"] for leaf in taken} == {scene.organizer.account_id}


def test_a_register_is_a_file_too_and_its_history_says_who_took_it(browser: FlaskClient, scene: Scene) -> None:
    new = NewInstitution({"en": "=School"}, "CN", "Chongqing", InstitutionKind.SCHOOL)
    add_institution(scene.context(scene.organizer), new)
    for path in ("standards", "institutions", "experts"):
        answer = browser.get(f"/office/{path}?format=csv&lang=en")
        assert (answer.status_code, answer.mimetype) == (200, "text/csv"), path
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{path}.csv"'
        assert browser.get(f"/office/{path}").status_code == 200
    table = list(csv.reader(io.StringIO(browser.get("/office/institutions?format=csv").text)))
    assert (len(table), table[1][3]) == (2, "Chongqing")
    assert 'href="/office/institutions?format=xlsx"' in browser.get("/office/institutions").text
    scene.session.rollback()
    taken = scene.session.scalars(select(RegisterChange).where(RegisterChange.action == "export")).all()
    assert [each.register for each in taken] == ["standard", "institution", "expert", "institution"]
    assert {each.actor_id for each in taken} == {scene.organizer.account_id}


def test_a_file_holds_what_the_filter_of_the_page_finds_on_all_of_its_pages(browser: FlaskClient, scene: Scene) -> None:
    add_trade_with_sheets(scene, "07", entries=60)
    assert len(rows(browser, "people")) == 1 + 4 + 60
    assert len(rows(browser, "people?page=2")) == 1 + 4 + 60
    assert [row[0] for row in rows(browser, "people?trade=04")[1:]] == ["EI-01", "EI-02", "EI-03", "EI-04"]
    assert {row[3] for row in rows(browser, "sheets?trade=07")[1:]} == {"07"}
    assert len(rows(browser, "people?trade=99")) == 1
    scene.session.rollback()
    last = scene.session.scalars(
        select(AuditEvent.leaf).where(AuditEvent.type == "table.export").order_by(AuditEvent.seq.desc()).limit(1)
    ).one()
    assert json.loads(last)["new"] == {"table": "competitors", "format": "csv", "rows": 0, "filters": "trade"}


def test_what_is_looked_for_is_not_in_the_log(browser: FlaskClient, scene: Scene) -> None:
    rows(browser, "people?q=Competitor 1")
    scene.session.rollback()
    leaf = scene.session.scalars(select(AuditEvent.leaf).where(AuditEvent.type == "table.export")).one()
    assert '"filters":"q"' in leaf
    assert "Competitor 1" not in leaf


NASTY = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\tx", "\rx", "'=x", '"=x"', "=cmd|' /C calc'!A0")


def test_no_cell_starts_a_formula(browser: FlaskClient, scene: Scene) -> None:
    for name in NASTY:
        with write_transaction(scene.session):
            scene.session.execute(update(Person).where(Person.native_name.not_like("Judge%")).values(native_name=name))
        cells = [cell for row in rows(browser, "people") for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r", "-1"))], name
        sheet = load_workbook(io.BytesIO(browser.get(f"{EVENT}/people?format=xlsx").get_data())).active
        assert sheet is not None
        values = [cell for row in sheet.iter_rows() for cell in row]
        assert name.strip() in [str(cell.value).replace("_x000D_", "").strip() for cell in values]
        assert {cell.data_type for cell in values} <= {"s", "n"}


def test_numbers_and_moments_stay_numbers_and_moments(browser: FlaskClient, scene: Scene) -> None:
    sheet = load_workbook(io.BytesIO(browser.get(f"{EVENT}/trades?format=xlsx").get_data())).active
    assert sheet is not None
    row = {sheet.cell(1, column).value: sheet.cell(2, column).value for column in range(1, sheet.max_column + 1)}
    assert (row["Trade"], row["Marks"], row["Aspects"], row["Entries"]) == ("04", 100, 5, 4)
    log = load_workbook(io.BytesIO(browser.get(f"{EVENT}/log?format=xlsx").get_data())).active
    assert log is not None
    # The oldest entry is of 06:36 UTC, which is 14:36 at the venue.
    oldest = log.cell(log.max_row, 2).value
    assert isinstance(oldest, datetime)
    assert oldest.replace(second=0, microsecond=0) == datetime(2024, 6, 25, 14, 36)  # noqa: DTZ001


def test_a_file_shows_no_score_that_the_page_hides(browser: FlaskClient, scene: Scene) -> None:
    sheet_id = scene.sheets["EI-01", "A1"]
    record_marks(scene.context(scene.judges["CHN"]), sheet_id, [scene.change("CHN", "A1.J1", "3")])
    lines = rows(browser, "log")
    changes = {row[4]: row[7] for row in lines[1:]}
    assert changes["mark.applied"] == "hidden until all are in"
    assert rows(browser, "sheets?q=EI-01")[1][7:9] == ["1", "5"]


def test_who_sees_one_trade_takes_one_trade(client_of: ClientOf, scene: Scene) -> None:
    add_trade_with_sheets(scene, "07")
    chief = client_of(scene.judges["FRA"])
    for path in ("people", "trades", "sheets", "schedule", "publication"):
        text = "\n".join(",".join(row) for row in rows(chief, path))
        assert "07" not in [cell for row in rows(chief, path) for cell in row], path
        assert "T07" not in text


def test_others_take_nothing(client_of: ClientOf, scene: Scene) -> None:
    other = make_scene(scene.session, code="other-2024")
    for path in TABLES:
        address = f"{EVENT}/{path}?format=csv"
        assert client_of(scene.judges["KAZ"]).get(address).status_code == 403
        assert client_of(other.organizer).get(address).status_code == 403
        assert client_of(None).get(address).status_code == 302
    auditor = client_of(add_office_actor(scene, Role.AUDITOR))
    assert auditor.get(f"{EVENT}/staff?format=csv").status_code == 403
    assert len(rows(auditor, "log")) > 1


def test_an_unknown_format_shows_the_page(browser: FlaskClient) -> None:
    for asked in ("", "pdf", "XLSX", "csv;"):
        assert browser.get(f"{EVENT}/people/teams?format={asked}").mimetype == "text/html"


def test_headings_and_words_are_in_the_readers_language(browser: FlaskClient, app: Flask) -> None:
    english, chinese = rows(browser, "people/teams?lang=en"), rows(browser, "people/teams?lang=zh")
    assert english[0][:2] == ["Team", "Name"]
    assert chinese[0] != english[0]
