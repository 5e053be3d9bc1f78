"""Sentences about questions to the jury and its clarifications."""

from __future__ import annotations

from competition.messages.marker import N_

SENTENCES = {
    "question_empty": N_("The question is empty. Write what you want to know."),
    "question_too_long": N_("The question is too long. Write at most %(limit)s characters."),
    "too_many_questions": N_(
        "You asked %(limit)s questions within %(minutes)s minutes. This one is not sent; what you wrote is still in "
        "the form. Wait a little, then send it."
    ),
    "answer_empty": N_("There are no words yet. Write them in at least one language."),
    "answer_too_long": N_("This is too long. Write at most %(limit)s characters in each language."),
    "question_answered": N_(
        "Somebody answered this question meanwhile. Your words are not sent and still in the form. Read the answer "
        "above; send yours only if it is to take its place."
    ),
    "too_many_canned": N_("An event keeps at most %(limit)s answers ready. Remove one first."),
}
