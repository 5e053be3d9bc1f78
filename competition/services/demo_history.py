"""Let the demo's history happen: entered, signed and locked through the real use cases."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from competition.db.models import Board, Day, Entry
from competition.demo.model import (
    DemoEvent,
    DemoLock,
    DemoPublication,
    DemoRound,
    DemoScore,
    DemoSign,
    DemoStep,
    DemoWithdrawal,
    StaffRole,
)
from competition.domain.sync import OpStatus
from competition.domain.visibility import Policy
from competition.queries.registers import load_registers, sheet_digest
from competition.queries.schemes import scheme_index
from competition.queries.sheet_frames import load_frame
from competition.services.context import Actor, Context
from competition.services.event_boards import publish_event_boards
from competition.services.identity import new_id
from competition.services.mark_rows import MarkChange
from competition.services.marking import MOST_OPS, record_marks
from competition.services.publication import change_policy, publish_trade
from competition.services.sheets import lock_sheet, open_round, open_sheets, sign_sheet
from competition.services.unit_of_work import unit_of_work

Progress = Callable[[int, int], None]


@dataclass
class DemoIds:
    """Ids of what was written, by the demo's keys."""

    event: str = ""
    teams: dict[str, str] = field(default_factory=dict)
    trades: dict[str, str] = field(default_factory=dict)
    entries: dict[str, str] = field(default_factory=dict)
    judges: dict[str, str] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    sheets: dict[tuple[str, str, str], str] = field(default_factory=dict)
    aspects: dict[tuple[str, str], str] = field(default_factory=dict)
    judged: set[str] = field(default_factory=set)
    versions: dict[tuple[str, str, str], int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)


def replay(session: Session, demo: DemoEvent, ids: DemoIds, offset: int, progress: Progress) -> None:
    """Let the history happen: scores of a sheet are entered in one go before the next step on that sheet."""
    organizer = next(ids.actors[m.person.key] for m in demo.staff if m.role is StaffRole.ORGANIZER)
    base = Context(session, organizer, datetime.now(UTC), lambda _announcement: None, boards_later=True)
    for trade_id in ids.trades.values():
        with unit_of_work(_at(base, organizer, demo.now, offset), ids.event, clock_offset=offset) as unit:
            open_sheets(unit, trade_id, {1, 2})
    waiting: dict[tuple[str, str, str], list[DemoScore]] = {}
    for done, step in enumerate(demo.history):
        if done % 1000 == 0:
            progress(done, len(demo.history))
        if isinstance(step, DemoScore):
            waiting.setdefault((step.trade, step.sub_criterion, step.entry), []).append(step)
            continue
        _enter_before(step, waiting, base, ids, offset)
        _take(step, base, ids, offset, organizer)
    for scores in waiting.values():
        _enter(scores, base, ids, offset)
    session.execute(
        update(Day).where(Day.event_id == ids.event, Day.number == 1).values(closed_at=demo.now - timedelta(hours=17))
    )
    context = replace(_at(base, organizer, demo.now, offset), boards_later=False)
    for trade_id in ids.trades.values():
        with unit_of_work(context, ids.event, clock_offset=offset, trade_id=trade_id) as unit:
            publish_trade(unit, trade_id)
    publish_event_boards(context, ids.event)
    progress(len(demo.history), len(demo.history))


def _enter_before(
    step: DemoStep,
    waiting: dict[tuple[str, str, str], list[DemoScore]],
    base: Context,
    ids: DemoIds,
    offset: int,
) -> None:
    """Enter what was scored before this step on the sheets that it touches."""
    if isinstance(step, DemoRound | DemoSign | DemoLock):
        keys = [(step.trade, step.sub_criterion, step.entry)]
    elif isinstance(step, DemoPublication):
        keys = [key for key in waiting if key[0] == step.trade]
    elif isinstance(step, DemoWithdrawal):
        keys = [key for key in waiting if key[2] == step.entry]
    else:
        return
    for key in keys:
        _enter(waiting.pop(key, []), base, ids, offset)


def _enter(scores: Iterable[DemoScore], base: Context, ids: DemoIds, offset: int) -> None:
    by_judge: dict[str, list[DemoScore]] = {}
    for score in scores:
        by_judge.setdefault(score.judge, []).append(score)
    for judge, batch in by_judge.items():
        for start in range(0, len(batch), MOST_OPS):
            _send(judge, batch[start : start + MOST_OPS], base, ids, offset)


def _send(judge: str, batch: list[DemoScore], base: Context, ids: DemoIds, offset: int) -> None:
    first = batch[0]
    sheet_id = ids.sheets[first.trade, first.sub_criterion, first.entry]
    context = _at(base, ids.actors[judge], batch[-1].at, offset)
    changes = []
    for score in batch:
        aspect_id = ids.aspects[score.trade, score.aspect]
        register = (sheet_id, aspect_id, judge if aspect_id in ids.judged else "")
        ids.sequences[judge] = ids.sequences.get(judge, 0) + 1
        version = ids.versions.get(register, 0)
        ids.versions[register] = version + 1
        changes.append(
            MarkChange(
                op_id=new_id(),
                device_seq=ids.sequences[judge],
                aspect_id=aspect_id,
                kind=score.value.t.value,
                number=score.value.v,
                base_version=version,
                epoch=1,
                scheme_version=1,
                client_time=score.at.astimezone(UTC).isoformat(timespec="seconds"),
            )
        )
    ids.digests.pop(sheet_id, None)
    for outcome in record_marks(context, sheet_id, changes):
        answer = json.loads(outcome.receipt)
        if answer["status"] != OpStatus.APPLIED.value:
            raise ValueError(f"the history does not fit the rules: {first} {answer}")


def _take(step: DemoStep, base: Context, ids: DemoIds, offset: int, organizer: Actor) -> None:
    if isinstance(step, DemoRound):
        context = _at(base, ids.actors[step.judge], step.at, offset)
        aspect_id = ids.aspects[step.trade, step.aspect]
        open_round(context, ids.sheets[step.trade, step.sub_criterion, step.entry], aspect_id, step.reason, new_id())
    elif isinstance(step, DemoSign):
        context = _at(base, ids.actors[step.judge], step.at, offset)
        sheet_id = ids.sheets[step.trade, step.sub_criterion, step.entry]
        if sheet_id not in ids.digests:
            ids.digests[sheet_id] = _digest(context.session, sheet_id)
        sign_sheet(context, sheet_id, ids.digests[sheet_id], new_id())
    elif isinstance(step, DemoLock):
        context = _at(base, ids.actors[step.judge], step.at, offset)
        lock_sheet(context, ids.sheets[step.trade, step.sub_criterion, step.entry], new_id())
    elif isinstance(step, DemoPublication):
        _publish(step, base, ids, offset, organizer)
    elif isinstance(step, DemoWithdrawal):
        context = _at(base, organizer, step.at, offset)
        with unit_of_work(context, ids.event, clock_offset=offset, trade_id=ids.trades[step.trade]) as unit:
            context.session.execute(update(Entry).where(Entry.id == ids.entries[step.entry]).values(status="withdrawn"))
            unit.record("entry.status", f"entry/{ids.entries[step.entry]}", new={"status": "withdrawn"})


def _publish(step: DemoPublication, base: Context, ids: DemoIds, offset: int, organizer: Actor) -> None:
    context = _at(base, organizer, step.at, offset)
    trade_id = ids.trades[step.trade]
    policy = Policy(step.visibility.value)
    with unit_of_work(context, ids.event, clock_offset=offset, trade_id=trade_id) as unit:
        if policy is Policy.OFFICIAL:
            context.session.execute(update(Board).where(Board.trade_id == trade_id).values(label="official"))
        change_policy(unit, trade_id, policy)


def _digest(session: Session, sheet_id: str) -> str:
    frame = load_frame(session, sheet_id)
    index = scheme_index(session, frame.scheme_version_id, frame.scheme_words)
    return sheet_digest(load_registers(session, frame, index.sub_criteria[frame.sub_criterion_id]))


def _at(base: Context, actor: Actor, at: datetime, offset: int) -> Context:
    return replace(base, actor=actor, now=at - timedelta(seconds=offset))
