"""Add, change and remove the teams of an event. Source: PRODUCT C1."""

from __future__ import annotations

from dataclasses import fields

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.db.models import (
    Application,
    Companion,
    Competitor,
    Conflict,
    Entry,
    Interest,
    JudgeProfile,
    Team,
    TeamLeader,
)
from competition.domain.errors import DomainError
from competition.domain.people import TeamDetails, TeamKind, checked_team
from competition.domain.permissions import Permission
from competition.services.context import Context
from competition.services.destructive import back_up_first
from competition.services.identity import new_id
from competition.services.people_unit import people_unit, publish_trades, trades_of_team

_HOLDERS = (Competitor, Entry, JudgeProfile, Companion, TeamLeader, Application, Conflict, Interest)
"""Whatever belongs to a team and would be lost with it."""


def create_team(context: Context, event_id: str, details: TeamDetails) -> str:
    """Add a team to an event; returns its id. The code is kept in capitals.

    Raises DomainError `team_code_taken`, the refusals of `checked_team`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    checked = checked_team(details)
    with people_unit(context, event_id) as unit:
        _require_free(context.session, event_id, checked.code)
        team = Team(id=new_id(), event_id=event_id)
        _write(team, checked)
        context.session.add(team)
        unit.record("team.add", f"team/{team.id}", new={"code": checked.code})
        return team.id


def update_team(context: Context, event_id: str, team_id: str, details: TeamDetails) -> None:
    """Change a team; the boards on which it stands follow.

    Raises DomainError `not_found`, `team_code_taken`, the refusals of `checked_team`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    checked = checked_team(details)
    trades = trades_of_team(context.session, team_id)
    with people_unit(context, event_id, trades) as unit:
        team = require_team(context.session, event_id, team_id)
        before = team_details(team)
        changed = [each.name for each in fields(checked) if getattr(checked, each.name) != getattr(before, each.name)]
        if not changed:
            return
        if before.code != checked.code:
            _require_free(context.session, event_id, checked.code)
        _write(team, checked)
        context.session.flush()
        unit.record(
            "team.update",
            f"team/{team_id}",
            old={"code": before.code} if before.code != checked.code else None,
            new={"members": ",".join(changed), "code": checked.code},
        )
        publish_trades(unit, trades)


def remove_team(context: Context, event_id: str, team_id: str) -> None:
    """Take away a team that has nobody and nothing.

    Raises DomainError `not_found`, `team_not_empty`, `sign_in_needed`, `not_allowed`.
    """
    context.require(Permission.EDIT_COMPETITORS, event_id=event_id)
    require_team(context.session, event_id, team_id)
    back_up_first(context, "teams.remove_team")
    with people_unit(context, event_id) as unit:
        session = context.session
        team = require_team(session, event_id, team_id)
        if any(
            session.scalar(select(func.count()).select_from(table).where(table.team_id == team_id))
            for table in _HOLDERS
        ):
            raise DomainError("team_not_empty", team=team.code)
        session.delete(team)
        unit.record("team.remove", f"team/{team_id}", old={"code": team.code})


def require_team(session: Session, event_id: str, team_id: str) -> Team:
    """Return a team of the event. Raises DomainError `not_found`."""
    team = session.get(Team, team_id)
    if team is None or team.event_id != event_id:
        raise DomainError("not_found")
    return team


def team_details(team: Team) -> TeamDetails:
    """Return a stored team as an organizer says it."""
    return TeamDetails(team.code, dict(team.name), TeamKind(team.kind), team.flag, team.country, team.institution_id)


def _write(team: Team, details: TeamDetails) -> None:
    team.code, team.name, team.kind = details.code, dict(details.name), details.kind.value
    team.flag, team.country, team.institution_id = details.flag, details.country, details.institution_id


def _require_free(session: Session, event_id: str, code: str) -> None:
    taken = session.scalar(select(Team.id).where(Team.event_id == event_id, func.upper(Team.code) == code))
    if taken is not None:
        raise DomainError("team_code_taken", value=code)
