"""Sentences about work that goes on beside the pages."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "job_failed": N_("Something went wrong here, and it was recorded. Nothing was written; try it once more."),
    "job_stopped": N_("The server was stopped meanwhile. Nothing was written; start it once more."),
}
