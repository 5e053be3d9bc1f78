"""Marking teams: by hand, rotating or balanced; coverage."""
