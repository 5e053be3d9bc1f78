"""Make an event and its trades from what an organizer types: checked, logged, in one transaction each."""

from __future__ import annotations

import re
from zoneinfo import available_timezones

from sqlalchemy import select

from competition.db.engine import write_transaction
from competition.db.models import Event, Trade
from competition.domain.errors import DomainError
from competition.domain.event_plan import RESERVED_CODES
from competition.domain.permissions import Permission
from competition.domain.roster import trade_key
from competition.domain.trade_settings import MOST_COMPETITORS
from competition.services.context import Context
from competition.services.event_boards import publish_event_boards
from competition.services.events import NewEvent, NewTrade, add_event, add_trade
from competition.services.operator import require_or_operator
from competition.services.publication import publish_trade
from competition.services.unit_of_work import unit_of_work

MAX_PREFIX_LENGTH = 8
_EVENT_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,62}[a-z0-9]", re.ASCII)
_TRADE_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,15}", re.ASCII)


def create_event(context: Context, new: NewEvent) -> str:
    """Add an event with its days and boards; returns its id.

    Raises DomainError `event_code_invalid`, `event_code_taken`, `timezone_unknown`, `event_dates_invalid`,
    `rules_unknown`, `sign_in_needed`, `not_allowed`.
    """
    require_or_operator(context, Permission.CREATE_EVENT)
    checked_event_code(new.code)
    if new.timezone not in available_timezones():
        raise DomainError("timezone_unknown", timezone=new.timezone)
    with write_transaction(context.session):
        if context.session.scalar(select(Event.id).where(Event.code == new.code)) is not None:
            raise DomainError("event_code_taken", event=new.code)
        event_id = add_event(context.session, new, context.now)
        with unit_of_work(context, event_id, clock_offset=new.clock_offset) as unit:
            unit.record("event.add", f"event/{event_id}", new={"code": new.code})
    publish_event_boards(context, event_id)
    return event_id


def checked_event_code(code: str) -> str:
    """Return a code that an event may have; raises DomainError `event_code_invalid`, `event_code_reserved`."""
    if not _EVENT_CODE.fullmatch(code):
        raise DomainError("event_code_invalid", event=code)
    if code in RESERVED_CODES:
        raise DomainError("event_code_reserved", event=code)
    return code


def create_trade(context: Context, event_id: str, new: NewTrade) -> str:
    """Add a trade to an event; returns its id. `4` and `04` are the same trade.

    Raises DomainError `trade_code_invalid`, `trade_code_taken`, `team_size_invalid`, `entry_prefix_too_long`,
    `sign_in_needed`, `not_allowed`.
    """
    require_or_operator(context, Permission.CREATE_TRADE, event_id=event_id)
    check_trade_code(new.code)
    check_trade_prefix(new.entry_prefix)
    if new.team_size is not None and not 1 <= new.team_size <= MOST_COMPETITORS:
        raise DomainError("team_size_invalid", limit=str(MOST_COMPETITORS))
    offset = context.session.execute(select(Event.clock_offset).where(Event.id == event_id)).scalar_one()
    with unit_of_work(context, event_id, clock_offset=offset) as unit:
        # The event's row is locked, so that two people cannot add the same trade at once.
        context.session.execute(select(Event.id).where(Event.id == event_id).with_for_update(key_share=True)).all()
        taken = context.session.scalars(select(Trade.code).where(Trade.event_id == event_id))
        if trade_key(new.code) in {trade_key(code) for code in taken}:
            raise DomainError("trade_code_taken", trade=new.code)
        trade_id = add_trade(context.session, event_id, new)
        unit.record("trade.add", f"trade/{trade_id}", new={"code": new.code})
        publish_trade(unit, trade_id)
    publish_event_boards(context, event_id)
    return trade_id


def check_trade_code(code: str) -> None:
    """Refuse what cannot stand in a trade's address. Raises DomainError `trade_code_invalid`."""
    if not _TRADE_CODE.fullmatch(code):
        raise DomainError("trade_code_invalid", trade=code)


def check_trade_prefix(prefix: str) -> None:
    """Refuse a beginning of entry codes that is too long. Raises DomainError `entry_prefix_too_long`."""
    if len(prefix) > MAX_PREFIX_LENGTH:
        raise DomainError("entry_prefix_too_long", limit=str(MAX_PREFIX_LENGTH))
