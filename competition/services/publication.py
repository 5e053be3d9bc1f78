"""What goes out: a policy and an allow-list turn the inside of a trade into the next revision of its board."""

from __future__ import annotations

import json
from datetime import datetime
from typing import cast

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from competition.db.direct import run
from competition.db.models import Board, PublishedDocument
from competition.domain.board_types import EventHead, TradeBody, TradeHead
from competition.domain.board_types import Session as PublicSession
from competition.domain.boards import Body, canonical_json, text_hash
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.scheme import Scheme
from competition.domain.visibility import Policy, public_trade_board, with_plan
from competition.queries.schemes import SchemeIndex, current_scheme
from competition.queries.standings import entry_lines, rank_entries, sessions, trade_facts
from competition.services.board_bodies import event_part, session_part, trade_body, trade_part
from competition.services.context import BoardMoved, Context
from competition.services.identity import new_id
from competition.services.unit_of_work import Unit, unit_of_work

KEPT_REVISIONS = 64
"""Revisions that a viewer can catch up from; an older one takes the whole document."""
FORGET_EVERY = 16
SWITCHABLE = frozenset({Policy.HIDDEN, Policy.PROGRESS, Policy.LIVE, Policy.FROZEN})
NO_SCHEME = Scheme(())


def create_board(session: Session, event_id: str, kind: str, trade_id: str | None = None) -> str:
    """Add a board, hidden, before its first revision."""
    board = Board(id=new_id(), event_id=event_id, kind=kind, trade_id=trade_id, policy=Policy.HIDDEN.value)
    session.add(board)
    session.flush()
    return board.id


def set_policy(context: Context, board_id: str, policy: Policy) -> None:
    """Let the public see more or less of a trade from now on.

    Official results are released by two people, not switched on here.
    Raises DomainError `not_found`, `policy_not_allowed`, `not_allowed`.
    """
    board = context.session.get(Board, board_id)
    if board is None or board.trade_id is None:
        raise DomainError("not_found")
    event_id, trade_id = board.event_id, board.trade_id
    context.require(Permission.FREEZE_BOARD, event_id=event_id, trade_id=trade_id)
    if policy not in SWITCHABLE or board.policy == Policy.OFFICIAL.value:
        raise DomainError("policy_not_allowed")
    facts = trade_facts(context.session, trade_id)
    with unit_of_work(context, event_id, clock_offset=facts.clock_offset, trade_id=trade_id) as unit:
        change_policy(unit, trade_id, policy)


def change_policy(unit: Unit, trade_id: str, policy: Policy) -> None:
    """Switch the policy of a trade's board inside a transaction and publish what follows.

    What becomes frozen is first published as it stands, so that the freeze holds the last public moment.
    """
    session = unit.context.session
    board = _lock_board(session, trade_id)
    if policy is Policy.FROZEN and board.policy == Policy.LIVE.value:
        publish_trade(unit, trade_id, at_once=True)
    unit.record("board.policy", f"board/{board.id}", old={"policy": board.policy}, new={"policy": policy.value})
    session.execute(update(Board).where(Board.id == board.id).values(policy=policy.value))
    publish_trade(unit, trade_id, at_once=True)


def publish_trade(unit: Unit, trade_id: str, *, at_once: bool = False, renamed: bool = False) -> None:
    """Write the next revision of a trade's board when what the public may see has changed.

    at_once: even while a long history is replayed (`Context.boards_later`). renamed: even of a hidden board, which
    shows nothing but the trade's name.
    """
    if unit.context.boards_later and not at_once:
        return
    session = unit.context.session
    board = _lock_board(session, trade_id)
    policy = Policy(board.policy)
    text = last_text(session, board.id, board.revision)
    before = None
    if text is not None and policy in (Policy.HIDDEN, Policy.FROZEN):
        before = cast("TradeBody", json.loads(text))
        if policy is Policy.HIDDEN and before["state"] == Policy.HIDDEN.value and not renamed:
            return
    inside = inside_body(session, trade_id, board.label, board.version, unit.context.event_now(unit.clock_offset))
    body = public_trade_board(inside, policy, before)
    publish(unit, board.id, board.revision, text, body)


def refresh_trade(unit: Unit, trade_id: str) -> None:
    """Publish a trade's plan and names as they are now; the stream is locked by the caller.

    Of a board that is not live nothing but these changes, so that no mark gets out and an official result stays.
    """
    session = unit.context.session
    board = _lock_board(session, trade_id)
    text = last_text(session, board.id, board.revision)
    if text is None or board.policy == Policy.LIVE.value:
        publish_trade(unit, trade_id, at_once=True)
        return
    facts = trade_facts(session, trade_id)
    body = with_plan(
        cast("TradeBody", json.loads(text)),
        cast("EventHead", event_part(facts)),
        cast("TradeHead", trade_part(facts)),
        [cast("PublicSession", session_part(each)) for each in sessions(session, trade_id)],
    )
    publish(unit, board.id, board.revision, text, body)


def inside_body(session: Session, trade_id: str, label: str, version: int, at: datetime) -> TradeBody:
    """Return the whole truth about a trade in the shape of its board, at a moment of the event's time."""
    facts = trade_facts(session, trade_id)
    index = current_scheme(session, trade_id)
    plan = sessions(session, trade_id)
    lines = entry_lines(session, trade_id, [each.ends for each in plan], at)
    ranked = rank_entries(lines, facts, criteria_by_weight(index))
    body = trade_body(facts, index.scheme if index else NO_SCHEME, lines, ranked, plan)
    return cast("TradeBody", {**body, "state": "live", "label": label, "version": version})


def criteria_by_weight(index: SchemeIndex | None) -> tuple[str, ...]:
    """Return the criteria's codes, the heaviest first: the order in which they break a tie (DOMAIN 5.1)."""
    if index is None:
        return ()
    weights = {
        criterion.code: sum(aspect.max_mark for sub in criterion.sub_criteria for aspect in sub.aspects)
        for criterion in index.scheme.criteria
    }
    return tuple(sorted(weights, key=lambda code: (-weights[code], code)))


_LOCK = (
    select(Board.id, Board.policy, Board.label, Board.version, Board.revision)
    .where(Board.trade_id == bindparam("trade"), Board.kind == "trade")
    .with_for_update()
)
_TEXT = select(PublishedDocument.body).where(
    PublishedDocument.board_id == bindparam("board"), PublishedDocument.revision == bindparam("number")
)
_ADD = insert(PublishedDocument)
_MOVE = update(Board).where(Board.id == bindparam("board")).values(revision=bindparam("number"))
_FORGET = delete(PublishedDocument).where(
    PublishedDocument.board_id == bindparam("board"), PublishedDocument.revision <= bindparam("number")
)


def publish(unit: Unit, board_id: str, revision: int, before: str | None, body: Body) -> None:
    """Write a revision unless the public sees no difference; the board's row is locked by the caller.

    before: the text of the present revision, None for the first.
    """
    text = canonical_json(body)
    if before is not None and before.encode() == text:
        return
    session = unit.context.session
    following = revision + 1
    document = {
        "board_id": board_id,
        "revision": following,
        "at": unit.context.now,
        "hash": text_hash(text),
        "body": text.decode(),
    }
    run(session, _ADD, document)
    run(session, _MOVE, {"board": board_id, "number": following})
    if following % FORGET_EVERY == 0:
        run(session, _FORGET, {"board": board_id, "number": following - KEPT_REVISIONS})
    unit.announce(BoardMoved(board_id, unit.event_id, following))


def _lock_board(session: Session, trade_id: str) -> Row[tuple[str, str, str, int, int]]:
    """Return id, policy, label, version and revision of a trade's board, locked until the transaction ends."""
    board = run(session, _LOCK, {"trade": trade_id}).one_or_none()
    if board is None:
        raise DomainError("not_found")
    return board


def last_text(session: Session, board_id: str, revision: int) -> str | None:
    """Return the canonical JSON of a revision, None when there is none."""
    text = run(session, _TEXT, {"board": board_id, "number": revision}).scalar_one_or_none()
    return None if text is None else str(text)
