"""The pages of the blind codes: calm for holders, closed to everybody else, a list that is shown once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.db.engine import open_engine, write_transaction
from competition.db.models import Entry, KeyHolder, Sheet, SignIn
from competition.domain.permissions import Role
from competition.services.context import Actor
from tests.factories import Scene, add_office_actor, make_scene
from tests.integration.code_scene import PASSPHRASES, CodeScene, cheap_keys, make_code_scene
from tests.web.conftest import ClientOf

CODES = "/office/test-2024/codes"
TRADE = "/office/test-2024/trades/04/codes"
WRONG = "This is not your passphrase or recovery code."


@pytest.fixture
def trade(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Iterator[CodeScene]:
    """Give a trade of four entries with three key holders and one layer chosen."""
    cheap_keys(monkeypatch)
    engine = open_engine(sqlite_url)
    with Session(engine) as session:
        made = make_code_scene(session)
        made.layers(1)
        yield made
    engine.dispose()


@pytest.fixture
def scene(trade: CodeScene) -> Scene:
    """Give the scene that the application is opened on."""
    return trade.scene


@pytest.fixture(autouse=True)
def open_forms(app: Flask) -> None:
    """Let tests post without a token."""
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def fresh(client_of: ClientOf, trade: CodeScene) -> ClientOf:
    """Give a browser in which somebody has just signed in."""

    def client(actor: Actor | None) -> FlaskClient:
        browser = client_of(actor)
        with write_transaction(trade.session):
            trade.session.execute(update(SignIn).values(authenticated_at=datetime.now(UTC)))
        return browser

    return client


def page(browser: FlaskClient, path: str) -> str:
    """Return a page that must be there."""
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def seal(browser: FlaskClient, more: dict[str, str] | None = None) -> str:
    """Seal the next layer as the first holder; returns the list."""
    data = {"method": "here", "secret": PASSPHRASES[0], **(more or {})}
    answer = browser.post(f"{TRADE}/seal", data=data)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.get_data(as_text=True)


def test_a_holder_finds_the_way_from_the_first_page(trade: CodeScene, fresh: ClientOf) -> None:
    html = page(fresh(trade.holders[0]), "/office/")
    assert f'href="{CODES}"' in html
    assert "control room" not in html.lower()


def test_the_overview_names_holders_and_trades(trade: CodeScene, fresh: ClientOf) -> None:
    html = page(fresh(trade.holders[0]), CODES)
    assert "Complete" in html
    assert "Nothing sealed yet" in html
    assert "Change passphrase" in html
    assert "Name key holders" not in html
    assert "Name key holders" in page(fresh(trade.scene.organizer), CODES)


def test_the_list_is_shown_once_and_then_nobody_sees_a_name(trade: CodeScene, fresh: ClientOf) -> None:
    holder = fresh(trade.holders[0])
    assert "What cannot be undone:" in page(holder, f"{TRADE}/seal")
    shown = seal(holder)
    codes = re.findall(r'<td class="code"><b dir="ltr">(\d{3})</b>', shown)
    assert len(set(codes)) == 4
    assert "Competitor 4" in shown
    again = holder.post(f"{TRADE}/seal", data={"method": "here", "secret": PASSPHRASES[0]})
    assert again.status_code == 422
    for actor in (trade.holders[0], trade.holders[1], trade.scene.organizer):
        html = page(fresh(actor), TRADE)
        assert "1 of 1 sealed" in html
        assert not re.search(r"Competitor \d", html)
        assert all(code in html for code in codes)
    office = page(fresh(trade.scene.organizer), "/office/test-2024/trades/04")
    assert not re.search(r"Competitor \d", office)
    assert "Under a blind code" in office
    assert "KAZ" not in office.split("Marking teams")[0]


def test_two_holders_open_with_sign_in_passphrase_and_reason(trade: CodeScene, fresh: ClientOf) -> None:
    first, second = fresh(trade.holders[0]), fresh(trade.holders[1])
    seal(first)
    refused = first.post(f"{TRADE}/open", data={"secret": PASSPHRASES[0], "reason": "Signed"})
    assert refused.status_code == 422
    assert "12 sheets are not locked yet" in refused.get_data(as_text=True)
    with write_transaction(trade.session):
        trade.session.execute(update(Sheet).values(state="locked"))
    assert first.post(f"{TRADE}/open", data={"secret": PASSPHRASES[0], "reason": "Signed"}).status_code == 302
    waiting = page(second, f"{TRADE}/open")
    address = re.search(rf'action="({TRADE}/open/\w+)"', waiting)
    assert address
    assert "“Signed”" in waiting
    assert "You cannot do it yourself." in page(first, f"{TRADE}/open")
    wrong = second.post(address[1], data={"secret": PASSPHRASES[0], "reason": "Seen"})
    assert wrong.status_code == 422
    assert WRONG in wrong.get_data(as_text=True)
    alone = first.post(address[1], data={"secret": PASSPHRASES[0], "reason": "Seen"})
    assert "Somebody else has to decide it." in alone.get_data(as_text=True)
    assert second.post(address[1], data={"secret": PASSPHRASES[1], "reason": "Seen"}).status_code == 302
    assert "All layers are open." in page(second, TRADE)
    assert "Competitor 1" in page(fresh(trade.scene.organizer), "/office/test-2024/trades/04")


def test_a_request_to_open_is_refused_or_taken_back(trade: CodeScene, fresh: ClientOf) -> None:
    first, second = fresh(trade.holders[0]), fresh(trade.holders[1])
    seal(first)
    for browser in (first, second):
        first.post(f"{TRADE}/open", data={"secret": PASSPHRASES[0], "reason": "Signed", "early": "y"})
        address = re.search(rf'action="({TRADE}/open/\w+/refuse)"', page(browser, f"{TRADE}/open"))
        assert address
        assert browser.post(address[1]).status_code == 302
        assert "has given the first part" not in page(second, TRADE)


def test_codes_from_a_box_come_back_when_one_stands_twice(trade: CodeScene, fresh: ClientOf) -> None:
    holder = fresh(trade.holders[0])
    fields = [f"code-{entry_id}" for entry_id in trade.scene.entries.values()]
    data = {"method": "hand", "secret": PASSPHRASES[0], **dict(zip(fields, ("7", "8", "8", "9"), strict=True))}
    answer = holder.post(f"{TRADE}/seal", data=data)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Code 8 stands twice." in html
    assert html.count('value="8"') == 2
    assert PASSPHRASES[0] not in html
    assert "Competitor 3" in seal(holder, more={**data, fields[2]: "10"})


def test_a_wrong_draw_is_thrown_away_by_typing_the_trades_code(trade: CodeScene, fresh: ClientOf) -> None:
    holder = fresh(trade.holders[0])
    seal(holder)
    data = {"secret": PASSPHRASES[0], "reason": "A late entry", "typed": "4"}
    assert holder.post(f"{TRADE}/codes/discard", data=data).status_code == 404
    assert holder.post(f"{TRADE}/discard", data=data).status_code == 422
    assert len(trade.ids(1)) == 4
    assert holder.post(f"{TRADE}/discard", data={**data, "typed": "04"}).status_code == 302
    assert trade.ids(1) == {}


def test_the_organizer_withdraws_by_code(trade: CodeScene, fresh: ClientOf) -> None:
    seal(fresh(trade.holders[0]))
    browser = fresh(trade.scene.organizer)
    (code, entry_id), *_ = trade.ids(1).items()
    data = {"entry": entry_id, "status": "absent", "reason": ""}
    assert browser.post(f"{TRADE}/status", data=data).status_code == 422
    assert browser.post(f"{TRADE}/status", data={**data, "reason": "Not here"}).status_code == 302
    trade.session.rollback()
    assert trade.session.scalar(select(Entry.status).where(Entry.code == code)) == "absent"
    assert fresh(trade.holders[0]).post(f"{TRADE}/status", data={**data, "reason": "No"}).status_code == 403


def test_a_key_is_made_once_and_its_recovery_code_shown_once(trade: CodeScene, fresh: ClientOf) -> None:
    with write_transaction(trade.session):
        trade.session.delete(
            trade.session.scalars(select(KeyHolder).where(KeyHolder.account_id == trade.holders[2].account_id)).one()
        )
    holder = fresh(trade.holders[2])
    assert "Make your key" in page(holder, CODES)
    words = {"passphrase": "four words apart now", "again": "four words apart then"}
    differ = holder.post(f"{CODES}/key", data=words)
    assert differ.status_code == 422
    assert "The two passphrases differ." in differ.get_data(as_text=True)
    weak = holder.post(f"{CODES}/key", data={"passphrase": "password1234", "again": "password1234"})
    assert weak.status_code == 422
    assert 'id="passphrase-error"' in weak.get_data(as_text=True)
    made = holder.post(f"{CODES}/key", data={**words, "again": words["passphrase"]})
    assert re.search(r">[0-9A-Z]{4}(-[0-9A-Z]{4}){7}<", made.get_data(as_text=True))
    assert made.headers["Cache-Control"] == "no-store"
    change = {"secret": words["passphrase"], "passphrase": "another few words", "again": "another few words"}
    assert holder.post(f"{CODES}/key/passphrase", data=change).status_code == 302
    again = holder.post(f"{CODES}/key/passphrase", data=change)
    assert WRONG in again.get_data(as_text=True)


def test_a_stale_sign_in_is_asked_for_again(trade: CodeScene, client_of: ClientOf) -> None:
    browser = client_of(trade.holders[0])
    for answer in (
        browser.get(f"{TRADE}/seal"),
        browser.get(f"{CODES}/key"),
        browser.post(f"{TRADE}/seal", data={"method": "here", "secret": PASSPHRASES[0]}),
    ):
        assert answer.status_code == 302
        assert "/sign-in/again" in answer.headers["Location"]
    assert trade.ids(1) == {}


@pytest.mark.parametrize("layers", ["4", "", "x"])
def test_layers_that_cannot_be_are_refused(trade: CodeScene, fresh: ClientOf, layers: str) -> None:
    browser = fresh(trade.scene.organizer)
    assert browser.post(f"{TRADE}/layers", data={"layers": layers}).status_code == 422
    assert browser.post(f"{TRADE}/layers", data={"layers": "2"}).status_code == 302
    assert "Workstation number" in page(browser, TRADE)


def test_others_are_refused_and_what_is_not_there_is_not_found(trade: CodeScene, fresh: ClientOf) -> None:
    scene = trade.scene
    other = make_scene(trade.session, code="other-2024")
    for actor in (scene.judges["CHN"], add_office_actor(scene, Role.CLERK), other.organizer):
        browser = fresh(actor)
        assert browser.get(CODES).status_code == 403
        assert browser.get(TRADE).status_code == 403
    for actor in (scene.organizer, scene.judges["FRA"], add_office_actor(scene, Role.AUDITOR)):
        browser = fresh(actor)
        assert browser.get(TRADE).status_code == 200
        for path in (f"{TRADE}/seal", f"{TRADE}/open", f"{CODES}/key"):
            assert browser.get(path).status_code == 403, path
            assert browser.post(path).status_code == 403, path
    holder = fresh(trade.holders[0])
    assert holder.post(f"{TRADE}/layers", data={"layers": "2"}).status_code == 403
    assert holder.get(f"{TRADE}/open").status_code == 422
    assert holder.get(TRADE.replace("04", "99")).status_code == 404
    assert holder.post(f"{TRADE}/open/{'0' * 32}", data={"secret": "x", "reason": "y"}).status_code == 422
    assert holder.get(f"{TRADE}/layers").status_code == 405
    assert fresh(None).get(TRADE).status_code == 302
