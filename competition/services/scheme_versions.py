"""Make a version of a marking scheme before the first mark that counts, with judging sheets for every entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from competition.db.models import CriterionRow, Entry, Op, SchemeVersion, Sheet, SheetResult, SubCriterionRow
from competition.domain.calibration import SAMPLE
from competition.domain.scheme import Scheme
from competition.domain.stages import SheetState
from competition.services.schemes import add_scheme_version, assign_marking_teams, lay_out_sheets
from competition.services.sheets import open_sheets
from competition.services.unit_of_work import Unit


@dataclass(frozen=True, slots=True)
class Made:
    """A version that was written: its id, and how many sheets were laid out for it."""

    version_id: str
    sheets: int


def put_version(
    unit: Unit,
    trade_id: str,
    scheme: Scheme,
    base: str | None,
    layout: str = "",
    codes: Mapping[str, str] | None = None,
) -> Made:
    """Write the next version of a trade before the first mark that counts, with judging sheets for every entry.

    base: the version that it follows. codes: the code that a sub-criterion had in it, by its new code; the same when
    left out. Marking teams and opened days are taken over. The caller logs and publishes.
    """
    session = unit.context.session
    before = marking_teams(session, base)
    former = codes if codes is not None else {code: code for code in before}
    days = _remove_sheets(session, trade_id)
    version_id = add_scheme_version(session, trade_id, scheme, unit.context.now, layout)
    assign_marking_teams(session, version_id, {code: before[old] for code, old in former.items() if old in before})
    sheets = lay_out_sheets(session, trade_id, version_id)
    open_sheets(unit, trade_id, days)
    return Made(version_id, sheets)


def marking_teams(session: Session, version_id: str | None) -> dict[str, str]:
    """Return the marking team of each sub-criterion of a version that has one, by code."""
    rows = session.execute(
        select(SubCriterionRow.code, SubCriterionRow.marking_team_id)
        .join(CriterionRow, CriterionRow.id == SubCriterionRow.criterion_id)
        .join(SchemeVersion, SchemeVersion.id == CriterionRow.scheme_version_id)
        .where(SchemeVersion.id == version_id, SubCriterionRow.marking_team_id.is_not(None))
    )
    return {code: team for code, team in rows if team}


def _remove_sheets(session: Session, trade_id: str) -> set[int]:
    """Remove the empty sheets of the former version; returns the days that were open.

    Sheets of sample work that was marked leave every list and sum, and keep what was entered on them.
    """
    days = open_days(session, trade_id)
    marked = exists().where(Op.sheet_id == Sheet.id)
    retire(session, session.scalars(select(Sheet.id).where(Sheet.trade_id == trade_id, marked)).all())
    own = select(Sheet.id).where(Sheet.trade_id == trade_id, ~marked)
    session.execute(delete(SheetResult).where(SheetResult.sheet_id.in_(own)))
    session.execute(delete(Sheet).where(Sheet.id.in_(own)), execution_options={"synchronize_session": False})
    return days


def retire(session: Session, sheet_ids: Sequence[str]) -> None:
    """Take sheets out of every list and sum; they keep what was entered on them, and take nothing more."""
    session.execute(delete(SheetResult).where(SheetResult.sheet_id.in_(sheet_ids)))
    session.execute(
        update(Sheet).where(Sheet.id.in_(sheet_ids)).values(state=SheetState.LOCKED.value, revision=Sheet.revision + 1)
    )


def open_days(session: Session, trade_id: str) -> set[int]:
    """Return the days of which some sheet is open or further; those of sample work are open on every day."""
    statement = (
        select(Sheet.day)
        .join(SheetResult, SheetResult.sheet_id == Sheet.id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .where(Sheet.trade_id == trade_id, Sheet.state != SheetState.PLANNED.value, Entry.status != SAMPLE)
    )
    return set(session.scalars(statement))
