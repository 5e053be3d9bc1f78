"""The public plan as the page and the calendar feed read it from the published home document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from competition.domain.board_types import HomeBody, HomeRow, Session


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A line of the plan. trade: whose it is, None for the whole event."""

    item: Session
    kind: str
    trade: HomeRow | None


def plan_lines(home: HomeBody, trade_code: str = "") -> Sequence[PlanLine]:
    """Return what is planned in order of time: everything, or what concerns one trade."""
    trades = {row["code"]: row for row in home["rows"]}
    lines = [PlanLine(item, item["kind"], trades.get(item.get("trade", ""))) for item in home["items"]]
    lines += [PlanLine(session, "session", row) for row in home["rows"] for session in row["sessions"]]
    wanted = [line for line in lines if not trade_code or (line.trade and line.trade["code"] == trade_code)]
    return sorted(wanted, key=lambda line: (line.item["starts"], line.trade["code"] if line.trade else ""))
