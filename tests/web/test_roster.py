"""The roster in the office: teams, competitors, entries, judges and staff one by one, for the right people alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from competition.db.engine import write_transaction
from competition.db.models import (
    AuditEvent,
    Competitor,
    Entry,
    EntryMember,
    JudgeProfile,
    Person,
    RoleAssignment,
    Team,
)
from competition.domain.permissions import Role
from tests.factories import NOW, Scene, add_office_actor, make_scene
from tests.web.conftest import ClientOf
from tests.web.people import count, fresh, text

EVENT = "/office/test-2024"


@pytest.fixture(autouse=True)
def open_forms(app: Flask) -> None:
    """Let tests post without a token."""
    app.config["WTF_CSRF_ENABLED"] = False


@dataclass
class Places:
    """The addresses of one object of each kind."""

    competitor: str
    entry: str
    team: str
    judge: str


@pytest.fixture
def places(scene: Scene) -> Places:
    """Give addresses in the scene."""
    entry_id = scene.entries["EI-01"]
    competitor_id = scene.session.scalar(select(EntryMember.competitor_id).where(EntryMember.entry_id == entry_id))
    scene.session.rollback()
    return Places(
        f"{EVENT}/people/competitors/{competitor_id}",
        f"{EVENT}/people/entries/{entry_id}",
        f"{EVENT}/people/teams/KAZ",
        f"{EVENT}/people/judges/{scene.judge_ids['KAZ']}",
    )


def test_the_organizer_finds_every_page_and_nobody_else_does(scene: Scene, client_of: ClientOf, places: Places) -> None:
    pages = [
        *(places.competitor, places.entry, places.team, places.judge, f"{EVENT}/staff"),
        *(f"{EVENT}/people/{each}" for each in ("new", "teams/new", "judges/new")),
    ]
    browser = client_of(scene.organizer)
    for page in pages:
        answer = browser.get(page)
        assert answer.status_code == 200, page
        assert "style=" not in answer.get_data(as_text=True), page
    other = client_of(make_scene(scene.session, code="other-2024").organizer)
    for page in pages:
        assert other.get(page).status_code == 403, page
        assert client_of(scene.judges["KAZ"]).get(page).status_code == 403, page
        assert client_of(None).get(page).status_code == 302, page
    for page in (places.competitor, places.entry, places.team, places.judge):
        missing = page[: page.rindex("/") + 1] + "0" * 32
        assert browser.get(missing).status_code == 404, page
        foreign = page.replace("test-2024", "other-2024")
        expected = 200 if "/teams/" in page else 404
        assert other.get(foreign).status_code == expected, page


def test_an_auditor_reads_people_without_their_personal_data(scene: Scene, client_of: ClientOf, places: Places) -> None:
    with write_transaction(scene.session):
        scene.session.execute(
            update(Person).where(Person.native_name == "Competitor 1").values(email="one@example.org", phone="12345")
        )
    auditor = client_of(add_office_actor(scene, Role.AUDITOR))
    for page in (places.competitor, places.entry, places.team, places.judge):
        html = text(auditor, page)
        assert "one@example.org" not in html
        assert 'method="post" data-behaviour="submit-once"' not in html, page
    assert "one@example.org" in text(client_of(scene.organizer), places.competitor)
    for post in ("", "/consent", "/display", "/photo", "/remove", "/entries"):
        assert auditor.post(places.competitor + post, data={}).status_code in (403, 422), post
    assert auditor.post(f"{places.team}/remove").status_code == 403
    assert auditor.get(f"{EVENT}/staff").status_code == 403


def test_a_chief_judge_sees_the_own_trade_and_the_least_of_it(
    scene: Scene, client_of: ClientOf, places: Places
) -> None:
    with write_transaction(scene.session):
        scene.session.execute(
            update(Person).where(Person.native_name == "Competitor 1").values(email="one@example.org")
        )
    chief = client_of(scene.judges["FRA"])
    html = text(chief, places.competitor)
    assert "Consent" in html
    assert "one@example.org" not in html
    assert chief.get(places.team).status_code == 404
    assert chief.post(f"{places.competitor}/consent", data={"consent": "given"}).status_code == 403


def test_names_and_flag_are_suggested_and_never_overwrite_what_was_typed(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.organizer)
    answer = browser.post(
        f"{EVENT}/people/teams/new", data={"code": "DEU", "kind": "country", "name-en": "The Germans", "suggest": "1"}
    )
    html = answer.get_data(as_text=True)
    assert 'value="The Germans"' in html
    assert 'value="德国"' in html
    assert "flags/4x3/de.svg" in html
    assert count(scene, Team) == 6
    added = browser.post(
        f"{EVENT}/people/teams/new", data={"code": "deu", "kind": "country", "name-en": "Germany", "flag": "Germany"}
    )
    assert added.headers["Location"].endswith("/people/teams/DEU")
    scene.session.rollback()
    team = scene.session.execute(select(Team).where(Team.code == "DEU")).scalar_one()
    assert (team.name, team.flag) == ({"en": "Germany"}, "de")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"code": "KAZ", "name-en": "Again"}, "Team KAZ is there already"),
        ({"code": "", "name-en": "Nameless"}, "The team code is empty"),
        ({"code": "DE U", "name-en": "Germany"}, "is no team code"),
        ({"code": "DEU"}, "The team has no name"),
        ({"code": "DEU", "name-en": "Germany", "flag": "nowhere!"}, "There is no flag"),
        ({"code": "DEU", "name-en": "Germany", "kind": "planet"}, "Not a valid choice"),
    ],
)
def test_a_wrong_team_is_told_at_its_field_and_nothing_is_kept(
    scene: Scene, client_of: ClientOf, data: dict[str, str], words: str
) -> None:
    answer = client_of(scene.organizer).post(f"{EVENT}/people/teams/new", data={"kind": "country", **data})
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert count(scene, Team) == 6


def test_a_competitor_is_added_by_name_and_asked_about_when_the_name_is_known(
    scene: Scene, client_of: ClientOf
) -> None:
    browser = client_of(scene.organizer)
    data = {"team": scene.teams["FRA"], "native": "Competitor 1", "trade": scene.trade_id}
    answer = browser.post(f"{EVENT}/people/new", data=data)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "A competitor of this name is there already" in html
    assert 'name="is_another"' in html
    added = browser.post(f"{EVENT}/people/new", data={**data, "is_another": "y", "next": "1"})
    assert added.headers["Location"].endswith("/people/new")
    assert count(scene, Competitor) == 5
    assert "EI-05" in text(browser, f"{EVENT}/people?team=FRA")


def test_a_wrong_competitor_is_told_at_its_field(scene: Scene, client_of: ClientOf) -> None:
    wrong = {
        "team": "0" * 32,
        "native": "",
        "latin": "Ли На",
        "born": "31.12.2001",
        "email": "nowhere",
        "trade": scene.trade_id,
    }
    answer = client_of(scene.organizer).post(f"{EVENT}/people/new", data=wrong)
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert "Not a valid choice" in html
    assert 'value="Ли На"' in html
    for field, value in (("latin", "Ли На"), ("email", "nowhere"), ("native", ""), ("born", "2023-01-01")):
        data = {"team": scene.teams["FRA"], "native": "Zoé", field: value}
        answer = client_of(scene.organizer).post(f"{EVENT}/people/new", data=data)
        assert answer.status_code == 422, field
        assert f'id="{field}-error"' in answer.get_data(as_text=True), field
    assert count(scene, Competitor) == 4


def test_consent_and_display_are_kept_and_a_minor_needs_a_guardian(
    scene: Scene, client_of: ClientOf, places: Places
) -> None:
    browser = client_of(scene.organizer)
    with write_transaction(scene.session):
        born = NOW.date().replace(year=2008)
        scene.session.execute(update(Person).where(Person.native_name == "Competitor 1").values(birth_date=born))
    assert "The name is held back" in text(browser, places.competitor)
    alone = browser.post(f"{places.competitor}/consent", data={"consent": "given"})
    assert alone.status_code == 422
    assert "a guardian agrees" in alone.get_data(as_text=True)
    assert (
        browser.post(f"{places.competitor}/consent", data={"consent": "given", "guardian": "Mother"}).status_code == 302
    )
    assert browser.post(f"{places.competitor}/display", data={"display": "initials"}).status_code == 302
    html = text(browser, places.competitor)
    assert "The name is held back" not in html
    assert "<bdi>C. 1.</bdi>" in html
    leaf = scene.session.scalar(select(AuditEvent.leaf).where(AuditEvent.type == "consent.note")) or ""
    assert "Mother" not in leaf
    assert '"by":"guardian"' in leaf
    assert browser.post(f"{places.competitor}/display", data={"display": "all"}).status_code == 422
    assert browser.post(f"{places.competitor}/photo", data={}).status_code == 422


def test_an_entry_is_changed_and_removed(scene: Scene, client_of: ClientOf, places: Places) -> None:
    browser = client_of(scene.organizer)
    taken = browser.post(places.entry, data={"code": "EI-02"})
    assert taken.status_code == 422
    assert 'id="code-error"' in taken.get_data(as_text=True)
    assert browser.post(places.entry, data={"code": "EI-77", "guest": "y"}).status_code == 302
    assert browser.post(f"{places.entry}/members", data={}).status_code == 302
    assert "Guest" in text(browser, places.entry)
    assert browser.post(f"{places.entry}/remove").headers["Location"].endswith("/people/teams/KAZ")
    scene.session.rollback()
    assert scene.session.scalar(select(Entry.id).where(Entry.code == "EI-77")) is None


def test_a_judge_is_added_and_judges_in_a_second_trade_under_the_same_number(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.organizer)
    data = {"trade": scene.trade_id, "native": "Judge PER", "team": scene.teams["PER"], "languages": ["es", "en"]}
    added = browser.post(f"{EVENT}/people/judges/new", data=data)
    assert added.status_code == 302
    page = text(browser, added.headers["Location"])
    assert "04-01" in page
    assert "Spanish" in page
    twice = browser.post(f"{EVENT}/people/judges/new", data=data)
    assert twice.status_code == 422
    assert "A judge of this name is there already" in twice.get_data(as_text=True)
    judge_id = added.headers["Location"].rsplit("/", 1)[1]
    again = browser.post(f"{EVENT}/people/judges/new", data={"trade": scene.trade_id, "judge": judge_id})
    assert "This person judges in the trade already" in again.get_data(as_text=True)
    chief = browser.post(f"{EVENT}/people/judges/new", data={"trade": scene.trade_id, "native": "X", "chief": "y"})
    assert "The trade has a chief judge" in chief.get_data(as_text=True)
    assert browser.post(f"{EVENT}/people/judges/{judge_id}/trades/{scene.trade_id}/end").status_code == 302
    scene.session.rollback()
    account_id = scene.session.scalar(select(JudgeProfile.account_id).where(JudgeProfile.id == judge_id))
    held = select(func.count()).select_from(RoleAssignment).where(RoleAssignment.account_id == account_id)
    assert scene.session.scalar(held) == 0


def test_somebody_gets_everything_that_is_kept_and_is_erased_by_the_code_alone(
    scene: Scene, client_of: ClientOf, places: Places
) -> None:
    competitor_id = places.competitor.rsplit("/", 1)[1]
    with write_transaction(scene.session):
        person_id = scene.session.scalar(select(Competitor.person_id).where(Competitor.id == competitor_id))
        scene.session.execute(update(Person).where(Person.id == person_id).values(email="one@example.org"))
    address = f"{EVENT}/people/persons/{person_id}"
    browser = client_of(scene.organizer)
    shown = text(browser, address)
    assert "one@example.org" in shown
    # Fields are named in words; a name in code would stand there in English in every language.
    assert "<dt>The public reads</dt>" in shown
    assert "_" not in "".join(re.findall(r"<dt>(.*?)</dt>", shown))
    handed = browser.post(f"{address}/export")
    data = handed.get_json()
    assert handed.headers["Content-Disposition"].startswith("attachment")
    assert (data["format"], data["person"][0]["email"]) == ("podium-person/1", "one@example.org")
    assert [each["code"] for each in data["entries"]] == ["EI-01"]
    assert "Judge" not in handed.get_data(as_text=True)
    wrong = browser.post(f"{address}/erase", data={"typed": "EI-02"})
    assert wrong.status_code == 422
    assert "What you typed differs from EI-01" in wrong.get_data(as_text=True)
    for actor in (
        None,
        scene.judges["FRA"],
        add_office_actor(scene, Role.AUDITOR),
        make_scene(scene.session, code="other-2024").organizer,
    ):
        other = client_of(actor)
        assert other.get(address).status_code in (302, 403)
        assert other.post(f"{address}/erase", data={"typed": "EI-01"}).status_code in (401, 403)
    assert browser.get(f"{EVENT}/people/persons/{'0' * 32}").status_code == 404
    assert browser.post(f"{address}/erase", data={"typed": "EI-01"}).status_code == 302
    assert "The personal data were erased" in text(browser, address)
    assert "one@example.org" not in text(browser, address)
    assert browser.post(places.competitor, data={"team": scene.teams["KAZ"], "native": "New"}).status_code == 422


def test_conflicts_are_declared_and_a_judge_is_replaced_in_the_office(
    scene: Scene, client_of: ClientOf, places: Places
) -> None:
    browser = client_of(scene.organizer)
    register = f"{EVENT}/people/conflicts"
    data = {"judge": scene.judge_ids["CHN"], "kind": "team", "team": scene.teams["PER"], "reason": "Trained there"}
    assert browser.post(register, data=data).status_code == 302
    assert "Trained there" in text(browser, register)
    again = browser.post(register, data=data)
    assert again.status_code == 422
    assert "This conflict is in the register already" in again.get_data(as_text=True)
    assert browser.post(register, data={"judge": scene.judge_ids["CHN"], "kind": "planet"}).status_code == 422
    assert browser.post(f"{register}/rules", data={"country": "y"}).status_code == 302
    replace_page = f"{places.judge}/trades/{scene.trade_id}/replace"
    assert "stays, under that name" in text(browser, replace_page)
    assert browser.post(replace_page, data={}).status_code == 422
    done = browser.post(replace_page, data={"native": "Newcomer"})
    assert done.status_code == 302
    assert "The successor takes" in text(browser, done.headers["Location"])
    assert browser.get(replace_page).status_code == 404
    for actor in (scene.judges["FRA"], add_office_actor(scene, Role.AUDITOR)):
        assert client_of(actor).get(register).status_code == 403


def test_experts_and_namings_have_their_pages(scene: Scene, client_of: ClientOf) -> None:
    browser = client_of(scene.organizer)
    added = browser.post("/office/experts/new", data={"native": "Leila", "trades": "Floristry", "languages": ["ru"]})
    assert added.status_code == 302
    page = added.headers["Location"]
    assert browser.post(f"{page}/roles", data={"event": "Lyon", "role": "judge", "year": "2024"}).status_code == 302
    assert browser.post(f"{page}/trainings", data={"name": ""}).status_code == 422
    assert browser.post(f"{page}/conflicts", data={"kind": "country", "country": "pe"}).status_code == 302
    html = text(browser, page)
    assert "Lyon" in html
    assert "Peru" in html
    assert "Leila" in text(browser, "/office/experts?q=flor")
    assert browser.get(f"/office/experts/{'0' * 32}").status_code == 404
    assert browser.get("/office/accounts").status_code == 403
    assert client_of(scene.judges["KAZ"]).get("/office/experts").status_code == 403
    admin = fresh(scene, client_of, add_office_actor(scene, Role.ADMIN, everywhere=True))
    asked = admin.post(
        "/office/accounts", data={"event": "test-2024", "role": "organizer", "name": "Zhou", "reason": "Ill"}
    )
    assert asked.status_code == 302
    assert "Somebody else decides it" in text(admin, "/office/accounts")
