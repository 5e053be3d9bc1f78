"""What publishing a trade's draft would mean now: its problems, what differs, what becomes of marks. Source: N10."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import Day, SchemeRelease
from competition.domain.errors import DomainError, Severity
from competition.domain.permissions import Permission
from competition.domain.scheme import Scheme
from competition.domain.scheme_difference import Difference, compare_schemes
from competition.domain.scheme_document import PlacedProblem, document_digest, ids_of, read_document
from competition.domain.scheme_fates import AspectFate, aspect_fates, decide_fates
from competition.domain.scheme_matching import match_schemes
from competition.domain.scheme_shape import SchemeDocument
from competition.queries.scheme_drafts import DraftView, draft_of, row_ids
from competition.queries.scheme_effect_types import NewVersion
from competition.queries.schemes import SchemeIndex, current_scheme
from competition.queries.standings import TradeFacts
from competition.queries.trade_sheets import count_ops

NO_SCHEME = Scheme(())


@dataclass(frozen=True, slots=True)
class Proposal:
    """A draft beside the present version.

    scheme: None while the draft lacks something. difference: from the present version, from nothing without one.
    fates: of the marks, as nobody has decided anything yet. ops: changes that the trade's sheets have received; with
    any, publishing moves marks. is_locked: the present version is locked.
    """

    draft: DraftView
    present: SchemeIndex | None
    scheme: Scheme | None
    problems: tuple[PlacedProblem, ...]
    difference: Difference
    fates: tuple[AspectFate, ...]
    ops: int
    is_locked: bool

    @property
    def moves_marks(self) -> bool:
        """Tell whether there is anything on the sheets that a version has to take along."""
        return self.ops > 0 and self.present is not None

    @property
    def errors(self) -> int:
        """Return how many problems keep the draft from being published."""
        return sum(each.problem.severity is Severity.ERROR for each in self.problems)

    @property
    def warnings(self) -> int:
        """Return how many problems somebody has to look at first."""
        return len(self.problems) - self.errors

    @property
    def action(self) -> str:
        """Return what two people would do: publish a version, or change one after the first mark."""
        return "scheme.change" if self.moves_marks else "scheme.publish"

    @property
    def permission(self) -> Permission:
        """Return what both need. After the lock it takes a chief judge and an organizer, as with marks (W1)."""
        is_late = self.moves_marks or self.is_locked
        return Permission.CHANGE_SCHEME_AFTER_MARK if is_late else Permission.PUBLISH_SCHEME

    def details(self, decisions: Mapping[str, str]) -> dict[str, Json]:
        """Return all that the step depends on, for a request of two people."""
        return {
            "draft": document_digest(self.draft.document),
            "base": self.present.version_id if self.present else "",
            "marks": self.moves_marks,
            "locked": self.is_locked,
            "decisions": dict(sorted(decisions.items())),
        }

    def version(self, decisions: Mapping[str, str]) -> NewVersion:
        """Return the version that would follow. decisions: fates by aspect, of those that may be chosen.

        Raises DomainError `scheme_not_valid`, `fate_not_possible`.
        """
        if self.scheme is None or self.errors:
            raise DomainError("scheme_not_valid", errors=str(self.errors))
        return NewVersion(self.scheme, self.difference.matching, decide_fates(self.fates, decisions))


def proposal(session: Session, facts: TradeFacts) -> Proposal | None:
    """Return what publishing the draft of a trade would mean, None without a draft. At most twelve statements."""
    draft = draft_of(session, facts.id)
    if draft is None:
        return None
    present = current_scheme(session, facts.id)
    days = set(session.scalars(select(Day.number).where(Day.event_id == facts.event_id)))
    scheme, problems = read_document(draft.document, days=days)
    former = present.scheme if present else NO_SCHEME
    rows = same_rows(draft.document, row_ids(session, present)) if present else {}
    matching = match_schemes(former, scheme or NO_SCHEME, rows)
    return Proposal(
        draft=draft,
        present=present,
        scheme=scheme,
        problems=problems,
        difference=compare_schemes(former, scheme or NO_SCHEME, matching),
        fates=aspect_fates(former, scheme or NO_SCHEME, matching),
        ops=count_ops(session, facts.id),
        is_locked=present is not None and is_locked(session, present.version_id),
    )


def same_rows(document: SchemeDocument, version_ids: Mapping[str, str]) -> dict[str, str]:
    """Return new and old codes of sub-criteria and aspects whose rows are the same ones of a version."""
    before = {row: code for code, row in version_ids.items()}
    return {code: before[row] for code, row in ids_of(document).items() if row in before}


def is_locked(session: Session, version_id: str) -> bool:
    """Tell whether a version is locked. One statement."""
    locked = select(SchemeRelease.locked_at).where(SchemeRelease.version_id == version_id)
    return session.scalar(locked) is not None
