"""Cards with which judges sign in: a new PIN or a one-time code each, made in one go, shown once. Source: PRODUCT L1.

A new card ends the old one: the PIN before does not work any more, nor does a code that nobody has scanned.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from competition.db.models import (
    Account,
    Event,
    JudgeAssignment,
    JudgeCard,
    JudgeProfile,
    LoginToken,
    Person,
    RoleAssignment,
    Trade,
)
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.scheme import Text
from competition.domain.tablets import PIN_DIGITS, is_guessable
from competition.services.accounts import JUDGING, TOKEN_LIVES
from competition.services.context import Context
from competition.services.identity import new_secret, secret_hash
from competition.services.passwords import hash_secret
from competition.services.unit_of_work import unit_of_work

MOST_CARDS = 400
LONGEST_CODE = timedelta(days=14)


class CardWay(StrEnum):
    """What a card carries."""

    PIN = "pin"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Card:
    """A card just made. secret: the PIN or the one-time code, kept nowhere; expires_at: of a code, real time.

    language: in which the judge reads, "" for the event's own; trades: code and name of each.
    """

    judge_id: str
    native: str
    native_language: str
    latin: str
    login: str
    language: str
    trades: tuple[tuple[str, Text], ...]
    way: CardWay
    secret: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Judge:
    account_id: str
    login: str
    language: str
    native: str
    native_language: str
    latin: str
    trades: Mapping[str, tuple[str, Text]]


def make_cards(context: Context, event_id: str, judge_ids: Collection[str], way: CardWay) -> tuple[Card, ...]:
    """Make new cards for judges, by trade and number; that each was made is logged, what it carries is not.

    Raises DomainError `nothing_chosen`, `too_many_cards`, `not_found`, `works_in_office` for a judge whose account
    opens the office too, `sign_in_needed`, and `not_allowed` where a judge's access is not the actor's to reset.
    """
    if not judge_ids:
        raise DomainError("nothing_chosen")
    if len(judge_ids) > MOST_CARDS:
        raise DomainError("too_many_cards", limit=str(MOST_CARDS))
    event = context.session.get(Event, event_id)
    if event is None:
        raise DomainError("not_found")
    judges = _judges(context, event_id, judge_ids)
    _check(context, event_id, judges)
    expires_at = _end_of_event(event, context.now)
    made = {judge_id: _new_pin() if way is CardWay.PIN else new_secret() for judge_id in judges}
    # Hashing takes its time and must not hold up those who write marks.
    hashes = {each: hash_secret(made[each]) if way is CardWay.PIN else secret_hash(made[each]) for each in judges}
    with unit_of_work(context, event_id, clock_offset=event.clock_offset) as unit:
        for judge_id, judge in judges.items():
            _put(context, judge, way, hashes[judge_id], expires_at)
            _note(context, judge_id, way)
            unit.record("card.make", f"judge/{judge_id}", new={"way": way.value})
    return tuple(
        Card(
            judge_id, judge.native, judge.native_language, judge.latin, judge.login, judge.language,
            tuple(judge.trades.values()), way, made[judge_id], expires_at if way is CardWay.CODE else None,
        )
        for judge_id, judge in judges.items()
    )  # fmt: skip


def _judges(context: Context, event_id: str, judge_ids: Collection[str]) -> dict[str, _Judge]:
    """Return the judges by trade and number. Raises DomainError `not_found` when one is not of this event."""
    rows = context.session.execute(
        select(
            JudgeProfile.id,
            JudgeProfile.account_id,
            JudgeProfile.languages,
            Account.login,
            Account.language,
            Person.native_name,
            Person.native_language,
            Person.latin_name,
            Trade.id.label("trade_id"),
            Trade.code,
            Trade.name,
        )
        .join(Account, Account.id == JudgeProfile.account_id)
        .join(Person, Person.id == JudgeProfile.person_id)
        .outerjoin(JudgeAssignment, (JudgeAssignment.judge_id == JudgeProfile.id) & JudgeAssignment.ended_at.is_(None))
        .outerjoin(Trade, Trade.id == JudgeAssignment.trade_id)
        .where(JudgeProfile.event_id == event_id, JudgeProfile.id.in_(judge_ids), Account.disabled_at.is_(None))
        .order_by(Trade.code, Account.login)
    ).all()
    found: dict[str, _Judge] = {}
    for row in rows:
        judge = found.setdefault(
            row.id,
            _Judge(
                row.account_id, row.login, row.language or _first(row.languages), row.native_name, row.native_language,
                row.latin_name, {},
            ),
        )  # fmt: skip
        if row.trade_id is not None and isinstance(judge.trades, dict):
            judge.trades[row.trade_id] = (row.code, row.name)
    if len(found) != len(set(judge_ids)):
        raise DomainError("not_found")
    return found


def _check(context: Context, event_id: str, judges: Mapping[str, _Judge]) -> None:
    """Refuse judges whose access is not the actor's to reset, and accounts that open more than a judging desk."""
    for judge in judges.values():
        if not any(context.actor.may(Permission.RESET_PIN, event_id, trade_id) for trade_id in judge.trades):
            context.require(Permission.RESET_PIN, event_id=event_id)
    accounts = [judge.account_id for judge in judges.values()]
    beyond = context.session.scalars(
        select(RoleAssignment.account_id).where(
            RoleAssignment.account_id.in_(accounts), RoleAssignment.role.not_in(JUDGING)
        )
    ).all()
    if beyond:
        logins = sorted(judge.login for judge in judges.values() if judge.account_id in beyond)
        raise DomainError("works_in_office", judges=", ".join(logins))


def _put(context: Context, judge: _Judge, way: CardWay, hashed: str, expires_at: datetime) -> None:
    """Give the account its new way in and end the old ones."""
    session = context.session
    session.execute(
        update(LoginToken)
        .where(LoginToken.account_id == judge.account_id, LoginToken.used_at.is_(None))
        .values(used_at=context.now)
    )
    if way is CardWay.CODE:
        session.add(LoginToken(token_hash=hashed, account_id=judge.account_id, expires_at=expires_at))
        return
    session.execute(
        update(Account)
        .where(Account.id == judge.account_id)
        .values(pin_hash=hashed, failed_sign_ins=0, locked_until=None)
    )


def _note(context: Context, judge_id: str, way: CardWay) -> None:
    card = context.session.get(JudgeCard, judge_id)
    if card is None:
        card = JudgeCard(judge_id=judge_id)
        context.session.add(card)
    card.way, card.made_at, card.made_by = way.value, context.now, context.actor.account_id or ""
    context.session.flush()


def _end_of_event(event: Event, now: datetime) -> datetime:
    """Return until when one-time codes work, real time: the end of the event, within 12 hours and 14 days."""
    closing = datetime.combine(event.ends, time(23, 59), ZoneInfo(event.timezone)).astimezone(UTC)
    real = closing - timedelta(seconds=event.clock_offset)
    return max(now + TOKEN_LIVES, min(real, now + LONGEST_CODE))


def _new_pin() -> str:
    while True:
        pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"
        if not is_guessable(pin):
            return pin


def _first(languages: Sequence[object]) -> str:
    return next((each for each in languages if isinstance(each, str)), "")
