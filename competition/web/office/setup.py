"""Getting ready: what an event still lacks, with a way to each gap, and how far each trade is."""

from __future__ import annotations

from competition.domain.permissions import Permission
from competition.domain.readiness_rules import assess, kinds
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

PREPARES = Permission.EDIT_TRADE
"""Whoever prepares a trade sees what it lacks."""
OF_TRADES = frozenset(kind.group for kind in kinds() if kind.step)
"""The groups that are not about the event as a whole."""


@blueprint.get("/<string:event_code>/setup")
@needs(PREPARES)
def setup(event_code: str) -> str:
    """Show what stands between the event, or the trades that somebody leads, and the first mark."""
    desk = open_desk(event_code, PREPARES)
    backup = newest_backup(request_context())
    facts = event_facts(db.session(), desk.event, desk.at, backup.at if backup else None, desk.reach)
    found = assess(facts) if desk.reach.is_whole else assess(facts).of_trades()
    groups = {group: name for group, name in group_names().items() if desk.reach.is_whole or group in OF_TRADES}
    return show(
        "office/setup.html",
        desk,
        "setup",
        found=found,
        by_group=grouped([gap_line(event_code, gap) for gap in found.gaps], found.gaps),
        group_names=groups,
        step_names=step_names(),
        state_names=state_names(),
        step_page=step_page,
        names={each.code: each.name for each in trade_names(db.session(), desk.reach)},
        ready_trades=sum(trade.is_ready for trade in found.trades),
        days_left=(desk.event.starts - facts.today).days,
    )
