"""Use cases: each changes something in one transaction, checks who may, and leaves a trace."""
