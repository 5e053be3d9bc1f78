"""Who asks the jury, who answers, who reads: by the pages. Source: PRODUCT C8."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from competition.db.engine import write_transaction
from competition.db.models import CannedAnswer, Clarification, Question, TeamLeader
from competition.domain.permissions import Role
from competition.domain.questions import MOST_ASKED, Audience
from competition.services.clarifications import NewClarification, send_clarification
from competition.services.context import Actor
from competition.services.identity import new_id
from tests.factories import NOW, Scene, add_office_actor
from tests.web.conftest import ClientOf

OFFICE = "/office/test-2024/questions"
TEAM = "/team/test-2024/"


@pytest.fixture(autouse=True)
def open_forms(app: Flask) -> None:
    """Let tests post without a token."""
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def leader(scene: Scene) -> Actor:
    """Give the leader of Kazakhstan's team, which competes in trade 04."""
    found = add_office_actor(scene, Role.TEAM_LEADER)
    with write_transaction(scene.session):
        scene.session.add(
            TeamLeader(team_id=scene.teams["KAZ"], account_id=found.account_id, event_id=scene.event_id, since=NOW)
        )
    return found


def text(browser: FlaskClient, path: str) -> str:
    """Return a page that must be there, without what the signed-in person's browser may keep."""
    answer = browser.get(path)
    assert answer.status_code == 200, path
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.get_data(as_text=True)


def asked(scene: Scene) -> list[Question]:
    """Return the questions, the oldest first."""
    scene.session.rollback()
    return list(scene.session.scalars(select(Question).order_by(Question.asked_at, Question.id)))


def test_a_leader_asks_the_chief_judge_answers_everybody_reads(
    scene: Scene, client_of: ClientOf, leader: Actor
) -> None:
    lead, chief, judge = client_of(leader), client_of(scene.judges["FRA"]), client_of(scene.judges["CHN"])
    typed = {"about": scene.trade_id, "question": "May they <b>use</b> a lamp?", "key": new_id()}
    assert lead.post(f"{TEAM}questions", data=typed).headers["Location"].endswith("#questions")
    assert lead.post(f"{TEAM}questions", data=typed).status_code == 302
    (question,) = asked(scene)
    assert (question.trade_id, question.team_id) == (scene.trade_id, scene.teams["KAZ"])
    assert "Waits for an answer" in text(lead, TEAM)
    page = f"{OFFICE}/{question.id}"
    shown = text(chief, f"{OFFICE}?state=open&trade=04")
    assert "May they &lt;b&gt;use&lt;/b&gt; a lamp?" in shown
    assert "KAZ" in shown
    assert "lamp" not in text(chief, f"{OFFICE}?state=answered")
    assert "Tell it to the whole event" not in text(chief, page)
    # Nothing written: told at the field, and nothing is half sent.
    empty = chief.post(page, data={"audience": "everyone", "words-en": " "})
    assert empty.status_code == 422
    assert "Write them in at least one language." in empty.get_data(as_text=True)
    assert chief.post(page, data={"audience": "everyone", "words-en": "Yes.", "words-zh": "可以。"}).status_code == 302
    assert "可以。" in text(lead, f"{TEAM}?lang=zh")
    desk = text(judge, "/judge/?lang=en")
    assert "Yes." in desk
    # Neither the question nor who asked goes out with the answer.
    assert "lamp" not in desk
    assert leader.name not in desk
    # Whoever answers late is told; sent again with the answer in view, it takes its place.
    late = client_of(scene.organizer).post(page, data={"audience": "asker", "words-en": "No."})
    assert late.status_code == 422
    html = late.get_data(as_text=True)
    assert "Somebody answered this question meanwhile" in html
    assert "No.</textarea>" in html
    stamp = re.search(r'name="seen"[^>]*value="([^"]+)"', html)
    assert stamp is not None
    again = {"audience": "asker", "words-en": "No.", "seen": stamp[1].replace("&#43;", "+")}
    assert client_of(scene.organizer).post(page, data=again).status_code == 302
    assert "Withdrawn: this does not hold any more." in text(judge, "/judge/")


def test_what_is_read_moves_away_and_the_office_counts_it(scene: Scene, client_of: ClientOf, leader: Actor) -> None:
    office, judge, lead = client_of(scene.organizer), client_of(scene.judges["CHN"]), client_of(leader)
    page = f"{OFFICE}/clarifications"
    said = {"about": "", "audience": "everyone", "words-en": "Lunch at 12:30.", "key": new_id()}
    assert [office.post(page, data=said).status_code for _ in range(2)] == [302, 302]
    assert office.post(page, data={**said, "audience": "asker", "key": ""}).status_code == 422
    scene.session.rollback()
    sent = scene.session.execute(select(Clarification)).scalar_one()
    assert "1 to read" in text(judge, "/judge/")
    assert judge.post(f"/judge/clarifications/{sent.id}/read").status_code == 302
    assert lead.post(f"{TEAM}clarifications/{sent.id}/read").status_code == 302
    assert "Read before (1)" in text(judge, "/judge/")
    assert "2 of 6 have read it" in text(office, page)
    assert office.post(f"{page}/{sent.id}/withdraw").status_code == 302
    assert "0 of 6 have read it" in text(office, page)
    assert "1 to read" in text(lead, TEAM)


def test_a_chief_judge_speaks_to_the_own_trade_alone(scene: Scene, client_of: ClientOf) -> None:
    chief, organizer = client_of(scene.judges["FRA"]), scene.context(scene.organizer)
    judge = client_of(scene.judges["CHN"])
    judge.post("/judge/questions", data={"about": "", "question": "Where is the bus?"})
    (question,) = asked(scene)
    everybody = NewClarification({"en": "To all."}, Audience.JUDGES)
    sent = send_clarification(organizer, scene.event_id, everybody)
    assert "bus" not in text(chief, OFFICE)
    assert chief.get(f"{OFFICE}/{question.id}").status_code == 404
    assert "To all." not in text(chief, f"{OFFICE}/clarifications")
    assert chief.post(f"{OFFICE}/clarifications/{sent}/withdraw").status_code == 403
    data = {"about": "", "audience": "judges", "words-en": "To all."}
    assert chief.post(f"{OFFICE}/clarifications", data=data).status_code == 422
    assert chief.get(f"{OFFICE}/canned").status_code == 403
    for path in (OFFICE, f"{OFFICE}/{question.id}", f"{OFFICE}/clarifications", f"{OFFICE}/canned"):
        assert judge.get(path).status_code == 403
        assert client_of(None).get(path).status_code == 302
    assert judge.get("/office/test-2024/asking").status_code == 403
    assert "bus" in text(client_of(scene.organizer), f"{OFFICE}?trade=event")


def test_a_question_that_is_refused_stays_in_the_form(scene: Scene, client_of: ClientOf, leader: Actor) -> None:
    judge, lead, clerk = (
        client_of(scene.judges["CHN"]),
        client_of(leader),
        client_of(add_office_actor(scene, Role.CLERK)),
    )
    for browser, path in ((judge, "/judge/questions"), (lead, f"{TEAM}questions"), (clerk, "/office/test-2024/asking")):
        for number in range(MOST_ASKED):
            data = {"about": scene.trade_id, "question": f"Question {number}?"}
            assert browser.post(path, data=data).status_code == 302
        for written, told in (("  ", "The question is empty."), ("One more?", "You asked 5 questions")):
            answer = browser.post(path, data={"about": scene.trade_id, "question": written})
            assert answer.status_code == 422
            assert told in answer.get_data(as_text=True)
            assert f"{written}</textarea>" in answer.get_data(as_text=True)
    assert len(asked(scene)) == 3 * MOST_ASKED
    assert judge.post("/judge/questions", data={"about": new_id(), "question": "x"}).status_code == 403
    assert lead.post(f"{TEAM}questions?team=BRA", data={"about": "", "question": "x"}).status_code == 404


def test_a_canned_answer_is_put_in_changed_and_sent(scene: Scene, client_of: ClientOf) -> None:
    office, judge = client_of(scene.organizer), client_of(scene.judges["CHN"])
    judge.post("/judge/questions", data={"about": scene.trade_id, "question": "Why?"})
    page = f"{OFFICE}/{asked(scene)[0].id}"
    words = {"words-en": "Read the test project.\r\nPage 2.", "words-fr": "Lisez le sujet."}
    assert office.post(f"{OFFICE}/canned", data=words).status_code == 302
    assert office.post(f"{OFFICE}/canned", data={"words-en": ""}).status_code == 422
    scene.session.rollback()
    kept = scene.session.execute(select(CannedAnswer)).scalar_one()
    assert kept.text == {"en": "Read the test project.\nPage 2.", "fr": "Lisez le sujet."}
    html = office.post(page, data={"canned": kept.id, "words-zh": "见试题。", "audience": "judges"}).get_data(
        as_text=True
    )
    for words_in in ("Page 2.</textarea>", "Lisez le sujet.</textarea>", "见试题。</textarea>"):
        assert words_in in html
    assert asked(scene)[0].answered_at is None
    changed = office.post(f"{OFFICE}/canned?edit={kept.id}", data={"words-en": "See page 3."})
    assert changed.status_code == 302
    assert "See page 3." in text(office, f"{OFFICE}/canned")
    assert office.post(f"{OFFICE}/canned/{kept.id}/remove").status_code == 302
    assert "See page 3." not in text(office, f"{OFFICE}/canned")


def test_the_public_pages_say_nothing_of_it(scene: Scene, client_of: ClientOf) -> None:
    client_of(scene.judges["CHN"]).post("/judge/questions", data={"about": scene.trade_id, "question": "Secret lamp?"})
    said = NewClarification({"en": "Secret lamp."}, Audience.EVERYONE)
    send_clarification(scene.context(scene.organizer), scene.event_id, said)
    anyone = client_of(None)
    for path in ("/", "/e/test-2024/", "/e/test-2024/trades/04", "/e/test-2024/teams/KAZ"):
        assert "Secret lamp" not in anyone.get(path).get_data(as_text=True)
