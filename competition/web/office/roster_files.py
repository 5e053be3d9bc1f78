"""The file to fill in, in each of the six languages, empty or with everybody who is there."""

from __future__ import annotations

from flask import Response, request
from flask_babel import force_locale, gettext

from competition.config import LANGUAGES
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.extensions import db
from competition.formats.roster_template import TemplateLists, TemplateWords, write_template
from competition.formats.table_file import MEDIA_TYPES, TableKind
from competition.http.context import request_context
from competition.http.guard import needs
from competition.queries.office_people import team_lines
from competition.queries.office_trades import trade_names
from competition.queries.roster_rows import roster_facts
from competition.services.offload import offload
from competition.services.table_export import record_export
from competition.web.filters import pick
from competition.web.office.desk import Desk, blueprint, open_desk
from competition.web.office.tables import file_response


@blueprint.get("/<string:event_code>/spreadsheets/template/<string:language>")
@needs(Permission.EDIT_COMPETITORS)
def roster_template(event_code: str, language: str) -> Response:
    """Give the file to fill in; with `?filled=1` it holds everybody, and the log says who took it."""
    desk = open_desk(event_code, Permission.EDIT_COMPETITORS)
    if language not in LANGUAGES:
        raise DomainError("not_found")
    context, is_filled = request_context(), request.args.get("filled") == "1"
    if is_filled:
        context.require(Permission.EXPORT_PERSON, event_id=desk.event.id)
    people = roster_facts(db.session(), desk.event.id).people if is_filled else ()
    rows = [person.row for person in people]
    data = offload(write_template, rows, language, template_words(language), template_lists(desk, language))
    if is_filled:
        record_export(context, desk.event.id, "roster", "xlsx", len(rows), {})
    name = f"{desk.event.code}-people{'' if is_filled else '-empty'}-{language}.xlsx"
    return file_response(data, name, MEDIA_TYPES[TableKind.XLSX])


def template_lists(desk: Desk, language: str) -> TemplateLists:
    """Return what may be chosen in the workbook."""
    first = desk.event.default_language
    trades = trade_names(db.session(), desk.reach)
    teams = team_lines(db.session(), desk.event.id)
    return TemplateLists(
        [(trade.code, pick(trade.name, language, first)) for trade in trades],
        [(team.code, pick(team.name, language, first)) for team in teams],
    )


def template_words(language: str) -> TemplateWords:
    """Return the texts of the workbook in one of the six languages, whatever the page is in."""
    with force_locale("zh_Hans" if language == "zh" else language):
        return TemplateWords(
            people=gettext("People"),
            guide=gettext("How it works"),
            lists=gettext("Lists"),
            columns=_column_words(),
            steps=_steps(),
            column=gettext("Column"),
            needed=gettext("Needed"),
            meaning=gettext("What goes in"),
            example=gettext("Examples"),
            yes=gettext("yes"),
            trade=gettext("Trades"),
            team=gettext("Teams"),
            role=gettext("Roles"),
        )


def _column_words() -> dict[str, str]:
    return {
        "team_code": gettext(
            "The code of the delegation, such as CHN. A code that the event does not know adds a team."
        ),
        "team_name": gettext("The name of the delegation. Once is enough; a new name renames the team."),
        "native_name": gettext("The name in the person's own script."),
        "latin_name": gettext("The name in Latin letters, as in the passport. Leave it empty when it is the same."),
        "native_language": gettext("The language of the name as a code, such as zh, ar or ru."),
        "birth_date": gettext("Written as 2001-05-31. Needed to tell two people of one name apart."),
        "trade_code": gettext("The code of the trade. Needed for competitors and judges."),
        "bib": gettext("The code of the entry. Leave it empty to have one given."),
        "role": gettext("Competitor, judge, chief judge, team leader or interpreter. Empty means competitor."),
        "group": gettext("Only for a second entry of the same team in the same trade, such as B."),
        "ref": gettext("Says which person of the event this row is. Leave it as it is; empty for somebody new."),
    }


def _steps() -> list[str]:
    return [
        gettext("1. Write one person in each row of the sheet of people. A judge of two trades has two rows."),
        gettext("2. Change what is wrong; leave as is what is right. An empty cell changes nothing."),
        gettext("3. Save the file and bring it to the page Spreadsheets of the office."),
        gettext("4. Look at what would happen, row by row, and agree. Before that nothing changes."),
    ]
