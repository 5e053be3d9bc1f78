"""The judge's door: the desk with the sheets, and the judging sheet."""

from __future__ import annotations

from competition.web.judge.views import blueprint

__all__ = ["blueprint"]
