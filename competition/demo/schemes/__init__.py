"""The marking schemes of the demo event: one readable table per trade."""
