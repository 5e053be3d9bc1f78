"""Sentences about entering marks: values, scores, sheets and their steps."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "number_missing": N_("A number is missing. Fill it in."),
    "number_invalid": N_("This is no number. Use digits and at most one decimal point."),
    "number_too_long": N_("This number is too long. Use at most %(limit)s digits before the decimal point."),
    "number_ambiguous": N_("This number can be read in two ways. Write decimals with a point and no thousands sign."),
    "value_invalid": N_("This value cannot be taken. Enter a number."),
    "value_kind_unknown": N_("This kind of value is not known. Load the sheet again."),
    "value_kind_wrong": N_("Aspect %(aspect)s takes another kind of value. Load the sheet again."),
    "value_not_expected": N_('"Did not attempt" stands alone, without a value. Choose one of the two.'),
    "value_not_pass_or_fail": N_("Choose yes or no."),
    "value_not_whole": N_("Enter a whole number."),
    "value_out_of_range": N_("Enter a number from %(low)s to %(high)s."),
    "choice_unknown": N_("Choose one of the %(high)s answers."),
    "score_not_allowed": N_("A score is 0, 1, 2 or 3. Choose one of them."),
    "score_count": N_("%(expected)s scores are needed, %(given)s are there. Wait for the other judges."),
    "scores_too_far_apart": N_(
        "The scores differ by more than %(limit)s. State the reason and score again, led by the supervising judge."
    ),
    "score_twice": N_("You have already scored in round %(round)s. Open your score to change it."),
    "round_not_open": N_("Round %(round)s is not open. Load the sheet again."),
    "judge_not_on_panel": N_("This judge is not on the panel of the sheet. Choose one who is."),
    "panel_size_not_allowed": N_("A panel of %(size)s judges is not allowed. Choose 3 to 7 judges."),
    "panel_rule_not_allowed": N_("This rule would leave no score. Leave out fewer of the highest and lowest scores."),
    "mark_out_of_range": N_("The mark of aspect %(aspect)s is below zero or above its maximum. Check the scheme."),
    "aspect_unknown": N_("Aspect %(aspect)s is not part of the scheme. Load the sheet again."),
    "op_reused": N_("This entry was sent before with another value. Enter it once more."),
    "too_many_ops": N_(
        "Too many entries at once; at most %(most)s are taken. The rest stays on your device and follows."
    ),
    "sheet_locked": N_(
        "This sheet is locked. Your entry is kept on your device; ask the chief judge to reopen the sheet."
    ),
    "sheet_not_complete": N_("Not every aspect is marked. Mark the missing ones first."),
    "sheet_changed": N_("The sheet changed meanwhile. Look at the new state and repeat what you want to do."),
    "round_not_needed": N_("The scores of this aspect agree, so no new round is needed."),
    "already_signed": N_("You have already signed this sheet. There is nothing more to do."),
    "step_not_allowed": N_('"%(action)s" is not possible now (state: %(state)s). Load the sheet again.'),
    "judges_not_assigned": N_("No judges are assigned to this sheet. Assign a marking team first."),
    "day_not_reached": N_("This sheet is marked on another day. Ask the chief judge if it should open earlier."),
    "aspects_not_marked": N_("Some aspects have no mark yet. Mark them, or choose that they were not attempted."),
    "digest_differs": N_("The marks changed since you looked at them. Read them again before you sign."),
    "entries_not_sent": N_("A device still holds entries that were not sent. Wait until they have arrived."),
    "signatures_missing": N_("Not every judge of the panel has signed. Ask the others to sign first."),
    "same_person": N_("A second person must do this. Ask someone who did not sign."),
    "reason_missing": N_("Give a reason. It is kept in the log."),
    "second_person_missing": N_("A second person must confirm this. Ask one to sign in."),
    "verification_missing": N_("The supervising judge has not verified this sheet. Ask for it first."),
}
