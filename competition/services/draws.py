"""Draw start orders, workstations and lots from a seed that everybody may see. Source: PRODUCT A5, docs/draws.md."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import select, update

from competition.db.base import Json
from competition.db.models import Approval, Draw, Entry
from competition.domain.draws import Drawing, DrawKind, Wishes, check_draw, draw, draw_label
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.queries.draws import TradeDraws, read_wishes, told, trade_draws, write_wishes
from competition.queries.taking_part import takes_part
from competition.services.approvals import Request, ask, take, withdraw
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.publication import publish_trade
from competition.services.trade_unit import trade_unit
from competition.services.unit_of_work import Unit

AGAIN = "draw.again"
ENTERED, MADE = "entered", "made"
LONGEST_REASON = 500
NO_WISHES = Wishes()
_COLUMNS = {DrawKind.START: Entry.start, DrawKind.WORKSTATION: Entry.workstation, DrawKind.LOTS: Entry.lot}


@dataclass(frozen=True, slots=True)
class NewDraw:
    """What is to be drawn. source: `entered` by people, or `made` by the server."""

    kind: DrawKind
    seed: str
    source: str
    wishes: Wishes = NO_WISHES


def make_draw(context: Context, event_id: str, trade_id: str, new: NewDraw, reason: str = "") -> str:
    """Draw, and give every entry what it drew; returns the drawing's id. Nobody sees an order before it is stored.

    reason: why, when it is not the first drawing of its kind.
    Raises DomainError `reason_needed`, `draw_published` when the one that holds is published already (two people draw
    again then), `draw_under_codes`, the refusals of `draw`, `not_found`, `sign_in_needed`, `not_allowed`.
    """
    with trade_unit(context, event_id, trade_id, Permission.DRAW_LOTS) as unit:
        room = trade_draws(context.session, event_id, trade_id)
        current = room.current(new.kind)
        if current is not None and current.published_at is not None:
            raise DomainError("draw_published")
        if current is not None and not reason.strip():
            raise DomainError("reason_needed")
        return _draw(unit, room, new, reason)


def publish_draw(context: Context, event_id: str, trade_id: str, kind: DrawKind) -> None:
    """Let the drawing that holds stand: from now on a second person is needed to draw again. Twice changes nothing.

    Raises DomainError `draw_missing`, `not_found`, `sign_in_needed`, `not_allowed`.
    """
    with trade_unit(context, event_id, trade_id, Permission.DRAW_LOTS) as unit:
        current = trade_draws(context.session, event_id, trade_id).current(kind)
        if current is None:
            raise DomainError("draw_missing")
        if current.published_at is not None:
            return
        context.session.execute(update(Draw).where(Draw.id == current.id).values(published_at=context.now))
        unit.record("draw.publish", f"trade/{trade_id}", new={"kind": kind.value, "number": current.number})


def ask_again(context: Context, event_id: str, trade_id: str, new: NewDraw, reason: str) -> str:
    """Ask for a published drawing to be drawn again; returns the request's id. Nothing is drawn yet.

    Raises DomainError `draw_not_published`, `draw_under_codes`, the refusals of `check_draw` and of `ask`.
    """
    with trade_unit(context, event_id, trade_id, Permission.REDRAW_LOTS) as unit:
        room = trade_draws(context.session, event_id, trade_id)
        current = room.current(new.kind)
        if current is None or current.published_at is None:
            raise DomainError("draw_not_published")
        _require_open(room, new.kind)
        check_draw(room.pool(), new.kind, new.seed.strip(), new.wishes)
        details = _details(new, current.number + 1)
        place = f"trade/{trade_id}/{new.kind.value}"
        return ask(unit, Request(Permission.REDRAW_LOTS, AGAIN, place, reason, trade_id, details))


def draw_again(context: Context, event_id: str, request_id: str) -> str:
    """Draw again as the second person; returns the drawing's id.

    Raises the refusals of `take` and of `draw`, DomainError `draw_under_codes`.
    """
    asked = _request(context, event_id, request_id)
    new, trade_id = read_request(asked.details), str(asked.trade_id)
    with trade_unit(context, event_id, trade_id, Permission.REDRAW_LOTS) as unit:
        room = trade_draws(context.session, event_id, trade_id)
        current = room.current(new.kind)
        taken = take(unit, request_id, Permission.REDRAW_LOTS, _details(new, (current.number if current else 0) + 1))
        return _draw(unit, room, new, "", taken.reason_ref)


def refuse_again(context: Context, event_id: str, request_id: str) -> None:
    """Refuse a request to draw again, or take an own one back.

    Raises the refusals of `take` and `withdraw`.
    """
    asked = _request(context, event_id, request_id)
    with trade_unit(context, event_id, str(asked.trade_id), Permission.REDRAW_LOTS) as unit:
        if asked.asked_by == context.actor.account_id:
            withdraw(unit, request_id)
        else:
            take(unit, request_id, Permission.REDRAW_LOTS, {}, approve=False)


def read_request(details: Mapping[str, Json]) -> NewDraw:
    """Return what a request asks to be drawn."""
    wishes = cast("dict[str, Json]", details["wishes"])
    return NewDraw(DrawKind(str(details["kind"])), str(details["seed"]), str(details["source"]), read_wishes(wishes))


def _request(context: Context, event_id: str, request_id: str) -> Approval:
    found = context.session.scalar(
        select(Approval).where(Approval.id == request_id, Approval.event_id == event_id, Approval.action == AGAIN)
    )
    if found is None:
        raise DomainError("not_found")
    context.session.expunge(found)
    return found


def _details(new: NewDraw, number: int) -> dict[str, Json]:
    wishes: Json = write_wishes(new.wishes)
    return {"kind": new.kind.value, "seed": new.seed, "source": new.source, "wishes": wishes, "number": number}


def _require_open(room: TradeDraws, kind: DrawKind) -> None:
    """Refuse an order that would tell who stands behind a code, or that the codes themselves are drawn for.

    Raises DomainError `draw_under_codes`.
    """
    if kind is DrawKind.LOTS:
        return
    if room.sealed or (kind is DrawKind.WORKSTATION and room.blind > 1):
        raise DomainError("draw_under_codes")


def _draw(unit: Unit, room: TradeDraws, new: NewDraw, reason: str, reason_ref: str | None = None) -> str:
    """Draw, store and log in one step."""
    _require_open(room, new.kind)
    seed, pool = new.seed.strip(), room.pool()
    number = max((each.number for each in room.draws if each.kind is new.kind), default=0) + 1
    label = draw_label(room.event_code, room.code, new.kind, number)
    drawing = draw(pool, new.kind, seed, label, new.wishes)
    if reason.strip():
        reason_ref = unit.log.keep_text(reason.strip()[:LONGEST_REASON])
    context = unit.context
    result: list[Json] = [[line.code, line.place, line.heat, line.station] for line in drawing.lines]
    row = Draw(
        id=new_id(),
        event_id=unit.event_id,
        trade_id=room.id,
        kind=new.kind.value,
        number=number,
        seed=seed,
        source=new.source,
        settings=write_wishes(new.wishes),
        pool=[[code, team] for code, team in sorted(pool.items())],
        result=result,
        attempt=drawing.attempt,
        made_by=context.require(Permission.DRAW_LOTS, event_id=unit.event_id, trade_id=room.id),
        made_at=context.now,
        reason_ref=reason_ref,
    )
    context.session.add(row)
    _give(unit, room, new.kind, drawing)
    digest = hashlib.sha256(json.dumps(result, separators=(",", ":")).encode()).hexdigest()
    unit.record(
        "draw.make",
        f"trade/{room.id}",
        new={
            "kind": new.kind.value,
            "number": number,
            "seed": seed,
            "source": new.source,
            "label": f"{label}/{drawing.attempt}",
            "entries": len(pool),
            "digest": digest,
        },
        reason_ref=reason_ref,
    )
    if new.kind is DrawKind.LOTS:
        publish_trade(unit, room.id)
    return row.id


def _give(unit: Unit, room: TradeDraws, kind: DrawKind, drawing: Drawing) -> None:
    """Write what every entry drew; whoever was not in the drawing holds nothing."""
    session, column = unit.context.session, _COLUMNS[kind]
    nothing: object = "" if kind is DrawKind.WORKSTATION else 0
    session.execute(update(Entry).where(Entry.trade_id == room.id, takes_part()).values({column.key: nothing}))
    ids = {entry.code: entry.id for entry in room.entries}
    for line in drawing.lines:
        value: object = told(kind, line) if kind is DrawKind.WORKSTATION else line.place
        session.execute(update(Entry).where(Entry.id == ids[line.code]).values({column.key: value}))
