"""Sentences about the plan of an event: days, sessions, times."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "schedule_name_missing": N_("The name is empty. Fill it in, in at least one language."),
    "session_without_trade": N_("A session belongs to a trade. Choose the trade, or another kind."),
    "schedule_day_missing": N_("No day is chosen. Choose at least one."),
    "schedule_too_long": N_("A schedule holds at most %(limit)s lines. Take away what is over."),
    "schedule_changed_meanwhile": N_(
        "Somebody changed this line while you did. What you typed is kept here; compare it and save once more."
    ),
    "nothing_chosen": N_("No line is chosen. Tick the lines that you mean."),
    "shift_too_far": N_("Move by at least one minute and at most %(limit)s days."),
    "ends_before_start": N_("It ends at %(end)s, before it starts at %(start)s. Correct one of the two."),
    "time_does_not_exist": N_(
        "There is no %(time)s on this day: the clocks go forward over it. Choose %(earlier)s or %(later)s."
    ),
    "time_happens_twice": N_(
        "%(time)s happens twice on this day, first at %(first)s and again at %(second)s: the clocks go back. "
        "Say which one you mean."
    ),
    "day_taken": N_("This date is a day of the event already. Choose another one."),
    "too_many_days": N_("An event has at most %(limit)s days. Take one away first."),
    "day_closed": N_("A day that is closed, or lies before a closed one, stays as it is. Ask the chief judges first."),
    "day_before_closed": N_("A later day is closed already. Add a day after it."),
    "day_has_items": N_(
        "%(count)s lines of the schedule are on this day. Move them to another day or take them away first."
    ),
    "day_in_scheme": N_(
        "Day %(day)s would be no more, but marking is planned on it in trades %(trades)s. Change their schemes first."
    ),
    "last_day_stays": N_("An event has at least one day. Add another one first."),
}
