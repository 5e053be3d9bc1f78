"""The registers in words: kinds, states, and what a change changed."""

from __future__ import annotations

from flask_babel import gettext

from competition.domain.standards import InstitutionKind, Standing
from competition.web.office.forms import Choices


def kind_choices() -> Choices:
    """Return the kinds of institutions."""
    return [(kind.value, kind_word(kind)) for kind in InstitutionKind]


def kind_word(kind: InstitutionKind) -> str:
    """Return what a kind of institution is called."""
    names: dict[InstitutionKind, str] = {
        InstitutionKind.SCHOOL: gettext("Vocational school"),
        InstitutionKind.COLLEGE: gettext("College"),
        InstitutionKind.UNIVERSITY: gettext("University"),
        InstitutionKind.CENTRE: gettext("Training centre"),
        InstitutionKind.COMPANY: gettext("Company"),
        InstitutionKind.AUTHORITY: gettext("Authority"),
        InstitutionKind.ASSOCIATION: gettext("Association"),
        InstitutionKind.OTHER: gettext("Other"),
    }
    return names[kind]


def standing_word(standing: Standing) -> str:
    """Return what a standard's state is called."""
    names: dict[Standing, str] = {
        Standing.VALID: gettext("Valid"),
        Standing.COMING: gettext("Not yet valid"),
        Standing.OVER: gettext("No longer valid"),
        Standing.RETIRED: gettext("Retired"),
    }
    return names[standing]


def action_word(action: str) -> str:
    """Return what somebody did to something in a register."""
    names: dict[str, str] = {
        "add": gettext("Added"),
        "change": gettext("Changed"),
        "retire": gettext("Retired"),
        "restore": gettext("Brought back"),
    }
    return names.get(action, action)


def fact_word(name: str) -> str:
    """Return what a part of something in a register is called."""
    names: dict[str, str] = {
        "code": gettext("Code"),
        "version": gettext("Version"),
        "level": gettext("Level"),
        "owner": gettext("Owner"),
        "name": gettext("Name"),
        "countries": gettext("Countries"),
        "valid_from": gettext("Holds from"),
        "valid_to": gettext("Holds until"),
        "sections": gettext("Sections"),
        "country": gettext("Country"),
        "city": gettext("City"),
        "kind": gettext("Kind"),
        "website": gettext("Website"),
    }
    return names.get(name, name)


def fact_text(value: object) -> str:
    """Return a value of a change as text: names and lists one after the other."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {words}" for key, words in sorted(value.items())) or "–"
    if isinstance(value, list):
        return ", ".join(str(each) for each in value) or "–"
    return str(value) if value not in (None, "") else "–"
