"""What an organizer asks of the teams that register."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import Registration
from competition.domain.registration import AskedQuestion, QuestionKind, QuestionScope
from competition.domain.scheme import Text


@dataclass(frozen=True, slots=True)
class RegistrationState:
    """Whether teams may register, and how.

    closes_at: the event's own time, None for no end. entries: of a team in a trade, at most. trades: ids of those that
    are open, empty for all. note: what the office tells the teams, by language.
    """

    is_open: bool = False
    closes_at: datetime | None = None
    entries: int = 1
    trades: tuple[str, ...] = ()
    note: Text = field(default_factory=dict)
    questions: tuple[AskedQuestion, ...] = ()

    def takes(self, trade_id: str) -> bool:
        """Tell whether teams may register for a trade."""
        return not self.trades or trade_id in self.trades


def registration_of(session: Session, event_id: str) -> RegistrationState:
    """Return what an event asks of its teams. One statement."""
    row = session.get(Registration, event_id)
    if row is None:
        return RegistrationState()
    return RegistrationState(
        is_open=row.is_open,
        closes_at=row.closes_at,
        entries=row.entries,
        trades=tuple(str(each) for each in row.trades),
        note=row.note,
        questions=questions_of(row.questions),
    )


def plain_question(question: AskedQuestion) -> Json:
    """Return a question as JSON."""
    choices: list[Json] = [dict(each) for each in question.choices]
    return {
        "id": question.id,
        "text": dict(question.text),
        "kind": question.kind.value,
        "scope": question.scope.value,
        "choices": choices,
        "required": question.is_required,
    }


def questions_of(rows: Iterable[Json]) -> tuple[AskedQuestion, ...]:
    """Return the questions of a stored list."""
    return tuple(_question(row) for row in rows if isinstance(row, dict))


def _question(row: dict[str, Json]) -> AskedQuestion:
    choices = row.get("choices")
    return AskedQuestion(
        id=str(row["id"]),
        text=_text(row.get("text")),
        kind=QuestionKind(str(row["kind"])),
        scope=QuestionScope(str(row["scope"])),
        choices=tuple(_text(each) for each in choices) if isinstance(choices, list) else (),
        is_required=bool(row.get("required")),
    )


def _text(value: Json) -> Text:
    return {key: str(words) for key, words in value.items()} if isinstance(value, dict) else {}
