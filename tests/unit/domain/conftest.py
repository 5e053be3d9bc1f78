"""The rules are judged by their outcome; a busy machine makes no test fail."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("rules", deadline=None)
settings.load_profile("rules")
