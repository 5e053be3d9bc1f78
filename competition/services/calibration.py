"""Sample work for judges to calibrate on: added, marked through the usual way in, never counted. Source: PRODUCT D8."""

from __future__ import annotations

from sqlalchemy import delete, select

from competition.db.models import Entry, EntryResult, Op, Sheet, SheetResult, Trade
from competition.domain.calibration import MOST_SAMPLES, SAMPLE, SAMPLE_PREFIX
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.queries.schemes import current_version_id
from competition.queries.standings import TradeFacts, trade_facts
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.schemes import lay_out_sheets
from competition.services.unit_of_work import unit_of_work


def add_sample(context: Context, trade_id: str) -> str:
    """Add a piece of sample work with its judging sheets, open at once on every day; returns its code, such as S-01.

    Raises DomainError `scheme_missing`, `too_many_samples`, `sign_in_needed`, `not_allowed`.
    """
    facts = _facts(context, trade_id)
    with unit_of_work(context, facts.event_id, clock_offset=facts.clock_offset, trade_id=trade_id) as unit:
        session = context.session
        version_id = current_version_id(session, trade_id)
        if version_id is None:
            raise DomainError("scheme_missing", trade=facts.code)
        known = session.execute(select(Entry.code, Entry.status).where(Entry.trade_id == trade_id)).all()
        if sum(status == SAMPLE for _, status in known) >= MOST_SAMPLES:
            raise DomainError("too_many_samples", limit=str(MOST_SAMPLES))
        taken = {code for code, _ in known}
        code = next(each for number in range(1, len(taken) + 2) if (each := _code(number)) not in taken)
        layer = session.execute(select(Trade.sealed).where(Trade.id == trade_id)).scalar_one()
        entry = Entry(
            id=new_id(), event_id=facts.event_id, trade_id=trade_id, team_id=None, code=code, status=SAMPLE, layer=layer
        )
        session.add(entry)
        session.flush()
        session.add(EntryResult(entry_id=entry.id, trade_id=trade_id, total=None, marked=0, aspects=0, criteria={}))
        session.flush()
        lay_out_sheets(session, trade_id, version_id)
        unit.record("sample.add", f"entry/{entry.id}", new={"trade": trade_id, "code": code})
    return code


def remove_sample(context: Context, trade_id: str, code: str) -> None:
    """Remove a piece of sample work that nobody has marked yet.

    Raises DomainError `not_found`, `sample_has_marks`, `sign_in_needed`, `not_allowed`.
    """
    facts = _facts(context, trade_id)
    with unit_of_work(context, facts.event_id, clock_offset=facts.clock_offset, trade_id=trade_id) as unit:
        session = context.session
        entry_id = session.scalar(
            select(Entry.id).where(Entry.trade_id == trade_id, Entry.code == code, Entry.status == SAMPLE)
        )
        if entry_id is None:
            raise DomainError("not_found")
        sheets = select(Sheet.id).where(Sheet.entry_id == entry_id)
        if session.scalar(select(Op.op_id).where(Op.sheet_id.in_(sheets)).limit(1)) is not None:
            raise DomainError("sample_has_marks", sample=code)
        for table, condition in (
            (SheetResult, SheetResult.entry_id == entry_id),
            (Sheet, Sheet.entry_id == entry_id),
            (EntryResult, EntryResult.entry_id == entry_id),
            (Entry, Entry.id == entry_id),
        ):
            session.execute(delete(table).where(condition))
        unit.record("sample.remove", f"entry/{entry_id}", old={"trade": trade_id, "code": code})


def _facts(context: Context, trade_id: str) -> TradeFacts:
    facts = trade_facts(context.session, trade_id)
    context.require(Permission.EDIT_TRADE, event_id=facts.event_id, trade_id=trade_id)
    return facts


def _code(number: int) -> str:
    return f"{SAMPLE_PREFIX}-{number:02d}"
