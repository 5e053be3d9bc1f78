"""Change and remove trades: checked, logged, and shown to the public where its pages name them. Source: DOMAIN 1.5."""

from __future__ import annotations

from sqlalchemy import func, select, update

from competition.db.models import AspectRow, Event, Sheet, SheetResult, SubCriterionRow, Trade
from competition.domain.audit import LeafValue
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.roster import trade_key
from competition.domain.scheme import AspectType
from competition.domain.trade_settings import changed, check_change, settings_json
from competition.queries.trade_settings import TradeDetails, details_of, has_marks, is_touched
from competition.services.context import Context
from competition.services.destructive import back_up_first
from competition.services.event_boards import publish_event_boards
from competition.services.event_setup import check_trade_code, check_trade_prefix
from competition.services.publication import publish_trade
from competition.services.trade_removal import take_trade_away
from competition.services.unit_of_work import Unit, unit_of_work

TEXTS = ("name", "place", "sector")
"""What is free text: the log says that it changed, and keeps the words beside its chain."""


def update_trade(context: Context, event_id: str, trade_id: str, wanted: TradeDetails) -> bool:
    """Change a trade's settings; returns whether anything was different.

    Raises DomainError `not_found`, `not_allowed`, `trade_code_invalid`, `trade_code_taken`, `trade_name_missing`,
    `entry_prefix_too_long`, `setting_fixed_by_marks`, and what `check_settings` raises.
    """
    context.require(Permission.EDIT_TRADE, event_id=event_id, trade_id=trade_id)
    check_trade_code(wanted.code)
    check_trade_prefix(wanted.entry_prefix)
    if not any(wanted.name.values()):
        raise DomainError("trade_name_missing")
    offset = _clock_offset(context, event_id)
    with unit_of_work(context, event_id, clock_offset=offset, trade_id=trade_id) as unit:
        trade = context.session.get(Trade, trade_id, populate_existing=True)
        if trade is None or trade.event_id != event_id:
            raise DomainError("not_found")
        known = details_of(trade)
        if known == wanted:
            return False
        _check_code(context, event_id, known, wanted, trade_id)
        check_change(known.settings, wanted.settings, has_marks=has_marks(context.session, trade_id))
        _log(unit, trade_id, known, wanted)
        _write(trade, wanted)
        context.session.flush()
        if known.settings.panel_size != wanted.settings.panel_size:
            _count_registers(context, trade_id, wanted.settings.panel_size)
        publish_trade(unit, trade_id, renamed=True)
    publish_event_boards(context, event_id)
    return True


def remove_trade(context: Context, event_id: str, trade_id: str, typed: str) -> str:
    """Remove a trade with its entries, scheme, panels and plans; returns its code. The database is backed up before.

    typed: what the person typed to confirm; it must be the trade's code.
    Raises DomainError `not_found`, `not_allowed`, `confirmation_differs`, `trade_has_marks`.
    """
    context.require(Permission.CREATE_TRADE, event_id=event_id)
    code = context.session.scalar(select(Trade.code).where(Trade.id == trade_id, Trade.event_id == event_id))
    if code is None:
        raise DomainError("not_found")
    if typed.strip() != code:
        raise DomainError("confirmation_differs", expected=code)
    if is_touched(context.session, trade_id):
        raise DomainError("trade_has_marks", trade=code)
    offset = _clock_offset(context, event_id)
    back_up_first(context, "trades.remove_trade")
    with unit_of_work(context, event_id, clock_offset=offset, trade_id=trade_id) as unit:
        if is_touched(context.session, trade_id):
            raise DomainError("trade_has_marks", trade=code)
        counts = take_trade_away(context.session, trade_id)
        unit.record("trade.remove", f"trade/{trade_id}", old={"code": code, **counts})
    publish_event_boards(context, event_id)
    return code


def _check_code(context: Context, event_id: str, known: TradeDetails, wanted: TradeDetails, trade_id: str) -> None:
    if known.code == wanted.code:
        return
    if has_marks(context.session, trade_id):
        raise DomainError("trade_code_fixed")
    # The event's row is locked, so that two trades cannot take the same code at once.
    context.session.execute(select(Event.id).where(Event.id == event_id).with_for_update(key_share=True)).all()
    others = context.session.scalars(select(Trade.code).where(Trade.event_id == event_id, Trade.id != trade_id))
    if trade_key(wanted.code) in {trade_key(code) for code in others}:
        raise DomainError("trade_code_taken", trade=wanted.code)


def _log(unit: Unit, trade_id: str, known: TradeDetails, wanted: TradeDetails) -> None:
    old, new = settings_json(known.settings), settings_json(wanted.settings)
    before: dict[str, LeafValue] = {name: old[name] for name in sorted(changed(known.settings, wanted.settings))}
    after: dict[str, LeafValue] = {name: new[name] for name in before}
    for name in ("code", "worldskills", "entry_prefix", "standard_id"):
        if getattr(known, name) != getattr(wanted, name):
            before[name], after[name] = getattr(known, name), getattr(wanted, name)
    for name in TEXTS:
        if getattr(known, name) != getattr(wanted, name):
            before[name] = unit.log.keep_text(_lines(getattr(known, name)))
            after[name] = unit.log.keep_text(_lines(getattr(wanted, name)))
    unit.record("trade.update", f"trade/{trade_id}", old=before, new=after)


def _lines(words: dict[str, str]) -> str:
    return "\n".join(f"{language}: {text}" for language, text in sorted(words.items()))


def _write(trade: Trade, wanted: TradeDetails) -> None:
    trade.code, trade.worldskills = wanted.code, wanted.worldskills
    trade.name, trade.place, trade.sector = dict(wanted.name), dict(wanted.place), dict(wanted.sector)
    trade.entry_prefix, trade.standard_id = wanted.entry_prefix, wanted.standard_id
    for name, value in settings_json(wanted.settings).items():
        setattr(trade, name, value)


def _count_registers(context: Context, trade_id: str, panel_size: int) -> None:
    """Say on every judging sheet how many values it waits for, now that its panel has another size."""
    session = context.session
    judged = (
        select(func.count())
        .select_from(AspectRow)
        .where(AspectRow.sub_criterion_id == SubCriterionRow.id, AspectRow.type == AspectType.JUDGEMENT.value)
        .scalar_subquery()
    )
    rows = session.execute(
        select(Sheet.id, SheetResult.aspects, judged)
        .join(SheetResult, SheetResult.sheet_id == Sheet.id)
        .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
        .where(Sheet.trade_id == trade_id)
    )
    for sheet_id, aspects, count in rows.all():
        session.execute(
            update(SheetResult)
            .where(SheetResult.sheet_id == sheet_id)
            .values(registers=count * panel_size + aspects - count)
        )


def _clock_offset(context: Context, event_id: str) -> int:
    offset = context.session.scalar(select(Event.clock_offset).where(Event.id == event_id))
    if offset is None:
        raise DomainError("not_found")
    return offset
