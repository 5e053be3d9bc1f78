"""Reads: rows and page models as frozen dataclasses; nothing here writes."""
