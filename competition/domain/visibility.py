"""What a board lets out to the public, state by state. Source: PUBLICATION (structure, points 3, 4, 7).

Every function here names each member that it lets out: what is not named cannot leak.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from competition.domain.board_types import (
    BoardState,
    CriterionHead,
    EventHead,
    HomeRow,
    Label,
    PodiumPlace,
    Session,
    TeamHead,
    TradeBody,
    TradeHead,
    TradeRow,
)


class Policy(StrEnum):
    """How much of a trade the public sees now."""

    HIDDEN = "hidden"
    PROGRESS = "progress"
    LIVE = "live"
    FROZEN = "frozen"
    OFFICIAL = "official"


_STATES: dict[Policy, BoardState] = {
    Policy.HIDDEN: "hidden",
    Policy.PROGRESS: "progress",
    Policy.LIVE: "live",
    Policy.FROZEN: "frozen",
    Policy.OFFICIAL: "official",
}
_PODIUM = ("gold", "silver", "bronze")


def public_trade_board(internal: TradeBody, policy: Policy, published: TradeBody | None = None) -> TradeBody:
    """Return the body of a trade board that the public may have.

    internal: the whole truth about the trade, in the public shape, perhaps with more members.
    published: the body that is public now; a frozen board stays what it was, and with none before it shows nothing.
    Only names and photos follow there: somebody who takes consent back or is erased is neither named nor seen any
    longer on any board.
    hidden: neither rows nor how much is marked; the plan of sessions is public in every state. progress: how much is
    marked, no rows. live: rows without scaled marks and medals. official: everything, and the label of `internal`.
    """
    match policy:
        case Policy.LIVE:
            return _body(internal, policy, "provisional", internal["marked"], _rows(internal, final=False))
        case Policy.OFFICIAL:
            label: Label = "corrected" if internal["label"] == "corrected" else "official"
            return _body(internal, policy, label, internal["marked"], _rows(internal, final=True))
        case Policy.PROGRESS:
            return _body(internal, policy, "provisional", internal["marked"], [])
        case Policy.FROZEN if published is not None and published["state"] in ("live", "frozen"):
            rows = _renamed(_rows(published, final=False), internal)
            return _body(published, policy, "provisional", published["marked"], rows)
        case _:
            return _body(internal, policy, "provisional", None, [])


def public_home_row(trade_id: str, board_id: str, board: TradeBody) -> HomeRow:
    """Return a trade's line on the event home, drawn from its public body alone, so that it tells nothing more."""
    shows_rows = board["state"] in ("live", "frozen", "official")
    ranked = [row for row in board["rows"] if row["rank"] is not None] if shows_rows else []
    first = [row for row in ranked if row["rank"] == 1]
    return {
        "id": trade_id,
        "code": board["trade"]["code"],
        "name": dict(board["trade"]["name"]),
        "worldskills": board["trade"]["worldskills"],
        "board": board_id,
        "state": board["state"],
        "marked": board["marked"],
        "leader": _team(team) if len(first) == 1 and (team := first[0]["team"]) is not None else None,
        "podium": _podium(board),
        "sessions": [_session(each) for each in board["sessions"]],
    }


def _podium(board: TradeBody) -> list[PodiumPlace]:
    if board["state"] != "official":
        return []
    return [
        {"medal": medal, "team": _team(team)}
        for row in board["rows"]
        if (medal := row["medal"]) is not None and medal in _PODIUM and (team := row["team"]) is not None
    ]


def _body(source: TradeBody, policy: Policy, label: Label, marked: int | None, rows: list[TradeRow]) -> TradeBody:
    return {
        "kind": "trade",
        "event": _event(source["event"]),
        "trade": _trade(source["trade"]),
        "state": _STATES[policy],
        "label": label,
        "version": source["version"],
        "max": source["max"],
        "marked": marked,
        "criteria": [_criterion(criterion) for criterion in source["criteria"]],
        "sessions": [_session(each) for each in source["sessions"]],
        "rows": rows,
    }


def _rows(source: TradeBody, *, final: bool) -> list[TradeRow]:
    return [_row(row, final=final) for row in source["rows"]]


def _renamed(rows: list[TradeRow], internal: TradeBody) -> list[TradeRow]:
    """Return rows with names and photos as they may be public now; what a row tells of marks and places stays."""
    now = {row["id"]: row for row in internal["rows"]}
    renamed: list[TradeRow] = []
    for row in rows:
        row.pop("photos", None)
        if (fresh := now.get(row["id"])) is not None:
            row["native"], row["native_lang"], row["latin"] = fresh["native"], fresh["native_lang"], fresh["latin"]
            if photos := fresh.get("photos"):
                row["photos"] = list(photos)
        renamed.append(row)
    return renamed


def _row(row: TradeRow, *, final: bool) -> TradeRow:
    public: TradeRow = {
        "id": row["id"],
        "rank": row["rank"],
        "shared": row["shared"],
        "change": row["change"],
        "native": row["native"],
        "native_lang": row["native_lang"],
        "latin": row["latin"],
        "team": None if row["team"] is None else _team(row["team"]),
        "total": row["total"],
        "behind": row["behind"],
        "marks": list(row["marks"]),
        "best": list(row["best"]),
        "done": row["done"],
        "of": row["of"],
        "trend": list(row["trend"]),
        "status": row["status"],
        "scaled": row["scaled"] if final else None,
        "medal": row["medal"] if final else None,
    }
    if photos := row.get("photos"):
        public["photos"] = list(photos)
    return public


def _event(event: EventHead) -> EventHead:
    head: EventHead = {
        "code": event["code"],
        "name": dict(event["name"]),
        "timezone": event["timezone"],
        "clock_offset": event["clock_offset"],
    }
    if brand := event.get("brand"):
        head["brand"] = {"sheet": brand["sheet"], "logo": brand["logo"]}
    return head


def _trade(trade: TradeHead) -> TradeHead:
    return {"code": trade["code"], "name": dict(trade["name"]), "worldskills": trade["worldskills"]}


def _criterion(criterion: CriterionHead) -> CriterionHead:
    return {"code": criterion["code"], "name": dict(criterion["name"]), "max": criterion["max"]}


def _team(team: TeamHead) -> TeamHead:
    return {"code": team["code"], "name": dict(team["name"]), "flag": team["flag"]}


def with_plan(public: TradeBody, event: EventHead, trade: TradeHead, sessions: Iterable[Session]) -> TradeBody:
    """Return a public body with another plan and other names, and with not a mark more than it had."""
    body = _body(public, Policy(public["state"]), public["label"], public["marked"], public["rows"])
    return {
        **body,
        "event": _event(event),
        "trade": _trade(trade),
        "sessions": [_session(session) for session in sessions],
    }


def _session(session: Session) -> Session:
    return {
        # A body of an earlier version has neither.
        "id": session.get("id", ""),
        "seq": session.get("seq", 0),
        "name": dict(session["name"]),
        "place": dict(session["place"]),
        "starts": session["starts"],
        "ends": session["ends"],
    }
