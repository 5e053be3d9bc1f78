"""Let the marks that there are go over to the next version of a scheme, and take that back. Source: N10.

What was entered is never written again. A sheet keeps its row and its id and points to the next version; an aspect that
asks the same keeps the id under which its marks are entered (`AspectOrigin`). So every score, mark, signature and log
entry stays what it was, and the way back is to point to where it was (decision 011).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.direct import run
from competition.db.models import (
    AspectOrigin,
    AspectRow,
    CriterionRow,
    Op,
    SchemeChange,
    Sheet,
    SheetEpoch,
    SheetResult,
    SubCriterionRow,
)
from competition.domain.errors import DomainError
from competition.domain.scheme_fates import carried_aspects
from competition.domain.stages import SheetState
from competition.queries.scheme_effect_types import NewVersion, SchemeEffect, SheetEffect
from competition.queries.schemes import SchemeIndex, scheme_index
from competition.queries.sheet_frames import trade_frames
from competition.queries.trade_sheets import count_ops, trade_entries
from competition.services.context import SheetMoved
from competition.services.identity import new_id
from competition.services.results import recompute_sheets, refresh_entries
from competition.services.scheme_versions import marking_teams, open_days, retire
from competition.services.schemes import add_scheme_version, assign_marking_teams, lay_out_sheets
from competition.services.sheets import open_sheets
from competition.services.unit_of_work import Unit


def move_version(
    unit: Unit,
    trade_id: str,
    present: SchemeIndex,
    version: NewVersion,
    effect: SchemeEffect,
    *,
    approval_id: str | None,
    reason_ref: str | None = None,
) -> SchemeChange:
    """Write the next version of a trade with marks, move its sheets, and recompute what follows.

    effect: what was computed for this very version under the trade's lock. The caller logs and publishes.
    """
    session, ops = unit.context.session, count_ops(unit.context.session, trade_id)
    before = _places(session, trade_id, present, effect)
    version_id = add_scheme_version(session, trade_id, version.scheme, unit.context.now)
    _carry(session, present, version_id, carried_aspects(version.fates))
    index = scheme_index(session, version_id)
    teams = marking_teams(session, present.version_id)
    lent = {sheet.sub_criterion: sheet.marking_team_id for sheet in effect.sheets if sheet.marking_team_id}
    matched = {code: teams[old] for code, old in version.matching.sub_criteria.items() if old in teams}
    assign_marking_teams(session, version_id, {**lent, **matched})
    _point(unit, index, effect.sheets, reason_ref)
    _add_sheets(unit, trade_id, index, [each for each in effect.sheets if each.sheet_id is None])
    retire(session, [each.sheet_id for each in effect.leaving])
    recompute_trade(session, trade_id, index)
    change = SchemeChange(
        id=new_id(),
        trade_id=trade_id,
        former_id=present.version_id,
        version_id=version_id,
        approval_id=approval_id,
        at=unit.context.now,
        ops=ops,
        fates={each.code or each.former: each.fate.value for each in version.fates if each.causes},
        sheets=before,
    )
    session.add(change)
    session.flush()
    _announce(unit, trade_id)
    return change


def restore_version(unit: Unit, change: SchemeChange) -> str:
    """Take a change back one step: a version with the former content, every sheet where it stood; returns its id.

    Raises DomainError `marks_entered_since` when anything was sent for a sheet since the change.
    """
    session, trade_id = unit.context.session, change.trade_id
    if count_ops(session, trade_id) != change.ops:
        raise DomainError("marks_entered_since")
    former = scheme_index(session, change.former_id)
    version_id = add_scheme_version(session, trade_id, former.scheme, unit.context.now)
    _carry(session, former, version_id, {aspect.code: aspect.code for aspect in former.scheme.aspects()})
    index = scheme_index(session, version_id)
    assign_marking_teams(session, version_id, marking_teams(session, former.version_id))
    _put_back(session, trade_id, index, cast("list[dict[str, Json]]", change.sheets))
    lay_out_sheets(session, trade_id, version_id)
    open_sheets(unit, trade_id, open_days(session, trade_id))
    recompute_trade(session, trade_id, index)
    change.undone_id = version_id
    session.flush()
    _announce(unit, trade_id)
    return version_id


def recompute_trade(session: Session, trade_id: str, index: SchemeIndex) -> None:
    """Write the sums of all sheets and entries of a trade from what is entered. Some ten statements."""
    frames, entered = trade_frames(session, trade_id), trade_entries(session, trade_id)
    states = {
        frame.id: entered.registers(frame, index.sub_criteria[frame.sub_criterion_id]).states() for frame in frames
    }
    recompute_sheets(session, states)
    refresh_entries(session, trade_id, index)


def _carry(session: Session, present: SchemeIndex, version_id: str, carried: Mapping[str, str]) -> None:
    """Let aspects of a new version go on with the marks of the present one. carried: new to old code."""
    known = {ref.aspect.code: ref.id for sub in present.sub_criteria.values() for ref in sub.aspects}
    written = session.execute(
        select(AspectRow.code, AspectRow.id)
        .join(SubCriterionRow, SubCriterionRow.id == AspectRow.sub_criterion_id)
        .join(CriterionRow, CriterionRow.id == SubCriterionRow.criterion_id)
        .where(CriterionRow.scheme_version_id == version_id)
    )
    rows = [{"aspect_id": row, "origin_id": known[carried[code]]} for code, row in written if code in carried]
    if rows:
        session.execute(insert(AspectOrigin), rows)


def _places(session: Session, trade_id: str, present: SchemeIndex, effect: SchemeEffect) -> list[Json]:
    """Return where every sheet stands, and in which state the change will leave it."""
    left = {sheet.sheet_id: sheet.next_state.value for sheet in effect.sheets}
    rows = session.execute(
        select(Sheet.id, Sheet.sub_criterion_id, Sheet.day, Sheet.state, Sheet.epoch, Sheet.sources)
        .join(SheetResult, SheetResult.sheet_id == Sheet.id)
        .where(Sheet.trade_id == trade_id)
        .order_by(Sheet.id)
    )
    return [
        {
            "id": row.id,
            "sub": present.sub_criteria[row.sub_criterion_id].code,
            "day": row.day,
            "state": row.state,
            "epoch": row.epoch,
            "sources": row.sources,
            "left": left.get(row.id, SheetState.LOCKED.value),
        }
        for row in rows
    ]


_POINT = (
    update(Sheet)
    .where(Sheet.id == bindparam("sheet"))
    .values(
        sub_criterion_id=bindparam("sub"),
        scheme_version_id=bindparam("version"),
        day=bindparam("on"),
        state=bindparam("to"),
        epoch=bindparam("life"),
        sources=bindparam("others"),
        revision=Sheet.revision + 1,
    )
)


def _point(unit: Unit, index: SchemeIndex, sheets: Sequence[SheetEffect], reason_ref: str | None) -> None:
    """Let the sheets that go on stand for their sub-criteria of the new version."""
    subs = {ref.code: ref.id for ref in index.sub_criteria.values()}
    going = [sheet for sheet in sheets if sheet.sheet_id is not None]
    rows = [
        {
            "sheet": sheet.sheet_id,
            "sub": subs[sheet.sub_criterion],
            "version": index.version_id,
            "on": sheet.next_day,
            "to": sheet.next_state.value,
            "life": sheet.epoch + sheet.new_epoch,
            "others": list(sheet.sources),
        }
        for sheet in going
    ]
    session = unit.context.session
    if rows:
        run(session, _POINT, rows)
    lives = [
        {
            "sheet_id": sheet.sheet_id,
            "epoch": sheet.epoch + 1,
            "opened_at": unit.context.event_now(unit.clock_offset),
            "opened_by": unit.context.actor.account_id,
            "reason_ref": reason_ref,
        }
        for sheet in going
        if sheet.new_epoch
    ]
    if lives:
        session.execute(insert(SheetEpoch), lives)


def _add_sheets(unit: Unit, trade_id: str, index: SchemeIndex, sheets: Sequence[SheetEffect]) -> None:
    """Lay out the sheets of sub-criteria that none comes from; their sums are computed with all others."""
    subs = {ref.code: ref.id for ref in index.sub_criteria.values()}
    rows = [
        {
            "id": new_id(),
            "event_id": unit.event_id,
            "trade_id": trade_id,
            "entry_id": sheet.entry_id,
            "sub_criterion_id": subs[sheet.sub_criterion],
            "scheme_version_id": index.version_id,
            "marking_team_id": sheet.marking_team_id,
            "day": sheet.next_day,
            "state": sheet.next_state.value,
            "epoch": sheet.epoch,
            "revision": 0,
            "sources": list(sheet.sources),
        }
        for sheet in sheets
    ]
    if rows:
        session = unit.context.session
        session.execute(insert(Sheet), rows)
        session.execute(insert(SheetResult), [{"sheet_id": row["id"], "entry_id": row["entry_id"]} for row in rows])


def _put_back(session: Session, trade_id: str, index: SchemeIndex, places: Sequence[Mapping[str, Json]]) -> None:
    """Let every sheet stand where it stood, and remove those that the change laid out."""
    subs = {ref.code: ref.id for ref in index.sub_criteria.values()}
    now = {
        row.id: row
        for row in session.execute(select(Sheet.id, Sheet.entry_id, Sheet.state).where(Sheet.trade_id == trade_id))
    }
    counted = set(
        session.scalars(
            select(SheetResult.sheet_id).join(Sheet, Sheet.id == SheetResult.sheet_id).where(Sheet.trade_id == trade_id)
        )
    )
    known = {str(place["id"]) for place in places}
    added = counted - known
    # Only sample work can have been marked since; what was entered on it stays.
    marked = set(session.scalars(select(Op.sheet_id).where(Op.sheet_id.in_(added))))
    retire(session, sorted(marked))
    session.execute(delete(SheetResult).where(SheetResult.sheet_id.in_(added)))
    session.execute(delete(Sheet).where(Sheet.id.in_(added - marked)))
    run(
        session,
        _POINT,
        [
            {
                "sheet": place["id"],
                "sub": subs[str(place["sub"])],
                "version": index.version_id,
                "on": place["day"],
                # A sheet whose state was changed since, as when a day was opened, keeps it.
                "to": place["state"] if now[str(place["id"])].state == place["left"] else now[str(place["id"])].state,
                "life": place["epoch"],
                "others": place["sources"],
            }
            for place in places
        ],
    )
    session.execute(
        delete(SheetEpoch).where(
            SheetEpoch.sheet_id.in_(known),
            SheetEpoch.epoch > select(Sheet.epoch).where(Sheet.id == SheetEpoch.sheet_id).scalar_subquery(),
        )
    )
    back = [{"sheet_id": sheet, "entry_id": now[sheet].entry_id} for sheet in sorted(known - counted)]
    if back:
        session.execute(insert(SheetResult), back)


def _announce(unit: Unit, trade_id: str) -> None:
    """Let every open sheet of the trade be read again."""
    for frame in trade_frames(unit.context.session, trade_id):
        unit.announce(SheetMoved(frame.id, frame.trade_id, frame.event_id, frame.revision))
