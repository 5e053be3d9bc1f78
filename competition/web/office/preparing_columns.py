"""What the columns of the tables before an event are when somebody takes one as a file: what their pages say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from flask_babel import gettext

from competition.http.i18n import reader_language
from competition.queries.applications import ApplicationView
from competition.queries.conflicts import ConflictLine
from competition.queries.panels import TradePanels
from competition.queries.scheme_life import SchemeLine, SchemeStage
from competition.services.shelf import Backup
from competition.web.office.desk import Desk
from competition.web.office.lists import country_name
from competition.web.office.table_columns import words
from competition.web.office.tables import TableColumn, local


def conflict_columns(desk: Desk) -> Sequence[TableColumn[ConflictLine]]:
    """Return the columns of the declared conflicts of interest."""
    kinds: dict[str, str] = {
        "team": gettext("team"),
        "person": gettext("competitor, and the whole team"),
        "institution": gettext("institution"),
        "country": gettext("country"),
    }
    return (
        TableColumn(gettext("Number"), lambda line: line.login),
        TableColumn(gettext("Judge"), lambda line: line.judge),
        TableColumn(gettext("With"), _with),
        TableColumn(gettext("Kind"), lambda line: kinds.get(line.kind, line.kind)),
        TableColumn(gettext("Reason"), lambda line: line.reason),
        TableColumn(gettext("Holds"), lambda line: gettext("lasting") if line.is_lasting else gettext("at this event")),
        TableColumn(gettext("When"), lambda line: local(desk, desk.event.now(line.declared_at))),
    )


def _with(line: ConflictLine) -> str:
    if line.kind == "country":
        return country_name(line.code, reader_language())
    return f"{line.code} {words(line.object)}" if line.kind == "team" else words(line.object)


def panel_columns(waiting: Mapping[str, int]) -> Sequence[TableColumn[TradePanels]]:
    """Return the columns of the panels. waiting: open proposals by the trade's id."""
    return (
        TableColumn(gettext("Trade"), lambda room: room.code),
        TableColumn(gettext("Trade name"), lambda room: words(room.name)),
        TableColumn(gettext("Judges"), lambda room: len(room.judges)),
        TableColumn(gettext("Marking teams"), lambda room: len(room.teams)),
        TableColumn(gettext("Sub-criteria"), lambda room: len(room.subs)),
        TableColumn(gettext("Sub-criteria with a team"), lambda room: len(room.subs) - len(room.found.unassigned)),
        TableColumn(gettext("Sheets without a full panel"), lambda room: len(room.found.holes)),
        TableColumn(gettext("Busiest over idlest"), lambda room: room.spread(room.found) if room.teams else None),
        TableColumn(gettext("Waits for you"), lambda room: waiting.get(room.id, 0)),
    )


def scheme_columns(desk: Desk) -> Sequence[TableColumn[SchemeLine]]:
    """Return the columns of the marking schemes: how far each is, and no word of what is marked."""
    return (
        TableColumn(gettext("Trade"), lambda line: line.code),
        TableColumn(gettext("Trade name"), lambda line: words(line.name)),
        TableColumn(gettext("State"), lambda line: stage_word(line.stage)),
        TableColumn(gettext("Version"), lambda line: line.number),
        TableColumn(gettext("Sum"), lambda line: line.figures.total if line.figures else None),
        TableColumn(gettext("Measurements"), lambda line: line.figures.measurements if line.figures else None),
        TableColumn(gettext("Judgements"), lambda line: line.figures.judgements if line.figures else None),
        TableColumn(
            gettext("Variation"),
            lambda line: line.figures.total_variation if line.figures and line.figures.sections else None,
        ),
        TableColumn(
            gettext("Languages"),
            lambda line: ", ".join(f"{code} {there}/{all_}" for code, (there, all_) in line.languages.items()),
        ),
        TableColumn(gettext("Draft saved"), lambda line: _moment(desk, line.draft_at)),
    )


def application_columns(desk: Desk) -> Sequence[TableColumn[ApplicationView]]:
    """Return the columns of the teams' applications: how many people, and none by name."""
    states: dict[str, str] = {
        "draft": gettext("Draft"),
        "submitted": gettext("Handed in"),
        "returned": gettext("Returned"),
        "approved": gettext("Approved"),
        "refused": gettext("Refused"),
    }
    return (
        TableColumn(gettext("Team"), lambda line: line.team_code),
        TableColumn(gettext("Team name"), lambda line: words(line.team_name)),
        TableColumn(gettext("People"), lambda line: len(line.lines)),
        TableColumn(gettext("Handed in"), lambda line: _moment(desk, line.submitted_at)),
        TableColumn(gettext("By"), lambda line: line.by),
        TableColumn(gettext("State"), lambda line: states.get(line.state, line.state)),
        TableColumn(gettext("Late"), lambda line: gettext("yes") if line.is_late else gettext("no")),
    )


def backup_columns(desk: Desk, reason_name: Callable[[str], str]) -> Sequence[TableColumn[Backup]]:
    """Return the columns of the backups. reason_name: says why each was made."""
    return (
        TableColumn(gettext("Made"), lambda line: local(desk, line.at)),
        TableColumn(gettext("Why"), lambda line: reason_name(line.reason)),
        TableColumn(gettext("Marks"), lambda line: mine.marks if (mine := line.event(desk.event.id)) else None),
        TableColumn(gettext("Log"), lambda line: mine.seq if (mine := line.event(desk.event.id)) else None),
        TableColumn(gettext("Bytes"), lambda line: line.size),
        TableColumn("SHA-256", lambda line: line.sha256),
        TableColumn(gettext("Kept"), lambda line: gettext("yes") if line.pinned else gettext("no")),
    )


def stage_word(stage: SchemeStage) -> str:
    """Return how far a marking scheme is."""
    names: dict[SchemeStage, str] = {
        SchemeStage.NONE: gettext("No scheme yet"),
        SchemeStage.DRAFT: gettext("Draft"),
        SchemeStage.WAITING: gettext("Waits for a second person"),
        SchemeStage.PUBLISHED: gettext("Published"),
        SchemeStage.LOCKED: gettext("Locked"),
    }
    return names[stage]


def _moment(desk: Desk, moment: datetime | None) -> datetime | None:
    shown = local(desk, moment) if moment else None
    return shown if isinstance(shown, datetime) else None
