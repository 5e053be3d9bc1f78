"""The rules of the field: standard library only, no clock, no database, no web."""
