"""The office: events, control room, trades, people, judging sheets, publication, log."""

from competition.domain.personal_data import initials
from competition.web.office import (
    applications,
    audit,
    backups,
    calibration,
    codes,
    consent,
    devices,
    draws,
    entries,
    event_settings,
    events,
    experts,
    jobs,
    judges,
    panels,
    people,
    pictures,
    publication,
    rehearsal,
    roster,
    schedule,
    scheme_editor,
    schemes,
    setup,
    sheets,
    spreadsheets,
    staff,
    standards,
    teams,
    trade_settings,
    trades,
    wizard,
)
from competition.web.office.desk import blueprint, has_page
from competition.web.office.log_words import deed_words, subject_name, type_name

__all__ = [
    "applications",
    "audit",
    "backups",
    "blueprint",
    "calibration",
    "codes",
    "consent",
    "devices",
    "draws",
    "entries",
    "event_settings",
    "events",
    "experts",
    "jobs",
    "judges",
    "panels",
    "people",
    "pictures",
    "publication",
    "rehearsal",
    "roster",
    "schedule",
    "scheme_editor",
    "schemes",
    "setup",
    "sheets",
    "spreadsheets",
    "staff",
    "standards",
    "teams",
    "trade_settings",
    "trades",
    "wizard",
]

blueprint.add_app_template_global(deed_words)
blueprint.add_app_template_global(has_page)
blueprint.add_app_template_global(initials)
blueprint.add_app_template_global(subject_name)
blueprint.add_app_template_global(type_name)
