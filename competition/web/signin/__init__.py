"""Signing in: organizers by password, judges by number and PIN or by QR code; addresses that make a password."""

from competition.web.signin import set_up
from competition.web.signin.views import blueprint

__all__ = ["blueprint", "set_up"]
