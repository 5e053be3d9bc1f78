"""Spreadsheets in and out: staged, shown, applied, undone."""
