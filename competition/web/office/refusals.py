"""Put a refusal of a use case where a person can mend it: at its field, else above the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_wtf import FlaskForm

from competition.domain.errors import DomainError
from competition.http.i18n import translate
from competition.messages import sentence

REFUSED = 422
ELSEWHERE = frozenset({"sign_in_needed", "sign_in_again", "not_allowed", "not_found"})
"""Refusals that are not about what was typed; they get a page of their own."""


def is_done(form: FlaskForm, write: Callable[[], object], places: Mapping[str, str]) -> bool:
    """Do what a sent form asks for; False when it is incomplete or refused, which then stands at its fields.

    write: the use case. places: see `tell`.
    """
    if not form.validate():
        return False
    try:
        write()
    except DomainError as refusal:
        tell(form, refusal, places)
        return False
    return True


def tell(form: FlaskForm, refusal: DomainError, places: Mapping[str, str]) -> None:
    """Put the sentence of a refusal at a field.

    places: the name of the field by code; a code without one stands above the form.
    Raises the refusal again when it is not about the form.
    """
    if refusal.code in ELSEWHERE:
        raise refusal
    words = sentence(refusal.code, refusal.params, translate)
    field = form._fields.get(places.get(refusal.code, ""))
    if field is None:
        form.form_errors = [*form.form_errors, words]
    else:
        field.errors = [*field.errors, words]
