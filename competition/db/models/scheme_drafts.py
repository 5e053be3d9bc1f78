"""Drafts of marking schemes: one a trade, beside its versions."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from competition.db.base import Base, Json, Key, Moment


class SchemeDraft(Base):
    """The scheme that somebody is writing.

    base_version_id: the version that it began as, None for one begun from nothing. body: the document of
    `competition.domain.scheme_document`. revision: one more with every save; a draft begins with the second in which it
    was made, so that a page that still shows a discarded one never fits. updated_by: None for the operator.
    """

    __tablename__ = "scheme_draft"

    trade_id: Mapped[Key] = mapped_column(ForeignKey("trade.id"))
    base_version_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("scheme_version.id"))
    body: Mapped[dict[str, Json]] = mapped_column(JSON)
    revision: Mapped[int] = mapped_column(BigInteger)
    updated_at: Mapped[Moment]
    updated_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("account.id"))
