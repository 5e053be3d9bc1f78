"""Pages for everyone: the event, its boards, medals and teams, from published documents alone."""

from competition.web.public.views import blueprint

__all__ = ["blueprint"]
