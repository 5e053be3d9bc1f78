"""What a team leader asks the jury, and what the jury says, beside the team's application."""

from __future__ import annotations

from competition.extensions import db
from competition.http.actor import current_actor
from competition.http.i18n import reader_language
from competition.queries.applications import LedTeam
from competition.queries.questions import clarifications_for, own_questions, trade_choices
from competition.web.questions import AskForm


def jury_part(team: LedTeam, default_language: str, form: AskForm | None = None) -> dict[str, object]:
    """Return what the page shows of it. form: a question that was refused."""
    session, account = db.session(), current_actor().account_id or ""
    ask = form or AskForm(formdata=None)
    ask.offer(trade_choices(session, team.event_id), reader_language(), default_language)
    return {
        "clarifications": clarifications_for(session, team.event_id, account, as_leader=True),
        "asked": own_questions(session, team.event_id, account, team.team_id),
        "ask": ask,
    }
