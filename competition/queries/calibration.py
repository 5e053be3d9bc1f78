"""Sample work, how far it is marked, and the first scores that judges gave it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.models import (
    AspectRow,
    Entry,
    JudgeProfile,
    Person,
    Score,
    Sheet,
    SheetResult,
    SubCriterionRow,
    Trade,
)
from competition.domain.calibration import SAMPLE, Agreement, SampleScore, agreement
from competition.domain.scheme import Text

FIRST_ROUND = 1


@dataclass(frozen=True, slots=True)
class SampleLine:
    """A piece of sample work; filled, of: fields that are in, and all of them."""

    code: str
    filled: int
    of: int


@dataclass(frozen=True, slots=True)
class SampleJudge:
    """A judge who gave scores."""

    name: str
    language: str
    latin: str


@dataclass(frozen=True, slots=True)
class SampleAspect:
    """A judgement of one sample."""

    sample: str
    code: str
    description: Text


@dataclass(frozen=True, slots=True)
class Calibration:
    """The sample work of a trade and how far its judges agree; aspects and judges by the keys of the agreement."""

    trade_id: str
    panel_size: int
    spread_limit: int
    samples: tuple[SampleLine, ...]
    agreement: Agreement
    aspects: dict[str, SampleAspect]
    judges: dict[str, SampleJudge]


def calibration(session: Session, trade_id: str) -> Calibration:
    """Return a trade's calibration. Three statements; an aspect counts only once its whole panel is in."""
    trade = session.execute(select(Trade.panel_size, Trade.spread_limit).where(Trade.id == trade_id)).one()
    samples = tuple(
        SampleLine(*row)
        for row in session.execute(
            select(Entry.code, func.sum(SheetResult.filled), func.sum(SheetResult.registers))
            .join(SheetResult, SheetResult.entry_id == Entry.id)
            .where(Entry.trade_id == trade_id, Entry.status == SAMPLE)
            .group_by(Entry.code)
            .order_by(Entry.code)
        )
    )
    rows = session.execute(
        select(
            Entry.code.label("sample"),
            AspectRow.id.label("aspect_id"),
            AspectRow.code,
            AspectRow.description,
            Score.judge_id,
            Score.kind,
            Score.value,
            Person.native_name,
            Person.native_language,
            Person.latin_name,
        )
        .join(Sheet, Sheet.id == Score.sheet_id)
        # Sheets of a version that was replaced have no sums any more.
        .join(SheetResult, SheetResult.sheet_id == Sheet.id)
        .join(Entry, Entry.id == Sheet.entry_id)
        .join(SubCriterionRow, SubCriterionRow.id == Sheet.sub_criterion_id)
        .join(AspectRow, AspectRow.id == Score.aspect_id)
        .join(JudgeProfile, JudgeProfile.id == Score.judge_id)
        .join(Person, Person.id == JudgeProfile.person_id)
        .where(Entry.trade_id == trade_id, Entry.status == SAMPLE, Score.round == FIRST_ROUND)
        .order_by(Entry.code, SubCriterionRow.code, AspectRow.position, Score.judge_id, Score.version)
    )
    scores: dict[tuple[str, str], SampleScore] = {}
    aspects: dict[str, SampleAspect] = {}
    judges: dict[str, SampleJudge] = {}
    for row in rows:
        key = f"{row.sample}/{row.aspect_id}"
        # Rows come in the order of their versions: the last one of a judge counts, a cleared one takes it away.
        scores.pop((key, row.judge_id), None)
        if row.kind == "judgement" and row.value is not None:
            scores[key, row.judge_id] = SampleScore(key, row.judge_id, int(row.value))
        aspects[key] = SampleAspect(row.sample, row.code, row.description)
        judges[row.judge_id] = SampleJudge(row.native_name, row.native_language, row.latin_name)
    found = agreement(list(scores.values()), panel_size=trade.panel_size, spread_limit=trade.spread_limit)
    return Calibration(trade_id, trade.panel_size, trade.spread_limit, samples, found, aspects, judges)
