"""The real product in Chromium, on the demo event."""
