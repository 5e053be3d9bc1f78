"""Blind codes: layers, seals, openings."""
