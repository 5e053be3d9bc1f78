"""What is kept about a person, in the reader's words: the names of the fields and of values that are codes."""

from __future__ import annotations

from flask_babel import gettext

from competition.web.office.log_words import type_name


def field_name(name: str) -> str:
    """Return what a field is called; the file that is handed out keeps the plain names."""
    names: dict[str, str] = {
        "native_name": gettext("Name"),
        "native_language": gettext("Language of the name"),
        "latin_name": gettext("Name in Latin letters"),
        "native": gettext("Name"),
        "latin": gettext("Name in Latin letters"),
        "born": gettext("Birth date"),
        "guardian": gettext("Guardian's name"),
        "answers": gettext("Answers"),
        "short_name": gettext("Short name"),
        "birth_date": gettext("Birth date"),
        "email": gettext("E-mail"),
        "phone": gettext("Phone"),
        "erased_at": gettext("Erased"),
        "institution": gettext("Institution"),
        "photo": gettext("Photo"),
        "code": gettext("Code"),
        "name": gettext("Name"),
        "starts": gettext("First day"),
        "ends": gettext("Last day"),
        "team": gettext("Team"),
        "bib": gettext("Bib"),
        "consent": gettext("Consent"),
        "consent_by": gettext("Consent given or refused by"),
        "consent_at": gettext("Day of the consent"),
        "consent_notice": gettext("Version of the privacy notice"),
        "guardian_name": gettext("Guardian's name"),
        "display_name": gettext("The public reads"),
        "display_photo": gettext("Show the photo"),
        "trade": gettext("Trade"),
        "status": gettext("Status"),
        "total": gettext("Total"),
        "criteria": gettext("Criteria"),
        "is_chief": gettext("Chief judge"),
        "ended_at": gettext("Until"),
        "languages": gettext("Languages"),
        "role": gettext("Role"),
        "login": gettext("Log-in"),
        "language": gettext("Language"),
        "created_at": gettext("Added"),
        "disabled_at": gettext("Closed"),
        "way": gettext("Way of signing in"),
        "last_seen_at": gettext("Last seen"),
        "trades": gettext("Trades"),
        "country": gettext("Country"),
        "note": gettext("Note"),
        "retired_at": gettext("Retired"),
        "given_by": gettext("Given by"),
        "on": gettext("Date"),
        "event": gettext("Event"),
        "year": gettext("Year"),
        "kind": gettext("Kind"),
        "reason": gettext("Reason"),
        "declared_at": gettext("Declared on"),
        "seq": gettext("Number"),
        "at": gettext("When"),
        "type": gettext("What"),
        "object": gettext("Object"),
    }
    return names[name]


def value_words(name: str, value: object) -> str:
    """Return a value as people read it; what was typed in stays as it is."""
    if isinstance(value, bool):
        return str(gettext("Yes") if value else gettext("No"))
    if isinstance(value, list):
        return str(gettext(", ")).join(str(each) for each in value)
    if name == "type":
        return type_name(str(value))
    return str(value)
