"""The draft of a trade's marking scheme, and what a new one would begin with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import Account, CriterionRow, Event, SchemeDraft, SchemeVersion, StandardSectionRow, Trade
from competition.domain.errors import DomainError
from competition.domain.scheme import Text
from competition.domain.scheme_document import document_of, empty_document
from competition.domain.scheme_shape import SchemeDocument
from competition.queries.schemes import SchemeIndex, current_scheme, scheme_index
from competition.queries.standards import standard_sections


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft. revision 0: not saved yet, a beginning only. base_version_id, base_number: None when begun from nothing.

    updated_by: the account that saved last, with its name.
    """

    trade_id: str
    document: SchemeDocument
    revision: int
    base_version_id: str | None = None
    base_number: int | None = None
    updated_at: datetime | None = None
    updated_by: str | None = None
    updated_by_name: str = ""

    def body(self, account_id: str | None) -> dict[str, object]:
        """Return the draft as the editor's script wants it; mine: this account saved it last."""
        return {
            "revision": self.revision,
            "base": self.base_version_id or "",
            "document": self.document,
            "at": self.updated_at.isoformat() if self.updated_at else None,
            "by": self.updated_by_name,
            "mine": self.updated_by is not None and self.updated_by == account_id,
        }


@dataclass(frozen=True, slots=True)
class SchemePlace:
    """Where a trade's scheme belongs. clock_offset: as `Event.clock_offset`."""

    event_id: str
    clock_offset: int


@dataclass(frozen=True, slots=True)
class SchemeTrade:
    """A trade whose scheme is worked on. languages: those of the event, its own first. standard_id: in the register."""

    id: str
    code: str
    name: Text
    languages: tuple[str, ...]
    standard_id: str | None


def scheme_trade(session: Session, event_id: str, code: str) -> SchemeTrade:
    """Return a trade by its code. One statement. Raises DomainError `not_found`."""
    row = session.execute(
        select(Trade.id, Trade.code, Trade.name, Trade.standard_id, Event.default_language, Event.second_language)
        .join(Event, Event.id == Trade.event_id)
        .where(Trade.event_id == event_id, Trade.code == code)
    ).one_or_none()
    if row is None:
        raise DomainError("not_found")
    languages = tuple(dict.fromkeys(filter(None, (row.default_language, row.second_language))))
    return SchemeTrade(row.id, row.code, row.name, languages, row.standard_id)


def scheme_place(session: Session, trade_id: str) -> SchemePlace:
    """Return the event of a trade. One statement. Raises DomainError `not_found`."""
    row = session.execute(
        select(Event.id, Event.clock_offset).join(Trade, Trade.event_id == Event.id).where(Trade.id == trade_id)
    ).one_or_none()
    if row is None:
        raise DomainError("not_found")
    return SchemePlace(row.id, row.clock_offset)


def draft_of(session: Session, trade_id: str) -> DraftView | None:
    """Return the draft of a trade, None without one. One statement."""
    row = session.execute(
        select(SchemeDraft, SchemeVersion.number, Account.name)
        .outerjoin(SchemeVersion, SchemeVersion.id == SchemeDraft.base_version_id)
        .outerjoin(Account, Account.id == SchemeDraft.updated_by)
        .where(SchemeDraft.trade_id == trade_id)
    ).one_or_none()
    if row is None:
        return None
    draft, number, name = row
    return DraftView(
        trade_id,
        cast("SchemeDocument", draft.body),
        draft.revision,
        draft.base_version_id,
        number,
        draft.updated_at,
        draft.updated_by,
        name or "",
    )


def draft_or_beginning(session: Session, trade_id: str) -> DraftView:
    """Return the draft, or what one would begin with: the newest version, else an empty scheme.

    One statement with a draft; without one three, or five with a version, nine when that was not read before.
    """
    return draft_of(session, trade_id) or beginning_of(session, trade_id)


def beginning_of(session: Session, trade_id: str) -> DraftView:
    """Return what a new draft begins with: the newest version, else the sections of the trade's standard.

    Two or three statements without a version; four with one, eight when it was not read before.
    """
    version_id = newest_version_id(session, trade_id)
    if version_id is None:
        standard_id = session.scalar(select(Trade.standard_id).where(Trade.id == trade_id))
        sections = standard_sections(session, standard_id) if standard_id else ()
        return DraftView(trade_id, empty_document(sections), 0)
    index = scheme_index(session, version_id)
    document = document_of(index.scheme, row_ids(session, index))
    return DraftView(trade_id, document, 0, version_id, index.number)


def released_document(session: Session, trade_id: str) -> DraftView | None:
    """Return the newest published version as a document whose rows have the version's ids; None without one.

    Three statements when its scheme was read before, else seven.
    """
    index = current_scheme(session, trade_id)
    if index is None:
        return None
    document = document_of(index.scheme, row_ids(session, index))
    return DraftView(trade_id, document, 0, index.version_id, index.number)


def newest_version_id(session: Session, trade_id: str) -> str | None:
    """Return the version with the highest number, released or not. One statement."""
    return session.scalar(
        select(SchemeVersion.id)
        .where(SchemeVersion.trade_id == trade_id)
        .order_by(SchemeVersion.number.desc())
        .limit(1)
    )


def row_ids(session: Session, index: SchemeIndex) -> dict[str, str]:
    """Return the ids of a version's rows by code, as `document_of` wants them. Two statements."""
    sections = session.execute(
        select(StandardSectionRow.code, StandardSectionRow.id).where(
            StandardSectionRow.scheme_version_id == index.version_id
        )
    )
    criteria = session.execute(
        select(CriterionRow.code, CriterionRow.id).where(CriterionRow.scheme_version_id == index.version_id)
    )
    found = {f"section {code}": row for code, row in sections}
    found |= {code: row for code, row in criteria}  # noqa: C416 (rows are no pairs to the types)
    for ref in index.sub_criteria.values():
        found[ref.code] = ref.id
        found.update({each.aspect.code: each.row for each in ref.aspects})
    return found
