"""Every table that leaves as a file is written in the log: who took what, how much, and of which filter."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from competition.db.base import Json
from competition.db.engine import write_transaction
from competition.db.models import Event
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.services.context import Context
from competition.services.register_log import note_change
from competition.services.unit_of_work import unit_of_work

WHOLE_REGISTER = "whole"
"""What the history of a register calls all of it."""


def record_export(
    context: Context, event_id: str, table: str, kind: str, rows: int, filters: Mapping[str, str]
) -> None:
    """Write in the log that somebody took a table.

    table: its name in code. filters: names of the filters that were set; what was looked for is not logged, since it
    may be somebody's name. Raises DomainError `not_found`, `sign_in_needed`.
    """
    if context.actor.account_id is None:
        raise DomainError("sign_in_needed")
    offset = context.session.scalar(select(Event.clock_offset).where(Event.id == event_id))
    if offset is None:
        raise DomainError("not_found")
    with unit_of_work(context, event_id, clock_offset=offset) as unit:
        unit.record(
            "table.export",
            f"event/{event_id}",
            new={"table": table, "format": kind, "rows": rows, "filters": ",".join(sorted(filters))},
        )


def record_register_export(context: Context, register: str, kind: str, rows: int, filters: Mapping[str, str]) -> None:
    """Write in the registers' history that somebody took one of them: no event's log has them.

    register: standard, institution or expert. Raises DomainError `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.MANAGE_REGISTERS)
    with write_transaction(context.session):
        taken: dict[str, Json] = {"format": kind, "rows": rows, "filters": ",".join(sorted(filters))}
        note_change(context, register, WHOLE_REGISTER, "export", new=taken)
