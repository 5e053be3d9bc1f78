"""Draw and seal the layers of a trade's blind codes. Source: DOMAIN 5.4, PRODUCT C3, N8, decision 016."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import SystemRandom

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.models import CodeLayer, Entry, KeyHolder, Trade
from competition.domain.blind_codes import FEWEST_ENTRIES, HOLDERS, MOST_LAYERS, check_codes, draw_codes
from competition.domain.errors import DomainError
from competition.domain.panels import assess
from competition.domain.permissions import Permission
from competition.queries.codes import Slip, code_lines, slips, used_codes
from competition.queries.panels import TradePanels, trade_panels
from competition.queries.trade_settings import has_marks
from competition.services.code_holders import unlock
from competition.services.code_keys import envelope_digest, fingerprint, seal
from competition.services.code_sheets import add_coded, carry_sheets, drop_coded, stand_at
from competition.services.context import Context
from competition.services.destructive import back_up_first
from competition.services.event_boards import publish_event_boards
from competition.services.identity import new_id
from competition.services.publication import publish_trade
from competition.services.trade_unit import trade_unit
from competition.services.unit_of_work import Unit

STATUSES = ("ranked", "withdrawn", "absent", "disqualified")
_random = SystemRandom()


@dataclass(frozen=True, slots=True)
class SealedList:
    """Who got which code, told once to who drew them and kept nowhere. digest: of the sealed envelope."""

    layer: int
    lines: tuple[tuple[Slip, str], ...]
    digest: str


def set_layers(context: Context, event_id: str, trade_id: str, layers: int) -> None:
    """Say how many layers of blind codes a trade uses, 0 for none.

    Raises DomainError `layers_invalid`, `codes_after_marks`, `codes_sealed_already`, `not_found`, `sign_in_needed`,
    `not_allowed`.
    """
    if not 0 <= layers <= MOST_LAYERS:
        raise DomainError("layers_invalid", most=str(MOST_LAYERS))
    with trade_unit(context, event_id, trade_id, Permission.EDIT_TRADE) as unit:
        trade = _trade(unit, trade_id)
        if trade.blind == layers:
            return
        if layers > trade.blind and has_marks(context.session, trade_id):
            raise DomainError("codes_after_marks")
        if layers < trade.sealed:
            raise DomainError("codes_sealed_already")
        unit.record("codes.layers", f"trade/{trade_id}", old={"layers": trade.blind}, new={"layers": layers})
        trade.blind = layers


def seal_layer(
    context: Context, event_id: str, trade_id: str, secret: str, drawn: Mapping[str, str] | None = None
) -> SealedList:
    """Draw the codes of a trade's next layer and seal who stands behind them; the list is returned once.

    secret: the holder's passphrase or recovery code, so that nobody seals who could not open. drawn: codes drawn by
    hand, by the id of what gets them; None to draw here.
    Raises DomainError `layers_all_sealed`, `holders_missing`, `layer_of_other_holder`, `codes_after_marks`,
    `codes_too_few`, `panels_not_neutral`, the refusals of `check_codes`, `draw_codes` and `unlock`, `sign_in_again`.
    """
    context.require(Permission.SEAL_CODES, event_id=event_id)
    context.require_fresh()
    holder = unlock(context, event_id, secret)
    with trade_unit(context, event_id, trade_id, Permission.SEAL_CODES) as unit:
        session = context.session
        trade = _trade(unit, trade_id)
        layer = trade.sealed + 1
        if layer > trade.blind:
            raise DomainError("layers_all_sealed")
        keys = _keys(unit)
        _require_own_layer(session, trade_id, holder.id)
        if has_marks(session, trade_id):
            raise DomainError("codes_after_marks")
        waiting = slips(session, trade_id, layer)
        if len(waiting) < FEWEST_ENTRIES:
            raise DomainError("codes_too_few", least=str(FEWEST_ENTRIES))
        if not trade.allows_compatriots:
            _require_neutral(trade_panels(session, event_id, trade_id))
        used = used_codes(session, trade_id)
        codes = (
            draw_codes(layer, len(waiting), used, _random.sample)
            if drawn is None
            else check_codes(layer, [drawn.get(slip.id, "") for slip in waiting], used)
        )
        digest = _write(unit, trade, layer, holder.id, keys, list(zip(waiting, codes, strict=True)))
        publish_trade(unit, trade_id)
    publish_event_boards(context, event_id)
    return SealedList(layer, tuple(zip(waiting, codes, strict=True)), digest)


def discard_layer(context: Context, event_id: str, trade_id: str, secret: str, reason: str) -> None:
    """Throw the codes of the last sealed layer away, unopened, while nothing is marked, so that they are drawn again.

    Only the holder who sealed it. Raises DomainError `codes_not_sealed`, `codes_after_marks`, `layer_of_other_holder`,
    `reason_needed`, the refusals of `unlock`, `sign_in_again`.
    """
    context.require(Permission.SEAL_CODES, event_id=event_id)
    context.require_fresh()
    if not reason.strip():
        raise DomainError("reason_needed")
    holder = unlock(context, event_id, secret)
    back_up_first(context, "codes.discard_layer")
    with trade_unit(context, event_id, trade_id, Permission.SEAL_CODES) as unit:
        session = context.session
        layer = sealed_layer(session, trade_id)
        if layer.holder_id != holder.id:
            raise DomainError("layer_of_other_holder")
        if has_marks(session, trade_id):
            raise DomainError("codes_after_marks")
        coded = [line.id for line in code_lines(session, trade_id, layer.number)]
        behind = [slip.id for slip in slips(session, trade_id, layer.number)]
        stand_at(session, trade_id, layer.number - 1)
        carry_sheets(session, trade_id, coded, behind)
        drop_coded(session, coded)
        layer.discarded_at = context.now
        unit.record(
            "codes.discard",
            f"trade/{trade_id}",
            old={"layer": layer.number, "digest": layer.digest},
            reason_ref=unit.log.keep_text(reason.strip()),
        )
        publish_trade(unit, trade_id)
    publish_event_boards(context, event_id)


def change_status(context: Context, event_id: str, entry_id: str, status: str, reason: str) -> None:
    """Withdraw an entry by its code, or take it back; who stands behind the code stays unknown.

    Raises DomainError `status_unknown`, `reason_needed`, `not_found`, `sign_in_needed`, `not_allowed`.
    """
    if status not in STATUSES:
        raise DomainError("status_unknown")
    if not reason.strip():
        raise DomainError("reason_needed")
    entry = context.session.get(Entry, entry_id)
    if entry is None or entry.event_id != event_id or entry.layer == 0:
        raise DomainError("not_found")
    with trade_unit(context, event_id, entry.trade_id, Permission.EDIT_COMPETITORS) as unit:
        session = context.session
        coded = session.execute(select(Entry).where(Entry.id == entry_id)).scalar_one()
        if coded.layer != _trade(unit, coded.trade_id).sealed:
            raise DomainError("not_found")
        unit.record(
            "entry.status",
            f"entry/{entry_id}",
            old={"status": coded.status},
            new={"status": status},
            reason_ref=unit.log.keep_text(reason.strip()),
        )
        coded.status = status
        session.flush()
        publish_trade(unit, coded.trade_id)


def sealed_layer(session: Session, trade_id: str) -> CodeLayer:
    """Return the last sealed layer of a trade, locked. Raises DomainError `codes_not_sealed`."""
    found = session.scalar(
        select(CodeLayer)
        .join(Trade, (Trade.id == CodeLayer.trade_id) & (Trade.sealed == CodeLayer.number))
        .where(CodeLayer.trade_id == trade_id, CodeLayer.opened_at.is_(None), CodeLayer.discarded_at.is_(None))
        .with_for_update(of=CodeLayer)
    )
    if found is None:
        raise DomainError("codes_not_sealed")
    return found


def bound_to(layer_id: str, trade_id: str, number: int) -> str:
    """Return what an envelope is bound to, so that no other layer's can be put in its place."""
    return f"layer/{trade_id}/{number}/{layer_id}"


def _write(
    unit: Unit, trade: Trade, number: int, holder_id: str, keys: Mapping[str, str], drawn: list[tuple[Slip, str]]
) -> str:
    """Write entries, sheets and the sealed envelope of a layer; returns the envelope's digest."""
    session = unit.context.session
    coded = add_coded(session, unit.event_id, trade.id, number, [code for _, code in drawn])
    carry_sheets(session, trade.id, [slip.id for slip, _ in drawn], list(coded.values()))
    stand_at(session, trade.id, number)
    behind = {coded[code]: {"entry": slip.id, "was": slip.code, "code": code} for slip, code in drawn}
    layer_id = new_id()
    content = json.dumps({"layer": number, "behind": dict(sorted(behind.items()))}, separators=(",", ":")).encode()
    envelope = seal(content, keys, bound_to(layer_id, trade.id, number))
    digest = envelope_digest(envelope)
    drawings = session.scalar(
        select(func.count()).select_from(CodeLayer).where(CodeLayer.trade_id == trade.id, CodeLayer.number == number)
    )
    session.add(
        CodeLayer(
            id=layer_id,
            event_id=unit.event_id,
            trade_id=trade.id,
            number=number,
            batch=(drawings or 0) + 1,
            holder_id=holder_id,
            codes=sorted(coded),
            envelope=envelope,
            digest=digest,
            sealed_at=unit.context.now,
        )
    )
    session.flush()
    unit.record(
        "codes.seal",
        f"trade/{trade.id}",
        new={
            "layer": number,
            "codes": len(drawn),
            "digest": digest,
            "keys": " ".join(sorted(fingerprint(public).replace(" ", "") for public in keys.values())),
        },
    )
    return digest


def _trade(unit: Unit, trade_id: str) -> Trade:
    return unit.context.session.execute(
        select(Trade).where(Trade.id == trade_id).execution_options(populate_existing=True)
    ).scalar_one()


def _keys(unit: Unit) -> dict[str, str]:
    """Return the public keys of the three holders. Raises DomainError `holders_missing`."""
    rows = unit.context.session.execute(
        select(KeyHolder.id, KeyHolder.public_key).where(KeyHolder.event_id == unit.event_id).order_by(KeyHolder.id)
    )
    keys = dict(rows.all())
    if len(keys) != HOLDERS:
        raise DomainError("holders_missing", needed=str(HOLDERS))
    return keys


def _require_own_layer(session: Session, trade_id: str, holder_id: str) -> None:
    """Refuse a holder who keeps another layer of the trade already (W4)."""
    other = session.scalar(
        select(CodeLayer.id).where(
            CodeLayer.trade_id == trade_id,
            CodeLayer.holder_id == holder_id,
            CodeLayer.opened_at.is_(None),
            CodeLayer.discarded_at.is_(None),
        )
    )
    if other is not None:
        raise DomainError("layer_of_other_holder")


def _require_neutral(room: TradePanels) -> None:
    """Refuse codes under which some panel could not be filled by judges who are nobody's compatriots.

    Raises DomainError `panels_not_neutral` with the sub-criteria.
    """
    coded = tuple(replace(entry, team_id="", team_code="", flag="") for entry in room.entries)
    blind = replace(room, entries=coded)
    short = sorted({hole.task for hole in assess(blind.floor, blind.seats).holes})
    if short:
        raise DomainError("panels_not_neutral", tasks=" ".join(short))
