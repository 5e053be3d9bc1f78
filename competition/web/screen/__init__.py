"""Hall screens: boards and medals in turn, legible from the other end of the hall."""

from competition.web.screen.views import blueprint

__all__ = ["blueprint"]
