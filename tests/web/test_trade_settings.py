"""The settings of a trade in the browser: changed, locked after the first mark; trades added and removed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from competition.db.models import Trade
from competition.domain.errors import DomainError
from competition.domain.permissions import Role
from competition.domain.trade_list import TradeRow
from competition.services.marking import record_marks
from competition.services.trade_rows import add_trades
from tests.factories import Scene, add_office_actor, add_trade_with_sheets
from tests.web.conftest import ClientOf

PATH = "/office/test-2024/trades/04/settings"
REMOVE = "/office/test-2024/trades/04/remove"
ADD = "/office/test-2024/new-trades"
FORM = {
    "code": "04",
    "name-en": "Electrical Installations",
    "name-zh": "电气装置",
    "sector-en": "Building",
    "place-en": "Bay 4",
    "entry_prefix": "EI",
    "kind": "official",
    "worldskills": "y",
    "standard_id": "",
    "team_size": "1",
    "min_entries": "4",
    "max_entries": "24",
    "maximum_age": "22",
    "panel_size": "5",
    "aggregation": "drop",
    "spread_limit": "3",
    "identifies_judges": "y",
    "gives_medals": "y",
}


@pytest.fixture(autouse=True)
def open_forms(app: Flask) -> None:
    """Let forms be sent without their tokens."""
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def office(scene: Scene, client_of: ClientOf) -> FlaskClient:
    """Give the browser of an organizer."""
    return client_of(scene.organizer)


def trade(scene: Scene) -> Trade:
    """Return the trade as it stands."""
    scene.session.rollback()
    return scene.session.get_one(Trade, scene.trade_id)


def refused(office: FlaskClient, path: str = PATH, **change: str) -> str:
    """Send the form with a fault; returns the page that comes back."""
    answer = office.post(path, data={**FORM, **change})
    assert answer.status_code == 422
    return answer.get_data(as_text=True)


def error_at(html: str, field: str) -> str:
    """Return what is told at a field."""
    return html.split(f'id="{field}-error"')[1].split("</span></span>")[0]


def mark(scene: Scene) -> None:
    """Enter the first mark."""
    record_marks(scene.context(scene.judges["CHN"]), scene.sheets["EI-01", "A1"], [scene.change("CHN", "A1.M1", "1")])


def test_all_settings_are_kept(scene: Scene, office: FlaskClient) -> None:
    answer = office.post(PATH, data=FORM)
    assert (answer.status_code, answer.headers["Location"]) == (302, PATH)
    now = trade(scene)
    assert (now.sector, now.place) == ({"en": "Building"}, {"en": "Bay 4"})
    assert (now.min_entries, now.max_entries, now.maximum_age) == (4, 24, 22)
    assert (now.panel_size, now.aggregation, now.spread_limit) == (5, "drop", 3)
    assert (now.identifies_judges, now.gives_medals, now.counts_for_teams, now.landscape_form) == (
        True,
        True,
        False,
        False,
    )
    html = office.get(PATH).get_data(as_text=True)
    assert "The settings are kept." in html
    assert 'value="22"' in html
    assert "Nothing was different" in office.post(PATH, data=FORM, follow_redirects=True).get_data(as_text=True)


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"code": "a b"}, "code", "no trade code"),
        ({"code": ""}, "code", "Fill in the code"),
        ({"name-en": "", "name-zh": ""}, "name", "at least one language"),
        ({"team_size": "21"}, "team_size", "1 to 20"),
        ({"team_size": "two"}, "team_size", "whole number"),
        ({"min_entries": "30"}, "max_entries", "fewest entries"),
        ({"maximum_age": "7"}, "maximum_age", "between 10 and 120"),
        ({"entry_prefix": "far-too-long"}, "entry_prefix", "longer than 8"),
    ],
)
def test_a_fault_is_told_at_its_field_and_nothing_is_saved(
    scene: Scene, office: FlaskClient, change: dict[str, str], field: str, words: str
) -> None:
    html = refused(office, **change)
    assert words in error_at(html, field)
    assert 'value="Bay 4"' in html
    assert trade(scene).place == {}


def test_after_the_first_mark_the_rules_of_marking_are_locked(scene: Scene, office: FlaskClient) -> None:
    mark(scene)
    html = office.get(PATH).get_data(as_text=True)
    assert "Marks are entered in this trade." in html
    assert len(re.findall(r'<input[^>]* disabled[^>]* name="panel_size"|name="panel_size"[^>]* disabled', html)) == 5
    sent = {key: value for key, value in FORM.items() if key not in {"panel_size", "aggregation", "spread_limit"}}
    assert office.post(PATH, data={**sent, "team_size": ""}).status_code == 302
    now = trade(scene)
    assert (now.panel_size, now.aggregation, now.spread_limit, now.team_size) == (3, "mean", 1, 1)
    assert now.max_entries == 24
    assert "keeps its code" in error_at(refused(office, code="05"), "code")


def test_forged_values_of_locked_fields_change_nothing(scene: Scene, office: FlaskClient) -> None:
    mark(scene)
    office.post(PATH, data={**FORM, "allows_compatriots": "y"})
    assert (trade(scene).panel_size, trade(scene).allows_compatriots) == (3, False)


def test_another_code_leads_to_the_new_address(scene: Scene, office: FlaskClient) -> None:
    answer = office.post(PATH, data={**FORM, "code": "14"})
    assert answer.headers["Location"] == "/office/test-2024/trades/14/settings"
    assert office.get(PATH).status_code == 404


def test_who_edits_trades_and_who_does_not(scene: Scene, client_of: ClientOf) -> None:
    add_trade_with_sheets(scene, "07")
    chief = client_of(scene.judges["FRA"])
    assert chief.get(PATH).status_code == 200
    assert chief.post(PATH, data=FORM).status_code == 302
    assert chief.get("/office/test-2024/trades/07/settings").status_code == 403
    assert 'id="remove"' not in chief.get(PATH).get_data(as_text=True)
    assert chief.post(REMOVE, data={"typed": "04"}).status_code == 403
    assert chief.get(ADD).status_code == 403
    auditor = client_of(add_office_actor(scene, Role.AUDITOR))
    for path in (PATH, ADD):
        assert auditor.get(path).status_code == 403
    assert client_of(None).get(PATH).status_code == 302


def test_missing_trades_and_wrong_methods(office: FlaskClient) -> None:
    assert office.get("/office/test-2024/trades/99/settings").status_code == 404
    assert office.get("/office/none/trades/04/settings").status_code == 404
    assert office.get(REMOVE).status_code == 405
    assert office.delete(PATH).status_code == 405


def test_a_trade_is_removed_when_its_code_is_typed(scene: Scene, office: FlaskClient) -> None:
    html = office.get(PATH).get_data(as_text=True)
    assert "4 entries, 5 judges’ places, 1 version of the scheme, 1 marking team" in html
    wrong = office.post(REMOVE, data={"typed": "05"})
    assert wrong.status_code == 422
    assert "differs from 04" in error_at(wrong.get_data(as_text=True), "typed")
    answer = office.post(REMOVE, data={"typed": " 04 "}, follow_redirects=True)
    assert "Trade 04 is removed" in answer.get_data(as_text=True)
    scene.session.rollback()
    assert scene.session.scalar(select(Trade.id)) is None


def test_a_trade_with_marks_offers_no_removal(scene: Scene, office: FlaskClient) -> None:
    mark(scene)
    html = office.get(PATH).get_data(as_text=True)
    assert 'name="typed"' not in html
    assert "marks are never removed" in html
    assert office.post(REMOVE, data={"typed": "04"}).status_code == 422
    assert trade(scene).code == "04"


def adding(office: FlaskClient, status: int = 200, **data: Any) -> str:
    """Send the page that adds trades; returns what comes back."""
    answer = office.post(ADD, data=data)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def test_trades_are_added_from_a_list(scene: Scene, office: FlaskClient) -> None:
    html = adding(office, paste="Welding\n18 Cooking", paste_add="1")
    assert re.findall(r'name="code-\d" value="([^"]*)"', html) == ["01", "18"]
    answer = office.post(ADD, data={"code-0": "01", "name-0": "Welding", "code-1": "18", "name-1": "Cooking"})
    assert answer.headers["Location"] == "/office/test-2024/trades"
    assert "2 trades are added." in office.get("/office/test-2024/trades").get_data(as_text=True)
    scene.session.rollback()
    assert set(scene.session.scalars(select(Trade.code))) == {"01", "04", "18"}


def test_a_faulty_list_adds_nothing(scene: Scene, office: FlaskClient) -> None:
    html = adding(office, 422, **{"code-0": "4", "name-0": "Welding", "code-1": "05", "name-1": "Cooking"})
    assert "already" in error_at(html, "code-0")
    assert 'value="Cooking"' in html
    assert 'name="paste"' in adding(office)
    with pytest.raises(DomainError) as fault:
        add_trades(scene.context(scene.organizer), scene.event_id, [TradeRow(code="4", name="Welding")])
    assert fault.value.code == "trades_have_faults"
    scene.session.rollback()
    assert scene.session.scalars(select(Trade.code)).all() == ["04"]


def test_an_empty_list_of_trades_leads_to_adding_them(scene: Scene, office: FlaskClient) -> None:
    office.post(REMOVE, data={"typed": "04"})
    html = office.get("/office/test-2024/trades").get_data(as_text=True)
    assert f'href="{ADD}"' in html
