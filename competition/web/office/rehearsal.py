"""Rehearsals: robots through the real way in, then a wipe."""
