"""Sentences about people, teams and entries."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES: dict[str, str] = {}
