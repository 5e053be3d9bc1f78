"""The drafts that the server and the editor must judge alike."""

from __future__ import annotations

from tools.scheme_vectors import PATH, text


def test_the_committed_vectors_are_those_that_python_makes() -> None:
    assert PATH.read_text(encoding="utf-8") == text()
