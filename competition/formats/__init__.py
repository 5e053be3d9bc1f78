"""Bytes to typed rows and back: spreadsheets, CSV and documents; knows no database and no Flask."""
