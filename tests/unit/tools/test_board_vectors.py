"""The boards that both languages must agree on."""

from __future__ import annotations

import json

import pytest

from competition.domain.boards import apply, board_hash, canonical_json
from tools.board_vectors import PATH, text

VECTORS = json.loads(PATH.read_text(encoding="ascii"))


def test_the_committed_vectors_are_those_that_python_makes() -> None:
    assert PATH.read_text(encoding="ascii") == text()


@pytest.mark.parametrize("vector", VECTORS["canonical"], ids=lambda vector: vector["json"][:20])
def test_python_reads_its_canonical_form_back(vector: dict[str, object]) -> None:
    assert json.loads(str(vector["json"])) == vector["value"]
    assert canonical_json(vector["value"]).decode() == vector["json"]
    assert board_hash({"value": vector["value"]}) == vector["hash"]


@pytest.mark.parametrize("step", VECTORS["steps"], ids=lambda step: step["name"])
def test_a_patch_leads_to_the_new_board(step: dict[str, dict[str, object]]) -> None:
    assert canonical_json(apply(step["old"], step["patch"])) == canonical_json(step["new"])  # type: ignore[arg-type]
    assert board_hash(step["new"]) == step["patch"]["hash"]
