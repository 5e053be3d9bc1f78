"""Sentences about teams, competitors, entries, judges and staff entered one by one."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "team_name_missing": N_("The team has no name. Write it in at least one language."),
    "team_code_taken": N_("Team %(value)s is there already. Choose another code, or open that team."),
    "team_not_empty": N_(
        "Team %(team)s has people, entries or an application. Move or remove those first, then remove the team."
    ),
    "flag_unknown": N_('There is no flag "%(value)s". Search by name and choose one from the list, or leave it empty.'),
    "language_invalid": N_('"%(found)s" is no language code. Choose the language from the list.'),
    "birth_date_unlikely": N_(
        "By this date the person is younger than %(youngest)s or older than %(oldest)s. Check year, month and day."
    ),
    "email_invalid": N_("This is no e-mail address. Write it like name@example.org, or leave it empty."),
    "phone_invalid": N_("This is no telephone number. Write digits and blanks, such as +86 23 1234 5678."),
    "bib_missing": N_("The entry has no code. Write one, such as EI-07."),
    "bib_invalid": N_('"%(value)s" is no code. Use Latin letters, digits, points and hyphens, such as EI-07.'),
    "entry_code_taken": N_("Code %(value)s belongs to another entry of this trade. Choose another one."),
    "entry_without_members": N_("An entry needs at least one competitor. Choose who competes, or remove the entry."),
    "entry_full": N_(
        "The team's entry has %(size)s competitors already, as many as the trade asks for. "
        "Name a group, such as B, to make it the team's second entry."
    ),
    "entry_of_team_exists": N_(
        "The team competes in this trade already, as %(entry)s. Join that entry, or name the second entry's group."
    ),
    "entry_has_marks": N_(
        "Judges have begun to mark this entry, so its competitors stay. Withdraw it, or mark it as a guest instead."
    ),
    "codes_are_sealed": N_(
        "The trade's entries are under sealed blind codes. Open the codes before who competes changes."
    ),
    "member_of_other_team": N_("This competitor is of another team. The competitors of an entry are of one team."),
    "competes_already": N_("This competitor is in the trade already, in entry %(entry)s."),
    "competitor_has_entries": N_(
        "This competitor has entries for the present team. Remove the entries first, then change the team."
    ),
    "same_name_competes": N_(
        "A competitor of this name is there already. Open that one, or say below that this is another person."
    ),
    "same_name_judges": N_(
        "A judge of this name is there already. Choose that judge, or say below that this is another person."
    ),
    "same_name_expert": N_(
        "An expert of this name is in the register already. Open that one, or say below that this is another person."
    ),
    "too_many_trades": N_("More than %(limit)s trades were named. Keep those that the expert knows best."),
    "training_missing": N_("Write what the training was."),
    "role_event_missing": N_("Write at which event the role was held."),
    "year_unlikely": N_("Write the year with four digits, such as 2024."),
    "registration_closed": N_("Registration is not open. Ask the event office."),
    "application_waits": N_("The event office has it now. You can change it when it comes back."),
    "application_decided": N_("Somebody has decided this already. Load the page again."),
    "application_empty": N_("Nobody is entered yet. Fill in at least one person."),
    "application_line_wrong": N_("Person %(line)s: %(fault)s Nothing was decided."),
    "application_wrong": N_("Nothing was handed in yet. What you typed is kept as a draft; mend what is marked."),
    "birth_date_invalid": N_("This is no date. Write year, month and day, such as 2006-03-24."),
    "trade_missing": N_("The trade is missing. Choose it."),
    "trade_not_open": N_("This trade is not open for registration. Choose another one."),
    "person_twice": N_("This is the same as person %(first)s. Remove one of the two."),
    "team_has_no_place": N_(
        "The team has no place left in this trade (entries: %(limit)s at most, competitors in each: %(size)s). "
        "Remove this person, or ask the event office."
    ),
    "second_entry_unnamed": N_(
        "The team's entry in this trade has all its competitors. "
        "To make this a second entry, name its group, such as B."
    ),
    "entries_out_of_range": N_("Write a number from 1 to %(limit)s."),
    "question_missing": N_("Write the question in at least one language."),
    "question_too_long": N_("The question is too long. Write at most %(limit)s characters in each language."),
    "questions_many": N_("There are %(limit)s questions already. Remove one first."),
    "choices_few": N_("Write at least two choices, one a line."),
    "choices_many": N_("Write at most %(limit)s choices."),
    "choices_uneven": N_("The languages differ in the number of lines. Write each choice on the same line in each."),
    "choice_too_long": N_("A choice is too long. Write at most %(limit)s characters."),
    "choice_twice": N_("The same choice stands there twice. Remove one of them."),
    "answer_missing": N_("This answer is needed."),
    "answer_too_long": N_("The answer is too long. Write at most %(limit)s characters."),
    "answer_not_offered": N_("Choose one of the answers that are offered."),
    "person_at_work": N_("This person still judges. End or replace the judge in every trade first."),
    "typed_differs": N_("What you typed differs from %(typed)s. Nothing was changed."),
    "person_erased": N_("The personal data were erased on request. They cannot be entered again here."),
    "guardian_missing": N_(
        "By the birth date this person is not of age, so a guardian agrees. Write the guardian's name."
    ),
    "judge_missing": N_("Nobody is chosen. Choose a judge or an expert, or fill in the name of a new one."),
    "judges_already": N_("This person judges in the trade already. Choose another person or another trade."),
    "judge_has_seat": N_(
        "The judge has a seat in a marking team of this trade. Replace the judge, so that somebody takes the seat."
    ),
    "judge_has_marked": N_(
        "The judge has marked already, and whom a judge may mark depends on the team. The team stays as it is."
    ),
    "trade_has_chief": N_("The trade has a chief judge. End or replace that one first."),
    "judge_replaced_by_self": N_("A judge cannot take the own place. Choose somebody else."),
    "score_of_former_judge": N_(
        "The judge who had this seat before gave this score, and it stays. A new round is possible when scores differ."
    ),
    "interest_of_register": N_(
        "This follows from the register of conflicts. End the conflict there, or switch the rule that brings it."
    ),
    "conflict_known": N_("This conflict is in the register already."),
    "conflict_with_nobody": N_("Say with whom: a team, an institution, a person or a country."),
    "role_not_given_here": N_("This role is given in another place. Choose one of the roles in the list."),
    "role_held_already": N_("This person has that role already. Nothing needs to be done."),
    "trades_missing": N_("This role is for certain trades. Choose at least one."),
    "team_missing": N_("A team leader belongs to a team. Choose it."),
    "account_unknown": N_("Nobody signs in with that name. Check it, or leave it empty and invite a new person."),
    "account_works_elsewhere": N_(
        "This person works in another place of the installation too, so a link cannot be made here. "
        "An administrator can help."
    ),
    "organizer_reset_by_admin": N_("The password of an organizer is reset by an administrator, not by a colleague."),
    "last_organizer": N_("This is the only organizer. Have another one named first."),
    "password_chosen_already": N_("This person has chosen a password already. Make a link to reset it instead."),
}
