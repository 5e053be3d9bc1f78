"""Measures the promises on speed, side by side with other servers in one run: `python -m bench`."""
