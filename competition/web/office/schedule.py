"""The schedule: days, sessions, modules; the calendar feed; printed."""
