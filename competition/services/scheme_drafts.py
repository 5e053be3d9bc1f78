"""Write the draft of a trade's marking scheme: opened, saved, replaced by an import, discarded. Source: DOMAIN 1.4."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import SchemeDraft
from competition.domain.audit import LeafValue
from competition.domain.errors import DomainError
from competition.domain.permissions import Permission
from competition.domain.scheme import Scheme
from competition.domain.scheme_document import document_digest, document_of, ids_of, renumbered
from competition.domain.scheme_shape import SchemeDocument, read_shape
from competition.queries.scheme_drafts import (
    DraftView,
    SchemePlace,
    beginning_of,
    draft_of,
    newest_version_id,
    scheme_place,
)
from competition.services.context import Context
from competition.services.operator import require_or_operator
from competition.services.unit_of_work import Unit, unit_of_work


def open_draft(context: Context, trade_id: str) -> DraftView:
    """Return the trade's draft; the first time it is made from the newest version, or empty with criterion A.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    place = _place(context, trade_id)
    with unit_of_work(context, place.event_id, clock_offset=place.clock_offset, trade_id=trade_id) as unit:
        if draft_of(context.session, trade_id) is None:
            start = beginning_of(context.session, trade_id)
            _write(unit, trade_id, start.document, start.base_version_id)
            unit.record("scheme.draft.open", f"trade/{trade_id}", new={"version": start.base_number or 0})
    return _known(context.session, trade_id)


def save_draft(
    context: Context, trade_id: str, document: object, revision: int, *, base: str | None = None
) -> DraftView:
    """Write the draft as an editor has it now; returns it with its next revision.

    document: of `competition.domain.scheme_document`; revision: the one that the editor began with, 0 for a draft that
    is not written yet; base: the version's id that such a one began as ("" for none), None to leave it unchecked.
    Raises DomainError `draft_unreadable`, `draft_too_large`, `draft_changed` when somebody else saved meanwhile,
    `not_found`, `sign_in_needed`, `not_allowed`.
    """
    place = _place(context, trade_id)
    shaped = renumbered(read_shape(document))
    with unit_of_work(context, place.event_id, clock_offset=place.clock_offset, trade_id=trade_id) as unit:
        known = draft_of(context.session, trade_id)
        if (known.revision if known else 0) != revision:
            raise DomainError("draft_changed")
        version_id = known.base_version_id if known else newest_version_id(context.session, trade_id)
        if known is None and base is not None and base != (version_id or ""):
            raise DomainError("draft_changed")
        written = _write(unit, trade_id, shaped, version_id)
        unit.record(
            "scheme.draft.save",
            f"trade/{trade_id}",
            old=None if known is None else {"digest": document_digest(known.document)},
            new={"digest": document_digest(shaped), "revision": written.revision, **_figures(shaped)},
        )
    return _known(context.session, trade_id)


def replace_draft(
    context: Context, trade_id: str, scheme: Scheme, source: str, ids: Mapping[str, str] | None = None
) -> DraftView:
    """Put another scheme, such as an imported one, in the draft's place; rows of the same code keep their ids.

    source: where it comes from, for the log: a file's SHA-256 or a version's id, never free text. ids: the rows' ids by
    code, where the caller knows better which row is which.
    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    place = _place(context, trade_id)
    with unit_of_work(context, place.event_id, clock_offset=place.clock_offset, trade_id=trade_id) as unit:
        former = draft_of(context.session, trade_id) or beginning_of(context.session, trade_id)
        known = ids_of(former.document) if ids is None else ids
        document = read_shape(renumbered(document_of(scheme, known)))
        _write(unit, trade_id, document, former.base_version_id)
        unit.record(
            "scheme.draft.replace",
            f"trade/{trade_id}",
            old={"digest": document_digest(former.document)},
            new={"digest": document_digest(document), "source": source, **_figures(document)},
        )
    return _known(context.session, trade_id)


def discard_draft(context: Context, trade_id: str) -> None:
    """Throw the draft away; the versions stay as they are. Nothing happens without one.

    Raises DomainError `not_found`, `sign_in_needed`, `not_allowed`.
    """
    place = _place(context, trade_id)
    with unit_of_work(context, place.event_id, clock_offset=place.clock_offset, trade_id=trade_id) as unit:
        known = draft_of(context.session, trade_id)
        if known is not None:
            remove_draft(context.session, trade_id)
            old: dict[str, LeafValue] = {"digest": document_digest(known.document), **_figures(known.document)}
            unit.record("scheme.draft.discard", f"trade/{trade_id}", old=old)


def remove_draft(session: Session, trade_id: str) -> None:
    """Remove the draft's row, for a use case that has made a version of it; it logs that itself."""
    session.execute(delete(SchemeDraft).where(SchemeDraft.trade_id == trade_id))


def _place(context: Context, trade_id: str) -> SchemePlace:
    place = scheme_place(context.session, trade_id)
    require_or_operator(context, Permission.EDIT_SCHEME, event_id=place.event_id, trade_id=trade_id)
    return place


def _write(unit: Unit, trade_id: str, document: SchemeDocument, base_version_id: str | None) -> SchemeDraft:
    context, body = unit.context, cast("dict[str, Json]", document)
    row = context.session.scalar(select(SchemeDraft).where(SchemeDraft.trade_id == trade_id))
    if row is None:
        first = int(context.now.timestamp())
        row = SchemeDraft(trade_id=trade_id, base_version_id=base_version_id, revision=first)
        context.session.add(row)
    else:
        row.revision += 1
    row.body, row.updated_at, row.updated_by = body, context.now, context.actor.account_id
    context.session.flush()
    return row


def _known(session: Session, trade_id: str) -> DraftView:
    found = draft_of(session, trade_id)
    if found is None:
        raise DomainError("draft_missing")
    return found


def _figures(document: SchemeDocument) -> dict[str, int]:
    aspects = [a for criterion in document["criteria"] for sub in criterion["sub_criteria"] for a in sub["aspects"]]
    return {"criteria": len(document["criteria"]), "aspects": len(aspects)}
