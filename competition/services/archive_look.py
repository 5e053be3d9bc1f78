"""What letting an archive in would do here: all that a person looks at before deciding. Source: PRODUCT B5, B6."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.models import AuditHead, Competitor, Event, JudgeProfile, Team, Trade
from competition.domain.permissions import Permission
from competition.services.archive_check import ArchiveFacts, staged_archive
from competition.services.archive_restore import Restored, fit_in
from competition.services.context import Context
from competition.services.operator import require_or_operator
from competition.services.staging import Progress, silent

LONGEST_CODE = 60
COUNTED = {"trades": Trade, "teams": Team, "competitors": Competitor, "judges": JudgeProfile}


@dataclass(frozen=True, slots=True)
class ArchiveLook:
    """An archive that holds together, and how it fits in here.

    is_closed: the event was archived. counts: of trades, teams, competitors and judges. here: the code under which this
    very event is here already, "" when it is not. is_taken: another event has its code. free_code: one that is free.
    known: rows that are here already, by table. logins: how many log-ins somebody else has here.
    """

    facts: ArchiveFacts
    starts: date
    ends: date
    is_closed: bool
    counts: dict[str, int]
    here: str
    is_taken: bool
    free_code: str
    known: dict[str, int] = field(default_factory=dict)
    logins: int = 0


def look_into_archive(context: Context, path: Path, beside: Path, *, tell: Progress = silent) -> ArchiveLook:
    """Look through a whole archive and at what is here; nothing is written.

    beside: a folder on a disk with room for the file unpacked.
    Raises DomainError as `staged_archive`, and `sign_in_needed`, `not_allowed`.
    """
    require_or_operator(context, Permission.CREATE_EVENT)
    live = context.session
    with staged_archive(path, beside, tell=tell) as (staged, facts), staged.session() as apart:
        event = apart.scalars(select(Event)).one()
        starts, ends = event.starts, event.ends
        closed = apart.scalar(select(AuditHead.closed_at))
        counts = {name: apart.scalar(select(func.count()).select_from(table)) or 0 for name, table in COUNTED.items()}
        here = live.scalar(select(Event.code).where(Event.id == facts.event.id)) or ""
        free = free_code(live, facts.event.code)
        fits = Restored(facts.event.id, free, facts)
        fit_in(live, apart, fits)
        live.rollback()
    return ArchiveLook(
        facts=facts,
        starts=starts,
        ends=ends,
        is_closed=closed is not None,
        counts=counts,
        here=here,
        is_taken=free != facts.event.code,
        free_code=free,
        known={table: count for table, count in fits.known.items() if count},
        logins=len(fits.logins),
    )


def free_code(session: Session, code: str) -> str:
    """Return a code that no event has: the wanted one, else with the first number behind it that is free."""
    taken = set(session.scalars(select(Event.code)))
    number, free = 2, code
    while free in taken:
        free = f"{code[:LONGEST_CODE]}-{number}"
        number += 1
    return free
