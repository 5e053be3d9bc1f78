"""The door of team leaders: each registers the own team."""

from competition.web.team.views import blueprint

__all__ = ["blueprint"]
