"""Signing in: organizers by password, judges by number and PIN or by QR code."""

from competition.web.signin.views import blueprint

__all__ = ["blueprint"]
