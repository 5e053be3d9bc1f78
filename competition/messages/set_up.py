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
    "spread_limit_invalid": N_("Two scores may lie 0, 1, 2 or 3 apart. Choose one of these."),
    "entries_invalid": N_(
        "The fewest entries must not be more than the most, and a trade takes 1 to %(limit)s entries. Correct them."
    ),
    "age_invalid": N_("An age limit lies between %(least)s and %(most)s. Correct it, or leave it empty for any age."),
    "setting_fixed_by_marks": N_(
        "Marks are entered already, and this setting (%(setting)s) decides what they mean. It stays as it is."
    ),
    "trade_code_fixed": N_("Marks are entered already, so the trade keeps its code. Change the name instead."),
    "trade_name_missing": N_("The trade has no name. Fill it in, in at least one language."),
    "trade_code_twice": N_('Trade "%(trade)s" stands in row %(first)s already. Give one of the two another code.'),
    "too_many_trades": N_("An event takes %(limit)s trades at once. Leave the rest for later."),
    "trades_have_faults": N_("Some rows are not right yet, or there are none. Nothing was added."),
    "trade_has_marks": N_(
        "Marks are entered in trade %(trade)s, and marks are never removed. Hide its board if nobody should see it."
    ),
    "confirmation_differs": N_(
        "What you typed differs from %(expected)s. Nothing was removed; type the code as it stands."
    ),
    "preset_missing": N_("Choose how the competition is marked; everything can be changed afterwards."),
    "clone_missing": N_("Choose the earlier event that the new one is made from."),
    "event_name_missing": N_("The event has no name. Fill it in, in at least one language."),
    "event_code_reserved": N_('"%(event)s" is an address of the office itself. Choose another code.'),
    "timezone_missing": N_("Choose the time zone of the venue, such as Asia/Shanghai."),
    "event_date_missing": N_("Choose the day."),
    "languages_same": N_("The second language is the first one too. Choose another one, or none."),
    "organizer_missing": N_("Somebody has to organize the event. Name yourself or a colleague."),
    "organizer_twice": N_("The log-in %(login)s stands in row %(first)s already. Remove one of the two rows."),
    "organizer_is_you": N_("%(login)s is your own log-in. Tick the box above instead, and remove this row."),
    "too_many_organizers": N_("Name at most %(limit)s organizers here; the others come later."),
    "account_disabled": N_("The account %(login)s is closed. Name somebody else."),
    "draft_is_made": N_("This event was made already. Open it from your events."),
    "plan_has_faults": N_("Something is still missing. The steps with a mark say what; nothing was made."),
    "person_name_missing": N_("Fill in the name, as colleagues know it."),
}
