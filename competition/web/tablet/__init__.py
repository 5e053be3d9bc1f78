"""A tablet's own door: enrolled by the picture in the office, it shows its number."""

from competition.web.tablet.views import blueprint

__all__ = ["blueprint"]
