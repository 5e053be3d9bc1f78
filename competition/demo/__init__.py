"""The demo event: the second Belt and Road International Skills Competition with invented people and marks."""

from competition.demo.event import build

__all__ = ["build"]
