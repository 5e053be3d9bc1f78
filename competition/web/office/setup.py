"""Getting ready: what an event still lacks, with a way to each gap, and how far each trade is."""

from __future__ import annotations

from competition.domain.permissions import Permission
from competition.domain.readiness_rules import assess
from competition.extensions import db
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.office_trades import trade_names
from competition.queries.readiness import event_facts
from competition.services.backups import newest_backup
from competition.web.office.desk import blueprint, open_desk, show
from competition.web.office.readiness_places import (
    gap_line,
    group_names,
    grouped,
    state_names,
    step_names,
    step_page,
)


@blueprint.get("/<string:event_code>/setup")
@needs(Permission.EDIT_EVENT)
def setup(event_code: str) -> str:
    """Show what stands between the event and its first mark."""
    desk = open_desk(event_code, Permission.EDIT_EVENT)
    backup = newest_backup(request_context())
    facts = event_facts(db.session(), desk.event, desk.at, backup.at if backup else None)
    found = assess(facts)
    return show(
        "office/setup.html",
        desk,
        "setup",
        found=found,
        by_group=grouped([gap_line(event_code, gap) for gap in found.gaps], found.gaps),
        group_names=group_names(),
        step_names=step_names(),
        state_names=state_names(),
        step_page=step_page,
        names={each.code: each.name for each in trade_names(db.session(), desk.reach)},
        ready_trades=sum(trade.is_ready for trade in found.trades),
        days_left=(desk.event.starts - facts.today).days,
    )
