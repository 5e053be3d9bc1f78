"""The wizard's use cases: keep what was said of a new event, then make all of it at once. Source: PRODUCT A1, A2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast
from zoneinfo import available_timezones

from sqlalchemy import delete, select

from competition.config import LANGUAGES
from competition.db.base import Json
from competition.db.engine import write_transaction
from competition.db.models import EventDraft
from competition.domain.errors import DomainError, Problem, error
from competition.domain.event_plan import (
    CloneSchemes,
    EventPlan,
    Step,
    check_plan,
    plan_from,
    plan_json,
    read_date,
    suggest_code,
    trades_of,
)
from competition.domain.logins import clean_login
from competition.domain.permissions import Permission, Role
from competition.domain.presets import PRESETS
from competition.domain.trade_list import number_trades
from competition.queries.event_drafts import KnownAccount, accounts_by_login, earlier_events, event_codes
from competition.services.context import Announcement, Context
from competition.services.event_boards import publish_event_boards
from competition.services.event_clone import Earlier, copy_schedule, copy_scheme, earlier_event, trade_like
from competition.services.event_setup import create_event
from competition.services.events import NewEvent, add_trade
from competition.services.identity import new_id
from competition.services.publication import publish_trade
from competition.services.roster import grant_role
from competition.services.set_up import INVITATION_LIVES, NewLink, add_link, clean_name, new_account
from competition.services.trade_rows import new_trade
from competition.services.unit_of_work import Unit, unit_of_work

MOST_DRAFTS = 20


@dataclass(frozen=True, slots=True)
class NewOrganizer:
    """A colleague whose account was made together with an event, and the address for the first password."""

    login: str
    name: str
    link: NewLink


@dataclass(frozen=True, slots=True)
class MadeEvent:
    """An event just made. organizers: those who need an address to come in; it is shown once."""

    id: str
    code: str
    organizers: tuple[NewOrganizer, ...]


def begin_draft(context: Context, plan: EventPlan) -> str:
    """Keep a new event's first words; returns the draft's id. Somebody's oldest drafts beyond twenty are let go.

    Raises DomainError `sign_in_needed`, `not_allowed`.
    """
    account_id = context.require(Permission.CREATE_EVENT)
    with write_transaction(context.session):
        mine = select(EventDraft.id).where(EventDraft.account_id == account_id, EventDraft.event_id.is_(None))
        old = context.session.scalars(mine.order_by(EventDraft.changed_at.desc()).offset(MOST_DRAFTS - 1)).all()
        context.session.execute(delete(EventDraft).where(EventDraft.id.in_(old)))
        draft = EventDraft(
            id=new_id(), account_id=account_id, data=_data(plan), created_at=context.now, changed_at=context.now
        )
        context.session.add(draft)
        return draft.id


def save_draft(context: Context, draft_id: str, plan: EventPlan) -> None:
    """Keep what was said so far. Raises DomainError `sign_in_needed`, `not_allowed`, `not_found`, `draft_is_made`."""
    account_id = context.require(Permission.CREATE_EVENT)
    with write_transaction(context.session):
        draft = _own(context, account_id, draft_id)
        draft.data, draft.changed_at = _data(plan), context.now


def discard_draft(context: Context, draft_id: str) -> None:
    """Throw a draft away. Raises DomainError `sign_in_needed`, `not_allowed`, `not_found`, `draft_is_made`."""
    account_id = context.require(Permission.CREATE_EVENT)
    with write_transaction(context.session):
        context.session.delete(_own(context, account_id, draft_id))


def faults_of(context: Context, plan: EventPlan) -> dict[Step, tuple[Problem, ...]]:
    """Return what is still wrong with a plan, step by step, as far as can be told before the event is made."""
    found = check_plan(
        plan,
        zones=available_timezones(),
        languages=LANGUAGES,
        taken=event_codes(context.session),
        sources={event.code for event in earlier_events(context.session)},
    )
    people = (*found.get(Step.PEOPLE, ()), *_account_faults(context, plan, {p.row for p in found.get(Step.PEOPLE, ())}))
    return {**found, Step.PEOPLE: people} if people else found


def known_organizers(context: Context, plan: EventPlan) -> dict[str, KnownAccount]:
    """Return the accounts that exist of those named as organizers, by log-in. One statement."""
    return accounts_by_login(context.session, [row.login.strip().lower() for row in plan.organizers if row.login])


def may_take_schemes(context: Context, event_id: str) -> bool:
    """Tell whether somebody may take the marking schemes of an event along: only who may read them there."""
    return context.actor.may(Permission.READ_SCHEME, event_id)


def make_event(context: Context, draft_id: str) -> MadeEvent:
    """Make the event of a draft with its trades and organizers: all of it, or nothing.

    Naming anybody but oneself asks for a fresh sign-in: it gives a right that lasts (PERMISSIONS 6).
    Raises DomainError `sign_in_needed`, `not_allowed`, `sign_in_again`, `not_found`, `draft_is_made`,
    `plan_has_faults`.
    """
    account_id = context.require(Permission.CREATE_EVENT)
    collected: list[Announcement] = []
    inner = replace(context, publish=collected.append)
    with write_transaction(context.session):
        draft = _own(context, account_id, draft_id)
        plan = plan_from(draft.data)
        if any(not row.is_empty for row in plan.organizers):
            context.require_fresh()
        if faults_of(context, plan):
            raise DomainError("plan_has_faults")
        made = _make(inner, account_id, plan)
        draft.event_id, draft.changed_at = made.id, context.now
    for announcement in collected:
        context.publish(announcement)
    return made


def _make(context: Context, account_id: str, plan: EventPlan) -> MadeEvent:
    earlier = earlier_event(context.session, plan.clone_of) if plan.is_clone else None
    new = _new_event(context, plan, earlier)
    event_id = create_event(context, new)
    with unit_of_work(context, event_id) as unit:
        if plan.with_me:
            _name_organizer(unit, account_id)
        organizers = _add_organizers(unit, plan)
        trades = _add_trades(unit, plan, earlier)
        if earlier is not None and plan.clone_schedule:
            whole = context.actor.may(Permission.SEE_LOG, earlier.id)
            copied = copy_schedule(context.session, earlier, event_id, new, trades, whole=whole)
            unit.record("schedule.copy", f"event/{event_id}", new={"items": copied, "from": f"event/{earlier.id}"})
    publish_event_boards(context, event_id)
    return MadeEvent(event_id, new.code, organizers)


def _new_event(context: Context, plan: EventPlan, earlier: Earlier | None) -> NewEvent:
    starts, ends = read_date(plan.starts), read_date(plan.ends)
    if starts is None or ends is None:
        raise DomainError("plan_has_faults")
    code = plan.code or suggest_code(plan.name, plan.starts, event_codes(context.session))
    common = NewEvent(
        code=code,
        name=_filled(plan.name),
        short_name=_filled(plan.short_name) or None,
        venue=_filled(plan.venue),
        timezone=plan.timezone,
        starts=starts,
        ends=ends,
        default_language=plan.default_language,
        second_language=plan.second_language,
    )
    if earlier is not None:
        return replace(
            common,
            medal_rules=earlier.medal_rules,
            scale=earlier.scale,
            trade_settings=earlier.trade_settings,
            blind=earlier.blind,
        )
    preset = PRESETS[plan.preset]
    return replace(
        common,
        medal_rules={"preset": preset.medals},
        scale=preset.scale.value,
        trade_settings=preset.trade,
        blind=preset.blind,
    )


def _add_trades(unit: Unit, plan: EventPlan, earlier: Earlier | None) -> dict[str, str]:
    """Add the trades; returns their ids by the code of the earlier trade, "" left out."""
    context, found = unit.context, dict[str, str]()
    how = CloneSchemes(plan.clone_schemes)
    for row in number_trades(trades_of(plan)):
        new = new_trade(row, plan.default_language, plan.second_language)
        if earlier is not None and row.source:
            new = trade_like(context.session, earlier, row.source, new)
        trade_id = add_trade(context.session, unit.event_id, new)
        unit.record("trade.add", f"trade/{trade_id}", new={"code": new.code})
        if earlier is not None and row.source:
            found[row.source] = trade_id
            if may_take_schemes(context, earlier.id) and copy_scheme(context, earlier, row.source, trade_id, how):
                unit.record("scheme.copy", f"trade/{trade_id}", new={"as": how.value, "from": f"event/{earlier.id}"})
        publish_trade(unit, trade_id)
    return found


def _add_organizers(unit: Unit, plan: EventPlan) -> tuple[NewOrganizer, ...]:
    context, found = unit.context, list[NewOrganizer]()
    known = known_organizers(context, plan)
    for row in plan.organizers:
        if row.is_empty:
            continue
        login = clean_login(row.login)
        account = known.get(login)
        account_id = account.id if account else new_account(context, login, clean_name(row.name))
        _name_organizer(unit, account_id)
        if account is None:
            found.append(NewOrganizer(login, clean_name(row.name), add_link(context, account_id, INVITATION_LIVES)))
    return tuple(found)


def _name_organizer(unit: Unit, account_id: str) -> None:
    grant_role(unit.context.session, account_id, Role.ORGANIZER, unit.event_id)
    unit.record("role.grant", f"account/{account_id}", new={"role": Role.ORGANIZER.value})


def _account_faults(context: Context, plan: EventPlan, faulty: set[int | None]) -> list[Problem]:
    """Return what the accounts themselves object to: a new one needs a name, a disabled one cannot organize."""
    known, found = known_organizers(context, plan), list[Problem]()
    for number, row in enumerate(plan.organizers, start=1):
        if row.is_empty or number in faulty:
            continue
        account = known.get(row.login.lower())
        if account is None and not row.name:
            found.append(error("person_name_missing", row=number, column="name"))
        if account is not None and (account.is_disabled or account.id == context.actor.account_id):
            code = "account_disabled" if account.is_disabled else "organizer_is_you"
            found.append(error(code, row=number, column="login", login=row.login))
    return found


def _own(context: Context, account_id: str, draft_id: str) -> EventDraft:
    draft = context.session.scalar(
        select(EventDraft).where(EventDraft.id == draft_id, EventDraft.account_id == account_id).with_for_update()
    )
    if draft is None:
        raise DomainError("not_found")
    if draft.event_id is not None:
        raise DomainError("draft_is_made")
    return draft


def _data(plan: EventPlan) -> dict[str, Json]:
    return cast("dict[str, Json]", plan_json(plan))


def _filled(words: Mapping[str, str]) -> dict[str, str]:
    return {language: text.strip() for language, text in words.items() if text.strip()}
