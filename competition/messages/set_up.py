"""Sentences about the beginning: passwords, log-ins, the first administrator, new events and the settings of trades."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "password_too_short": N_(
        "This password is too short. Use at least %(limit)s characters; three or four words in a row are easy to keep."
    ),
    "password_too_long": N_("This password has more than %(limit)s characters. Shorten it."),
    "password_common": N_("This password is among the first that anybody would try. Choose another one."),
    "password_is_name": N_("This password is a name or the log-in itself. Choose another one."),
    "passwords_differ": N_("The two passwords differ. Type the same password twice."),
    "login_invalid": N_(
        '"%(login)s" cannot be a log-in. Use 2 to 64 letters, digits, dots or hyphens, such as li.na; numbers alone '
        "are for judges."
    ),
    "login_taken": N_("The log-in %(login)s belongs to somebody else. Choose another one."),
    "link_used_up": N_("This address was used before or is too old. Ask for a new one."),
    "administrator_exists": N_("This installation has an administrator already. Sign in, or ask the administrator."),
    "person_name_missing": N_("Fill in the name, as colleagues know it."),
}
