"""The vectors that scripts are held to are what the server writes today."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.web.picture_vectors import figures, pictures

VECTORS = Path(__file__).parents[2] / "vectors"


@pytest.mark.parametrize(("name", "made"), [("figures", figures), ("pictures", pictures)])
def test_the_shared_vectors_are_what_the_server_writes(name: str, made: Callable[[], dict[str, object]]) -> None:
    assert json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8")) == made()
