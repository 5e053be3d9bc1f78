"""Boards on real databases: the next revision holds what the policy lets out, nothing before. Source: PUBLICATION."""

from __future__ import annotations

import json
from typing import cast

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import Board, PublishedDocument
from competition.domain.board_types import TradeBody
from competition.domain.boards import board_hash
from competition.domain.errors import DomainError
from competition.domain.visibility import Policy
from competition.queries.publication import Published, board_of_event, board_of_trade, published, published_since
from competition.services.context import BoardMoved
from competition.services.event_boards import publish_event_boards
from competition.services.marking import record_marks
from competition.services.publication import set_policy
from tests.factories import Scene, make_scene


@pytest.fixture
def scene(session: Session) -> Scene:
    """Give a small event with open sheets."""
    return make_scene(session)


def board_id(scene: Scene) -> str:
    """Return the board of the scene's trade."""
    found = board_of_trade(scene.session, scene.event_id, "04")
    assert found is not None
    return found


def switch(scene: Scene, policy: Policy) -> None:
    """Switch as the organizer."""
    set_policy(scene.context(scene.organizer), board_id(scene), policy)


def current(scene: Scene) -> tuple[Published, TradeBody]:
    """Return the published document and its body."""
    document = published(scene.session, board_id(scene))
    assert document is not None
    return document, cast("TradeBody", json.loads(document.body))


def mark(scene: Scene, entry: str, number: str, base: int = 0) -> None:
    """Enter A1.M2 of an entry by a judge who may."""
    team = "KAZ" if entry == "EI-03" else "CHN"
    change = scene.change(team, "A1.M2", number, base=base)
    record_marks(scene.context(scene.judges[team]), scene.sheets[entry, "A1"], [change])


def test_a_hidden_board_never_moves_however_much_is_marked(scene: Scene) -> None:
    switch(scene, Policy.HIDDEN)
    before, body = current(scene)
    mark(scene, "EI-01", "4")
    mark(scene, "EI-02", "2")
    assert current(scene)[0] == before
    assert (body["rows"], body["marked"], body["state"]) == ([], None, "hidden")


def test_progress_tells_how_much_is_marked_and_no_mark(scene: Scene) -> None:
    switch(scene, Policy.PROGRESS)
    mark(scene, "EI-01", "4")
    document, body = current(scene)
    assert (body["rows"], body["marked"]) == ([], 5)
    assert "10.00" not in json.dumps(body["rows"])
    assert "EI-01" not in document.body


def test_a_live_board_ranks_what_is_marked(scene: Scene) -> None:
    switch(scene, Policy.LIVE)
    mark(scene, "EI-02", "2")
    mark(scene, "EI-01", "4")
    document, body = current(scene)
    assert [(row["rank"], row["total"], row["behind"]) for row in body["rows"][:2]] == [
        (1, "10.00", "0.00"),
        (2, "5.00", "5.00"),
    ]
    assert [row["rank"] for row in body["rows"][2:]] == [None, None]
    assert document.hash == board_hash(body)
    assert {(row["medal"], row["scaled"]) for row in body["rows"]} == {(None, None)}


def test_each_visible_change_is_one_revision_announced_after_the_commit(scene: Scene) -> None:
    switch(scene, Policy.LIVE)
    first = current(scene)[0].revision
    scene.announced.clear()
    mark(scene, "EI-01", "4")
    assert current(scene)[0].revision == first + 1
    assert [a.revision for a in scene.announced if isinstance(a, BoardMoved)] == [first + 1]
    assert [d.revision for d in published_since(scene.session, board_id(scene), first)] == [first, first + 1]


def test_a_frozen_board_stays_what_it_was(scene: Scene) -> None:
    switch(scene, Policy.LIVE)
    mark(scene, "EI-01", "2")
    switch(scene, Policy.FROZEN)
    frozen, body = current(scene)
    assert (body["state"], body["rows"][0]["total"]) == ("frozen", "5.00")
    mark(scene, "EI-02", "4")
    assert current(scene)[0] == frozen
    switch(scene, Policy.LIVE)
    assert current(scene)[1]["rows"][0]["total"] == "10.00"


def test_hiding_a_board_takes_everything_back(scene: Scene) -> None:
    switch(scene, Policy.LIVE)
    mark(scene, "EI-01", "2")
    switch(scene, Policy.HIDDEN)
    assert current(scene)[1]["rows"] == []


def test_only_the_organizer_switches_and_never_to_official(scene: Scene) -> None:
    with pytest.raises(DomainError, match="not_allowed"):
        set_policy(scene.context(scene.judges["FRA"]), board_id(scene), Policy.LIVE)
    with pytest.raises(DomainError, match="policy_not_allowed"):
        switch(scene, Policy.OFFICIAL)
    assert scene.session.scalars(select(Board.policy).where(Board.id == board_id(scene))).one() == "hidden"


def test_the_event_home_tells_no_more_than_the_boards(scene: Scene) -> None:
    switch(scene, Policy.HIDDEN)
    mark(scene, "EI-01", "4")
    publish_event_boards(scene.context(scene.organizer), scene.event_id)
    home = published(scene.session, board_of_event(scene.session, scene.event_id, "home") or "")
    assert home is not None
    (row,) = json.loads(home.body)["rows"]
    assert (row["state"], row["marked"], row["leader"], row["podium"]) == ("hidden", None, None, [])
    switch(scene, Policy.LIVE)
    publish_event_boards(scene.context(scene.organizer), scene.event_id)
    home = published(scene.session, home.board_id)
    assert home is not None
    (row,) = json.loads(home.body)["rows"]
    assert (row["state"], row["leader"]["code"]) == ("live", "KAZ")
    assert (
        scene.session.scalar(
            select(PublishedDocument.revision).where(
                PublishedDocument.board_id == home.board_id, PublishedDocument.revision == 2
            )
        )
        == 2
    )


def test_nothing_new_makes_no_revision(scene: Scene) -> None:
    switch(scene, Policy.LIVE)
    for _ in range(2):
        publish_event_boards(scene.context(scene.organizer), scene.event_id)
    home = board_of_event(scene.session, scene.event_id, "home") or ""
    assert scene.session.scalars(select(Board.revision).where(Board.id == home)).one() == 1
