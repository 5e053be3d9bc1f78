"""The pages of the panels: the right people, shown before assigned, refusals that keep what was chosen."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from competition.db.models import Interest, PanelPlan
from competition.domain.permissions import Role
from competition.services.context import Actor
from tests.factories import Scene, add_office_actor, make_scene
from tests.web.conftest import ClientOf

PANELS = "/office/test-2024/panels"
TRADE = "/office/test-2024/trades/04/panels"
NOBODY = "0" * 32


@pytest.fixture(autouse=True)
def open_forms(app: Flask) -> None:
    """Let tests post without a token."""
    app.config["WTF_CSRF_ENABLED"] = False


def page(browser: FlaskClient, path: str) -> str:
    """Return a page that must be there."""
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def propose(browser: FlaskClient, **more: str) -> str:
    """Let panels be proposed; returns the address of the proposal."""
    answer = browser.post(f"{TRADE}/plan", data={"method": "balanced", "seed": "7", **more})
    assert answer.status_code == 302
    return answer.headers["Location"]


def manual(scene: Scene, judges: str, **more: str) -> dict[str, str]:
    """Return the form of teams by hand: one team that marks everything."""
    seats = {f"team-0-seat-{n}": scene.judge_ids[team] for n, team in enumerate(judges.split(), start=1)}
    tasks = {f"task-{code}": "0" for code in ("A1", "A2", "B1")}
    return {"rows": "1", "seats": "4", "team-0-name": "Alpha", **seats, **tasks, **more}


def test_the_overview_says_of_every_trade_what_is_open(scene: Scene, client_of: ClientOf) -> None:
    html = page(client_of(scene.organizer), PANELS)
    assert "All full" in html
    assert f'href="{TRADE}"' in html


def test_the_trade_shows_seats_who_steps_in_and_loads(scene: Scene, client_of: ClientOf) -> None:
    html = page(client_of(scene.organizer), TRADE)
    assert html.count('<td class="cov in">') == 9  # KAZ, BRA and CHN, each on three sheets
    assert html.count('<td class="cov hole">') == 0
    assert "compatriot" in html
    assert "Judge EGY" in html


def test_a_proposal_is_looked_at_and_then_assigned(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.organizer)
    plan = propose(browser)
    html = page(browser, plan)
    assert "Nothing has changed yet." in html
    assert "Seed 7" in html
    assert browser.post(f"{plan}/apply").headers["Location"].endswith(TRADE)
    assert "These panels were assigned." in page(browser, plan)
    assert browser.post(f"{plan}/apply").status_code == 422


def test_a_chief_judge_proposes_but_finds_no_button_to_assign(scene: Scene, client_of: ClientOf) -> None:
    chief, organizer = client_of(scene.judges["FRA"]), client_of(scene.organizer)
    plan = propose(chief)
    assert f"{plan}/propose" in page(chief, plan)
    assert f"{plan}/apply" not in page(chief, plan)
    assert chief.post(f"{plan}/apply").status_code == 403
    chief.post(f"{plan}/propose")
    assert "Judge FRA proposes other panels" in page(organizer, TRADE)
    assert "1 proposal" in page(organizer, PANELS)
    assert organizer.post(f"{plan}/drop").status_code == 302
    assert "This proposal is decided." in page(organizer, plan)


def test_teams_by_hand_come_back_with_what_was_chosen(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.organizer)
    assert 'value="1"' in page(browser, f"{TRADE}/edit")
    answer = browser.post(f"{TRADE}/edit", data=manual(scene, "CHN CHN BRA EGY"))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "A judge sits twice in marking team Alpha." in html
    assert 'value="Alpha"' in html
    assert html.count("selected") >= 7
    longer = browser.post(f"{TRADE}/edit", data=manual(scene, "CHN", add="1")).get_data(as_text=True)
    assert 'name="team-1-name"' in longer
    none = browser.post(f"{TRADE}/edit", data=manual(scene, "CHN", set_all="1", all="")).get_data(as_text=True)
    assert none.count('<option value="0" selected>') == 1  # only in the list that sets all


def test_teams_by_hand_with_a_hole_are_shown_as_a_fault_and_cannot_be_assigned(
    scene: Scene, client_of: ClientOf
) -> None:
    browser = client_of(scene.organizer)
    plan = browser.post(f"{TRADE}/edit", data=manual(scene, "CHN KAZ BRA")).headers["Location"]
    html = page(browser, plan)
    assert "9 sheets would have no full panel." in html
    assert html.count('<td class="cov hole">') == 9
    assert f"{plan}/apply" not in html
    refused = browser.post(f"{plan}/apply")
    assert refused.status_code == 422
    assert "A1 of EI-01" in refused.get_data(as_text=True)


def test_an_interest_is_declared_shown_and_withdrawn(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.organizer)
    judge, team = scene.judge_ids["CHN"], scene.teams["PER"]
    data = {"judge": judge, "team": team, "reason": "trained"}
    assert browser.post(f"{TRADE}/interests", data=data).status_code == 302
    assert "declared an interest" in page(browser, TRADE)
    remove = f"{TRADE}/interests/{judge}/{team}/remove"
    assert client_of(scene.judges["FRA"]).post(remove).status_code == 403
    assert browser.post(remove).status_code == 302
    assert browser.post(remove).status_code == 404
    scene.session.rollback()
    assert scene.session.scalars(select(Interest)).all() == []


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/plan", {"method": "guess", "seed": "7"}),
        ("/plan", {"method": "balanced", "seed": ""}),
        ("/plan", {"method": "balanced", "seed": "x" * 65}),
        ("/interests", {"judge": NOBODY, "team": "", "reason": "trained"}),
        ("/edit", {"rows": "1", "seats": "4", "team-0-name": "A", "task-A1": "0"}),
        ("/edit", {"rows": "x", "seats": "-1", "team-0-seat-1": "\0", "task-A1": "9"}),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    scene: Scene, client_of: ClientOf, path: str, data: dict[str, str]
) -> None:
    answer = client_of(scene.organizer).post(TRADE + path, data=data)
    assert answer.status_code in {302, 422}
    scene.session.rollback()
    kept = scene.session.scalars(select(PanelPlan)).all()
    assert all(not plan.body["teams"] for plan in kept)
    assert (answer.status_code == 302) == bool(kept)


def test_others_are_refused_and_what_is_not_there_is_not_found(scene: Scene, client_of: ClientOf) -> None:
    other = make_scene(scene.session, code="other-2024")
    manager = add_office_actor(scene, Role.TRADE_MANAGER, trade_id=scene.trade_id)
    outsiders: list[Actor] = [scene.judges["CHN"], add_office_actor(scene, Role.AUDITOR), other.organizer]
    assert client_of(manager).get(TRADE).status_code == 200
    for actor in outsiders:
        browser = client_of(actor)
        for path in (PANELS, TRADE, f"{TRADE}/edit", f"{TRADE}/plans/{NOBODY}"):
            assert browser.get(path).status_code == 403, path
        assert browser.post(f"{TRADE}/plan", data={"method": "balanced", "seed": "1"}).status_code == 403
    browser = client_of(scene.organizer)
    foreign = re.sub("test-2024", "other-2024", propose(browser))
    assert client_of(other.organizer).get(foreign).status_code == 404
    assert browser.get(f"{TRADE}/plans/{NOBODY}").status_code == 404
    assert browser.get(TRADE.replace("04", "99")).status_code == 404
    assert browser.get(f"{TRADE}/plan").status_code == 405
    assert client_of(None).get(TRADE).status_code == 302
