"""The wizard: from an empty installation to an event."""
