"""Wipe a rehearsal: every row of it and nothing else. The database itself refuses to do this to a real event."""

from __future__ import annotations

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from competition.db.engine import write_transaction
from competition.db.event_tables import of_event, own_tables
from competition.db.models import (
    Account,
    Device,
    Event,
    LoginToken,
    Op,
    Person,
    RehearsalRow,
    SignIn,
    Tablet,
)
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.services.context import Context
from competition.services.destructive import back_up_first
from competition.services.rehearsals import rehearsal_of
from competition.services.unit_of_work import unit_of_work


def wipe_rehearsal(context: Context, event_id: str) -> int:
    """Wipe the rehearsal of an event, after a backup; returns how many rows are gone.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`, and as `make_backup`.
    """
    context.require(Permission.REHEARSE, event_id=event_id)
    session = context.session
    source, rehearsal = session.get(Event, event_id), rehearsal_of(session, event_id)
    if source is None or rehearsal is None:
        raise DomainError("not_found")
    offset, rehearsal_id = source.clock_offset, rehearsal.id
    back_up_first(context, "rehearsal_wipe.wipe_rehearsal")
    with write_transaction(session):
        session.expunge_all()
        rows = _wipe(session, rehearsal_id)
        with unit_of_work(context, event_id, clock_offset=offset) as unit:
            unit.record("rehearsal.wipe", f"event/{rehearsal_id}", new={"rows": rows})
    return rows


def _wipe(session: Session, rehearsal_id: str) -> int:
    made = session.execute(
        select(RehearsalRow.table, RehearsalRow.row_id).where(RehearsalRow.event_id == rehearsal_id)
    ).all()
    accounts = [row_id for table, row_id in made if table == "account"]
    people = [row_id for table, row_id in made if table == "person"]
    devices = set(session.scalars(select(SignIn.device_id).where(SignIn.account_id.in_(accounts))))
    rows = 0
    for place in reversed(list(own_tables().values())):
        condition = of_event(place, rehearsal_id)
        rows += session.scalar(select(func.count()).select_from(place.table).where(condition)) or 0
        session.execute(place.table.delete().where(condition))
    for table, column in ((LoginToken, LoginToken.account_id), (SignIn, SignIn.account_id)):
        session.execute(delete(table).where(column.in_(accounts)))
    session.execute(delete(Account).where(Account.id.in_(accounts)))
    session.execute(delete(Person).where(Person.id.in_(people)))
    # A tablet that a person has used elsewhere too stays.
    session.execute(
        delete(Device).where(
            Device.id.in_(devices),
            ~exists().where(SignIn.device_id == Device.id),
            ~exists().where(Op.device_id == Device.id),
            ~exists().where(Tablet.device_id == Device.id),
        )
    )
    return rows + len(accounts) + len(people)
