"""Open the layers of blind codes, the last one first: two key holders, each with sign-in, passphrase and reason.

The first holder leaves a half of the layer's key, encrypted for each of the two others; the second one adds the own
half and opens. Source: DOMAIN 5.4 (6), PRODUCT N8, decision 016.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import cast

from sqlalchemy import delete, func, select, update

from competition.db.base import Json
from competition.db.models import Approval, CodeLayer, CodeShare, Entry, KeyHolder, Sheet
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.stages import SheetState
from competition.queries.codes import ACTIVE, code_lines
from competition.services.approvals import WITHDRAWN, Request, ask, take, withdraw
from competition.services.code_holders import unlock
from competition.services.code_keys import WrongSecretError, half, hand_over, take_over, unseal
from competition.services.code_sheets import give_back, stand_at
from competition.services.codes import bound_to, sealed_layer
from competition.services.context import Context
from competition.services.destructive import back_up_first
from competition.services.event_boards import publish_event_boards
from competition.services.publication import publish_trade
from competition.services.trade_unit import trade_unit
from competition.services.unit_of_work import Unit

OPEN = "codes.open"
STANDS_FOR = timedelta(hours=1)
"""How long a request to open stands; what was left for it is deleted then."""


def ask_to_open(
    context: Context, event_id: str, trade_id: str, secret: str, reason: str, *, early: bool = False
) -> str:
    """Begin to open the last sealed layer of a trade as the first of two holders; returns the request's id.

    early: although not every sheet is locked, so that whoever marks on could know whose work it is.
    Raises DomainError `codes_not_sealed`, `sheets_not_locked` with their number, the refusals of `unlock` and `ask`.
    """
    context.require(Permission.OPEN_CODES, event_id=event_id)
    context.require_fresh()
    if not reason.strip():
        raise DomainError("reason_needed")
    holder = unlock(context, event_id, secret)
    with trade_unit(context, event_id, trade_id, Permission.OPEN_CODES) as unit:
        session = context.session
        layer = sealed_layer(session, trade_id)
        if not early:
            _require_locked(unit, trade_id)
        details = _details(layer, early=early)
        request_id = ask(unit, Request(Permission.OPEN_CODES, OPEN, f"trade/{trade_id}", reason, trade_id, details))
        _forget_shares(unit, trade_id)
        part = half(layer.envelope, holder.private)
        others = session.execute(
            select(KeyHolder.id, KeyHolder.public_key).where(KeyHolder.event_id == event_id, KeyHolder.id != holder.id)
        )
        for key_id, public in others:
            box = hand_over(part, public, _share_bound(request_id, layer.id, holder.id, key_id))
            kept: dict[str, Json] = {"from": holder.id, **box}
            session.add(CodeShare(approval_id=request_id, layer_id=layer.id, holder_id=key_id, box=kept))
        return request_id


def open_layer(context: Context, event_id: str, request_id: str, secret: str, reason: str) -> int:
    """Open a layer as the second of two holders; returns how many entries have come forth.

    Marks, signatures and ranks stay; the entries of the layer before take the place of those under the codes, and
    after the first layer they have their teams and names again.
    Raises DomainError `second_person_needed`, `opening_expired`, `layer_changed`, the refusals of `unlock` and `take`.
    """
    context.require(Permission.OPEN_CODES, event_id=event_id)
    context.require_fresh()
    if not reason.strip():
        raise DomainError("reason_needed")
    asked = _request(context, event_id, request_id)
    _refuse_expired(context, asked)
    holder = unlock(context, event_id, secret)
    back_up_first(context, "code_opening.open_layer")
    with trade_unit(context, event_id, str(asked.trade_id), Permission.OPEN_CODES) as unit:
        session = context.session
        trade_id = str(asked.trade_id)
        layer = sealed_layer(session, trade_id)
        early = bool(asked.details.get("early"))
        take(unit, request_id, Permission.OPEN_CODES, _details(layer, early=early))
        if not early:
            _require_locked(unit, trade_id)
        content = _put_together(context, layer, request_id, holder.id, holder.private)
        behind = _behind(unit, layer, content)
        give_back(session, behind)
        stand_at(session, trade_id, layer.number - 1)
        layer.opened_at = context.now
        _forget_shares(unit, trade_id)
        session.flush()
        unit.record(
            "codes.opened",
            f"trade/{trade_id}",
            old={"layer": layer.number, "digest": layer.digest},
            new={"entries": len(behind), "first": asked.asked_by, "second": holder.account_id, "early": early},
            reason_ref=unit.log.keep_text(reason.strip()),
        )
        publish_trade(unit, trade_id, at_once=True)
    publish_event_boards(context, event_id)
    return len(behind)


def refuse_to_open(context: Context, event_id: str, request_id: str) -> None:
    """Refuse a request to open, or take an own one back; what the first holder left is deleted.

    Raises the refusals of `take` and `withdraw`.
    """
    asked = _request(context, event_id, request_id)
    with trade_unit(context, event_id, str(asked.trade_id), Permission.OPEN_CODES) as unit:
        if asked.asked_by == context.actor.account_id:
            withdraw(unit, request_id)
        else:
            take(unit, request_id, Permission.OPEN_CODES, {}, approve=False)
        _forget_shares(unit, str(asked.trade_id))


def _request(context: Context, event_id: str, request_id: str) -> Approval:
    found = context.session.scalar(
        select(Approval).where(Approval.id == request_id, Approval.event_id == event_id, Approval.action == OPEN)
    )
    if found is None or found.trade_id is None:
        raise DomainError("not_found")
    context.session.expunge(found)
    return found


def _refuse_expired(context: Context, asked: Approval) -> None:
    """Refuse a request that is too old, and delete what was left for it. Raises DomainError `opening_expired`."""
    if context.now - asked.asked_at <= STANDS_FOR:
        return
    trade_id = str(asked.trade_id)
    with trade_unit(context, asked.event_id, trade_id, Permission.OPEN_CODES) as unit:
        _forget_shares(unit, trade_id)
        old = update(Approval).where(Approval.id == asked.id, Approval.decision == "open")
        context.session.execute(old.values(decision=WITHDRAWN))
    raise DomainError("opening_expired")


def _details(layer: CodeLayer, *, early: bool) -> dict[str, Json]:
    return {"layer": layer.number, "digest": layer.digest, "early": early}


def _require_locked(unit: Unit, trade_id: str) -> None:
    """Refuse while a sheet can still change. Raises DomainError `sheets_not_locked`."""
    waiting = unit.context.session.scalar(
        select(func.count())
        .select_from(Sheet)
        .join(Entry, Entry.id == Sheet.entry_id)
        .where(Sheet.trade_id == trade_id, Sheet.state != SheetState.LOCKED.value, Entry.status.in_(ACTIVE))
    )
    if waiting:
        raise DomainError("sheets_not_locked", count=str(waiting))


def _share_bound(request_id: str, layer_id: str, giver: str, taker: str) -> str:
    return f"share/{request_id}/{layer_id}/{giver}/{taker}"


def _put_together(context: Context, layer: CodeLayer, request_id: str, key_id: str, private: bytes) -> bytes:
    """Return what two holders open together. Raises DomainError `second_person_needed`, `layer_changed`."""
    share = context.session.get(CodeShare, (request_id, layer.id, key_id))
    if share is None:
        raise DomainError("second_person_needed")
    giver = str(share.box["from"])
    bound = bound_to(layer.id, layer.trade_id, layer.number)
    try:
        theirs = take_over(share.box, private, _share_bound(request_id, layer.id, giver, key_id))
        return unseal(layer.envelope, {giver: theirs, key_id: half(layer.envelope, private)}, bound)
    except WrongSecretError:
        raise DomainError("layer_changed") from None


def _behind(unit: Unit, layer: CodeLayer, content: bytes) -> dict[str, str]:
    """Return who stands behind each entry under a code, when that is exactly what was sealed.

    Raises DomainError `layer_changed` when entries came or went since, which the server never lets happen.
    """
    session = unit.context.session
    sealed = cast("Mapping[str, Mapping[str, str]]", json.loads(content)["behind"])
    behind = {coded: told["entry"] for coded, told in sealed.items()}
    present = {line.id for line in code_lines(session, layer.trade_id, layer.number)}
    found = set(
        session.scalars(
            select(Entry.id).where(
                Entry.id.in_(list(behind.values())),
                Entry.trade_id == layer.trade_id,
                Entry.layer == layer.number - 1,
            )
        )
    )
    if present != set(behind) or found != set(behind.values()):
        raise DomainError("layer_changed")
    return behind


def _forget_shares(unit: Unit, trade_id: str) -> None:
    """Delete what holders left for requests on this trade."""
    session = unit.context.session
    layers = select(CodeLayer.id).where(CodeLayer.trade_id == trade_id)
    session.execute(delete(CodeShare).where(CodeShare.layer_id.in_(layers)))
