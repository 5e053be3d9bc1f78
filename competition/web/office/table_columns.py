"""What the columns of each table of the office are when somebody takes it as a file.

They say what the page says and nothing more: names, codes and states, no dates of birth and no contact.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import g
from flask_babel import gettext

from competition.domain.roster import RosterRole
from competition.domain.schedule import ItemKind
from competition.domain.scheme import Text
from competition.formats.roster_columns import ROLE_WORDS
from competition.http.i18n import reader_language
from competition.queries.draws import DrawEntry
from competition.queries.office_log import LogLine
from competition.queries.office_people import CompetitorLine, JudgeLine, TeamLine
from competition.queries.office_sheets import SheetLine
from competition.queries.office_staff import StaffLine
from competition.queries.office_trades import BoardLine, TradeLine
from competition.queries.schedule import ScheduleLine
from competition.queries.tablets import TabletLine
from competition.web.filters import pick
from competition.web.office.desk import Desk, role_name
from competition.web.office.log_words import subject_name, type_name
from competition.web.office.schedule_words import kind_name
from competition.web.office.tables import TableColumn, local


def words(text: Text | None) -> str:
    """Return a Text in the reader's language."""
    return pick(text or {}, reader_language(), g.get("default_language", "en"))


def competitor_columns() -> Sequence[TableColumn[CompetitorLine]]:
    """Return the columns of the competitors."""
    return (
        TableColumn(gettext("Entry"), lambda line: line.entry),
        TableColumn(gettext("Competitor"), lambda line: line.native),
        TableColumn(gettext("Latin name"), lambda line: line.latin),
        TableColumn(gettext("Team"), lambda line: line.team_code),
        TableColumn(gettext("Team name"), lambda line: words(line.team_name)),
        TableColumn(gettext("Trade"), lambda line: line.trade_code),
        TableColumn(gettext("Trade name"), lambda line: words(line.trade_name)),
        TableColumn(gettext("Status"), lambda line: status_word(line.status)),
    )


def judge_columns() -> Sequence[TableColumn[JudgeLine]]:
    """Return the columns of the judges."""
    return (
        TableColumn(gettext("Number"), lambda line: line.login),
        TableColumn(gettext("Judge"), lambda line: line.native),
        TableColumn(gettext("Latin name"), lambda line: line.latin),
        TableColumn(gettext("Team"), lambda line: line.team_code),
        TableColumn(gettext("Team name"), lambda line: words(line.team_name)),
        TableColumn(gettext("Trade"), lambda line: line.trade_code),
        TableColumn(gettext("Trade name"), lambda line: words(line.trade_name)),
        TableColumn(
            gettext("Marking team and seat"),
            lambda line: ", ".join(f"{name} {seat}" for name, seat in line.marking_teams),
        ),
        TableColumn(
            gettext("Role"),
            lambda line: ROLE_WORDS[RosterRole.CHIEF_JUDGE if line.is_chief else RosterRole.JUDGE][reader_language()],
        ),
    )


def team_columns() -> Sequence[TableColumn[TeamLine]]:
    """Return the columns of the teams."""
    return (
        TableColumn(gettext("Team"), lambda line: line.code),
        TableColumn(gettext("Name"), lambda line: words(line.name)),
        TableColumn(gettext("Competitors"), lambda line: line.competitors),
        TableColumn(gettext("Judges"), lambda line: line.judges),
    )


def trade_columns() -> Sequence[TableColumn[TradeLine]]:
    """Return the columns of the trades."""
    return (
        TableColumn(gettext("Trade"), lambda line: line.code),
        TableColumn(gettext("Name"), lambda line: words(line.name)),
        TableColumn(gettext("Place"), lambda line: words(line.place)),
        TableColumn(gettext("Criteria"), lambda line: line.criteria if line.scheme_version else None),
        TableColumn(gettext("Aspects"), lambda line: line.aspects if line.scheme_version else None),
        TableColumn(gettext("Marks"), lambda line: line.marks if line.scheme_version else None),
        TableColumn(gettext("Entries"), lambda line: line.entries),
        TableColumn(gettext("Guests"), lambda line: line.guests),
        TableColumn(gettext("Judges"), lambda line: line.judges),
        TableColumn(gettext("Board"), lambda line: policy_word(line.board.policy)),
    )


def sheet_columns(desk: Desk) -> Sequence[TableColumn[SheetLine]]:
    """Return the columns of the judging sheets: how far they are, and no score."""
    return (
        TableColumn(gettext("Sheet"), lambda line: line.sub_criterion),
        TableColumn(gettext("Name"), lambda line: words(line.name)),
        TableColumn(gettext("Entry"), lambda line: line.entry),
        TableColumn(gettext("Trade"), lambda line: line.trade_code),
        TableColumn(gettext("Trade name"), lambda line: words(line.trade_name)),
        TableColumn(gettext("Day"), lambda line: line.day),
        TableColumn(gettext("State"), lambda line: sheet_word(line.state, line.disagreeing > 0)),
        TableColumn(gettext("Entered"), lambda line: line.filled),
        TableColumn(gettext("Of"), lambda line: line.registers),
        TableColumn(gettext("Last"), lambda line: local(desk, line.changed_at)),
    )


def log_columns(desk: Desk) -> Sequence[TableColumn[LogLine]]:
    """Return the columns of the log; what is still hidden on the page is hidden here."""
    return (
        TableColumn(gettext("No."), lambda line: line.seq),
        TableColumn(gettext("When"), lambda line: local(desk, line.at)),
        TableColumn(gettext("Who"), lambda line: line.actor or gettext("System")),
        TableColumn(gettext("What"), lambda line: type_name(line.type)),
        TableColumn(gettext("Type"), lambda line: line.type),
        TableColumn(gettext("Object"), lambda line: subject_name(line.subject)),
        TableColumn(gettext("Aspect"), lambda line: line.aspect),
        TableColumn(gettext("Before and after"), _changes),
        TableColumn(gettext("Reason"), lambda line: line.reason),
        TableColumn(gettext("Hash"), lambda line: line.hash),
    )


def _changes(line: LogLine) -> str:
    if line.is_hidden:
        hidden: str = gettext("hidden until all are in")
        return hidden
    return "; ".join(f"{change.name}: {change.old or '–'} → {change.new or '–'}" for change in line.changes)


def schedule_columns(desk: Desk) -> Sequence[TableColumn[ScheduleLine]]:
    """Return the columns of the schedule, in the venue's time."""
    return (
        TableColumn(gettext("Day"), lambda line: line.day or None),
        TableColumn(gettext("Begins"), lambda line: local(desk, line.starts)),
        TableColumn(gettext("Ends"), lambda line: local(desk, line.ends)),
        TableColumn(gettext("Trade"), lambda line: line.trade_code),
        TableColumn(gettext("Trade name"), lambda line: words(line.trade_name)),
        TableColumn(gettext("Kind"), lambda line: kind_name(ItemKind(line.kind))),
        TableColumn(gettext("Name"), lambda line: words(line.name)),
        TableColumn(gettext("Place"), lambda line: words(line.place)),
        TableColumn(gettext("Public"), lambda line: gettext("yes") if line.is_public else gettext("no")),
    )


def staff_columns(desk: Desk) -> Sequence[TableColumn[StaffLine]]:
    """Return the columns of whoever works at the event."""
    return (
        TableColumn(gettext("Name"), lambda line: line.native),
        TableColumn(gettext("Latin name"), lambda line: line.latin),
        TableColumn(gettext("Log-in"), lambda line: line.login),
        TableColumn(
            gettext("Role"), lambda line: ", ".join(dict.fromkeys(role_name(each.role) for each in line.roles))
        ),
        TableColumn(gettext("Teams"), lambda line: ", ".join(line.teams)),
        TableColumn(gettext("Last seen"), lambda line: _real(desk, line.last_seen_at)),
    )


def tablet_columns(desk: Desk) -> Sequence[TableColumn[TabletLine]]:
    """Return the columns of the tablets."""
    return (
        TableColumn(gettext("Tablet"), lambda line: line.name),
        TableColumn(gettext("Label"), lambda line: line.label),
        TableColumn(gettext("Trade"), lambda line: line.trade_code),
        TableColumn(gettext("Bay"), lambda line: line.bay),
        TableColumn(gettext("Judge"), lambda line: line.login),
        TableColumn(gettext("Last seen"), lambda line: _real(desk, line.seen_at)),
        TableColumn(gettext("Revoked"), lambda line: _real(desk, line.revoked_at)),
    )


def board_columns(desk: Desk) -> Sequence[TableColumn[BoardLine]]:
    """Return the columns of the boards."""
    return (
        TableColumn(gettext("Trade"), lambda line: line.trade_code),
        TableColumn(gettext("Trade name"), lambda line: words(line.trade_name)),
        TableColumn(gettext("Now"), lambda line: policy_word(line.policy)),
        TableColumn(gettext("Public since"), lambda line: _real(desk, line.at)),
        TableColumn(gettext("Revision"), lambda line: line.revision),
    )


def start_columns() -> Sequence[TableColumn[DrawEntry]]:
    """Return the columns of a start list."""
    return (
        TableColumn(gettext("Entry"), lambda line: line.code),
        TableColumn(gettext("Start"), lambda line: line.start or None),
        TableColumn(gettext("Workstation"), lambda line: line.workstation),
    )


def status_word(status: str) -> str:
    """Return what an entry's status is called."""
    names: dict[str, str] = {
        "ranked": gettext("Competes"),
        "guest": gettext("Guest"),
        "withdrawn": gettext("Withdrawn"),
        "absent": gettext("Absent"),
        "disqualified": gettext("Disqualified"),
    }
    return names.get(status, status)


def policy_word(policy: str) -> str:
    """Return what the public sees of a board."""
    names: dict[str, str] = {
        "hidden": gettext("Hidden"),
        "progress": gettext("Progress"),
        "live": gettext("Live"),
        "frozen": gettext("Frozen"),
        "official": gettext("Official"),
    }
    return names.get(policy, policy)


def sheet_word(state: str, is_split: bool) -> str:
    """Return where a judging sheet stands."""
    names: dict[str, str] = {
        "planned": gettext("Planned"),
        "open": gettext("Being marked"),
        "complete": gettext("All in, to sign"),
        "signed": gettext("Signed, to lock"),
        "verified": gettext("Verified, to lock"),
        "locked": gettext("Locked"),
    }
    return gettext("Disagrees") if is_split else names.get(state, state)


def _seat(held: tuple[str, int]) -> str:
    name, seat = held
    return f"{name} {seat}"


def _roles(line: StaffLine) -> str:
    return ", ".join(dict.fromkeys(role_name(each.role) for each in line.roles))


def _real(desk: Desk, moment: datetime | None) -> datetime | None:
    """Return a real moment as the event's own clock shows it at the venue."""
    shown = local(desk, desk.event.now(moment)) if moment else None
    return shown if isinstance(shown, datetime) else None
