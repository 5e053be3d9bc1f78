"""Marking schemes in the office: who sees and does what, files that are shown first, steps of two people."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event as sql_event
from sqlalchemy import select, update

from competition.db.engine import write_transaction
from competition.db.models import SchemeVersion, SignIn, StagedFile
from competition.domain.permissions import Role
from competition.domain.scheme import Scheme
from competition.extensions import db
from competition.formats.scheme_sheet import read_scheme, write_scheme
from competition.queries.scheme_drafts import draft_of
from competition.services.events import NewTrade, add_trade
from competition.services.marking import record_marks
from competition.services.scheme_drafts import replace_draft
from tests.factories import Scene, add_office_actor, add_trade_with_sheets, make_scene, small_scheme
from tests.unit.formats.table_files import scheme_rows, workbook
from tests.web.conftest import ClientOf

EVENT = "/office/test-2024"
TRADE = f"{EVENT}/trades/04/scheme"
PAGES = (f"{EVENT}/schemes", TRADE, f"{TRADE}/compare", f"{TRADE}/export", f"{TRADE}/template")
EDITING = (f"{TRADE}/import", f"{TRADE}/publish", f"{TRADE}/lock")


@pytest.fixture(autouse=True)
def open_forms(app: Flask) -> None:
    """Let tests post without a token."""
    app.config["WTF_CSRF_ENABLED"] = False


def page(browser: FlaskClient, path: str) -> str:
    """Return a page that must be there."""
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def fresh(scene: Scene) -> None:
    """Let everybody have shown just now who they are."""
    with write_transaction(scene.session):
        scene.session.execute(update(SignIn).values(authenticated_at=SignIn.created_at))


def other_maxima(scheme: Scheme, first: str = "19.00", last: str = "41.00") -> Scheme:
    wanted = {"A1.J1": Decimal(first), "B1.J1": Decimal(last)}
    criteria = tuple(
        replace(
            criterion,
            sub_criteria=tuple(
                replace(sub, aspects=tuple(replace(a, max_mark=wanted.get(a.code, a.max_mark)) for a in sub.aspects))
                for sub in criterion.sub_criteria
            ),
        )
        for criterion in scheme.criteria
    )
    return replace(scheme, criteria=criteria)


def draft(scene: Scene, scheme: Scheme | None = None) -> None:
    replace_draft(scene.context(scene.organizer), scene.trade_id, scheme or other_maxima(small_scheme()), "0" * 64)
    scene.session.rollback()


def upload(browser: FlaskClient, data: bytes, name: str = "scheme.xlsx", language: str = "en") -> str:
    """Hand a file in; returns the address on which it is shown."""
    answer = browser.post(f"{TRADE}/import", data={"file": (io.BytesIO(data), name), "language": language})
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return answer.headers["Location"]


def ask(browser: FlaskClient, path: str = f"{TRADE}/publish", **more: str) -> str:
    """Ask for a step; returns the address of the request."""
    answer = browser.post(path, data={"reason": "The jury found a gap", "acknowledged": "y", **more})
    assert answer.status_code == 302, re.findall(r"<p>.*?</p>", answer.get_data(as_text=True))
    return answer.headers["Location"]


def versions(scene: Scene) -> list[int]:
    scene.session.rollback()
    statement = select(SchemeVersion.number).where(SchemeVersion.trade_id == scene.trade_id)
    return list(scene.session.scalars(statement.order_by(SchemeVersion.number)))


def test_every_page_opens_for_the_organizer_the_chief_judge_and_the_auditor_in_their_bounds(
    scene: Scene, client_of: ClientOf
) -> None:
    add_trade_with_sheets(scene, "07")
    draft(scene)
    organizer, chief = client_of(scene.organizer), client_of(scene.judges["FRA"])
    auditor = client_of(add_office_actor(scene, Role.AUDITOR))
    for path in (*PAGES, *EDITING):
        for browser in (organizer, chief):
            answer = browser.get(path)
            assert answer.status_code == 200, path
            assert b"style=" not in answer.data or "export" in path or "template" in path
        assert auditor.get(path).status_code == (200 if path in PAGES else 403), path
    assert "Trade 07" in page(organizer, f"{EVENT}/schemes")
    assert "Trade 07" not in page(chief, f"{EVENT}/schemes")
    assert chief.get(f"{EVENT}/trades/07/scheme").status_code == 403


def test_nobody_else_gets_in(scene: Scene, client_of: ClientOf) -> None:
    outsider = client_of(make_scene(scene.session, code="other-2024").organizer)
    for path in (*PAGES, *EDITING):
        assert client_of(scene.judges["KAZ"]).get(path).status_code == 403, path
        assert outsider.get(path).status_code == 403, path
        assert client_of(None).get(path).status_code == 302, path


def test_what_is_not_there_is_not_found_and_wrong_methods_are_refused(scene: Scene, client_of: ClientOf) -> None:
    browser, nothing = client_of(scene.organizer), "0" * 32
    for path in (
        f"{EVENT}/trades/99/scheme",
        f"{TRADE}?version=7",
        f"{TRADE}?version=x",
        f"{TRADE}/export?version=x",
        f"{TRADE}/export?texts=xx",
        f"{TRADE}/requests/{nothing}",
        f"{TRADE}/import/{nothing}",
    ):
        assert browser.get(path).status_code == 404, path
    for path in ("take", "drop"):
        assert browser.post(f"{TRADE}/import/{nothing}/{path}").status_code == 404
    for path in ("approve", "refuse", "withdraw"):
        assert browser.get(f"{TRADE}/requests/{nothing}/{path}").status_code == 405
        assert browser.post(f"{TRADE}/requests/{nothing}/{path}").status_code == 404


def test_a_trade_without_a_scheme_says_what_to_do(scene: Scene, client_of: ClientOf) -> None:
    with write_transaction(scene.session):
        trade_id = add_trade(scene.session, scene.event_id, NewTrade("12", {"en": "Bakery"}))
    browser = client_of(scene.organizer)
    assert "No scheme yet" in page(browser, f"{EVENT}/schemes")
    html = page(browser, f"{EVENT}/trades/12/scheme")
    assert "No marking scheme yet" in html
    assert f"{EVENT}/trades/12/scheme/import" in html
    for path in ("compare", "lock", "import", "template"):
        assert browser.get(f"{EVENT}/trades/12/scheme/{path}").status_code == 200, path
    assert browser.get(f"{EVENT}/trades/12/scheme/export").status_code == 422
    assert browser.get(f"{EVENT}/trades/12/scheme/publish").status_code == 302
    replace_draft(scene.context(scene.organizer), trade_id, small_scheme(), "0" * 64)
    html = page(browser, f"{EVENT}/trades/12/scheme")
    assert "Look of A1.J1" in html
    assert "Send for approval" in html


def test_a_file_is_shown_then_the_draft_and_nothing_before(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.organizer)
    shown = upload(browser, write_scheme(other_maxima(small_scheme()), title="04 EI"), "schéma <b>.xlsx")
    html = page(browser, shown)
    assert "Can become the draft" in html
    assert "<b>.xlsx" not in html
    assert "19.00" in html
    assert draft_of(scene.session, scene.trade_id) is None
    take = shown.replace("?", "/take?")
    assert client_of(scene.judges["FRA"]).post(take).status_code == 404, "another person's file"
    assert browser.post(take).status_code == 302
    scene.session.rollback()
    found = draft_of(scene.session, scene.trade_id)
    assert found is not None
    first = found.document["criteria"][0]
    assert first["name"] == {"en": "Wiring", "zh": "接线"}, "the other language is kept"
    assert first["sub_criteria"][0]["aspects"][0]["max"] == "19.00"
    assert scene.session.scalars(select(StagedFile.id)).all() == []
    assert versions(scene) == [1]


def test_a_forgotten_file_leaves_nothing(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.judges["FRA"])
    shown = upload(browser, write_scheme(small_scheme()))
    assert "Says the same as version 1" in page(browser, shown)
    assert browser.post(shown.replace("?", "/drop?")).status_code == 302
    assert draft_of(scene.session, scene.trade_id) is None
    assert scene.session.scalars(select(StagedFile.id)).all() == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Choose a file"),
        (b"hello", "No marking scheme was found"),
        (b"%PDF-1.4", "PDF"),
        (b"PK\x03\x04broken", "cannot be"),
        (b"<html><table></table></html>", "web page"),
    ],
)
def test_a_file_that_is_none_is_refused_at_the_field(
    scene: Scene, client_of: ClientOf, data: bytes, words: str
) -> None:
    name = "x.xlsx" if data else ""
    answer = client_of(scene.organizer).post(
        f"{TRADE}/import", data={"file": (io.BytesIO(data), name), "language": "en"}
    )
    assert answer.status_code == 422
    errors = re.findall(r'id="file-error".*?<span>(.*?)</span>', answer.get_data(as_text=True))
    assert len(errors) == 1
    assert words in errors[0]
    assert scene.session.scalars(select(StagedFile.id)).all() == []


def test_a_file_with_errors_names_their_places_and_cannot_be_taken(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.organizer)
    rows = scheme_rows([["A1", "Dough", 1], [None, None, None, "Q", "Weight", None, None, None, 1, None, 2]])
    shown = upload(browser, workbook({"CIS Marking Scheme Import": rows}))
    html = page(browser, shown)
    assert f"CIS Marking Scheme Import, row {len(rows)}, column D" in html
    assert "/take" not in html
    assert browser.post(shown.replace("?", "/take?")).status_code == 422
    assert draft_of(scene.session, scene.trade_id) is None


def test_exports_import_again_as_nothing_to_do_in_every_language(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.organizer)
    for language in ("en", "zh", "ar"):
        answer = browser.get(f"{TRADE}/export?texts={language}")
        assert answer.headers["Content-Disposition"] == f"attachment; filename=scheme-04-{language}.xlsx"
        shown = upload(browser, answer.data, language=language)
        assert "Says the same as version 1" in page(browser, shown), language
    names = [criterion.name for criterion in read_scheme(browser.get(f"{TRADE}/export?texts=zh").data).draft.criteria]  # type: ignore[union-attr]
    assert names == [{"en": "接线"}, {"en": "Program"}]
    assert read_scheme(browser.get(f"{TRADE}/template").data).sections == small_scheme().sections


def test_two_people_publish_and_each_page_says_where_it_stands(scene: Scene, client_of: ClientOf) -> None:
    draft(scene)
    chief, organizer = client_of(scene.judges["FRA"]), client_of(scene.organizer)
    stale = chief.post(f"{TRADE}/publish", data={"reason": "x", "acknowledged": "y"})
    assert stale.status_code == 302
    assert "/sign-in/again?next=" in stale.headers["Location"]
    fresh(scene)
    unread = chief.post(f"{TRADE}/publish", data={"reason": "x"})
    assert unread.status_code == 422
    assert "there are warnings (5)" in unread.get_data(as_text=True)
    assert chief.post(f"{TRADE}/publish", data={"reason": " ", "acknowledged": "y"}).status_code == 422
    request = ask(chief)
    assert "Waits for a second person" in page(organizer, f"{EVENT}/schemes")
    assert "The jury found a gap" in page(organizer, TRADE)
    own = page(chief, request)
    assert "/withdraw" in own
    assert "/approve" not in own
    html = page(organizer, request)
    assert "19.00" in html
    assert organizer.post(f"{request}/approve").status_code == 422
    assert versions(scene) == [1]
    assert organizer.post(f"{request}/approve", data={"acknowledged": "y"}).status_code == 302
    assert versions(scene) == [1, 2]
    html = page(organizer, TRADE)
    assert "approved by Organizer" in html
    assert organizer.get(request).status_code == 404
    assert "20.00" in page(organizer, f"{TRADE}?version=1")


def test_a_request_is_refused_or_withdrawn_on_its_page(scene: Scene, client_of: ClientOf) -> None:
    draft(scene)
    chief, organizer = client_of(scene.judges["FRA"]), client_of(scene.organizer)
    fresh(scene)
    request = ask(chief)
    assert chief.post(f"{request}/approve", data={"acknowledged": "y"}).status_code == 422
    assert organizer.post(f"{request}/withdraw").status_code == 422
    assert organizer.post(f"{request}/refuse").status_code == 302
    request = ask(chief)
    draft(scene, other_maxima(small_scheme(), "18.00", "42.00"))
    html = page(organizer, request)
    assert "What was asked for is not there any more" in html
    assert "/approve" not in html
    assert chief.post(f"{request}/withdraw").status_code == 302
    assert versions(scene) == [1]


def test_a_change_after_the_first_mark_is_previewed_decided_and_taken_back(scene: Scene, client_of: ClientOf) -> None:
    change = scene.change("CHN", "A1.M2", "2")
    record_marks(scene.context(scene.judges["CHN"]), scene.sheets["EI-01", "A1"], [change])
    draft(scene)
    organizer, chief = client_of(scene.organizer), client_of(scene.judges["FRA"])
    fresh(scene)
    html = page(organizer, f"{TRADE}/publish")
    assert "A chief judge and an organizer decide together" in html
    assert "Sums and ranks" in html
    assert "Sums and ranks" not in page(chief, f"{TRADE}/publish"), "the chief judge sees no ranks before a release"
    chosen = page(organizer, f"{TRADE}/publish?fate-A1.J1=asked_again")
    assert 'name="fate-A1.J1" value="asked_again"' in chosen
    assert organizer.get(f"{TRADE}/publish?fate-A1.J1=nonsense").status_code == 422
    request = ask(organizer)
    assert chief.post(f"{request}/approve", data={"acknowledged": "y"}).status_code == 302
    html = page(organizer, TRADE)
    assert "took the marks along" in html
    request = ask(organizer, f"{TRADE}/undo")
    assert chief.post(f"{request}/approve").status_code == 302
    assert versions(scene) == [1, 2, 3]
    html = page(organizer, TRADE)
    assert "brings back version 1" in html
    assert f"{TRADE}/undo" not in html


def test_the_lock_is_asked_for_and_shown(scene: Scene, client_of: ClientOf) -> None:
    organizer, chief = client_of(scene.organizer), client_of(scene.judges["FRA"])
    fresh(scene)
    request = ask(organizer, f"{TRADE}/lock")
    assert chief.post(f"{request}/approve").status_code == 302
    assert "Version 1, locked" in page(chief, f"{EVENT}/schemes")
    assert organizer.post(f"{TRADE}/lock", data={"reason": "again"}).status_code == 422


def test_differences_are_told_with_old_and_new(scene: Scene, client_of: ClientOf) -> None:
    draft(scene)
    html = page(client_of(scene.organizer), f"{TRADE}/compare?from=1&to=draft")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))
    assert "A1.J1 Look of A1.J1 Maximum mark before: 20.00 now: 19.00" in text
    assert "Both say the same" in page(client_of(scene.organizer), f"{TRADE}/compare?from=1&to=1")


def test_the_list_takes_the_same_statements_for_any_number_of_trades(
    app: Flask, scene: Scene, client_of: ClientOf
) -> None:
    asked: list[str] = []
    browser = client_of(scene.organizer)
    with app.app_context():
        sql_event.listen(db.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    counts = []
    for code in ("07", "08", "09"):
        page(browser, f"{EVENT}/schemes")
        asked.clear()
        page(browser, f"{EVENT}/schemes")
        counts.append(len(asked))
        add_trade_with_sheets(scene, code)
    assert len(set(counts)) == 1
