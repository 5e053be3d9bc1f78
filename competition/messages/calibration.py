"""Sentences about sample work."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "too_many_samples": N_("A trade has at most %(limit)s pieces of sample work. Remove one that nobody has marked."),
    "sample_has_marks": N_("Sample %(sample)s has marks, and marks are never removed. It stays; it is never ranked."),
}
