"""Put a marking scheme into a trade and lay out the judging sheets that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import exists, func, insert, select, update
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import (
    AspectRow,
    CriterionRow,
    Entry,
    Op,
    SchemeVersion,
    Sheet,
    SheetResult,
    StandardSectionRow,
    SubCriterionRow,
    Trade,
)
from competition.domain.calibration import SAMPLE
from competition.domain.errors import DomainError, Severity
from competition.domain.scheme import Aspect, AspectType, Calculation, Scheme, Text
from competition.domain.scheme_rules import check_scheme
from competition.domain.stages import SheetState
from competition.queries.schemes import SchemeIndex, scheme_index
from competition.queries.taking_part import has_sheets
from competition.services.identity import new_id
from competition.services.results import refresh_entries

FIRST_DAY = 1


def add_scheme_version(session: Session, trade_id: str, scheme: Scheme, now: datetime, layout: str = "") -> str:
    """Add the next version of a trade's scheme, published; returns its id.

    Raises DomainError `scheme_not_valid` with the number of errors when the scheme breaks a rule.
    """
    problems = [problem for problem in check_scheme(scheme) if problem.severity is Severity.ERROR]
    if problems:
        raise DomainError("scheme_not_valid", errors=str(len(problems)))
    last = session.scalar(select(func.max(SchemeVersion.number)).where(SchemeVersion.trade_id == trade_id))
    version_id = new_id()
    session.add(
        SchemeVersion(
            id=version_id,
            trade_id=trade_id,
            number=(last or 0) + 1,
            layout=layout,
            published_at=now,
            created_at=now,
        )
    )
    session.flush()
    _write_parts(session, version_id, scheme)
    return version_id


def _write_parts(session: Session, version_id: str, scheme: Scheme) -> None:
    sections = [
        {
            "id": new_id(),
            "scheme_version_id": version_id,
            "position": position,
            "code": section.code,
            "name": dict(section.name),
            "weight": section.weight,
        }
        for position, section in enumerate(scheme.sections)
    ]
    criteria: list[dict[str, object]] = []
    sub_criteria: list[dict[str, object]] = []
    aspects: list[dict[str, object]] = []
    for position, criterion in enumerate(scheme.criteria):
        criterion_id = new_id()
        criteria.append(
            {
                "id": criterion_id,
                "scheme_version_id": version_id,
                "position": position,
                "code": criterion.code,
                "name": dict(criterion.name),
            }
        )
        for number, sub in enumerate(criterion.sub_criteria):
            sub_id = new_id()
            sub_criteria.append(
                {
                    "id": sub_id,
                    "criterion_id": criterion_id,
                    "position": number,
                    "code": sub.code,
                    "name": dict(sub.name),
                    "day": sub.day,
                    "marking_team_id": None,
                }
            )
            aspects += [_aspect_row(sub_id, place, aspect) for place, aspect in enumerate(sub.aspects)]
    for table, rows in (
        (StandardSectionRow, sections),
        (CriterionRow, criteria),
        (SubCriterionRow, sub_criteria),
        (AspectRow, aspects),
    ):
        if rows:
            session.execute(insert(table), rows)


def _aspect_row(sub_criterion_id: str, position: int, aspect: Aspect) -> dict[str, object]:
    return {
        "id": new_id(),
        "sub_criterion_id": sub_criterion_id,
        "position": position,
        "code": aspect.code,
        "type": aspect.type.value,
        "description": dict(aspect.description),
        "extra": _words(aspect.extra),
        "requirement": _words(aspect.requirement),
        "unit": aspect.unit,
        "max_mark": aspect.max_mark,
        "section": aspect.section,
        "calculation": _calculation(aspect.calculation),
        "descriptors": [dict(text) for text in aspect.descriptors],
    }


def _words(text: Text | None) -> dict[str, str] | None:
    return None if text is None else dict(text)


def _calculation(calculation: Calculation | None) -> dict[str, Json] | None:
    if calculation is None:
        return None
    return {
        "type": calculation.type.value,
        "parameters": dict(calculation.parameters),
        "name": calculation.name,
        "shared": calculation.shared,
        "number": calculation.number,
    }


def assign_marking_teams(session: Session, version_id: str, teams: Mapping[str, str]) -> None:
    """Say which marking team marks which sub-criterion; a sheet that somebody wrote on keeps its own.

    teams: marking team id by sub-criterion code.
    """
    rows = session.scalars(
        select(SubCriterionRow)
        .join(CriterionRow, CriterionRow.id == SubCriterionRow.criterion_id)
        .where(CriterionRow.scheme_version_id == version_id)
    )
    for row in rows:
        row.marking_team_id = teams.get(row.code)
        session.execute(
            update(Sheet)
            .where(Sheet.sub_criterion_id == row.id, ~exists().where(Op.sheet_id == Sheet.id))
            .values(marking_team_id=row.marking_team_id)
        )
    session.flush()


def lay_out_sheets(session: Session, trade_id: str, version_id: str) -> int:
    """Add the judging sheets of every entry that takes part and lacks one; returns how many.

    Those of sample work are open at once.
    """
    trade = session.execute(select(Trade.event_id, Trade.panel_size).where(Trade.id == trade_id)).one()
    index = scheme_index(session, version_id)
    # The index is kept in memory and may be older than the marking teams.
    rows = session.execute(
        select(SubCriterionRow.id, SubCriterionRow.marking_team_id).where(
            SubCriterionRow.id.in_(list(index.sub_criteria))
        )
    )
    teams = dict(rows.all())
    with_sheets = select(Entry.id, Entry.status).where(Entry.trade_id == trade_id, has_sheets())
    entries = dict(session.execute(with_sheets).all())
    existing = {
        tuple(row)
        for row in session.execute(select(Sheet.entry_id, Sheet.sub_criterion_id).where(Sheet.trade_id == trade_id))
    }
    sheets: list[dict[str, object]] = []
    results: list[dict[str, object]] = []
    for entry_id, status in entries.items():
        for ref in index.sub_criteria.values():
            if (entry_id, ref.id) in existing:
                continue
            sheet_id = new_id()
            sheets.append(
                {
                    "id": sheet_id,
                    "event_id": trade.event_id,
                    "trade_id": trade_id,
                    "entry_id": entry_id,
                    "sub_criterion_id": ref.id,
                    "scheme_version_id": version_id,
                    "marking_team_id": teams.get(ref.id),
                    "day": ref.day or FIRST_DAY,
                    "state": (SheetState.OPEN if status == SAMPLE else SheetState.PLANNED).value,
                    "epoch": 1,
                    "revision": 0,
                }
            )
            results.append(_empty_result(sheet_id, entry_id, ref.id, index, trade.panel_size))
    if sheets:
        session.execute(insert(Sheet), sheets)
        session.execute(insert(SheetResult), results)
    refresh_entries(session, trade_id, index)
    return len(sheets)


def _empty_result(
    sheet_id: str, entry_id: str, sub_criterion_id: str, index: SchemeIndex, panel_size: int
) -> dict[str, object]:
    aspects = index.sub_criteria[sub_criterion_id].aspects
    judged = sum(ref.aspect.type is AspectType.JUDGEMENT for ref in aspects)
    return {
        "sheet_id": sheet_id,
        "entry_id": entry_id,
        "total": None,
        "marked": 0,
        "aspects": len(aspects),
        "disagreeing": 0,
        "registers": judged * panel_size + len(aspects) - judged,
        "filled": 0,
        "changed_at": None,
    }
