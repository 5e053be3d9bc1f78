"""Proposals who marks what, as they were kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from competition.db.base import Json
from competition.db.models import Account, PanelPlan
from competition.domain.errors import DomainError
from competition.domain.panels import TeamPlan


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A proposal. teams: name, seats and sub-criteria of each. made_at: real time. with_chief: the chief may sit."""

    id: str
    trade_id: str
    method: str
    seed: str
    base: str
    state: str
    teams: tuple[TeamPlan, ...]
    with_chief: bool
    made_by: str
    maker: str
    made_at: datetime


def plan_of(session: Session, event_id: str, plan_id: str) -> PlanLine:
    """Return a proposal. One statement.

    Raises DomainError `not_found`.
    """
    found = _plans(session, PanelPlan.event_id == event_id, PanelPlan.id == plan_id)
    if not found:
        raise DomainError("not_found")
    return found[0]


def open_plans(session: Session, trade_id: str) -> tuple[PlanLine, ...]:
    """Return the proposals that wait for somebody to decide, the oldest first. One statement."""
    return _plans(session, PanelPlan.trade_id == trade_id, PanelPlan.state == "proposed")


def proposals_by_trade(session: Session, event_id: str) -> dict[str, int]:
    """Return how many proposals wait, by trade. One statement."""
    rows = session.execute(
        select(PanelPlan.trade_id, func.count())
        .where(PanelPlan.event_id == event_id, PanelPlan.state == "proposed")
        .group_by(PanelPlan.trade_id)
    )
    return dict(rows.all())


def _plans(session: Session, *conditions: ColumnElement[bool]) -> tuple[PlanLine, ...]:
    rows = session.execute(
        select(PanelPlan, Account.name)
        .join(Account, Account.id == PanelPlan.made_by)
        .where(*conditions)
        .order_by(PanelPlan.made_at, PanelPlan.id)
    )
    return tuple(
        PlanLine(
            plan.id,
            plan.trade_id,
            plan.method,
            plan.seed,
            plan.base,
            plan.state,
            read_teams(plan.body),
            bool(plan.body.get("with_chief")),
            plan.made_by,
            name,
            plan.made_at,
        )
        for plan, name in rows
    )


def read_teams(body: Mapping[str, Json]) -> tuple[TeamPlan, ...]:
    """Return the marking teams that a proposal keeps as JSON."""
    teams = cast("list[dict[str, list[str]]]", body["teams"])
    return tuple(TeamPlan(str(each["name"]), tuple(each["seats"]), tuple(each["tasks"])) for each in teams)


def write_teams(teams: tuple[TeamPlan, ...]) -> list[Json]:
    """Return marking teams as a proposal keeps them."""
    return [{"name": team.name, "seats": list(team.seats), "tasks": list(team.tasks)} for team in teams]
