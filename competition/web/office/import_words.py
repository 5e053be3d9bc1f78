"""Imports in words: what becomes of a row, where an import stands, what stands in the way of undoing it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from competition.domain.roster import RosterRole
from competition.formats.roster_columns import COLUMNS, ROLE_WORDS
from competition.http.i18n import reader_language, translate
from competition.messages import SENTENCES, sentence
from competition.queries.imports import ImportView
from competition.queries.jobs import JobView
from competition.services import imports
from competition.services.import_undo import CHANGED, Blocker
from competition.web.office.desk import Desk, blueprint, figure
from competition.web.office.job_words import JobPage, register_job_page
from competition.web.office.log_words import type_name

ACTIONS = ("create", "update", "same", "conflict", "reject", "left_out")
"""What becomes of rows, in the order of the picture."""


def action_name(action: str) -> str:
    """Return what becomes of a row."""
    names: dict[str, str] = {
        "create": gettext("New"),
        "update": gettext("Changes"),
        "same": gettext("Already there"),
        "conflict": gettext("To decide"),
        "reject": gettext("Not possible"),
        "left_out": gettext("Left out"),
    }
    return names[action]


def action_meaning(action: str) -> str:
    """Return what the word means, for the list of meanings."""
    names: dict[str, str] = {
        "create": gettext("The event does not know this person here; the import adds them."),
        "update": gettext("The event knows this person, and the file says something else."),
        "same": gettext("The event knows all of this already."),
        "conflict": gettext("The row contradicts what somebody else did; a person decides."),
        "reject": gettext("Something in the row is wrong. Correct it in the file, or leave the row out."),
        "left_out": gettext("You agreed to leave this row out."),
    }
    return names[action]


def import_state(view: ImportView) -> tuple[str, str, str]:
    """Return where an import stands: words, kind of badge, icon."""
    states: dict[str, tuple[str, str, str]] = {
        imports.READING: (gettext("Being read"), "", "clock"),
        imports.ASKING: (gettext("Waits for you"), "wait", "warn"),
        imports.SHOWN: (gettext("Not imported yet"), "wait", "eye"),
        imports.APPLYING: (gettext("Being written"), "", "send"),
        imports.APPLIED: (gettext("Imported"), "good", "recorded"),
        imports.UNDONE: (gettext("Undone"), "line", "undo"),
        imports.DISCARDED: (gettext("Given up"), "line", "close"),
        imports.UNREADABLE: (gettext("Could not be read"), "fault", "refused"),
    }
    return states[view.state]


def written_words(view: ImportView) -> str:
    """Return what an import wrote, as a short list."""
    added, changed = view.written("created"), view.written("updated")
    teams, entries = view.written("teams"), view.written("entries")
    parts = (
        (added, ngettext("%(count)s person added", "%(count)s people added", added, count=figure(added))),
        (changed, ngettext("%(count)s person changed", "%(count)s people changed", changed, count=figure(changed))),
        (teams, ngettext("%(count)s new team", "%(count)s new teams", teams, count=figure(teams))),
        (entries, ngettext("%(count)s new entry", "%(count)s new entries", entries, count=figure(entries))),
    )
    return ", ".join(str(words) for number, words in parts if number)


def encoding_name(encoding: str) -> str:
    """Return what people call an encoding."""
    names: dict[str, str] = {
        "gb18030": gettext("Chinese (GB 18030)"),
        "cp1251": gettext("Cyrillic (Windows 1251)"),
        "cp1252": gettext("Western European (Windows 1252)"),
        "cp1256": gettext("Arabic (Windows 1256)"),
    }
    return names.get(encoding) or encoding.upper().removesuffix("-SIG")


def role_word(role: str) -> str:
    """Return a role of the roster in the reader's language."""
    return ROLE_WORDS[RosterRole(role)][reader_language()]


def field_word(field: str) -> str:
    """Return what a column is called in the reader's language."""
    return next(column.heading(reader_language()) for column in COLUMNS if column.key == field)


def problem_words(problem: Sequence[Any]) -> str:
    """Return a kept problem as a sentence."""
    return sentence(problem[1], problem[5], translate)


def problem_place(problem: Sequence[Any]) -> str:
    """Return where a problem is, as the spreadsheet names it: D17; "" where it has no place."""
    row, column = problem[3], problem[4]
    return f"{column or ''}{row if row is not None else ''}"


def code_words(code: str) -> str:
    """Return what kind of problem it is, for a list of kinds: its sentence with dots for the particulars."""
    return translate(SENTENCES[code]) % defaultdict(lambda: "…")


def blocker_words(blocker: Blocker) -> str:
    """Return why an import cannot be undone."""
    count = figure(blocker.count)
    if blocker.how == CHANGED:
        changed: str = ngettext(
            "Since then, once: %(what)s",
            "Since then, %(count)s times: %(what)s",
            blocker.count,
            count=count,
            what=type_name(blocker.name),
        )
        return changed
    uses: dict[str, str] = {
        "mark": gettext("marks"),
        "score": gettext("scores"),
        "op": gettext("entries of judges"),
        "signature": gettext("signatures"),
        "marking_team_member": gettext("seats in marking teams"),
        "session": gettext("sign-ins"),
        "login_token": gettext("sign-in codes"),
        "interest": gettext("declared interests"),
        "entry_member": gettext("places in entries"),
        "competitor": gettext("competitors"),
        "entry": gettext("entries"),
        "judge_assignment": gettext("places of judges in trades"),
        "role_assignment": gettext("roles"),
    }
    used: str = gettext(
        "Rests on it: %(what)s (%(count)s)", what=uses.get(blocker.name) or gettext("further records"), count=count
    )
    return used


def _import_url(desk: Desk, job: JobView) -> str:
    return url_for("office.roster_import", event_code=desk.event.code, import_id=str(job.params.get("import", "")))


def _phase(phase: str) -> str:
    names: Mapping[str, str] = {
        "reading": gettext("Reading the file"),
        "comparing": gettext("Comparing with the event"),
        "writing": gettext("Writing"),
        "backing_up": gettext("Backing up first"),
        "undoing": gettext("Taking the import back"),
    }
    return names.get(phase, "")


register_job_page(
    imports.READ, JobPage(lambda: str(gettext("Reading the file")), "spreadsheets", _phase, _import_url, _import_url)
)
register_job_page(
    imports.APPLY, JobPage(lambda: str(gettext("Importing")), "spreadsheets", _phase, _import_url, _import_url)
)
register_job_page(
    imports.UNDO, JobPage(lambda: str(gettext("Undoing an import")), "spreadsheets", _phase, _import_url, _import_url)
)
for word in (
    action_meaning,
    action_name,
    blocker_words,
    code_words,
    encoding_name,
    field_word,
    import_state,
    problem_place,
    problem_words,
    role_word,
    written_words,
):
    blueprint.add_app_template_global(word)
