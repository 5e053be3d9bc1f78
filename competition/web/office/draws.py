"""Draws of start order and workstations."""
