"""Sentences about signing in, permissions, requests and the state of the service."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "sign_in_needed": N_("Please sign in first. What you entered on this device is kept."),
    "sign_in_failed": N_("Name and password do not match. Check both and try again."),
    "sign_in_locked": N_("Too many attempts. Wait %(minutes)s minutes, or ask the event office to reset your access."),
    "sign_in_again": N_("This step asks who you are once more. Enter your password, then repeat the step."),
    "second_person_needed": N_("You asked for this yourself. Somebody else has to decide it."),
    "approval_decided": N_("Somebody has decided this already. Load the page again."),
    "approval_changed": N_("What was asked for has changed since. Ask for it again."),
    "reason_needed": N_("Say in a few words why. The reason stays in the log."),
    "token_used": N_("This link or code was used before. Ask for a new one."),
    "not_allowed": N_("You may not do this. Ask the event office if you should be able to."),
    "not_found": N_("There is nothing here. Check the address, or go back and choose again."),
    "compatriot": N_("This competitor is from your own team, so another judge marks here."),
    "conflict_of_interest": N_("You declared an interest in this team, so another judge marks here."),
    "not_your_sheet": N_("You are not on the panel of this sheet. Open your own list of sheets."),
    "form_expired": N_("This form was open for too long. Load the page again and send it once more."),
    "database_unavailable": N_("The service is busy for a moment. Nothing was lost; try again in a few seconds."),
    "fault": N_("Something went wrong here, and it was recorded. Tell the event office the reference %(reference)s."),
    "too_many_requests": N_("Too many requests. Wait a minute, then try again."),
    "method_not_allowed": N_("This address does not take that kind of request."),
    "bad_request": N_("The request could not be read. Load the page again and repeat it."),
    "json_expected": N_("The request must be JSON. Send it with the content type application/json."),
    "payload_invalid": N_("The request cannot be used: %(place)s is wrong (%(reason)s). Correct it and send it again."),
    "request_too_large": N_("The request is too large. Send less at once."),
    "json_type_not_allowed": N_(
        "The data holds a kind of value that is not allowed. Send text, whole numbers or lists."
    ),
}
