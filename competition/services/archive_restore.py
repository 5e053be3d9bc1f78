"""Let an archived event in: all of it in one transaction, beside everything else, or nothing. Source: PRODUCT B5.

Rows are only added. What outlasts events and is here already stays as it is here; a log-in that somebody else has here
gets the event's code behind it; an entry of a register that is here under another id is taken from here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import UniqueConstraint, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.event_tables import REGISTERS, Belonging, Place, event_tables, pointers
from competition.db.models import Account, AuditHead, Event, Trade
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.queries.event_rows import batched_keys
from competition.services.archive_check import ArchiveFacts, staged_archive
from competition.services.context import Context
from competition.services.event_boards import publish_event_boards
from competition.services.event_setup import checked_event_code
from competition.services.operator import require_or_operator
from competition.services.publication import publish_trade
from competition.services.raw_rows import Held, add_raw_rows, hold_back
from competition.services.staging import Progress, Staging, silent
from competition.services.unit_of_work import unit_of_work


@dataclass
class Restored:
    """What was let in, or would be. known: rows that are here already, by table; logins: old and new ones."""

    event_id: str
    code: str
    facts: ArchiveFacts
    rows: int = 0
    known: dict[str, int] = field(default_factory=dict)
    logins: dict[str, str] = field(default_factory=dict)


def restore_archive(
    context: Context,
    path: Path,
    beside: Path,
    *,
    code: str = "",
    secrets: bool = False,
    dry_run: bool = False,
    tell: Progress = silent,
) -> Restored:
    """Let the event of an archive in.

    beside: a folder on a disk with room for the file unpacked. code: another code for the event, "" for its own.
    secrets: let hashes of passwords and PINs in. dry_run: look through everything and write nothing.
    Raises DomainError as `staged_archive`, and `archive_event_exists`, `event_code_taken`, `event_code_invalid`,
    `archive_collides`, `sign_in_needed`, `not_allowed`.
    """
    require_or_operator(context, Permission.CREATE_EVENT)
    with staged_archive(path, beside, secrets=secrets, tell=tell) as (staged, facts):
        restored = Restored(facts.event.id, checked_event_code(code) if code else facts.event.code, facts)
        try:
            with write_transaction(context.session):
                _refuse_known(context.session, restored)
                with staged.session() as apart:
                    fit_in(context.session, apart, restored)
                    apart.commit()
                if dry_run:
                    raise _OnlyLookedError
                _move(context.session, staged, restored, tell)
                if restored.code != facts.event.code:
                    _rename(context, restored)
        except _OnlyLookedError:
            return restored
        except IntegrityError as collision:
            raise DomainError("archive_collides") from collision
    if restored.code != facts.event.code:
        publish_event_boards(context, restored.event_id)
    return restored


class _OnlyLookedError(Exception):
    """Ends the transaction of a dry run."""


def _refuse_known(session: Session, restored: Restored) -> None:
    known = session.scalar(select(Event.code).where(Event.id == restored.event_id))
    if known is not None:
        raise DomainError("archive_event_exists", event=known)
    if session.scalar(select(Event.id).where(Event.code == restored.code)) is not None:
        raise DomainError("event_code_taken", event=restored.code)


def fit_in(live: Session, apart: Session, restored: Restored) -> None:
    """Take away what is here already, and give another name to what would collide."""
    for place in event_tables().values():
        if place.how is Belonging.OWN and not place.is_loose:
            continue
        keys = _known_keys(live, apart, place)
        if place.name in REGISTERS and place.how is Belonging.SHARED:
            _take_from_here(live, apart, place, keys, restored)
        _drop(apart, place, keys, restored)
    apart.execute(update(Event).values(code=restored.code))
    _rename_logins(live, apart, restored)


def _known_keys(live: Session, apart: Session, place: Place) -> set[str]:
    """Return the keys of rows that are here already; rows that belong to such a row count as being here too."""
    if place.how is Belonging.BELONGING and place.via is not None:
        (key,) = place.via.foreign_keys
        parent, wanted = key.column, place.via
    else:
        parent = wanted = place.key
    told = set(apart.scalars(select(wanted).distinct()))
    found: set[str] = set()
    for some in batched_keys(sorted(told)):
        found.update(live.scalars(select(parent).where(parent.in_(some))))
    return found


def _drop(apart: Session, place: Place, keys: set[str], restored: Restored) -> None:
    column = place.via if place.how is Belonging.BELONGING and place.via is not None else place.key
    for some in batched_keys(sorted(keys)):
        gone = apart.scalar(select(func.count()).select_from(place.table).where(column.in_(some))) or 0
        apart.execute(place.table.delete().where(column.in_(some)))
        restored.known[place.name] = restored.known.get(place.name, 0) + gone


def _take_from_here(live: Session, apart: Session, place: Place, known: set[str], restored: Restored) -> None:
    """Point at the entry of a register that is here under another id, and leave the archive's own behind."""
    for constraint in place.table.constraints:
        if not isinstance(constraint, UniqueConstraint):
            continue
        columns = list(constraint.columns)
        here = {tuple(row[1:]): row[0] for row in live.execute(select(place.key, *columns))}
        for row in apart.execute(select(place.key, *columns)).all():
            other = here.get(tuple(row[1:]))
            if other is None or row[0] in known:
                continue
            for each in event_tables().values():
                for column, target in pointers(each.table):
                    if target == place.name and each.how is Belonging.OWN:
                        apart.execute(update(each.table).where(column == row[0]).values({column.name: other}))
                    elif target == place.name and each.how is Belonging.BELONGING:
                        apart.execute(each.table.delete().where(column == row[0]))
            _drop(apart, place, {row[0]}, restored)


def _rename_logins(live: Session, apart: Session, restored: Restored) -> None:
    logins = dict(apart.execute(select(Account.id, Account.login)).all())
    taken: set[str] = set()
    for some in batched_keys(sorted(logins.values())):
        taken.update(live.scalars(select(Account.login).where(Account.login.in_(some))))
    for account_id, login in logins.items():
        if login in taken:
            other = f"{login}.{restored.code}"[:64]
            restored.logins[login] = other
            apart.execute(update(Account).where(Account.id == account_id).values(login=other))


def _move(live: Session, staged: Staging, restored: Restored, tell: Progress) -> None:
    """Add every row of the staged tables, those that others point at first."""
    connection = live.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    done: set[str] = set()
    held: list[Held] = []
    for number, place in enumerate(event_tables().values()):
        tell(number, len(event_tables()), "writing")
        early = [column for column, target in pointers(place.table) if column.foreign_keys and target not in done]
        for rows in staged.raw_rows(place.table):
            held += hold_back(place.table, early, rows)
            add_raw_rows(connection, place.table, rows)
            restored.rows += len(rows)
        done.add(place.name)
    for each in held:
        each.put_in(connection)


def _rename(context: Context, restored: Restored) -> None:
    """Publish the boards anew, which name the event by its code, and say in the log that it has another one."""
    session, event_id = context.session, restored.event_id
    event = session.get_one(Event, event_id)
    trades = session.scalars(select(Trade.id).where(Trade.event_id == event_id).order_by(Trade.id)).all()
    head = session.get_one(AuditHead, event_id)
    # An archived event stays closed; that it has another code is the last that its log says.
    closed_at, head.closed_at = head.closed_at, None
    session.flush()
    for trade_id in trades:
        with unit_of_work(context, event_id, clock_offset=event.clock_offset, trade_id=trade_id) as unit:
            publish_trade(unit, trade_id)
    with unit_of_work(context, event_id, clock_offset=event.clock_offset) as unit:
        unit.record(
            "event.rename", f"event/{event_id}", old={"code": restored.facts.event.code}, new={"code": restored.code}
        )
    head.closed_at = closed_at
    session.flush()
