"""Import people: read a file, show what would happen, do exactly that in one transaction. Source: ARCHITECTURE 3."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from sqlalchemy import select

from competition.db.models import Event, ImportPlan, ImportUndo, Stream, Trade
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.formats.roster_sheet import TableFormat, read_roster, write_roster
from competition.queries.people_stamp import are_people_as_they_were, people_stamp
from competition.queries.roster_rows import RosterFacts, roster_facts
from competition.services.conflict_rules import refresh_interests
from competition.services.context import Context
from competition.services.event_boards import publish_event_boards
from competition.services.identity import new_id
from competition.services.imports import clear_staged
from competition.services.journal import Journal
from competition.services.operator import require_or_operator
from competition.services.roster_import import RosterWriter, Step, Written, no_step
from competition.services.roster_plan import PlanBasis, ReadOptions, RosterImport, plan_reading
from competition.services.unit_of_work import Unit, unit_of_work

__all__ = ["RosterImport", "apply_roster_import", "export_roster", "plan_roster_import"]

NOTHING_WRITTEN = Written()


def plan_roster_import(
    context: Context,
    event_id: str,
    data: bytes,
    encoding: str | None = None,
    *,
    options: ReadOptions | None = None,
    step: Step = no_step,
) -> RosterImport:
    """Return what importing a roster file into an event would do; nothing is written.

    encoding: of delimited text that is not Unicode. step: told when the rows are read, and when they are planned.
    What is wrong with the file stands in the problems.
    Raises DomainError `sign_in_needed`, `not_allowed`.
    """
    require_or_operator(context, Permission.EDIT_COMPETITORS, event_id=event_id)
    stamp = people_stamp(context.session)
    facts = roster_facts(context.session, event_id)
    options = options or ReadOptions(encoding)
    reading = read_roster(data, encoding=options.encoding, sheet=options.sheet)
    step(0, len(reading.draft))
    shown = plan_reading(event_id, reading, facts, options, hashlib.sha256(data).hexdigest())
    step(len(reading.draft), len(reading.draft))
    return replace(shown, basis=PlanBasis(facts, stamp))


def apply_roster_import(
    context: Context, shown: RosterImport, *, import_id: str | None = None, name: str = "", step: Step = no_step
) -> Written:
    """Write an import that was shown: all of it, or nothing.

    When anything but marks was logged since it was made, the plan is made again under the lock; when that is another
    one than the one shown, nothing is written.
    import_id: the import on whose page it was shown; without one it gets a page now, so that it can be undone.
    name: of the file. step: told how far it is.
    Raises DomainError `plan_not_applicable`, `plan_changed`, `sign_in_needed`, `not_allowed`.
    """
    event_id = shown.event_id
    require_or_operator(context, Permission.EDIT_COMPETITORS, event_id=event_id)
    if shown.has_judges:
        require_or_operator(context, Permission.ASSIGN_JUDGES, event_id=event_id)
    if not shown.is_applicable:
        raise DomainError("plan_not_applicable")
    if shown.is_empty:
        return NOTHING_WRITTEN
    clock_offset = context.session.execute(select(Event.clock_offset).where(Event.id == event_id)).scalar_one()
    with unit_of_work(context, event_id, clock_offset=clock_offset) as unit:
        lock_roster(context, event_id)
        facts = _confirmed(context, shown)
        with Journal(context.session).watching() as journal:
            written = RosterWriter(unit, facts, step).write(shown.plan)
            context.session.flush()
            refresh_interests(context.session, event_id)
        _keep(unit, shown, import_id or new_id(), name, written, journal)
        step(len(shown.plan.rows), len(shown.plan.rows))
    publish_event_boards(context, event_id)
    return written


def _confirmed(context: Context, shown: RosterImport) -> RosterFacts:
    """Return the event as the plan met it, under the lock. Raises DomainError `plan_changed`."""
    session = context.session
    if shown.basis is not None and are_people_as_they_were(session, shown.basis.stamp):
        return shown.basis.facts
    facts = roster_facts(session, shown.event_id)
    again = plan_reading(shown.event_id, shown.reading, facts, shown.options, shown.source)
    if again.digest != shown.digest:
        raise DomainError("plan_changed")
    return facts


def _keep(unit: Unit, shown: RosterImport, import_id: str, name: str, written: Written, journal: Journal) -> None:
    """Write down what was imported, and what it takes to undo it."""
    session = unit.context.session
    entry = unit.record(
        "roster.import", f"event/{shown.event_id}", new={"file": shown.source, "import": import_id, **written.counts()}
    )
    entries = list(unit.log.pending)
    unit.log.chain()
    plan = session.get(ImportPlan, import_id)
    if plan is None:
        plan = ImportPlan(
            id=import_id,
            event_id=shown.event_id,
            file_name=name,
            sha256=shown.source,
            options={},
            summary={},
            created_by=unit.context.actor.account_id,
            created_at=unit.context.now,
        )
        session.add(plan)
    plan.state, plan.digest = "applied", shown.digest
    plan.applied_by, plan.applied_at = unit.context.actor.account_id, unit.context.now
    plan.summary = {**plan.summary, "written": dict(written.counts()), "log": [entries[0].seq, entry.seq]}
    session.flush()
    session.add(ImportUndo(import_id=import_id, log_seq=entry.seq, body=journal.written().pack()))
    clear_staged(session, plan)


def export_roster(context: Context, event_id: str, kind: TableFormat, language: str = "en") -> bytes:
    """Return the people of an event as a file that imports as "nothing to do".

    Raises DomainError `sign_in_needed`, `not_allowed`.
    """
    require_or_operator(context, Permission.EXPORT_PERSON, event_id=event_id)
    people = roster_facts(context.session, event_id).people
    return write_roster((person.row for person in people), kind=kind, language=language)


def lock_roster(context: Context, event_id: str) -> None:
    """Lock the event and the streams of its trades, streams first, as every mark does."""
    session = context.session
    session.execute(
        select(Stream.trade_id)
        .join(Trade, Trade.id == Stream.trade_id)
        .where(Trade.event_id == event_id)
        .order_by(Stream.trade_id)
        .with_for_update(of=Stream)
    ).all()
    session.execute(select(Event.id).where(Event.id == event_id).with_for_update(key_share=True)).all()
