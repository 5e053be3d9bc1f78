"""Entries one by one: who competes together, second entries, guests, a member replaced. Source: PRODUCT C2, C5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from competition.db.models import (
    Competitor,
    Entry,
    EntryMember,
    EntryResult,
    Op,
    RankSnapshot,
    Sheet,
    SheetEpoch,
    SheetResult,
    Trade,
)
from competition.domain.entry_rules import MAX_GROUP_LENGTH
from competition.domain.errors import DomainError
from competition.domain.people import checked_bib
from competition.domain.permissions import Permission
from competition.domain.stages import SheetState
from competition.queries.schemes import current_version_id
from competition.services.context import Context
from competition.services.destructive import back_up_first
from competition.services.identity import new_id
from competition.services.people_unit import people_unit, publish_trades, require_trade
from competition.services.schemes import lay_out_sheets
from competition.services.sheets import open_sheets
from competition.services.unit_of_work import Unit

RANKED, GUEST = "ranked", "guest"


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to be made. members: competitor ids in order. group: parts a second entry of the team in the trade.

    code: "" for the next free one of the trade. guest: marked, never ranked.
    """

    trade_id: str
    team_id: str
    members: Sequence[str]
    group: str = ""
    code: str = ""
    guest: bool = False


def create_entry(context: Context, event_id: str, new: NewEntry) -> str:
    """Enter competitors of one team for a trade; returns the entry's id.

    Raises DomainError `not_found` and the refusals of `enter`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    with people_unit(context, event_id, (new.trade_id,)) as unit:
        entry_id = enter(unit, new)
        follow(unit, new.trade_id)
        return entry_id


def enter(unit: Unit, new: NewEntry) -> str:
    """Write an entry inside a transaction that holds the trade's stream; `follow` has to come after.

    Raises DomainError `entry_without_members`, `entry_full`, `entry_of_team_exists`, `entry_code_taken`,
    `member_of_other_team`, `competes_already`, `group_too_long`, `bib_too_long`, `bib_invalid`.
    """
    session = unit.context.session
    trade = require_trade(session, unit.event_id, new.trade_id)
    require_unsealed(trade)
    group = _checked_group(new.group)
    if not new.members:
        raise DomainError("entry_without_members")
    _require_size(trade, len(new.members))
    _require_place(session, trade.id, new.team_id, group)
    for competitor_id in new.members:
        require_member(session, trade.id, new.team_id, competitor_id)
    code = checked_bib(new.code) or free_code(session, trade)
    _require_code(session, trade.id, code)
    status = GUEST if new.guest else RANKED
    entry = Entry(
        id=new_id(),
        event_id=unit.event_id,
        trade_id=trade.id,
        team_id=new.team_id,
        code=code,
        group=group,
        status=status,
        lot=0,
    )
    session.add(entry)
    session.flush()
    for position, competitor_id in enumerate(new.members, start=1):
        session.add(EntryMember(entry_id=entry.id, competitor_id=competitor_id, position=position))
    session.add(EntryResult(entry_id=entry.id, trade_id=trade.id, total=None, marked=0, aspects=0, criteria={}))
    session.flush()
    unit.record(
        "entry.add", f"entry/{entry.id}", new={"trade": trade.id, "team": new.team_id, "code": code, "status": status}
    )
    return entry.id


def follow(unit: Unit, trade_id: str) -> None:
    """Let judging sheets and the board follow the entries of a trade; a late entry joins the days that are open."""
    session = unit.context.session
    version_id = current_version_id(session, trade_id)
    if version_id is not None and lay_out_sheets(session, trade_id, version_id):
        opened = set(
            session.scalars(
                select(Sheet.day).where(Sheet.trade_id == trade_id, Sheet.state != SheetState.PLANNED.value).distinct()
            )
        )
        if opened:
            open_sheets(unit, trade_id, opened)
    publish_trades(unit, (trade_id,))


def add_member(context: Context, event_id: str, entry_id: str, competitor_id: str) -> None:
    """Let one more competitor of the same team compete in an entry, up to the size of the trade's entries.

    Raises DomainError `not_found`, `entry_full`, `member_of_other_team`, `competes_already`, `entry_has_marks`,
    `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    entry = require_entry(context.session, event_id, entry_id)
    with people_unit(context, event_id, (entry.trade_id,)) as unit:
        join(unit, entry_id, competitor_id)
        publish_trades(unit, (require_entry(context.session, event_id, entry_id).trade_id,))


def join(unit: Unit, entry_id: str, competitor_id: str) -> None:
    """Write one more member inside a transaction; raises as `add_member`."""
    session = unit.context.session
    entry = require_entry(session, unit.event_id, entry_id)
    require_no_marks(session, entry)
    require_member(session, entry.trade_id, entry.team_id or "", competitor_id)
    positions = session.scalars(select(EntryMember.position).where(EntryMember.entry_id == entry_id)).all()
    _require_size(require_trade(session, unit.event_id, entry.trade_id), len(positions) + 1)
    session.add(EntryMember(entry_id=entry_id, competitor_id=competitor_id, position=max(positions, default=0) + 1))
    session.flush()
    unit.record("entry.member", f"entry/{entry_id}", new={"competitor": competitor_id})


def replace_member(context: Context, event_id: str, entry_id: str, old_id: str, new_id_: str) -> None:
    """Let another competitor of the team take a member's place, while nothing is marked.

    Raises DomainError `not_found`, `entry_has_marks`, `member_of_other_team`, `competes_already`, `sign_in_needed`,
    `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    entry = require_entry(context.session, event_id, entry_id)
    with people_unit(context, event_id, (entry.trade_id,)) as unit:
        session = context.session
        entry = require_entry(session, event_id, entry_id)
        require_no_marks(session, entry)
        _require_is_member(session, entry_id, old_id)
        require_member(session, entry.trade_id, entry.team_id or "", new_id_)
        session.execute(
            update(EntryMember)
            .where(EntryMember.entry_id == entry_id, EntryMember.competitor_id == old_id)
            .values(competitor_id=new_id_)
        )
        unit.record("entry.replace", f"entry/{entry_id}", old={"competitor": old_id}, new={"competitor": new_id_})
        publish_trades(unit, (entry.trade_id,))


def drop_member(context: Context, event_id: str, entry_id: str, competitor_id: str) -> None:
    """Take a competitor out of an entry of several, while nothing is marked.

    Raises DomainError `not_found`, `entry_has_marks`, `entry_without_members`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    entry = require_entry(context.session, event_id, entry_id)
    with people_unit(context, event_id, (entry.trade_id,)) as unit:
        session = context.session
        entry = require_entry(session, event_id, entry_id)
        require_no_marks(session, entry)
        _require_is_member(session, entry_id, competitor_id)
        members = session.scalars(
            select(EntryMember).where(EntryMember.entry_id == entry_id).order_by(EntryMember.position)
        ).all()
        if len(members) == 1:
            raise DomainError("entry_without_members")
        staying = [each for each in members if each.competitor_id != competitor_id]
        session.execute(
            delete(EntryMember).where(EntryMember.entry_id == entry_id, EntryMember.competitor_id == competitor_id)
        )
        for position, each in enumerate(staying, start=1):
            each.position = position
        unit.record("entry.leave", f"entry/{entry_id}", old={"competitor": competitor_id})
        publish_trades(unit, (entry.trade_id,))


def update_entry(context: Context, event_id: str, entry_id: str, *, code: str, group: str, guest: bool) -> None:
    """Change an entry's code and group, and whether it competes or is a guest.

    Who is withdrawn, absent or disqualified stays so. Raises DomainError `not_found`, `bib_missing`,
    `entry_code_taken`, `entry_of_team_exists`, `group_too_long`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    entry = require_entry(context.session, event_id, entry_id)
    with people_unit(context, event_id, (entry.trade_id,)) as unit:
        session = context.session
        entry = require_entry(session, event_id, entry_id)
        code, group = checked_bib(code), _checked_group(group)
        if not code:
            raise DomainError("bib_missing")
        _require_code(session, entry.trade_id, code, but=entry_id)
        _require_place(session, entry.trade_id, entry.team_id or "", group, but=entry_id)
        if entry.code != code:
            _rename(session, entry, code)
            unit.record("entry.update", f"entry/{entry_id}", old={"code": entry.code}, new={"code": code})
        if entry.group != group:
            unit.record("entry.update", f"entry/{entry_id}", new={"members": "group"})
        status = entry.status
        if status in (RANKED, GUEST) and status != (GUEST if guest else RANKED):
            entry.status = GUEST if guest else RANKED
            unit.record("entry.status", f"entry/{entry_id}", old={"status": status}, new={"status": entry.status})
        entry.code, entry.group = code, group
        session.flush()
        publish_trades(unit, (entry.trade_id,))


def remove_entry(context: Context, event_id: str, entry_id: str) -> None:
    """Take an entry away while nothing is marked; its competitors stay in the team.

    Raises DomainError `not_found`, `entry_has_marks`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    entry = require_entry(context.session, event_id, entry_id)
    require_no_marks(context.session, entry)
    own_trade = entry.trade_id
    back_up_first(context, "entries.remove_entry")
    with people_unit(context, event_id, (own_trade,)) as unit:
        trade_id = strike(unit, entry_id)
        publish_trades(unit, (trade_id,))


def strike(unit: Unit, entry_id: str) -> str:
    """Delete an entry with its empty sheets inside a transaction; returns its trade. Raises `entry_has_marks`."""
    session = unit.context.session
    entry = require_entry(session, unit.event_id, entry_id)
    require_no_marks(session, entry)
    sheets = select(Sheet.id).where(Sheet.entry_id == entry_id)
    for of_sheet in (SheetResult, SheetEpoch):
        session.execute(delete(of_sheet).where(of_sheet.sheet_id.in_(sheets)))
    for of_entry in (Sheet, EntryResult, RankSnapshot, EntryMember):
        session.execute(delete(of_entry).where(of_entry.entry_id == entry_id))
    trade_id, code = entry.trade_id, entry.code
    session.delete(entry)
    session.flush()
    unit.record("entry.remove", f"entry/{entry_id}", old={"code": code, "trade": trade_id})
    return trade_id


def require_entry(session: Session, event_id: str, entry_id: str) -> Entry:
    """Return an entry of the event under its own name, not one under a blind code. Raises DomainError `not_found`."""
    entry = session.get(Entry, entry_id)
    if entry is None or entry.event_id != event_id or entry.layer or entry.team_id is None:
        raise DomainError("not_found")
    return entry


def require_unsealed(trade: Trade) -> None:
    """Refuse what would tell a sealed code apart from the others. Raises DomainError `codes_are_sealed`."""
    if trade.sealed:
        raise DomainError("codes_are_sealed")


def has_marks(session: Session, entry_id: str) -> bool:
    """Tell whether anybody has sent anything for an entry, accepted or not."""
    return bool(
        session.scalar(
            select(func.count()).select_from(Op).join(Sheet, Sheet.id == Op.sheet_id).where(Sheet.entry_id == entry_id)
        )
    )


def require_no_marks(session: Session, entry: Entry) -> None:
    """Refuse what would change who earned a mark. Raises DomainError `entry_has_marks`, `codes_are_sealed`."""
    require_unsealed(require_trade(session, entry.event_id, entry.trade_id))
    if has_marks(session, entry.id):
        raise DomainError("entry_has_marks")


def require_member(session: Session, trade_id: str, team_id: str, competitor_id: str) -> Competitor:
    """Return a competitor who may join an entry of that team in that trade.

    Raises DomainError `not_found`, `member_of_other_team`, `competes_already`.
    """
    competitor = session.get(Competitor, competitor_id)
    if competitor is None:
        raise DomainError("not_found")
    if competitor.team_id != team_id:
        raise DomainError("member_of_other_team")
    already = session.scalar(
        select(Entry.code)
        .join(EntryMember, EntryMember.entry_id == Entry.id)
        .where(EntryMember.competitor_id == competitor_id, Entry.trade_id == trade_id)
    )
    if already is not None:
        raise DomainError("competes_already", entry=already)
    return competitor


def entry_of_team(session: Session, trade_id: str, team_id: str, group: str) -> str | None:
    """Return the id of a team's entry in a trade and group, None when there is none."""
    rows = session.execute(
        select(Entry.id, Entry.group).where(Entry.trade_id == trade_id, Entry.team_id == team_id, Entry.layer == 0)
    )
    wanted = _checked_group(group).casefold()
    return next((row.id for row in rows if row.group.casefold() == wanted), None)


def free_code(session: Session, trade: Trade) -> str:
    """Return the next entry code of a trade that nobody wears: its prefix and a number."""
    prefix = trade.entry_prefix or trade.code
    taken = {code.casefold() for code in session.scalars(select(Entry.code).where(Entry.event_id == trade.event_id))}
    taken |= {
        bib.casefold() for bib in session.scalars(select(Competitor.bib).where(Competitor.event_id == trade.event_id))
    }
    number = 1
    while (code := f"{prefix}-{number:02d}").casefold() in taken:
        number += 1
    return code


def _rename(session: Session, entry: Entry, code: str) -> None:
    """Let members who wear the entry's code as their bib wear the new one."""
    members = select(EntryMember.competitor_id).where(EntryMember.entry_id == entry.id)
    session.execute(update(Competitor).where(Competitor.id.in_(members), Competitor.bib == entry.code).values(bib=code))


def _checked_group(group: str) -> str:
    tidy = " ".join(group.split())
    if len(tidy) > MAX_GROUP_LENGTH:
        raise DomainError("group_too_long", limit=str(MAX_GROUP_LENGTH))
    return tidy


def _require_size(trade: Trade, members: int) -> None:
    if members > trade.team_size:
        raise DomainError("entry_full", size=str(trade.team_size))


def _require_place(session: Session, trade_id: str, team_id: str, group: str, but: str = "") -> None:
    found = entry_of_team(session, trade_id, team_id, group)
    if found is not None and found != but:
        code = session.scalar(select(Entry.code).where(Entry.id == found)) or ""
        raise DomainError("entry_of_team_exists", entry=code)


def _require_code(session: Session, trade_id: str, code: str, but: str = "") -> None:
    taken = session.scalars(select(Entry.code).where(Entry.trade_id == trade_id, Entry.id != but))
    if code.casefold() in {each.casefold() for each in taken}:
        raise DomainError("entry_code_taken", value=code)


def _require_is_member(session: Session, entry_id: str, competitor_id: str) -> None:
    if session.get(EntryMember, (entry_id, competitor_id)) is None:
        raise DomainError("not_found")
