"""The gaps between an event and its first mark in words: what is missing, why it matters, where to mend it.

One entry for each rule of `competition.domain.readiness_rules`; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from competition.messages.marker import N_


@dataclass(frozen=True, slots=True)
class GapWords:
    """title: what is missing, without a figure. why: why it matters. action: on the button.

    detail: what is said beside each trade, "" for nothing.
    """

    title: str
    why: str
    action: str
    detail: str = ""


GAPS: Mapping[str, GapWords] = {
    "no_trade": GapWords(
        N_("No trade"),
        N_("Entries, judges and schemes belong to trades, so everything begins with them."),
        N_("Add trades"),
    ),
    "venue_missing": GapWords(
        N_("No venue"), N_("The public reads on the first page where the event takes place."), N_("Event settings")
    ),
    "programme_empty": GapWords(
        N_("Nothing on the schedule of the whole event"),
        N_("Ceremonies and opening hours are what visitors look for first."),
        N_("Schedule"),
    ),
    "no_entry": GapWords(
        N_("Trades without entries"), N_("Without competitors there is nothing to mark."), N_("Import people")
    ),
    "too_few_entries": GapWords(
        N_("Fewer entries than a trade needs"),
        N_("The trade may not take place, or not give all its medals."),
        N_("People"),
        N_("%(have)s of at least %(need)s"),
    ),
    "too_many_entries": GapWords(
        N_("More entries than there is room for"),
        N_("Workstations and time are planned for fewer."),
        N_("People"),
        N_("%(have)s of at most %(most)s"),
    ),
    "session_missing": GapWords(
        N_("Days with judging sheets and no session"),
        N_("Nobody reads on the schedule when these sheets are marked, and the control room cannot tell what is late."),
        N_("Schedule"),
        N_("day %(days)s"),
    ),
    "day_beyond_event": GapWords(
        N_("Sub-criteria on days that the event does not have"),
        N_("Their sheets would never be opened."),
        N_("Marking scheme"),
        N_("%(count)s"),
    ),
    "day_missing": GapWords(
        N_("Sub-criteria without a day"),
        N_("All their sheets are laid on the first day."),
        N_("Marking scheme"),
        N_("%(count)s"),
    ),
    "scheme_missing": GapWords(
        N_("Trades without a marking scheme"),
        N_("A trade can be marked once its scheme adds up to 100 and is published."),
        N_("Marking schemes"),
    ),
    "scheme_not_100": GapWords(
        N_("Marking schemes that do not add up to 100"),
        N_("A scheme is published when its aspects add up to exactly 100.00 marks."),
        N_("Marking scheme"),
        N_("%(total)s"),
    ),
    "scheme_has_errors": GapWords(
        N_("Marking schemes with errors"),
        N_("The editor shows each of them at its row; until then the scheme cannot be published."),
        N_("Marking scheme"),
        N_("%(count)s"),
    ),
    "scheme_only_draft": GapWords(
        N_("Marking schemes that are only drafts"),
        N_("They are right, and nobody has asked to publish them. Publishing takes two people."),
        N_("Marking scheme"),
    ),
    "scheme_waits": GapWords(
        N_("Marking schemes that wait for a second person"),
        N_("Somebody has asked to publish them; somebody else has to agree."),
        N_("Marking scheme"),
    ),
    "scheme_change_waits": GapWords(
        N_("Changes of schemes that wait for a second person"),
        N_("Judges mark by the version before until somebody agrees."),
        N_("Marking scheme"),
    ),
    "scheme_not_locked": GapWords(
        N_("Marking schemes that are not locked"),
        N_("A locked scheme changes only when a chief judge and an organizer agree; all judges know the same one."),
        N_("Marking scheme"),
    ),
    "applications_wait": GapWords(
        N_("Applications that wait for a decision"),
        N_("Their people are on no list yet."),
        N_("Applications"),
        N_("%(count)s"),
    ),
    "applications_unsent": GapWords(
        N_("Applications that were begun and not sent"),
        N_("Their team leaders may think that they are done. Remind them."),
        N_("Applications"),
        N_("%(count)s"),
    ),
    "no_judge": GapWords(N_("Trades without judges"), N_("Without judges nobody marks."), N_("Import people")),
    "no_chief": GapWords(
        N_("Trades without a chief judge"),
        N_("The chief judge opens and locks the sheets and decides disputes."),
        N_("Judges"),
    ),
    "too_few_judges": GapWords(
        N_("Fewer judges than a panel has seats"),
        N_("No sheet could be completed."),
        N_("Judges"),
        N_("%(have)s of %(need)s"),
    ),
    "entry_uneven": GapWords(
        N_("Entries with another number of competitors"),
        N_("The trade says how many competitors an entry has; certificates name each of them."),
        N_("People"),
        N_("%(count)s"),
    ),
    "competitor_too_old": GapWords(
        N_("Competitors over the age limit"),
        N_("They would compete against the rules of the trade. Make them guests, or change the limit."),
        N_("People"),
        N_("%(count)s over %(age)s"),
    ),
    "age_unknown": GapWords(
        N_("Competitors without a date of birth, in trades with an age limit"),
        N_("Nobody can tell whether they may compete."),
        N_("People"),
        N_("%(count)s"),
    ),
    "sub_criterion_without_team": GapWords(
        N_("Sub-criteria that nobody marks"),
        N_("A marking team marks a sub-criterion for all entries; without one its sheets are on no tablet."),
        N_("Panels"),
        N_("%(count)s of %(of)s"),
    ),
    "panel_too_small": GapWords(
        N_("Marking teams with too few judges"),
        N_("A judgement counts when all seats of the panel have scored."),
        N_("Panels"),
        N_("%(count)s with fewer than %(need)s"),
    ),
    "compatriots_unresolved": GapWords(
        N_("Compatriots that nobody replaces"),
        N_("Nobody marks a competitor of the own team, and no further judge of the marking team may step in."),
        N_("Panels"),
        N_("%(count)s"),
    ),
    "judge_without_sign_in": GapWords(
        N_("Judges who cannot sign in"),
        N_("They have neither a card nor a PIN. Print their cards."),
        N_("Devices and cards"),
        N_("%(count)s of %(of)s"),
    ),
    "judge_without_device": GapWords(
        N_("Judges without a device"),
        N_("They have a card or a PIN and were never signed in on a tablet that may still be used. Let them try."),
        N_("Devices and cards"),
        N_("judges %(names)s"),
    ),
    "no_tablet": GapWords(
        N_("No tablet is enrolled"),
        N_("Enrolled tablets are watched for battery, clock and marks that were not sent."),
        N_("Devices and cards"),
    ),
    "too_few_tablets": GapWords(
        N_("Fewer tablets than judges who score at once"),
        N_("One panel in every trade needs %(need)s tablets; %(have)s are enrolled."),
        N_("Devices and cards"),
    ),
    "boards_all_hidden": GapWords(
        N_("All boards are hidden, as on the first day"),
        N_("That may be right. Decide for each trade what the public sees, and when."),
        N_("Publication"),
    ),
    "second_organizer_missing": GapWords(
        N_("No second organizer"),
        N_("Releasing results takes two organizers; alone nobody can. Administrators name organizers, two together."),
        N_("Organizers"),
    ),
    "organizer_not_come": GapWords(
        N_("An organizer has never signed in"),
        N_("The invitation was not used. Steps that take two people wait for it."),
        N_("Staff"),
    ),
    "key_holders_missing": GapWords(
        N_("Key holders of blind codes are missing"),
        N_("Three people keep the codes, two of whom open them; %(have)s of %(need)s have made their keys."),
        N_("Blind codes"),
    ),
    "codes_not_sealed": GapWords(
        N_("Blind codes that are not sealed"),
        N_("Judges would see names and teams."),
        N_("Blind codes"),
        N_("%(have)s of %(need)s layers"),
    ),
    "backup_missing": GapWords(
        N_("No backup within the last day"),
        N_("A lost disk would take everything with it. One press makes a backup."),
        N_("Backups"),
    ),
}
