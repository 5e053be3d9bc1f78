"""Tablets enrolled in a row, and judges' cards."""
