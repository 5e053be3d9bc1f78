"""The judge's door: the desk with the sheets, the judging sheet, and what makes them an app."""

from __future__ import annotations

from competition.web.judge import app
from competition.web.judge.views import blueprint

__all__ = ["app", "blueprint"]
