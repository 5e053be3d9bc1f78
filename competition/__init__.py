"""Podium: run a skills competition, from the marking scheme to the podium."""

__version__ = "0.1.0"
