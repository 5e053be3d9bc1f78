"""Boards: canonical form, hash and change. Source: docs/contract.md."""

from __future__ import annotations

import copy
import hashlib
import json
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.domain.boards import apply, board_hash, canonical_json, diff, is_empty
from competition.domain.errors import DomainError

OLD: dict[str, Any] = {
    "kind": "trade",
    "marked": 5,
    "label": "provisional",
    "rows": [{"id": "a", "rank": 1}, {"id": "b", "rank": 2}, {"id": "c", "rank": 3}],
}


def changed(**members: Any) -> dict[str, Any]:
    return {**copy.deepcopy(OLD), **members}


def test_canonical_json_sorts_keys_and_leaves_no_blanks() -> None:
    value = {"b": [1, True, None], "a": "陈/\u2028é", "ﬀ": "\n\u0001", "𝔞": "\x7f"}
    expected = '{"a":"陈/\u2028é","b":[1,true,null],"ﬀ":"\\n\\u0001","𝔞":"\x7f"}'
    assert canonical_json(value).decode() == expected


@pytest.mark.parametrize(
    "value", [1.0, float("nan"), Decimal(1), {1: "a"}, {"a": {2}}, b"", 2**53, -(2**53), "\ud800", [[1.5]]]
)
def test_what_is_not_the_boards_json_is_refused(value: object) -> None:
    with pytest.raises(DomainError) as refusal:
        canonical_json(value)
    assert refusal.value.code == "json_type_not_allowed"


def test_endless_nesting_is_refused() -> None:
    value: list[Any] = []
    for _ in range(100):
        value = [value]
    with pytest.raises(DomainError):
        canonical_json(value)


def test_the_hash_is_the_first_half_of_sha256() -> None:
    assert board_hash({"a": 1}) == hashlib.sha256(b'{"a":1}').hexdigest()[:32]


def test_nothing_changed_is_an_empty_change() -> None:
    change = diff(OLD, copy.deepcopy(OLD))
    assert dict(change) == {"hash": board_hash(OLD), "rows": [], "gone": []}
    assert is_empty(change)


def test_only_changed_members_and_rows_travel() -> None:
    new = changed(marked=6, rows=[{"id": "a", "rank": 1}, {"id": "b", "rank": 3}, {"id": "c", "rank": 3}])
    assert diff(OLD, new) == {
        "hash": board_hash(new),
        "head": {"marked": 6},
        "rows": [{"id": "b", "rank": 3}],
        "gone": [],
    }


def test_the_order_travels_when_it_or_the_set_changed() -> None:
    moved = changed(rows=[OLD["rows"][1], OLD["rows"][0], OLD["rows"][2]])
    assert diff(OLD, moved)["order"] == ["b", "a", "c"]
    shorter = changed(rows=OLD["rows"][:2])
    assert (diff(OLD, shorter)["gone"], diff(OLD, shorter)["order"]) == (["c"], ["a", "b"])
    longer = changed(rows=[*OLD["rows"], {"id": "d"}])
    assert (diff(OLD, longer)["rows"], diff(OLD, longer)["order"]) == ([{"id": "d"}], ["a", "b", "c", "d"])


def test_true_and_one_are_two_values() -> None:
    new = changed(marked=True, rows=[{"id": "a", "rank": True}, *OLD["rows"][1:]])
    old = changed(marked=1)
    assert diff(old, new)["head"] == {"marked": True}
    assert diff(old, new)["rows"] == [{"id": "a", "rank": True}]


def test_another_shape_is_no_change() -> None:
    with pytest.raises(DomainError) as refusal:
        diff(OLD, changed(extra=1))
    assert refusal.value.code == "board_shape_differs"


@pytest.mark.parametrize("rows", [[{"rank": 1}], [{"id": 1}], [{"id": "a"}, {"id": "a"}], ["a"], "ab"])
def test_rows_without_their_own_id_are_refused(rows: object) -> None:
    with pytest.raises(DomainError) as refusal:
        diff(OLD, changed(rows=rows))
    assert refusal.value.code == "board_row_invalid"


def test_a_change_for_another_body_is_noticed() -> None:
    change = diff(OLD, changed(marked=6))
    with pytest.raises(DomainError) as refusal:
        apply(changed(label="official"), change)
    assert refusal.value.code == "board_hash_differs"


def test_an_order_that_does_not_fit_is_noticed() -> None:
    change = diff(OLD, changed(rows=OLD["rows"][:2]))
    with pytest.raises(DomainError) as refusal:
        apply(changed(rows=OLD["rows"][1:]), change)
    assert refusal.value.code == "board_patch_invalid"


def test_a_board_without_rows_stays_without() -> None:
    assert apply({"a": 1}, diff({"a": 1}, {"a": 2})) == {"a": 2}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)
ROWS = st.lists(st.tuples(st.sampled_from("abcdefg"), JSON), unique_by=lambda row: row[0], max_size=7).map(
    lambda rows: [{"id": row_id, "value": value} for row_id, value in rows]
)
BODIES = st.fixed_dictionaries({"kind": st.just("trade"), "marked": JSON, "state": JSON, "rows": ROWS})


@given(BODIES, BODIES)
def test_a_change_applied_gives_the_new_board(old: dict[str, Any], new: dict[str, Any]) -> None:
    before = copy.deepcopy(old)
    change = diff(old, new)
    assert canonical_json(apply(old, change)) == canonical_json(new)
    assert old == before
    assert canonical_json(apply(old, json.loads(canonical_json(change)))) == canonical_json(new)


@given(st.lists(BODIES, min_size=2, max_size=5))
def test_a_chain_of_changes_gives_the_last_board(bodies: list[dict[str, Any]]) -> None:
    body = bodies[0]
    for old, new in pairwise(bodies):
        body = dict(apply(body, diff(old, new)))
    assert canonical_json(body) == canonical_json(bodies[-1])


@given(JSON)
def test_canonical_json_reads_back_and_stays(value: object) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text
