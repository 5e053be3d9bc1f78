"""The settings, brand and sponsors of an event."""
