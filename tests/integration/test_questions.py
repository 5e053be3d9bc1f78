"""Questions to the jury: who answers, who is told, what the log keeps. Source: PRODUCT C8."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.models import AuditEvent, AuditText, Clarification, JudgeAssignment, Question, TeamLeader
from competition.domain.errors import DomainError
from competition.domain.permissions import Role
from competition.domain.questions import MOST_ASKED, Audience
from competition.queries.log_replay import verify_event
from competition.queries.questions import clarification_list, clarifications_for, own_questions, question_list
from competition.queries.reach import Reach
from competition.services.clarifications import (
    NewClarification,
    acknowledge,
    send_clarification,
    withdraw_clarification,
)
from competition.services.context import Actor
from competition.services.identity import new_id
from competition.services.questions import (
    Answer,
    NewQuestion,
    answer_question,
    answer_stamp,
    ask_question,
    keep_canned,
    remove_canned,
)
from competition.services.trade_removal import take_trade_away
from tests.factories import NOW, Scene, add_office_actor, add_trade_with_sheets, make_scene

YES = {"en": "Yes.", "zh": "可以。"}


@pytest.fixture
def scene(light: Session) -> Scene:
    return make_scene(light)


def leader_of(scene: Scene, team: str) -> Actor:
    """Add the leader of a team."""
    actor = add_office_actor(scene, Role.TEAM_LEADER)
    with write_transaction(scene.session):
        scene.session.add(
            TeamLeader(team_id=scene.teams[team], account_id=actor.account_id, event_id=scene.event_id, since=NOW)
        )
    return actor


def ask(scene: Scene, actor: Actor, text: str = "May they use a lamp?", **more: str | None) -> str:
    place = {"trade_id": scene.trade_id, **more}
    return ask_question(scene.context(actor), scene.event_id, NewQuestion(text, **place))  # type: ignore[arg-type]


def told(scene: Scene, actor: Actor, *, as_judge: bool) -> list[tuple[str, bool, bool]]:
    """Return what somebody reads: words, whether it was read, whether it was withdrawn."""
    lines = clarifications_for(
        scene.session, scene.event_id, actor.account_id or "", as_judge=as_judge, as_leader=not as_judge
    )
    return [(line.text["en"], line.is_read, line.withdrawn_at is not None) for line in lines]


def refused(code: str, deed: object, *arguments: object) -> None:
    with pytest.raises(DomainError) as refusal:
        deed(*arguments)  # type: ignore[operator]
    assert refusal.value.code == code


def test_an_answer_to_the_asker_alone_is_read_by_nobody_else(scene: Scene) -> None:
    judge, chief = scene.judges["CHN"], scene.judges["FRA"]
    question_id = ask(scene, judge)
    answer_question(scene.context(chief), scene.event_id, question_id, Answer(YES))
    (line,) = own_questions(scene.session, scene.event_id, judge.account_id or "")
    assert (line.answer, line.is_open, line.trade_code) == (YES, False, "04")
    assert own_questions(scene.session, scene.event_id, scene.judges["KAZ"].account_id or "") == []
    assert told(scene, scene.judges["KAZ"], as_judge=True) == []
    types = scene.session.scalars(select(AuditEvent.type).where(AuditEvent.object == f"question/{question_id}")).all()
    assert types == ["question.ask", "question.answer"]
    leaves = scene.session.scalars(select(AuditEvent.leaf)).all()
    assert not any("lamp" in leaf for leaf in leaves)
    assert "May they use a lamp?" in scene.session.scalars(select(AuditText.text)).all()
    assert verify_event(scene.session, scene.event_id).problems == ()


def test_an_answer_to_everybody_reaches_the_trade_and_no_other(scene: Scene) -> None:
    other = add_trade_with_sheets(scene, "11", entries=1)
    inside, outside = leader_of(scene, "KAZ"), leader_of(scene, "FRA")
    with write_transaction(scene.session):
        moved = select(JudgeAssignment).where(JudgeAssignment.judge_id == scene.judge_ids["EGY"])
        scene.session.execute(moved).scalar_one().trade_id = other
    question_id = ask(scene, inside, team_id=scene.teams["KAZ"])
    answer_question(scene.context(scene.judges["FRA"]), scene.event_id, question_id, Answer(YES, Audience.EVERYONE))
    assert told(scene, scene.judges["CHN"], as_judge=True) == [("Yes.", False, False)]
    assert told(scene, scene.judges["EGY"], as_judge=True) == []
    assert told(scene, inside, as_judge=False) == [("Yes.", False, False)]
    assert told(scene, outside, as_judge=False) == []
    (sent,) = clarification_list(scene.session, Reach(scene.event_id))
    assert (sent.read, sent.of) == (0, 5)
    acknowledge(scene.context(scene.judges["CHN"]), scene.event_id, sent.id)
    acknowledge(scene.context(scene.judges["CHN"]), scene.event_id, sent.id)
    refused("not_found", acknowledge, scene.context(scene.judges["EGY"]), scene.event_id, sent.id)
    refused("not_found", acknowledge, scene.context(outside), scene.event_id, sent.id)
    refused("not_allowed", acknowledge, scene.context(scene.organizer), scene.event_id, sent.id)
    assert clarification_list(scene.session, Reach(scene.event_id))[0].read == 1
    withdraw_clarification(scene.context(scene.judges["FRA"]), scene.event_id, sent.id)
    assert told(scene, scene.judges["CHN"], as_judge=True) == [("Yes.", False, True)]
    acknowledge(scene.context(scene.judges["CHN"]), scene.event_id, sent.id)
    assert told(scene, scene.judges["CHN"], as_judge=True) == [("Yes.", True, True)]
    read = select(AuditEvent.type).where(AuditEvent.type == "clarification.read")
    assert len(scene.session.scalars(read).all()) == 2


def test_only_the_jury_of_the_trade_and_the_office_answer(scene: Scene) -> None:
    chief = scene.judges["FRA"]
    of_trade, of_event = ask(scene, scene.judges["CHN"]), ask(scene, scene.judges["CHN"], trade_id=None)
    context, event_id = scene.context, scene.event_id
    for actor in (scene.judges["CHN"], leader_of(scene, "KAZ"), add_office_actor(scene, Role.CLERK)):
        refused("not_allowed", answer_question, context(actor), event_id, of_trade, Answer(YES))
    refused("not_allowed", answer_question, context(chief), event_id, of_event, Answer(YES))
    everybody = Answer(YES, Audience.JUDGES, whole_event=True)
    refused("not_allowed", answer_question, context(chief), event_id, of_trade, everybody)
    new = NewClarification(YES, Audience.JUDGES)
    refused("not_allowed", send_clarification, context(chief), event_id, new)
    refused("not_allowed", send_clarification, context(scene.judges["CHN"]), event_id, new)
    answer_question(context(scene.organizer), event_id, of_trade, everybody)
    sent = scene.session.execute(select(Clarification)).scalar_one()
    refused("not_allowed", withdraw_clarification, context(chief), event_id, sent.id)
    open_ones = question_list(scene.session, Reach(event_id), "open")
    assert [line.id for line in open_ones] == [of_event]
    assert [line.id for line in question_list(scene.session, Reach(event_id, frozenset({scene.trade_id})))] == [
        of_trade
    ]


def test_a_second_answer_asks_first_and_withdraws_what_was_told(scene: Scene) -> None:
    question_id = ask(scene, scene.judges["CHN"])
    chief, event_id = scene.context(scene.judges["FRA"]), scene.event_id
    answer_question(chief, event_id, question_id, Answer(YES, Audience.JUDGES))
    late = Answer({"en": "No."}, Audience.JUDGES)
    refused("question_answered", answer_question, scene.context(scene.organizer), event_id, question_id, late)
    stamp = answer_stamp(scene.session.execute(select(Question.answered_at)).scalar_one())
    anew = Answer({"en": "No."}, Audience.JUDGES, seen=stamp)
    answer_question(scene.context(scene.organizer), event_id, question_id, anew)
    assert told(scene, scene.judges["KAZ"], as_judge=True) == [("No.", False, False), ("Yes.", False, True)]


def test_asking_has_a_pace_a_place_and_happens_once(scene: Scene) -> None:
    judge, leader = scene.judges["CHN"], leader_of(scene, "KAZ")
    other = add_trade_with_sheets(scene, "11", entries=1)
    key = new_id()
    assert [ask(scene, judge, id=key) for _ in range(2)] == [key, key]
    with pytest.raises(DomainError, match="not_allowed"):
        ask(scene, judge, trade_id=other)
    with pytest.raises(DomainError, match="not_found"):
        ask(scene, leader, team_id=scene.teams["BRA"])
    with pytest.raises(DomainError, match="not_found"):
        ask(scene, leader, id=key)
    with pytest.raises(DomainError, match="not_allowed"):
        ask(scene, scene.organizer)
    for number in range(MOST_ASKED - 1):
        ask(scene, judge, f"Question {number}")
    with pytest.raises(DomainError, match="too_many_questions"):
        ask(scene, judge)
    assert ask(scene, leader, team_id=scene.teams["KAZ"])
    assert len(scene.session.scalars(select(Question.id)).all()) == MOST_ASKED + 1


def test_canned_answers_are_the_organizers(scene: Scene) -> None:
    canned_id = keep_canned(scene.context(scene.organizer), scene.event_id, YES)
    assert keep_canned(scene.context(scene.organizer), scene.event_id, {"en": "No."}, canned_id) == canned_id
    refused("answer_empty", keep_canned, scene.context(scene.organizer), scene.event_id, {"en": " "})
    refused("not_allowed", keep_canned, scene.context(scene.judges["FRA"]), scene.event_id, YES)
    refused("not_allowed", remove_canned, scene.context(scene.judges["FRA"]), scene.event_id, canned_id)
    remove_canned(scene.context(scene.organizer), scene.event_id, canned_id)
    refused("not_found", remove_canned, scene.context(scene.organizer), scene.event_id, canned_id)


def test_a_removed_trade_takes_its_clarifications_and_leaves_its_questions(scene: Scene) -> None:
    other = add_trade_with_sheets(scene, "11", entries=1)
    ask(scene, leader_of(scene, "KAZ"), trade_id=other)
    new = NewClarification(YES, Audience.JUDGES, other)
    send_clarification(scene.context(scene.organizer), scene.event_id, new)
    with write_transaction(scene.session):
        take_trade_away(scene.session, other)
    # What was said to one trade is never said to all for want of it.
    assert scene.session.scalars(select(Clarification.id)).all() == []
    assert scene.session.scalars(select(Question.trade_id)).all() == [None]
