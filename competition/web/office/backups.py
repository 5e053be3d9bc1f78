"""Backups, archives and restoring."""
