"""Every gap that stands between an event and its first mark, one function each; see `competition.domain.readiness`."""

from __future__ import annotations

from competition.domain.readiness import (
    BACKUP_EVERY,
    KEY_HOLDERS,
    LEAST_ORGANIZERS,
    POLICY_HIDDEN,
    EventFacts,
    Group,
    Params,
    Readiness,
    Step,
    TradeFacts,
    assess,
    kinds,
    listed,
    of_event,
    of_trade,
    sheets_without_panel,
)

__all__ = ["EventFacts", "Readiness", "TradeFacts", "assess", "kinds"]

WHOLE = 100_00
"""A scheme's marks in hundredths."""
SHOWN_JUDGES = 8
"""So many judges of a trade are named; the page of its judges has all."""


def _if(claim: object, **params: int | str) -> Params | None:
    return {name: str(value) for name, value in params.items()} if claim else None


# The event


@of_event(Group.EVENT, blocking=True)
def no_trade(event: EventFacts) -> Params | None:
    """Nothing is competed in."""
    return _if(not event.trades)


@of_event(Group.EVENT, blocking=False)
def venue_missing(event: EventFacts) -> Params | None:
    """The public does not read where it is."""
    return _if(not event.has_venue)


@of_event(Group.EVENT, blocking=False)
def programme_empty(event: EventFacts) -> Params | None:
    """No ceremony, no opening hours: nothing of the whole event is on the schedule."""
    return _if(event.items == 0)


# Trades


@of_trade(Group.TRADES, Step.ENTRIES, blocking=True)
def no_entry(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """Nobody competes."""
    return _if(trade.entries == 0)


@of_trade(Group.TRADES, Step.ENTRIES, blocking=False)
def too_few_entries(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """Fewer entries than the trade needs to take place."""
    return _if(0 < trade.entries < trade.min_entries, have=trade.entries, need=trade.min_entries)


@of_trade(Group.TRADES, Step.ENTRIES, blocking=False)
def too_many_entries(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """More entries than there is room for."""
    most = trade.max_entries
    return _if(most is not None and trade.entries > most, have=trade.entries, most=most or 0)


@of_trade(Group.TRADES, Step.DAYS, blocking=False)
def session_missing(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """A day has judging sheets and no session on the schedule."""
    missing = trade.days - trade.sessions
    return _if(missing, days=listed(tuple(missing)))


@of_trade(Group.TRADES, Step.DAYS, blocking=True)
def day_beyond_event(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """A sub-criterion is marked on a day that the event does not have."""
    return _if(trade.beyond_days, count=trade.beyond_days)


@of_trade(Group.TRADES, Step.DAYS, blocking=False)
def day_missing(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """A sub-criterion has no day; its sheets would all be laid on the first one."""
    return _if(trade.without_day, count=trade.without_day)


# Schemes


@of_trade(Group.SCHEMES, Step.SCHEME, blocking=True)
def scheme_missing(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """Neither a version nor a draft."""
    return _if(trade.scheme == "none")


@of_trade(Group.SCHEMES, Step.SCHEME, blocking=True)
def scheme_not_100(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """The draft does not add up to 100 marks."""
    total = f"{trade.draft_total // 100}.{trade.draft_total % 100:02d}"
    return _if(trade.scheme == "draft" and trade.draft_total != WHOLE, total=total)


@of_trade(Group.SCHEMES, Step.SCHEME, blocking=True)
def scheme_has_errors(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """The draft adds up to 100 and still breaks a rule."""
    is_whole = trade.draft_total == WHOLE
    return _if(trade.scheme == "draft" and is_whole and trade.draft_errors, count=trade.draft_errors)


@of_trade(Group.SCHEMES, Step.SCHEME, blocking=True)
def scheme_only_draft(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """The draft is right, and nobody has asked to publish it."""
    is_right = trade.scheme == "draft" and trade.draft_total == WHOLE and not trade.draft_errors
    return _if(is_right and not trade.waiting)


@of_trade(Group.SCHEMES, Step.SCHEME, blocking=True)
def scheme_waits(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """The first version waits for its second person."""
    return _if(trade.waiting and not trade.has_scheme)


@of_trade(Group.SCHEMES, Step.SCHEME, blocking=False)
def scheme_change_waits(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """A change of a published scheme waits for its second person."""
    return _if(trade.waiting and trade.has_scheme)


@of_trade(Group.SCHEMES, Step.SCHEME, blocking=False)
def scheme_not_locked(trade: TradeFacts, event: EventFacts) -> Params | None:
    """The scheme can still be changed by its own people shortly before the first day (DOMAIN 1.4: locked at C-3)."""
    return _if(trade.has_scheme and not trade.is_locked and not trade.waiting and event.is_soon)


# People


@of_event(Group.PEOPLE, blocking=False)
def applications_wait(event: EventFacts) -> Params | None:
    """Teams have applied and nobody has decided."""
    return _if(event.applications, count=event.applications)


@of_event(Group.PEOPLE, blocking=False)
def applications_unsent(event: EventFacts) -> Params | None:
    """Team leaders have begun applications and not sent them."""
    return _if(event.unsent, count=event.unsent)


@of_trade(Group.PEOPLE, Step.JUDGES, blocking=True)
def no_judge(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """Nobody marks."""
    return _if(trade.judges == 0)


@of_trade(Group.PEOPLE, Step.JUDGES, blocking=True)
def no_chief(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """Nobody leads the judges, locks sheets and decides disputes."""
    return _if(trade.judges and not trade.chiefs)


@of_trade(Group.PEOPLE, Step.JUDGES, blocking=True)
def too_few_judges(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """Fewer judges than a panel has seats."""
    return _if(0 < trade.judges < trade.panel_size, have=trade.judges, need=trade.panel_size)


@of_trade(Group.PEOPLE, Step.ENTRIES, blocking=False)
def entry_uneven(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """An entry has another number of competitors than the trade's entries have."""
    return _if(trade.uneven, count=trade.uneven)


@of_trade(Group.PEOPLE, Step.ENTRIES, blocking=False)
def competitor_too_old(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """A competitor is older than the trade allows."""
    return _if(trade.too_old, count=trade.too_old, age=trade.maximum_age or 0)


@of_trade(Group.PEOPLE, Step.ENTRIES, blocking=False)
def age_unknown(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """The trade has an age limit, and competitors without a date of birth."""
    return _if(trade.ages_unknown, count=trade.ages_unknown)


# Panels


@of_trade(Group.PANELS, Step.PANELS, blocking=True)
def sub_criterion_without_team(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """A sub-criterion is marked by nobody."""
    return _if(trade.judges and trade.without_team, count=trade.without_team, of=trade.sub_criteria)


@of_trade(Group.PANELS, Step.PANELS, blocking=True)
def panel_too_small(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """A marking team has fewer judges than score."""
    small = [team for team in trade.teams if len(team.comes_with) < trade.panel_size]
    return _if(small, count=len(small), need=trade.panel_size)


@of_trade(Group.PANELS, Step.PANELS, blocking=True)
def compatriots_unresolved(trade: TradeFacts, _event: EventFacts) -> Params | None:
    """An entry meets compatriots on its panel, and no further judge is there to step in."""
    short = sheets_without_panel(trade)
    return _if(short, count=short)


# Devices


@of_trade(Group.DEVICES, Step.DEVICES, blocking=False)
def judge_without_sign_in(trade: TradeFacts, event: EventFacts) -> Params | None:
    """A judge has neither card nor PIN."""
    return _if(trade.without_sign_in and event.is_soon, count=trade.without_sign_in, of=trade.judges)


@of_trade(Group.DEVICES, Step.DEVICES, blocking=False)
def judge_without_device(trade: TradeFacts, event: EventFacts) -> Params | None:
    """A judge could sign in and has not been seen on any device: each one by number."""
    named = ", ".join(sorted(trade.without_device)[:SHOWN_JUDGES])
    more = len(trade.without_device) - SHOWN_JUDGES
    return _if(trade.without_device and event.is_soon, names=f"{named} +{more}" if more > 0 else named)


@of_event(Group.DEVICES, blocking=False)
def no_tablet(event: EventFacts) -> Params | None:
    """No tablet is enrolled; judges would use whatever they bring."""
    return _if(event.tablets == 0 and event.is_soon and any(trade.judges for trade in event.trades))


@of_event(Group.DEVICES, blocking=False)
def too_few_tablets(event: EventFacts) -> Params | None:
    """Fewer tablets than judges who score at once: the seats of one panel in every trade."""
    wanted = sum(trade.panel_size for trade in event.trades if trade.judges)
    return _if(0 < event.tablets < wanted, have=event.tablets, need=wanted)


# Publication


@of_event(Group.PUBLICATION, blocking=False)
def boards_all_hidden(event: EventFacts) -> Params | None:
    """Everything is as it is on the first day: nobody has thought about what the public sees."""
    is_default = event.trades and all(trade.policy == POLICY_HIDDEN for trade in event.trades)
    return _if(is_default and event.is_soon)


# Safety


@of_event(Group.SAFETY, blocking=True)
def second_organizer_missing(event: EventFacts) -> Params | None:
    """Steps that take two people cannot be taken: results could never be released."""
    return _if(event.organizers < LEAST_ORGANIZERS)


@of_event(Group.SAFETY, blocking=False)
def organizer_not_come(event: EventFacts) -> Params | None:
    """There are two organizers, and one of them has never chosen a password."""
    return _if(event.organizers >= LEAST_ORGANIZERS > event.who_came, count=event.organizers - event.who_came)


@of_event(Group.SAFETY, blocking=True)
def key_holders_missing(event: EventFacts) -> Params | None:
    """Trades are to be judged blind, and nobody can seal and open their codes."""
    is_blind = any(trade.blind for trade in event.trades)
    return _if(is_blind and event.key_holders < KEY_HOLDERS, have=event.key_holders, need=KEY_HOLDERS)


@of_trade(Group.SAFETY, Step.ENTRIES, blocking=False)
def codes_not_sealed(trade: TradeFacts, event: EventFacts) -> Params | None:
    """A blind trade whose codes are not drawn and sealed shortly before the first day."""
    return _if(trade.sealed < trade.blind and trade.entries and event.is_soon, have=trade.sealed, need=trade.blind)


@of_event(Group.SAFETY, blocking=False)
def backup_missing(event: EventFacts) -> Params | None:
    """No backup within the last day."""
    return _if(event.backup_at is None or event.now - event.backup_at > BACKUP_EVERY)
