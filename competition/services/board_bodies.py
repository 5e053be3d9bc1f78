"""The whole body of a board, as the inside sees it; what goes out is decided by `competition.domain.visibility`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from competition.db.base import Json
from competition.domain.board_types import JOINED, NO_LANGUAGE
from competition.domain.decimals import two_decimals
from competition.domain.personal_data import NameDisplay, initials, shown_as, shows_photo
from competition.domain.ranking import RankedEntry
from competition.domain.scheme import Scheme
from competition.domain.totals import subtotal
from competition.queries.standings import EntryLine, Member, PlannedSession, TradeFacts

ZERO = Decimal(0)
COUNTED = "ranked"


def moment(value: datetime) -> str:
    """Return a moment as RFC 3339 text in UTC."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def event_part(facts: TradeFacts) -> dict[str, Json]:
    """Return how every board names its event."""
    brand: dict[str, Json] = (
        {"brand": {"sheet": facts.brand["sheet"], "logo": facts.brand["logo"]}} if facts.brand else {}
    )
    return {
        "code": facts.event_code,
        "name": dict(facts.event_name),
        "timezone": facts.timezone,
        "clock_offset": facts.clock_offset,
        **brand,
    }


def team_part(code: str, name: Mapping[str, str], flag: str) -> dict[str, Json]:
    """Return how every board names a team."""
    return {"code": code, "name": dict(name), "flag": flag}


def trade_part(facts: TradeFacts) -> dict[str, Json]:
    """Return how a board names its trade."""
    return {"code": facts.code, "name": dict(facts.name), "worldskills": facts.worldskills}


def session_part(session: PlannedSession) -> dict[str, Json]:
    """Return a planned session."""
    return {
        "id": session.id,
        "seq": session.sequence,
        "name": dict(session.name),
        "place": dict(session.place),
        "starts": moment(session.starts),
        "ends": moment(session.ends),
    }


def trade_body(
    facts: TradeFacts,
    scheme: Scheme,
    lines: Sequence[EntryLine],
    ranked: Sequence[RankedEntry],
    sessions: Sequence[PlannedSession],
) -> dict[str, Json]:
    """Return the inside body of a trade board, rows in display order (docs/contract.md)."""
    criteria = [
        (c.code, c.name, subtotal((None, a.max_mark) for s in c.sub_criteria for a in s.aspects).max_mark)
        for c in scheme.criteria
    ]
    by_id = {line.id: line for line in lines}
    counted = [line for line in lines if line.status == COUNTED]
    marked = sum(line.marked for line in counted)
    aspects = sum(line.aspects for line in counted)
    best = _best(counted, [code for code, _, _ in criteria])
    leader = max((line.total for line in counted if line.total is not None), default=None)
    return {
        "kind": "trade",
        "event": event_part(facts),
        "trade": trade_part(facts),
        "max": two_decimals(sum((mark for _, _, mark in criteria), ZERO)),
        "marked": marked * 100 // aspects if aspects else 0,
        "criteria": [{"code": code, "name": dict(name), "max": two_decimals(mark)} for code, name, mark in criteria],
        "sessions": [session_part(session) for session in sessions],
        "rows": [_row(place, by_id[place.entry], [c[0] for c in criteria], best, leader, facts) for place in ranked],
    }


def _best(lines: Sequence[EntryLine], codes: Sequence[str]) -> dict[str, Decimal]:
    """Return the best mark of each criterion among those that are fully marked."""
    found: dict[str, Decimal] = {}
    for code in codes:
        marks = [s.mark for line in lines if (s := line.criteria.get(code)) and s.mark is not None and s.marked == s.of]
        if marks:
            found[code] = max(marks)
    return found


def _row(
    place: RankedEntry,
    line: EntryLine,
    codes: Sequence[str],
    best: Mapping[str, Decimal],
    leader: Decimal | None,
    facts: TradeFacts,
) -> dict[str, Json]:
    names = tuple(_public(each, line.code, facts) for each in line.members)
    member = Member(line.code, NO_LANGUAGE, "") if line.is_blind else _shown(names)
    sums = [line.criteria.get(code) for code in codes]
    total = line.total if line.status in {COUNTED, "guest"} else None
    former = line.trend[-1] if line.trend else None
    trend: list[Json] = [rank for rank in line.trend if rank is not None]
    if place.position is not None:
        trend.append(place.position)
    return {
        "id": line.id,
        "rank": place.position,
        "shared": place.shared,
        "change": former - place.position if former is not None and place.position is not None else None,
        "native": member.native,
        "native_lang": member.language,
        "latin": member.latin,
        "team": None if line.is_blind else team_part(line.team_code, line.team_name, line.flag),
        "total": None if total is None else two_decimals(total),
        "behind": None if leader is None or total is None or place.position is None else two_decimals(leader - total),
        "marks": [None if s is None or s.mark is None or total is None else two_decimals(s.mark) for s in sums],
        "best": [
            s is not None and s.mark is not None and s.marked == s.of and s.mark == best.get(code) and s.mark > ZERO
            for code, s in zip(codes, sums, strict=True)
        ],
        "done": sum(s is not None and s.of > 0 and s.marked == s.of for s in sums),
        "of": len(codes),
        "trend": trend,
        "status": line.status,
        "scaled": None if place.scaled is None else str(place.scaled),
        "medal": None if place.medal is None else place.medal.value,
        **_photos(line, facts),
    }


def _photos(line: EntryLine, facts: TradeFacts) -> dict[str, Json]:
    """Return the photos that the public may see: nothing where there are none, or while a code stands for the entry."""
    photos: list[Json] = [
        each.photo
        for each in line.members
        if each.photo and shows_photo(each.publicity, facts.starts, facts.consent_rule)
    ]
    return {"photos": photos} if photos and not line.is_blind else {}


def _public(member: Member, entry: str, facts: TradeFacts) -> Member:
    """Return a competitor as the public may know one: whole name, initials, or only the code of the entry."""
    match shown_as(member.publicity, facts.starts, facts.consent_rule):
        case NameDisplay.FULL:
            return member
        case NameDisplay.INITIALS:
            latin = initials(member.latin) if member.latin else ""
            return Member(initials(member.native), member.language, latin)
        case NameDisplay.TEAM:
            return Member(member.bib or entry, NO_LANGUAGE, "")


def _shown(members: Sequence[Member]) -> Member:
    """Return one name for an entry of several competitors."""
    if len(members) == 1:
        return members[0]
    return Member(
        JOINED.join(dict.fromkeys(m.native for m in members)),
        next((m.language for m in members if m.language), ""),
        JOINED.join(dict.fromkeys(m.latin or m.native for m in members)) if any(m.latin for m in members) else "",
    )
