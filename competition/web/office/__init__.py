"""The office: events, control room, trades, people, judging sheets, publication, log."""

from competition.web.office import audit, events, people, publication, sheets, trades
from competition.web.office.desk import blueprint
from competition.web.office.log_words import deed_words, subject_name, type_name

__all__ = ["audit", "blueprint", "events", "people", "publication", "sheets", "trades"]

blueprint.add_app_template_global(deed_words)
blueprint.add_app_template_global(subject_name)
blueprint.add_app_template_global(type_name)
