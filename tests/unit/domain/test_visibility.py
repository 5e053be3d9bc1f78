"""What a board lets out. Source: PUBLICATION, docs/contract.md."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.board_types import TradeBody
from competition.domain.visibility import Policy, public_home_row, public_trade_board

HEAD_MEMBERS = {"kind", "event", "trade", "state", "label", "version", "max", "marked", "criteria", "sessions", "rows"}
ROW_MEMBERS = {
    "id",
    "rank",
    "shared",
    "change",
    "native",
    "native_lang",
    "latin",
    "team",
    "total",
    "behind",
    "marks",
    "best",
    "done",
    "of",
    "trend",
    "status",
    "scaled",
    "medal",
    "photos",
}


def row(row_id: str, rank: int | None, medal: str | None) -> dict[str, Any]:
    return {
        "id": row_id,
        "rank": rank,
        "shared": False,
        "change": 1,
        "native": f"native {row_id}",
        "native_lang": "zh",
        "latin": f"latin {row_id}",
        "team": {"code": row_id.upper(), "name": {"en": row_id}, "flag": "cn", "secret": "canary-team"},
        "total": "82.10",
        "behind": None,
        "marks": ["9.20", None],
        "best": [True, False],
        "done": 1,
        "of": 2,
        "trend": [2, 1],
        "status": "ranked",
        "scaled": "739",
        "medal": medal,
        "judges": ["canary-row"],
        "photos": [f"photo {row_id}"],
    }


def internal() -> TradeBody:
    body: Any = {
        "kind": "trade",
        "event": {
            "code": "e",
            "name": {"en": "Event"},
            "timezone": "Asia/Shanghai",
            "clock_offset": 0,
            "key": "canary-event",
        },
        "trade": {"code": "04", "name": {"en": "Trade"}, "worldskills": True, "panel": "canary-trade"},
        "state": "live",
        "label": "official",
        "version": 2,
        "max": "100.00",
        "marked": 83,
        "criteria": [{"code": "A", "name": {"en": "A"}, "max": "60.00", "note": "canary-criterion"}],
        "sessions": [
            {
                "name": {"en": "S"},
                "place": {"en": "Hall"},
                "starts": "2024-06-25T05:30:00Z",
                "ends": "2024-06-25T07:30:00Z",
                "who": "canary-session",
            }
        ],
        "rows": [row("a", 1, "gold"), row("b", 2, "silver"), row("c", None, None)],
        "held": "canary-body",
    }
    result: TradeBody = body
    return result


def other_marks() -> TradeBody:
    body = internal()
    body["marked"] = 12
    body["rows"] = body["rows"][:1]
    body["rows"][0]["total"] = "11.11"
    return body


@pytest.mark.parametrize("policy", list(Policy))
def test_no_unknown_member_gets_out(policy: Policy) -> None:
    body = public_trade_board(internal(), policy, public_trade_board(internal(), Policy.LIVE))
    assert "canary" not in json.dumps(body)
    assert set(body) == HEAD_MEMBERS
    assert all(set(each) == ROW_MEMBERS for each in body["rows"])
    assert body["state"] == policy.value


def test_a_hidden_board_shows_neither_rows_nor_progress() -> None:
    body = public_trade_board(internal(), Policy.HIDDEN)
    assert (body["marked"], body["rows"], body["label"]) == (None, [], "provisional")


@pytest.mark.parametrize("policy", [Policy.HIDDEN, Policy.FROZEN])
def test_a_closed_board_is_the_same_whatever_was_marked(policy: Policy) -> None:
    assert public_trade_board(internal(), policy) == public_trade_board(other_marks(), policy)


def test_progress_shows_how_much_and_nothing_of_whom() -> None:
    body = public_trade_board(internal(), Policy.PROGRESS)
    assert (body["marked"], body["rows"], body["label"]) == (83, [], "provisional")


def test_a_live_board_has_neither_scaled_marks_nor_medals() -> None:
    body = public_trade_board(internal(), Policy.LIVE)
    assert [(each["total"], each["scaled"], each["medal"]) for each in body["rows"]] == [("82.10", None, None)] * 3
    assert (body["marked"], body["label"]) == (83, "provisional")


def test_a_frozen_board_stays_what_it_was() -> None:
    live = public_trade_board(internal(), Policy.LIVE)
    frozen = public_trade_board(other_marks(), Policy.FROZEN, live)
    for gone in live["rows"][1:]:
        del gone["photos"]  # whether these people still agree cannot be known
    assert {**frozen, "state": "live"} == {**live}
    assert public_trade_board(other_marks(), Policy.FROZEN, frozen) == frozen


@pytest.mark.parametrize("policy", [Policy.HIDDEN, Policy.PROGRESS, Policy.OFFICIAL])
def test_freezing_after_another_state_shows_nothing(policy: Policy) -> None:
    frozen = public_trade_board(internal(), Policy.FROZEN, public_trade_board(internal(), policy))
    assert (frozen["marked"], frozen["rows"]) == (None, [])


@pytest.mark.parametrize(
    ("label", "expected"), [("provisional", "official"), ("official", "official"), ("corrected", "corrected")]
)
def test_an_official_board_carries_everything_and_its_label(label: Any, expected: str) -> None:
    body = internal()
    body["label"] = label
    public = public_trade_board(body, Policy.OFFICIAL)
    assert (public["label"], public["version"], public["marked"]) == (expected, 2, 83)
    assert [(each["scaled"], each["medal"]) for each in public["rows"]] == [
        ("739", "gold"),
        ("739", "silver"),
        ("739", None),
    ]


def test_what_got_out_is_a_copy() -> None:
    source = internal()
    public = public_trade_board(source, Policy.LIVE)
    public["rows"][0]["marks"][0] = "0.00"
    public["event"]["name"]["en"] = "Other"
    assert source == internal()


def test_the_event_home_names_the_leader_of_a_live_trade_only() -> None:
    lines = {policy: public_home_row("t", "b", public_trade_board(internal(), policy)) for policy in Policy}
    leaders = {policy: line["leader"] and line["leader"]["code"] for policy, line in lines.items()}
    assert leaders == {
        Policy.HIDDEN: None,
        Policy.PROGRESS: None,
        Policy.LIVE: "A",
        Policy.FROZEN: None,
        Policy.OFFICIAL: "A",
    }
    assert "canary" not in json.dumps(list(lines.values()))


def test_the_event_home_shows_medals_of_official_trades_only() -> None:
    lines = {policy: public_home_row("t", "b", public_trade_board(internal(), policy)) for policy in Policy}
    podium = [(place["medal"], place["team"]["code"]) for place in lines[Policy.OFFICIAL]["podium"]]
    assert podium == [("gold", "A"), ("silver", "B")]
    assert all(not line["podium"] for policy, line in lines.items() if policy is not Policy.OFFICIAL)


def test_a_shared_first_place_has_no_single_leader() -> None:
    body = internal()
    body["rows"][1]["rank"] = 1
    assert public_home_row("t", "b", public_trade_board(body, Policy.LIVE))["leader"] is None


@given(st.integers(0, 100), st.integers(0, 9999), st.sampled_from(["hidden", "progress"]))
def test_embargoed_marks_never_change_a_byte(marked: int, hundredths: int, state: str) -> None:
    body = copy.deepcopy(internal())
    for each in body["rows"]:
        each["total"] = f"{hundredths / 100:.2f}"
    if state == "hidden":
        body["marked"] = marked
    assert public_trade_board(body, Policy(state)) == public_trade_board(internal(), Policy(state))
