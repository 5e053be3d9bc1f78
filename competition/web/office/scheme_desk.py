"""What every page of one trade's marking scheme begins with: the desk, the trade, and its versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import g, url_for

from competition.domain.errors import DomainError, Problem, Severity
from competition.domain.permissions import Permission
from competition.domain.scheme import Text
from competition.domain.scheme_document import PlacedProblem
from competition.extensions import db
from competition.http.context import request_context
from competition.http.i18n import reader_language, translate
from competition.messages import sentence
from competition.queries.office_trades import trade_id_of, trade_name
from competition.queries.scheme_effect import effect_of
from competition.queries.scheme_effect_types import SchemeEffect
from competition.queries.scheme_proposal import Proposal
from competition.queries.standings import trade_facts
from competition.web.filters import pick
from competition.web.office.desk import Desk, open_desk

REFUSED = 422
DRAFT = "draft"
WHOLE_PAGE = frozenset({"sign_in_needed", "sign_in_again", "not_allowed", "not_found"})


@dataclass(frozen=True, slots=True)
class SchemeDesk:
    """Somebody at work on one trade's scheme."""

    desk: Desk
    id: str
    code: str
    name: Text

    @property
    def title(self) -> str:
        """Return code and name in the reader's language."""
        return f"{self.code} {pick(self.name, reader_language(), g.get('default_language', 'en'))}"

    def may(self, permission: Permission) -> bool:
        """Tell whether this person may do something in the trade."""
        return self.desk.may(permission, self.id)

    def is_fresh(self) -> bool:
        """Tell whether this person has just shown who they are, as steps of two people ask."""
        try:
            request_context().require_fresh()
        except DomainError:
            return False
        return True


def open_scheme(event_code: str, code: str, permission: Permission = Permission.READ_SCHEME) -> SchemeDesk:
    """Return the desk for one trade's scheme.

    Raises DomainError `not_found`, and `not_allowed` to somebody without the permission in this trade.
    """
    desk = open_desk(event_code, permission)
    trade_id = trade_id_of(db.session(), desk.event.id, code)
    if trade_id is None:
        raise DomainError("not_found")
    if not desk.may(permission, trade_id):
        raise DomainError("not_allowed", permission=permission.value)
    return SchemeDesk(desk, trade_id, code, trade_name(db.session(), trade_id).name)


def scheme_url(at: SchemeDesk) -> str:
    """Return the address of the trade's scheme."""
    return url_for("office.scheme", event_code=at.desk.event.code, code=at.code)


def effect_at(at: SchemeDesk, found: Proposal, decisions: Mapping[str, str]) -> SchemeEffect | None:
    """Return what would become of the marks, None without any and for a draft that cannot be published."""
    if not found.moves_marks or found.present is None or found.scheme is None or found.errors:
        return None
    facts = trade_facts(db.session(), at.id)
    return effect_of(db.session(), facts, found.present, found.version(decisions))


def pass_on(refusal: DomainError) -> None:
    """Let the refusals pass that belong to the whole page; the others are shown on it."""
    if refusal.code in WHOLE_PAGE:
        raise refusal
    db.session().rollback()


def problem_lines(problems: Iterable[Problem | PlacedProblem]) -> list[tuple[Problem, str]]:
    """Return problems with their sentences in the reader's language, errors first."""
    plain = [each.problem if isinstance(each, PlacedProblem) else each for each in problems]
    ordered = sorted(plain, key=lambda each: each.severity is not Severity.ERROR)
    return [(each, sentence(each.code, each.params, translate)) for each in ordered]
