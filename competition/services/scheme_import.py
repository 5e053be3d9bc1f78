"""Import a marking scheme into a trade: read, shown, applied as the trade's next version. Source: DOMAIN 1.4, 4."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.db.models import Day, SchemeVersion, Trade
from competition.domain.audit import LeafValue
from competition.domain.errors import DomainError, Problem, Severity, error
from competition.domain.permissions import Permission
from competition.domain.plans import PlanAction
from competition.domain.roster import trade_key
from competition.domain.scheme import Scheme
from competition.domain.scheme_document import read_document
from competition.domain.scheme_rules import check_days, check_scheme
from competition.formats.scheme_sheet import UNFINISHED, SchemeReading, read_scheme, write_scheme
from competition.queries.scheme_drafts import draft_of
from competition.queries.scheme_proposal import is_locked
from competition.queries.schemes import current_version_id, scheme_index
from competition.queries.standings import TradeFacts, trade_facts
from competition.queries.trade_settings import has_marks
from competition.services.context import Context
from competition.services.destructive import back_up_first
from competition.services.event_boards import publish_event_boards
from competition.services.operator import require_or_operator
from competition.services.publication import publish_trade
from competition.services.scheme_versions import put_version
from competition.services.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True)
class SchemeImport:
    """What importing a scheme would do, as it is shown before anything is written.

    action: CREATE for a trade without a scheme, UPDATE for a new version, SAME, REJECT. version: the number that the
    scheme gets, or has. base: the version that it follows, None for none.
    """

    trade_id: str
    reading: SchemeReading
    action: PlanAction
    version: int
    base: str | None
    problems: tuple[Problem, ...]
    source: str
    language: str

    @property
    def is_applicable(self) -> bool:
        """Tell whether it could be written."""
        return self.action is not PlanAction.REJECT


@dataclass(frozen=True, slots=True)
class SchemeWritten:
    """The number of the version that was written, and how many judging sheets were laid out for it."""

    version: int
    sheets: int


def trade_id_of(session: Session, event_id: str, code: str) -> str:
    """Return the id of a trade by its code; `4` and `04` are the same.

    Raises DomainError `trade_unknown`.
    """
    for trade_id, known in session.execute(select(Trade.id, Trade.code).where(Trade.event_id == event_id)):
        if trade_key(known) == trade_key(code):
            return str(trade_id)
    raise DomainError("trade_unknown", value=code)


def plan_scheme_import(context: Context, trade_id: str, data: bytes, language: str = "en") -> SchemeImport:
    """Return what importing a scheme file into a trade would do; nothing is written.

    language: of the file's texts. What is wrong with the file stands in the problems.
    Raises DomainError `sign_in_needed`, `not_allowed`.
    """
    facts = trade_facts(context.session, trade_id)
    require_or_operator(context, Permission.EDIT_SCHEME, event_id=facts.event_id, trade_id=trade_id)
    source = hashlib.sha256(data).hexdigest()
    return _plan(context.session, facts, read_scheme(data, language=language), source, language)


def apply_scheme_import(context: Context, shown: SchemeImport) -> SchemeWritten:
    """Write an import that was shown as the trade's next version, with judging sheets for every entry.

    Marking teams and opened days are taken over by sub-criterion code. Nothing is written when the trade got another
    version or a mark meanwhile.
    Raises DomainError `plan_not_applicable`, `plan_changed`, `sign_in_needed`, `not_allowed`.
    """
    session, trade_id = context.session, shown.trade_id
    facts = trade_facts(session, trade_id)
    require_or_operator(context, Permission.EDIT_SCHEME, event_id=facts.event_id, trade_id=trade_id)
    if not shown.is_applicable or shown.reading.scheme is None:
        raise DomainError("plan_not_applicable")
    if shown.action is PlanAction.SAME:
        return SchemeWritten(shown.version, 0)
    if shown.base is not None:
        back_up_first(context, "scheme_import.apply_scheme_import")
    with unit_of_work(context, facts.event_id, clock_offset=facts.clock_offset, trade_id=trade_id) as unit:
        plan = _plan(session, facts, shown.reading, shown.source, shown.language)
        if (plan.action, plan.base) != (shown.action, shown.base):
            raise DomainError("plan_changed")
        layout = shown.reading.layout.value if shown.reading.layout else ""
        made = put_version(unit, trade_id, shown.reading.scheme, shown.base, layout)
        new: dict[str, LeafValue] = {"version": shown.version, "file": shown.source, "sheets": made.sheets}
        unit.record("scheme.import", f"trade/{trade_id}", new=new)
        publish_trade(unit, trade_id)
    publish_event_boards(context, facts.event_id)
    return SchemeWritten(shown.version, made.sheets)


def export_scheme(context: Context, trade_id: str, language: str = "en", number: int | None = None) -> bytes:
    """Return a trade's scheme as a spreadsheet that imports as "nothing to do".

    number: of the version, None for the present one.
    Raises DomainError `scheme_missing`, `sign_in_needed`, `not_allowed`.
    """
    facts = trade_facts(context.session, trade_id)
    require_or_operator(context, Permission.READ_SCHEME, event_id=facts.event_id, trade_id=trade_id)
    version_id = current_version_id(context.session, trade_id)
    if number is not None:
        version_id = context.session.scalar(
            select(SchemeVersion.id).where(SchemeVersion.trade_id == trade_id, SchemeVersion.number == number)
        )
    if version_id is None:
        raise DomainError("scheme_missing", trade=facts.code)
    return write_scheme(
        scheme_index(context.session, version_id).scheme, title=_title(facts, language), language=language
    )


def export_draft(context: Context, trade_id: str, language: str = "en") -> bytes:
    """Return a trade's draft as a spreadsheet, to be worked on outside.

    Raises DomainError `draft_missing`, `scheme_not_valid` while it lacks what no scheme can do without, and as
    `export_scheme`.
    """
    facts = trade_facts(context.session, trade_id)
    require_or_operator(context, Permission.EDIT_SCHEME, event_id=facts.event_id, trade_id=trade_id)
    draft = draft_of(context.session, trade_id)
    if draft is None:
        raise DomainError("draft_missing")
    scheme, problems = read_document(draft.document)
    if scheme is None:
        raise DomainError("scheme_not_valid", errors=str(len(problems)))
    return write_scheme(scheme, title=_title(facts, language), language=language)


def _title(facts: TradeFacts, language: str) -> str:
    return f"{facts.code} {facts.name.get(language) or next(iter(facts.name.values()), '')}".strip()


def _plan(session: Session, facts: TradeFacts, reading: SchemeReading, source: str, language: str) -> SchemeImport:
    base = current_version_id(session, facts.id)
    number = 0 if base is None else scheme_index(session, base).number
    if base is not None and _holds(scheme_index(session, base).scheme, reading.scheme, language):
        return SchemeImport(facts.id, reading, PlanAction.SAME, number, base, reading.problems, source, language)
    problems = [_for_marking(problem, reading) for problem in reading.problems]
    problems += _day_problems(reading, set(session.scalars(select(Day.number).where(Day.event_id == facts.event_id))))
    if base is not None and has_marks(session, facts.id):
        problems.append(error("scheme_has_marks", version=str(number)))
    if base is not None and is_locked(session, base):
        problems.append(error("scheme_locked"))
    stopped = reading.scheme is None or any(problem.severity is Severity.ERROR for problem in problems)
    usual = PlanAction.CREATE if base is None else PlanAction.UPDATE
    ordered = tuple(sorted(problems, key=lambda problem: problem.row or 0))
    action = PlanAction.REJECT if stopped else usual
    return SchemeImport(facts.id, reading, action, number + 1, base, ordered, source, language)


def _holds(known: Scheme, found: Scheme | None, language: str) -> bool:
    """Tell whether a scheme says all that a file says; a file speaks one language, the scheme perhaps several."""
    return known == found or (
        found is not None and read_scheme(write_scheme(known, language=language), language=language).scheme == found
    )


def _for_marking(problem: Problem, reading: SchemeReading) -> Problem:
    """Return a problem as grave as it is for a scheme that is marked by: what is unfinished stops the import."""
    if problem.code not in UNFINISHED:
        return problem
    errors = {
        (each.code, tuple(sorted(each.params.items())))
        for each in check_scheme(reading.draft or Scheme(()))
        if each.severity is Severity.ERROR
    }
    is_error = (problem.code, tuple(sorted(problem.params.items()))) in errors
    return replace(problem, severity=Severity.ERROR) if is_error else problem


def _day_problems(reading: SchemeReading, days: set[int]) -> Iterator[Problem]:
    """Yield sub-criteria on days that the event lacks, and those without a day that are not reported yet."""
    reported = {problem.params.get("sub_criterion") for problem in reading.problems if problem.code == "day_missing"}
    for problem in check_days(reading.draft or Scheme(()), days):
        code = problem.params["sub_criterion"]
        if code not in reported:
            yield replace(problem, sheet=reading.sheet, row=reading.rows.get(code), column=reading.day_column)
