"""What the columns of the registers are when somebody takes one as a file: what their pages say."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext

from competition.http.i18n import reader_language
from competition.queries.experts import ExpertLine
from competition.queries.standards import InstitutionLine, StandardLine
from competition.web.countries import country_name
from competition.web.office.lists import language_name
from competition.web.office.register_words import kind_word, standing_word
from competition.web.office.table_columns import words
from competition.web.office.tables import TableColumn


def expert_columns() -> Sequence[TableColumn[ExpertLine]]:
    """Return the columns of the experts."""
    reader = reader_language()
    return (
        TableColumn(gettext("Expert"), lambda line: line.native),
        TableColumn(gettext("Latin name"), lambda line: line.latin),
        TableColumn(gettext("Trades"), lambda line: ", ".join(line.trades)),
        TableColumn(gettext("Speaks"), lambda line: ", ".join(language_name(code, reader) for code in line.languages)),
        TableColumn(gettext("Country"), lambda line: country_name(line.country, reader) if line.country else ""),
        TableColumn(gettext("Institution"), lambda line: words(line.institution)),
        TableColumn(gettext("Events here"), lambda line: line.events),
        TableColumn(gettext("Retired"), lambda line: gettext("yes") if line.retired else gettext("no")),
    )


def institution_columns() -> Sequence[TableColumn[InstitutionLine]]:
    """Return the columns of the institutions."""
    reader = reader_language()
    return (
        TableColumn(gettext("Institution"), lambda line: words(line.name)),
        TableColumn(gettext("Kind"), lambda line: kind_word(line.kind)),
        TableColumn(gettext("Country"), lambda line: country_name(line.country, reader) if line.country else ""),
        TableColumn(gettext("City"), lambda line: line.city),
        TableColumn(gettext("Website"), lambda line: line.website),
        TableColumn(gettext("Retired"), lambda line: gettext("yes") if line.is_retired else gettext("no")),
    )


def standard_columns() -> Sequence[TableColumn[StandardLine]]:
    """Return the columns of the standards."""
    reader = reader_language()
    return (
        TableColumn(gettext("Code"), lambda line: line.code),
        TableColumn(gettext("Name"), lambda line: words(line.name)),
        TableColumn(gettext("Version"), lambda line: line.version),
        TableColumn(gettext("Level"), lambda line: line.level),
        TableColumn(gettext("Owner"), lambda line: line.owner),
        TableColumn(
            gettext("Recognised by"), lambda line: ", ".join(country_name(code, reader) for code in line.countries)
        ),
        TableColumn(gettext("Sections"), lambda line: line.sections),
        TableColumn(gettext("State"), lambda line: standing_word(line.standing)),
    )
