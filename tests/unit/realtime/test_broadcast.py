"""When viewers get what, with a clock and a database that the test moves by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.boards import apply, board_hash, canonical_json
from competition.queries.publication import Published
from competition.realtime.broadcast import Broadcast
from competition.realtime.protocol import Message

BOARD, OTHER = "b" * 32, "c" * 32
AT = datetime(2024, 6, 25, tzinfo=UTC)


class Finished(BaseException):
    """The test has seen enough of the background task."""


class Database:
    """Published boards; counts how often it is read."""

    def __init__(self) -> None:
        self.boards: dict[str, list[Published]] = {}
        self.reads = 0
        self.is_away = False

    def publish(self, board_id: str = BOARD, rows: int = 8, **members: str) -> int:
        """Add a revision and return it."""
        kept = self.boards.setdefault(board_id, [])
        revision = len(kept) + 1
        texts = [{"id": f"{number}", "text": "x" * 60} for number in range(rows)]
        body = {"kind": "trade", "rows": [{"id": "a", "total": f"{revision}.00"}, *texts], **members}
        kept.append(Published(board_id, revision, AT, board_hash(body), canonical_json(body).decode()))
        return revision

    def _read(self) -> None:
        self.reads += 1
        if self.is_away:
            raise ConnectionError("away")

    def newest(self, board_id: str) -> Published | None:
        """Return the newest revision."""
        self._read()
        return self.boards[board_id][-1] if board_id in self.boards else None

    def kept(self, board_id: str, revision: int) -> Published | None:
        """Return a former revision."""
        self._read()
        return next((each for each in self.boards.get(board_id, []) if each.revision == revision), None)

    def heads(self, board_ids: list[str]) -> dict[str, int]:
        """Return how far boards are."""
        self._read()
        return {each: len(self.boards[each]) for each in board_ids if each in self.boards}


class Screen:
    """A viewer that puts its board together as a browser does."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.revision = 0
        self.body: Any = None
        self.times: list[float] = []

    def deliver(self, message: Message) -> None:
        """Take a message."""
        data = json.loads(message.text)
        self.heard.append(message.event)
        if message.event == "document":
            self.revision, self.body = data["revision"], data["body"]
        elif message.event == "patch":
            assert data["from"] == self.revision, "a viewer was sent a patch that does not fit"
            self.revision, self.body = data["to"], apply(self.body, data)


class Stage:
    """A broadcast whose background task runs only while the test lets time pass."""

    def __init__(self) -> None:
        self.now = 100.0
        self.database = Database()
        self.task: Callable[[], None] | None = None
        self.until = self.now
        self.is_set = False
        self.broadcast = Broadcast(self.database, self._spawn, self._pause, self, lambda: self.now)

    def _spawn(self, task: Callable[[], None]) -> None:
        self.task = task

    def _pause(self, seconds: float) -> None:
        self.now += seconds

    def set(self) -> None:
        """Wake the task."""
        self.is_set = True

    def clear(self) -> None:
        """Take the wake-up back."""
        self.is_set = False

    def wait(self, timeout: float | None = None) -> None:
        """Let time pass until the task is due, or until the test takes over."""
        if self.is_set:
            return
        assert timeout is not None
        if self.now + timeout > self.until:
            self.now = max(self.now, self.until)
            raise Finished
        self.now += timeout

    def run(self, seconds: float = 0.0) -> None:
        """Let the task work for some time."""
        self.until = self.now + seconds
        if self.task is None:
            self.now = self.until
            return
        try:
            self.task()
            self.task = None
        except Finished:
            return

    def watching(self, revision: int | None = None, board_id: str = BOARD) -> Screen:
        """Return a new viewer that has its answer."""
        screen = Screen()
        self.broadcast.watch(screen, board_id, revision)
        self.run()
        return screen


@pytest.fixture
def stage() -> Stage:
    """Give a stage with one published board."""
    made = Stage()
    made.database.publish()
    return made


def test_a_thousand_viewers_cost_one_read(stage: Stage) -> None:
    screens = [Screen() for _ in range(1000)]
    for screen in screens:
        stage.broadcast.watch(screen, BOARD, None)
    stage.run()
    screens += [stage.watching() for _ in range(10)]
    assert stage.database.reads == 1
    assert all(screen.heard == ["document"] for screen in screens)


def test_the_first_change_is_sent_at_once(stage: Stage) -> None:
    screen = stage.watching()
    stage.run(0.5)
    stage.broadcast.moved(BOARD, stage.database.publish())
    stage.run()
    assert screen.heard == ["document", "patch"]


def test_changes_in_quick_succession_come_together_at_most_five_a_second(stage: Stage) -> None:
    screen = stage.watching()
    stage.run(0.5)
    for _ in range(100):
        stage.broadcast.moved(BOARD, stage.database.publish())
        stage.run(0.02)
    stage.run(0.3)
    assert screen.revision == 101
    assert 10 <= screen.heard.count("patch") <= 12


def test_a_change_that_nobody_announced_is_found_within_a_second(stage: Stage) -> None:
    screen = stage.watching()
    stage.database.publish()
    stage.run(1.1)
    assert screen.revision == 2


def test_a_viewer_that_missed_revisions_gets_one_patch_and_others_share_it(stage: Stage) -> None:
    for _ in range(5):
        stage.database.publish()
    stage.watching()
    reads = stage.database.reads
    screens = []
    for _ in range(50):
        screen = Screen()
        screen.revision, screen.body = 2, json.loads(stage.database.boards[BOARD][1].body)
        stage.broadcast.watch(screen, BOARD, 2)
        screens.append(screen)
    stage.run()
    assert {(screen.revision, *screen.heard) for screen in screens} == {(6, "patch")}
    assert stage.database.reads == reads + 1


def test_a_viewer_that_is_up_to_date_hears_nothing_until_something_happens(stage: Stage) -> None:
    screen = stage.watching(revision=1)
    assert screen.heard == []
    screen.revision, screen.body = 1, json.loads(stage.database.boards[BOARD][0].body)
    stage.broadcast.moved(BOARD, stage.database.publish())
    stage.run(0.3)
    assert screen.revision == 2


def test_a_viewer_from_a_page_that_is_newer_makes_this_process_look(stage: Stage) -> None:
    first = stage.watching()
    stage.database.publish()
    stage.watching(revision=2)
    assert first.revision == 2


def test_a_revision_from_the_future_is_answered_with_the_document(stage: Stage) -> None:
    assert stage.watching(revision=999).heard == ["document"]


def test_a_board_of_another_shape_is_sent_whole(stage: Stage) -> None:
    screen = stage.watching()
    stage.broadcast.moved(BOARD, stage.database.publish(label="official"))
    stage.run(0.3)
    assert screen.heard == ["document", "document"]
    assert screen.revision == 2


def test_a_patch_longer_than_the_board_is_sent_as_the_board(stage: Stage) -> None:
    screen = stage.watching()
    stage.broadcast.moved(BOARD, stage.database.publish(rows=1))
    stage.run(0.3)
    assert screen.heard == ["document", "document"]


def test_an_unknown_board_is_gone_and_forgotten(stage: Stage) -> None:
    screen = stage.watching(board_id=OTHER)
    assert screen.heard == ["gone"]
    stage.database.publish(OTHER)
    stage.broadcast.moved(OTHER, 1)
    stage.run(3)
    assert screen.heard == ["gone"]


def test_a_withdrawn_board_says_the_same_to_who_watches(stage: Stage) -> None:
    screen = stage.watching()
    del stage.database.boards[BOARD]
    stage.run(1.1)
    assert screen.heard == ["document", "gone"]


def test_who_has_left_hears_no_more(stage: Stage) -> None:
    screen, gone = stage.watching(), stage.watching()
    stage.broadcast.leave(gone, [BOARD])
    stage.broadcast.moved(BOARD, stage.database.publish())
    stage.run(0.3)
    assert (screen.revision, gone.revision) == (2, 1)


def test_who_leaves_before_the_answer_gets_none(stage: Stage) -> None:
    screen = Screen()
    stage.broadcast.watch(screen, BOARD, None)
    stage.broadcast.leave(screen, [BOARD])
    stage.run(0.3)
    assert screen.heard == []


def test_the_task_ends_with_the_last_viewer_and_begins_with_the_next(stage: Stage) -> None:
    screen = stage.watching()
    stage.broadcast.leave(screen, [BOARD])
    stage.run(1.5)
    assert stage.task is None
    stage.database.publish()
    assert stage.watching().revision == 2


def test_a_database_outage_is_made_good_afterwards(stage: Stage) -> None:
    screen = stage.watching()
    stage.database.is_away = True
    stage.broadcast.moved(BOARD, stage.database.publish())
    waiting = Screen()
    stage.broadcast.watch(waiting, OTHER, None)
    stage.run(3)
    assert (screen.revision, waiting.heard) == (1, [])
    stage.database.is_away = False
    stage.run(2.5)
    assert (screen.revision, waiting.heard) == (2, ["gone"])


def test_a_false_announcement_changes_nothing(stage: Stage) -> None:
    screen = stage.watching()
    stage.broadcast.moved(BOARD, 50)
    stage.run(0.5)
    reads = stage.database.reads
    stage.run(0.4)
    assert screen.heard == ["document"]
    assert stage.database.reads <= reads + 1


ACTIONS = st.lists(
    st.sampled_from(["publish", "announce", "come", "go", "return", "pass", "outage"]), min_size=1, max_size=40
)


@given(ACTIONS)
@settings(max_examples=150, deadline=None)
def test_whatever_happens_every_viewer_ends_with_the_published_board(actions: list[str]) -> None:
    stage = Stage()
    stage.database.publish()
    present: list[Screen] = []
    away: list[Screen] = []
    for action in actions:
        if action == "publish":
            stage.database.publish()
        elif action == "announce":
            stage.broadcast.moved(BOARD, stage.database.publish())
        elif action == "come":
            present.append(stage.watching())
        elif action == "go" and present:
            away.append(present.pop(0))
            stage.broadcast.leave(away[-1], [BOARD])
        elif action == "return" and away:
            present.append(away.pop())
            stage.broadcast.watch(present[-1], BOARD, present[-1].revision or None)
        elif action == "outage":
            stage.database.is_away = not stage.database.is_away
        else:
            stage.run(0.15)
    stage.database.is_away = False
    stage.run(4)
    newest = stage.database.boards[BOARD][-1]
    assert all(screen.revision == newest.revision for screen in present)
    assert all(board_hash(screen.body) == newest.hash for screen in present)
