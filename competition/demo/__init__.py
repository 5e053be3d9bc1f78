"""The demo event: the second Belt and Road International Skills Competition with invented people and marks."""
