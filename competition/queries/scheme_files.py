"""A marking scheme file that somebody handed in: what it says, what differs, before it becomes the draft. B3."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import Day, StagedFile
from competition.domain.errors import DomainError, Problem, Severity
from competition.domain.scheme import Scheme
from competition.domain.scheme_difference import Difference, compare_schemes
from competition.domain.scheme_document import ids_of, read_document
from competition.domain.scheme_merge import merge_language
from competition.domain.scheme_rules import SchemeSummary, check_days, summarise
from competition.domain.scheme_shape import SchemeDocument
from competition.formats.scheme_sheet import SchemeReading
from competition.queries.scheme_drafts import DraftView, draft_of, released_document
from competition.queries.schemes import current_scheme
from competition.queries.standings import TradeFacts

NO_SCHEME = Scheme(())


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that waits. name: as it came."""

    id: str
    name: str
    size: int
    sha256: str
    data: bytes
    created_by: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SchemeFile:
    """What a file says, put together with what the trade has in other languages.

    scheme: what would become the draft; None where the file has errors. ids: the rows' ids by code, where a row is one
    that is known. difference: from the present version, from nothing without one. number: of that version, None for
    none. draft: what it would replace.
    """

    reading: SchemeReading
    problems: tuple[Problem, ...]
    scheme: Scheme | None
    ids: Mapping[str, str]
    difference: Difference
    summary: SchemeSummary
    number: int | None
    draft: DraftView | None

    @property
    def errors(self) -> int:
        """Return how many problems keep the file from becoming the draft."""
        return sum(problem.severity is Severity.ERROR for problem in self.problems)


def staged_file(session: Session, event_id: str, staged_id: str) -> Staged | None:
    """Return a file that waits in an event. One statement."""
    row = session.execute(
        select(
            StagedFile.id,
            StagedFile.name,
            StagedFile.size,
            StagedFile.sha256,
            StagedFile.data,
            StagedFile.created_by,
            StagedFile.created_at,
        ).where(StagedFile.id == staged_id, StagedFile.event_id == event_id)
    ).one_or_none()
    return None if row is None else Staged(*row)


def scheme_file(session: Session, facts: TradeFacts, reading: SchemeReading, language: str) -> SchemeFile:
    """Return what a scheme file would do to a trade; nothing is written. At most eleven statements."""
    present, draft = current_scheme(session, facts.id), draft_of(session, facts.id)
    days = set(session.scalars(select(Day.number).where(Day.event_id == facts.event_id)))
    problems = (*reading.problems, *_day_problems(reading, days))
    former = present.scheme if present else NO_SCHEME
    scheme, ids = reading.scheme, dict[str, str]()
    base = draft or released_document(session, facts.id)
    if scheme is not None and base is not None:
        scheme, ids = _merged(base.document, scheme, language)
    shown = scheme or reading.draft or Scheme((), reading.sections)
    return SchemeFile(
        reading=reading,
        problems=tuple(sorted(problems, key=lambda each: (each.sheet or "", each.row or 0))),
        scheme=scheme,
        ids=ids,
        difference=compare_schemes(former, shown),
        summary=summarise(shown),
        number=present.number if present else None,
        draft=draft,
    )


def _merged(document: SchemeDocument, found: Scheme, language: str) -> tuple[Scheme, dict[str, str]]:
    """Return the file's scheme with the other languages that are known, and the ids of rows that are known."""
    try:
        base, _ = read_document(document)
    except DomainError:
        base = None
    if base is None:
        return found, {}
    merged, matching = merge_language(base, found, language)
    known = ids_of(document)
    pairs = {**matching.sub_criteria, **matching.aspects}
    ids = {code: known[old] for code, old in pairs.items() if old in known}
    same = [*(each.code for each in found.criteria), *(f"section {each.code}" for each in found.sections)]
    return merged, {**ids, **{code: known[code] for code in same if code in known}}


def _day_problems(reading: SchemeReading, days: set[int]) -> list[Problem]:
    """Return the sub-criteria on days that the event lacks, with their places in the file."""
    found = check_days(reading.draft, days) if reading.draft else ()
    return [
        Problem(
            Severity.WARNING,
            problem.code,
            reading.sheet,
            reading.rows.get(problem.params["sub_criterion"]),
            reading.day_column,
            problem.params,
        )
        for problem in found
        if problem.code == "day_unknown"
    ]
