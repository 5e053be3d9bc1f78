"""Take over what an earlier event was made of: trades with their settings, schemes, schedule; no people, no marks.

Source: PRODUCT A2.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import Event, ScheduleItem, SchemeDraft, Trade
from competition.domain.event_plan import CloneSchemes
from competition.domain.scheme import Scheme, Text
from competition.domain.scheme_document import document_of
from competition.domain.trade_settings import TradeSettings, settings_from
from competition.queries.schemes import current_version_id, scheme_index
from competition.services.context import Context
from competition.services.events import NewEvent, NewTrade
from competition.services.identity import new_id
from competition.services.schemes import add_scheme_version


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier event as it is taken over."""

    id: str
    timezone: str
    starts: datetime
    medal_rules: Mapping[str, Json]
    scale: str
    trade_settings: TradeSettings
    blind: int


def earlier_event(session: Session, code: str) -> Earlier | None:
    """Return an event's own rules. One statement."""
    event = session.scalar(select(Event).where(Event.code == code))
    if event is None:
        return None
    blind = event.trade_defaults.get("blind", 0)
    return Earlier(
        event.id,
        event.timezone,
        datetime(event.starts.year, event.starts.month, event.starts.day, tzinfo=ZoneInfo(event.timezone)),
        event.medal_rules,
        event.scale,
        settings_from(event.trade_defaults),
        blind if isinstance(blind, int) else 0,
    )


def trade_like(session: Session, earlier: Earlier, source: str, new: NewTrade) -> NewTrade:
    """Return a new trade with the settings of one of the earlier event; its own words come first.

    source: the code there. One statement; without such a trade the new one stays as it is.
    """
    known = session.scalar(select(Trade).where(Trade.event_id == earlier.id, Trade.code == source))
    if known is None:
        return new
    settings = settings_from({each.name: getattr(known, each.name) for each in fields(TradeSettings)})
    return NewTrade(
        code=new.code,
        name=_words(known.name, new.name),
        place=_words(known.place, new.place),
        sector=_words(known.sector, new.sector),
        worldskills=known.worldskills,
        entry_prefix=known.entry_prefix,
        team_size=new.team_size,
        settings=settings,
        blind=known.blind,
        standard_id=known.standard_id,
    )


def copy_scheme(context: Context, earlier: Earlier, source: str, trade_id: str, how: CloneSchemes) -> bool:
    """Put the newest published scheme of an earlier trade into a new one; returns whether there was one.

    how: as its first published version, or as a draft to go on with.
    """
    session = context.session
    known = session.scalar(select(Trade.id).where(Trade.event_id == earlier.id, Trade.code == source))
    version_id = current_version_id(session, known) if known else None
    if version_id is None or how is CloneSchemes.NONE:
        return False
    scheme = scheme_index(session, version_id).scheme
    if how is CloneSchemes.DRAFTS:
        _add_draft(context, trade_id, scheme)
    else:
        add_scheme_version(session, trade_id, scheme, context.now)
    return True


def copy_schedule(
    session: Session, earlier: Earlier, event_id: str, new: NewEvent, trades: Mapping[str, str], *, whole: bool
) -> int:
    """Copy the schedule to the new dates; returns how many lines.

    trades: new trade ids by the code of the earlier one. Times of day stay what they were at the venue. whole: with
    the lines that are not public. What lies outside of the new event's days stays behind.
    """
    zone, former = ZoneInfo(new.timezone), ZoneInfo(earlier.timezone)
    shift = new.starts - earlier.starts.date()
    rows = session.execute(select(Trade.id, Trade.code).where(Trade.event_id == earlier.id))
    codes: dict[str, str] = dict(rows.all())
    days, copied = (new.ends - new.starts).days + 1, 0
    for item in session.scalars(select(ScheduleItem).where(ScheduleItem.event_id == earlier.id)).all():
        trade_id = trades.get(codes[item.trade_id]) if item.trade_id else None
        if not 1 <= item.day <= days or (item.trade_id and trade_id is None) or not (item.is_public or whole):
            continue
        session.add(
            ScheduleItem(
                id=new_id(),
                event_id=event_id,
                trade_id=trade_id,
                day=item.day,
                starts_at=_shifted(item.starts_at, former, zone, shift),
                ends_at=_shifted(item.ends_at, former, zone, shift),
                name=dict(item.name),
                place=dict(item.place),
                kind=item.kind,
                is_public=item.is_public,
            )
        )
        copied += 1
    session.flush()
    return copied


def _add_draft(context: Context, trade_id: str, scheme: Scheme) -> None:
    body = cast("dict[str, Json]", document_of(scheme))
    context.session.add(
        SchemeDraft(
            trade_id=trade_id,
            base_version_id=None,
            body=body,
            revision=int(context.now.timestamp()),
            updated_at=context.now,
            updated_by=context.actor.account_id,
        )
    )
    context.session.flush()


def _words(known: Text, new: Text) -> Text:
    """Return the earlier words in all languages; where the first of them was changed, only the new ones."""
    same = all(known.get(language, text) == text for language, text in new.items())
    return {**known, **new} if same else new


def _shifted(moment: datetime, former: ZoneInfo, zone: ZoneInfo, shift: timedelta) -> datetime:
    local = moment.astimezone(former).replace(tzinfo=None) + shift
    return local.replace(tzinfo=zone)
