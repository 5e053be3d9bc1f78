"""Make a version of a marking scheme on whose sheets nothing was entered yet, with judging sheets for every entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from competition.db.models import CriterionRow, Op, SchemeVersion, Sheet, SheetResult, SubCriterionRow
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


def has_marks(session: Session, trade_id: str) -> bool:
    """Tell whether anybody has ever sent a change for a sheet of the trade."""
    statement = select(Op.op_id).join(Sheet, Sheet.id == Op.sheet_id).where(Sheet.trade_id == trade_id).limit(1)
    return session.scalar(statement) is not None


def put_version(
    unit: Unit,
    trade_id: str,
    scheme: Scheme,
    base: str | None,
    layout: str = "",
    codes: Mapping[str, str] | None = None,
) -> Made:
    """Write the next version of a trade on whose sheets nothing was ever entered, with judging sheets for every entry.

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
    """Remove the empty sheets of the former version; returns the days that were open."""
    days = open_days(session, trade_id)
    own = select(Sheet.id).where(Sheet.trade_id == trade_id)
    session.execute(delete(SheetResult).where(SheetResult.sheet_id.in_(own)))
    session.execute(delete(Sheet).where(Sheet.trade_id == trade_id))
    return days


def open_days(session: Session, trade_id: str) -> set[int]:
    """Return the days of which some sheet is open or further."""
    statement = select(Sheet.day).join(SheetResult, SheetResult.sheet_id == Sheet.id)
    return set(session.scalars(statement.where(Sheet.trade_id == trade_id, Sheet.state != SheetState.PLANNED.value)))
