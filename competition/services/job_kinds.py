"""Every kind of work beside the pages, by name. One line for each; `app` and `worker` call this when they start."""

from __future__ import annotations


def register_all() -> None:
    """Make every kind known to this process."""
