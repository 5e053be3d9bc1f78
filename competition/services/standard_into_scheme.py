"""Let a trade's draft scheme begin with the sections of a standard in the register. Source: DOMAIN 1.1."""

from __future__ import annotations

from competition.domain.decimals import two_decimals
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.scheme_shape import SectionShape
from competition.queries.scheme_drafts import DraftView, scheme_place
from competition.queries.standards import standard_sections
from competition.services.context import Context
from competition.services.identity import new_id
from competition.services.scheme_drafts import open_draft, save_draft


def copy_standard(context: Context, trade_id: str, standard_id: str) -> DraftView:
    """Put the sections of a standard in the place of those of a trade's draft; returns the draft.

    Aspects keep the codes of their sections, so that one whose section is not in the standard is reported there.
    Raises DomainError `not_found`, `draft_changed` when somebody else saved meanwhile, `sign_in_needed`, `not_allowed`.
    """
    place = scheme_place(context.session, trade_id)
    context.require(Permission.EDIT_SCHEME, event_id=place.event_id, trade_id=trade_id)
    sections = standard_sections(context.session, standard_id)
    if not sections:
        raise DomainError("not_found")
    draft = open_draft(context, trade_id)
    shapes = [
        SectionShape(id=new_id(), code=each.code, name=dict(each.name), weight=two_decimals(each.weight))
        for each in sections
    ]
    return save_draft(context, trade_id, {**draft.document, "sections": shapes}, draft.revision)
